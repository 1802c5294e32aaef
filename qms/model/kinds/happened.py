"""Which dates of a record tell of something that has happened, nested sheets included.

A day that something is due, planned or valid until may lie ahead; a signature, a call or an
inspection may not.
"""

import datetime as dt
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from operator import is_
from typing import TypeVar

from pydantic import BaseModel

from qms.model.finding import Key
from qms.model.kinds.record import Choice, Record, Status

_FACTS = frozenset({
    "date", "at", "on", "arrived", "delivered", "dispatched", "issued", "joined", "last_calibrated",
    "last_checked", "last_good", "last_maintained", "last_review", "received", "reviewed",
})  # fmt: skip
_PLANS = frozenset({"meeting_on"})
_DONE = frozenset({"done_on", "notified_on"})
_AFTERWARDS = frozenset({
    "corrections", "spot_checked_on", "spot_checked_by", "erased_on", "rechecked_on",
    "rechecked_by", "paid_on",
})  # fmt: skip
_BEFORE = {"done": "in_progress", "reached": "open"}


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
    facts, parts = _names(type(record))
    fields = type(record).model_fields
    changes: dict[str, object] = {}
    for name in facts:
        value = getattr(record, name)
        if isinstance(value, dt.date) and _day(value) > day:
            if fields[name].is_required():
                return None
            changes[name] = None
            by = f"{name.rpartition('_')[0]}_by"
            if by in fields and not fields[by].is_required():
                changes[by] = fields[by].get_default(call_default_factory=True)
    for name in parts:
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
    state = getattr(record, "state", None)
    if isinstance(state, Choice) and state.name in _BEFORE and _DONE & changes.keys():
        changes["state"] = type(state)[_BEFORE[state.name]]
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
    closing = {"closed_on", "closed_at"} & type(record).model_fields.keys()
    if any(getattr(record, name) and name not in changes for name in closing):
        return False
    return bool(changes.keys() - _AFTERWARDS)


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _walk(holder: BaseModel, before: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], dt.date]]:
    facts, parts = _names(type(holder))
    for name in facts:
        value = getattr(holder, name)
        if isinstance(value, dt.date):
            yield (*before, name), _day(value)
    for name in parts:
        value = getattr(holder, name)
        if isinstance(value, BaseModel):
            yield from _walk(value, (*before, name))
        elif isinstance(value, tuple):
            for index, each in enumerate(value):
                if isinstance(each, BaseModel):
                    yield from _walk(each, (*before, name, index))


@cache
def _names(model: type[BaseModel]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the fields that hold such a day, and those that hold sheets."""
    hints = typing.get_type_hints(model)
    facts = tuple(
        name
        for name in model.model_fields
        if name not in _PLANS and (name in _FACTS or name.endswith(("_on", "_at")))
    )
    parts = tuple(name for name in model.model_fields if _holds_sheets(hints[name]))
    return facts, parts


def _holds_sheets(hint: object) -> bool:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return True
    return any(_holds_sheets(part) for part in typing.get_args(hint))
