"""Refuses a sheet that holds more than `qms.limits` allows, in a sentence, never half read."""

from qms import limits
from qms.errors import QmsError
from qms.forms.tabular.faults import Spot
from qms.text import Text, same

_SPLIT = Text(zh="拆成几个文件，分次导入。", en="Split it into several files and import each.")


def refuse_large_file(size: int) -> None:
    """Refuse a file of too many bytes.

    Raises:
        QmsError: It has more than `limits.SHEET_BYTES`.

    """
    if size > limits.SHEET_BYTES:
        raise QmsError(
            Text(
                zh="文件有 {size} MiB，最多读 {most} MiB。",
                en="The file has {size} MiB; at most {most} MiB are read.",
            ),
            _SPLIT,
            size=same(str(-(-size // 1024**2))),
            most=same(str(limits.SHEET_BYTES // 1024**2)),
        )


def refuse_unpacked(size: int) -> None:
    """Refuse a workbook that unpacks to too many bytes.

    Raises:
        QmsError: It unpacks to more than `limits.SHEET_UNPACKED_BYTES`.

    """
    if size > limits.SHEET_UNPACKED_BYTES:
        raise QmsError(
            Text(
                zh="工作簿解开后超过 {most} MiB，未读取。",
                en="The workbook unpacks to over {most} MiB; it was not read.",
            ),
            _SPLIT,
            most=same(str(limits.SHEET_UNPACKED_BYTES // 1024**2)),
        )


def refuse_cells(sheet: str, count: int) -> None:
    """Refuse a sheet of too many cells.

    Raises:
        QmsError: It has more than `limits.SHEET_CELLS`.

    """
    if count > limits.SHEET_CELLS:
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
            most=same(f"{limits.SHEET_CELLS:,}"),
        )


def refuse_far_cell(spot: Spot) -> None:
    """Refuse a cell with content far outside of any list.

    Raises:
        QmsError: It stands below row `limits.SHEET_ROWS` or right of column `limits.SHEET_COLUMNS`.

    """
    if spot.row > limits.SHEET_ROWS or spot.column > limits.SHEET_COLUMNS:
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
            rows=same(f"{limits.SHEET_ROWS:,}"),
            columns=same(f"{limits.SHEET_COLUMNS:,}"),
        )
