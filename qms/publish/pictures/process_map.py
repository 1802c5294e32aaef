"""The process map: three bands of processes, and an arrow for each flow between two (clause 4.4).

Arrows run in the spaces between the boxes. All that lead to one process meet in one upright line
at its left, with a dot where they join; lines that only cross have none.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qms.model.kinds.ch04_system import Process
from qms.model.snapshot import Snapshot
from qms.publish.pictures.drawing import ACCENT, LINE, Box, arrow, box, svg, text
from qms.publish.pictures.wrapping import in_two, wrapped
from qms.publish.templating import Markup, escaped, html, joined, trusted
from qms.text import Lang, Text

WIDTH = 460.0
TITLE = Text(zh="过程关系图", en="Process map")
BANDS = (
    ("M", Text(zh="管理过程", en="Management processes")),
    ("C", Text(zh="顾客导向过程", en="Customer-oriented processes")),
    ("S", Text(zh="支持过程", en="Support processes")),
)
_COLUMNS = 3
_SIZE = 13.0
_LEADING = 15.0
_TRACK = 5.0
_EDGE = 5.0
_HEADING = 22.0
_GAP = 8.0
_WORDS_WIDE = 120.0
# Where lines meet a box, as parts of its height: in, out to the right, out to the left.
_IN = 0.2
_OUT_RIGHT = (0.42, 0.56, 0.5, 0.35)
_OUT_LEFT = (0.72, 0.86, 0.94, 0.65)


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a process stands in the grid."""

    process: Process
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class _Flow:
    """A flow from one process to another; `nth` counts those that leave a side of the source."""

    source: _Cell
    target: _Cell
    nth: int

    @property
    def leaves_right(self) -> bool:
        """The target's line runs just right of the source."""
        return self.source.column == self.target.column - 1

    @property
    def leaves_left(self) -> bool:
        """The target's line runs just left of the source."""
        return self.source.column == self.target.column

    @property
    def leaves_below(self) -> bool:
        """The way leads past another column, below the row."""
        return not (self.leaves_right or self.leaves_left)


def process_map(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the three bands of processes with the flows between them."""
    cells, rows = _cells(snapshot.all(Process))
    flows = _flows(cells)
    names = {each.process.id: _lines(each.process, lang) for each in cells}
    plan = _Plan(cells, rows, flows, _LEADING * max(map(len, names.values()), default=2) + 10)
    parts = [*plan.bands(lang), *plan.arrows(), *plan.boxes(names)]
    said = "; ".join(f"{each.source.process.id} → {each.target.process.id}" for each in flows)
    title = f"{TITLE.say(lang)}: {said}" if said else TITLE.say(lang)
    return svg(WIDTH, plan.height, title, *parts, share=_height_in_the_book(rows) / plan.height)


def _height_in_the_book(rows: Sequence[str]) -> float:
    """Return how high the picture stands on a page: as high as released pages have it, or less."""
    return 40.0 * (len(rows)) + 42.0 * len(BANDS) - 8


def _cells(processes: Sequence[Process]) -> tuple[list[_Cell], list[str]]:
    """Return the place of each process, and the band of each row."""
    cells: list[_Cell] = []
    rows: list[str] = []
    for letter, _heading in BANDS:
        members = [each for each in processes if each.id.startswith(letter)]
        cells += [
            _Cell(each, len(rows) + index // _COLUMNS, index % _COLUMNS)
            for index, each in enumerate(members)
        ]
        rows += [letter] * (-(-len(members) // _COLUMNS) or 1)
    return cells, rows


def _flows(cells: Sequence[_Cell]) -> list[_Flow]:
    known = {each.process.id: each for each in cells}
    flows: list[_Flow] = []
    for source in cells:
        left: dict[str, int] = defaultdict(int)
        for name in source.process.next:
            if name in known and name != source.process.id:
                flow = _Flow(source, known[name], 0)
                side = f"{flow.leaves_left}{flow.leaves_right}"
                flows.append(_Flow(source, known[name], left[side]))
                left[side] += 1
    return flows


def _lines(process: Process, lang: Lang) -> tuple[str, ...]:
    if lang == "zh":
        return (process.id, *wrapped(process.name, _SIZE, _WORDS_WIDE, most=2))
    return wrapped(f"{process.id} {process.name_en}", _SIZE, _WORDS_WIDE, most=3)


def as_known(snapshot: Snapshot) -> Markup:
    """Return the words of the map in the order in which released pages know them.

    A page is known by its words and the marks between them, so that an edition of years ago prints
    from any later program; this is the map as it was first drawn, with marks for its shapes.
    """
    mark = trusted("<i>")
    parts = [mark, mark, escaped(TITLE.zh), mark]
    for letter, heading in BANDS:
        parts += [mark, mark, escaped(f"{heading.zh}（{letter}）"), mark]
        for process in snapshot.all(Process):
            if process.id.startswith(letter):
                feeds = "→ " + "、".join(process.next) if process.next else ""
                lines = in_two(f"{process.id} {process.name}", feeds)
                parts.append(mark)
                parts += [mark + escaped(line) + mark for line in lines]
        if letter != BANDS[-1][0]:
            parts += [mark] * 4
    return joined([*parts, mark])


class _Plan:
    """Where everything stands: rows with room for lines below, columns with room beside."""

    def __init__(
        self, cells: Sequence[_Cell], rows: Sequence[str], flows: Sequence[_Flow], high: float
    ) -> None:
        """Measure the rows, then the columns."""
        self._cells, self._rows, self._flows, self._high = cells, rows, flows, high
        below = [
            [f for f in flows if f.leaves_below and f.source.row == n] for n in range(len(rows))
        ]
        self._below = below
        self._tops: list[float] = []
        y = 2.0
        for index, letter in enumerate(rows):
            if index == 0 or rows[index - 1] != letter:
                y += _HEADING + (_GAP if index else 0)
            self._tops.append(y)
            y += high + _GAP + _TRACK * len(below[index])
        self.height = y + 4
        self._trunks = self._tracks()
        counts = [
            max((t for c, t in self._trunks.values() if c == n), default=-1) + 1
            for n in range(_COLUMNS)
        ]
        gutters = [2 * _EDGE + 4 + _TRACK * max(each - 1, 0) for each in counts]
        self._wide = (WIDTH - sum(gutters) - _EDGE - 4) / _COLUMNS
        self._lefts = [2 + sum(gutters[: n + 1]) + n * self._wide for n in range(_COLUMNS)]

    def _shape(self, cell: _Cell) -> Box:
        return Box(self._lefts[cell.column], self._tops[cell.row], self._wide, self._high, ())

    def _leaves_at(self, flow: _Flow) -> float:
        """Return the height at which a flow reaches the upright line of its target."""
        top = self._tops[flow.source.row]
        if flow.leaves_below:
            nth = self._below[flow.source.row].index(flow)
            return top + self._high + _EDGE + _TRACK * nth
        parts = _OUT_RIGHT if flow.leaves_right else _OUT_LEFT
        return top + self._high * parts[flow.nth % len(parts)]

    def _enters_at(self, cell: _Cell) -> float:
        return self._tops[cell.row] + self._high * _IN

    def _levels(self, target: _Cell) -> list[float]:
        reached = {self._leaves_at(each) for each in self._flows if each.target == target}
        return sorted({*reached, self._enters_at(target)}) if reached else []

    def _tracks(self) -> dict[str, tuple[int, int]]:
        """Return for each target its column and its upright line there: none lies upon another."""
        taken: dict[str, tuple[int, int]] = {}
        ends: list[list[float]] = [[] for _ in range(_COLUMNS)]
        spans = [
            (levels[0], levels[-1], each) for each in self._cells if (levels := self._levels(each))
        ]
        for low, high, cell in sorted(spans, key=lambda each: each[:2]):
            used = ends[cell.column]
            free = next((n for n, end in enumerate(used) if end + _TRACK < low), len(used))
            used[free : free + 1] = [high]
            taken[cell.process.id] = cell.column, free
        return taken

    def _trunk(self, target: _Cell) -> float:
        _column, track = self._trunks[target.process.id]
        return self._lefts[target.column] - _EDGE - 6 - _TRACK * track

    def arrows(self) -> list[Markup]:
        """Return the flows, and the dots where several become one."""
        parts: list[Markup] = []
        for flow in self._flows:
            shape, x, y = self._shape(flow.source), self._trunk(flow.target), self._leaves_at(flow)
            start = [(shape.right[0] if flow.leaves_right else shape.x, y)]
            if flow.leaves_below:
                own = 0.5 + 0.16 * (self._below[flow.source.row].index(flow) % 3 - 1)
                across = shape.x + shape.width * own
                start = [(across, shape.bottom[1]), (across, y)]
            enters = self._enters_at(flow.target)
            end = (self._lefts[flow.target.column], enters)
            parts.append(arrow(*start, (x, y), (x, enters), end))
        for cell in self._cells:
            for level in self._levels(cell)[1:-1]:
                form = '<circle cx="{}" cy="{}" r="1.8" fill="{}"/>'
                parts.append(html(form, f"{self._trunk(cell):g}", f"{level:g}", LINE))
        return parts

    def bands(self, lang: Lang) -> list[Markup]:
        """Return the dashed frame of each band with its name."""
        parts: list[Markup] = []
        starts = [n for n, letter in enumerate(self._rows) if letter not in self._rows[:n]]
        tops = [self._tops[each] - _HEADING for each in starts]
        for (letter, heading), (top, end) in zip(
            BANDS, pairwise([*tops, self.height - 2 + _GAP]), strict=True
        ):
            parts.append(
                trusted(
                    f'<rect x="1" y="{top:g}" width="{WIDTH - 2:g}" height="{end - top - _GAP:g}" '
                    f'rx="6" fill="none" stroke="{ACCENT}" stroke-dasharray="4 3" '
                    f'stroke-width="0.8"/>'
                )
            )
            words = f"{heading.say(lang)} ({letter})"
            parts.append(text(self._lefts[0], top + 15, words, size=_SIZE, anchor="start"))
        return parts

    def boxes(self, names: dict[str, tuple[str, ...]]) -> list[Markup]:
        """Return the boxes with number and name."""
        parts: list[Markup] = []
        for cell in self._cells:
            shape, lines = self._shape(cell), names[cell.process.id]
            parts.append(box(shape))
            first = shape.y + shape.height / 2 - _LEADING * (len(lines) - 1) / 2 + 4.5
            parts += [
                text(shape.top[0], first + _LEADING * nth, line, size=_SIZE)
                for nth, line in enumerate(lines)
            ]
        return parts
