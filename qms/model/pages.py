"""Pages that stay as they are: blocks, and the pages of a part (clause 2.2.3).

A released page is known by the blocks that stand on it. Nothing here knows how text is set: how
many blocks fit on a page, the press says.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qms.model.kinds.ch02_manual import DeletedPage, ReleasedPage
from qms.model.page_numbers import PageNumber


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
