"""Which dates of a record tell of something that has happened, nested sheets included.

A day that something is due, planned or valid until may lie ahead; a signature, a call or an
inspection may not.
"""

import datetime as dt
import typing
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel

from qms.model.finding import Key
from qms.model.kinds.record import Record

_FACTS = frozenset({
    "date", "at", "on", "arrived", "delivered", "dispatched", "issued", "joined", "last_calibrated",
    "last_checked", "last_good", "last_maintained", "last_review", "received", "reviewed",
})  # fmt: skip
_PLANS = frozenset({"meeting_on"})


def happened(record: Record) -> Iterator[tuple[tuple[Key, ...], dt.date]]:
    """Yield where in the record a day stands on which something happened, and the day."""
    yield from _walk(record, ())


def _walk(holder: BaseModel, before: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], dt.date]]:
    facts, parts = _names(type(holder))
    for name in facts:
        value = getattr(holder, name)
        if isinstance(value, dt.datetime):
            yield (*before, name), value.date()
        elif isinstance(value, dt.date):
            yield (*before, name), value
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
