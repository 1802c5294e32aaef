"""Exports a kind's records as a workbook or CSV; without records it is the blank form (7.5)."""

from pathlib import Path

from qms.forms.tabular.cells import Office
from qms.model.snapshot import Snapshot
from qms.operations.records.naming import kind_named


def office_of(snapshot: Snapshot, *, is_text: bool = False) -> Office:
    """Return what cells depend on: the time zone, and the registers' numbers with their names."""
    names = {
        kind: {row.id: str(getattr(row, "name", "") or "") for row in rows}
        for kind, rows in snapshot.tables.items()
        if snapshot.kinds[kind].header.family == "maintained"
    }
    return Office(snapshot.settings.zone, names, is_text)


def export(snapshot: Snapshot, kind: str, format_: str, *, blank: bool = False) -> bytes:
    """Return the records of a kind, or its blank form, as a workbook or CSV.

    Raises:
        UsageError: There is no such kind.
        QmsError: A text does not fit into a cell.

    """
    model = kind_named(snapshot, kind)
    office = office_of(snapshot, is_text=format_ == "csv")
    records = () if blank else snapshot.all(model)
    if format_ == "csv":
        from qms.publish.exchange.comma import comma_separated

        return comma_separated(model, records, office)
    from qms.publish.exchange.xlsx import form_workbook

    return form_workbook(model, records, office, day=snapshot.as_of)


def default_name(snapshot: Snapshot, kind: str, format_: str, *, blank: bool = False) -> Path:
    """Return what the file is called when nobody says otherwise: 客户投诉处理单.xlsx."""
    title = kind_named(snapshot, kind).header.title.zh.replace("/", "-")
    return Path(f"{title}{'（空白）' if blank else ''}.{format_}")
