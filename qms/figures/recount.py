"""Counts the filed results of objectives anew: one that no count gives was made up, or is old."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import duckdb

from qms.errors import UsageError
from qms.figures.keyfigures import KeyFigures
from qms.model.figure import Miscount, Sources, Span, rounded, span
from qms.model.kinds.ch06_objectives import Objective, ObjectiveResult
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.snapshot import Snapshot
from qms.standing.definitions import definitions_of


@dataclass(frozen=True, slots=True)
class _Question:
    """A filed result, its period, and a figure that it may have been counted by."""

    result: ObjectiveResult
    span: Span
    kpi: Kpi


def miscounts(
    snapshot: Snapshot,
    sources: Sources,
    connection: duckdb.DuckDBPyConnection | None = None,
    *,
    bad: Collection[str] = (),
) -> tuple[Miscount, ...]:
    """Return the filed results that neither today's records nor those of their day come to.

    A result names the definition that it was counted by; one that does not is held against all.

    Args:
        snapshot: What is judged.
        sources: The tables outside the records.
        connection: A database that holds the tables of today's definitions, if there is one.
        bad: The figures that cannot be counted, which another rule says.

    """
    asked = [each for each in _questions(snapshot) if each.kpi.id not in bad]
    counts: defaultdict[str, list[Decimal | None]] = defaultdict(list)
    now = {each.id: each for each in snapshot.all(Kpi)}
    today = [each for each in asked if each.kpi == now[each.kpi.id]]
    right = set(_count(snapshot, sources, today, counts=counts, connection=connection))
    before = [
        each for each in asked if each.result.id not in right and each.kpi != now[each.kpi.id]
    ]
    right |= set(_count(snapshot, sources, before, counts=counts))
    days = defaultdict[Any, list[_Question]](list)
    for each in asked:
        if each.result.id not in right:
            days[each.result.date].append(each)
    for day, questions in days.items():
        then = replace(snapshot, as_of=day)
        right |= set(_count(then, sources, questions, counts=counts))
    return tuple(
        Miscount(number, tuple(dict.fromkeys(found)))
        for number, found in sorted(counts.items())
        if number not in right
    )


def _questions(snapshot: Snapshot) -> Iterator[_Question]:
    for result in snapshot.live(ObjectiveResult):
        objective = snapshot.find(Objective, result.objective)
        period = _span(result.period)
        if objective is None or objective.kpi is None or period is None:
            continue
        for each in definitions_of(snapshot, objective):
            if each.kpi is not None and result.definition in {None, each.digest}:
                yield _Question(result, period, each.kpi)


def _span(name: str) -> Span | None:
    try:
        return span(name)
    except UsageError:
        return None


def _count(
    snapshot: Snapshot, sources: Sources, asked: Iterable[_Question], *,
    counts: defaultdict[str, list[Decimal | None]],
    connection: duckdb.DuckDBPyConnection | None = None,
) -> Iterator[str]:  # fmt: skip
    """Count each question, all of one figure together; yield the results that come out."""
    together: defaultdict[str, list[_Question]] = defaultdict(list)
    for each in asked:
        together[each.kpi.model_dump_json()].append(each)
    figures = {
        key: questions[0].kpi.model_copy(update={"backlog": None})  # it is not asked for
        for key, questions in together.items()
    }
    if not figures:
        return
    computed = KeyFigures(snapshot, figures.values(), sources, connection)
    for key, questions in together.items():
        spans = dict.fromkeys(each.span for each in questions)
        found = {each.period: each for each in computed.of(figures[key], spans)}
        for question in questions:
            outcome = found[question.span.name]
            if outcome.problem is None:
                value = outcome.value
                shown = None if value is None else rounded(value, question.kpi.decimals)
                counts[question.result.id].append(shown)
                if question.result.value in {shown, value}:
                    yield question.result.id
