"""Reads workbooks and CSV files into sheets of cells, and writes notes onto a workbook's cells.

openpyxl is known to this module alone.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from qms.errors import QmsError
from qms.forms.tabular.cells import Cell
from qms.forms.tabular.faults import (
    Fault,
    Spot,
)
from qms.forms.tabular.reading import Grid
from qms.text import Lang, Text, same

_UNPACKED_LIMIT = 400 * 1024 * 1024
_FIELD_LIMIT = 16 * 1024 * 1024


def from_workbook(content: bytes) -> tuple[list[Grid], list[Fault]]:
    """Return the visible sheets of a workbook, and its cells that hold an Excel error.

    Raises:
        QmsError: It is no .xlsx workbook, or unpacks to more than is sensible.

    """
    book = _opened(content, values=True)
    grids: list[Grid] = []
    faults: list[Fault] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows: list[list[Cell]] = []
        for index, row in enumerate(sheet.iter_rows(), 1):
            rows.append([None if each.data_type == "e" else _cell(each.value) for each in row])
            faults.extend(
                _error(Spot(sheet.title, index, at), str(each.value))
                for at, each in enumerate(row, 1)
                if each.data_type == "e"
            )
        grids.append(Grid(sheet.title, rows))
    book.close()
    return grids, faults


def _opened(content: bytes, *, values: bool) -> Any:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as error:
        raise _no_workbook(error) from error
    if size > _UNPACKED_LIMIT:
        raise _too_large()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Excel features that openpyxl leaves out
            return openpyxl.load_workbook(io.BytesIO(content), data_only=values)
    except Exception as error:
        raise _no_workbook(error) from error


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, Cell):
        found: Cell = value
        return found
    return str(value)


def from_csv(content: bytes) -> tuple[Grid, str]:
    """Return the rows of a CSV file and the encoding that it turned out to have.

    Raises:
        QmsError: It is neither UTF-8 nor GBK, or no CSV.

    """
    text, encoding = _decoded(content)
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise QmsError(
            Text(zh="不是完好的 CSV：{why}", en="it is no sound CSV: {why}"),
            Text(zh="从 Excel 另存为 CSV UTF-8。", en="Save it from Excel as CSV UTF-8."),
            why=same(str(error)),
        ) from error
    return Grid("", rows), encoding


def _decoded(content: bytes) -> tuple[str, str]:
    for encoding, name in (("utf-8-sig", "UTF-8"), ("gb18030", "GBK")):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, name
    raise QmsError(
        Text(zh="CSV 的编码既不是 UTF-8 也不是 GBK。", en="The CSV is neither UTF-8 nor GBK."),
        Text(zh="从 Excel 另存为 CSV UTF-8。", en="Save it from Excel as CSV UTF-8."),
    )


def annotated(
    content: bytes,
    faults: Sequence[Fault],
    lang: Lang,
    *,
    numbers: Mapping[Spot, str] | None = None,
) -> bytes:
    """Return a workbook with a note on each faulty cell, and new numbers written into theirs.

    Raises:
        QmsError: It is no .xlsx workbook.

    """
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = _opened(content, values=False)
    words: dict[tuple[str, int, int], list[str]] = {}
    for fault in faults:
        said = f"{fault.what.say(lang)}\n→ {fault.wanted.say(lang)}"
        words.setdefault((fault.spot.sheet, fault.spot.row, fault.spot.column), []).append(said)
    for (sheet, row, column), lines in words.items():
        cell = book[sheet].cell(row, column)
        cell.comment = Comment("\n".join(lines), "qms", width=320, height=60 + 40 * len(lines))
        cell.fill = PatternFill("solid", start_color="FFF3C4C0")
    for spot, number in (numbers or {}).items():
        book[spot.sheet].cell(spot.row, spot.column).value = number
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


def _error(spot: Spot, found: str) -> Fault:
    return Fault(
        spot,
        Text(zh=f"单元格是 Excel 错误 {found}", en=f"the cell holds the Excel error {found}"),
        Text(zh="改正公式，或直接写值", en="mend the formula, or write the value"),
    )


def _no_workbook(error: Exception) -> QmsError:
    return QmsError(
        Text(zh="不是 .xlsx 工作簿，或已损坏：{why}", en="It is no sound .xlsx workbook: {why}"),
        Text(zh="从 Excel 或 WPS 另存为 .xlsx。", en="Save it as .xlsx from Excel or WPS."),
        why=same(f"{type(error).__name__}"),
    )


def _too_large() -> QmsError:
    return QmsError(
        Text(zh="工作簿解开后超过 400 MiB，未读取。", en="It unpacks to over 400 MiB; not read."),
        Text(zh="拆成几个文件。", en="Split it into several files."),
    )
