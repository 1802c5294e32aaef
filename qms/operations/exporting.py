"""Exports a kind's records as a workbook or CSV; without records it is the blank form (7.5)."""

from pathlib import Path

from qms.errors import UsageError
from qms.model.kinds import kinds
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.model.tabular.cells import Office
from qms.text import Text, same


def kind_named(name: str) -> type[Record]:
    """Return the kind of a name: `complaint`, its form number or its Chinese title.

    Raises:
        UsageError: There is none.

    """
    known = kinds()
    if name in known:
        return known[name]
    for model in known.values():
        header = model.header
        if name in {header.form, header.form_and_version, header.title.zh}:
            return model
    raise _unknown_kind(name, list(known))


def _unknown_kind(name: str, known: list[str]) -> UsageError:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=3, cutoff=0.5)
    return UsageError(
        Text(zh="没有名为 {name} 的记录种类。", en="There is no record kind {name}."),
        Text(zh="相近的有：{near}", en="Near ones: {near}")
        if near
        else Text(zh="种类见 qms schemas。", en="qms schemas lists the kinds."),
        name=same(name),
        near=same(", ".join(near)),
    )


def office_of(snapshot: Snapshot, *, is_text: bool = False) -> Office:
    """Return what cells depend on: the time zone, and the registers' numbers with their names."""
    names = {
        kind: {row.id: str(getattr(row, "name", "") or "") for row in rows}
        for kind, rows in snapshot.tables.items()
        if kinds()[kind].header.family == "maintained"
    }
    return Office(snapshot.settings.zone, names, is_text)


def export(snapshot: Snapshot, kind: str, format_: str, *, blank: bool = False) -> bytes:
    """Return the records of a kind, or its blank form, as a workbook or CSV.

    Raises:
        UsageError: There is no such kind.
        QmsError: A text does not fit into a cell.

    """
    model = kind_named(kind)
    office = office_of(snapshot, is_text=format_ == "csv")
    records = () if blank else snapshot.all(model)
    if format_ == "csv":
        from qms.publish.exchange.comma import comma_separated

        return comma_separated(model, records, office)
    from qms.publish.exchange.workbook import workbook

    return workbook(model, records, office, day=snapshot.as_of)


def default_name(kind: str, format_: str, *, blank: bool = False) -> Path:
    """Return what the file is called when nobody says otherwise: 客户投诉处理单.xlsx."""
    title = kind_named(kind).header.title.zh.replace("/", "-")
    return Path(f"{title}{'（空白）' if blank else ''}.{format_}")
