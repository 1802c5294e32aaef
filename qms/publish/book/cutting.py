"""Cuts what is longer than a page into parts, each a block: rows, paragraphs, list items.

A page is known by its blocks, so a block must go on one. Where a part ends depends on the words
alone, never on how they are set: the same text has the same parts on every machine, and a page of
them can be exchanged like any other. What a release has recorded whole stays whole (2.2.3).
"""

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, zip_longest

from qms.publish.book.blocks import Frame, Piece, digest_of
from qms.publish.templating import Markup, joined, trusted

_MEASURE = 43.0
"""Signs of the text's size on a line over the whole width; of a table's, there are more."""
_TABLE_MEASURE = 50.0
_CELL_WHITE = 1.3
_INDENT = 2.6
_LEAST = 4.0
_DEEPEST = 6
_TALL, _PART = 26, 10
"""Lines: more than the first, two thirds of a page, is cut into parts of the second."""
_TALL_ROW, _ROW_PART = 18, 9
_MANY_COLUMNS = 10
"""So many columns are given widths as well: weighed by the press, every cell is set thrice."""

_TOKENS = re.compile(r"(<[^>]*>)")
_UNITS = re.compile(r"&[^;\s]{1,10};|.", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z]+\d?)")
_CELLS = re.compile(r"(<(t[dh])[^>]*>)(.*?)(</\2>)", re.DOTALL)
_CAPTION = re.compile(r"<figcaption>.*?</figcaption>", re.DOTALL)
_ID = re.compile(r' id="[^"]*"')
_NEW_LINE = frozenset({"p", "li", "ul", "ol", "blockquote", "br", "pre", "hr", "div"})
_VOID = frozenset({"br", "hr", "img", "wbr"})
_GOES_ON = frozenset({"p", "li", "blockquote", "ol", "div"})
_STOPS = frozenset("。！？；.!?;\n")
_FIRST_WIDE = 0x2E80
_NARROW = 0.55


def cut(pieces: Sequence[Piece], recorded: Collection[str] = ()) -> tuple[Piece, ...]:
    """Return pieces, those that are too tall for a page in parts.

    Args:
        pieces: What a part of the book is made of.
        recorded: The digests of blocks that stand whole on a released page.

    """
    found: list[Piece] = []
    for frame, members in groupby(pieces, key=lambda each: each.frame):
        run = list(members)
        if frame is not None and frame.opening.startswith("<figure"):
            found += _table(frame, run, recorded)
            continue
        for each in run:
            is_whole = each.depth or "<svg" in each.html or each.block.digest in recorded
            found += [each] if is_whole else _text(each)
    return tuple(found)


def _text(piece: Piece) -> list[Piece]:
    measure = _MEASURE - (_INDENT if piece.frame else 0)
    if _height(piece.html, measure) <= _TALL:
        return [piece]
    return _pieces(piece, list(_parts(piece.html, measure, _PART)), piece.frame)


def _table(frame: Frame, rows: Sequence[Piece], recorded: Collection[str]) -> list[Piece]:
    """Return a table's rows; where one is cut, its columns get the widths by which it is."""
    cells = [[each[2] for each in _CELLS.findall(row.html)] for row in rows]
    widths = _widths(cells)
    tall = [
        row.block.digest not in recorded
        and "<svg" not in row.html
        and max(map(_height, words, widths), default=0) > _TALL_ROW
        for row, words in zip(rows, cells, strict=True)
    ]
    is_new = not any(row.block.digest in recorded for row in rows)
    if not any(tall) and not (is_new and len(widths) >= _MANY_COLUMNS):
        return list(rows)
    fixed = _fixed(frame, widths)
    found: list[Piece] = []
    for row, is_tall in zip(rows, tall, strict=True):
        if is_tall:
            found += _pieces(row, list(_rows(row.html, widths)), fixed)
        else:
            found.append(replace(row, frame=fixed))
    return found


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Return how many signs go on a line of each column: more where more is to be said."""
    columns = list(zip_longest(*rows, fillvalue=""))
    most = [max(map(_weight, column)) for column in columns]
    free = max(_TABLE_MEASURE - _CELL_WHITE * len(columns), float(len(columns)))
    least = [min(each, 6.0) for each in most]
    scale = min(1.0, free / 2 / (sum(least) or 1))
    rest = free - scale * sum(least)
    return [
        scale * low + rest * much / (sum(most) or 1) for low, much in zip(least, most, strict=True)
    ]


def _fixed(frame: Frame, widths: Sequence[float]) -> Frame:
    whole = sum(widths) + _CELL_WHITE * len(widths)
    columns = "".join(
        f'<col style="width: {100 * (each + _CELL_WHITE) / whole:.2f}%">' for each in widths
    )

    def opened(made: Markup) -> Markup:
        words = str(made).replace('class="tabled', 'class="cut tabled', 1)
        return trusted(re.sub(r"(<table[^>]*>)", rf"\1<colgroup>{columns}</colgroup>", words))

    return Frame(opened(frame.opening), opened(frame.again), frame.closing)


def _rows(row: Markup, widths: Sequence[float]) -> Iterator[Markup]:
    """Yield the parts of a row; a cell that has ended stays empty in those that follow."""
    found = _CELLS.findall(row)
    columns = [
        list(_parts(trusted(words), width, _ROW_PART))
        for (_, _, words, _), width in zip(found, widths, strict=False)
    ]
    parts = list(zip_longest(*columns, fillvalue=Markup("")))
    for place, part in enumerate(parts):
        looks = " ".join(
            name
            for name, holds in (("goes-on", place > 0), ("comes-on", place + 1 < len(parts)))
            if holds
        )
        inner = "".join(
            f"{opening}{words}{closing}"
            for (opening, _, _, closing), words in zip(found, part, strict=True)
        )
        yield trusted(f'<tr class="{looks}">{inner}</tr>')


def _pieces(whole: Piece, parts: Sequence[Markup], frame: Frame | None) -> list[Piece]:
    """Return the parts of a piece as pieces, the first of which takes its place."""
    found: list[Piece] = []
    head = _CAPTION.sub("", whole.frame.again) if whole.frame else ""
    for place, made in enumerate(parts):
        name = whole.id if place == 0 else f"{whole.id}.{place + 1}"
        opening = whole.frame.opening if whole.frame and not place and whole.is_first else head
        words = _ID.sub("", made, count=1)
        block = replace(whole.block, digest=digest_of("part", f"{opening}{words}"))
        found.append(
            replace(
                whole,
                id=name,
                block=block,
                html=trusted(re.sub(r"^<([a-z]+)", rf'<\1 id="{name}"', words)),
                frame=frame,
                is_first=whole.is_first and not place,
                ordinal=whole.ordinal + (1 if place else 0),
            )
        )
    return found


def _weight(made: str) -> float:
    return sum(_wide(unit) for unit in _UNITS.findall(_TOKENS.sub("", made)))


def _wide(unit: str) -> float:
    return 1.0 if ord(unit[0]) >= _FIRST_WIDE else _NARROW


def _height(made: str, measure: float) -> int:
    """Return how many lines words take, about."""
    scribe = _Scribe(measure, math.inf)
    scribe.write(made)
    return scribe.lines


def _parts(made: Markup, measure: float, lines: int) -> Iterator[Markup]:
    scribe = _Scribe(measure, lines)
    scribe.write(made)
    yield from scribe.ended()


@dataclass
class _Scribe:
    """Writes words down line by line and begins a new part when one is full; local to a call."""

    measure: float
    most: float
    done: list[Markup] = field(default_factory=list)
    here: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    lines: int = 0
    used: float = 0.0

    def write(self, made: str) -> None:
        for token in _TOKENS.split(made):
            tag = _TAG.match(token)
            if tag is None:
                self._words(token)
            elif tag[1]:
                self._close(token, tag[2])
            else:
                self._begin(token, tag[2])

    def ended(self) -> list[Markup]:
        return [*self.done, joined([trusted("".join(self.here))])]

    def _begin(self, token: str, name: str) -> None:
        if name in _NEW_LINE:
            self._line()
            if self.lines >= self.most:
                self._turn()
        self.here.append(token)
        if name in _VOID:
            return
        if name == "li" and self.counts:
            self.counts[-1] += 1
        self.open.append(token)
        if name in {"ol", "ul"}:
            self.counts.append(0)

    def _close(self, token: str, name: str) -> None:
        if name in _NEW_LINE:
            self._line()
        self.here.append(token)
        self.open.pop()
        if name in {"ol", "ul"}:
            self.counts.pop()

    def _width(self) -> float:
        return max(self.measure - _INDENT * min(len(self.counts), _DEEPEST), _LEAST, 1.0)

    def _line(self) -> None:
        if self.used:
            self.lines += 1
            self.used = 0.0

    def _words(self, text: str) -> None:
        if not text.strip():
            self.here.append(text)
            return
        is_kept = any(each.startswith("<pre") for each in self.open)
        fresh: list[str] = []
        for unit in _UNITS.findall(text):
            wide = _wide(unit)
            if self.used + wide > self._width() or (is_kept and unit == "\n"):
                self.lines += 1
                self.used = 0.0
                if self.lines >= self.most:
                    fresh = self._full(fresh)
            self.used += wide
            fresh.append(unit)
        self.here += fresh

    def _full(self, fresh: list[str]) -> list[str]:
        """End a part behind its last full stop where one is near, else right here."""
        near = max(len(fresh) // 2, len(fresh) - 2 * int(self._width()))
        stop = next((n for n in range(len(fresh), near, -1) if fresh[n - 1] in _STOPS), len(fresh))
        self.here += fresh[:stop]
        kept = fresh[stop:]
        self._turn()
        width = sum(map(_wide, kept))
        self.lines, self.used = int(width // self._width()), width % self._width()
        return kept

    def _turn(self) -> None:
        ends = [f"</{found[2]}>" for tag in reversed(self.open) if (found := _TAG.match(tag))]
        self.done.append(trusted("".join([*self.here, *ends])))
        counts = iter(self.counts)
        self.here = [self._again(tag, counts) for tag in self.open]
        self.lines, self.used = 0, 0.0

    def _again(self, tag: str, counts: Iterator[int]) -> str:
        """Return a tag as it is opened again: without number, indent or marker of its own."""
        found = _TAG.match(tag)
        name = found[2] if found else ""
        count = next(counts) if name in {"ol", "ul"} else 0
        made = _ID.sub("", tag)
        if name not in _GOES_ON:
            return made
        if name == "ol":
            begun = re.search(r'start="(\d+)"', tag)
            count += int(begun[1]) - 1 if begun else 0
            return f'<ol style="counter-reset: list-item {count}">'
        if ' class="' in made:
            return made.replace(' class="', ' class="goes-on ', 1)
        return made.replace(f"<{name}", f'<{name} class="goes-on"', 1)
