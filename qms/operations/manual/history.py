"""Tells what changed in the manual, when, by whom and why (clause 2.2.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch02_manual import Release, Role, Signature
from qms.model.manual import Chapter
from qms.model.redline import ClauseRedline, clause_redlines
from qms.model.snapshot import Snapshot
from qms.standing.release import changed_clauses, chosen_release, signatures_of
from qms.store.loading import effective_snapshot
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class Entry:
    """A release as history tells it: who signed it, and which clauses it changed."""

    release: Release
    signed: dict[Role, Signature]
    clauses: tuple[str, ...]


def history(root: Path, snapshot: Snapshot, what: str | None) -> tuple[Entry, ...]:
    """Return the releases, newest first; with a chapter or clause only those that changed it."""
    entries: list[Entry] = []
    before: tuple[Chapter, ...] = ()
    for release in snapshot.releases:
        chapters = effective_snapshot(root, snapshot, release).chapters
        clauses = changed_clauses(before, chapters)
        before = chapters
        if what is None or any(_is_under(clause, what) for clause in clauses):
            signed = dict(signatures_of(snapshot.all(Signature), release.id))
            entries.append(Entry(release, signed, clauses))
    return tuple(reversed(entries))


def difference(
    root: Path, snapshot: Snapshot, old: str, new: str | None, clause: str | None
) -> tuple[ClauseRedline, ...]:
    """Return the redline between two releases, or from a release to the work tree.

    Raises:
        QmsError: There is no such release, or no such clause in either.

    """
    before = _chapters(root, snapshot, old)
    after = snapshot.printed_chapters if new is None else _chapters(root, snapshot, new)
    if clause is not None:
        known = {each.number for chapter in (*before, *after) for each in chapter.clauses}
        if clause not in known:
            raise QmsError(
                Text(zh="手册里没有条款 {clause}。", en="The manual has no clause {clause}."),
                clause=same(clause),
            )
    return tuple(
        each
        for each in clause_redlines(before, after)
        if clause is None or _is_under(each.number, clause)
    )


def _chapters(root: Path, snapshot: Snapshot, name: str) -> Iterable[Chapter]:
    release = chosen_release(snapshot, name)
    return effective_snapshot(root, snapshot, release).printed_chapters


def _is_under(clause: str, what: str) -> bool:
    return clause == what or clause.startswith(what + ".")
