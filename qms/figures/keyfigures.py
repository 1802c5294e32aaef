"""Evaluates key figures over the record tables, each with the ids that it counted (9.2)."""

from collections.abc import Iterable
from decimal import Decimal

import duckdb

from qms.figures.tables import connected
from qms.model.figure import Result, Span
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.snapshot import Snapshot
from qms.text import Text


class KeyFigures:
    """The key figures of one snapshot; holds the database that they are counted in."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Load the record tables."""
        self._snapshot = snapshot
        self._connection = connected(snapshot)

    def results(self, kpis: Iterable[Kpi], spans: Iterable[Span]) -> tuple[Result, ...]:
        """Return every figure for every period."""
        spans = tuple(spans)
        return tuple(self.result(kpi, each) for kpi in kpis for each in spans)

    def result(self, kpi: Kpi, period: Span) -> Result:
        """Return one figure for one period; SQL that does not run becomes a problem in it."""
        table = kpi.population.replace("-", "_")
        base_of = f"({kpi.where}) and ({kpi.denominator}) and ({self._within(kpi, period)})"
        try:
            base = self._ids(table, base_of)
            if kpi.measure is not None:
                value = self._measured(table, kpi.measure, base_of) if base else None
                return Result(kpi, period.name, value, base, base)
            counted = self._ids(table, f"{base_of} and ({kpi.numerator})")
        except duckdb.Error as error:
            why = str(error).split("\n", 1)[0]
            problem = Text(
                zh=f"指标 {kpi.id} 的 SQL 不能执行：{why}",
                en=f"the SQL of {kpi.id} does not run: {why}",
            )
            return Result(kpi, period.name, None, (), (), problem)
        share = Decimal(len(counted)) * 100 / len(base) if base else None
        return Result(kpi, period.name, share, base, counted)

    def _within(self, kpi: Kpi, period: Span) -> str:
        """Return the condition that puts a record into the period, and not after the day."""
        if kpi.period_date is None:
            return "true"
        return (
            f"\"{kpi.period_date}\"::date >= date '{period.first}' and "
            f"\"{kpi.period_date}\"::date < date '{period.after}' and "
            f'"{kpi.period_date}"::date <= as_of()'
        )

    def _ids(self, table: str, condition: str) -> tuple[str, ...]:
        query = f'select id from "{table}" where {condition} order by id'  # noqa: S608 - sandboxed
        return tuple(str(row[0]) for row in self._connection.execute(query).fetchall())

    def _measured(self, table: str, measure: str, condition: str) -> Decimal | None:
        query = f'select {measure} from "{table}" where {condition}'  # noqa: S608 - sandboxed
        row = self._connection.execute(query).fetchone()
        return None if row is None or row[0] is None else Decimal(repr(float(row[0])))
