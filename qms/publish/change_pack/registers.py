"""Says in words what changed in the tables that are drawn from registers (2.2.3).

Text is compared clause by clause; a table of objectives, forms or departments changes without a
word of the text, and its holder asks why the page is exchanged.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import groupby

from qms.model.manual import FIGURE
from qms.publish.book.blocks import Piece
from qms.publish.book.book import Book
from qms.publish.book.paging import Part
from qms.publish.book.parts import ANNEX

_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_HEAD = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
_CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_GOES_ON = 'class="goes-on'
_NUMBER = re.compile(r"^表\s*\S+\s*")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table drawn from a register, and what changed in it, a line each."""

    title: str
    lines: tuple[str, ...]


@dataclass
class _Table:
    """A table as printed; local to one comparison."""

    title: str
    heads: Row = ()
    rows: list[Row] = field(default_factory=list)


def table_changes(old: Book, new: Book) -> Iterator[TableChange]:
    """Yield the drawn tables of two books that differ, and in what, in the order of the new one."""
    before, after = _tables(old), _tables(new)
    for name, table in after.items():
        was = before.get(name)
        if was is None:
            yield TableChange(table.title, (f"新增此表，共 {len(table.rows)} 行。",))
        elif lines := tuple(_differences(was, table)):
            yield TableChange(table.title, lines)
    for name, table in before.items():
        if name not in after:
            yield TableChange(table.title, ("取消此表。",))


def _tables(book: Book) -> Mapping[str, _Table]:
    """Return the tables that are drawn from registers, by their name without its number."""
    drawn = {
        found[1]
        for chapter in book.imprint.as_released.chapters
        for line in chapter.body.split("\n")
        if (found := FIGURE.match(line)) and found[2] == "table"
    }
    titled = (each for part in book.parts for each in _tables_of(part.part))
    return {
        name: table
        for name, table in ((_NUMBER.sub("", each.title), each) for each in titled)
        if name in drawn or table.title == name
    }


def _tables_of(part: Part) -> Iterator[_Table]:
    """Yield the tables of a part that have a title: their number and name, or the annex's."""
    heading = ""
    for frame, members in groupby(part.pieces, key=lambda each: each.frame):
        pieces = list(members)
        if frame is None:
            heading = next((each.heading for each in reversed(pieces) if each.heading), heading)
            continue
        titled = _CAPTION.search(frame.opening)
        title = _words(titled[1] if titled else heading if part.name == ANNEX else "")
        if title and "<table" in frame.opening:
            yield _read(_Table(title, tuple(map(_words, _HEAD.findall(frame.opening)))), pieces)


def _read(table: _Table, pieces: Sequence[Piece]) -> _Table:
    for piece in pieces:
        cells = tuple(map(_words, _CELL.findall(piece.html)))
        if _GOES_ON in piece.html and table.rows:
            last = table.rows.pop()
            cells = tuple(a + b for a, b in zip(last, cells, strict=False))
        table.rows.append(cells)
    return table


def _words(made: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", made)).split())


def _differences(old: _Table, new: _Table) -> Iterator[str]:
    """Yield what came, went and changed; a row is known by its first cell."""
    if old.heads != new.heads:
        yield f"栏目：{'、'.join(old.heads)} → {'、'.join(new.heads)}"
    was, now = _keyed(old.rows), _keyed(new.rows)
    for key, row in now.items():
        if key not in was:
            yield f"增加：{_said(new.heads, row)}"
        elif was[key] != row and old.heads == new.heads:
            pairs = zip(new.heads, was[key], row, strict=False)
            told = "；".join(
                f"{head} {a or '（空）'} → {b or '（空）'}" for head, a, b in pairs if a != b
            )
            yield f"改动：{key[0]}：{told}"
    for key, row in was.items():
        if key not in now:
            yield f"取消：{_said(old.heads, row)}"
    kept = [key for key in was if key in now]
    if kept != [key for key in now if key in was]:
        yield "各行的次序有改动。"


def _keyed(rows: Sequence[Row]) -> dict[tuple[str, int], Row]:
    """Return rows by their first cell, and which of those with the same they are."""
    found: dict[tuple[str, int], Row] = {}
    for row in rows:
        first = row[0] if row else ""
        place = sum(key == first for key, _ in found)
        found[first, place] = row
    return found


def _said(heads: Row, row: Row) -> str:
    rest = [f"{head} {cell}" for head, cell in zip(heads[1:], row[1:], strict=False) if cell]
    return f"{row[0] if row else ''}（{'，'.join(rest)}）" if rest else (row[0] if row else "")
