"""To whom the newest release is still to be sent, and with which commands (clause 2.2.3)."""

from dataclasses import dataclass

from qms.model.kinds.ch02_copies import CopyClass
from qms.model.kinds.ch02_manual import Release
from qms.model.snapshot import Snapshot
from qms.standing.copies import ControlledCopy, copies_on, events_of, release_rank


@dataclass(frozen=True, slots=True)
class Unsent:
    """Controlled copies that a release is still to be sent to, and how: by pages or as a book."""

    release: Release
    by_pages: tuple[ControlledCopy, ...]
    by_book: tuple[ControlledCopy, ...]

    @property
    def commands(self) -> tuple[str, ...]:
        """What is to be typed to send it to all of them."""
        name = self.release.name
        return (
            *([f"qms change-pack --to {name} --all --send"] if self.by_pages else []),
            *([f"qms copy exchange --to {name}"] if self.by_book else []),
        )


def unsent(snapshot: Snapshot) -> Unsent | None:
    """Return to whom the newest release is to be sent, from the day it was released on.

    It may not be in force yet: packages are sent so that they arrive before it is.
    """
    standing = [each for each in snapshot.releases if each.id not in snapshot.withdrawn]
    goal = max(standing, key=lambda each: each.rank, default=None)
    if goal is None:
        return None
    known = {each.id: each for each in standing}
    waiting = [
        copy
        for copy in copies_on(events_of(snapshot), snapshot.as_of).values()
        if copy.state.is_out
        and copy.copy_class is CopyClass.controlled
        and release_rank(copy.release) < goal.rank
        and not any(release_rank(notice.release) >= goal.rank for notice in copy.sent)
    ]
    if not waiting:
        return None
    leads = {copy.number: _leads(known.get(copy.release), goal) for copy in waiting}
    return Unsent(
        goal,
        tuple(copy for copy in waiting if leads[copy.number]),
        tuple(copy for copy in waiting if not leads[copy.number]),
    )


def _leads(start: Release | None, goal: Release) -> bool:
    """Tell whether pages can be exchanged to come from one release to another."""
    return (
        start is not None
        and start.edition == goal.edition
        and bool(start.pages)
        and bool(goal.pages)
    )
