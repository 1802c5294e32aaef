"""Measures how a PDF is set: `python -m tests.testing.typography FILE...`.

What is measured knows nothing of how the PDF was made: each sign's place, width and size are read
from the page itself, so that a fault of our mark-up cannot hide in it.
"""

import itertools
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf

MM = 72 / 25.4
_HEAD_MM, _FOOT_MM = 24, 22
_CLOSING = "，。、；：！？）》」』】〕”’"
_HAN = re.compile("[㐀-䶿一-鿿\U00020000-\U0003ffff]")
_LATIN = re.compile("[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Sign:
    """A glyph on a page: what it says, where it begins on its line, how wide and large it is."""

    says: str
    x: float
    y: float
    width: float
    size: float
    face: str = ""

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True)
class Sheet:
    """A page: its signs in the order in which they are drawn."""

    width: float
    height: float
    signs: tuple[Sign, ...]

    @cached_property
    def body(self) -> tuple[Sign, ...]:
        """The signs between head and foot."""
        low, high = _FOOT_MM * MM, self.height - _HEAD_MM * MM
        return tuple(each for each in self.signs if low < each.y < high)

    @cached_property
    def lines(self) -> tuple[tuple[Sign, ...], ...]:
        """The signs of each base line from left to right, from the top down."""
        found: dict[float, list[Sign]] = defaultdict(list)
        for each in self.body:
            found[round(each.y, 1)].append(each)
        return tuple(
            tuple(sorted(found[y], key=lambda each: each.x)) for y in sorted(found, reverse=True)
        )

    @property
    def smallest(self) -> float:
        """The smallest type, in points."""
        return min((each.size for each in self.signs if each.says.strip()), default=99.0)

    @property
    def fill(self) -> float:
        """How far down the page its text goes, from 0 to 1."""
        if not self.body:
            return 0.0
        high, low = self.height - _HEAD_MM * MM, _FOOT_MM * MM
        return (high - min(each.y for each in self.body)) / (high - low)

    def gaps(self) -> Iterator[float]:
        """Yield the room between Chinese and Latin on a line where a blank is, in ems."""
        for before, blanks, after in _around_blanks(self.signs):
            is_mixed = _HAN.match(before.says) and _LATIN.match(after.says)
            is_mixed = is_mixed or (_LATIN.match(before.says) and _HAN.match(after.says))
            if blanks and is_mixed:
                yield (after.x - before.end) / before.size

    def overfull(self, margin: float) -> int:
        """Count the signs that stand out of the page's margins, hung marks aside."""
        edge = self.width - margin * MM
        return sum(
            1
            for each in self.body
            if each.says.strip()
            and (each.end - (each.size / 2 if each.says in _CLOSING else 0) > edge + 0.5)
        )

    def overlaps(self) -> int:
        """Count the signs that are printed over the one before them on their line."""
        found = 0
        for line in self.lines:
            inked = [each for each in line if each.says.strip()]
            for before, after in itertools.pairwise(inked):
                room = 0.55 if before.says in _CLOSING or not before.says.isalnum() else 0.25
                found += after.x < before.end - room * before.size
        return found


def _around_blanks(signs: Sequence[Sign]) -> Iterator[tuple[Sign, int, Sign]]:
    before: Sign | None = None
    blanks = 0
    for each in signs:
        if each.says == "\u3000":  # a separator that was meant
            before = None
            continue
        if not each.says.strip():
            blanks += 1
            continue
        if before and abs(before.y - each.y) < 1 and each.x > before.x:
            yield before, blanks, each
        before, blanks = each, 0


@dataclass
class _Font:
    face: str = ""
    says: dict[int, str] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)


def sheets_of(path: Path) -> list[Sheet]:
    """Return the pages of a PDF with their signs."""
    with pikepdf.open(path) as pdf:
        return [_sheet(page) for page in pdf.pages]


def _sheet(page: pikepdf.Page) -> Sheet:
    box = [float(each) for each in page.mediabox]
    signs = tuple(_Pen(page.obj.get("/Resources"), _ONE, {}).draw(page.obj))
    return Sheet(box[2] - box[0], box[3] - box[1], signs)


Matrix = tuple[float, float, float, float, float, float]
_ONE: Matrix = (1, 0, 0, 1, 0, 0)


def _times(a: Matrix, b: Matrix) -> Matrix:
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


class _Pen:
    """Draws a page or a form as a reader of PDFs does, and tells where each sign goes."""

    def __init__(self, resources: Any, matrix: Matrix, fonts: dict[Any, _Font]) -> None:
        self.resources, self.matrix, self.fonts = resources, matrix, fonts
        self.stack: list[Matrix] = []
        self.line = self.text = _ONE
        self.font, self.size = _Font(), 1.0

    def draw(self, stream: Any) -> Iterator[Sign]:
        for operands, operator in pikepdf.parse_content_stream(stream):
            name = str(operator)
            if name in {"Tj", "TJ"}:
                yield from self._shown(operands[0] if name == "TJ" else [operands[0]])
            elif name == "Do":
                yield from self._form(self.resources.XObject[str(operands[0])])
            else:
                self._moved(name, operands)

    def _moved(self, name: str, operands: Any) -> None:
        if name == "q":
            self.stack.append(self.matrix)
        elif name == "Q":
            self.matrix = self.stack.pop()
        elif name == "cm":
            self.matrix = _times(_six(operands), self.matrix)
        elif name == "BT":
            self.line = self.text = _ONE
        elif name == "Tm":
            self.line = self.text = _six(operands)
        elif name == "Td":
            self.line = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.line)
            self.text = self.line
        elif name == "Tf":
            self.font = _font(self.resources.Font[str(operands[0])], self.fonts)
            self.size = float(operands[1])

    def _shown(self, run: Any) -> Iterator[Sign]:
        for part in run:
            if not isinstance(part, pikepdf.String):
                self._step(-float(part) / 1000 * self.size)
                continue
            code = bytes(part)
            for at in range(0, len(code), 2):
                glyph = int.from_bytes(code[at : at + 2], "big")
                width = self.font.widths.get(glyph, 1000) / 1000 * self.size
                place = _times(self.text, self.matrix)
                across = (place[0] ** 2 + place[1] ** 2) ** 0.5
                down = (place[2] ** 2 + place[3] ** 2) ** 0.5
                says = self.font.says.get(glyph, "\ufffd")
                yield Sign(
                    says, place[4], place[5], width * across, self.size * down, self.font.face
                )
                self._step(width)

    def _step(self, width: float) -> None:
        self.text = _times((1, 0, 0, 1, width, 0), self.text)

    def _form(self, form: Any) -> Iterator[Sign]:
        if form.get("/Subtype") == "/Form":
            matrix = _times(_six(form.get("/Matrix", _ONE)), self.matrix)
            yield from _Pen(form.get("/Resources", self.resources), matrix, self.fonts).draw(form)


def _six(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(each) for each in values)
    return (a, b, c, d, e, f)


_CHAR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def _font(made: Any, known: dict[Any, _Font]) -> _Font:
    key = made.objgen
    if key in known:
        return known[key]
    found = known[key] = _Font(str(made.get("/BaseFont", "")))
    if "/ToUnicode" in made:
        for code, words in _CHAR.findall(made.ToUnicode.read_bytes()):
            found.says[int(code, 16)] = bytes.fromhex(words.decode()).decode("utf-16-be", "replace")
    if "/DescendantFonts" in made:
        listed = list(made.DescendantFonts[0].get("/W", []))
        at = 0
        while at < len(listed):
            first = int(listed[at])
            if isinstance(listed[at + 1], pikepdf.Array):
                found.widths |= {first + n: float(w) for n, w in enumerate(listed[at + 1])}
                at += 2
            else:
                last, width = int(listed[at + 1]), float(listed[at + 2])
                found.widths |= dict.fromkeys(range(first, last + 1), width)
                at += 3
    return found


@dataclass(frozen=True)
class Measured:
    """What a PDF was measured to be; a list of pages counts them from 1."""

    pages: int
    smallest: float
    mixed: int
    even: int
    widest: float
    overfull: list[int]
    overlaps: list[int]
    scant: list[int]
    fill: float
    stranded: list[int]


def measured(path: Path, *, margin: float = 8) -> Measured:
    """Measure a PDF; `margin` is the narrowest that it has, in millimetres."""
    sheets = sheets_of(path)
    gaps = [gap for sheet in sheets for gap in sheet.gaps()]
    told = [sheet for sheet in sheets if sheet.body]
    return Measured(
        pages=len(sheets),
        smallest=round(min((sheet.smallest for sheet in sheets), default=0), 1),
        mixed=len(gaps),
        even=sum(0.19 <= gap <= 0.35 for gap in gaps),
        widest=round(max(gaps, default=0), 2),
        overfull=[n for n, sheet in enumerate(sheets, 1) if sheet.overfull(margin)],
        overlaps=[n for n, sheet in enumerate(sheets, 1) if sheet.overlaps()],
        scant=[n for n, sheet in enumerate(sheets, 1) if 1 < len(sheet.lines) <= 2],
        fill=round(sum(sheet.fill for sheet in told) / max(len(told), 1), 2),
        stranded=[n for n, sheet in enumerate(sheets, 1) if _is_stranded(sheet)],
    )


def _is_stranded(sheet: Sheet) -> bool:
    """Tell whether a page begins with the last, short line of a paragraph begun before it."""
    lines = [line for line in sheet.lines if line]
    if len(lines) < 3:
        return False
    left = min(each.x for line in lines for each in line)
    first, second = lines[0], lines[1]
    size = first[0].size
    is_text = abs(first[0].x - left) < 1 and abs(size - 10.5) < 0.2 and "Serif" in first[0].face
    is_short = first[-1].end - left < 30 * size
    return is_text and is_short and abs(second[0].x - left - 2 * size) < 2


def table(rows: dict[str, Measured]) -> str:
    """Return what was measured as a table of Markdown."""
    heads = (
        "PDF", "pages", "smallest pt", "mixed gaps", "of 0.19 to 0.35 em", "widest em",
        "overfull", "overprinted", "two lines", "stranded", "mean fill",
    )  # fmt: skip
    said = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for name, each in rows.items():
        share = f"{each.even / each.mixed:.0%}" if each.mixed else "—"
        cells = (
            name, each.pages, each.smallest, each.mixed, share, each.widest,
            len(each.overfull), len(each.overlaps), len(each.scant), len(each.stranded), each.fill,
        )  # fmt: skip
        said.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(said)


if __name__ == "__main__":
    print(table({Path(name).name: measured(Path(name)) for name in sys.argv[1:]}))  # noqa: T201
