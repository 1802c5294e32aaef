"""Which obligations are due for their evaluation, and when each was evaluated last (9.4)."""

import datetime as dt
from dataclasses import dataclass

from qms.model.calendar import months_later
from qms.model.kinds.ch06_obligations import Obligation, ObligationState
from qms.model.kinds.ch09_evaluation import ComplianceEvaluation, EvaluatedObligation
from qms.model.snapshot import Snapshot

_TO_EVALUATE = {ObligationState.in_force, ObligationState.to_confirm}


@dataclass(frozen=True, slots=True)
class Watched:
    """An obligation with its last evaluation, and the day on which the next one is due."""

    obligation: Obligation
    last: EvaluatedObligation | None
    last_on: dt.date | None
    due: dt.date


def standings(snapshot: Snapshot) -> tuple[Watched, ...]:
    """Return every obligation that must be evaluated, that due first at the top.

    One never evaluated is due since it came into force; one that came into force after its last
    evaluation is due at once, because another text is in force now.
    """
    months = snapshot.settings.limits.obligation_months
    found: list[Watched] = []
    for obligation in snapshot.all(Obligation):
        if obligation.state not in _TO_EVALUATE:
            continue
        last, last_on = _last(snapshot, obligation)
        begun = obligation.in_force
        if last_on is None:
            due = min(begun or snapshot.as_of, snapshot.as_of)
        elif begun is not None and last_on < begun <= snapshot.as_of:
            due = begun
        else:
            due = months_later(last_on, months)
        found.append(Watched(obligation, last, last_on, due))
    return tuple(sorted(found, key=lambda each: (each.due, each.obligation.id)))


def _last(
    snapshot: Snapshot, obligation: Obligation
) -> tuple[EvaluatedObligation | None, dt.date | None]:
    found = [
        (evaluation.date, each)
        for evaluation in snapshot.live(ComplianceEvaluation)
        if evaluation.date <= snapshot.as_of
        for each in evaluation.evaluated
        if each.obligation == obligation.id
    ]
    if not found:
        return None, None
    on, row = max(found, key=lambda pair: pair[0])
    return row, on
