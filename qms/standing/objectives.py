"""Objectives, their periods, and the result that each period owes (6.3)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from qms.model.calendar import days_later
from qms.model.figure import Span, span
from qms.model.kinds.ch06_objectives import Objective, ObjectiveResult, Period, RollUp
from qms.model.snapshot import Snapshot


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
