"""What is remembered of record files that were read before, in the git folder (clause 7.5).

The key is a file's content (its git blob id), its kind and how that is declared; a memory is never
trusted for more than that. Only files without any fault are kept, as plain data: the facts that
rules ask of all records, and the records as JSON, which are validated again when somebody looks at
them. Remove the folder at any time: it costs one slow reading.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from qms.model.record_files import Facts
from qms.store import clock
from qms.store.git import State
from qms.store.notebook import Notebook, mapping
from qms.store.shelves import SPARE, Shelf, shelf_of

# A file changed within this time before it was looked at may change again without its time
# showing it: clocks of file systems tick in up to two seconds, and git is as careful.
_RACY = 2_000_000_000
_STATE_AND_BLOB = 5


@dataclass
class Memory:
    """What is remembered for one folder; read at once, rows when they are asked for."""

    notebook: Notebook
    root: str
    began: int
    facts: dict[str, list[Any]] = field(default_factory=dict)
    states: dict[str, Any] = field(default_factory=dict)
    _new_states: dict[str, Any] = field(default_factory=dict)
    _used: dict[str, list[Any]] = field(default_factory=dict)
    _new_rows: dict[str, bytes] = field(default_factory=dict)
    _shelves: dict[str, "Shelf"] = field(default_factory=dict)

    def blob(self, path: str, state: State) -> str | None:
        """Return the blob id of a file whose size, times and inode are as they were."""
        known = self.states.get(path)
        if (
            not isinstance(known, list)
            or tuple(known[:4]) != state
            or len(known) != _STATE_AND_BLOB
        ):
            return None
        self._new_states[path] = known
        return str(known[4])

    def note_state(self, path: str, state: State, blob: str) -> None:
        """Remember which content a file of this state has, unless it may change unseen.

        A name that is no text (bytes of another encoding) cannot be written down.
        """
        if max(state[1], state[2]) < self.began - _RACY and path.isprintable():
            self._new_states[path] = [*state, blob]

    def recall(self, key: str) -> Facts | None:
        """Return the facts of a content."""
        known = self.facts.get(key)
        facts = _facts(known)
        if facts is not None and known is not None:
            self._used[key] = known
        return facts

    def keep(self, key: str, facts: Facts, rows: bytes) -> None:
        """Remember a content that was read: its facts, and its records as a JSON list."""
        named = {kind: sorted(ids) for kind, ids in facts.named.items()}
        latest = facts.latest.isoformat() if facts.latest else None
        self._used[key] = [
            facts.ids, named, facts.has_attachments, latest, facts.is_amended,
        ]  # fmt: skip
        self._new_rows[key] = rows

    def rows(self, key: str) -> bytes | None:
        """Return the records of a content as a JSON list."""
        if key in self._new_rows:
            return self._new_rows[key]
        return self._shelf(shelf_of(key)).rows(key)

    def _shelf(self, name: str) -> "Shelf":
        if name not in self._shelves:
            self._shelves[name] = Shelf.of(self.notebook.read(name))
        return self._shelves[name]

    def save(self, *, is_work_tree: bool) -> None:
        """Write down what is new."""
        if is_work_tree and self._new_states != self.states:
            states = {"root": self.root, "states": self._new_states}
            self.notebook.write("states", to_json(states))
        if self._new_rows or len(self.facts) > SPARE * len(self._used):
            self.notebook.write("facts", to_json(self._kept_facts()))
        fresh: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
        for key, rows in self._new_rows.items():
            fresh[shelf_of(key)][key] = rows
        for name, kept in fresh.items():
            self.notebook.write(name, self._shelf(name).with_rows(kept, self._used).page)

    def _kept_facts(self) -> dict[str, list[Any]]:
        """Return what was used now, and as much again of what was not: another branch's."""
        others = (key for key in self.facts if key not in self._used)
        room = (SPARE - 1) * len(self._used)
        return self._used | {key: self.facts[key] for key, _ in zip(others, range(room))}  # noqa: B905 - the shorter counts


def _facts(known: list[Any] | None) -> Facts | None:
    try:
        if known is None:
            return None
        ids, named, has_attachments, latest, is_amended = known
        sets = {kind: frozenset(each) for kind, each in named.items()}
        day = dt.date.fromisoformat(latest) if latest else None
        return Facts(tuple(ids), sets, has_attachments is True, day, is_amended is True)
    except (ValueError, TypeError, AttributeError):
        return None


def opened(notebook: Notebook, root: Path) -> Memory:
    """Return what is remembered for a folder; nothing where nothing can be read."""
    memory = Memory(notebook, str(root.resolve()), clock.nanoseconds())
    memory.facts = {
        key: value
        for key, value in mapping(notebook.read("facts")).items()
        if isinstance(value, list)
    }
    known = mapping(notebook.read("states"))
    states = known.get("states")
    if known.get("root") == memory.root and isinstance(states, dict):
        memory.states = states
    return memory
