"""Leaves, two pages on a sheet, and which of them an amendment exchanges (clause 2.2.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from qms.model.kinds.ch02_manual import ReleasedPage
from qms.model.page_numbers import PageNumber, number_of, part_of


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a leaf: a page, or blank under the number that it would have."""

    id: str
    page: ReleasedPage | None = None

    @property
    def label(self) -> str:
        """How lists and instructions name it."""
        return self.id if self.page else f"({self.id} 空白)"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sheet of paper: what is exchanged."""

    recto: Side
    verso: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides, the right-hand one first."""
        return (self.recto, self.verso)

    @property
    def label(self) -> str:
        """How the filing instruction names it."""
        return f"{self.recto.label} / {self.verso.label}"


def leaves(pages: Sequence[ReleasedPage]) -> tuple[Leaf, ...]:
    """Return the leaves of a book whose pages are given in order, part after part."""
    found: list[Leaf] = []
    for part, members in groupby(pages, key=lambda page: part_of(page.id)):
        sides = list(_sides(part, list(members)))
        found += [Leaf(*pair) for pair in zip(sides[::2], sides[1::2], strict=True)]
    return tuple(found)


def _sides(part: str, pages: Sequence[ReleasedPage]) -> Iterator[Side]:
    """Yield pages and the blanks between them, so that each stands on its own side."""
    is_recto, last = True, PageNumber(0)
    for page in pages:
        here = number_of(page.id)
        if here.is_recto is not is_recto:
            yield Side(_blank_before(last, here).id(part))
            is_recto = not is_recto
        yield Side(page.id, page)
        is_recto, last = not is_recto, here
    if not is_recto:
        end = PageNumber(last.number, last.point + 1) if last.point else PageNumber(last.number + 1)
        yield Side(end.id(part))


def _blank_before(last: PageNumber, here: PageNumber) -> PageNumber:
    if here.point:
        return PageNumber(here.number, here.point - 1)
    if last.point and last.number == here.number - 1:
        return PageNumber(last.number, last.point + 1)
    return PageNumber(here.number - 1)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A line of the filing instruction: leaves to take out, leaves to put in, and where."""

    remove: tuple[Leaf, ...]
    insert: tuple[Leaf, ...]
    behind: str = ""
    """The label of the leaf behind which to insert, where none is taken out; empty: in front."""


def exchanges(before: Sequence[Leaf], after: Sequence[Leaf]) -> tuple[Exchange, ...]:
    """Return the filing instruction that turns one book into the other."""
    old, new = list(map(_key, before)), list(map(_key, after))
    found: list[Exchange] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            behind = before[i1 - 1].label if i1 else ""
            found.append(Exchange(tuple(before[i1:i2]), tuple(after[j1:j2]), behind))
    return tuple(found)


def _key(leaf: Leaf) -> tuple[object, ...]:
    return tuple(
        (side.id, side.page and (side.page.amendment, side.page.sha256, side.page.continues))
        for side in leaf.sides
    )
