"""Charts of the figures: ageing, conformity, objectives (9.2, 9.3).

Each says its numbers in words as well, and no colour carries a meaning alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qms.publish.pictures.drawing import BAD, GOOD, Box, arrow, box, svg, text
from qms.publish.templating import Markup, trusted

WIDTH = 460.0


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
