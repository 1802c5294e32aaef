"""Lays the manual, its evidence and the check's findings side by side (7.5)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from qms.errors import UsageError
from qms.model.snapshot import Snapshot
from qms.model.standard import Standard
from qms.operations.checking.check import check
from qms.operations.checking.rulebook import rulebook
from qms.standing.conformity import (
    ABSENT,
    EvidenceState,
    Matrix,
    Row,
    against_manual,
    against_standard,
)
from qms.text import Text, same

MANUAL = "manual"
ONLY = ("missing", "overdue", "due", "findings", "unanswered")


def matrix(
    root: Path, snapshot: Snapshot, against: str = MANUAL, only: Collection[str] = ()
) -> Matrix:
    """Return the matrix against the manual or a standard, all its rows or those asked for.

    Raises:
        UsageError: There is no such standard.

    """
    standard = None if against == MANUAL else _standard(snapshot, against)
    whole = next(_drawn(root, snapshot, [standard]))
    if not only:
        return whole
    return replace(whole, rows=tuple(row for row in whole.rows if _is_asked(row, only)))


def matrices(root: Path, snapshot: Snapshot) -> tuple[Matrix, ...]:
    """Return the matrix against the manual, and against every standard in use."""
    in_use = [each for each in snapshot.standards if each.key in snapshot.settings.standards]
    return tuple(_drawn(root, snapshot, [None, *in_use]))


def _drawn(
    root: Path, snapshot: Snapshot, standards: Iterable[Standard | None]
) -> Iterator[Matrix]:
    book = rulebook(root)
    manual = against_manual(snapshot, check(root, snapshot, book=book).findings)
    references = {each.code: each.references for each in book.rules}
    for standard in standards:
        if standard is None:
            yield manual
        else:
            yield against_standard(manual, standard, snapshot, references)


def _standard(snapshot: Snapshot, name: str) -> Standard:
    """Return an edition by its key, or of a standard the newest in use, else the newest known."""
    exact = [each for each in snapshot.standards if each.key == name]
    editions = exact or [each for each in snapshot.standards if each.standard == name]
    if not editions:
        known = {each.standard for each in snapshot.standards}
        known |= {each.key for each in snapshot.standards}
        raise UsageError(
            Text(
                zh="没有标准 {name}。可选：{known}",
                en="There is no standard {name}. There are: {known}",
            ),
            name=same(name),
            known=same(" ".join(sorted({MANUAL, *known}))),
        )
    in_use = [each for each in editions if each.key in snapshot.settings.standards]
    return max(in_use or editions, key=lambda each: each.in_force)


def _is_asked(row: Row, only: Collection[str]) -> bool:
    standings = {each.standing for each in row.evidence}
    answers = {
        "missing": bool(standings & ABSENT),
        "overdue": EvidenceState.overdue in standings,
        "due": EvidenceState.due in standings,
        "findings": bool(row.findings),
        "unanswered": row.is_unanswered,
    }
    return any(answers[each] for each in only)
