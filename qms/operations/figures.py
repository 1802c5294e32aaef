"""Answers what a key figure came to (clause 9.2)."""

from dataclasses import dataclass

from qms.errors import QmsError
from qms.model.figure import Result, Span, span
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.snapshot import Snapshot
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures, for which period, broken down by month or not."""

    name: str | None
    period: str | None
    by_month: bool = False


def figures(snapshot: Snapshot, asked: Asked) -> tuple[Result, ...]:
    """Return the figures asked for; by default all, for the year of the day.

    Raises:
        QmsError: No figure has that name.

    """
    from qms.figures.keyfigures import KeyFigures

    chosen = _chosen(snapshot, asked.name)
    period = span(asked.period or str(snapshot.as_of.year))
    spans: tuple[Span, ...] = period.months if asked.by_month else (period,)
    return KeyFigures(snapshot).results(chosen, spans)


def _chosen(snapshot: Snapshot, name: str | None) -> tuple[Kpi, ...]:
    known = snapshot.all(Kpi)
    if name is None:
        return known
    found = tuple(kpi for kpi in known if name in {kpi.id, kpi.name, kpi.name_en})
    if not found:
        raise QmsError(
            Text(zh="没有指标 {name}。", en="There is no figure {name}."),
            Text(zh="有：{known}", en="There are: {known}"),
            name=same(name),
            known=Text(
                zh="、".join(kpi.name for kpi in known), en=", ".join(kpi.id for kpi in known)
            ),
        )
    return found
