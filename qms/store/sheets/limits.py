"""What a sheet may hold at the most: beyond it a file is refused in a sentence, never half read.

The figures are such that a file of 20 MiB is read or refused within some seconds and 500 MiB.
"""

from qms.errors import QmsError
from qms.forms.tabular.faults import Spot
from qms.text import Text, same

FILE_BYTES = 20 * 1024 * 1024
UNPACKED_BYTES = 120 * 1024 * 1024
ROWS = 50_000
COLUMNS = 1_000
CELLS = 500_000  # with or without content: a formatted cell costs as much to read
CSV_FIELD_BYTES = 1024 * 1024

_SPLIT = Text(zh="拆成几个文件，分次导入。", en="Split it into several files and import each.")


def refuse_large_file(size: int) -> None:
    """Refuse a file of too many bytes.

    Raises:
        QmsError: It has more than `FILE_BYTES`.

    """
    if size > FILE_BYTES:
        raise QmsError(
            Text(
                zh="文件有 {size} MiB，最多读 {most} MiB。",
                en="The file has {size} MiB; at most {most} MiB are read.",
            ),
            _SPLIT,
            size=same(str(-(-size // 1024**2))),
            most=same(str(FILE_BYTES // 1024**2)),
        )


def refuse_unpacked(size: int) -> None:
    """Refuse a workbook that unpacks to too many bytes.

    Raises:
        QmsError: It unpacks to more than `UNPACKED_BYTES`.

    """
    if size > UNPACKED_BYTES:
        raise QmsError(
            Text(
                zh="工作簿解开后超过 {most} MiB，未读取。",
                en="The workbook unpacks to over {most} MiB; it was not read.",
            ),
            _SPLIT,
            most=same(str(UNPACKED_BYTES // 1024**2)),
        )


def refuse_cells(sheet: str, count: int) -> None:
    """Refuse a sheet of too many cells.

    Raises:
        QmsError: It has more than `CELLS`.

    """
    if count > CELLS:
        raise QmsError(
            Text(
                zh="工作表“{sheet}”的单元格超过 {most} 个（含只有格式的空单元格），未读取。",
                en="Sheet {sheet} has over {most} cells, those that are only formatted included;"
                " it was not read.",
            ),
            Text(
                zh="删去多余的行列及其格式，或拆成几个文件。",
                en="Delete rows and columns that hold nothing, formats included, or split it.",
            ),
            sheet=same(sheet),
            most=same(f"{CELLS:,}"),
        )


def refuse_far_cell(spot: Spot) -> None:
    """Refuse a cell with content far outside of any list.

    Raises:
        QmsError: It stands below row `ROWS` or right of column `COLUMNS`.

    """
    if spot.row > ROWS or spot.column > COLUMNS:
        raise QmsError(
            Text(
                zh="{place}有内容；最多读 {rows} 行、{columns} 列。",
                en="There is text in {place}; at most {rows} rows and {columns} columns are read.",
            ),
            Text(
                zh="若是误写，清除那个单元格；若是数据，拆成几个文件。",
                en="Clear that cell if it is a slip; split the file if it is data.",
            ),
            place=Text(
                zh=f"工作表“{spot.sheet}”的 {spot.name} ", en=f"sheet {spot.sheet}, {spot.name}"
            )
            if spot.sheet
            else Text(zh=f"第 {spot.row} 行第 {spot.column} 列", en=f"{spot.name}"),
            rows=same(f"{ROWS:,}"),
            columns=same(f"{COLUMNS:,}"),
        )
