"""What one site tells of a key figure so that a group can count it over all sites (9.2).

Counts add up. A measure (a median, a quantile, a ratio of sums) does not: for it the values that it
is taken over travel, and nothing else of the records.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from qms.figures.keyfigures import KeyFigures, Row, exact
from qms.figures.sentences import conditions
from qms.figures.tables import columns_of, held, limited
from qms.model.figure import Backlog, Members, Result, Span
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.snapshot import Snapshot

_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of one site: its result, the values that it measures, the ages of what is open.

    Attributes:
        result: What the figure came to at the site.
        definition: The digest of how it is counted; figures with another one are not added up.
        columns: The columns that the measure names, with their types.
        rows: Their values in every record of the base; none where nothing is measured.
        ages: Days for which each open matter is open.

    """

    result: Result
    definition: str
    columns: Mapping[str, str]
    rows: Sequence[Row] = ()
    ages: Sequence[float] = ()


def definition(kpi: Kpi) -> str:
    """Return the digest of how a figure is counted: its population, period and conditions."""
    text = repr((kpi.population, kpi.period_date, *conditions(kpi)))
    return hashlib.sha256(text.encode()).hexdigest()


def told(snapshot: Snapshot, period: Span) -> tuple[Told, ...]:
    """Return what a site tells of its figures over a period."""
    kpis = snapshot.all(Kpi)
    if not kpis:
        return ()
    figures = KeyFigures(snapshot, kpis)
    return tuple(_one(figures, snapshot, each, period) for each in figures.results([period]))


def _one(figures: KeyFigures, snapshot: Snapshot, result: Result, period: Span) -> Told:
    kpi = result.kpi
    model = snapshot.kinds.get(kpi.population)
    words = set(_WORD.findall(kpi.measure or ""))
    columns = (
        {name: kind for name, kind in columns_of(model).items() if name in words} if model else {}
    )
    if result.problem is not None:
        return Told(result, definition(kpi), columns)
    rows = figures.values(kpi, period, tuple(columns)) if columns and len(result.base) else ()
    ages = figures.ages(kpi) if result.backlog is not None else ()
    return Told(result, definition(kpi), columns, rows, ages)


def united(parts: Sequence[Told]) -> Result:
    """Return a figure over all sites, equal to that over one repository with all their records.

    The parts are of one figure with one definition, over one period.
    """
    first = parts[0].result
    base = Members(sum(len(each.result.base) for each in parts))
    counted = Members(sum(len(each.result.counted) for each in parts))
    problem = next((each.result.problem for each in parts if each.result.problem), None)
    value = None
    if problem is None and len(base):
        value = (
            Decimal(len(counted)) * 100 / len(base)
            if first.kpi.measure is None
            else _measured(first.kpi.measure, parts)
        )
    return Result(first.kpi, first.period, value, base, counted, problem, None, _backlog(parts))


def _measured(measure: str, parts: Sequence[Told]) -> Decimal | None:
    """Take a measure over the values of all sites, by the engine that takes it at each."""
    columns = parts[0].columns
    rows = [dict(zip(columns, row, strict=True)) for each in parts for row in each.rows]
    if not columns or not rows:
        return None
    shape = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    connection = duckdb.connect(":memory:", config=held() | {"enable_external_access": "false"})
    connection.execute("set lock_configuration = true")
    with connection, limited(connection):
        found = connection.execute(
            f"select {measure} from (select r.* from (select unnest($1::struct({shape})[]) as r))",  # noqa: S608 - sandboxed
            [rows],
        ).fetchone()
    return exact(found[0]) if found else None


def _backlog(parts: Sequence[Told]) -> Backlog | None:
    found = [each.result.backlog for each in parts]
    if any(each is None for each in found):
        return None
    ages = sorted(age for each in parts for age in each.ages)
    count = sum(len(each.open) for each in found if each is not None)
    if not ages:
        return Backlog(Members(count), None, None)
    middle = len(ages) // 2
    median = ages[middle] if len(ages) % 2 else (ages[middle - 1] + ages[middle]) / 2
    return Backlog(Members(count), exact(median), exact(ages[-1]))
