"""The book's speed: against WeasyPrint alone on the same pages, in the same process."""

import datetime as dt
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from qms.operations.copies.change_pack import change_pack
from qms.operations.printing.book import imprint_of
from qms.publish.book.blocks import composed
from qms.publish.book.book import laid_book
from qms.publish.book.imprint import Imprint
from qms.publish.book.parts import parts_of
from qms.publish.book.weasy import (
    joined,
    laid_out,
)
from qms.publish.book.writing import written
from qms.publish.stamps import Stamp, stamped
from qms.store.loading import load
from qms.store.workers import spread
from tests.bench import Line, Start

ROOT = Path(__file__).parent.parent.parent
T = TypeVar("T")


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun


def _floor(imprint: Imprint) -> bytes:
    """Render and write the same text with WeasyPrint and nothing around it."""
    text = replace(imprint.text, as_of=imprint.day)
    body = "".join(
        f'<section class="sheet">{composed(part.pieces)}</section>' for part in parts_of(text)
    )
    document = laid_out(body, None)
    return joined(document, document.pages, title="floor", identifier=b"floor", attachments=[])


def run() -> list[Line]:
    """Return what was measured: what, how much, and what it may be."""
    snapshot = load(ROOT, as_of=dt.date(2026, 11, 23))
    release = snapshot.in_force
    assert release is not None
    imprint = imprint_of(ROOT, snapshot, release)
    _floor(imprint)  # fonts and style sheets are read once
    _, floor = _timed(lambda: _floor(imprint))
    book, pinned = _timed(lambda: written(laid_book(imprint)))
    _, whole = _timed(lambda: written(laid_book(imprint_of(ROOT, snapshot, release))))
    unpinned = replace(imprint, release=release.model_copy(update={"pages": ()}))
    _, afresh = _timed(lambda: written(laid_book(unpinned, spread)))
    draft = Imprint(snapshot, None, snapshot)
    _, amended = _timed(lambda: written(laid_book(draft, spread)))
    stamps = [
        Stamp("受控", f"{n:03}", "样本部门", f"ABCDE-{n:05}", f"https://example.org/#{n}")
        for n in range(1, 101)
    ]
    _, hundred = _timed(lambda: stamped(book, stamps))
    _, pack = _timed(lambda: change_pack(ROOT, snapshot, to="A/2", start="A/1", number="001"))
    return [
        Line("book on pinned pages / WeasyPrint alone", Start.WARM, pinned / floor, 2),
        Line("draft of the next amendment / WeasyPrint alone", Start.WARM, amended / floor, 2),
        Line("book paginated afresh / WeasyPrint alone", Start.WARM, afresh / floor, 1.5),
        Line("book and 100 stamped copies / one book", Start.WARM, (pinned + hundred) / pinned, 3),
        Line("change package / one book", Start.WARM, pack / whole, 1),
        *_large(imprint),
    ]


def _large(imprint: Imprint) -> list[Line]:
    """Eleven times the chapters make a book of some 500 pages."""
    chapters = tuple(
        replace(each, front=each.front.model_copy(update={"chapter": f"{n}{each.front.chapter}"}))
        for n in range(1, 12)
        for each in imprint.text.chapters
        if each.front.chapter != "0"
    )
    text = replace(imprint.text, chapters=chapters)
    release = imprint.release
    assert release is not None
    large = Imprint(text, release.model_copy(update={"pages": ()}), imprint.today)
    book = laid_book(large, spread)
    written(book)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    return [Line(f"memory for a book of {len(book.pages)} pages, GiB", Start.WARM, peak, 1)]
