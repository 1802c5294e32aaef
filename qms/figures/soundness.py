"""What is wrong with the definitions of the key figures, before anybody trusts a value (9.2)."""

import re
from collections.abc import Iterator

import duckdb

from qms.figures.recount import miscounts
from qms.figures.sentences import Sentence, bare, conditions, fault, stopped
from qms.figures.tables import connected, limited, table_of
from qms.model.figure import NO_SOURCES, FigureFlaw, FlawKind, Miscount, Sources, Span, span
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.snapshot import Snapshot
from qms.text import Text, same

# What gives another value at another moment, so that nobody could recount it.
_MOVES = re.compile(
    r"\b(now|today|random|uuid|get_current_time\w*|current_date|current_time\w*|localtime\w*)\b",
    re.IGNORECASE,
)
_NO_ROWS = Text(
    zh="where 与 denominator 在已有记录中一份也选不出",
    en="where and denominator select none of the records there are",
)


def tried(
    snapshot: Snapshot, sources: Sources = NO_SOURCES
) -> tuple[tuple[FigureFlaw, ...], tuple[Miscount, ...]]:
    """Return every flaw of every figure, and the filed results that no count gives.

    A figure with a flaw does not stop the others; a result of it is not counted anew.
    """
    kpis = snapshot.all(Kpi)
    texts = [text for kpi in kpis for text in (kpi.population, *dict(conditions(kpi)).values())]
    with connected(snapshot, texts, sources) as connection:
        period = span(str(snapshot.as_of.year))
        found = tuple(
            flaw
            for kpi in kpis
            for flaw in (_undefined(kpi, snapshot, sources) or _flaws(kpi, connection, period))
        )
        bad = {flaw.kpi.id for flaw in found if flaw.kind is not FlawKind.touches_nothing}
        return found, miscounts(snapshot, sources, connection, bad=bad)


def _undefined(kpi: Kpi, snapshot: Snapshot, sources: Sources) -> tuple[FigureFlaw, ...]:
    bad = fault(kpi, snapshot.kinds.get(kpi.population))
    if bad is not None:
        return (FigureFlaw(kpi, FlawKind.broken, *bad),)
    unattached = sources.refused.get(kpi.population)
    if unattached is not None:
        return (FigureFlaw(kpi, FlawKind.unattached, "population", unattached),)
    return ()


def _flaws(kpi: Kpi, connection: duckdb.DuckDBPyConnection, period: Span) -> Iterator[FigureFlaw]:
    for name, text in conditions(kpi):
        if found := _MOVES.search(bare(text)):
            yield FigureFlaw(kpi, FlawKind.moves, name, same(found[0]))
    yield from _tried(kpi, connection, period)


def _tried(kpi: Kpi, connection: duckdb.DuckDBPyConnection, period: Span) -> Iterator[FigureFlaw]:
    """Run a figure once over the year, its backlog, and whether it ever has a base."""
    sentence = Sentence(kpi, table_of(kpi.population), "null", 0)
    try:
        with limited(connection):
            connection.execute(sentence.over(period)).fetchall()
            if kpi.backlog:
                connection.execute(sentence.of_backlog()).fetchall()
            row = connection.execute(sentence.at_all()).fetchone()
    except duckdb.PermissionException as error:
        yield FigureFlaw(kpi, FlawKind.reaches_out, _blamed(kpi, str(error)), _said(error))
    except duckdb.Error as error:
        if (said := stopped(error)) is not None:
            yield FigureFlaw(kpi, FlawKind.broken, "where", said)
        else:
            yield FigureFlaw(kpi, FlawKind.broken, _blamed(kpi, str(error)), _said(error))
    else:
        if row is not None and row[1] and not row[0]:
            yield FigureFlaw(kpi, FlawKind.touches_nothing, "where", _NO_ROWS)


def _said(error: Exception) -> Text:
    return same(str(error).split("\n", 1)[0])


def _blamed(kpi: Kpi, message: str) -> str:
    """Return the field in which a word that the error quotes stands."""
    quoted = re.findall(r"\"([^\"]+)\"|name ([\w./]+)", message)
    words = [word for pair in quoted for word in pair if word]
    for name, text in conditions(kpi):
        if any(word in text for word in words):
            return name
    return next(name for name, _ in conditions(kpi))
