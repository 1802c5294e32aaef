"""Which records did not stay as they were, step by step, and how they stand in the end (7.5).

A version that was ever closed is kept as it was then. Whatever came of it is judged once, by what
stands at the end: so what was put back is a note, and no later step makes a touched record sound.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from qms.model.frozen import (
    Breach,
    Harm,
    is_frozen,
    is_frozen_anyhow,
    retained_until,
    unexplained,
    without_id,
)
from qms.model.kinds import kinds as own_kinds
from qms.model.kinds.record import Record
from qms.store import digests, git, yaml

Kinds = Mapping[str, type[Record]]
Data = dict[str, Any]
Rows = dict[str, Data]
_READ = (".yaml", ".yml")
_REMEMBERED = 4096
_TOGETHER = 64


@dataclass(frozen=True, slots=True)
class Loss:
    """A record as it stood before a step that did not leave it so."""

    kind: str
    record: str
    path: str
    commit: str | None
    row: Data
    is_open: bool = False
    renamed: str = ""


Found = Callable[[str, str], Iterator[tuple[str, Data]]]


class Reader:
    """Reads the records of blobs, each once as long as it is at hand."""

    def __init__(self, repository: git.Repository) -> None:
        """Take the repository that the blobs lie in."""
        self._repository = repository
        self._at_hand: dict[str, bytes | None] = {}
        # No memory of a method of one's own: in such a ring git would go on until it is found.
        self._known: dict[str | None, Rows] = {}
        self._pieces = yaml.Pieces()  # of what one version says the next says nearly all

    def ahead(self, steps: Iterable[git.Step]) -> Iterator[git.Step]:
        """Yield steps; the versions of records that they changed are fetched together before."""
        waiting = iter(steps)
        while part := list(islice(waiting, _TOGETHER)):
            changed = [each for step in part for each in step.changes if each.before]
            wanted = {sha for each in changed for sha in (each.before, each.after) if sha}
            missing = sorted(wanted - self._at_hand.keys())
            kept = {sha: self._at_hand[sha] for sha in wanted & self._at_hand.keys()}
            fetched = git.blobs(self._repository, missing)
            self._at_hand = kept | dict(zip(missing, fetched, strict=True))
            yield from part

    def content(self, sha: str | None) -> bytes | None:
        """Return the content of a blob; None where there is none."""
        if sha in self._at_hand:
            return self._at_hand[sha]
        return git.blob(self._repository, sha)

    def rows(self, sha: str | None) -> Rows:
        """Return the records of a blob by number, as plain data; the last ones are at hand."""
        if sha not in self._known:
            if len(self._known) >= _REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[sha] = self._rows(sha)
        return self._known[sha]

    def _rows(self, sha: str | None) -> Rows:
        return rows_of(self.content(sha), self._pieces.parsed)


def kind_of(path: str) -> str:
    """Return the kind of the records of a file that is read; empty for any other file."""
    parts = path.split("/")
    is_read = len(parts) > 2 and parts[0] == "records" and path.endswith(_READ)  # noqa: PLR2004 - records/KIND/FILE
    return parts[1] if is_read else ""


def rows_of(content: bytes | None, parse: Callable[[str], Any] = yaml.parsed) -> Rows:
    """Return a file's records as plain data by number; a file that does not parse has none."""
    text = yaml.decoded(content or b"")
    data = parse(text) if isinstance(text, str) else None
    listed = data if isinstance(data, list) else [data]
    return {
        str(row["id"]): row
        for row in listed
        if isinstance(row, dict) and isinstance(row.get("id"), str)
    }


def closed_in(tree: git.Tree, kinds: Kinds, commit: str) -> Iterator[Loss]:
    """Yield every record of a commit that may no longer change, as it stands there."""
    for path in tree.paths("records"):
        if kind := kind_of(path):
            for number, row in rows_of(tree.read(path)).items():
                if _is_frozen(kinds, kind, row):
                    yield Loss(kind, number, path, commit, row)


def losses(
    commit: str | None, changes: Iterable[git.Change], kinds: Kinds, reader: Reader
) -> Iterator[Loss]:
    """Yield what a step did to records that had to stay.

    Args:
        commit: The commit that made the step; None for the folder, where nothing is committed.
        changes: The files that it changed, with their blobs before and after.
        kinds: The kinds by name, by which a file's folder tells what its records are.
        reader: Gives the records of a blob.

    """
    changes = list(changes)
    for change in changes:
        kind = kind_of(change.path)
        if change.before is None or not kind:
            continue
        after = reader.rows(change.after)
        for number, row in reader.rows(change.before).items():
            frozen = _is_frozen(kinds, kind, row)
            now = after.get(number)
            if frozen and (now is None or unexplained(row, now)):
                renamed = "" if now else _renamed(row, kind, changes, reader)
                yield Loss(kind, number, change.path, commit, row, renamed=renamed)
            elif now is None and _is_kept(kinds, kind, row):
                yield Loss(kind, number, change.path, commit, row, is_open=True)


def _renamed(row: Data, kind: str, changes: Iterable[git.Change], reader: Reader) -> str:
    """Return the number under which a record's content arrived in the same step."""
    content = without_id(row)
    for change in changes:
        if kind_of(change.path) == kind:
            for number, other in reader.rows(change.after).items():
                if number != row["id"] and without_id(other) == content:
                    return number
    return ""


def _is_frozen(kinds: Kinds, kind: str, row: Data) -> bool:
    """Tell whether a row may no longer change.

    A company's own declaration may have been loosened since, so its records freeze by their
    status alone.
    """
    model = kinds.get(kind)
    if model is not None and is_frozen(model, row):
        return True
    return kind not in own_kinds() and is_frozen_anyhow(row)


def _is_kept(kinds: Kinds, kind: str, row: Data) -> bool:
    """Tell whether a row may not vanish: a record of what happened, open or not."""
    model = kinds.get(kind)
    return model.header.family == "retained" if model is not None else "status" in row


def judged(
    losses: Iterable[Loss], found: Found, kinds: Kinds, mended: Mapping[str, str]
) -> Iterator[Breach]:
    """Yield what became of each record, by what stands at the end.

    Args:
        losses: The records as they had to stay.
        found: Gives the places and rows at which a record of a kind and number stands now.
        kinds: The kinds by name.
        mended: By `key`, the commit since which a record stands again as it was.

    """
    seen: set[tuple[Harm, str, str]] = set()
    for loss in losses:
        breach = _judged(loss, list(found(loss.kind, loss.record)), kinds, mended)
        if breach is not None and (breach.harm, breach.record, breach.detail) not in seen:
            seen.add((breach.harm, breach.record, breach.detail))
            yield breach


def _judged(
    loss: Loss, now: list[tuple[str, Data]], kinds: Kinds, mended: Mapping[str, str]
) -> Breach | None:
    if loss.is_open:
        return None if now else _breach(loss, Harm.deleted, "", kinds)
    faults = {path: unexplained(loss.row, row) for path, row in now}
    sound = [path for path, fields in faults.items() if not fields]
    if loss.path in sound:
        return _breach(loss, Harm.restored, mended.get(key(loss), ""), kinds)
    if sound:
        return _breach(loss, Harm.moved, sound[0], kinds)
    if now:
        fields = faults.get(loss.path) or next(iter(faults.values()))
        return _breach(loss, Harm.edited, ", ".join(fields), kinds)
    if loss.renamed:
        return _breach(loss, Harm.renumbered, loss.renamed, kinds)
    return _breach(loss, Harm.deleted, "", kinds)


def _breach(loss: Loss, harm: Harm, detail: str, kinds: Kinds) -> Breach:
    model = kinds.get(loss.kind)
    until = retained_until(model.header, loss.row) if model else None
    return Breach(harm, loss.record, loss.path, loss.commit, detail, until, loss.is_open)


def key(loss: Loss) -> str:
    """Return what a record and the version of it that had to stay are known by."""
    content = digests.sha256(repr(sorted(map(repr, loss.row.items()))).encode())
    return f"{loss.kind} {loss.record} {content}"
