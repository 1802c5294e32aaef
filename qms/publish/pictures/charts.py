"""Charts of the figures: trends against targets, ageing, risks, conformity, objectives (9.2, 9.3).

Each says its numbers in words as well, and no colour carries a meaning alone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qms.publish.pictures.drawing import ACCENT, BAD, GOOD, LINE, Box, arrow, box, svg, text
from qms.publish.templating import Markup, html, trusted

WIDTH = 460.0
_SAME = 1e-6  # of a value: a spread that no axis shows


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a period; no value where nothing was counted."""

    period: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its words; `bad` is the part of its length that is not as it should be."""

    name: str
    length: float
    bad: float
    note: str


@dataclass(frozen=True, slots=True)
class Node:
    """An objective in the tree: its lines, and those under it."""

    lines: tuple[str, ...]
    below: tuple["Node", ...] = ()


def trend(
    title: str,
    points: Sequence[Point],
    target: float | None,
    target_word: str,
    before: Sequence[float | None] = (),
) -> Markup:
    """Return a line of values over the periods with the target as a dashed line.

    `before` are the values of the same periods a year earlier, drawn as open squares on a thin
    line.
    """
    values = [value for value in (*(p.value for p in points), *before) if value is not None]
    reach = [*values, *([target] if target is not None else [])]
    marks = ticks(min(reach, default=0.0), max(reach, default=1.0))
    low, high = marks[0], marks[-1]
    left, top, height = 44.0, 14.0, 96.0
    step = (WIDTH - left - 54) / max(len(points) - 1, 1)

    def at(index: int, value: float) -> tuple[float, float]:
        return left + index * step, top + height * (1 - (value - low) / (high - low))

    frame = trusted(
        f'<rect x="{left:g}" y="{top:g}" width="{WIDTH - left - 54:g}" height="{height:g}" '
        f'fill="none" stroke="{LINE}" stroke-width="0.5"/>'
    )
    parts = [frame]
    for mark in marks:
        y = at(0, mark)[1]
        parts.append(
            trusted(
                f'<line x1="{left:g}" y1="{y:.2f}" x2="{WIDTH - 54:g}" y2="{y:.2f}" '
                f'stroke="{LINE}" stroke-width="0.25"/>'
            )
        )
        parts.append(text(left - 4, y + 3, f"{mark:g}", size=8, anchor="end"))
    if target is not None:
        y = at(0, target)[1]
        parts.append(
            trusted(
                f'<line x1="{left:g}" y1="{y:.2f}" x2="{WIDTH - 54:g}" y2="{y:.2f}" '
                f'stroke="{BAD}" stroke-width="1" stroke-dasharray="5 3"/>'
            )
        )
        parts.append(text(WIDTH - 50, y + 3, f"{target_word} {target:g}", size=8, anchor="start"))
    parts += _earlier([None if value is None else at(i, value) for i, value in enumerate(before)])
    parts += _runs([
        (at(i, p.value) if p.value is not None else None) for i, p in enumerate(points)
    ])
    for index, point in enumerate(points):
        parts.append(text(left + index * step, top + height + 12, point.period, size=7))
    return svg(WIDTH, top + height + 20, title, *parts)


def ticks(low: float, high: float) -> list[float]:
    """Return round marks for an axis, three to six steps of 1, 2 or 5, that reach over a range."""
    if high - low <= _SAME * max(abs(low), abs(high), 1.0):
        spare = max(abs(low) * 0.1, 1.0)
        low, high = (low - spare if low < 0 else max(0.0, low - spare)), high + spare
    size = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(size))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= size * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def _earlier(places: Sequence[tuple[float, float] | None]) -> list[Markup]:
    """Return the year before: thin lines between neighbours, and an open square on each value."""
    parts: list[Markup] = []
    for start, end in pairwise(places):
        if start is not None and end is not None:
            parts.append(
                trusted(
                    f'<line x1="{start[0]:.2f}" y1="{start[1]:.2f}" x2="{end[0]:.2f}" '
                    f'y2="{end[1]:.2f}" stroke="{LINE}" stroke-width="0.8" stroke-dasharray="2 2"/>'
                )
            )
    parts += [
        trusted(
            f'<rect x="{place[0] - 2.4:.2f}" y="{place[1] - 2.4:.2f}" width="4.8" '
            f'height="4.8" fill="#ffffff" stroke="{LINE}"/>'
        )
        for place in places
        if place is not None
    ]
    return parts


def _runs(places: Sequence[tuple[float, float] | None]) -> list[Markup]:
    """Return the line through the places, broken where there is none, and a dot on each."""
    parts: list[Markup] = []
    run: list[tuple[float, float]] = []
    for place in [*places, None]:
        if place is not None:
            run.append(place)
            continue
        if len(run) > 1:
            points = " ".join(f"{x:.2f},{y:.2f}" for x, y in run)
            parts.append(
                html(
                    '<polyline points="{}" fill="none" stroke="{}" stroke-width="1.6"/>',
                    points,
                    ACCENT,
                )
            )
        form = '<circle cx="{}" cy="{}" r="2.6" fill="{}"/>'
        parts += [html(form, f"{x:.2f}", f"{y:.2f}", ACCENT) for x, y in run]
        run = []
    return parts


def bars(title: str, rows: Sequence[Bar]) -> Markup:
    """Return horizontal bars; the part that is not right is hatched, not only coloured."""
    longest = max((row.length for row in rows), default=1.0) or 1.0
    left, right = 150.0, 80.0
    scale = (WIDTH - left - right) / longest
    hatch = trusted(
        '<defs><pattern id="qms-hatch" width="4" height="4" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="4" height="4" fill="{BAD}"/>'
        '<line x1="0" y1="0" x2="0" y2="4" stroke="#ffffff" stroke-width="1.4"/></pattern></defs>'
    )
    parts = [hatch]
    for index, row in enumerate(rows):
        y = 4 + index * 20.0
        good, bad = (row.length - row.bad) * scale, row.bad * scale
        parts.append(text(left - 6, y + 11, row.name, size=9, anchor="end"))
        parts.append(
            trusted(
                f'<rect x="{left:g}" y="{y:g}" width="{good:.2f}" height="14" fill="{GOOD}"/>'
                f'<rect x="{left + good:.2f}" y="{y:g}" width="{bad:.2f}" height="14" '
                f'fill="url(#qms-hatch)"/>'
            )
        )
        parts.append(text(left + good + bad + 5, y + 11, row.note, size=8, anchor="start"))
    return svg(WIDTH, 8 + len(rows) * 20.0, title, *parts)


def tree(title: str, roots: Sequence[Node]) -> Markup:
    """Return the objectives from left to right: company, department, post."""
    parts: list[Markup] = []
    row = _branches(parts, roots, 0, 0)
    return svg(WIDTH, max(row, 1) * 40.0 + 4, title, *parts)


def _branches(parts: list[Markup], nodes: Sequence[Node], depth: int, row: int) -> int:
    for node in nodes:
        shape = Box(4 + depth * 154.0, 4 + row * 40.0, 138, 32, node.lines)
        parts.append(box(shape))
        first = row
        for child in node.below:
            right, (_, y) = shape.right, (0, 4 + row * 40.0 + 16)
            middle = right[0] + 8
            end = (4 + (depth + 1) * 154.0, y)
            start = [right, (middle, right[1]), (middle, y)] if row > first else [right]
            parts.append(arrow(*start, end))
            row = _branches(parts, [child], depth + 1, row)
        row = max(row, first + 1)
    return row
