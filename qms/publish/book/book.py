"""Makes the book: front matter, chapters and annexes, each on its own pages, then joined (2.2)."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from qms.model.kinds.ch02_interim import TemporaryAmendment
from qms.model.kinds.ch02_manual import ChangeRequest, DeletedPage, Release, ReleasedPage
from qms.model.pages import Leaf, Paging, Side, leaves, number_of, part_of
from qms.model.snapshot import Snapshot
from qms.publish.book import front
from qms.publish.book.paging import LaidPart, Part, Task, lay, lay_afresh, paged, pinned
from qms.publish.book.parts import cover_note, parts_of
from qms.publish.book.weasy import (
    Counted,
    PageFace,
    laid_out,
    meta,
)
from qms.standing.interim import temporaries_in_force
from qms.standing.release import covers

FRONT = "前"
_DEEPEST = 3


@dataclass(frozen=True)
class Imprint:
    """What is printed, for whom, and from where each part of it is known.

    Args:
        text: The repository as released, or the draft.
        release: The release printed; None for a draft.
        today: The repository on the day of printing, for holders and temporary amendments.
        record: The release record's file, byte for byte.

    """

    text: Snapshot
    release: Release | None
    today: Snapshot
    record: bytes = b""

    @property
    def name(self) -> str:
        """The release's name, or that it is a draft."""
        return self.release.name if self.release else "草稿"

    @property
    def day(self) -> dt.date:
        """The day from which it is in force; for a draft the day of printing."""
        return self.release.effective if self.release else self.text.as_of


@dataclass(frozen=True)
class Book:
    """A book on its pages, before it is written."""

    imprint: Imprint
    front: Any
    parts: tuple[LaidPart, ...]
    deleted: tuple[DeletedPage, ...] = ()
    slips: Mapping[str, list[TemporaryAmendment]] = field(default_factory=dict)

    @property
    def pages(self) -> tuple[ReleasedPage, ...]:
        """The pages behind the front matter, in order."""
        return tuple(page for part in self.parts for page in part.pages)

    @property
    def dates(self) -> dict[int, str]:
        """The date of effect of each amendment of its edition."""
        return _dates(self.imprint)

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
        known = {
            page.id: laid
            for part in self.parts
            for page, laid in zip(part.pages, part.laid, strict=bool(part.laid))
        }
        for index, laid in enumerate(self.front.pages, start=1):
            known[f"{FRONT}-{index}"] = laid
        return [
            page
            for leaf in chosen
            for side in leaf.sides
            for page in (*self._slips_before(side), self._side(side, known))
        ]

    def _side(self, side: Side, known: Mapping[str, Any]) -> Any:
        return known[side.id] if side.page else blank(f"（{side.id} 空白）")

    def _slips_before(self, side: Side) -> Iterable[Any]:
        """Coloured slips lie in front of the page that they alter, and belong to no leaf."""
        for slip in self.slips.get(side.id, []):
            yield from _slip(slip, self.imprint)


def blank(words: str) -> Any:
    """Return an empty page that says so."""
    return laid_out(f'<p class="blank">{escape(words)}</p>', None).pages[0]


def _slip(slip: TemporaryAmendment, imprint: Imprint) -> Iterable[Any]:
    body = (
        f'<section class="slip"><h1>临时更改 {slip.id}</h1>'
        f"<p>条款 {slip.clause}　{slip.effective} 起，有效期至 {slip.expires}；到期自行失效。</p>"
        f"<p>更改申请：{slip.change}　适用版本：{slip.release.replace('-', '/')}</p>"
        f'<div class="words">{escape(slip.text)}</div></section>'
    )
    settings = imprint.text.settings
    head = f"{settings.company.get('short', '')}　{settings.manual.title}"
    return laid_out(body, Counted(head, slip.id, "临-")).pages  # type: ignore[no-any-return]


Spread = Callable[[Callable[[Task], Paging], Sequence[Task]], list[Paging]]


def in_turn(work: Callable[[Task], Paging], tasks: Sequence[Task]) -> list[Paging]:
    """Do the parts one after the other."""
    return [work(task) for task in tasks]


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
        for part in parts_of(snapshot)
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


def refuse_unprintable(snapshot: Snapshot, made: NewPages) -> None:
    """Set every page once, so that nothing is released that cannot be printed as recorded.

    Raises:
        QmsError: A page does not come out as planned.

    """
    face = PageFace("", "", "", "")
    for part in parts_of(snapshot):
        lay(part, pinned(part.name, made.pages, made.deleted), lambda _: face, is_draft=True)


def laid_book(imprint: Imprint, spread: Spread = in_turn) -> Book:
    """Lay out a release exactly on its pages, or a draft on those that it would have.

    Raises:
        QmsError: The pages cannot be reproduced, or a block is taller than a page.

    """
    if _is_afresh(imprint):
        parts = tuple(
            lay_afresh(part, _counted(imprint, part)) for part in parts_of(_as_released(imprint))
        )
        book = Book(imprint, None, parts, (), _slips(imprint, parts))
        return replace(book, front=_front_matter(book))
    made = _pages_of(imprint, spread)
    dates = _dates(imprint)
    laid = [
        _laid_part(imprint, dates, part, pinned(part.name, made.pages, made.deleted))
        for part in parts_of(_as_released(imprint))
    ]
    slips = _slips(imprint, laid)
    book = Book(imprint, None, tuple(laid), made.deleted, slips)
    return replace(book, front=_front_matter(book))


def _is_afresh(imprint: Imprint) -> bool:
    """No page is pinned: a draft before the first release, or a release of before pages."""
    if imprint.release is not None:
        return not imprint.release.pages
    return not imprint.text.releases


def _counted(imprint: Imprint, part: Part) -> Counted:
    settings = imprint.text.settings
    name = imprint.release.name if imprint.release else "A/0"
    day = imprint.release.effective.isoformat() if imprint.release else "—"
    return Counted(
        f"{settings.company.get('short', '')}　{settings.manual.title}",
        f"{settings.manual.number}　{name}　{part.title}",
        f"{part.name}-",
        is_draft=imprint.release is None,
        foot_left=f"第 0 次修改　{day}",
    )


def unlaid_book(imprint: Imprint) -> Book:
    """Return a release as its record has it, with the front matter set and no page behind it.

    Enough to know every leaf, at a fraction of the time.
    """
    made = _pages_of(imprint)
    parts = tuple(
        LaidPart(part, pinned(part.name, made.pages, made.deleted), ())
        for part in parts_of(_as_released(imprint))
    )
    book = Book(imprint, None, parts, made.deleted, _slips(imprint, parts))
    return replace(book, front=_front_matter(book))


def laid_for(book: Book, chosen: Iterable[Leaf]) -> Book:
    """Return a book whose parts are laid out where some of the chosen leaves belong to them."""
    wanted = {part_of(leaf.recto.id) for leaf in chosen}
    dates = _dates(book.imprint)
    return replace(
        book,
        parts=tuple(
            _laid_part(book.imprint, dates, part.part, part.paging)
            if part.part.name in wanted
            else part
            for part in book.parts
        ),
    )


def _laid_part(imprint: Imprint, dates: dict[int, str], part: Part, paging: Paging) -> LaidPart:
    def face(page: ReleasedPage) -> PageFace:
        return _face(imprint, dates, page, part.title)

    return lay(part, paging, face, is_draft=imprint.release is None)


def _as_released(imprint: Imprint) -> Snapshot:
    """What the chapters draw by the year is drawn as of the day from which they are in force."""
    return replace(imprint.text, as_of=imprint.day)


def _pages_of(imprint: Imprint, spread: Spread = in_turn) -> NewPages:
    release, text = imprint.release, _as_released(imprint)
    if release is not None and release.pages:
        return NewPages(release.pages, release.deleted_pages)
    if release is not None:
        return new_pages(text, None, amendment=release.amendment, spread=spread)
    newest = text.releases[-1] if text.releases else None
    amendment = newest.amendment + 1 if newest else 0
    return new_pages(text, newest, amendment=amendment, spread=spread)


def _dates(imprint: Imprint) -> dict[int, str]:
    """Return the date of effect of each amendment of the edition printed."""
    releases = imprint.text.releases
    edition = imprint.release.edition if imprint.release else ""
    if not edition and releases:
        edition = releases[-1].edition
    return {
        each.amendment: each.effective.isoformat() for each in releases if each.edition == edition
    }


def _face(imprint: Imprint, dates: dict[int, str], page: ReleasedPage, title: str) -> PageFace:
    settings = imprint.text.settings
    releases = imprint.text.releases
    newest = imprint.release or (releases[-1] if releases else None)
    edition = newest.edition if newest else "A"
    day = dates.get(page.amendment, "—")
    foot = f"第 {page.amendment} 次修改　{day}"
    if page.continues:
        foot += f"　（下接 {page.continues} 页）"
    return PageFace(
        head_left=f"{settings.company.get('short', '')}　{settings.manual.title}",
        head_right=f"{settings.manual.number}　{edition}/{page.amendment}　{title}",
        foot_left=foot,
        label=page.id,
        is_recto=number_of(page.id).is_recto,
    )


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


def _front_matter(book: Book) -> Any:
    imprint = book.imprint
    snapshot, release = imprint.text, imprint.release
    settings = snapshot.settings
    given = front.approvals(snapshot, release)
    body = "".join((
        front.cover(snapshot, release, given, note=cover_note(snapshot)),
        front.approval_page(given),
        front.amendment_record(_until(snapshot, release)),
        front.distribution_list(imprint.today),
        front.effective_pages(_listed(book)),
        front.slips([each for slips in book.slips.values() for each in slips]),
        front.contents(_entries(book)),
    ))
    head = meta(
        created=imprint.day.isoformat(),
        author=settings.company.get("name", ""),
        title=settings.manual.title,
    )
    running = Counted(
        f"{settings.company.get('short', '')}　{settings.manual.title}",
        f"{settings.manual.number}　{imprint.name}",
        f"{FRONT}-",
        is_draft=release is None,
    )
    return laid_out(body, running, head=head)


def _listed(book: Book) -> Iterable[front.EffectivePage]:
    """Yield every side of every leaf behind the front matter, then the pages deleted."""
    dates = _dates(book.imprint)
    for part in book.parts:
        for leaf in leaves(part.pages):
            for side in leaf.sides:
                if side.page is None:
                    yield front.EffectivePage(side.label, "", "")
                else:
                    number = side.page.amendment
                    yield front.EffectivePage(side.id, str(number), dates.get(number, "—"))
        for gone in book.deleted:
            if part_of(gone.id) == part.part.name:
                yield front.EffectivePage(
                    f"{gone.id} 删除", str(gone.amendment), dates.get(gone.amendment, "—")
                )


def _entries(book: Book) -> Iterable[front.Entry]:
    for part in book.parts:
        where = part.page_of_piece
        for piece in part.part.pieces:
            if 0 < piece.depth <= _DEEPEST:
                is_clause = piece.block.clause != part.part.name or part.part.name.isdigit()
                anchor = f"clause-{piece.block.clause}" if is_clause else piece.id
                yield front.Entry(piece.heading, anchor, piece.depth, where[piece.id])


def _until(snapshot: Snapshot, release: Release | None) -> list[Release]:
    return [each for each in snapshot.releases if release is None or each.rank <= release.rank]
