"""Shows the objectives with what each period came to: as recorded, and as counted now (6.3)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from qms.model.calendar import days_later
from qms.model.figure import NO_SOURCES, Result, Sources
from qms.model.kinds.ch06_planning import Objective, ObjectiveResult
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.snapshot import Snapshot
from qms.standing.objectives import (
    periods,
    result_of,
    trees,
)


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A period of an objective: what was recorded, and what its figure comes to now.

    The two may differ: a complaint closed after the count changes the figure, not the record.
    """

    name: str
    recorded: ObjectiveResult | None
    counted: Result | None
    target: Decimal | None
    is_met: bool | None
    due: dt.date

    @property
    def needs_action(self) -> bool:
        """It was missed, and nothing is being done about it."""
        recorded = self.recorded
        acted = recorded is not None and (recorded.action or recorded.corrective_action)
        return self.is_met is False and recorded is not None and not acted


@dataclass(frozen=True, slots=True)
class ObjectiveState:
    """An objective with its depth in the tree and its periods."""

    objective: Objective
    depth: int
    target: Decimal | None
    periods: tuple[PeriodState, ...]


def objectives(
    snapshot: Snapshot, year: int, sources: Sources = NO_SOURCES
) -> tuple[ObjectiveState, ...]:
    """Return every objective in the order of the tree, with the periods of a year."""
    counted = _counted(snapshot, year, sources)
    return tuple(_states(snapshot, year, counted))


def _counted(snapshot: Snapshot, year: int, sources: Sources) -> dict[tuple[str, str], Result]:
    """Return the figures that objectives are bound to, for all of their periods."""
    bound = {each.kpi for each in snapshot.all(Objective) if each.kpi}
    kpis = [each for each in snapshot.all(Kpi) if each.id in bound]
    if not kpis:
        return {}
    from qms.figures.keyfigures import KeyFigures

    spans = dict.fromkeys(
        each for objective in snapshot.all(Objective) for each in periods(objective, year)
    )
    found = KeyFigures(snapshot, kpis, sources).results(spans)
    return {(each.kpi.id, each.period): each for each in found}


def _states(
    snapshot: Snapshot, year: int, counted: dict[tuple[str, str], Result]
) -> Iterator[ObjectiveState]:
    days = snapshot.settings.limits.objective_days
    for tree in trees(snapshot):
        for depth, objective in tree.walk():
            target = objective.targets.get(str(year))
            shown: list[PeriodState] = []
            for period in periods(objective, year):
                recorded = result_of(snapshot, objective, period.name)
                result = counted.get((objective.kpi or "", period.name))
                value = recorded.value if recorded else None
                met = None if value is None or target is None else objective.is_reached(
                    value, target
                )  # fmt: skip
                shown.append(
                    PeriodState(
                        period.name, recorded, result, target, met, days_later(period.last, days)
                    )
                )
            yield ObjectiveState(objective, depth, target, tuple(shown))
