"""Prints the manual that is in force on a day, or its draft (clause 2.2)."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qms.errors import QmsError
from qms.model.conformity import Standing, against_manual
from qms.model.kinds.ch02_manual import Release
from qms.model.release import ReleaseState, state_of
from qms.model.snapshot import Snapshot
from qms.operations.check import check
from qms.operations.release import effective_snapshot
from qms.store import git, workers
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.publish.book.margin import MarginNote
    from qms.publish.book.press import Imprint


@dataclass(frozen=True)
class Printed:
    """A printed book and what it is called."""

    name: str
    content: bytes


def chosen_release(snapshot: Snapshot, name: str | None) -> Release:
    """Return the release asked for, else the one in force on the day.

    Raises:
        QmsError: There is none.

    """
    if name is not None:
        wanted = name.replace("-", "/")
        found = next((each for each in snapshot.releases if each.name == wanted), None)
        if found is None:
            raise QmsError(
                Text(zh="没有名为 {name} 的发布。", en="There is no release {name}."),
                Text(zh="已发布：{known}", en="Released so far: {known}"),
                name=same(wanted),
                known=same(", ".join(each.name for each in snapshot.releases) or "—"),
            )
        return found
    if snapshot.in_force is None:
        raise QmsError(
            Text(
                zh="{day} 没有生效的手册版本。", en="No release of the manual is in force on {day}."
            ),
            Text(
                zh="用 --draft 打印草稿，或先发布：qms release。",
                en="Print the draft with --draft, or release first: qms release.",
            ),
            day=same(snapshot.as_of.isoformat()),
        )
    return snapshot.in_force


def print_book(
    root: Path, snapshot: Snapshot, *, name: str | None, draft: bool, auditor: bool = False
) -> Printed:
    """Return the book of the release asked for, of the one in force, or of the draft.

    A release that is no longer in force is stamped 作废 on every page. For an auditor a margin
    stands beside each clause: what it answers to, its evidence with dates, open findings.
    """
    from qms.publish.book.press import laid_book
    from qms.publish.book.writing import written

    number = snapshot.settings.manual.number
    if draft:
        return Printed(f"{number}-draft.pdf", _draft(snapshot))
    release = chosen_release(snapshot, name)
    imprint = imprint_of(root, snapshot, release)
    if auditor:
        from qms.publish.book.margin import auditors_book

        notes = margin_notes(root, snapshot)
        return Printed(f"{number}-{release.id}-auditor.pdf", auditors_book(imprint, notes))
    content = written(laid_book(imprint))
    if state_of(snapshot, release) in {ReleaseState.superseded, ReleaseState.withdrawn}:
        from qms.publish.stamps import Stamp, stamped

        content = stamped(content, [Stamp("作废", across="作废")])[0]
    return Printed(f"{number}-{release.id}.pdf", content)


def margin_notes(root: Path, snapshot: Snapshot) -> "dict[str, MarginNote]":
    """Return for each clause what an auditor wants beside it, as of the snapshot's day."""
    from qms.publish.book.margin import MarginNote

    drawn = against_manual(snapshot, check(root, snapshot).findings)
    return {
        row.number: MarginNote(
            evidence=tuple(
                (found.title.zh, found.count, str(found.newest_on or ""))
                for found in row.evidence
                if found.standing is not Standing.unknown
            ),
            findings=tuple(f"{each.code} {each.say('zh')}" for each in row.findings),
        )
        for row in drawn.rows
    }


def _draft(snapshot: Snapshot) -> bytes:
    from qms.publish.book.press import Imprint, laid_book
    from qms.publish.book.writing import written

    return written(laid_book(Imprint(snapshot, None, snapshot), workers.spread))


def imprint_of(root: Path, snapshot: Snapshot, release: Release) -> "Imprint":
    """Return what a release is printed from: its text, and the holders of today."""
    from qms.publish.book.press import Imprint

    text = effective_snapshot(root, snapshot, release)
    record = git.tree_at(root, text.ref).read(f"records/release/{release.id}.yaml") or b""
    return Imprint(text, release, snapshot, record)
