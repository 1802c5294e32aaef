"""Boxes, arrows and text as SVG: the few shapes that every picture is made of."""

import re
from dataclasses import dataclass

from qms.publish.templating import Markup, html, joined, trusted

ACCENT = "#1f5f8b"
SOFT = "#e8f0f6"
LINE = "#5b6b78"
INK = "#1b2a35"
GOOD = "#2f7d4f"
BAD = "#b3261e"
_READABLE = 7.0
_LARGE = 14
_SIZE = re.compile(r'<text [^>]*font-size="([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with lines of text, placed by its upper left corner, in points."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    strong: bool = False
    fit: bool = False

    @property
    def top(self) -> tuple[float, float]:
        """The middle of the upper edge."""
        return self.x + self.width / 2, self.y

    @property
    def bottom(self) -> tuple[float, float]:
        """The middle of the lower edge."""
        return self.x + self.width / 2, self.y + self.height

    @property
    def left(self) -> tuple[float, float]:
        """The middle of the left edge."""
        return self.x, self.y + self.height / 2

    @property
    def right(self) -> tuple[float, float]:
        """The middle of the right edge."""
        return self.x + self.width, self.y + self.height / 2


def box(shape: Box) -> Markup:
    """Return a box; the first line of a box with several is its heading."""
    fill = ACCENT if shape.strong else SOFT
    ink = "#ffffff" if shape.strong else INK
    parts = [
        trusted(
            f'<rect x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}" '
            f'height="{shape.height:g}" rx="4" fill="{fill}" stroke="{ACCENT}" stroke-width="0.8"/>'
        )
    ]
    leading = 13.0
    first = shape.y + shape.height / 2 - leading * (len(shape.lines) - 1) / 2 + 3.6
    for index, line in enumerate(shape.lines):
        size = 10 if index == 0 else 8
        parts.append(
            text(
                shape.x + shape.width / 2,
                first + index * leading,
                line,
                size=_fitting(line, size, shape.width - 8) if shape.fit else size,
                ink=ink,
            )
        )
    return joined(parts)


def _fitting(line: str, size: float, width: float) -> float:
    """Return a size at which a line of Latin letters stays inside its box, but still readable."""
    return max(_READABLE, min(size, round(width / max(len(line) * 0.54, 1), 1)))


def text(
    x: float, y: float, words: str, *, size: float = 9, ink: str = INK, anchor: str = "middle"
) -> Markup:
    """Return a line of text at its baseline."""
    form = '<text x="{}" y="{}" font-size="{}" fill="{}" text-anchor="{}">{}</text>'
    return html(form, f"{x:g}", f"{y:g}", f"{size:g}", ink, anchor, words)


def arrow(*points: tuple[float, float], label: str = "") -> Markup:
    """Return an arrow through the points, with its head at the last."""
    path = " ".join(f"{x:g},{y:g}" for x, y in points)
    drawn = html('<polyline points="{}" fill="none" stroke="{}" stroke-width="1"/>', path, LINE)
    drawn += _head(points[-2], points[-1])
    if label:
        (ax, ay), (bx, by) = points[0], points[1]
        drawn += text((ax + bx) / 2 + 4, (ay + by) / 2 - 2, label, size=8, anchor="start")
    return drawn


def _head(before: tuple[float, float], tip: tuple[float, float]) -> Markup:
    dx, dy = tip[0] - before[0], tip[1] - before[1]
    length = max((dx * dx + dy * dy) ** 0.5, 0.001)
    ux, uy = dx / length, dy / length
    back = (tip[0] - 6 * ux, tip[1] - 6 * uy)
    one = (back[0] - 3 * uy, back[1] + 3 * ux)
    two = (back[0] + 3 * uy, back[1] - 3 * ux)
    corners = " ".join(f"{x:g},{y:g}" for x, y in (tip, one, two))
    return html('<polygon points="{}" fill="{}"/>', corners, LINE)


def svg(
    width: float,
    height: float,
    title: str,
    *parts: Markup,
    role: str = "img",
    share: float = 1.0,
) -> Markup:
    """Return the picture with its title as the text alternative.

    A picture with links in it is a `group`: what is an `img` holds nothing to go to. Its class says
    how small its smallest words are, so that a narrow screen keeps them large enough to read.

    Args:
        width: Of what is drawn, in points.
        height: Of what is drawn, in points.
        title: What it says in words.
        parts: What is drawn.
        role: `img`, or `group` where it holds links.
        share: The part of a page's width that it takes in a book or a pack.

    """
    inside = joined(parts)
    smallest = min((float(each) for each in _SIZE.findall(str(inside))), default=12.0)
    return html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" '
        'width="{}" height="{}" role="{}" aria-label="{}" class="least-{}"{} '
        'font-family="QMS Sans, Noto Sans SC, Microsoft YaHei, sans-serif">'
        "<title>{}</title>{}</svg>",
        *(f"{each:g}" for each in (width, height, width, height)),
        role,
        title,
        min(int(smallest), _LARGE),
        html(' style="width:{}%"', f"{share * 100:.1f}") if share < 1 else "",
        title,
        inside,
    )
