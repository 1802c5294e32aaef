"""Gives the next release its pages: afresh in a new edition, else pinned to the last (2.2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from qms.model.kinds.ch02_manual import ChangeRequest, DeletedPage, Release, ReleasedPage
from qms.model.snapshot import Snapshot
from qms.publish.book.imprint import Imprint
from qms.publish.book.paging import Spread, Task, in_turn, lay, paged, pinned
from qms.publish.book.parts import parts_of
from qms.publish.book.setting import Hand, hand_of
from qms.publish.book.weasy import PageFace
from qms.standing.release import covers


@dataclass(frozen=True)
class NewPages:
    """What a release records of its pages: those that stand, those that went, what only moved."""

    pages: tuple[ReleasedPage, ...]
    deleted: tuple[DeletedPage, ...] = ()
    moved: tuple[tuple[str, str, str], ...] = ()


def new_pages(
    snapshot: Snapshot,
    previous: Release | None,
    *,
    amendment: int,
    changes: Sequence[ChangeRequest] = (),
    consolidate: Sequence[str] = (),
    spread: Spread = in_turn,
) -> NewPages:
    """Return the pages of the next release: afresh in a new edition, else pinned to the last.

    `spread` does the parts, each by itself, in whatever order it likes.
    """
    is_fresh = previous is None or amendment == 0 or not previous.pages
    editorial = _editorial(snapshot, changes)
    tasks = [
        Task(
            part,
            pinned(part.name, previous.pages, previous.deleted_pages)
            if previous is not None and not is_fresh
            else None,
            amendment,
            editorial,
            part.name in consolidate,
        )
        for part in parts_of(snapshot, _next_hand(snapshot, previous, amendment))
    ]
    found = spread(paged, tasks)
    return NewPages(
        tuple(page for each in found for page in each.pages),
        tuple(page for each in found for page in each.deleted),
        tuple(move for each in found for move in each.moved),
    )


def _editorial(snapshot: Snapshot, changes: Sequence[ChangeRequest]) -> frozenset[str]:
    """Return the clauses that only editorial changes name."""
    marked = [
        each.model_copy(update={"changes": tuple(c for c in each.changes if not c.editorial)})
        for each in changes
    ]
    quiet = [
        each.model_copy(update={"changes": tuple(c for c in each.changes if c.editorial)})
        for each in changes
    ]
    numbers = [clause.number for _, clause in snapshot.clauses]
    return frozenset(n for n in numbers if covers(quiet, n) and not covers(marked, n))


def _next_hand(snapshot: Snapshot, previous: Release | None, amendment: int) -> Hand:
    """Return the hand of a release to come: an amendment keeps that of its edition."""
    return hand_of(previous if amendment else None, snapshot.releases)


def refuse_unprintable(
    snapshot: Snapshot, previous: Release | None, amendment: int, made: NewPages
) -> None:
    """Set every page once, so that nothing is released that cannot be printed as recorded.

    Raises:
        QmsError: A page does not come out as planned.

    """
    face = PageFace("", "", "", "")
    for part in parts_of(snapshot, _next_hand(snapshot, previous, amendment)):
        lay(part, pinned(part.name, made.pages, made.deleted), lambda _: face, is_draft=True)


def pages_of(imprint: Imprint, spread: Spread = in_turn) -> NewPages:
    """Return the pages that a release recorded, or those that a draft would have."""
    release, text = imprint.release, imprint.as_released
    if release is not None and release.pages:
        return NewPages(release.pages, release.deleted_pages)
    if release is not None:
        return new_pages(text, None, amendment=release.amendment, spread=spread)
    newest = text.releases[-1] if text.releases else None
    amendment = newest.amendment + 1 if newest else 0
    return new_pages(text, newest, amendment=amendment, spread=spread)
