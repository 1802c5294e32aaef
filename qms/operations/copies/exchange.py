"""Exchanges whole books when a new edition is released: printed, noted, sent (clause 2.2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch02_copies import CopyClass
from qms.model.kinds.ch02_manual import Release, release_name
from qms.model.snapshot import Snapshot
from qms.operations.copies.change_pack import Dispatch
from qms.operations.copies.held import copy_out
from qms.operations.copies.parcel import parcel
from qms.operations.copies.print_copy import stamp_of
from qms.operations.copies.sealing import sealed
from qms.operations.printing.book import Printed, imprint_of
from qms.standing.copies import ControlledCopy, copies_on, events_of, holder_name, release_rank
from qms.standing.release import chosen_release
from qms.store import digests
from qms.text import Text, joined, same


@dataclass(frozen=True, slots=True)
class Planned:
    """A copy whose book is to be exchanged: who has it, and at which release it stands."""

    copy: ControlledCopy
    holder: str

    @property
    def at(self) -> str:
        """The release at which it stands, as people write it."""
        return release_name(self.copy.release)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """New books, ready to be handed over, and what is to be noted of each."""

    answer: Printed
    dispatches: tuple[Dispatch, ...]


def planned(
    snapshot: Snapshot, to: str | None, numbers: Sequence[str]
) -> tuple[Release, tuple[Planned, ...]]:
    """Return the release to go to and the copies to exchange: those named, or all that wait.

    A controlled copy waits that is out, stands before the release, and was not sent it yet.

    Raises:
        QmsError: There is no such release or copy, one of them stands there already, or none waits.

    """
    goal = chosen_release(snapshot, to)
    if numbers:
        chosen = [copy_out(snapshot, each) for each in numbers]
        _refuse_arrived(goal, chosen)
    else:
        chosen = [
            each
            for each in copies_on(events_of(snapshot), snapshot.as_of).values()
            if each.state.is_out
            and each.copy_class is CopyClass.controlled
            and release_rank(each.release) < goal.rank
            and not any(release_rank(sent.release) >= goal.rank for sent in each.sent)
        ]
    if not chosen:
        raise QmsError(
            Text(
                zh="没有受控本等着换成 {name}：都已发出，或都不早于它。",
                en="No controlled copy waits for {name}: each was sent it, or is not before it.",
            ),
            Text(zh="用 qms copy list 查看。", en="See qms copy list."),
            name=same(goal.name),
        )
    ordered = sorted(chosen, key=lambda each: each.number)
    return goal, tuple(Planned(each, holder_name(snapshot, each)) for each in ordered)


def _refuse_arrived(goal: Release, chosen: Sequence[ControlledCopy]) -> None:
    arrived = [each for each in chosen if release_rank(each.release) >= goal.rank]
    if arrived:
        raise QmsError(
            Text(zh="这些已不早于 {name}：{copies}。", en="Not before {name} any more: {copies}."),
            Text(zh="重印用 qms pdf --copy。", en="To print again: qms pdf --copy."),
            name=same(goal.name),
            copies=joined(
                Text(
                    zh=f"{each.number}（{release_name(each.release)}）",
                    en=f"{each.number} ({release_name(each.release)})",
                )
                for each in arrived
            ),
        )


def exchanged(
    root: Path, snapshot: Snapshot, goal: Release, chosen: Sequence[Planned], *, key: Path | None
) -> Exchanged:
    """Return the new book of each copy in one parcel, with the leaves of both books counted.

    Raises:
        QmsError: A release cannot be printed.

    """
    from qms.publish.book.book import laid_book
    from qms.publish.book.writing import written
    from qms.publish.stamps import stamped

    new = laid_book(imprint_of(root, snapshot, goal))
    book = written(new)
    copies = [each.copy for each in chosen]
    seals = [sealed(snapshot, each.number, goal.id, key=key) for each in copies]
    stamps = [
        stamp_of(snapshot, copy, goal, seal=seal) for copy, seal in zip(copies, seals, strict=True)
    ]
    contents = stamped(book, stamps)
    stem = f"{snapshot.settings.manual.number}-{goal.id}"
    made = [
        Printed(f"{stem}-{copy.number}.pdf", content)
        for copy, content in zip(copies, contents, strict=True)
    ]
    due = [_leaves(root, snapshot, copy) for copy in copies]
    dispatches = tuple(
        Dispatch(
            copy.number, copy.release, goal.id, len(new.leaves), back, digests.sha256(content), seal
        )
        for copy, back, content, seal in zip(copies, due, contents, seals, strict=True)
    )
    return Exchanged(
        parcel(snapshot, goal, copies, made, recalled=due, anchor=new.imprint.anchor), dispatches
    )


def _leaves(root: Path, snapshot: Snapshot, copy: ControlledCopy) -> int:
    """Return how many leaves the old book has, front matter as of when it last changed included."""
    from qms.publish.book.book import laid_book, unlaid_book

    release = chosen_release(snapshot, copy.release)
    days = [each.date for each in copy.events if each.date <= snapshot.as_of]
    then = replace(snapshot, as_of=max(days, default=release.effective))
    imprint = imprint_of(root, then, release)
    book = unlaid_book(imprint) if release.pages else laid_book(imprint)
    return len(book.leaves)
