"""Corrections and extensions as decisions, and what takes a second person (7.5, 9.2)."""

from collections.abc import Iterator

from qms.model.facts import fixed_fields, pattern_of
from qms.model.kinds.ch02_manual import Role
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.model.withdrawn import decides_on_judgement
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


# What decides on a verdict besides the days: whether a sheet counts, and what came out.
_JUDGED = frozenset({"value", "met", "result", "definition"})


def is_judged(model: type[Record], field: str) -> bool:
    """Tell whether a rule judges by a field, so that its correction takes a second person."""
    is_fact = field in _JUDGED or pattern_of(field) in fixed_fields(model)
    return is_fact or decides_on_judgement(field)
