"""Notes on a workbook's cells: what is wrong there, how it was read, the number it was given."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from qms.forms.tabular.faults import Fault, Respelt, Spot
from qms.store.sheets.workbook import opened
from qms.text import Lang

_FAULTY = "FFF3C4C0"
_RESPELT = "FFFFF2CC"


def annotated(
    content: bytes,
    faults: Sequence[Fault],
    lang: Lang,
    *,
    respelt: Sequence[Respelt] = (),
    numbers: Mapping[Spot, str] | None = None,
) -> bytes:
    """Return a workbook with a note on each faulty cell, and new numbers written into theirs.

    A cell that was read in another spelling than it is written in gets that spelling, and a note.

    Raises:
        QmsError: It is no .xlsx workbook.

    """
    book = opened(content)
    for each in respelt:
        _cell(book, each.spot).value = each.read_as
        _note(book, each.spot, [each.said.say(lang)], _RESPELT)
    words: dict[Spot, list[str]] = {}
    for fault in faults:
        said = f"{fault.what.say(lang)}\n→ {fault.wanted.say(lang)}"
        words.setdefault(Spot(fault.spot.sheet, *fault.spot.cell), []).append(said)
    for spot, lines in words.items():
        _note(book, spot, lines, _FAULTY)
    for spot, number in (numbers or {}).items():
        _cell(book, spot).value = number
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


def _note(book: Any, spot: Spot, lines: Sequence[str], colour: str) -> None:
    cell = _cell(book, spot)
    cell.comment = Comment("\n".join(lines), "qms", width=320, height=60 + 40 * len(lines))
    cell.fill = PatternFill("solid", start_color=colour)


def _cell(book: Any, spot: Spot) -> Any:
    """Return a cell; of a merged area its first one, which alone can carry anything."""
    sheet = book[spot.sheet]
    cell = sheet.cell(spot.row, spot.column)
    if not isinstance(cell, MergedCell):
        return cell
    area = next(each for each in sheet.merged_cells.ranges if cell.coordinate in each)
    return sheet.cell(area.min_row, area.min_col)
