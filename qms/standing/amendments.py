"""Corrections and extensions as decisions, and what takes a second person (7.5, 9.2)."""

from collections.abc import Iterator
from functools import cache

from qms.model.facts import fixed_fields, marks_of, pattern_of, ways_out
from qms.model.kinds.ch02_manual import Role
from qms.model.kinds.marks import Judged
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.standing.decisions import Decision


def amendments(snapshot: Snapshot) -> Iterator[Decision]:
    """Yield every correction and extension on file: who made or approved it, decided it."""
    for rows in snapshot.filed.values():
        for record in rows.amended:
            yield from amendments_of(record)


def amendments_of(record: Record) -> Iterator[Decision]:
    """Yield the corrections and extensions of a record."""
    for nth, each in enumerate(getattr(record, "corrections", ())):
        by = each.approved_by or each.by
        yield Decision(record, Role.corrected, by, "corrections", each, nth)
    for nth, each in enumerate(getattr(record, "extensions", ())):
        yield Decision(record, Role.extended, each.approved_by, "extensions", each, nth)


@cache
def _judged_by(model: type[Record]) -> frozenset[str]:
    """Return what decides on a verdict: the days, whether a sheet counts, and what came out."""
    came_out = {
        field for field, marks in marks_of(model) if any(isinstance(each, Judged) for each in marks)
    }
    return frozenset(came_out | fixed_fields(model).keys() | ways_out(model).keys())


def is_judged(model: type[Record], field: str) -> bool:
    """Tell whether a rule judges by a field, so that its correction takes a second person."""
    return pattern_of(field) in _judged_by(model)
