"""`qms remind`: one message to each who owes something, and a record of who got it."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.errors import UsageError
from qms.text import Text, joined, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.model.snapshot import Snapshot
    from qms.operations.reminding.errands import Errand
    from qms.operations.reminding.sending import Wires


@commands.command("remind")
@common(ref=False, writes=True)
@click.option("--days", type=click.IntRange(0), default=7, show_default=True,
              help="What falls due within so many days, too.  几天内到期的")  # fmt: skip
@click.option("--only", metavar="PERSON", multiple=True, help="These people alone.  只提醒")
@click.option("--send", is_flag=True, help="Send, and file who was reminded.  发送并登记")
@click.option("--by", metavar="PERSON", help="Who sends it.  经办人")
@click.option("--output", type=click.Path(path_type=Path),
              help="ZIP of mails (.eml) and letters.  邮件文件和信函")  # fmt: skip
def command(
    context: Context, *, days: int, only: tuple[str, ...], send: bool, by: str | None,
    output: Path | None,
) -> int:  # fmt: skip
    """Remind everybody of what they owe: receipts, study, reviews, returns, whatever falls due.

    Without --send the messages are only shown. Who was reminded already today is left out.
    How mail and robots are set up: docs/en/document-controller.md.

    \b
    Example:  qms remind
              qms remind --send --by P-005
              qms remind --output 提醒.zip
    """
    from qms.operations.reminding.errands import errands
    from qms.operations.reminding.sending import wires

    if send and by is None:
        raise UsageError(_WHO)
    over = wires(context.root)
    snapshot = context.snapshot()
    found = errands(snapshot, lang=context.lang, days=days, robots=over.robots)
    chosen = _only(snapshot, found, only)
    if send and by is not None:
        return _send(context, snapshot, chosen, over, by, output)
    _show(context, chosen)
    if output is not None:
        _pack(context, snapshot, chosen, output, everything=True)
    _tell_unowned(context, snapshot, days)
    return 0


def _only(snapshot: "Snapshot", found: "Sequence[Errand]", only: tuple[str, ...]) -> "list[Errand]":
    """Return the reminders to the people named; to everybody where nobody is."""
    from qms.operations.filing.people import person_named

    wanted = {person_named(snapshot, each).id for each in only}
    return [
        each
        for each in found
        if not wanted or (each.notice.person is not None and each.notice.person.id in wanted)
    ]


def _show(context: Context, chosen: "Sequence[Errand]") -> None:
    for each in chosen:
        means = joined(means.label for means in each.means) if each.means else _ALREADY
        where = f" <{each.address}>" if each.address else ""
        by = Text(zh=f"（{means.zh}）", en=f" ({means.en})").say(context.lang)
        context.tell(f"—— {each.name}{where}{by}\n{each.words}\n")
    context.say(_DRY if chosen else _NOTHING, count=len(chosen))


def _send(
    context: Context, snapshot: "Snapshot", found: "Sequence[Errand]", over: "Wires", by: str,
    output: Path | None,
) -> int:  # fmt: skip
    from qms.operations.filing.people import person_named
    from qms.operations.reminding.filed import reminded
    from qms.operations.reminding.sending import sent

    person_named(snapshot, by)
    chosen = [each for each in found if each.means]
    if not chosen:
        context.say(_NOTHING if not found else _ALL_TOLD)
        return 0
    _pack(context, snapshot, chosen, output, everything=False)
    outcome = sent(snapshot, chosen, over, moment=context.moment)
    for each in outcome.failed:
        context.say(each)
    if outcome.reached:
        context.file(
            partial(reminded, reached=outcome.reached, by=by),
            lambda filed: context.say(_SENT, count=len(outcome.reached), id=same(filed.record.id)),
        )
    return int(bool(outcome.failed))


def _pack(
    context: Context, snapshot: "Snapshot", chosen: "Sequence[Errand]", output: Path | None,
    *, everything: bool,
) -> None:  # fmt: skip
    from qms.operations.reminding.sending import archive

    made = archive(snapshot, chosen, moment=context.moment, everything=everything)
    if made is not None:
        target = output or context.root / "build" / made.name
        context.emit(made.content, target)
        context.say(_PACKED, path=same(str(target)))


def _tell_unowned(context: Context, snapshot: "Snapshot", days: int) -> None:
    from qms.standing.reminders import unowned

    for each in unowned(snapshot, days=days):
        context.say(_UNOWNED, what=each.what, owner=same(each.owner))


_WHO = Text(zh="发送须写明经办人 --by。", en="To send, say who does: --by.")
_DRY = Text(
    zh="以上 {count} 份都没有发出；发送并登记：qms remind --send --by 经办人。",
    en="None of these {count} was sent; to send and file them: qms remind --send --by PERSON.",
)
_NOTHING = Text(zh="没有要提醒的。", en="There is nothing to remind anybody of.")
_ALREADY = Text(zh="今天已提醒", en="reminded today")
_ALL_TOLD = Text(
    zh="要提醒的今天都已提醒过。", en="Everybody who is to be reminded was reminded today."
)
_SENT = Text(
    zh="已提醒 {count} 人（或单位），登记为 {id}。",
    en="Reminded {count:addressee|addressees}; on file as {id}.",
)
_PACKED = Text(
    zh="邮件文件和信函已写出 {path}：.eml 用邮件程序打开发送，letters.pdf 双面打印后装封。",
    en="Wrote mails and letters to {path}: open the .eml files in a mail program and send them; "
    "print letters.pdf.",
)
_UNOWNED = Text(
    zh="没有人可提醒：{what}（{owner} 的负责岗位当日无人任职）",
    en="Nobody to remind of: {what} (nobody holds the head's post of {owner} on the day)",
)
