"""`qms copy`, many at once: receipts, a new edition, stock-taking."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli import copy_options as options
from qms.cli.context import Context, common
from qms.errors import UsageError
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.operations.copies.receipts import Receipt
    from qms.store.changes import Filed


@commands.command("receive")
@common(ref=False, writes=True)
@click.option("--take", "filled", type=click.Path(path_type=Path),
              help="Take the filled sheet back.  登记已填的回执表")  # fmt: skip
@click.option("--scan", is_flag=True, help="Codes from the keyboard, one a line.  逐行扫码")
@options.attach
@click.option("--by", metavar="PERSON", help="Who files this.  经办人")
@click.option("--output", type=click.Path(path_type=Path), help="The sheet, .xlsx.  待签收表")
def receive(
    context: Context, *, filled: Path | None, scan: bool, scans: tuple[Path, ...],
    by: str | None, output: Path | None,
) -> int:  # fmt: skip
    """Prepare the sheet of receipts outstanding; take many back from it, or scanned.

    A scanned line is the code, then the number of old leaves that came back, then who signed where
    that is not the keeper.

    \b
    Example:  qms copy receive --output 待签收.xlsx
              qms copy receive --take 待签收.xlsx --attach 回执扫描.pdf --by P-005
              qms copy receive --scan --by P-005
    """
    from qms.operations.copies.receipts import receipts_from, receipts_in
    from qms.store import given

    if filled is None and not scan:
        return _owed_sheet(context, output)
    if by is None or (filled is not None and scan):
        raise UsageError(_TAKEN_BY)
    found = receipts_in(given.content(filled)) if filled else receipts_from(_typed(context))
    _receive(context, found, by, scans)
    return 0


def _receive(
    context: Context, found: "tuple[Receipt, ...]", by: str, scans: tuple[Path, ...]
) -> None:
    from qms.operations.copies.receipts import receive as operation

    context.file(
        partial(operation, receipts=found, by=by, scans=options.enclosures(scans)),
        lambda filed: context.say(_RECEIVED, count=len(found), id=same(filed.record.id)),
    )


def _owed_sheet(context: Context, output: Path | None) -> int:
    from qms.publish.distribution.receipts import sheet
    from qms.publish.evaluation import as_workbook

    snapshot = context.snapshot()
    made = sheet(snapshot, context.lang)
    target = output or context.root / "build" / "receipts.xlsx"
    context.emit(as_workbook((made,), snapshot.as_of, context.lang), target)
    context.say(_OWED_SHEET, count=len(made.rows), path=same(str(target)))
    return 0


def _typed(context: Context) -> list[str]:
    """Return the lines that a scanner types, up to an empty one or the end of the input."""
    if sys.stdin.isatty():
        context.say(_SCAN)
    lines: list[str] = []
    for line in sys.stdin:
        if not line.strip():
            break
        lines.append(line.strip())
    return lines


@commands.command("exchange")
@common(ref=False, writes=True)
@click.argument("numbers", metavar="[N]...", nargs=-1)
@click.option("--to", metavar="B/0", help="Default: in force.  换到")
@click.option("--plan", is_flag=True, help="Only list who gets what.  只列计划")
@click.option("--by", metavar="PERSON", help="Who sends it.  发出人")
@options.key
@click.option("--output", type=click.Path(path_type=Path), help="The ZIP (default: in build/).")
def exchange(
    context: Context, numbers: tuple[str, ...], *, to: str | None, plan: bool, by: str | None,
    key: Path | None, output: Path | None,
) -> int:  # fmt: skip
    """Exchange whole books for a new edition: print them, and file that they were sent.

    Without numbers it is every controlled copy that waits. The old books come back with `qms copy
    receive` or `qms copy amend`, counted leaf by leaf, and are destroyed with `qms copy destroy
    --old`.

    \b
    Example:  qms copy exchange --to B/0 --plan
              qms copy exchange --to B/0 --by P-005
    """
    from qms.operations.copies import exchange as operation
    from qms.operations.copies.many import sent

    snapshot = context.snapshot()
    goal, chosen = operation.planned(snapshot, to, numbers)
    if plan:
        context.tell("".join(
            f"{each.copy.number}  {each.holder}  "
            f"{snapshot.named(each.copy.holder.person).say(context.lang)}  "
            f"{each.at} → {goal.name}\n"
            for each in chosen
        ))  # fmt: skip
        return 0
    if by is None:
        raise UsageError(_SENT_BY)
    context.begins(_SETTING)
    made = operation.exchanged(context.root, snapshot, goal, chosen, key=key)
    target = output or context.root / "build" / made.answer.name
    context.emit(made.answer.content, target)
    context.file(
        partial(sent, packages=made.dispatches, by=by),
        lambda filed: context.say(
            _EXCHANGED, count=len(filed.records), path=same(str(target)), name=same(goal.name)
        ),
    )
    return 0


@commands.command("stocktake")
@common(ref=False, writes=True)
@click.option("--department", metavar="DEPARTMENT", help="Only what it holds.  只盘一个部门")
@click.option("--codes", "file", type=click.Path(path_type=Path),
              help="The codes from a file, one a line.  码表文件")  # fmt: skip
@options.by
def stocktake(context: Context, department: str | None, file: Path | None, by: str) -> int:
    """Take stock of the copies that are out: scan the codes, one a line; differences are listed.

    \b
    Example:  qms copy stocktake --by P-005
              qms copy stocktake --codes 码表.txt --by P-005
    """
    from qms.operations.copies.stocktake import differences, take_stock

    lines = tuple(_listed(file) if file else _typed(context))
    found: list[Text] = []

    def tell(filed: "Filed[None]") -> None:
        record = filed.of(CopyStocktake)
        found.extend(differences(record))
        context.say(_COUNTED, id=same(record.id), seen=len(record.seen), count=len(found))
        for each in found:
            context.say(each)

    from qms.model.kinds.ch02_distribution import CopyStocktake

    context.file(partial(take_stock, codes=lines, department=department, by=by), tell)
    return int(bool(found))


def _listed(file: Path) -> list[str]:
    from qms.store import given

    return [line.strip() for line in given.text(file).splitlines() if line.strip()]


COMMANDS = (receive, exchange, stocktake)
_SCAN = Text(
    zh="逐张扫码；有旧页的在码后写收回张数，代签的再写签收人。空行结束。",
    en="Scan one sheet after the other; behind the code the old leaves that came back, then who "
    "signed where it was not the keeper. An empty line ends it.",
)
_RECEIVED = Text(
    zh="已登记 {count} 份回执（{id} 起）。", en="Filed {count:receipt|receipts}, from {id} on."
)
_OWED_SHEET = Text(
    zh="待签收 {count} 本，已写出 {path}；填好后用 qms copy receive --take 登记。",
    en="Wrote {count:outstanding receipt|outstanding receipts} to {path}; fill it in, "
    "then copy receive --take it.",
)
_TAKEN_BY = Text(
    zh="登记回执须写明 --by；--take 与 --scan 只用一个。",
    en="Filing receipts needs --by, and one of --take and --scan.",
)
_SENT_BY = Text(
    zh="写明发出人 --by；只看计划用 --plan。",
    en="Say who sends it: --by. To see the plan only: --plan.",
)
_SETTING = Text(zh="排版新册并盖章", en="setting and stamping the new books")
_EXCHANGED = Text(
    zh="已登记 {count} 本换到 {name} 的通知。{path} 内有各本新册、合并的 all.pdf、发放回收单 "
    "slips.pdf、地址标签和明细。旧册交回后用 qms copy receive 登记。",
    en="Filed as sent {name}: {count:copy|copies}. {path} has the new books, all.pdf with them "
    "all, the slips to be signed, labels and the table. When the old books come back: qms copy "
    "receive.",
)
_COUNTED = Text(
    zh="盘点 {id}：盘到 {seen} 本，差异 {count} 项。",
    en="Stock-taking {id}: {seen} seen, {count:difference|differences}.",
)
