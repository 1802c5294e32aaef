"""Writes tables into an Excel workbook, the same bytes for the same tables."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

_WIDEST = 60
# A text stays a text: no formula, no link to a file or a stranger.
_AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook: its name, its heads, its rows."""

    name: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[object]]


def workbook(tables: Sequence[Table], *, day: dt.date) -> bytes:
    """Return a workbook with a sheet for each table, heads frozen and filterable."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, _AS_TEXT)
    created = dt.datetime.combine(day, dt.time())
    book.set_properties({"created": created})
    head = book.add_format({"bold": True, "bg_color": "#E8F0F6", "border": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for table in tables:
        sheet = book.add_worksheet(table.name[:31])
        sheet.write_row(0, 0, table.heads, head)
        for index, row in enumerate(table.rows, 1):
            sheet.write_row(index, 0, [_plain(each) for each in row], cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.heads) - 1)
        for column, title in enumerate(table.heads):
            longest = max([len(title), *(len(str(row[column])) for row in table.rows)])
            sheet.set_column(column, column, min(longest * 1.8 + 2, _WIDEST))
    book.close()
    return stream.getvalue()


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | str) else str(value)
