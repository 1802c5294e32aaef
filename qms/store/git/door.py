"""The one door to git: the program runs with an environment and a configuration of ours.

Nothing that a repository's own configuration names is run (hooks, fsmonitor, filters, external
diff, textconv, gpg programs, remote helpers), and nothing in it, or on this machine, bends what
git shows (replaced objects, grafts, a forged commit graph, settings of log and diff).
"""

import threading
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from qms.errors import QmsError, UsageError, not_a_repository
from qms.store import children
from qms.store.conversation import Conversation
from qms.text import Text, same

_LOCAL_SCOPES = ("local", "worktree")
# What no configuration may change: name and value, as if given with `git -c`.
_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "core.attributesFile": "/dev/null",
    "core.excludesFile": "/dev/null",
    "core.commitGraph": "false",
    "core.multiPackIndex": "false",
    "core.untrackedCache": "false",
    "core.useReplaceRefs": "false",
    "core.autocrlf": "false",
    "core.eol": "lf",
    "core.safecrlf": "false",
    "core.pager": "cat",
    "core.editor": "false",
    "core.askPass": "",
    "core.sshCommand": "false",
    "core.gitProxy": "",
    "core.ignoreStat": "false",
    "core.trustctime": "true",
    "core.checkStat": "default",
    "diff.external": "",
    "diff.ignoreSubmodules": "none",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "i18n.logOutputEncoding": "UTF-8",
    "log.showSignature": "false",
    "log.mailmap": "false",
    "protocol.allow": "never",
    "safe.directory": "*",
    "submodule.recurse": "false",
}
# So many names go to git before its answers are read: they must fit into a pipe.
_AT_ONCE = 200
_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": "/dev/null",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# The user's own configuration bends nothing that is read; who he is and how he signs is his.
_NOBODYS = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
# Settings by their last word that name a program, and what takes the place of a local one.
_PROGRAMS = {
    ("filter", "clean"): "",
    ("filter", "smudge"): "",
    ("filter", "process"): "",
    ("filter", "required"): "false",
    ("diff", "command"): "",
    ("diff", "textconv"): "",
    ("merge", "driver"): "",
    ("gpg", "program"): "gpg",
    ("gpg", "defaultkeycommand"): "",
}
_STOCK = {"gpg.ssh.program": "ssh-keygen", "gpg.x509.program": "gpgsm"}


class GitRefusedError(QmsError):
    """Git would not do what was asked of it."""

    def __init__(self, done: children.Done, command: str) -> None:
        """Keep how it ended."""
        super().__init__(
            Text(zh="git {command} 没有成功：{why}", en="git {command} failed: {why}"),
            Text(zh="按 git 的话处理后再来。", en="Do as git says, then come back."),
            command=same(command),
            why=same(done.said or str(done.status)),
        )
        self.done = done


@dataclass(eq=False)
class Repository:
    """A git repository: where it is, and the way to ask git of it.

    `root` is the folder that the QMS lies in; `prefix` is its path below the top of the
    repository, empty where the two are one. Paths given and returned are below `root`.
    """

    root: Path
    top: Path
    git_dir: Path
    _batch: list[Conversation] = field(default_factory=list, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @cached_property
    def prefix(self) -> str:
        """The path of the QMS below the top of the repository, with its slash."""
        below = self.root.relative_to(self.top).as_posix()
        return "" if below == "." else below + "/"

    @property
    def common_dir(self) -> Path:
        """The git folder that all work trees of the repository share."""
        try:
            written = (self.git_dir / "commondir").read_text(encoding="utf-8").strip()
        except OSError:
            return self.git_dir
        return (self.git_dir / written).resolve()

    def ask(
        self,
        *arguments: str,
        given: bytes = b"",
        extra: dict[str, str] | None = None,
        as_user: bool = False,
        keep: tuple[int, ...] = (),
    ) -> children.Done:
        """Run git and return how it ended, whatever that is.

        Args:
            arguments: The command and its arguments.
            given: What it reads on its standard input.
            extra: Variables set for it alone.
            as_user: With the user's own configuration, for what is committed or signed as his.
            keep: File descriptors that stay open for as long as git runs.

        """
        return children.run(
            *self._command(), *arguments, given=given, folder=self.root,
            extra=self._extra(as_user=as_user) | (extra or {}), keep=keep,
        )  # fmt: skip

    def run(
        self,
        *arguments: str,
        given: bytes = b"",
        extra: dict[str, str] | None = None,
        as_user: bool = False,
        keep: tuple[int, ...] = (),
    ) -> str:
        """Run git and return what it prints, without the last line end.

        Raises:
            GitRefusedError: It did not end well.

        """
        done = self.ask(*arguments, given=given, extra=extra, as_user=as_user, keep=keep)
        if done.status:
            raise GitRefusedError(done, arguments[0])
        return done.out.decode(errors="surrogateescape").removesuffix("\n")

    def parts(self, *arguments: str, given: bytes) -> Iterator[str]:
        """Yield what git prints between zero bytes, as it comes, while it goes on.

        Raises:
            GitRefusedError: It did not end well.

        """
        rest = b""
        for part in children.streamed(
            *self._command(), *arguments, given=given, folder=self.root,
            extra=self._extra(as_user=False),
        ):  # fmt: skip
            if isinstance(part, children.Done):
                if part.status:
                    raise GitRefusedError(part, arguments[0])
            else:
                whole, _, rest = (rest + part).rpartition(b"\0")
                if whole:
                    yield from whole.decode(errors="surrogateescape").split("\0")

    def read(self, sha: str, kind: str = "blob") -> bytes | None:
        """Return the content of an object; None where it is missing or of another kind."""
        return self.read_all([sha], kind)[0]

    def read_all(self, shas: Sequence[str], kind: str = "blob") -> list[bytes | None]:
        """Return the contents of objects; None for one that is missing or of another kind."""
        found: list[bytes | None] = []
        with self._lock:
            for start in range(0, len(shas), _AT_ONCE):
                part = shas[start : start + _AT_ONCE]
                self._talk().say(sha.encode() for sha in part)
                found += [self._answered(kind) for _ in part]
        return found

    def _talk(self) -> Conversation:
        if not self._batch:
            talk = Conversation(
                *self._command(), "cat-file", "--batch",
                folder=self.root, extra=self._extra(as_user=False),
            )  # fmt: skip
            self._batch.append(talk)
            weakref.finalize(self, talk.close)
        return self._batch[0]

    def _answered(self, kind: str) -> bytes | None:
        answer = self._talk().answer().split(b" ")
        if len(answer) != 3 or not answer[2].isdigit():  # noqa: PLR2004 - id, kind, size
            return None
        content = self._talk().read(int(answer[2]) + 1)[:-1]
        return content if answer[1] == kind.encode() else None

    def without_programs(self) -> tuple[str, ...]:
        """Return options that put out of force what the local configuration would run."""
        listing = self.run("config", "--list", "--show-scope", "--name-only", "-z")
        parts = listing.split("\0")
        scoped = zip(parts[::2], parts[1::2], strict=False)
        local = sorted({name for scope, name in scoped if scope in _LOCAL_SCOPES})
        harmless = {name: value for name in local if (value := _harmless(name)) is not None}
        return tuple(part for pair in harmless.items() for part in ("-c", "=".join(pair)))

    def _command(self) -> tuple[str, ...]:
        return ("git", "--no-pager", f"--git-dir={self.git_dir}", f"--work-tree={self.top}")

    @staticmethod
    def _extra(*, as_user: bool) -> dict[str, str]:
        return _OURS if as_user else _OURS | _NOBODYS


def _harmless(name: str) -> str | None:
    first, _, rest = name.partition(".")
    last = rest.rpartition(".")[2].lower()
    found = _PROGRAMS.get((first.lower(), last))
    return found if found is None else _STOCK.get(name.lower(), found)


def _counted(settings: dict[str, str]) -> dict[str, str]:
    """Return variables that stand for settings, which git takes before any file's."""
    pairs = list(enumerate(settings.items()))
    return (
        {"GIT_CONFIG_COUNT": str(len(pairs))}
        | {f"GIT_CONFIG_KEY_{place}": name for place, (name, _) in pairs}
        | {f"GIT_CONFIG_VALUE_{place}": value for place, (_, value) in pairs}
    )


_OURS = _VARIABLES | _counted(_SETTINGS)


def root_of(start: Path) -> Path:
    """Return the QMS repository that a folder lies in.

    Raises:
        UsageError: There is none: no qms.yml with a git repository around it.

    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "qms.yml").is_file() and _found(folder):
            return folder
    raise not_a_repository(str(start))


def repository(root: Path) -> Repository:
    """Return the git repository that a folder lies in.

    Raises:
        UsageError: There is none.

    """
    root = root.resolve()
    found = _found(root)
    if found is None:
        raise not_a_repository(str(root))
    return Repository(root, *found)


def initialised(root: Path) -> Repository:
    """Make a git repository of a folder.

    Raises:
        GitRefusedError: Git would not.

    """
    done = children.run("git", "init", "-q", "--initial-branch=main", str(root), extra=_OURS)
    if done.status:
        raise GitRefusedError(done, "init")
    return repository(root)


def _found(root: Path) -> tuple[Path, Path] | None:
    """Return the top folder and the git folder of the nearest repository around a folder."""
    for folder in (root, *root.parents):
        dot = folder / ".git"
        if dot.is_file():  # a linked work tree or a submodule
            written = dot.read_text(encoding="utf-8", errors="replace")
            dot = folder / written.removeprefix("gitdir:").strip()
        if (dot / "HEAD").is_file():
            return folder, dot.resolve()
    return None


_LOOK = Text(zh="用 git log 查提交号。", en="Look it up with git log.")
_FETCH = Text(
    zh="这是浅克隆，历史不全：用 git fetch --unshallow 取回，再用 git log 查提交号。",
    en="This is a shallow clone: bring its history with git fetch --unshallow, then look it up "
    "with git log.",
)


def commit_of(repo: Repository, ref: str) -> str:
    """Return the full hash of the commit that a name, tag or hash stands for.

    Raises:
        UsageError: No commit has that name.

    """
    done = None
    if "\0" not in ref:
        done = repo.ask("rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}")
    if done is None or done.status:
        raise UsageError(
            Text(zh="仓库里没有提交 {ref}。", en="The repository has no commit {ref}."),
            _FETCH if Path(repo.common_dir, "shallow").exists() else _LOOK,
            ref=same(ref),
        )
    return done.out.decode().strip()
