"""Prints paper forms: the blank one of a kind, or one record as it stands (clause 7.5)."""

from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.operations.records.exporting import office_of
from qms.operations.records.naming import kind_named, record_numbered
from qms.standing.proved import proved


def print_blank(snapshot: Snapshot, kind: str) -> bytes:
    """Return a kind's blank form as PDF.

    Raises:
        UsageError: There is no such kind.

    """
    return _printed(snapshot, kind_named(snapshot, kind), None)


def print_form(snapshot: Snapshot, number: str) -> bytes:
    """Return the filled form of the record with this number as PDF.

    Raises:
        QmsError: No record has that number, or records of several kinds have it.

    """
    record = record_numbered(snapshot, number)
    return _printed(snapshot, type(record), record)


def _printed(snapshot: Snapshot, model: type[Record], record: Record | None) -> bytes:
    from qms.publish.forms.page import Paper, form_pdf

    company = snapshot.settings.company.get("name", "")
    how = proved(snapshot, record) if record is not None else None
    paper = Paper(model, company, office_of(snapshot), record, how.zh if how is not None else "")
    return form_pdf(paper, created=snapshot.as_of.isoformat())
