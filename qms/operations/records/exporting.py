"""Exports a kind's records as a workbook or CSV; without records it is the blank form (7.5)."""

from pathlib import Path

from qms.errors import UsageError
from qms.forms.tabular.cells import Office
from qms.model.kinds.record import called
from qms.model.snapshot import Snapshot
from qms.operations.records.naming import kinds_named
from qms.text import Lang, Text, joined


def office_of(snapshot: Snapshot, *, is_text: bool = False, lang: Lang = "zh") -> Office:
    """Return what cells depend on: the time zone, and the registers' numbers with their names."""
    names = {
        kind: {row.id: called(row) for row in rows}
        for kind, rows in snapshot.tables.items()
        if snapshot.kinds[kind].header.family == "maintained"
    }
    return Office(snapshot.settings.zone, names, is_text, lang)


def export(
    snapshot: Snapshot, kind: str, format_: str, *, blank: bool = False, lang: Lang = "zh"
) -> bytes:
    """Return the records of a kind, or its blank form, as a workbook or CSV.

    Args:
        snapshot: What is exported.
        kind: Its name; a workbook takes several, with commas between them.
        format_: xlsx or csv.
        blank: Without records.
        lang: The language of headings, choices and notes; both are read again.

    Raises:
        UsageError: There is no such kind, or several for a CSV.
        QmsError: A text does not fit into a cell.

    """
    models = kinds_named(snapshot, kind)
    office = office_of(snapshot, is_text=format_ == "csv", lang=lang)
    forms = [(model, () if blank else snapshot.all(model)) for model in models]
    if format_ == "csv":
        if len(forms) > 1:
            raise UsageError(
                Text(zh="一份 CSV 只装一种记录。", en="A CSV holds one kind of records."),
                Text(zh="几种一起用工作簿（.xlsx）。", en="For several take a workbook (.xlsx)."),
            )
        ((model, records),) = forms
        from qms.publish.exchange.comma import comma_separated

        return comma_separated(model, records, office)
    from qms.publish.exchange.xlsx import form_workbook

    return form_workbook(forms, office, day=snapshot.as_of)


def default_name(
    snapshot: Snapshot, kind: str, format_: str, *, blank: bool = False, lang: Lang = "zh"
) -> Path:
    """Return what the file is called when nobody says otherwise: 客户投诉处理单.xlsx."""
    titles = joined(model.header.title for model in kinds_named(snapshot, kind))
    title = titles.say(lang).replace("/", "-")
    return Path(f"{title}{_BLANK.say(lang) if blank else ''}.{format_}")


_BLANK = Text(zh="（空白）", en=" (blank)")
