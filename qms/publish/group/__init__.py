"""The answers of a group as text and as JSON: every site has its line, whatever came of it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from qms.publish.answers import as_json
from qms.publish.group.tables import Line, Sheet
from qms.publish.matrix.text import aligned
from qms.text import Lang, Text

FORMAT = 1


def as_text(name: str, as_of: dt.date, sheets: Sequence[Sheet], lang: Lang) -> str:
    """Return the tables for a terminal."""
    return "\n".join([
        f"{name}  {_AS_OF.say(lang, day=as_of)}",
        *(_table(each, lang) for each in sheets),
    ])


def as_data(name: str, as_of: dt.date, sheets: Sequence[Sheet], lang: Lang) -> str:
    """Return the tables as JSON."""
    said = [
        {
            "title": each.title.say(lang),
            "whole": None if each.whole is None else dict(each.whole.values),
            "note": each.note.say(lang) if each.note else None,
            "sites": [
                {
                    "name": line.name,
                    "region": line.region or None,
                    "ref": line.ref or None,
                    "failure": line.failure.say(lang) if line.failure else None,
                    **line.values,
                }
                for line in each.lines
            ],
        }
        for each in sheets
    ]
    return as_json(FORMAT, {"group": name, "as_of": as_of.isoformat(), "tables": said})


def as_workbook(name: str, as_of: dt.date, sheets: Sequence[Sheet], lang: Lang) -> bytes:
    """Return the tables as a workbook: a sheet each, the whole in the last line."""
    from qms.publish.workbook import Table, workbook

    tables = []
    for each in sheets:
        heads = (each.of, _REGION, *each.columns.values(), _COMMIT, _REMARK)
        lines = [*each.lines, *([each.whole] if each.whole else [])]
        rows = [_row(line, each, lang) for line in lines]
        title = f"{name}　{each.title.say(lang)}　{_AS_OF.say(lang, day=as_of)}"
        tables.append(
            Table(_sheet_name(each, lang), tuple(head.say(lang) for head in heads), rows, title)
        )
    return workbook(tables, day=as_of)


Renderer = Callable[[str, dt.date, Sequence[Sheet], Lang], str | bytes]
RENDERERS: Mapping[str, Renderer] = {"text": as_text, "json": as_data, "xlsx": as_workbook}


def _row(line: Line, sheet: Sheet, lang: Lang) -> list[object]:
    values = [line.values.get(key) for key in sheet.columns]
    said = [_NONE.say(lang) if line.failure else "" if each is None else each for each in values]
    why = line.failure.say(lang) if line.failure else ""
    return [line.name, line.region, *said, line.ref[:12], why]


def _sheet_name(sheet: Sheet, lang: Lang) -> str:
    """Return a title as Excel takes it: without the signs of paths and formulas."""
    return "".join(each for each in sheet.title.say(lang) if each not in "[]:*?/\\'")


def _table(sheet: Sheet, lang: Lang) -> str:
    heads = (sheet.of, _REGION, *sheet.columns.values())
    rows = [tuple(each.say(lang) for each in heads)]
    rows += [_cells(line, sheet, lang) for line in sheet.lines]
    if sheet.whole is not None:
        rows.append(_cells(sheet.whole, sheet, lang))
    out = ["", sheet.title.say(lang), *aligned(rows)]
    out += [
        _FAILED.say(lang, name=line.name, why=line.failure.say(lang))
        for line in sheet.lines
        if line.failure
    ]
    if sheet.note:
        out.append(sheet.note.say(lang))
    return "\n".join(out) + "\n"


def _cells(line: Line, sheet: Sheet, lang: Lang) -> tuple[str, ...]:
    if line.failure is not None:
        return (line.name, line.region, *([_NONE.say(lang)] * len(sheet.columns)))
    values = (line.values.get(key) for key in sheet.columns)
    return (line.name, line.region, *("—" if each is None else str(each) for each in values))


_AS_OF = Text(zh="截至 {day}", en="as of {day}")
_REGION = Text(zh="区域", en="Region")
_COMMIT = Text(zh="提交", en="Commit")
_REMARK = Text(zh="备注", en="Remark")
_NONE = Text(zh="无结果", en="no answer")
_FAILED = Text(zh="  {name}：{why}", en="  {name}: {why}")
