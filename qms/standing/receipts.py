"""What is still to be sent to the holders of copies, and what they owe (2.2.2, 2.2.3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from qms.model.kinds.ch02_copies import AmendmentNotice, CopyClass
from qms.model.kinds.ch02_manual import Release, release_name
from qms.model.snapshot import Snapshot
from qms.standing.copies import (
    ControlledCopy,
    copies_on,
    events_of,
    release_rank,
    typed_code,
)
from qms.standing.genuine import genuine
from qms.text import Text

_SHORT = 4


@dataclass(frozen=True, slots=True)
class Owed:
    """What the holder of a copy owes; an amendment is acknowledged up to the newest one sent."""

    copy: ControlledCopy
    amendment: AmendmentNotice | None

    @property
    def what(self) -> Text:
        """What is to be signed, in a few words."""
        zh: list[str] = []
        en: list[str] = []
        if self.copy.awaits_receipt:
            name = release_name(self.copy.release)
            zh.append(f"签收 {name}")
            en.append(f"receipt of {name}")
        if self.amendment is not None:
            name = release_name(self.amendment.release)
            zh.append(f"换页回执 {name}")
            en.append(f"receipt of amendment {name}")
        return Text(zh="、".join(zh), en=", ".join(en))


def owed(copy: ControlledCopy) -> Owed | None:
    """Return what the holder of a copy owes; None when nothing, or when it is no longer out."""
    sent = sorted(copy.unacknowledged, key=lambda each: release_rank(each.release))
    newest = sent[-1] if sent else None
    if not copy.state.is_out or not (copy.awaits_receipt or newest):
        return None
    return Owed(copy, newest)


def all_owed(snapshot: Snapshot) -> Mapping[str, Owed]:
    """Return what is owed on the day, by the number of the copy."""
    found = (owed(copy) for copy in copies_on(events_of(snapshot), snapshot.as_of).values())
    return {each.copy.number: each for each in found if each is not None}


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


def scanned(snapshot: Snapshot, words: str) -> str | None:
    """Return the number of the copy that a code or number stands for, as scanned or typed.

    What the cover's square says is an address that ends with the code.
    """
    said = words.rpartition("#")[2].strip()
    if said.isdecimal() and len(said) <= _SHORT:
        number = said.zfill(3)
        return number if number in copies_on(events_of(snapshot), snapshot.as_of) else None
    found = genuine(snapshot).get(typed_code(said))
    return found.copy.number if found else None
