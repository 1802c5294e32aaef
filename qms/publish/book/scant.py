"""Keeps a part of the book from ending in a page of two lines: a leaf of paper for nothing."""

from collections.abc import Sequence

from qms.publish.book.blocks import Piece, composed
from qms.publish.book.setting import Hand
from qms.publish.book.weasy import laid_out
from qms.publish.templating import html

_SCANT = "190mm"
"""A page that bears a bar of this height below its text holds some six lines or fewer."""


def without_scant_end(
    pages: Sequence[Sequence[Piece]], *, hand: Hand, slack_mm: int
) -> list[list[Piece]]:
    """Return pages the last of which is not nearly empty.

    Its lines go onto the page before where that holds them set a little closer; else they get
    company from there.
    """
    made = [list(page) for page in pages]
    if hand is Hand.by_blanks or len(made) == 1 or made[-1][0].begins_page:
        return made
    if not _is_scant(made[-1], slack_mm):
        return made
    both = [*made[-2], *made[-1]]
    if _fits(both, slack_mm):
        return [*made[:-2], both]
    return [*made[:-2], *_shared(made[-2], made[-1], slack_mm)]


def _is_scant(page: Sequence[Piece], slack_mm: int) -> bool:
    bar = html('<div style="height:{}"></div>', _SCANT)
    return len(laid_out(composed(page) + bar, None, slack_mm=slack_mm).pages) == 1


def _fits(page: Sequence[Piece], slack_mm: int) -> bool:
    """Tell whether pieces go on one page when its lines are set a little closer."""
    body = html('<section class="sheet tight">{}</section>', composed(page))
    return len(laid_out(body, None, slack_mm=slack_mm).pages) == 1


def _shared(full: list[Piece], scant: list[Piece], slack_mm: int) -> list[list[Piece]]:
    """Move pieces from the end of a full page to a scant one, up to the half of the page."""
    kept, last = full, scant
    for cut in range(len(full) - 1, len(full) // 2, -1):
        if full[cut - 1].block.leads or full[cut].begins_page:
            continue
        kept, last = full[:cut], [*full[cut:], *scant]
        if not _is_scant(last, slack_mm):
            break
    return [kept, last] if _holds(last, slack_mm) else [full, scant]


def _holds(page: Sequence[Piece], slack_mm: int) -> bool:
    return len(laid_out(composed(page), None, slack_mm=slack_mm).pages) == 1
