"""Evaluates key figures over the record tables, each with the ids that it counted (9.2).

A cohort is put into a period by its own date and judged as of the day; a figure of a state, which
has no such date, is judged on the last day of its period, or on the day if that comes first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from qms.figures.breakdown import expression, group_named
from qms.figures.sentences import Sentence, conditions, refused, stopped
from qms.figures.tables import connected, judge_as_of, limited, table_of
from qms.model.figure import NO_SOURCES, NOBODY, Backlog, Group, Members, Result, Sources, Span
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.text import Text

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """How a result is cut: by what it is broken down, and up to how many ids it lists."""

    by: str | None = None
    listed: int = 0


WHOLE = Cut()


class KeyFigures:
    """The key figures of one snapshot; holds the database that they are counted in."""

    def __init__(
        self,
        snapshot: Snapshot,
        kpis: Iterable[Kpi],
        sources: Sources = NO_SOURCES,
        connection: duckdb.DuckDBPyConnection | None = None,
    ) -> None:
        """Load the tables that these figures name, where no database is given that holds them."""
        self._snapshot = snapshot
        self._sources = sources
        self._kpis = tuple(kpis)
        texts = [text for kpi in self._kpis for text in self._texts(kpi)]
        self._connection = connection or connected(snapshot, texts, sources)

    def results(self, spans: Iterable[Span], cut: Cut = WHOLE) -> tuple[Result, ...]:
        """Return every figure for every period, broken down where asked and possible."""
        spans = tuple(spans)
        return tuple(
            result
            for kpi in self._kpis
            for each in spans
            for result in self._guarded(kpi, each, cut)
        )

    def of(self, kpi: Kpi, spans: Iterable[Span]) -> tuple[Result, ...]:
        """Return one figure for some periods, whole."""
        return tuple(result for each in spans for result in self._guarded(kpi, each, WHOLE))

    def can_be_cut(self, kpi: Kpi, by: str) -> bool:
        """Return whether the records of a figure say where they belong."""
        model = self._model(kpi)
        return model is not None and expression(model, by) is not None

    def _model(self, kpi: Kpi) -> type[Record] | None:
        return self._snapshot.kinds.get(kpi.population)

    def _texts(self, kpi: Kpi) -> Sequence[str]:
        """Return every text that may name a table, those of the breakdowns among them."""
        texts = [kpi.population, *dict(conditions(kpi)).values()]
        model = self._model(kpi)
        if model is not None:
            texts += [expression(model, by) or "" for by in ("product", "region")]
        return texts

    def _guarded(self, kpi: Kpi, period: Span, cut: Cut) -> list[Result]:
        """Return the results of one figure; what does not run becomes a problem in them."""
        problem = self._sources.refused.get(kpi.population) or refused(kpi, self._model(kpi))
        if problem is None:
            try:
                return list(self._counted(kpi, period, cut))
            except duckdb.Error as error:
                problem = _does_not_run(kpi, error)
        return [Result(kpi, period.name, None, NOBODY, NOBODY, problem)]

    def _counted(self, kpi: Kpi, period: Span, cut: Cut) -> Iterator[Result]:
        if period.first > self._snapshot.as_of:
            yield Result(kpi, period.name, None, NOBODY, NOBODY)
            return
        self._judge(kpi, period)
        model = self._model(kpi)
        group = expression(model, cut.by) if cut.by and model else None
        if cut.by and group is None:
            return
        rows = self._rows(kpi, period, group, cut.listed)
        if not rows and not cut.by:
            rows = [(None, 0, 0, None, None, None)]
        backlog = self._backlog(kpi, cut.listed) if kpi.backlog and not cut.by else None
        for row in rows:
            named = group_named(self._snapshot, cut.by, row[0]) if cut.by else None
            yield _result(kpi, period, row, named, backlog)

    def values(self, kpi: Kpi, period: Span, columns: Sequence[str]) -> tuple[Row, ...]:
        """Return these columns of every record in the base of a figure that runs."""
        self._judge(kpi, period)
        sentence = Sentence(kpi, table_of(kpi.population), "null", 0)
        with limited(self._connection):
            return tuple(self._connection.execute(sentence.values(period, columns)).fetchall())

    def ages(self, kpi: Kpi) -> tuple[float, ...]:
        """Return for how many days each open matter of a figure that runs is open."""
        sentence = Sentence(kpi, table_of(kpi.population), "null", 0)
        with limited(self._connection):
            rows = self._connection.execute(sentence.ages()).fetchall()
        return tuple(float(str(row[0])) for row in rows)

    def _judge(self, kpi: Kpi, period: Span) -> None:
        as_of, zone = self._snapshot.as_of, self._snapshot.settings.zone
        judge_as_of(self._connection, as_of if kpi.period_date else min(as_of, period.last), zone)

    def _rows(self, kpi: Kpi, period: Span, group: str | None, listed: int) -> list[Row]:
        """Return a row for each part: its name, base, counted, measure, ids of both."""
        sentence = Sentence(kpi, table_of(kpi.population), group or "null", listed)
        with limited(self._connection):
            return self._connection.execute(sentence.over(period)).fetchall()

    def _backlog(self, kpi: Kpi, listed: int) -> Backlog:
        sentence = Sentence(kpi, table_of(kpi.population), "null", listed)
        with limited(self._connection):
            row = self._connection.execute(sentence.of_backlog()).fetchone()
        if row is None:
            return Backlog(NOBODY, None, None)
        return Backlog(_members(row[0], row[3]), exact(row[1]), exact(row[2]))


def _result(
    kpi: Kpi, period: Span, row: Row, group: Group | None, backlog: Backlog | None
) -> Result:
    base = _members(row[1], row[4])
    counted = base if kpi.numerator is None else _members(row[2], row[5])
    if not len(base):
        value = None
    elif kpi.measure is not None:
        value = exact(row[3])
    else:
        value = Decimal(len(counted)) * 100 / len(base)
    return Result(kpi, period.name, value, base, counted, None, group, backlog)


def _members(count: object, ids: object) -> Members:
    listed = tuple(str(each) for each in ids) if isinstance(ids, list) else ()
    return Members(int(str(count)), listed)


def exact(value: object) -> Decimal | None:
    """Return a number of the engine as the shortest decimal that stands for it."""
    return None if value is None else Decimal(repr(float(str(value))))


def _does_not_run(kpi: Kpi, error: Exception) -> Text:
    said = stopped(error)
    if said is not None:
        return Text(zh=f"指标 {kpi.id} {said.zh}", en=f"{kpi.id}: {said.en}")
    why = str(error).split("\n", 1)[0]
    return Text(
        zh=f"指标 {kpi.id} 的 SQL 不能执行：{why}", en=f"the SQL of {kpi.id} does not run: {why}"
    )
