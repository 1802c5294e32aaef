"""Answers what a key figure came to (clause 9.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qms.errors import QmsError
from qms.model.figure import NO_SOURCES, Result, Sources, Span, span
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.snapshot import Snapshot
from qms.text import Text, joined, same

By = Literal["month", "quarter", "department", "product", "region"]
BREAKDOWNS: Mapping[By, Text] = {
    "month": Text(zh="月", en="month"),
    "quarter": Text(zh="季度", en="quarter"),
    "department": Text(zh="部门", en="department"),
    "product": Text(zh="产品", en="product"),
    "region": Text(zh="区域", en="region"),
}
# A publication lists the records it counted up to here, and beyond it only how many they are.
LISTED = 2000
EVERY = 10**9


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures, for which period, broken down by what, and how many ids to list."""

    name: str | None
    period: str | None
    by: By | None = None
    listed: int = LISTED
    sources: Sources = NO_SOURCES


def figures(snapshot: Snapshot, asked: Asked) -> tuple[Result, ...]:
    """Return the figures asked for; by default all, for the year of the day.

    Of all figures, those whose records do not say where they belong are left out of a breakdown.

    Raises:
        QmsError: No figure has that name, or the one named cannot be broken down so.

    """
    from qms.figures.keyfigures import Cut, KeyFigures

    chosen = _chosen(snapshot, asked.name)
    computed = KeyFigures(snapshot, chosen, asked.sources)
    by = asked.by if asked.by in {"department", "product", "region"} else None
    if asked.name and by and not computed.can_be_cut(chosen[0], by):
        raise QmsError(
            Text(
                zh="指标 {name} 的记录没有{by}。", en="The records of {name} do not state a {by}."
            ),
            Text(zh="换一种分法。", en="Break it down by something else."),
            name=same(chosen[0].id),
            by=BREAKDOWNS[by],
        )
    period = span(asked.period or str(snapshot.as_of.year))
    return computed.results(_spans(period, asked.by), Cut(by, asked.listed))


def over(
    snapshot: Snapshot, spans: Sequence[Span], sources: Sources = NO_SOURCES
) -> tuple[Result, ...]:
    """Return every figure over these periods, the records listed up to what a page can hold."""
    from qms.figures.keyfigures import Cut, KeyFigures

    kpis = snapshot.all(Kpi)
    return KeyFigures(snapshot, kpis, sources).results(spans, Cut(None, LISTED)) if kpis else ()


def _spans(period: Span, by: By | None) -> tuple[Span, ...]:
    if by == "month":
        return period.months
    return period.quarters if by == "quarter" else (period,)


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
            known=joined(Text(zh=kpi.name, en=kpi.id) for kpi in known),
        )
    return found
