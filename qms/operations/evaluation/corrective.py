"""Opens corrective actions for what an evaluation found (chapter 10)."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from qms.model.kinds.ch10_improvement import ActionSource, CorrectiveAction
from qms.model.kinds.record import Record, kind_name
from qms.model.snapshot import Snapshot
from qms.operations.filing.record import (
    file_record,
    person_named,
)


@dataclass(frozen=True, slots=True)
class Nonconformity:
    """What was found: against which clause, whose it is, and the fact."""

    clause: str
    responsible: str
    fact: str


def open_action(
    root: Path,
    snapshot: Snapshot,
    found: Nonconformity,
    *,
    by: str,
    source: ActionSource,
    source_record: str,
) -> CorrectiveAction:
    """File a corrective action, due after the days that qms.yml gives it.

    Raises:
        QmsError: The person is unknown.

    """
    person = person_named(snapshot, by)
    days = dt.timedelta(days=snapshot.settings.limits.corrective_days)
    return file_record(
        root,
        snapshot,
        CorrectiveAction,
        {
            "form": CorrectiveAction.header.form_and_version,
            "date": snapshot.as_of.isoformat(),
            "department": person.department,
            "filled_by": person.id,
            "status": "open",
            "source": source.value,
            "source_record": source_record,
            "clause": found.clause,
            "responsible": found.responsible,
            "grade": "minor",
            "fact": found.fact,
            "due": (snapshot.as_of + days).isoformat(),
        },
        message="纠正措施 {id}",
    )


def with_record(snapshot: Snapshot, record: Record) -> Snapshot:
    """Return the snapshot with a record that was just filed, without reading everything again."""
    kind = kind_name(type(record))
    rows = (*snapshot.tables.get(kind, ()), record)
    return replace(snapshot, tables={**snapshot.tables, kind: rows})
