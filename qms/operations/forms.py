"""Prints paper forms: the blank one of a kind, or one record as it stands (clause 7.5)."""

from qms.errors import QmsError
from qms.model.kinds import kinds
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.operations.exporting import kind_named, office_of
from qms.text import Text, same


def print_blank(snapshot: Snapshot, kind: str) -> bytes:
    """Return a kind's blank form as PDF.

    Raises:
        UsageError: There is no such kind.

    """
    return _printed(snapshot, kind_named(kind), None)


def print_form(snapshot: Snapshot, number: str) -> bytes:
    """Return the filled form of the record with this number as PDF.

    Raises:
        QmsError: No record has that number, or records of several kinds have it.

    """
    record = record_numbered(snapshot, number)
    return _printed(snapshot, type(record), record)


def is_kind(name: str) -> bool:
    """Tell whether a name stands for a kind rather than for a record."""
    known = kinds()
    return name in known or any(
        name in {model.header.form, model.header.form_and_version, model.header.title.zh}
        for model in known.values()
    )


def record_numbered(snapshot: Snapshot, number: str) -> Record:
    """Return the one record with a number; `kind/number` where kinds share it.

    Raises:
        QmsError: No record has that number, or records of several kinds have it.

    """
    kind, _, rest = number.rpartition("/")
    known = {
        name: table[rest]
        for name, table in snapshot.index.items()
        if rest in table and kind in {"", name}
    }
    if not known:
        raise QmsError(
            Text(zh="没有编号为 {number} 的记录。", en="There is no record {number}."),
            Text(zh="编号见 records/ 或 qms export。", en="Look it up in records/."),
            number=same(number),
        )
    if len(known) > 1:
        raise QmsError(
            Text(zh="{number} 是几种记录的编号。", en="Several kinds have a {number}."),
            Text(zh="写明种类：{choices}", en="Name the kind: {choices}"),
            number=same(number),
            choices=same(", ".join(f"{name}/{rest}" for name in known)),
        )
    return next(iter(known.values()))


def _printed(snapshot: Snapshot, model: type[Record], record: Record | None) -> bytes:
    from qms.publish.forms.page import Paper, form_pdf

    company = snapshot.settings.company.get("name", "")
    paper = Paper(model, company, office_of(snapshot), record)
    return form_pdf(paper, created=snapshot.as_of.isoformat())
