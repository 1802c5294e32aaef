"""Which dates of a record tell of something that has happened, nested sheets included.

A day that something is due, planned or valid until may lie ahead; a signature, a call or an
inspection may not.
"""

import datetime as dt
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import is_
from typing import TypeVar

from pydantic import BaseModel

from qms.model.finding import Key
from qms.model.kinds.marks import Happened
from qms.model.kinds.record import Record, Status


def happened(record: Record) -> Iterator[tuple[tuple[Key, ...], dt.date]]:
    """Yield where in the record a day stands on which something happened, and the day."""
    yield from _walk(record, ())


_S = TypeVar("_S", bound=BaseModel)


def as_it_stood(record: _S, day: dt.date) -> _S | None:
    """Return a record with what happened after a day left out, as it may have stood on that day.

    A sheet that tells of something later goes as a whole, a single date is emptied. A form that
    was closed later is open, work that was done later in progress. What else was written over
    since cannot be told. A day is that of the moment's own zone.

    Args:
        record: A record, or a sheet inside one.
        day: The last day that counts.

    Returns:
        The record itself where nothing is later; None where all that it tells of is.

    """
    story = _story(type(record))
    fields = type(record).model_fields
    changes: dict[str, object] = {}
    for name, fact in story.facts.items():
        value = getattr(record, name)
        if isinstance(value, dt.date) and _day(value) > day:
            if fields[name].is_required():
                return None
            changes[name] = None
            if fact.by:
                changes[fact.by] = fields[fact.by].get_default(call_default_factory=True)
            turned = story.turned.get(name)
            if turned and fact.turns and getattr(record, turned) is fact.turns[1]:
                changes[turned] = fact.turns[0]
    for name in story.parts:
        value = getattr(record, name)
        stood = _sheets_on(value, day)
        if stood is not value:
            if stood is None and fields[name].is_required():
                return None
            changes[name] = stood
    if not changes:
        return record
    if _was_closed_later(record, changes):
        changes["status"] = Status.open
    return record.model_copy(update=changes)


def _sheets_on(value: object, day: dt.date) -> object:
    if isinstance(value, BaseModel):
        return as_it_stood(value, day)
    if not isinstance(value, tuple):
        return value
    stood = [as_it_stood(each, day) if isinstance(each, BaseModel) else each for each in value]
    same = len(stood) == len(value) and all(map(is_, stood, value))
    return value if same else tuple(each for each in stood if each is not None)


def _was_closed_later(record: BaseModel, changes: Mapping[str, object]) -> bool:
    """Tell whether a closed form was open: by its closing date, or else by what came later."""
    if getattr(record, "status", None) is not Status.closed:
        return False
    story = _story(type(record))
    closing = [name for name, fact in story.facts.items() if fact.closes]
    if any(getattr(record, name) and name not in changes for name in closing):
        return False
    return bool(changes.keys() - story.after_closing)


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _walk(holder: BaseModel, before: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], dt.date]]:
    story = _story(type(holder))
    for name in story.facts:
        value = getattr(holder, name)
        if isinstance(value, dt.date):
            yield (*before, name), _day(value)
    for name in story.parts:
        value = getattr(holder, name)
        if isinstance(value, BaseModel):
            yield from _walk(value, (*before, name))
        elif isinstance(value, tuple):
            for index, each in enumerate(value):
                if isinstance(each, BaseModel):
                    yield from _walk(each, (*before, name, index))


@dataclass(frozen=True, slots=True)
class _Story:
    """Of a kind: the fields that tell of what happened, those that hold sheets, those of later.

    By a fact's field, the one that holds the state which the fact turns.
    """

    facts: Mapping[str, Happened]
    parts: tuple[str, ...]
    after_closing: frozenset[str]
    turned: Mapping[str, str]


@cache
def _story(model: type[BaseModel]) -> _Story:
    facts = {
        name: fact
        for name, field in model.model_fields.items()
        for fact in field.metadata
        if isinstance(fact, Happened)
    }
    hints = typing.get_type_hints(model)
    parts = {name: sheets for name in model.model_fields if (sheets := _sheets(hints[name]))}
    later = {name for name, fact in facts.items() if fact.after_closing}
    later |= {fact.by for fact in facts.values() if fact.after_closing and fact.by}
    later |= {name for name, sheets in parts.items() if all(map(_is_after_closing, sheets))}
    turned = {
        name: each
        for name, fact in facts.items()
        for each, hint in hints.items()
        if fact.turns and type(fact.turns[1]) in {hint, *typing.get_args(hint)}
    }
    return _Story(facts, tuple(parts), frozenset(later), turned)


def _is_after_closing(sheet: type[BaseModel]) -> bool:
    facts = _story(sheet).facts.values()
    return bool(facts) and all(fact.after_closing for fact in facts)


def _sheets(hint: object) -> tuple[type[BaseModel], ...]:
    """Return the sheets that a field of this type holds."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return (hint,)
    return tuple(sheet for part in typing.get_args(hint) for sheet in _sheets(part))
