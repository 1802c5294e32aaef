"""Makes the book: front matter, chapters and annexes, each on its own pages, then joined (2.2)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qms.model.kinds.ch02_interim import TemporaryAmendment
from qms.model.kinds.ch02_manual import DeletedPage, ReleasedPage, release_name
from qms.model.leaves import Leaf, Side, leaves
from qms.model.page_numbers import part_of
from qms.model.pages import Paging
from qms.publish.book.front_matter import FRONT, Slips, front_matter
from qms.publish.book.imprint import Imprint, counted_face, face_of
from qms.publish.book.new_pages import pages_of
from qms.publish.book.paging import LaidPart, Part, Spread, in_turn, lay, lay_afresh, pinned
from qms.publish.book.parts import parts_of
from qms.publish.book.setting import Hand
from qms.publish.book.sizes import refuse_thick
from qms.publish.book.weasy import Counted, PageFace, laid_out
from qms.publish.templating import filled, html
from qms.standing.interim import temporaries_in_force


@dataclass(frozen=True)
class Book:
    """A book on its pages, before it is written."""

    imprint: Imprint
    front: Any
    parts: tuple[LaidPart, ...]
    deleted: tuple[DeletedPage, ...] = ()
    slips: Slips = field(default_factory=dict)

    @property
    def pages(self) -> tuple[ReleasedPage, ...]:
        """The pages behind the front matter, in order."""
        return tuple(page for part in self.parts for page in part.pages)

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The leaves of the whole book; those of the front matter are made anew each time."""
        return leaves((*self._front_pages(), *self.pages))

    def _front_pages(self) -> Iterable[ReleasedPage]:
        release = self.imprint.release
        for index in range(1, len(self.front.pages) + 1):
            seed = f"{self.imprint.name} {index}"
            digest = hashlib.sha256(seed.encode()).hexdigest()
            amendment = release.amendment if release else 0
            yield ReleasedPage(
                id=f"{FRONT}-{index}", first=digest[:16], sha256=digest, amendment=amendment
            )

    def sheets(self, chosen: Iterable[Leaf]) -> list[Any]:
        """Return the laid-out pages of leaves, both sides, blanks included."""
        known = self._known()
        return [
            page
            for leaf in chosen
            for page in (
                *self._slips(leaf.recto),
                *(self._side(side, known) for side in leaf.sides),
                *self._slips(leaf.verso),
            )
        ]

    def faces(self, chosen: Iterable[Leaf]) -> list[Any]:
        """Return the laid-out pages of leaves for one-sided paper: no blank face is printed."""
        known = self._known()
        return [
            page
            for leaf in chosen
            for page in (
                *self._slips(leaf.recto, is_whole=False),
                *(known[side.id] for side in leaf.sides if side.page),
                *self._slips(leaf.verso, is_whole=False),
            )
        ]

    def _known(self) -> Mapping[str, Any]:
        known = {
            page.id: laid
            for part in self.parts
            for page, laid in zip(part.pages, part.laid, strict=bool(part.laid))
        }
        return known | {
            f"{FRONT}-{index}": laid for index, laid in enumerate(self.front.pages, start=1)
        }

    def _side(self, side: Side, known: Mapping[str, Any]) -> Any:
        return known[side.id] if side.page else blank(f"（{side.id} 空白）")

    def slip_pages(self, side: Side, *, is_whole: bool = True) -> int:
        """Return how many pages the slips of a side take; two for each sheet of paper."""
        return len(list(self._slips(side, is_whole=is_whole)))

    def _slips(self, side: Side, *, is_whole: bool = True) -> Iterable[Any]:
        """Yield the coloured slips that face a page; each is a sheet and belongs to no leaf.

        Those of a right-hand page lie in front of its leaf, those of a left-hand page behind it.
        """
        for slip in self.slips.get(side.id, []):
            pages = list(_slip(slip, self.imprint))
            yield from pages
            if is_whole and len(pages) % 2:
                yield blank(f"（{slip.id} 背面空白）")


def blank(words: str) -> Any:
    """Return an empty page that says so."""
    return laid_out(html('<p class="blank">{}</p>', words), None, hand=Hand.by_blanks).pages[0]


def _slip(slip: TemporaryAmendment, imprint: Imprint) -> Sequence[Any]:
    body = filled("publish/book/templates/slip.html", slip=slip, release=release_name(slip.release))
    head = imprint.text.settings.head_line
    laid: Sequence[Any] = laid_out(body, Counted(head, slip.id, "临-")).pages
    return laid


def laid_book(imprint: Imprint, spread: Spread = in_turn) -> Book:
    """Lay out a release exactly on its pages, or a draft on those that it would have.

    Raises:
        QmsError: The pages cannot be reproduced, or a block is taller than a page.

    """
    if imprint.is_afresh:
        afresh = [
            lay_afresh(part, counted_face(imprint, part))
            for part in parts_of(imprint.as_released, imprint.hand)
        ]
        return _bound(imprint, afresh)
    made = pages_of(imprint, spread)
    laid = [
        _laid_part(imprint, part, pinned(part.name, made.pages, made.deleted))
        for part in parts_of(imprint.as_released, imprint.hand)
    ]
    return _bound(imprint, laid, made.deleted)


def _bound(
    imprint: Imprint, parts: Sequence[LaidPart], deleted: tuple[DeletedPage, ...] = ()
) -> Book:
    """Put the front matter, which names every page, before the parts."""
    slips = _slips(imprint, parts)
    refuse_thick(sum(len(part.pages) for part in parts))
    opening = front_matter(imprint, parts, deleted, slips)
    return Book(imprint, opening, tuple(parts), deleted, slips)


def unlaid_book(imprint: Imprint) -> Book:
    """Return a release as its record has it, with the front matter set and no page behind it.

    Enough to know every leaf, at a fraction of the time.
    """
    made = pages_of(imprint)
    parts = [
        LaidPart(part, pinned(part.name, made.pages, made.deleted), ())
        for part in parts_of(imprint.as_released, imprint.hand)
    ]
    return _bound(imprint, parts, made.deleted)


def laid_for(book: Book, chosen: Iterable[Leaf]) -> Book:
    """Return a book whose parts are laid out where some of the chosen leaves belong to them.

    What is laid out already is taken as it is.
    """
    wanted = {part_of(leaf.recto.id) for leaf in chosen}
    return replace(
        book,
        parts=tuple(
            _laid_part(book.imprint, part.part, part.paging)
            if part.part.name in wanted and not part.laid
            else part
            for part in book.parts
        ),
    )


def _laid_part(imprint: Imprint, part: Part, paging: Paging) -> LaidPart:
    dates = imprint.dates

    def face(page: ReleasedPage) -> PageFace:
        return face_of(imprint, dates, page, part.title)

    return lay(part, paging, face, is_draft=imprint.release is None)


def _slips(imprint: Imprint, laid: Iterable[LaidPart]) -> dict[str, list[TemporaryAmendment]]:
    """Return the temporary amendments in force on the day of printing, by page concerned."""
    if imprint.release is None:
        return {}
    home: dict[str, str] = {}
    for part in laid:
        where = part.page_of_piece
        for piece in part.part.pieces:
            home.setdefault(piece.block.clause, where[piece.id])
    found: dict[str, list[TemporaryAmendment]] = {}
    for slip in temporaries_in_force(imprint.today):
        if slip.release == imprint.release.id and slip.clause in home:
            found.setdefault(home[slip.clause], []).append(slip)
    return found
