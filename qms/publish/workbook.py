"""Writes tables into an Excel workbook, the same bytes for the same tables."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

_WIDEST = 60
_A4 = 9
# A text stays a text: no formula, no link to a file or a stranger.
_AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook: its name, its heads, its rows, and what stands above it in print.

    Days are written as days, numbers as numbers, everything else as text.
    """

    name: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    title: str = ""


def workbook(tables: Sequence[Table], *, day: dt.date) -> bytes:
    """Return a workbook with a sheet for each table, heads frozen and filterable."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, _AS_TEXT)
    created = dt.datetime.combine(day, dt.time())
    book.set_properties({"created": created})
    head = book.add_format({"bold": True, "bg_color": "#E8F0F6", "border": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    day_cell = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "border": 1})
    for table in tables:
        sheet = book.add_worksheet(table.name[:31])
        sheet.write_row(0, 0, table.heads, head)
        for index, row in enumerate(table.rows, 1):
            for column, each in enumerate(row):
                form = day_cell if isinstance(each, dt.date) else cell
                sheet.write(index, column, _plain(each), form)
        _set_for_print(sheet, table.title)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.heads) - 1)
        for column, title in enumerate(table.heads):
            longest = max([len(title), *(len(str(row[column])) for row in table.rows)])
            sheet.set_column(column, column, min(longest * 1.8 + 2, _WIDEST))
    book.close()
    return stream.getvalue()


def _set_for_print(sheet: Worksheet, title: str) -> None:
    """Print a sheet across A4, as wide as the page, its heads and title on every page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # An ampersand would be a command to the header.
    sheet.set_header("&C" + title.replace("&", "&&") if title else "")
    sheet.set_footer("&C&P / &N")


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | str | dt.date) else str(value)
