"""What is remembered of record files that were read before, in the git folder (clause 7.5).

The key is a file's content (its git blob id), its kind, and the program with the packages that it
runs on; a memory is never trusted for more than that. Only files without any fault are kept, as
plain data: the facts that rules ask of all records, and the records as JSON, which are validated
again when somebody looks at them. Remove the folder at any time: it costs one slow reading.

Two programs may run at once: files are replaced whole, and one that is cut short, damaged or of
another program is as good as none.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pydantic
from pydantic_core import from_json, to_json

from qms import __version__
from qms.model.tables import Facts
from qms.store import clock
from qms.store.git import State
from qms.store.writing import write_file

FOLDER = "qms-cache"
# A file changed within this time before it was looked at may change again without its time
# showing it: clocks of file systems tick in up to two seconds, and git is as careful.
_RACY = 2_000_000_000
_SPARE = 2


@dataclass
class Memory:
    """What is remembered for one folder; read at once, rows when they are asked for."""

    folder: Path
    root: str
    program: str
    began: int
    facts: dict[str, list[Any]] = field(default_factory=dict)
    states: dict[str, list[Any]] = field(default_factory=dict)
    _new_states: dict[str, list[Any]] = field(default_factory=dict)
    _used: dict[str, list[Any]] = field(default_factory=dict)
    _new_rows: dict[str, bytes] = field(default_factory=dict)
    _shelves: dict[str, "_Shelf"] = field(default_factory=dict)

    def blob(self, path: str, state: State) -> str | None:
        """Return the blob id of a file whose size, times and inode are as they were."""
        known = self.states.get(path)
        if known is None or tuple(known[:4]) != state or not isinstance(known[4], str):
            return None
        self._new_states[path] = known
        return known[4]

    def note_state(self, path: str, state: State, blob: str) -> None:
        """Remember which content a file of this state has, unless it may change unseen."""
        if max(state[1], state[2]) < self.began - _RACY:
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
        self._used[key] = [facts.ids, named, facts.has_attachments]
        self._new_rows[key] = rows

    def rows(self, key: str) -> bytes | None:
        """Return the records of a content as a JSON list."""
        if key in self._new_rows:
            return self._new_rows[key]
        return self._shelf(_shelf_of(key)).rows(key)

    def _shelf(self, name: str) -> "_Shelf":
        if name not in self._shelves:
            self._shelves[name] = _Shelf.read(self.folder / name, self.program)
        return self._shelves[name]

    def save(self, *, is_work_tree: bool) -> None:
        """Write down what is new; a folder that cannot be written to is no harm."""
        with suppress(OSError):
            if is_work_tree and self._new_states != self.states:
                kept = {"root": self.root, "states": self._new_states}
                _write(self.folder / "states", self.program, to_json(kept))
            if self._new_rows or len(self.facts) > _SPARE * len(self._used):
                _write(self.folder / "facts", self.program, to_json(self._kept_facts()))
            for name in sorted({_shelf_of(key) for key in self._new_rows}):
                fresh = {k: rows for k, rows in self._new_rows.items() if _shelf_of(k) == name}
                self._shelf(name).with_rows(fresh, self._used).write(
                    self.folder / name, self.program
                )

    def _kept_facts(self) -> dict[str, list[Any]]:
        """Return what was used now, and as much again of what was not: another branch's."""
        others = (key for key in self.facts if key not in self._used)
        room = (_SPARE - 1) * len(self._used)
        return self._used | {key: self.facts[key] for key, _ in zip(others, range(room))}  # noqa: B905 - the shorter counts


@dataclass(frozen=True)
class _Shelf:
    """Some of the remembered records: one file, whose head says where each content begins."""

    spans: dict[str, list[int]]
    body: bytes

    @classmethod
    def read(cls, path: Path, program: str) -> "_Shelf":
        content = _read(path, program)
        head, _, body = (content or b"").partition(b"\n")
        spans = _mapping(head)
        return cls({key: span for key, span in spans.items() if _is_span(span)}, body)

    def rows(self, key: str) -> bytes | None:
        span = self.spans.get(key)
        return None if span is None else self.body[span[0] : span[0] + span[1]]

    def with_rows(self, fresh: dict[str, bytes], used: dict[str, list[Any]]) -> "_Shelf":
        """Return a shelf with more; what nobody used leaves when it takes the greater part."""
        old = {key: self.body[at : at + size] for key, (at, size) in self.spans.items()}
        kept = {key: rows for key, rows in old.items() if key in used} | fresh
        room = (_SPARE - 1) * sum(map(len, kept.values()))
        for key, rows in old.items():
            room -= 0 if key in kept else len(rows)
            if key not in kept and room >= 0:
                kept[key] = rows
        spans: dict[str, list[int]] = {}
        at = 0
        for key, rows in kept.items():
            spans[key], at = [at, len(rows)], at + len(rows)
        return _Shelf(spans, b"".join(kept.values()))

    def write(self, path: Path, program: str) -> None:
        _write(path, program, to_json(self.spans) + b"\n" + self.body)


def _shelf_of(key: str) -> str:
    """Return the file in which the records of a content stand: one of sixteen."""
    return f"rows-{key.rpartition(':')[2][:1]}"


def _is_span(span: object) -> bool:
    return isinstance(span, list) and len(span) == 2 and all(isinstance(n, int) for n in span)  # noqa: PLR2004


def _facts(known: list[Any] | None) -> Facts | None:
    try:
        if known is None:
            return None
        ids, named, has_attachments = known
        sets = {kind: frozenset(each) for kind, each in named.items()}
        return Facts(tuple(ids), sets, has_attachments is True)
    except (ValueError, TypeError, AttributeError):
        return None


def opened(git_folder: Path, root: Path) -> Memory:
    """Return what is remembered for a folder; nothing where nothing can be read."""
    folder, program = git_folder / FOLDER, program_digest()
    memory = Memory(folder, str(root.resolve()), program, clock.nanoseconds())
    memory.facts = {
        key: value
        for key, value in _mapping(_read(folder / "facts", program)).items()
        if isinstance(value, list)
    }
    known = _mapping(_read(folder / "states", program))
    states = known.get("states")
    if known.get("root") == memory.root and isinstance(states, dict):
        memory.states = states
    return memory


@cache
def program_digest() -> str:
    """Return what stands for this program: its sources of reading, and the packages beside it."""
    digest = hashlib.sha256(__version__.encode())
    package = Path(__file__).parent.parent
    for source in sorted(_sources(package)):
        digest.update(source.relative_to(package).as_posix().encode() + b"\0")
        digest.update(source.read_bytes())
    beside = Path(pydantic.__file__).parent.parent
    names = sorted(each.name for each in beside.iterdir() if "-info" in each.name)
    digest.update("\n".join(names).encode())
    return digest.hexdigest()


def _sources(package: Path) -> Iterator[Path]:
    yield from package.glob("*.py")
    for room in ("model", "store"):
        yield from (package / room).rglob("*.py")


def _mapping(content: bytes | None) -> dict[str, Any]:
    try:
        found = from_json(content or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _read(path: Path, program: str) -> bytes | None:
    """Return what was written down, if it is whole and this program's."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    head, _, body = content.partition(b"\n")
    return body if head == _head(program, body) else None


def _write(path: Path, program: str, body: bytes) -> None:
    write_file(path, _head(program, body) + b"\n" + body, is_lasting=False)


def _head(program: str, body: bytes) -> bytes:
    return f"{program} {hashlib.sha256(body).hexdigest()}".encode()
