"""What is said of an import: faults and spellings in lines, or as notes in the workbook."""

from collections.abc import Iterator, Mapping, Sequence

from qms.errors import UsageError
from qms.forms.tabular.faults import Fault
from qms.operations.records.importing import Imported, Source
from qms.store import sheets
from qms.store.changes import Number
from qms.text import Lang, Text

_NAMED = 20  # cells that were read in another spelling are told one by one up to here


def with_notes(source: Source, done: Imported, lang: Lang, given: Mapping[Number, str]) -> bytes:
    """Return the workbook with a note on each faulty cell, or with the numbers it was given."""
    numbers = {spot: given[number] for spot, number in done.numbers.items()}
    return sheets.annotated(
        source.content, done.faults, lang, respelt=done.respelt, numbers=numbers
    )


def refuse_unannotated(source: Source) -> None:
    """Refuse to annotate a file that can carry no notes in its own cells.

    Raises:
        UsageError: It is CSV, or a sheet of another system, whose columns stand elsewhere.

    """
    if source.foreign is not None:
        raise UsageError(
            Text(
                zh="用了 --map 的表不能加批注。", en="A sheet read with --map takes no --annotate."
            ),
            Text(zh="去掉 --annotate，按提示改原表。", en="Leave out --annotate."),
        )
    if source.is_csv:
        raise UsageError(
            Text(zh="CSV 没有批注，不能用 --annotate。", en="CSV has no notes for --annotate."),
            Text(zh="改用 .xlsx 工作簿。", en="Use an .xlsx workbook."),
        )


def listed(found: Sequence[Fault]) -> Iterator[Text]:
    """Yield two lines a fault: sheet, row, column and what is wrong; then what to do."""
    for fault in found:
        spot = fault.spot
        column = spot.name.removesuffix(str(spot.row))
        yield Text(
            zh=f"{f'工作表“{spot.sheet}”' if spot.sheet else ''}第 {spot.row} 行 {column} 列"
            f"{f'（{spot.heading}）' if spot.heading else ''}：{fault.what.zh}",
            en=f"{f'sheet {spot.sheet}, ' if spot.sheet else ''}row {spot.row}, column {column}"
            f"{f' ({spot.heading})' if spot.heading else ''}: {fault.what.en}",
        )
        yield Text(zh=f"    {fault.wanted.zh}", en=f"    {fault.wanted.en}")


def respelt(done: Imported) -> Iterator[Text]:
    """Yield a line for what was read in another spelling than it is written in."""
    for each in done.respelt[:_NAMED]:
        spot = each.spot
        yield Text(
            zh=f"{f'工作表“{spot.sheet}”' if spot.sheet else ''}{spot.name}：{each.said.zh}",
            en=f"{f'sheet {spot.sheet}, ' if spot.sheet else ''}{spot.name}: {each.said.en}",
        )
    if len(done.respelt) > _NAMED:
        more = len(done.respelt) - _NAMED
        yield Text(zh=f"另有 {more} 个单元格同样规范了写法", en=f"and {more} more cells likewise")
