"""Pinned pages and leaves: whatever is edited, what did not change stays, and filing works."""

import hashlib
from collections.abc import Iterable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from qms.model.leaves import Exchange, Leaf, exchanges, leaves
from qms.model.page_numbers import number_of
from qms.model.pages import Block, Paging, Run, paged_afresh
from qms.model.repaging import consolidated, paged_after

CAPACITY = 10
HEIGHTS = st.integers(1, 4)


def block(number: int, height: int, *, leads: bool = False) -> Block:
    digest = hashlib.sha256(f"{number}/{height}".encode()).hexdigest()[:15]
    return Block(f"{height}{digest}", clause=str(number % 7), leads=leads)


def applied(book: Sequence[Leaf], instruction: Iterable[Exchange]) -> tuple[Leaf, ...]:
    """Return the book after somebody followed the filing instruction.

    Raises:
        ValueError: A leaf to take out, or behind which to insert, is not in the book.

    """
    sheets = list(book)
    for line in instruction:
        labels = [leaf.label for leaf in sheets]
        if line.remove:
            at = labels.index(line.remove[0].label)
            if sheets[at : at + len(line.remove)] != list(line.remove):
                raise ValueError(line.remove[0].label)
            sheets[at : at + len(line.remove)] = line.insert
        else:
            at = labels.index(line.behind) + 1 if line.behind else 0
            sheets[at:at] = line.insert
    return tuple(sheets)


def height(each: Block) -> int:
    return int(each.digest[0])


def fit(run: Run) -> Sequence[Run]:
    """Fill pages of a fixed height, and never end one with a heading if that can be helped."""
    pages: list[list[Block]] = [[]]
    for each in run:
        if pages[-1] and sum(map(height, pages[-1])) + height(each) > CAPACITY:
            carried = []
            while (
                len(pages[-1]) > 1
                and pages[-1][-1].leads
                and sum(map(height, [*carried, pages[-1][-1], each])) <= CAPACITY
            ):
                carried.insert(0, pages[-1].pop())
            pages.append(carried)
        pages[-1].append(each)
    return [tuple(page) for page in pages if page]


texts = st.lists(st.tuples(HEIGHTS, st.booleans()), min_size=1, max_size=60).map(
    lambda items: tuple(block(n, h, leads=lead) for n, (h, lead) in enumerate(items))
)


@st.composite
def edits(draw: st.DrawFn, count: int = 3) -> list[tuple[str, int, int, int]]:
    kinds = st.sampled_from(["insert", "delete", "change", "move"])
    spot = st.integers(0, 10_000)
    return draw(st.lists(st.tuples(kinds, spot, spot, HEIGHTS), max_size=8 * count))


def edited(run: Run, steps: list[tuple[str, int, int, int]], *, seed: int) -> Run:
    blocks = list(run)
    for step, (kind, here, there, tall) in enumerate(steps):
        fresh = block(1000 * seed + 100_000 + step, tall)
        if kind == "insert" or not blocks:
            blocks.insert(here % (len(blocks) + 1), fresh)
        elif kind == "delete" and len(blocks) > 1:
            blocks.pop(here % len(blocks))
        elif kind == "change":
            blocks[here % len(blocks)] = fresh
        else:
            blocks.insert(there % len(blocks), blocks.pop(here % len(blocks)))
    return tuple(blocks)


def flat(paging: Paging) -> list[str]:
    return [digest for page in paging.pages for digest in page.blocks]


def amended(before: Paging, text: Run, amendment: int) -> Paging:
    return paged_after("8", before, text, fit, amendment=amendment)


@given(text=texts, first=edits(), second=edits())
@settings(max_examples=300, deadline=None)
def test_the_pages_hold_the_new_text_in_order_and_unchanged_pages_stay(
    text: Run, first: list[tuple[str, int, int, int]], second: list[tuple[str, int, int, int]]
) -> None:
    paging = paged_afresh("8", text, fit)
    for amendment, steps in enumerate((first, second), start=1):
        before, text = paging, edited(text, steps, seed=amendment)
        paging = amended(before, text, amendment)
        assert flat(paging) == [each.digest for each in text]
        numbers = [number_of(page.id) for page in paging.pages]
        assert numbers == sorted(set(numbers))
        old = {page.id: page for page in before.pages}
        for page in paging.pages:
            same = page.id in old and old[page.id].blocks == page.blocks
            assert page == old[page.id] if same else page.amendment == amendment
        gone = {each.id for each in paging.deleted}
        assert gone.isdisjoint(page.id for page in paging.pages)
        assert {page.id for page in before.pages} <= gone | {page.id for page in paging.pages}


@given(text=texts, steps=edits())
@settings(max_examples=200, deadline=None)
def test_no_page_overflows_and_moved_text_is_not_marked_as_new(
    text: Run, steps: list[tuple[str, int, int, int]]
) -> None:
    paging = paged_afresh("8", text, fit)
    for page in amended(paging, edited(text, steps, seed=1), 1).pages:
        heights = [int(digest[0]) for digest in page.blocks]
        assert sum(heights) <= CAPACITY or len(heights) == 1
    moves = [step for step in steps if step[0] == "move"]
    shuffled = amended(paging, edited(text, moves, seed=1), 1)
    assert [bar for page in shuffled.pages for bar in page.bars] == []


@given(text=texts)
def test_nothing_changes_when_nothing_changed(text: Run) -> None:
    before = paged_afresh("8", text, fit)
    assert amended(before, text, 1) == before


@given(text=texts, first=edits(), second=edits(), third=edits())
@settings(max_examples=300, deadline=None)
def test_following_the_filing_instruction_gives_exactly_the_new_book(
    text: Run,
    first: list[tuple[str, int, int, int]],
    second: list[tuple[str, int, int, int]],
    third: list[tuple[str, int, int, int]],
) -> None:
    books = [paged_afresh("8", text, fit)]
    for amendment, steps in enumerate((first, second, third), start=1):
        text = edited(text, steps, seed=amendment)
        books.append(amended(books[-1], text, amendment))
    sheets = [leaves(book.pages) for book in books]
    for old in range(len(sheets)):
        for new in range(old, len(sheets)):
            instruction = exchanges(sheets[old], sheets[new])
            assert applied(sheets[old], instruction) == sheets[new]
            kept = [leaf for leaf in sheets[old] if leaf in sheets[new]]
            assert len(kept) + sum(len(line.remove) for line in instruction) >= len(sheets[old])


@given(text=texts, steps=edits())
@settings(max_examples=200, deadline=None)
def test_every_page_stands_on_its_own_side_of_a_leaf(
    text: Run, steps: list[tuple[str, int, int, int]]
) -> None:
    paging = amended(paged_afresh("8", text, fit), edited(text, steps, seed=1), 1)
    sheets = leaves(paging.pages)
    labels = [side.id for leaf in sheets for side in leaf.sides]
    assert len(labels) == len(set(labels))
    assert [side.id for leaf in sheets for side in leaf.sides if side.page] == [
        page.id for page in paging.pages
    ]
    for leaf in sheets:
        assert number_of(leaf.recto.id).is_recto
        assert not number_of(leaf.verso.id).is_recto


@given(text=texts, steps=edits())
@settings(max_examples=100, deadline=None)
def test_a_consolidated_part_has_no_point_pages(
    text: Run, steps: list[tuple[str, int, int, int]]
) -> None:
    after = edited(text, steps, seed=1)
    tangled = amended(paged_afresh("8", text, fit), after, 1)
    clean = consolidated("8", tangled, after, fit, amendment=2)
    assert flat(clean) == [each.digest for each in after]
    assert all(number_of(page.id).point == 0 for page in clean.pages)


def _sheet_of(*heights: int) -> Run:
    return tuple(block(n, h) for n, h in enumerate(heights))


def test_a_grown_page_overflows_into_point_pages_and_its_leaf_gets_a_blank_side() -> None:
    text = _sheet_of(4, 4, 4, 4, 4, 4, 4, 4)
    before = paged_afresh("8", text, fit)
    grown = (*text[:4], block(50, 4), block(51, 4), block(52, 4), *text[4:])
    after = amended(before, grown, 1)
    assert [page.id for page in after.pages] == ["8-1", "8-2", "8-2.1", "8-2.2", "8-3", "8-4"]
    assert [page.amendment for page in after.pages] == [0, 0, 1, 1, 0, 0]
    odd = amended(before, (*text[:2], block(60, 4), *text[2:]), 1)
    assert [leaf.label for leaf in leaves(odd.pages)] == [
        "8-1 / 8-1.1",
        "(8-1.2 空白) / 8-2",
        "8-3 / 8-4",
    ]


def test_a_page_that_lost_all_is_deleted_and_one_that_lost_some_stays_short() -> None:
    text = _sheet_of(4, 4, 4, 4, 4, 4)
    before = paged_afresh("8", text, fit)
    after = amended(before, (text[0], *text[4:]), 1)
    assert [page.id for page in after.pages] == ["8-1", "8-3"]
    assert [(each.id, each.amendment) for each in after.deleted] == [("8-2", 1)]
    assert after.pages[0].bars == (0,)
    assert after.pages[1] == before.pages[2]


def test_a_change_of_spelling_only_gets_no_bar() -> None:
    text = _sheet_of(4, 4)
    before = paged_afresh("8", text, fit)
    changed = (Block("4" + "ab" * 7 + "c", clause="8.1"), text[1])
    plain = paged_after("8", before, changed, fit, amendment=1)
    quiet = paged_after("8", before, changed, fit, amendment=1, editorial=frozenset({"8.1"}))
    assert plain.pages[0].bars == (0,)
    assert quiet.pages[0].bars == ()


def test_text_that_moved_is_told_with_the_page_it_left_and_the_page_it_stands_on() -> None:
    text = _sheet_of(4, 4, 4, 4, 4, 4)
    before = paged_afresh("8", text, fit)
    after = amended(before, (*text[1:], text[0]), 1)
    assert ("0", "8-1", "8-4") in after.moved
    assert all(page.bars == () for page in after.pages if page.id == "8-4")
