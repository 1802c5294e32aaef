"""Opens corrective actions for what an evaluation found (chapter 10)."""

import datetime as dt
from dataclasses import dataclass

from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch10_improvement import ActionGrade, ActionSource, CorrectiveAction
from qms.model.kinds.record import Status
from qms.model.snapshot import Snapshot
from qms.store.changes import Draft, Number


@dataclass(frozen=True, slots=True)
class Nonconformity:
    """What was found: against which clause, whose it is, and the fact."""

    clause: str
    responsible: str
    fact: str


def opened_action(
    snapshot: Snapshot, found: Nonconformity, *, by: Person, source: ActionSource, record: Number
) -> Draft:
    """Return a corrective action, due after the days that qms.yml gives it."""
    days = dt.timedelta(days=snapshot.settings.limits.corrective_days)
    values = {
        "source": source,
        "source_record": record,
        "clause": found.clause,
        "responsible": found.responsible,
        "grade": ActionGrade.minor,
        "fact": found.fact,
        "due": snapshot.as_of + days,
    }
    return Draft(CorrectiveAction, values, by=by, status=Status.open)
