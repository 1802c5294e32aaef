"""Records as a workbook: headings in one language, drop-downs, date cells, a sheet of notes.

The same records give the same bytes. Without records it is the blank form.
"""

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from qms.errors import QmsError
from qms.forms.fields import Shape
from qms.forms.tabular.cells import NO, YES, Office
from qms.forms.tabular.columns import CURRENCIES, FORBIDDEN, Column, Part, layouts_of
from qms.forms.tabular.writing import Filled, filled
from qms.model.kinds.record import Record
from qms.publish.exchange.notes import NOTES_SHEET, is_asked, notes
from qms.text import Lang, Text, joined, listed, same

_SPARE_ROWS = 200  # below the last record, formatted and with drop-downs, to be filled in
_LONGEST_CELL = 32_767
_LONGEST_LIST = 255  # characters of a drop-down that Excel takes without a list of its own
_RULED_ROWS = 20  # of an empty table, so that it prints as a form
_NARROWEST, _WIDEST = 9, 42
_OPTIONS_SHEET = Text(zh="选项", en="Options")
_SCALE = 85  # percent, in print; a wide table runs over several pages, numbers repeated
_FONTS = {"zh": "宋体", "en": "Calibri"}
_FONT = {"font_size": 10.5, "valign": "top"}
_CHOOSE = Text(zh="请从下拉列表中选取。", en="Choose from the list.")
_ELSE = Text(zh="列表中没有这一项，确认要用？", en="This is not in the list. Use it all the same?")
_WITH_SECONDS = "yyyy-mm-dd hh:mm:ss"
_NUMBERS = {
    Shape.day: "yyyy-mm-dd",
    Shape.moment: "yyyy-mm-dd hh:mm",
    Shape.integer: "0",
    Shape.decimal: "General",
    Shape.money: "0.00##",
}
_WIDTHS = {
    Shape.day: 12,
    Shape.moment: 17,
    Shape.integer: 9,
    Shape.decimal: 10,
    Shape.boolean: 8,
    Shape.choice: 13,
}


def form_workbook(
    forms: Sequence[tuple[type[Record], Iterable[Record]]], office: Office, *, day: dt.date
) -> bytes:
    """Return the records of some kinds as one workbook; without records it is the blank form.

    Raises:
        QmsError: A text is longer than a cell can be.

    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    created = dt.datetime.combine(day, dt.time())
    book.set_properties({
        "title": joined(model.header.title for model, _ in forms).say(office.lang),
        "subject": listed(model.header.form_and_version for model, _ in forms).say(office.lang),
        "created": created,
    })
    writer = _Writer(book, office)
    met = Counter(
        layout.sheet(office.lang).casefold() for model, _ in forms for layout in layouts_of(model)
    )
    for model, records in forms:
        for table in filled(records, layouts_of(model), office):
            name = table.layout.sheet(office.lang)
            is_shared = met[name.casefold()] > 1
            writer.write_table(
                table, model, table.layout.sheet_among(office.lang) if is_shared else name
            )
    for number, (model, _) in enumerate(forms, 1):
        writer.write_notes(model, _notes_of(model, number if len(forms) > 1 else 0, office.lang))
    writer.write_options()
    book.close()
    return stream.getvalue()


@dataclass
class _Writer:
    """Writes sheet by sheet into one workbook; local to it."""

    book: Any
    office: Office
    options: dict[str, int] = field(default_factory=dict)
    formats: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def format(self, **properties: object) -> Any:  # noqa: ANN401 - XlsxWriter has no types
        """Return one format object for equal properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {"font_name": _FONTS[self.office.lang]} | _FONT | properties
            )
        return self.formats[key]

    def write_table(self, table: Filled, model: type[Record], name: str) -> None:
        """Write one table: headings, rows, drop-downs, and how it prints."""
        sheet = self.book.add_worksheet(name)
        last = len(table.rows) + _SPARE_ROWS
        for at, column in enumerate(table.layout.columns):
            self._write_column(sheet, at, column, table)
            self._add_drop_down(sheet, at, column, last)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.layout.columns) - 1)
        header = model.header
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)
        sheet.print_across()
        sheet.set_print_scale(_SCALE)
        sheet.set_header(
            f"&C&14{table.layout.title.say(self.office.lang)}&R&9{header.form_and_version}"
        )
        sheet.set_footer("&C&P / &N")

    def _write_column(self, sheet: Any, at: int, column: Column, table: Filled) -> None:  # noqa: ANN401
        colour = "#D6E4EF" if is_asked(column) else "#EEF3F7"
        head = self.format(
            bold=True, bg_color=colour, border=1, border_color="#8FA3B3", text_wrap=True,
            align="center", valign="vcenter",
        )  # fmt: skip
        mark = "*" if is_asked(column) else ""
        heading = column.heading.say(self.office.lang)
        sheet.write_string(0, at, heading + mark, head)
        body = self._body(column)
        cells: list[object] = [row[at] for row in table.rows] or [None] * _RULED_ROWS
        for index, cell in enumerate(cells, 1):
            _write(sheet, (index, at), cell, self._bordered(column, cell), column)
        widest = max((_width(cell) for cell in cells), default=0)
        wanted = max(widest, _WIDTHS.get(column.field.shape, 12), _width(heading) * 0.62)
        sheet.set_column(at, at, min(max(wanted + 2, _NARROWEST), _WIDEST), body)

    def _body(self, column: Column) -> Any:  # noqa: ANN401
        return self.format(**_body(column, None))

    def _bordered(self, column: Column, cell: object) -> Any:  # noqa: ANN401
        return self.format(border=1, border_color="#C3CED8", **_body(column, cell))

    def _add_drop_down(self, sheet: Any, at: int, column: Column, last: int) -> None:  # noqa: ANN401
        words, is_closed = self._choices(column)
        if not words:
            return
        rule: dict[str, object] = {
            "validate": "list",
            "source": words if _fits(words) else self._source(words),
            "error_title": column.heading.say(self.office.lang)[:31],
            "error_message": (_CHOOSE if is_closed else _ELSE).say(self.office.lang),
            "error_type": "stop" if is_closed else "warning",
        }
        sheet.data_validation(1, at, last, at, rule)

    def _choices(self, column: Column) -> tuple[list[str], bool]:
        if column.part is Part.currency:
            return list(CURRENCIES), False
        match column.field.shape:
            case Shape.choice:
                return [label.say(self.office.lang) for _, label in column.field.options], True
            case Shape.boolean:
                return [each.say(self.office.lang) for each in (YES, NO)], True
            case Shape.text if column.field.refers_to:
                return self.office.options(column.field.refers_to), False
            case _:
                return [], False

    def _source(self, words: Sequence[str]) -> str:
        """Return the cells of the options' sheet that hold these words."""
        key = "\n".join(words)
        at = self.options.setdefault(key, len(self.options))
        name = xl_col_to_name(at, col_abs=True)
        return f"={_OPTIONS_SHEET.say(self.office.lang)}!{name}$1:{name}${len(words)}"

    def write_options(self) -> None:
        """Write what the long drop-downs offer, on a hidden sheet."""
        if not self.options:
            return
        sheet = self.book.add_worksheet(_OPTIONS_SHEET.say(self.office.lang))
        for key, at in self.options.items():
            sheet.write_column(0, at, key.split("\n"))
        sheet.hide()

    def write_notes(self, model: type[Record], name: str) -> None:
        """Write the sheet that explains how to fill in the form, and each field."""
        sheet = self.book.add_worksheet(name)
        page = notes(model, self.office)
        sheet.merge_range(0, 0, 0, 4, page.title, self.format(bold=True, font_size=14))
        row = 1
        for line in page.lines:
            sheet.merge_range(row, 0, row, 4, line, self.format(text_wrap=True))
            sheet.set_row(row, 15.5 * (1 + _width(line) // 118))
            row += 1
        head = self.format(bold=True, bg_color="#D6E4EF", border=1, border_color="#8FA3B3")
        body = self.format(text_wrap=True, border=1, border_color="#C3CED8")
        sheet.write_row(row + 1, 0, page.heads, head)
        for index, cells in enumerate(page.rows, row + 2):
            sheet.write_row(index, 0, cells, body)
        for at, width in enumerate((18, 26, 24, 8, 64)):
            sheet.set_column(at, at, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)


def _notes_of(model: type[Record], number: int, lang: Lang) -> str:
    """Return what the sheet of notes is called, numbered beside others; Excel takes 31 letters."""
    if not number:
        return NOTES_SHEET.say(lang)
    title = model.header.title.say(lang).translate(FORBIDDEN)
    return f"{NOTES_SHEET.say(lang)} {number} {title}"[:31].strip()


def _body(column: Column, cell: object) -> dict[str, object]:
    style: dict[str, object] = {"num_format": _number_format(column), "text_wrap": True}
    if column.field.shape in {Shape.day, Shape.moment}:
        style["align"] = "center"
    if isinstance(cell, dt.datetime) and cell.second:
        style["num_format"] = _WITH_SECONDS
    return style


def _fits(words: Sequence[str]) -> bool:
    """Tell whether a drop-down can hold its words itself: few, and none with a comma."""
    joined = ",".join(words)
    return len(joined) <= _LONGEST_LIST and joined.count(",") == len(words) - 1


def _number_format(column: Column) -> str:
    if column.part is Part.currency:
        return "@"
    # A text column is text throughout, so that Excel leaves 007 and 1.10 as they are typed.
    return _NUMBERS.get(column.field.shape, "@")


def _write(sheet: Any, place: tuple[int, int], cell: object, style: Any, column: Column) -> None:  # noqa: ANN401
    match cell:
        case None:
            sheet.write_blank(*place, None, style)
        case dt.date():
            sheet.write_datetime(*place, cell, style)
        case int() | float():
            sheet.write_number(*place, cell, style)
        case _:
            words = str(cell)
            if len(words.encode("utf-16-le")) // 2 > _LONGEST_CELL:
                raise _too_long(column, place[0])
            sheet.write_string(*place, words, style)


def _width(cell: object) -> int:
    """Return how wide a cell's longest line is, in Latin characters."""
    if cell is None:
        return 0
    return max(
        sum(1 + (ord(each) > 0x2E80) for each in line)  # noqa: PLR2004 - where CJK begins
        for line in str(cell).split("\n")
    )


def _too_long(column: Column, row: int) -> QmsError:
    return QmsError(
        Text(
            zh="第 {row} 行“{heading}”超过 Excel 单元格的 32767 字。",
            en="row {row}, {heading}: longer than the 32,767 characters of an Excel cell.",
        ),
        Text(zh="改用 --csv 导出。", en="Export with --csv instead."),
        row=same(str(row + 1)),
        heading=column.heading,
    )
