"""`qms copy`: numbered copies from the issue to the destruction."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands, copy_lives, copy_many
from qms.cli import copy_options as options
from qms.cli.context import Context, common
from qms.errors import UsageError
from qms.text import Text, listed, same

if TYPE_CHECKING:
    from qms.operations.printing.book import Printed
    from qms.store.changes import Filed, Operation


@commands.group("copy")
def command() -> None:
    """Numbered copies: every event is filed, the state follows from the events.

    \b
    Example:  qms copy issue --to quality --keeper P-009 --by P-005
              qms copy ack 011 --received-by 秦知远 --by P-005
    """


for each in (*copy_many.COMMANDS, *copy_lives.COMMANDS):
    command.add_command(each)


@command.command("issue")
@common(ref=False, writes=True)
@click.option("--to", "holders", multiple=True, metavar="HOLDER",
              help="Department or body; may be given several times.  持有人")  # fmt: skip
@click.option("--keeper", "keepers", multiple=True, metavar="PERSON",
              help="Who keeps it; one for each --to.  保管人")  # fmt: skip
@click.option("--list", "listed", metavar="LIST", help="All on a distribution list.  分发清单")
@options.holder_class
@options.by
@options.key
@click.option("--consent", metavar="PERSON", help="Who consents, where needed.  同意人")
@click.option("--release", metavar="A/1", help="Default: in force.  版本")
@click.option("--output", type=click.Path(path_type=Path),
              help="The PDF, of several the ZIP (default: in build/).")  # fmt: skip
def issue(
    context: Context,
    *,
    holders: tuple[str, ...],
    keepers: tuple[str, ...],
    listed: str | None,
    holder_class: str,
    by: str,
    key: Path | None,
    consent: str | None,
    release: str | None,
    output: Path | None,
) -> int:
    """Issue new copies: number them, file them, print them with their stamps, in one run."""
    from qms.operations.copies.issue import Order, issued_copies

    if bool(listed) is bool(holders):
        raise UsageError(_WHOM)
    recipients = tuple(
        options.recipient(to, keeper, holder_class) for to, keeper in _paired(holders, keepers)
    )
    order = Order(by, recipients, consent, release, key, listed)
    if listed or len(recipients) > 1:
        context.begins(_PRINTING)

    def tell(filed: "Filed[Printed]") -> None:
        _tell_issued(context, filed, output)

    issued_copies(context.root, context.snapshot, order, lambda asked: context.file(asked, tell))
    return 0


def _paired(holders: tuple[str, ...], keepers: tuple[str, ...]) -> list[tuple[str, str | None]]:
    """Return each holder with its keeper.

    Raises:
        UsageError: There are keepers, but not one for each holder.

    """
    if keepers and len(keepers) != len(holders):
        raise UsageError(_KEEPERS)
    return list(zip(holders, keepers or (None,) * len(holders), strict=True))


def _tell_issued(context: Context, filed: "Filed[Printed]", output: Path | None) -> None:
    from qms.model.kinds.ch02_copies import CopyEvent

    events = [each for each in filed.records if isinstance(each, CopyEvent)]
    numbers = same(" ".join(each.copy_number for each in events))
    if filed.answer is None:
        again = same(" ".join(f"--copy {each.copy_number}" for each in events))
        context.say(_ISSUED_BEFORE, number=numbers, id=same(events[0].id), again=again)
        return
    target = output or context.root / "build" / filed.answer.name
    context.emit(filed.answer.content, target)
    said = _ISSUED if len(events) == 1 else _ALL_ISSUED
    context.say(
        said, number=numbers, path=same(str(target)), id=same(events[0].id), count=len(events)
    )


@command.command("ack")
@common(ref=False, writes=True)
@options.number
@click.option("--received-by", required=True, help="Who signed for it.  签收人")
@options.attach
@options.by
def ack(context: Context, number: str, received_by: str, scans: tuple[Path, ...], by: str) -> int:
    """File the receipt of a copy."""
    from qms.operations.copies.copy import acknowledge

    files = options.enclosures(scans)
    asked = partial(acknowledge, number=number, by=by, received_by=received_by, scans=files)
    return _filed(context, asked)


@command.command("amend")
@common(ref=False, writes=True)
@options.number
@click.option("--to", required=True, metavar="A/2", help="Release it now stands at.  换到")
@click.option("--received-by", required=True, help="Who signed the receipt.  签收人")
@click.option("--leaves-returned", type=click.IntRange(0), required=True, help="收回旧页张数")
@click.option("--reason", default="", help="Why not as many as are due.  张数不符的原因")
@options.attach
@options.by
def amend(
    context: Context,
    number: str,
    *,
    to: str,
    received_by: str,
    leaves_returned: int,
    reason: str,
    scans: tuple[Path, ...],
    by: str,
) -> int:
    """File the receipt of an amendment and how many old leaves came back."""
    from qms.operations.copies import copy as operation

    asked = partial(
        operation.amend,
        number=number,
        by=by,
        to=to,
        received_by=received_by,
        leaves_returned=leaves_returned,
        reason=reason,
        scans=options.enclosures(scans),
    )
    return _filed(context, asked)


@command.command("replace")
@common(ref=False, writes=True)
@options.number
@click.option("--pages", "said", multiple=True, metavar="PAGE",
              help="Only the leaves with these pages: 8-3.  只补印这些页所在的活页")  # fmt: skip
@options.reason
@options.by
@click.option("--output", type=click.Path(path_type=Path), help="File (default: in build/).")
def replace(
    context: Context, number: str, *, said: tuple[str, ...], reason: str, by: str,
    output: Path | None,
) -> int:  # fmt: skip
    """A worn copy came back, or worn leaves of it: printed again under the same number.

    \b
    Example:  qms copy replace 003 --reason 破损 --by P-005
              qms copy replace 003 --pages 8-3 --pages 8-4 --reason 破损 --by P-005
    """
    from qms.operations.copies.ends import replace_worn
    from qms.operations.copies.reprint import page_numbers, reprinted

    pages = page_numbers(said)
    if said:
        made = reprinted(context.root, context.snapshot(), number, pages)
        target = output or context.root / "build" / made.name
        context.emit(made.content, target)
        context.say(_LEAVES, path=same(str(target)), pages=listed(pages))
    asked = partial(replace_worn, number=number, by=by, reason=reason, pages=pages)
    status = _filed(context, asked)
    if not said:
        context.say(_PRINT, number=same(number.zfill(3)))
    return status


@command.command("lost")
@common(ref=False, writes=True)
@options.number
@options.reason
@options.by
def lost(context: Context, number: str, reason: str, by: str) -> int:
    """A copy is lost: its number is void for ever, the holder gets a new one."""
    from qms.model.kinds.ch02_copies import CopyEvent
    from qms.operations.copies import ends

    def tell(filed: "Filed[str]") -> None:
        new = filed.of(CopyEvent).copy_number
        context.say(_LOST, old=same(number.zfill(3)), new=same(new))

    context.file(partial(ends.lost, number=number, by=by, reason=reason), tell)
    return 0


@command.command("transfer")
@common(ref=False, writes=True)
@options.number
@options.to
@options.keeper
@options.holder_class
@options.reason
@options.by
def transfer(
    context: Context,
    number: str,
    *,
    to: str,
    keeper: str | None,
    holder_class: str,
    reason: str,
    by: str,
) -> int:
    """A copy went to another holder of the same class."""
    from qms.operations.copies import copy as operation

    recipient = options.recipient(to, keeper, holder_class)
    asked = partial(operation.transfer, number=number, recipient=recipient, by=by, reason=reason)
    return _filed(context, asked)


@command.command("return")
@common(ref=False, writes=True)
@options.number
@click.option("--returned-by", required=True, help="Who brought it.  交回人")
@options.reason
@options.by
def return_(context: Context, number: str, returned_by: str, reason: str, by: str) -> int:
    """A copy came back for good."""
    from qms.operations.copies.ends import take_back

    asked = partial(take_back, number=number, by=by, returned_by=returned_by, reason=reason)
    return _filed(context, asked)


@command.command("list")
@common()
@click.option("--out", "only_out", is_flag=True, help="Only copies that are out.  只列在外的")
def list_(context: Context, *, only_out: bool) -> int:
    """List every copy with holder, release and state."""
    from qms.model.kinds.ch02_manual import release_name
    from qms.model.kinds.record import kind_name
    from qms.operations.copies.held import copies
    from qms.standing.copies import COPY_KINDS, holder_called

    snapshot = context.counted(*(kind_name(each) for each in COPY_KINDS))
    lang = context.lang
    for copy in copies(snapshot).values():
        if only_out and not copy.state.is_out:
            continue
        owed = ", ".join(release_name(each.release) for each in copy.unacknowledged)
        who = holder_called(snapshot, copy).say(lang)
        context.tell(
            f"{copy.number}  {copy.copy_class.label.say(lang)}  {who}  "
            f"{snapshot.named(copy.holder.person).say(lang)}  {copy.release.replace('-', '/')}  "
            f"{copy.state.label.say(lang)}{_OWED.say(lang, what=same(owed)) if owed else ''}\n"
        )
    return context.status()


@command.command("show")
@common()
@options.number
def show(context: Context, number: str) -> int:
    """Show a copy: holder, state, short code, and every event of its life."""
    from qms.operations.copies.held import copy_named
    from qms.publish.issue_log import event_words
    from qms.standing.copies import holder_called
    from qms.standing.copy_codes import code_for
    from qms.standing.release import chosen_release

    snapshot = context.snapshot()
    lang = context.lang
    copy = copy_named(snapshot, number)
    code = code_for(snapshot, copy, chosen_release(snapshot, copy.release))
    head = (
        f"{copy.number}  {copy.copy_class.label.say(lang)}  "
        f"{holder_called(snapshot, copy).say(lang)}  {copy.state.label.say(lang)}  "
        f"{copy.release.replace('-', '/')}  {code}"
    )
    lines = [
        head,
        *(f"  {each.date}  {each.id}  {event_words(each).say(lang)}" for each in copy.events),
    ]
    context.tell("\n".join(lines) + "\n")
    return 0


def _filed(context: Context, asked: "Operation[None]") -> int:
    filed = Text(zh="已登记 {id}。", en="Filed {id}.")
    context.file(asked, lambda done: context.say(filed, id=same(done.record.id)))
    return 0


_ISSUED = Text(
    zh="已发放分发号 {number}（{id}），请印制并交持有人签收：{path}",
    en="Issued copy {number} ({id}); print it and have it signed for: {path}",
)
_ISSUED_BEFORE = Text(
    zh="此前被中断的同一条命令已发放分发号 {number}（{id}）；打印：qms pdf {again}",
    en="The same command, interrupted before, had issued copy {number} ({id}). "
    "Print it: qms pdf {again}",
)
_ALL_ISSUED = Text(
    zh="已发放 {count} 本，分发号 {number}。{path} 内有各本、合并的 all.pdf、发放回收单 slips.pdf、"
    "地址标签和发放明细 copies.xlsx。",
    en="Issued {count:copy|copies}: {number}. {path} has each book, all.pdf with them all, the "
    "slips to be signed (slips.pdf), address labels, and who gets which (copies.xlsx).",
)
_PRINTING = Text(zh="排版并盖章", en="setting and stamping the copies")
_WHOM = Text(
    zh="写明发给谁：--to 持有人（可写几个），或 --list 分发清单，二者之一。",
    en="Say who gets it: --to HOLDER (several times if you like), or --list LIST; one of the two.",
)
_KEEPERS = Text(
    zh="几个 --to 就写几个 --keeper，顺序相同。",
    en="Give one --keeper for each --to, in the same order.",
)
_LEAVES = Text(
    zh="已写出 {path}：{pages} 所在的活页，双面打印，换下的旧页收回。",
    en="Wrote {path}: the leaves with {pages}; print two-sided, and take the worn ones back.",
)
_PRINT = Text(
    zh="整本重印：qms pdf --copy {number}", en="To print the book again: qms pdf --copy {number}"
)
_LOST = Text(
    zh="分发号 {old} 永久作废，补发 {new}；打印：qms pdf --copy {new}",
    en="Copy {old} is void for ever; {new} replaces it. Print it: qms pdf --copy {new}",
)
_OWED = Text(zh="  未确认换页：{what}", en="  not acknowledged: {what}")
