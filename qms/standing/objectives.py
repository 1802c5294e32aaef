"""The tree of objectives: company, department, post, with a result each period (6.3)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from qms.model.calendar import days_later
from qms.model.figure import Span, span
from qms.model.kinds.ch06_planning import Objective, ObjectiveResult, Period, RollUp
from qms.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Branch:
    """An objective with those that serve it."""

    objective: Objective
    below: tuple["Branch", ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Objective]]:
        """Go through the branch from above, each objective with its depth."""
        yield depth, self.objective
        for each in self.below:
            yield from each.walk(depth + 1)


def trees(snapshot: Snapshot) -> tuple[Branch, ...]:
    """Return the objectives that serve no other, each with what serves it.

    An objective whose parent is missing, or that stands in a ring, opens a tree of its own: none
    is left out.
    """
    every = snapshot.all(Objective)
    known = {each.id for each in every}
    placed: set[str] = set()

    def branch(objective: Objective) -> Branch:
        placed.add(objective.id)
        below = [each for each in every if each.parent == objective.id and each.id not in placed]
        return Branch(objective, tuple(branch(each) for each in below))

    found = [branch(each) for each in every if each.parent not in known]
    in_rings = (each for each in every if each.id not in placed)
    found.extend(branch(each) for each in in_rings)
    return tuple(found)


def rolled_up(objective: Objective, below: Sequence[Decimal], written: Decimal) -> Decimal | None:
    """Return what an objective should come to by what those below it came to.

    Args:
        objective: The one that says how it is made up.
        below: The values of those that serve it, targets or results.
        written: Its own value, to whose number of decimals an average is rounded.

    Returns:
        The sum or average; None where it does not say, or nothing is below it.

    """
    if objective.rolls_up is None or not below:
        return None
    total = sum(below, Decimal(0))
    if objective.rolls_up is RollUp.total:
        return total
    exponent = written.as_tuple().exponent
    last_place = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return (total / len(below)).quantize(last_place, ROUND_HALF_UP)


def periods(objective: Objective, year: int) -> tuple[Span, ...]:
    """Return the periods of a year in which an objective owes a result."""
    whole = span(str(year))
    match objective.frequency:
        case Period.month:
            return whole.months
        case Period.quarter:
            return whole.quarters
        case Period.year:
            return (whole,)


def owed(objective: Objective, snapshot: Snapshot) -> Iterator[tuple[Span, dt.date]]:
    """Yield every period that has ended and whose result is due, with the day it was due."""
    days = snapshot.settings.limits.objective_days
    for year in sorted(objective.targets):
        if year.isdecimal() and dt.MINYEAR <= int(year) < dt.MAXYEAR:
            for each in periods(objective, int(year)):
                due = days_later(each.last, days)
                if due < snapshot.as_of:
                    yield each, due


def result_of(snapshot: Snapshot, objective: Objective, period: str) -> ObjectiveResult | None:
    """Return the newest result recorded for a period."""
    found = [
        each
        for each in snapshot.live(ObjectiveResult)
        if each.objective == objective.id and each.period == period
    ]
    return max(found, key=lambda each: (each.date, each.id), default=None)
