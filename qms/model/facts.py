"""Which facts of a record are fixed once written: when it happened, by when it is due (clause 9.2).

They decide what counts as late. An open form may be filled in further; a day that stands in it
changes by a correction, a deadline by an extension, and both keep the old value.
"""

import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import BaseModel

from qms.model.frozen import leaves_apart, unexplained
from qms.model.kinds.marks import Deadline, Due, Happened, OutOfJudgement

Data = Mapping[str, Any]
_EVERY = "*"
# The form's own head; what is entered under them is dated by the entry itself.
_OTHERS = {"corrections", "extensions"}


class Fixed(StrEnum):
    """What sort of thing is fixed: a deadline, what happened, what is judged by, whether it is."""

    deadline = "deadline"
    happened = "happened"
    term = "term"
    standing = "standing"


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fixed fact that was changed and nothing tells of it; the commit is empty for the folder."""

    record: str
    path: str
    field: str
    before: str
    after: str
    commit: str
    what: Fixed


@cache
def fixed_fields(model: type[BaseModel]) -> Mapping[str, bool]:
    """Return the fields that are fixed, `actions.*.due` for those of a list: is it a deadline?"""
    return {
        field: not any(isinstance(each, Happened) for each in found)
        for field, marks in marks_of(model)
        if (found := [each for each in marks if isinstance(each, Deadline | Due | Happened)])
    }


@cache
def ways_out(model: type[BaseModel]) -> Mapping[str, frozenset[str]]:
    """Return the fields by which a form, or a step of it, leaves judgement, and what they say."""
    return {
        field: mark.values
        for field, marks in marks_of(model)
        for mark in marks
        if isinstance(mark, OutOfJudgement)
    }


@cache
def held_fields(model: type[BaseModel]) -> frozenset[str]:
    """Return the fields of the form itself in which something stands that is not for editing."""
    return frozenset(field.partition(".")[0] for field in (*fixed_fields(model), *ways_out(model)))


def is_fixed(model: type[BaseModel], field: str) -> bool:
    """Tell whether a field is written once: it says when something happened."""
    return fixed_fields(model).get(pattern_of(field)) is False


def pattern_of(field: str) -> str:
    """Return a field with every place in a list as `*`: actions.0.due → actions.*.due."""
    return ".".join(_EVERY if each.isdigit() else each for each in field.split("."))


def marks_of(model: type[BaseModel], head: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Yield every field, `actions.*.due` for those of a list, with what is declared of it."""
    for name, field in model.model_fields.items():
        if name not in _OTHERS:
            yield head + name, field.metadata
            for part, is_list in _sheets(field.annotation):
                inner = f"{head}{name}.{_EVERY}." if is_list else f"{head}{name}."
                yield from marks_of(part, inner)


def _sheets(annotation: Any, *, is_list: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:  # noqa: ANN401 - a type
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, is_list
        return
    origin = typing.get_origin(annotation)
    for part in typing.get_args(annotation):
        yield from _sheets(part, is_list=is_list or origin is tuple)


def silent_changes(
    model: type[BaseModel], before: Data, after: Data
) -> Iterator[tuple[str, str, str, bool]]:
    """Yield each fixed fact that differs untold: the field, old and new value, is it a deadline.

    Of a list that got other entries nothing is said: which entry is which cannot be told.
    """
    fixed = fixed_fields(model)
    then, now = leaves_apart(before, after)
    apart = {
        field: fixed[pattern]
        for field, old in then.items()
        if now.get(field, "") != old and (pattern := pattern_of(field)) in fixed
    }
    untold = set(unexplained(before, after)) if apart else set()
    for field, is_deadline in apart.items():
        old = then[field]
        # Whoever could correct a deadline could put it off without anybody's leave.
        is_told = _is_extended(field, old, now, after) if is_deadline else field not in untold
        if not is_told and _same_entries(field, before, after):
            yield field, old, now.get(field, ""), is_deadline


def _is_extended(field: str, old: str, now: Mapping[str, str], after: Data) -> bool:
    """Several extensions of one deadline form a row from the old day to the new."""
    value = old
    for each in after.get("extensions") or ():
        is_of_it = isinstance(each, Mapping) and each.get("field", "due") == field
        if is_of_it and str(each.get("from", "")) == value and _is_approved(each):
            value = str(each.get("to", ""))
    return value == now.get(field, "")


def _is_approved(extension: Data) -> bool:
    return all(extension.get(name) for name in ("reason", "approved_by", "on"))


def _same_entries(field: str, before: Data, after: Data) -> bool:
    """Tell whether the lists on the way to a field are as long as they were."""
    old: Any = before
    new: Any = after
    for name in field.split("."):
        if isinstance(old, list):
            if not isinstance(new, list) or len(new) < len(old):
                return False
            old, new = old[int(name)], new[int(name)]
        elif isinstance(old, Mapping):
            old, new = old.get(name), new.get(name) if isinstance(new, Mapping) else None
    return True
