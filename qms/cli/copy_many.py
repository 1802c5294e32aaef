"""`qms copy`, many at once: receipts from one sheet or scanned."""

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


@commands.command("receive")
@common(ref=False, writes=True)
@click.option("--take", "filled", type=click.Path(path_type=Path, exists=True, dir_okay=False),
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

    if filled is None and not scan:
        return _owed_sheet(context, output)
    if by is None or (filled is not None and scan):
        raise UsageError(_TAKEN_BY)
    found = receipts_in(filled.read_bytes()) if filled else receipts_from(_typed(context))
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


_SCAN = Text(
    zh="逐张扫码；有旧页的在码后写收回张数，代签的再写签收人。空行结束。",
    en="Scan one sheet after the other; behind the code the old leaves that came back, then who "
    "signed where it was not the keeper. An empty line ends it.",
)
_RECEIVED = Text(
    zh="已登记 {count} 份回执（{id} 起）。", en="Filed {count} receipts, from {id} on."
)
_OWED_SHEET = Text(
    zh="待签收 {count} 本，已写出 {path}；填好后用 qms copy receive --take 登记。",
    en="{count} receipts are outstanding; wrote {path}; fill it in, then copy receive --take it.",
)
_TAKEN_BY = Text(
    zh="登记回执须写明 --by；--take 与 --scan 只用一个。",
    en="Filing receipts needs --by, and one of --take and --scan.",
)
