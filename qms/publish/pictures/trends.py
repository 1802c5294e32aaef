"""A figure month by month: its line, the zone of its target, how many were counted (9.2, 9.3)."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qms.model.figure import Result
from qms.model.kinds.ch06_objectives import Direction
from qms.publish.pictures.drawing import ACCENT, BAD, GOOD, INK, LINE, svg, text
from qms.publish.templating import Markup, html, trusted

WIDTH = 340.0
_SIZE = 11.0
_SAME = 1e-6  # of a value: a spread that no axis shows
_LEFT, _TOP, _HEIGHT, _RIGHT = 42.0, 20.0, 92.0, 12.0


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a period; no value where nothing was counted.

    Args:
        period: What stands below it.
        value: In the unit of the figure.
        counted: How many records stand behind it; nothing is said where that is not known.
        is_running: The period is not over: the value is one so far.
        is_missed: The target was not reached.

    """

    period: str
    value: float | None
    counted: int | None = None
    is_running: bool = False
    is_missed: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The value to reach, the side of it on which all is well, and what it is called."""

    value: float
    direction: Direction
    word: str

    @property
    def said(self) -> str:
        """The target in a few signs: 目标 ≥ 95."""
        sign = "≥" if self.direction is Direction.higher_is_better else "≤"
        return f"{self.word} {sign} {self.value:g}"


def points_of(results: Sequence[Result], day: dt.date) -> list[Point]:
    """Return a figure's months as they are drawn everywhere."""
    return [
        Point(
            each.period[5:],
            None if each.value is None else float(each.value),
            len(each.base),
            is_running=each.is_running(day),
            is_missed=each.is_met is False,
        )
        for each in results
    ]


def target_of(result: Result, word: str) -> Target | None:
    """Return the target that a figure is drawn against, if it has one."""
    if result.target is None:
        return None
    return Target(float(result.target), result.kpi.direction, word)


def trend(
    title: str,
    points: Sequence[Point],
    target: Target | None,
    before: Sequence[float | None] = (),
) -> Markup:
    """Return a line of values over the periods, before the zone in which the target is reached.

    A month that missed bears a cross, one that is not over an open dot; below each stands how many
    records it counted. `before` are the values of the same periods a year earlier, drawn as open
    squares on a thin line.
    """
    values = [value for value in (*(p.value for p in points), *before) if value is not None]
    reach = [*values, *([target.value] if target is not None else [])]
    marks = ticks(min(reach, default=0.0), max(reach, default=1.0))
    low, high = marks[0], marks[-1]
    step = (WIDTH - _LEFT - _RIGHT) / max(len(points), 1)

    def at(index: int, value: float) -> tuple[float, float]:
        return _LEFT + (index + 0.5) * step, _TOP + _HEIGHT * (1 - (value - low) / (high - low))

    places = [None if p.value is None else at(i, p.value) for i, p in enumerate(points)]
    parts = [_across(_TOP, _HEIGHT, f'fill="none" stroke="{LINE}" stroke-width="0.5"')]
    if target is not None:
        parts += _zone(target, at(0, target.value)[1])
    for mark in marks:
        y = at(0, mark)[1]
        parts.append(_line(y, f'stroke="{LINE}" stroke-width="0.25"'))
        parts.append(text(_LEFT - 4, y + 4, f"{mark:g}", size=_SIZE, anchor="end"))
    parts += _earlier([None if value is None else at(i, value) for i, value in enumerate(before)])
    parts += _runs(places)
    for index, (point, place) in enumerate(zip(points, places, strict=True)):
        x = _LEFT + (index + 0.5) * step
        parts += _below(point, x)
        if place is not None:
            parts.append(_dot(point, *place))
    bottom = _TOP + _HEIGHT
    if any(each.counted is not None for each in points):
        parts.append(text(_LEFT - 4, bottom + 29, "n", size=_SIZE, anchor="end"))
        bottom += 14
    return svg(WIDTH, bottom + 20, title, *parts, share=0.72)


def _across(y: float, height: float, look: str) -> Markup:
    wide = WIDTH - _LEFT - _RIGHT
    return trusted(f'<rect x="{_LEFT:g}" y="{y:g}" width="{wide:g}" height="{height:g}" {look}/>')


def _line(y: float, look: str) -> Markup:
    return trusted(
        f'<line x1="{_LEFT:g}" y1="{y:.2f}" x2="{WIDTH - _RIGHT:g}" y2="{y:.2f}" {look}/>'
    )


def _zone(target: Target, y: float) -> list[Markup]:
    """Return the part of the frame in which the target is reached, its edge, and its name."""
    up = target.direction is Direction.higher_is_better
    top, high = (_TOP, y - _TOP) if up else (y, _TOP + _HEIGHT - y)
    return [
        _across(round(top, 2), round(high, 2), f'fill="{GOOD}" fill-opacity="0.16"'),
        _line(y, f'stroke="{GOOD}" stroke-width="1" stroke-dasharray="5 3"'),
        text(WIDTH - _RIGHT, _TOP - 7, target.said, size=_SIZE, ink=GOOD, anchor="end"),
    ]


def _below(point: Point, x: float) -> list[Markup]:
    """Return what stands under a month: its number, and how many records it counted."""
    bottom = _TOP + _HEIGHT
    parts = [text(x, bottom + 15, point.period, size=_SIZE, ink=BAD if point.is_missed else INK)]
    if point.counted is not None:
        parts.append(text(x, bottom + 29, str(point.counted), size=_SIZE, ink=LINE))
    return parts


def _dot(point: Point, x: float, y: float) -> Markup:
    """Return the mark of a value: open while its month runs, with a cross where it missed."""
    ink = BAD if point.is_missed else ACCENT
    fill = "#ffffff" if point.is_running else ink
    form = '<circle cx="{}" cy="{}" r="3" fill="{}" stroke="{}"/>'
    drawn = html(form, f"{x:.2f}", f"{y:.2f}", fill, ink)
    if point.is_missed:
        form = '<path d="M{} {}l9 9m0-9l-9 9" stroke="{}" stroke-width="1.4" fill="none"/>'
        drawn += html(form, f"{x - 4.5:.2f}", f"{y - 4.5:.2f}", ink)
    return drawn


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
    """Return the line through the places, broken where there is none."""
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
        run = []
    return parts
