"""Which fields of a record name other records, nested sheets included."""

import types
import typing
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from pydantic import BaseModel

from qms.model.finding import Key
from qms.model.kinds.record import Record, Ref

Paths = tuple[tuple[str, "str | Paths"], ...]


def references_of(record: Record) -> Iterator[tuple[tuple[Key, ...], str, str]]:
    """Yield where in the record an id stands, the kind that it is of, and the id."""
    paths = _paths(type(record))
    if paths:
        yield from _walk(record, paths, ())


def ids_named(model: type[Record], rows: Sequence[Record]) -> dict[str, frozenset[str]]:
    """Return the ids that stand anywhere in records of one kind, by the kind that they are of.

    The same as `references_of` yields, without the places, which a hundred thousand records do
    not need.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    flat, nested = _flat_and_nested(model)
    for row in rows:
        for name, kind in flat:
            value = getattr(row, name)
            if isinstance(value, str):
                found[kind].add(value)
            elif value:
                found[kind].update(each for each in value if isinstance(each, str))
        filled = tuple(each for each in nested if getattr(row, each[0]))
        for _, kind, value in _walk(row, filled, ()) if filled else ():
            found[kind].add(value)
    return {kind: frozenset(values) for kind, values in found.items() if values}


@cache
def kind_referred_to(model: type[BaseModel], name: str) -> str | None:
    """Return the kind whose ids a field (or each item of it) holds, if it holds ids."""
    target = dict(_paths(model)).get(name)
    return target if isinstance(target, str) else None


def kinds_referred_to(model: type[BaseModel]) -> set[str]:
    """Return the kinds whose ids a model's fields hold, nested sheets included."""
    found: set[str] = set()
    waiting = [_paths(model)]
    while waiting:
        for _, target in waiting.pop():
            if isinstance(target, str):
                found.add(target)
            else:
                waiting.append(target)
    return found


@cache
def _flat_and_nested(model: type[BaseModel]) -> tuple[tuple[tuple[str, str], ...], Paths]:
    """Return the fields that hold ids themselves, and those that hold sheets with ids inside."""
    paths = _paths(model)
    flat = tuple((name, target) for name, target in paths if isinstance(target, str))
    return flat, tuple((name, target) for name, target in paths if not isinstance(target, str))


@cache
def _paths(model: type[BaseModel]) -> Paths:
    found: list[tuple[str, str | Paths]] = []
    hints = typing.get_type_hints(model, include_extras=True)
    for name in model.model_fields:
        target = _target(hints[name])
        if target:
            found.append((name, target))
    return tuple(found)


def _target(hint: object) -> "str | Paths | None":
    """Return the kind that a type refers to, or the paths inside the sheet that it holds."""
    for mark in getattr(hint, "__metadata__", ()):
        if isinstance(mark, Ref):
            return mark.kind
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return _paths(hint) or None
    if isinstance(hint, types.GenericAlias | types.UnionType) or typing.get_origin(hint):
        inner = (found for part in typing.get_args(hint) if (found := _target(part)))
        return next(inner, None)
    return None


def _walk(
    holder: BaseModel, paths: Paths, before: tuple[Key, ...]
) -> Iterator[tuple[tuple[Key, ...], str, str]]:
    for name, target in paths:
        value = getattr(holder, name)
        items: list[tuple[tuple[Key, ...], object]] = (
            [((name, index), each) for index, each in enumerate(value)]
            if isinstance(value, tuple)
            else [((name,), value)]
        )
        for keys, each in items:
            if isinstance(target, str):
                if isinstance(each, str):
                    yield before + keys, target, each
            elif isinstance(each, BaseModel):
                yield from _walk(each, target, before + keys)
