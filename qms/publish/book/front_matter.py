"""Lays out the front matter: cover, approvals, amendments, holders, pages, contents (2.2.3)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qms.model.kinds.ch02_interim import TemporaryAmendment
from qms.model.kinds.ch02_manual import DeletedPage, Release
from qms.model.leaves import leaves
from qms.model.page_numbers import part_of
from qms.model.snapshot import Snapshot
from qms.publish.book import front, office_front
from qms.publish.book.imprint import Imprint
from qms.publish.book.paging import LaidPart
from qms.publish.book.parts import cover_note
from qms.publish.book.setting import Hand
from qms.publish.book.weasy import Counted, laid_out, meta
from qms.publish.templating import Markup, joined, trusted

FRONT = "前"
_DEEPEST = 3

Slips = Mapping[str, Sequence[TemporaryAmendment]]
"""The temporary amendments in force, by the page in front of which each lies."""


def front_matter(
    imprint: Imprint,
    parts: Sequence[LaidPart],
    deleted: Sequence[DeletedPage],
    slips: Slips,
) -> Any:
    """Return the front matter, laid out; it names every page behind it."""
    snapshot, release = imprint.text, imprint.release
    settings = snapshot.settings
    given = front.approvals(snapshot, release)
    opening = _office_opening if office_front.is_for(release) else _opening
    body = joined((
        *opening(imprint, given, _listed(imprint, parts, deleted)),
        front.slips([each for found in slips.values() for each in found]),
        front.contents(_entries(parts)),
    ))
    head = meta(
        created=imprint.day.isoformat(),
        author=settings.company.get("name", ""),
        title=settings.manual.title,
    )
    running = Counted(
        settings.head_line,
        f"{settings.manual.number}　{imprint.name}",
        f"{FRONT}-",
        is_draft=release is None,
    )
    return laid_out(body, running, head=head, hand=imprint.hand)


def _opening(
    imprint: Imprint, given: Sequence[front.Approval], listed: Iterable[front.EffectivePage]
) -> Iterable[Markup]:
    snapshot, release = imprint.text, imprint.release
    yield front.cover(snapshot, release, given, note=cover_note(snapshot))
    yield front.approval_page(given)
    yield front.amendment_record(_until(snapshot, release))
    yield front.distribution_list(imprint.today)
    yield front.effective_pages(listed)


def _office_opening(
    imprint: Imprint, given: Sequence[front.Approval], listed: Iterable[front.EffectivePage]
) -> Iterable[Markup]:
    """Yield the same for newer releases; who holds a copy is no part of the book any more."""
    snapshot, release = imprint.text, imprint.release
    yield office_front.cover(snapshot, release, given, note=cover_note(snapshot))
    yield office_front.approval_page(given, imprint.anchor)
    record = front.amendment_record(_until(snapshot, release))
    if imprint.hand is Hand.by_signs:
        record = trusted(str(record).replace('class="front"', 'class="front joins"', 1))
    yield record
    yield office_front.effective_pages(listed)


def _listed(
    imprint: Imprint, parts: Sequence[LaidPart], deleted: Sequence[DeletedPage]
) -> Iterable[front.EffectivePage]:
    """Yield every side of every leaf behind the front matter, then the pages deleted."""
    dates = imprint.dates
    for part in parts:
        for leaf in leaves(part.pages):
            for side in leaf.sides:
                if side.page is None:
                    yield front.EffectivePage(side.label, "", "")
                else:
                    number = side.page.amendment
                    yield front.EffectivePage(side.id, str(number), dates.get(number, "—"))
        for gone in deleted:
            if part_of(gone.id) == part.part.name:
                yield front.EffectivePage(
                    f"{gone.id} 删除", str(gone.amendment), dates.get(gone.amendment, "—")
                )


def _entries(parts: Sequence[LaidPart]) -> Iterable[front.Entry]:
    for part in parts:
        where = part.page_of_piece
        for piece in part.part.pieces:
            if 0 < piece.depth <= _DEEPEST:
                is_clause = piece.block.clause != part.part.name or part.part.name.isdigit()
                anchor = f"clause-{piece.block.clause}" if is_clause else piece.id
                yield front.Entry(piece.heading, anchor, piece.depth, where[piece.id])


def _until(snapshot: Snapshot, release: Release | None) -> list[Release]:
    return [each for each in snapshot.releases if release is None or each.rank <= release.rank]
