"""Prints the manual that is in force on a day, or its draft (clause 2.2)."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qms.model.kinds.ch02_manual import Release
from qms.model.snapshot import Snapshot
from qms.operations.checking.anchor import anchor_of
from qms.operations.checking.check import check
from qms.standing.conformity import EvidenceState, against_manual
from qms.standing.release import ReleaseState, chosen_release, state_of
from qms.store import certificates, git, workers
from qms.store.loading import effective_snapshot, translations

if TYPE_CHECKING:
    from qms.publish.book.imprint import Imprint
    from qms.publish.book.margin import MarginNote


@dataclass(frozen=True)
class Printed:
    """A printed book and what it is called."""

    name: str
    content: bytes


def print_book(
    root: Path, snapshot: Snapshot, *, name: str | None, draft: bool, auditor: bool = False
) -> Printed:
    """Return the book of the release asked for, of the one in force, or of the draft.

    A release that is no longer in force is stamped 作废 on every page. For an auditor a margin
    stands beside each clause: what it answers to, its evidence with dates, open findings.
    """
    from qms.publish.book.book import laid_book
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


def print_translation(root: Path, snapshot: Snapshot, *, name: str | None) -> Printed:
    """Return the English book of a release; it is no controlled document and gets no number."""
    from qms.publish.book.english import english_book

    release = chosen_release(snapshot, name)
    imprint = imprint_of(root, snapshot, release)
    found = translations(root, ref=None if snapshot.ref == "worktree" else snapshot.ref)
    number = snapshot.settings.manual.number
    return Printed(f"{number}-{release.id}-en.pdf", english_book(imprint, found))


def with_certificate(root: Path, snapshot: Snapshot, content: bytes, *, reason: str) -> bytes:
    """Return a PDF signed with the company's certificate, where one is set; else as it is.

    Raises:
        QmsError: The certificate cannot be used.

    """
    certificate = certificates.configured(root, snapshot.settings.timestamps)
    return certificates.signed(content, certificate, reason=reason)


def margin_notes(root: Path, snapshot: Snapshot) -> "dict[str, MarginNote]":
    """Return for each clause what an auditor wants beside it, as of the snapshot's day."""
    from qms.publish.book.margin import MarginNote

    drawn = against_manual(snapshot, check(root, snapshot).findings)
    return {
        row.number: MarginNote(
            evidence=tuple(
                (found.title.zh, found.count, str(found.newest_on or ""))
                for found in row.evidence
                if found.standing is not EvidenceState.unknown
            ),
            findings=tuple(f"{each.code} {each.say('zh')}" for each in row.findings),
        )
        for row in drawn.rows
    }


def _draft(snapshot: Snapshot) -> bytes:
    from qms.publish.book.book import laid_book
    from qms.publish.book.imprint import Imprint
    from qms.publish.book.writing import written

    return written(laid_book(Imprint(snapshot, None, snapshot), workers.spread))


def imprint_of(root: Path, snapshot: Snapshot, release: Release) -> "Imprint":
    """Return what a release is printed from: its text, and the holders of today."""
    from qms.publish.book.imprint import Imprint

    text = effective_snapshot(root, snapshot, release)
    record = git.tree_at(root, text.ref).read(f"records/release/{release.id}.yaml") or b""
    return Imprint(text, release, snapshot, record, anchor_of(root, text))
