"""What a writing command means to do, noted before the branch moves, until its user was told.

Whoever takes the lock and finds a note knows that its writer is dead. Two notes are kept in the
git folder: the intention, by which a half-done commit is finished; and the answers that nobody was
told, by which the same command, typed again, gets its answer instead of filing a second record.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qms.store.writing import write_file

_INTENDED, _UNTOLD = "qms-intention.json", "qms-untold.json"
_KEPT = 50


@dataclass(frozen=True, slots=True)
class Intention:
    """A commit that is complete in git's store and about to become the tip of a branch.

    `key` stands for what was asked, `records` for what was filed: kind and number of each.
    """

    key: str
    branch: str
    before: str | None
    commit: str
    message: str
    records: tuple[tuple[str, str], ...] = ()
    tag: str | None = None


def intend(folder: Path, intention: Intention) -> None:
    """Note what is about to happen; it is on the disk before anything does."""
    write_file(folder / _INTENDED, _written([intention]))


def intended(folder: Path) -> Intention | None:
    """Return what was noted and not yet forgotten."""
    return next(iter(_read(folder / _INTENDED)), None)


def forget(folder: Path) -> None:
    """Strike out the intention: it was carried out and told, or nothing came of it."""
    (folder / _INTENDED).unlink(missing_ok=True)


def keep_answer(folder: Path, intention: Intention) -> None:
    """Keep the answer of a command that was killed before it could tell it."""
    path = folder / _UNTOLD
    write_file(path, _written([*_read(path), intention][-_KEPT:]))


def answer(folder: Path, key: str) -> Intention | None:
    """Return what the same command did, if it was killed before it could tell."""
    return next((each for each in _read(folder / _UNTOLD) if each.key == key), None)


def told(folder: Path, key: str) -> None:
    """Strike out an answer, now that it was told."""
    path = folder / _UNTOLD
    kept = [each for each in _read(path) if each.key != key]
    if kept:
        write_file(path, _written(kept))
    else:
        path.unlink(missing_ok=True)


def _written(intentions: Iterable[Intention]) -> bytes:
    return json.dumps([asdict(each) for each in intentions], ensure_ascii=False).encode()


def _read(path: Path) -> list[Intention]:
    try:
        found: list[dict[str, Any]] = json.loads(path.read_bytes())
        return [
            Intention(**each | {"records": tuple((kind, id_) for kind, id_ in each["records"])})
            for each in found
        ]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError):  # written by another version, or damaged
        return []
