"""Paper for many, and chapters that set badly: against one book, and prose of as many pages.

Measured in seconds of the processor, so that what else the machine does counts for nothing.
"""

import datetime as dt
import resource
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TypeVar

from qms.errors import QmsError
from qms.model.manual import filled
from qms.model.snapshot import Snapshot
from qms.operations.copies.change_pack import for_copies
from qms.operations.printing.book import imprint_of
from qms.publish import change_pack, stamps
from qms.publish.book.book import laid_book
from qms.publish.book.imprint import Imprint
from qms.publish.book.writing import written
from qms.standing.copies import ControlledCopy, copies_on, events_of
from qms.standing.release import chosen_release
from qms.store.loading import load
from tests.bench import Line, Start

ROOT = Path(__file__).parent.parent.parent
DAY = dt.date(2026, 11, 23)
PACKAGES = 100
T = TypeVar("T")
WORDS = "各部门应按本手册办理，办理结果记入记录，并由本部门负责人核对后归档保存。"
SIGNS = 5000


def run() -> Iterator[Line]:
    """Yield what was measured: what, how much, and what it may be."""
    snapshot = load(ROOT, as_of=DAY)
    yield from _copies(snapshot)
    yield from _packages(snapshot)
    yield from _chapters(snapshot)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = _spent()
    result = work()
    return result, _spent() - begun


def _spent() -> float:
    """Return the seconds that this process and those it started have had of a processor."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _packages(snapshot: Snapshot) -> Iterator[Line]:
    """Yield how long packages for holders at four states take: what they share, what is each's."""
    goal = chosen_release(snapshot, "A/2")
    _, book = _timed(lambda: written(laid_book(imprint_of(ROOT, snapshot, goal))))
    copies = list(islice(cycle(_states(snapshot)), PACKAGES))
    with (
        _watched(change_pack, "bound") as binding,
        _watched(change_pack, "_around") as around,
        _watched(stamps, "stamped") as stamping,
    ):
        made, whole = _timed(lambda: for_copies(ROOT, snapshot, goal, copies, spread=_here))
    assert len(made) == PACKAGES
    own = sum(binding) + sum(stamping) + sum(around)
    what = f"leaves of {PACKAGES} packages from four states / one book"
    yield Line(what, Start.WARM, (whole - own) / book, 1.5)
    what = f"{PACKAGES} packages, sheets and file of each / one book"
    yield Line(what, Start.WARM, own / book)
    # What is shared is made by one process, then each its own by as many as there are processors.
    what = f"{PACKAGES} packages on two processors, seconds"
    yield Line(what, Start.WARM, whole - own / 2, 60, ".1f")


def _here(work: Callable[[Any], T], items: Sequence[Any]) -> list[T]:
    return [work(item) for item in items]


def _copies(snapshot: Snapshot) -> Iterator[Line]:
    """Yield how long a hundred stamped copies take."""
    goal = chosen_release(snapshot, "A/2")
    content, book = _timed(lambda: written(laid_book(imprint_of(ROOT, snapshot, goal))))
    wanted = [
        stamps.Stamp("受控", f"{n:03}", "样本部门", f"ABCDE-{n:05}", f"https://example.org/#{n}")
        for n in range(1, 101)
    ]
    _, hundred = _timed(lambda: stamps.stamped(content, wanted))
    yield Line("100 stamped copies / one book", Start.WARM, hundred / book, 2.5)


def _states(snapshot: Snapshot) -> Sequence[ControlledCopy]:
    """Return copies at four states: two releases, each printed on two days."""
    found = copies_on(events_of(snapshot), snapshot.as_of).values()
    copy = next(each for each in found if each.state.is_out)
    return [
        replace(copy, release=release, events=(copy.events[0].model_copy(update={"date": day}),))
        for release, day in (
            ("A-0", dt.date(2026, 1, 5)), ("A-0", dt.date(2026, 2, 9)),
            ("A-1", dt.date(2026, 5, 5)), ("A-1", dt.date(2026, 6, 9)),
        )
    ]  # fmt: skip


@contextmanager
def _watched(module: Any, name: str) -> Iterator[list[float]]:
    """Note how long each call of a function takes."""
    seen: list[float] = []
    truly = getattr(module, name)

    def called(*words: object, **more: object) -> object:
        result, took = _timed(lambda: truly(*words, **more))
        seen.append(took)
        return result

    setattr(module, name, called)
    try:
        yield seen
    finally:
        setattr(module, name, truly)


def _prose(snapshot: Snapshot) -> str:
    """Return what the sample's chapter 8 says in paragraphs alone, some 5,000 signs of it."""
    chapter = next(each for each in snapshot.chapters if each.front.chapter == "8")
    text = filled(chapter.body, snapshot.settings.variables)
    plain = [part for part in text.split("\n\n") if part[:1] not in "#|-!*>1"]
    return "\n\n".join(plain)[:SIGNS]


def _rows(cells: Sequence[Sequence[str]]) -> str:
    width = len(cells[0])
    head = "|" + " 栏 |" * width + "\n|" + " --- |" * width + "\n"
    return head + "\n".join("| " + " | ".join(row) + " |" for row in cells)


_LONG = WORDS * (SIGNS // len(WORDS))
BAD: Mapping[str, str] = {
    "one row longer than a page": _rows([["一", _LONG]]),
    "two rows longer than a page": _rows([["一", _LONG[: SIGNS // 2]], ["二", _LONG]]),
    "a row longer than a page among short ones": _rows(
        [["一", "短"]] * 20 + [["二", _LONG]] + [["三", "短"]] * 20
    ),
    "all cells of a row longer than a page": _rows([[_LONG[: SIGNS // 2]] * 2]),
    "one paragraph without an end": _LONG,
    "a paragraph without a stop": "字" * SIGNS,
    "a word without a blank": "A" * SIGNS,
    "a web address without an end": "https://example.org/" + "a/" * (SIGNS // 2),
    "digits without an end": "1234567890" * (SIGNS // 10),
    "a list of words": "\n".join(f"- 项{n}" for n in range(300)),
    "numbers without an end": "\n".join(f"{n}. 项" for n in range(1, 300)),
    "a list item longer than a page": f"- {_LONG}",
    "lists in lists": "\n".join(f"{'  ' * (n % 8)}- {WORDS}" for n in range(120)),
    "a table of many columns": _rows([["字"] * 20] * 40),
    "a table of many rows": _rows([[str(n), "短"] for n in range(300)]),
    "a table of one column": _rows([[WORDS]] * 100),
    "rows of half a page": _rows([["一", WORDS * 25]] * 6),
    "every word in bold": " ".join(f"**字{n}**" for n in range(800)),
    "a quotation longer than a page": f"> {_LONG}",
    "empty paragraphs of one sign": "\n\n".join(["。"] * 200),
}


def _chapters(snapshot: Snapshot) -> Iterator[Line]:
    """Yield how long a page of each bad chapter takes to set, against one of prose."""
    _page_of(snapshot, _prose(snapshot))  # fonts and style sheets are read once
    prose, _ = _page_of(snapshot, _prose(snapshot))
    whole, pages = 0.0, 0
    for name, body in BAD.items():
        what = f"a page: {name} / one of prose"
        try:
            page, count = _page_of(snapshot, body)
        except QmsError:  # refused: it does not print, which is no better than slow
            yield Line(f"{what} (refused)", Start.WARM, float("inf"), 2)
            continue
        whole, pages = whole + page * count, pages + count
        yield Line(what, Start.WARM, page / prose, 2)
    yield Line(f"these {len(BAD)} / as many pages of prose", Start.WARM, whole / pages / prose, 2)


def _page_of(snapshot: Snapshot, body: str) -> tuple[float, int]:
    """Return the seconds that a page of a chapter takes, from words to PDF, and their number."""
    chapter = next(each for each in snapshot.chapters if each.front.chapter == "2")
    head = chapter.body.lstrip().split("\n", 1)[0]
    alone = replace(chapter, body=f"{head}\n\n{body}\n")
    bare = replace(snapshot, chapters=(alone,), tables={})
    tried = [_timed(lambda: _set(bare)) for _ in range(2)]
    pages = tried[0][0]
    return min(took for _, took in tried) / pages, pages


def _set(snapshot: Snapshot) -> int:
    book = laid_book(Imprint(snapshot, None, snapshot))
    written(book)
    return len(book.pages)
