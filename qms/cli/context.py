"""What every command shares: root, language, day and commit, and how output leaves."""

import datetime as dt
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qms.errors import QmsError, UsageError
from qms.text import LANGS, Lang, Text, joined, same

if TYPE_CHECKING:
    from qms.model.snapshot import Snapshot
    from qms.settings import Settings
    from qms.store.changes import Filed, Operation

_NO_OUTPUT = Text(zh="写不出 {path}：{why}。", en="{path} could not be written: {why}.")
_OUTSIDE = Text(
    zh="这一种记录在外接的表 {table} 里，只计入指标，这里不列出。",
    en="These records lie in the attached table {table}; figures count them, none is listed here.",
)
_ELSEWHERE = Text(
    zh="腾出空间或换一个位置（--output），再运行一次。",
    en="Make room, or name another place with --output, and type the command again.",
)
BOTH = "both"
_LANG = "QMS_LANG"
_NO_LANG = Text(
    zh="环境变量 QMS_LANG 是 {value}：写 zh、en 或 both。",
    en="The variable QMS_LANG is {value}: write zh, en or both.",
)
A = TypeVar("A")
_NAMED = 5
_ONE_UNREAD = Text(
    zh="1 份文件未能读取，没有计入：{files}。用 qms check 查看原因。",
    en="1 file could not be read and is not counted: {files}. See why with qms check.",
)
_UNREAD = Text(
    zh="{count} 份文件未能读取，没有计入：{files} 等。用 qms check 查看原因。",
    en="{count} files could not be read and are not counted, among them {files}. "
    "See why with qms check.",
)

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Context:
    """The answers to where, when, at which commit and in which language."""

    start: Path
    wanted_lang: Lang | None = None
    wanted_day: dt.date | None = None
    ref: str | None = None
    is_incomplete: bool = False
    is_both: bool = False

    @cached_property
    def root(self) -> Path:
        """The repository's root folder.

        Raises:
            UsageError: The folder lies in no QMS repository.

        """
        from qms.store import git

        return git.root_of(self.start)

    @cached_property
    def settings(self) -> "Settings":
        """The settings of the work tree, or of the commit asked for."""
        from qms.store import git, loading

        tree = git.WorkTree(self.root) if self.ref is None else git.tree_at(self.root, self.ref)
        return loading.read_settings(tree)

    @property
    def lang(self) -> Lang:
        """The language asked for, else that of QMS_LANG, else that of qms.yml.

        Raises:
            UsageError: QMS_LANG names no language.

        """
        said = os.environ.get(_LANG, "")
        if said not in {*LANGS, BOTH, ""}:
            raise UsageError(_NO_LANG, value=same(said))
        known = next((each for each in LANGS if each == said), None)
        return self.wanted_lang or known or self.settings.lang

    def anywhere(self) -> "Context":
        """Return this for a command about other repositories, typed in one or anywhere."""
        from qms.settings import ManualSettings, Settings
        from qms.store import clock

        try:
            here = self.root
        except UsageError:
            here = None
        if here is not None:
            return self
        outside = Settings.model_construct(
            company={}, promise="", manual=ManualSettings.model_construct(number="")
        )
        day = self.wanted_day or clock.today(outside.zone)
        given = self.wanted_lang or (None if os.environ.get(_LANG) else outside.lang)
        return replace(self, wanted_lang=given, wanted_day=day)

    @property
    def langs(self) -> tuple[Lang, ...]:
        """The languages of a report: both where both are asked for."""
        asks_both = os.environ.get(_LANG) == BOTH and self.wanted_lang is None
        return LANGS if self.is_both or asks_both else (self.lang,)

    @property
    def as_of(self) -> dt.date:
        """The day asked for, else today in the office."""
        from qms.store import clock

        return self.wanted_day or clock.today(self.settings.zone)

    @property
    def moment(self) -> dt.datetime:
        """Now in the office; on the day asked for, if one was."""
        from qms.store import clock

        now = clock.now(self.settings.zone)
        return (
            now if self.wanted_day is None else dt.datetime.combine(self.wanted_day, now.timetz())
        )

    def snapshot(self) -> "Snapshot":
        """Load the repository at the commit and day asked for.

        What reads before it writes reads it with an interrupted command finished.
        """
        from qms.store import loading

        current = click.get_current_context(silent=True)
        if current is not None and getattr(current.command.callback, "writes", False):
            from qms.operations.filing.repair import finish

            finish(self.root, verb=current.command_path.removeprefix("qms "), says=self.say)
        return loading.load(self.root, as_of=self.as_of, ref=self.ref)

    def counted(self, *kinds: str) -> "Snapshot":
        """Load the repository to count in it, and say which files are not counted.

        Args:
            kinds: The kinds that are counted; by default all.

        """
        snapshot = self.snapshot()
        self.tell_uncounted(snapshot, *kinds)
        return snapshot

    def tell_uncounted(self, snapshot: "Snapshot", *kinds: str) -> None:
        """Say which files of these kinds (by default of all) were not read and are not counted."""
        folders = tuple(f"records/{kind}/" for kind in kinds)
        left = [each for each in snapshot.unread_files if not kinds or each.startswith(folders)]
        if left:
            self.is_incomplete = True
            said = _ONE_UNREAD if len(left) == 1 else _UNREAD
            self.say(said, count=len(left), files=joined(map(same, left[:_NAMED])))

    def tell_outside(self, snapshot: "Snapshot", kind: str) -> None:
        """Say that the records of a kind lie in an attached table, and none is given here."""
        if kind in snapshot.outside:
            self.is_incomplete = True
            self.say(_OUTSIDE, table=same(snapshot.outside[kind]))

    def status(self, status: int = 0) -> int:
        """Return the exit status of a command that counted; 1 where a file is not counted."""
        return max(status, int(self.is_incomplete))

    def file(self, operation: "Operation[A]", tell: "Callable[[Filed[A]], None]") -> "Filed[A]":
        """File what an operation wants, and tell what was filed (see `qms.store.changes`)."""
        from qms.operations.filing.filing import file

        current = click.get_current_context()
        if not getattr(current.command.callback, "writes", False):
            message = f"{current.command_path} is not declared as a command that writes"
            raise TypeError(message)
        verb = current.command_path.removeprefix("qms ")
        return file(self.root, operation, as_of=self.as_of, verb=verb, tell=tell, says=self.say)

    def committed(self) -> "Snapshot":
        """Load the commit asked for, by default the newest: what only lies in the folder is out."""
        from qms.store import loading

        return loading.load(self.root, as_of=self.as_of, ref=self.ref or "HEAD")

    def forget(self) -> None:
        """Read the settings anew the next time; somebody may have saved them."""
        vars(self).pop("settings", None)

    @property
    def is_coloured(self) -> bool:
        """Standard output is a terminal, and nobody asked for plain text."""
        asked_plain = os.environ.get("NO_COLOR") or os.environ.get("CI")
        return sys.stdout.isatty() and not asked_plain

    def say(self, text: Text, /, **values: object) -> None:
        """Print one sentence for people to standard error."""
        from qms.publish.plain_text import shown

        click.echo(shown(text.say(self.lang, **values)), err=True)

    def begins(self, work: Text) -> None:
        """On a terminal, name the work that takes more than a few seconds before it begins."""
        plain = os.environ.get("NO_COLOR") or os.environ.get("CI")
        if sys.stderr.isatty() and not plain:
            self.say(Text(zh="正在{work}，请稍候 ……", en="{work}, please wait ..."), work=work)

    def tell(self, lines: str, output: Path | None = None) -> None:
        """Give a result that people read as text: what would steer a terminal is shown."""
        from qms.publish.plain_text import shown

        self.emit(shown(lines), output)

    def emit(self, content: str | bytes, output: Path | None = None) -> None:
        """Give the result: to a file, written whole, or to standard output."""
        # A file name may hold bytes that are no UTF-8; it is shown, not stumbled over.
        raw = content.encode(errors="backslashreplace") if isinstance(content, str) else content
        if output is not None:
            from qms.store.causes import cause
            from qms.store.writing import write_file

            try:
                if output.exists() and not output.is_file():
                    output.write_bytes(raw)  # a device or pipe is written to, never replaced
                else:
                    write_file(output, raw)
            except OSError as error:
                why = cause(error).inside
                raise QmsError(_NO_OUTPUT, _ELSEWHERE, path=same(str(output)), why=why) from error
        else:
            sys.stdout.buffer.write(raw)
            sys.stdout.buffer.flush()


# Beyond these a day is a slip of the hand, and arithmetic with it would leave the calendar.
_EARLIEST = dt.date(1900, 1, 1)
_LATEST = dt.date(2999, 12, 31)


class Day(click.ParamType):  # type: ignore[type-arg] # not subscriptable at run time
    """A day on the command line, 2026-11-23."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Read the day or fail with the form that is wanted."""
        if isinstance(value, dt.date):
            return value
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value}: YYYY-MM-DD", param, ctx)
        if not _EARLIEST <= day <= _LATEST:
            self.fail(f"{value}: {_EARLIEST} … {_LATEST}", param, ctx)
        return day


def common(
    *, day: bool = True, ref: bool = True, writes: bool = False, both: bool = False
) -> Callable[[F], F]:
    """Give a command the options that all share.

    Only one that is declared to write may file anything. `both`: it makes a report, which may be
    asked for in both languages.
    """

    def add(function: F) -> F:
        decorated: Any = function
        if ref:
            decorated = click.option(
                "--ref",
                "ref",
                metavar="REV",
                expose_value=False,
                callback=_set("ref"),
                help="Read the repository at this commit.  从该提交读取",
            )(decorated)
        if day:
            decorated = click.option(
                "--as-of",
                type=Day(),
                expose_value=False,
                callback=_set("wanted_day"),
                help="Judge as of this day (default: today).  判断所依日期",
            )(decorated)
        decorated = lang_option(both=both)(decorated)
        decorated = click.option(
            "--root",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=_set("start"),
            help="Folder of the repository.  仓库所在文件夹",
        )(decorated)
        found: Any = click.pass_obj(decorated)
        found.writes = writes
        return found  # type: ignore[no-any-return] # the options do not show

    return add


def lang_option(*, both: bool = False) -> Callable[[F], F]:
    """Give a command, or the program itself, the option that names the language."""
    return click.option(
        "--lang",
        type=click.Choice((*LANGS, BOTH) if both else LANGS),
        expose_value=False,
        callback=_set("wanted_lang"),
        help="Language of the output (default: QMS_LANG, then qms.yml).  输出语言",
    )


def _set(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def remember(ctx: click.Context, _param: click.Parameter, value: Any) -> Any:
        if value is not None:
            if name == "start" and not Path(value).is_dir():
                raise UsageError(
                    Text(zh="没有文件夹 {path}。", en="There is no folder {path}."),
                    path=same(str(value)),
                )
            if value == BOTH:
                ctx.obj.is_both, ctx.obj.wanted_lang = True, None
            else:
                setattr(ctx.obj, name, value)
        return value

    return remember
