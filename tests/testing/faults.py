"""Ways of spoiling a copy of the sample year: records changed, lost or added, words altered."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import ryaml
from pydantic_core import to_json

from qms.model.rule import GONE

Rows = list[dict[str, Any]]


@dataclass
class Edits:
    """What is to be written over a folder, by path; `GONE` for a file to take away."""

    root: Path
    files: dict[str, str] = field(default_factory=dict)

    def text(self, path: str) -> str:
        return self.files.get(path) or (self.root / path).read_text(encoding="utf-8")

    def paths(self, kind: str) -> list[str]:
        found = sorted((self.root / "records" / kind).rglob("*.yaml"))
        paths = [str(each.relative_to(self.root)) for each in found]
        return [each for each in paths if self.files.get(each) != GONE]

    def find(self, kind: str, number: str) -> tuple[str, Rows, int]:
        for path in self.paths(kind):
            if number not in self.text(path):
                continue
            data = ryaml.loads(self.text(path))
            rows = data if isinstance(data, list) else [data]
            for at, row in enumerate(rows):
                if row["id"] == number:
                    return path, rows, at
        raise LookupError(number)

    def put(self, path: str, rows: Rows) -> None:
        is_list = isinstance(ryaml.loads(self.text(path)), list)
        self.files[path] = to_json(rows if is_list else rows[0]).decode()


@dataclass(frozen=True)
class Fault:
    """How to spoil a copy, and the day on which it is judged then."""

    spoil: Callable[[Edits], None]
    day: dt.date = dt.date(2026, 11, 23)

    def files(self, root: Path) -> dict[str, str]:
        """Return what to write over a folder to make the fault."""
        edits = Edits(root)
        self.spoil(edits)
        return edits.files


def on(day: str, fault: Fault) -> Fault:
    """Judge a fault on another day."""
    return replace(fault, day=dt.date.fromisoformat(day))


def both(*faults: Fault) -> Fault:
    """Make several faults at once."""

    def spoil(edits: Edits) -> None:
        for fault in faults:
            fault.spoil(edits)

    return Fault(spoil)


def alter(kind: str, number: str, /, **fields: object) -> Fault:
    """Change fields of a record; `a__0__b` goes into lists and sheets, `GONE` takes a key away."""

    def spoil(edits: Edits) -> None:
        path, rows, at = edits.find(kind, number)
        _change(rows[at], fields)
        edits.put(path, rows)

    return Fault(spoil)


def without(kind: str, *numbers: str) -> Fault:
    """Take records away; all of a kind where none is named."""

    def spoil(edits: Edits) -> None:
        for path in edits.paths(kind) if not numbers else ():
            edits.files[path] = GONE
        for number in numbers:
            path, rows, at = edits.find(kind, number)
            kept = [row for row in rows if row is not rows[at]]
            if kept:
                edits.put(path, kept)
            else:
                edits.files[path] = GONE

    return Fault(spoil)


def add(kind: str, like: str, /, **fields: object) -> Fault:
    """File another record, like one that is there but for some fields; like none if empty."""

    def spoil(edits: Edits) -> None:
        row: dict[str, Any] = {}
        if like:
            _, rows, at = edits.find(kind, like)
            row = rows[at]
        _change(row, fields)
        edits.files[f"records/{kind}/another.yaml"] = to_json(row).decode()

    return Fault(spoil)


def blank(kind: str, number: str, fields: str) -> tuple[Fault, ...]:
    """Leave nothing but blanks in each of these fields in turn."""
    return tuple(alter(kind, number, **{name: "  "}) for name in fields.split())


def gone(kind: str, number: str, fields: str) -> tuple[Fault, ...]:
    """Take each of these fields away in turn."""
    return tuple(alter(kind, number, **{name: GONE}) for name in fields.split())


def words(path: str, old: str, new: str) -> Fault:
    """Replace a sentence of a file."""

    def spoil(edits: Edits) -> None:
        text = edits.text(path)
        assert old in text, f"{path} does not say {old}"
        edits.files[path] = text.replace(old, new, 1)

    return Fault(spoil)


def _change(row: dict[str, Any], fields: dict[str, object]) -> None:
    for keys, value in fields.items():
        *before, last = [int(key) if key.isdecimal() else key for key in keys.split("__")]
        place: Any = row
        for key in before:
            place = place[key]
        if value is GONE:
            del place[last]
        else:
            place[last] = value
