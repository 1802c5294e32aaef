"""Shows the objectives with what each period came to: as recorded, and as counted now (6.3)."""

from collections.abc import Iterator

from qms.model.calendar import days_later
from qms.model.figure import NO_SOURCES, Result, Sources
from qms.model.kinds.ch06_objectives import Objective
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.snapshot import Snapshot
from qms.standing.objective_states import ObjectiveState, PeriodState
from qms.standing.objective_tree import trees
from qms.standing.objectives import periods, result_of


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
            target = objective.aim(str(year))
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
