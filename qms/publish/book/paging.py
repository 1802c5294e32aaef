"""Sets each part of the book on its pages: afresh, pinned to a release, or amended (2.2.3)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qms.errors import QmsError
from qms.model.kinds.ch02_manual import DeletedPage, ReleasedPage
from qms.model.page_numbers import PageNumber, number_of, part_of
from qms.model.pages import Fit, Paging, Run, page_of, paged_afresh
from qms.model.repaging import consolidated, paged_after
from qms.publish.book.blocks import Frame, Piece, composed
from qms.publish.book.scant import without_scant_end
from qms.publish.book.setting import Hand
from qms.publish.book.weasy import Counted, PageFace, Running, laid_out
from qms.publish.templating import Markup, html, joined
from qms.text import Text, same

_SLACK_MM = 7
_WHITE = "60mm"
_ROUNDS = 8


@dataclass(frozen=True)
class Part:
    """A part of the book with pages of its own: a chapter or the annexes."""

    name: str
    title: str
    pieces: tuple[Piece, ...]
    hand: Hand = Hand.by_signs

    @property
    def blocks(self) -> Run:
        """What its pages are known by."""
        return tuple(piece.block for piece in self.pieces)


@dataclass(frozen=True)
class LaidPart:
    """A part on its pages, one laid-out page for each released page."""

    part: Part
    paging: Paging
    laid: tuple[Any, ...]

    @property
    def pages(self) -> tuple[ReleasedPage, ...]:
        """Its pages as a release records them."""
        return self.paging.pages

    @property
    def page_of_piece(self) -> Mapping[str, str]:
        """The page id on which each piece stands."""
        rows = zip(self.pages, _grouped(self.part, self.pages), strict=True)
        return {piece.id: page.id for page, pieces in rows for piece in pieces}


Face = Callable[[ReleasedPage], PageFace]


def fitting(part: Part) -> Fit:
    """Return what tells how many blocks of a part fit on a page, leaving a little slack.

    The slack keeps the page whole on a machine where type runs a hair wider.
    """
    _refuse_hopeless(part.pieces)
    piece_of = {id(piece.block): piece for piece in part.pieces}

    def fit(run: Run) -> Sequence[Run]:
        pieces = [piece_of[id(block)] for block in run]
        pages = _flowed(pieces, part.hand)
        for _ in range(_ROUNDS):
            spilled = _spilled(pages, part.hand)
            if not spilled:
                break
            pages = _moved_on(pages, spilled)
        ended = without_scant_end(pages, hand=part.hand, slack_mm=_SLACK_MM)
        return [tuple(piece.block for piece in page) for page in ended]

    return fit


def lay_afresh(part: Part, running: Counted) -> LaidPart:
    """Let a part flow over pages of its own, numbered through, as before a first release.

    Raises:
        QmsError: A block is so tall that nothing else stands on a page of it.

    """
    _refuse_hopeless(part.pieces)
    document = laid_out(composed(part.pieces), running, slack_mm=_SLACK_MM, hand=part.hand)
    _refuse_tall(document, part.pieces)
    pages = [
        page_of(PageNumber(number).id(part.name), tuple(piece.block for piece in run), amendment=0)
        for number, run in enumerate(_by_page(document, part.pieces), start=1)
    ]
    return LaidPart(part, Paging(tuple(pages)), tuple(document.pages))


def _flowed(pieces: Sequence[Piece], hand: Hand) -> list[list[Piece]]:
    """Let the text flow and return which pieces begin on which page."""
    return _by_page(laid_out(composed(pieces), None, slack_mm=_SLACK_MM, hand=hand), pieces)


def _by_page(document: Any, pieces: Sequence[Piece]) -> list[list[Piece]]:
    here: dict[str, int] = {}
    for index, page in enumerate(document.pages):
        for name in page.anchors:
            here.setdefault(name, index)
    pages: list[list[Piece]] = [[] for _ in document.pages]
    last = 0
    for piece in pieces:
        last = max(last, here.get(piece.id, last))
        pages[last].append(piece)
    return [page for page in pages if page]


def _spilled(pages: Sequence[Sequence[Piece]], hand: Hand) -> dict[int, set[str]]:
    """Set pages by themselves and return which pieces no longer fit on theirs.

    Only where a table goes on from page to page can that be: its columns are then set anew.
    """
    torn = [index for index in range(len(pages)) if _is_torn(pages, index)]
    if not torn:
        return {}
    body = _sections([pages[index] for index in torn])
    document = laid_out(body, None, slack_mm=_SLACK_MM, hand=hand)
    if len(document.pages) == len(torn):
        return {}
    owner = {piece.id: index for index in torn for piece in pages[index]}
    spilled: dict[int, set[str]] = {}
    before = -1
    for page in document.pages:
        indexes = [owner[name] for name in page.anchors if name in owner]
        first = min(indexes, default=before)
        if first == before:
            spilled.setdefault(first, set()).update(
                name for name in page.anchors if owner.get(name) == first
            )
        before = first
    return spilled


def _is_torn(pages: Sequence[Sequence[Piece]], index: int) -> bool:
    """Tell whether a page begins or ends inside a table."""
    first, last = pages[index][0].frame, pages[index][-1].frame
    begins = index > 0 and _is_table(first) and pages[index - 1][-1].frame is first
    is_end = index + 1 == len(pages)
    return begins or (not is_end and _is_table(last) and pages[index + 1][0].frame is last)


def _is_table(frame: Frame | None) -> bool:
    return frame is not None and frame.opening.startswith("<figure")


def _moved_on(
    pages: Sequence[Sequence[Piece]], spilled: Mapping[int, set[str]]
) -> list[list[Piece]]:
    moved: list[list[Piece]] = []
    carried: list[Piece] = []
    for index, page in enumerate(pages):
        names = spilled.get(index, set())
        cut = next((n for n, piece in enumerate(page) if piece.id in names), len(page))
        cut = _before_headings(page, cut)
        if cut == 0 and len(page) == 1:
            _refuse_oversized(page[0])
        cut = max(cut, 1)
        if carried and index not in spilled:
            moved.append([*carried, *page])
            carried = []
            continue
        moved.append([*carried, *page[:cut]])
        carried = list(page[cut:])
    return [*moved, carried] if carried else moved


def _before_headings(page: Sequence[Piece], cut: int) -> int:
    while 1 < cut < len(page) and page[cut - 1].block.leads:
        cut -= 1
    return cut


# No page of A4 holds more signs, in the smallest type and over its whole width.
_MOST_SIGNS = 4_000
_FIRST_WIDE = 0x2E80
_NARROW = 0.4


def _refuse_hopeless(pieces: Sequence[Piece]) -> None:
    """Refuse a block with more signs than any page holds, before minutes are spent on setting it.

    A row of a table that does not fit on a page is tried again and again by the press.
    """
    for piece in pieces:
        if len(piece.html) < _MOST_SIGNS or "<svg" in piece.html:
            continue
        words = _TAG.sub("", piece.html)
        wide = sum(ord(sign) >= _FIRST_WIDE for sign in words)
        if wide + _NARROW * (len(words) - wide) > _MOST_SIGNS:
            _refuse_oversized(piece)


def _refuse_tall(document: Any, pieces: Sequence[Piece]) -> None:
    """Refuse a block that goes on over a whole page, on which no other begins."""
    coming = {piece.id: piece for piece in pieces}
    last: Piece | None = None
    for page in document.pages:
        begun = [coming.pop(name) for name in tuple(page.anchors) if name in coming]
        if not begun and last is not None:
            _refuse_oversized(last)
        last = begun[-1] if begun else last


def _refuse_oversized(piece: Piece) -> None:
    raise QmsError(
        Text(
            zh="条款 {clause} 有一段或表格的一行比一页还长，无法排版：“{words}……”。",
            en="A paragraph or a row of a table in clause {clause} is taller than a page and "
            "cannot be set: “{words}…”.",
        ),
        Text(zh="把它拆成几段、几行。", en="Split it into several."),
        clause=same(piece.block.clause),
        words=same(" ".join(_TAG.sub(" ", piece.html).split())[:_SHOWN]),
    )


_TAG = re.compile(r"<[^>]*>")
_SHOWN = 24


def is_short(part: Part) -> Callable[[Run], bool]:
    """Return what tells whether a page leaves so much white that a reader should know it is meant.

    White is measured by setting a bar of that height below the text: a page that bears it is short.
    """
    piece_of = {id(piece.block): piece for piece in part.pieces}

    def tell(run: Run) -> bool:
        text = composed(piece_of[id(block)] for block in run)
        body = text + html('<div style="height:{}"></div>', _WHITE)
        return len(laid_out(body, None, hand=part.hand).pages) == 1

    return tell


@dataclass(frozen=True)
class Task:
    """A part whose pages are wanted: afresh, or after those of the release before."""

    part: Part
    before: Paging | None
    amendment: int
    editorial: frozenset[str] = frozenset()
    consolidate: bool = False


def paged(task: Task) -> Paging:
    """Return the pages of a part."""
    part, before = task.part, task.before
    fit = fitting(part)
    if before is None:
        return paged_afresh(part.name, part.blocks, fit)
    if task.consolidate:
        return consolidated(part.name, before, part.blocks, fit, amendment=task.amendment)
    return paged_after(
        part.name,
        before,
        part.blocks,
        fit,
        amendment=task.amendment,
        editorial=task.editorial,
        is_short=is_short(part),
    )


def pinned(part: str, pages: Iterable[ReleasedPage], deleted: Iterable[DeletedPage]) -> Paging:
    """Return the pages that a release records for a part of the book."""
    return Paging(
        tuple(page for page in pages if part_of(page.id) == part),
        tuple(each for each in deleted if part_of(each.id) == part),
    )


def lay(part: Part, paging: Paging, face: Face, *, is_draft: bool) -> LaidPart:
    """Set a part exactly on its pages.

    Raises:
        QmsError: The text is not what the pages were made from, or does not fit on them here.

    """
    grouped = _grouped(part, paging.pages)
    barred = frozenset(
        pieces[bar].id
        for page, pieces in zip(paging.pages, grouped, strict=True)
        for bar in page.bars
    )
    faces = [face(page) for page in paging.pages]
    sides = ["recto" if number_of(page.id).is_recto else "verso" for page in paging.pages]
    running = Running(tuple(faces), is_draft=is_draft)
    classes = list(sides)
    over: Iterable[int] = ()
    for tightness in _TIGHTNESSES:
        body = _sections(grouped, classes=classes, barred=barred)
        document = laid_out(body, running, hand=part.hand)
        if len(document.pages) == len(paging.pages):
            return LaidPart(part, paging, tuple(document.pages))
        over = _overflowing(document, grouped)
        classes = [
            f"{side} {tightness}" if index in over else kept
            for index, (side, kept) in enumerate(zip(sides, classes, strict=True))
        ]
    for index in sorted(over):
        if len(grouped[index]) == 1:
            _refuse_oversized(grouped[index][0])
    raise _not_reproduced(part.name)


# Where type runs wider than where the pages were made, and the slack is not enough, the lines of
# that page are set a little closer, so that it stays the same page.
_TIGHTNESSES = ("tight", "tighter", "tightest", "")


def _overflowing(document: Any, pages: Sequence[Sequence[Piece]]) -> set[int]:
    owner = {piece.id: index for index, page in enumerate(pages) for piece in page}
    found: set[int] = set()
    before = -1
    for page in document.pages:
        first = min((owner[name] for name in page.anchors if name in owner), default=before)
        if first == before:
            found.add(first)
        before = first
    return found


def _sections(
    pages: Sequence[Sequence[Piece]],
    *,
    classes: Sequence[str] = (),
    barred: frozenset[str] = frozenset(),
) -> Markup:
    form = '<section class="sheet {}">{}</section>'
    return joined(
        html(form, classes[index] if classes else "", composed(page, barred=barred))
        for index, page in enumerate(pages)
    )


def _grouped(part: Part, pages: Iterable[ReleasedPage]) -> list[list[Piece]]:
    rest = list(part.pieces)
    grouped: list[list[Piece]] = []
    for page in pages:
        here, rest = rest[: len(page.blocks)], rest[len(page.blocks) :]
        if tuple(piece.block.digest for piece in here) != page.blocks:
            raise _not_reproduced(page.id)
        grouped.append(here)
    if rest:
        raise _not_reproduced(part.name)
    return grouped


def _not_reproduced(where: str) -> QmsError:
    return QmsError(
        Text(
            zh="第 {where} 页与发布记录不一致，不能照原样印出。",
            en="Page {where} does not come out as the release records it, and is not printed.",
        ),
        Text(
            zh="用发布记录 tools 所列的版本印制，或查明所画的登记册是否改过。",
            en="Print with the versions listed under tools in the release record; see whether a "
            "register that is drawn there has changed.",
        ),
        where=same(where),
    )


Spread = Callable[[Callable[[Task], Paging], Sequence[Task]], list[Paging]]


def in_turn(work: Callable[[Task], Paging], tasks: Sequence[Task]) -> list[Paging]:
    """Do the parts one after the other."""
    return [work(task) for task in tasks]
