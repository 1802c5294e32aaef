"""Sheets prepared for people who judge: what is known already on the left, their part on the right.

The same tables become a workbook that is taken back and a PDF that is printed.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qms.forms.answers import Column
from qms.publish.pictures.tables import table
from qms.publish.templating import html
from qms.publish.workbook import Table, workbook
from qms.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """One prepared table: its name, its columns, its rows by column key."""

    name: Text
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, str], ...]


def as_workbook(sheets: Sequence[Sheet], day: dt.date, lang: Lang) -> bytes:
    """Return the sheets as a workbook to be filled in."""
    return workbook(
        [
            Table(
                each.name.say(lang),
                tuple(column.head.say(lang) for column in each.columns),
                [tuple(row.get(column.key, "") for column in each.columns) for row in each.rows],
            )
            for each in sheets
        ],
        day=day,
    )


def as_pdf(title: Text, note: Text, sheets: Sequence[Sheet], day: dt.date, lang: Lang) -> bytes:
    """Return the sheets for the table of a meeting: every row a block, its blanks as lines."""
    from qms.publish.book.weasy import printed

    body = html("<h1>{}</h1><p>{}</p>", title.say(lang), note.say(lang))
    for sheet in sheets:
        body += html("<h2>{}</h2>", sheet.name.say(lang))
        for row in sheet.rows:
            first, second, *others = sheet.columns
            body += table(
                (row.get(first.key, ""), row.get(second.key, "")),
                [(column.head.say(lang), _cell(row, column)) for column in others],
                css="small",
            )
    return printed(body, title=title.say(lang), day=day)


def as_file(
    name: str, title: Text, note: Text, sheets: Sequence[Sheet], day: dt.date, *, lang: Lang
) -> bytes:
    """Return the sheets in the format that the name of a file asks for."""
    if name.endswith(".pdf"):
        return as_pdf(title, note, sheets, day, lang)
    return as_workbook(sheets, day, lang)


def _cell(row: Mapping[str, str], column: Column) -> str:
    """Return what is known; a blank to write on where it is asked, a dash where there is none."""
    known = row.get(column.key, "").replace("\n", "；")
    return known or ("　" * 12 if column.is_asked else "—")
