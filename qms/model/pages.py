"""Pages that stay as they are: blocks, page numbers, the pages of a part (clause 2.2.3).

A released page is known by the blocks that stand on it. Nothing here knows how text is set: how
many blocks fit on a page, the press says.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qms.model.kinds.ch02_manual import DeletedPage, ReleasedPage

_ID = re.compile(r"(?P<part>[^-]+)-(?P<number>\d+)(?:\.(?P<point>\d+))?")


@dataclass(frozen=True, slots=True)
class Block:
    """What may not be torn apart: a paragraph, heading, list item, table row or figure.

    `digest` stands for what is printed. A block that `leads` does not end a page: a heading.
    """

    digest: str
    clause: str = ""
    leads: bool = False


Run = tuple[Block, ...]
Fit = Callable[[Run], Sequence[Run]]
"""Splits a run of blocks into runs that each fill a page; never returns an empty run."""


@dataclass(frozen=True, slots=True, order=True)
class PageNumber:
    """The number of a page in its part of the book: 12, or 12.1 for the first point page."""

    number: int
    point: int = 0

    @property
    def is_recto(self) -> bool:
        """It stands on the right-hand side; point pages go on alternating."""
        return (self.number + self.point) % 2 == 1

    def id(self, part: str) -> str:
        """Return it as printed: 8-12.1."""
        return f"{part}-{self.number}" + (f".{self.point}" if self.point else "")


def part_of(page_id: str) -> str:
    """Return the part of the book to which a page belongs: 8 of 8-12.1."""
    return page_id.split("-", 1)[0]


def number_of(page_id: str) -> PageNumber:
    """Return the number of a page from its id.

    Raises:
        ValueError: The id is not of the form 8-12 or 8-12.1.

    """
    found = _ID.fullmatch(page_id)
    if found is None:
        raise ValueError(page_id)
    return PageNumber(int(found["number"]), int(found["point"] or 0))


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages of one part of the book, and those of the edition that are there no more."""

    pages: tuple[ReleasedPage, ...]
    deleted: tuple[DeletedPage, ...] = ()
    moved: tuple[tuple[str, str, str], ...] = ()
    """Text that only went elsewhere: its clause, the page it left, the page it stands on."""


def paged_afresh(part: str, blocks: Run, fit: Fit) -> Paging:
    """Return a part's pages in a new edition: numbered from 1, amendment 0."""
    runs = fit(blocks) if blocks else ()
    return Paging(
        tuple(
            page_of(PageNumber(index).id(part), run, amendment=0)
            for index, run in enumerate(runs, start=1)
        )
    )


def page_of(
    page_id: str,
    run: Run,
    *,
    amendment: int,
    bars: tuple[int, ...] = (),
    continues: str = "",
) -> ReleasedPage:
    """Return a page that holds a run of blocks."""
    digests = tuple(block.digest for block in run)
    return ReleasedPage(
        id=page_id,
        first=digests[0],
        sha256=hashlib.sha256("\n".join(digests).encode()).hexdigest(),
        amendment=amendment,
        blocks=digests,
        bars=bars,
        continues=continues,
    )
