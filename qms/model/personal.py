"""What in records is about people outside, and records without it (clause 1, 8.3.6)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel

from qms.model.kinds.record import Label, Record

M = TypeVar("M", bound=BaseModel)

MASK = "•••"
_LONG_ENOUGH = 2  # a single sign is no name
# Read after full-width signs were made plain, so that a number typed with them is one as well.
_PHONE = (
    r"(?<![A-Za-z0-9_.])(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|1 [3-9](?: \d){9}"
    r"|[(]?0\d{2,3}[-) ]\s?\d{7,8})(?![A-Za-z0-9_])"
)
_MAIL = r"[A-Za-z0-9][A-Za-z0-9_.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
# The number of a citizen's card: place, birthday, serial, and a check digit that may be X.
_CARD = (
    r"(?<![A-Za-z0-9])[1-9]\d{5}[- ]?(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])[- ]?\d{3}[\dXx]"
    r"(?![A-Za-z0-9])"
)
_TELEPHONE = re.compile(_PHONE)
_BETWEEN = r"[\s\u00b7\u200b-\u200f\u2060\ufeff]*"
_KEY = ("ssh-", "sk-ssh-", "ecdsa-sha2-", "sk-ecdsa-sha2-")  # its comment is no letter-box


@cache
def label(model: type[BaseModel], name: str) -> Label:
    """Return a field's name in the manual's words."""
    marks = (mark for mark in model.model_fields[name].metadata if isinstance(mark, Label))
    return next(marks, Label(name, name))


def is_telephone(words: str) -> bool:
    """Tell whether a text holds what reads as a telephone number."""
    return _TELEPHONE.search(_plain(words)) is not None


def without(words: str, hidden: tuple[str, ...]) -> str:
    """Return a text in which none of these values, no number, no address of mail can be read.

    A value is found as well where blanks or unseen signs stand between its signs, in full-width
    signs, and in other capitals; one of letters as a whole word, any other inside longer words too.

    Args:
        words: The text.
        hidden: What it must not repeat, the longest first.

    """
    if is_key(words):
        return words
    shown, last = [], 0
    for found in _sought(hidden).finditer(_plain(words)):
        shown += [words[last : found.start()], MASK]
        last = found.end()
    return "".join([*shown, words[last:]])


def is_key(words: str) -> bool:
    """Tell whether a text is a public key."""
    return words.strip("'\"").startswith(_KEY)


def _plain(words: str) -> str:
    """Return a text with its full-width signs made plain, each in its place."""
    if words.isascii():
        return words
    normal = (unicodedata.normalize("NFKC", each) for each in words)
    return "".join(one if len(one) == 1 else each for one, each in zip(normal, words, strict=True))


@lru_cache(1024)
def _sought(hidden: tuple[str, ...]) -> re.Pattern[str]:
    values = (_spelt(_plain(each)) for each in hidden if len(each) >= _LONG_ENOUGH)
    return re.compile("|".join([*values, _MAIL, _CARD, _PHONE]), re.IGNORECASE)


def _spelt(value: str) -> str:
    """Return the pattern by which a value is found."""
    signs = [re.escape(each) for each in value if not each.isspace()]
    found = _BETWEEN.join(signs)
    return rf"(?<![A-Za-z0-9]){found}(?![A-Za-z0-9])" if value.isascii() else found


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


def said_of_people(records: Iterable[Record]) -> tuple[str, ...]:
    """Return what any record says about people outside, the longest first: no text may repeat it.

    Left out is what a register calls by that name in the open: the staff, departments, customers.
    """
    rows = tuple(records)
    open_ = {str(getattr(row, "name", "")) for row in rows} | {row.id for row in rows}
    told = {value for row in rows for value in personal(row)} - open_
    return tuple(sorted(told, key=lambda each: (-len(each), each)))


def masked(record: M, known: tuple[str, ...] = ()) -> M:
    """Return a record in which what is personal cannot be read, wherever it repeats it.

    Args:
        record: The record.
        known: What other records say about people outside.

    """
    return _masked(record, together(hidden_in(record), known))


def together(own: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """Return both, the longest first; mostly all that a record hides is known already."""
    if known and set(own) <= set(known):
        return known
    return tuple(sorted({*own, *known}, key=lambda each: (-len(each), each)))


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
