"""The history of one record in words: who wrote what, when, and what stood there before (7.5)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any

from qms.forms.fields import Field, Shape, fields_of
from qms.model.kinds.record import Record, place_of
from qms.model.snapshot import Snapshot
from qms.store import past, yaml
from qms.text import Text, same

_MOST = 500  # versions looked through; a register of years has no more that matter


_TOLD_OTHERWISE = {"id", "form", "corrections", "extensions"}


class Turn(Enum):
    """What happened to a record at a step."""

    filed = "filed"
    changed = "changed"
    closed = "closed"
    corrected = "corrected"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _TURNS[self]


_TURNS = {
    Turn.filed: Text(zh="登记", en="filed"),
    Turn.changed: Text(zh="修改", en="changed"),
    Turn.closed: Text(zh="关闭", en="closed"),
    Turn.corrected: Text(zh="更正", en="corrected"),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A field with what stood there before and what stands there after; None is nothing."""

    label: Text
    before: Any
    after: Any
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One change to a record: when, by whose hand, and field by field."""

    turn: Turn
    at: dt.datetime
    author: str
    changes: tuple[Changed, ...]
    by: str = ""
    reason: str = ""


def story(root: Path, snapshot: Snapshot, record: Record) -> tuple[Step, ...]:
    """Return what became of a record, newest first; its file's earlier homes are not followed."""
    path = place_of(record).path
    found = list(past.versions(root, path, ref=snapshot.ref, most=_MOST))
    states = [(each, _row(each.content, record.id)) for each in found]
    states.append((found[-1], None)) if found else None
    steps: list[Step] = []
    for (version, now), (_, before) in pairwise(states):
        if now is not None and now != before:
            changes = tuple(_changes(fields_of(type(record)), before or {}, now))
            steps.append(_step(version, _turn(before, now), changes, now))
    return tuple(steps)


def _step(
    version: past.Version, turn: Turn, changes: tuple[Changed, ...], now: Mapping[str, Any]
) -> Step:
    """Return a step; a correction says itself who made it and why."""
    said = (now.get("corrections") or [{}])[-1] if turn is Turn.corrected else {}
    by = str(now.get("filled_by", "")) if turn is Turn.filed else str(said.get("by", ""))
    return Step(turn, version.at, version.author, changes, by, str(said.get("reason", "")))


def _row(content: bytes | None, number: str) -> Mapping[str, Any] | None:
    """Return a record's data in a version of its file, if it stands there and can be read."""
    text = yaml.decoded(content) if content is not None else None
    data = yaml.parsed(text) if isinstance(text, str) else None
    rows = data if isinstance(data, list) else [data]
    return next(
        (each for each in rows if isinstance(each, Mapping) and each.get("id") == number), None
    )


def _turn(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Turn:
    if before is None:
        return Turn.filed
    if len(now.get("corrections") or ()) > len(before.get("corrections") or ()):
        return Turn.corrected
    is_closing = now.get("status") == "closed" and before.get("status") != "closed"
    return Turn.closed if is_closing else Turn.changed


def _changes(
    fields: tuple[Field, ...], before: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Changed]:
    """Yield the fields that differ; groups are opened, tables compared as a whole."""
    for each in fields:
        was, is_ = before.get(each.name), now.get(each.name)
        if was == is_ or each.name in _TOLD_OTHERWISE:
            continue
        if each.shape is Shape.sheet and isinstance(was or is_, Mapping):
            for inner in _changes(each.inner, was or {}, is_ or {}):
                label = Text(
                    zh=f"{each.label.zh}·{inner.label.zh}", en=f"{each.label.en} · {inner.label.en}"
                )
                yield Changed(label, inner.before, inner.after, inner.field)
        else:
            yield Changed(each.label, was, is_, each)
    unknown = (now.keys() | before.keys()) - {each.name for each in fields}
    for name in sorted(unknown):
        if before.get(name) != now.get(name):
            yield Changed(same(name), before.get(name), now.get(name))
