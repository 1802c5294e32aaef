"""What in records is about people outside, and records without it (clause 1, 8.3.6)."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

from qms.model.kinds.record import Label

M = TypeVar("M", bound=BaseModel)

MASK = "•••"
_PHONE = re.compile(
    r"(?<![\w.])(?:\+?86[- ]?)?"
    r"(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|[(（]?0\d{2,3}[-)） ]\s?\d{7,8})(?!\w)"
)


@cache
def label(model: type[BaseModel], name: str) -> Label:
    """Return a field's name in the manual's words."""
    marks = (mark for mark in model.model_fields[name].metadata if isinstance(mark, Label))
    return next(marks, Label(name, name))


def is_telephone(words: str) -> bool:
    """Tell whether a text holds what reads as a telephone number."""
    return _PHONE.search(words) is not None


def without(words: str, hidden: tuple[str, ...]) -> str:
    """Return a text in which neither these values nor telephone numbers can be read.

    Args:
        words: The text.
        hidden: What it must not repeat, the longest first.

    """
    for each in hidden:
        words = words.replace(each, MASK)
    return _PHONE.sub(MASK, words)


def hidden_in(record: BaseModel) -> tuple[str, ...]:
    """Return the personal values of a record, the longest first: no text of it may repeat them."""
    return tuple(sorted(set(personal(record)), key=lambda each: (-len(each), each)))


def personal(holder: BaseModel) -> Iterator[str]:
    """Yield every personal value inside a record, sheets and old values included."""
    for name, is_personal in _marked(type(holder)):
        value = getattr(holder, name)
        values = value if isinstance(value, tuple) else (value,)
        if is_personal:
            yield from (str(each) for each in values if each and len(str(each)) > 1)
            yield from _corrected(holder, name)
        for each in values:
            if isinstance(each, BaseModel):
                yield from personal(each)


@cache
def _marked(model: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    return tuple((name, bool(label(model, name).personal)) for name in model.model_fields)


def _corrected(holder: BaseModel, name: str) -> Iterator[str]:
    for correction in getattr(holder, "corrections", ()):
        if correction.field == name:
            yield from (each for each in (correction.old, correction.new) if len(each) > 1)


def fields_about_people(holder: BaseModel) -> Iterator[Label]:
    """Yield the fields of a record that hold something personal, sheets within it included."""
    for name in type(holder).model_fields:
        value = getattr(holder, name)
        if value and label(type(holder), name).personal:
            yield label(type(holder), name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, BaseModel):
                yield from fields_about_people(each)


def masked(record: M) -> M:
    """Return a record in which what is personal cannot be read, wherever it repeats it."""
    return _masked(record, hidden_in(record))


def _masked(holder: M, hidden: tuple[str, ...]) -> M:
    changed: dict[str, Any] = {}
    for name in holder.model_fields_set:
        value = getattr(holder, name, None)
        if value and label(type(holder), name).personal:
            changed[name] = tuple(MASK for _ in value) if isinstance(value, tuple) else MASK
        else:
            changed[name] = _without(value, hidden)
    return holder.model_copy(update=changed)


def _without(value: Any, hidden: tuple[str, ...]) -> Any:  # noqa: ANN401 - any field's value
    if isinstance(value, BaseModel):
        return _masked(value, hidden)
    if isinstance(value, tuple):
        return tuple(_without(each, hidden) for each in value)
    if isinstance(value, dict):
        return {key: _without(each, hidden) for key, each in value.items()}
    return without(value, hidden) if type(value) is str else value
