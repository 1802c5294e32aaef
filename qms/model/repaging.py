"""The pages of the next amendment: what did not change stays as it is (clause 2.2.3).

A page whose blocks are the same keeps its number, content and amendment. One that grew overflows
into point pages (8-12.1), one that shrank stays short, one that lost everything is deleted.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from qms.model.kinds.ch02_manual import DeletedPage, ReleasedPage
from qms.model.page_numbers import PageNumber, number_of
from qms.model.pages import Fit, Paging, Run, page_of, paged_afresh


@dataclass
class _Amending:
    """One part of the book on its way into the next amendment; local to one call."""

    part: str
    old: Sequence[ReleasedPage]
    blocks: Run
    fit: Fit
    amendment: int
    bars: set[int] = field(default_factory=set)
    slots: list[list[int]] = field(default_factory=list)
    moves: list[tuple[int, int]] = field(default_factory=list)


def paged_after(
    part: str,
    before: Paging,
    blocks: Run,
    fit: Fit,
    *,
    amendment: int,
    editorial: frozenset[str] = frozenset(),
    is_short: Callable[[Run], bool] | None = None,
) -> Paging:
    """Return a part's pages in an amendment, every unchanged page as it was.

    Args:
        part: What page ids begin with.
        before: The pages of the release before.
        blocks: The blocks of the new text.
        fit: Splits a run into pages.
        amendment: The number of this amendment.
        editorial: Clauses whose changes are spelling only and get no change bar.
        is_short: Tells whether a run leaves white space that a reader should know is meant.

    """
    if not before.pages:
        fresh = paged_afresh(part, blocks, fit)
        pages = tuple(each.model_copy(update={"amendment": amendment}) for each in fresh.pages)
        return Paging(pages, before.deleted)
    work = _Amending(part, before.pages, blocks, fit, amendment)
    _assign(work, editorial)
    laid = list(_laid(work))
    pages = _with_link_lines(work, laid, is_short or (lambda _: False))
    return Paging(pages, _deleted(before, pages, amendment), tuple(_moves(work, laid)))


def consolidated(part: str, before: Paging, blocks: Run, fit: Fit, *, amendment: int) -> Paging:
    """Return a part's pages numbered anew within an amendment, so that no point page is left."""
    known = {(page.id, page.blocks): page for page in before.pages}
    pages = tuple(
        known.get((page.id, page.blocks), page.model_copy(update={"amendment": amendment}))
        for page in paged_afresh(part, blocks, fit).pages
    )
    return Paging(pages, _deleted(before, pages, amendment))


def _assign(work: _Amending, editorial: frozenset[str]) -> None:
    """Give each new block the old page on which it belongs, and note what is new or moved."""
    home = [index for index, page in enumerate(work.old) for _ in page.blocks]
    owner, came, gone, gaps = _compared(work, home)
    _keep_headings_with_their_text(work.blocks, owner, frozenset(came))
    for j in came:
        left = gone.get(work.blocks[j].digest)
        if left:
            work.moves.append((home[left.pop(0)], j))
        else:
            work.bars.add(j)
    lost = {i for places in gone.values() for i in places}
    for places, j in gaps:
        if j and lost.intersection(places) and owner[j - 1] == home[places[0]]:
            work.bars.add(j - 1)  # words were taken out behind this block
    work.bars = {j for j in work.bars if work.blocks[j].clause not in editorial}
    work.slots = [[] for _ in work.old]
    for j, slot in enumerate(owner):
        work.slots[slot].append(j)


_Compared = tuple[list[int], list[int], dict[str, list[int]], list[tuple[range, int]]]


def _compared(work: _Amending, home: list[int]) -> _Compared:
    """Return each new block's page, the new ones, the places of gone ones, and the bare gaps."""
    old = [digest for page in work.old for digest in page.blocks]
    new = [block.digest for block in work.blocks]
    owner = [0] * len(new)
    gone: dict[str, list[int]] = {}
    came: list[int] = []
    gaps: list[tuple[range, int]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for j in range(j1, j2):
            if tag == "equal":
                owner[j] = home[i1 + j - j1]
            elif i1 < i2:
                owner[j] = home[i1 + (j - j1) * (i2 - i1) // (j2 - j1)]
            else:
                owner[j] = home[i1 - 1] if i1 else 0
        if tag != "equal":
            came += range(j1, j2)
            for i in range(i1, i2):
                gone.setdefault(old[i], []).append(i)
            if j1 == j2:
                gaps.append((range(i1, i2), j1))
    return owner, came, gone, gaps


def _keep_headings_with_their_text(blocks: Run, owner: list[int], came: frozenset[int]) -> None:
    """Let a heading go where its text went; what stood there before stays where it was."""
    for j in range(len(owner) - 2, -1, -1):
        is_new = j in came or j + 1 in came
        if is_new and blocks[j].leads and owner[j] < owner[j + 1]:
            owner[j] = owner[j + 1]


@dataclass(frozen=True, slots=True)
class _Laid:
    """A page with the positions of its blocks; `kept` is the old page where nothing changed."""

    id: str
    positions: tuple[int, ...]
    kept: ReleasedPage | None


def _laid(work: _Amending) -> Iterator[_Laid]:
    numbers = [number_of(page.id) for page in work.old]
    groups = [
        [index for index, _ in members]
        for _, members in groupby(enumerate(numbers), key=lambda item: item[1].number)
    ]
    for group in groups:
        is_last = group is groups[-1]
        yield from _laid_group(work, group, numbers, is_last=is_last)


def _laid_group(
    work: _Amending, group: list[int], numbers: list[PageNumber], *, is_last: bool
) -> Iterator[_Laid]:
    """Lay the slots of a page and its point pages; an overflow flows on within the group only."""
    for place, slot in enumerate(group):
        positions = work.slots[slot]
        page = work.old[slot]
        if tuple(work.blocks[j].digest for j in positions) == page.blocks:
            yield _Laid(page.id, tuple(positions), page)
            continue
        if not positions:
            continue
        runs = _split(work, positions)
        if len(runs) == 1:
            yield _Laid(page.id, runs[0], None)
            continue
        rest = [j for later in group[place:] for j in work.slots[later]]
        ids = _ids(numbers, group[place:], is_last=is_last)
        for run, number in zip(_split(work, rest), ids, strict=False):
            yield _as_laid(work, number.id(work.part), run)
        return


def _as_laid(work: _Amending, page_id: str, run: tuple[int, ...]) -> _Laid:
    digests = tuple(work.blocks[j].digest for j in run)
    kept = next((each for each in work.old if (each.id, each.blocks) == (page_id, digests)), None)
    return _Laid(page_id, run, kept)


def _split(work: _Amending, positions: Sequence[int]) -> list[tuple[int, ...]]:
    rest = list(positions)
    found: list[tuple[int, ...]] = []
    for run in work.fit(tuple(work.blocks[j] for j in positions)):
        found.append(tuple(rest[: len(run)]))
        rest = rest[len(run) :]
    return found


def _ids(numbers: list[PageNumber], slots: Sequence[int], *, is_last: bool) -> Iterator[PageNumber]:
    """Yield the numbers an overflow may use: its own, then new ones behind the last of them."""
    for slot in slots:
        yield numbers[slot]
    last = numbers[slots[-1]]
    while True:
        last = PageNumber(last.number + 1) if is_last else PageNumber(last.number, last.point + 1)
        yield last


def _with_link_lines(
    work: _Amending, laid: list[_Laid], is_short: Callable[[Run], bool]
) -> tuple[ReleasedPage, ...]:
    pages: list[ReleasedPage] = []
    for place, each in enumerate(laid):
        if each.kept is not None:
            pages.append(each.kept)
            continue
        following = laid[place + 1].id if place + 1 < len(laid) else ""
        run = tuple(work.blocks[j] for j in each.positions)
        here = number_of(each.id)
        leads_on = following and (here.point > 0 or number_of(following).point > 0 or is_short(run))
        pages.append(
            page_of(
                each.id,
                run,
                amendment=work.amendment,
                bars=tuple(n for n, j in enumerate(each.positions) if j in work.bars),
                continues=following if leads_on else "",
            )
        )
    return tuple(pages)


def _deleted(
    before: Paging, pages: Iterable[ReleasedPage], amendment: int
) -> tuple[DeletedPage, ...]:
    """Return the pages of this edition that are no more, each with the amendment that took it."""
    present = {page.id for page in pages}
    now = {page.id: amendment for page in before.pages if page.id not in present}
    then = {each.id: each.amendment for each in before.deleted if each.id not in present}
    return tuple(
        DeletedPage(id=page_id, amendment=number)
        for page_id, number in sorted((then | now).items(), key=lambda item: number_of(item[0]))
    )


def _moves(work: _Amending, laid: list[_Laid]) -> Iterator[tuple[str, str, str]]:
    where = {j: each.id for each in laid for j in each.positions}
    for slot, j in work.moves:
        if work.old[slot].id != where[j]:
            yield work.blocks[j].clause, work.old[slot].id, where[j]
