"""The risk matrix: the bands of the manual, and each risk in its cell with its state (6.1.1)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from qms.publish.pictures.drawing import BAD, GOOD, INK, LINE, svg, text
from qms.publish.templating import Markup, html, trusted
from qms.text import Lang, Text

_CELL_X, _CELL_Y, _LEFT, _TOP, _SIDES = 80.0, 44.0, 44.0, 6.0, 5
_WIDTH = 460.0
_MOST = 6
_AMBER = "#b7791f"
_AXES = (Text(zh="频度", en="Likelihood"), Text(zh="严重度", en="Severity"))
_BANDS = (
    (Text(zh="低", en="low"), GOOD, 0.14),
    (Text(zh="一般", en="medium"), _AMBER, 0.22),
    (Text(zh="高", en="high"), BAD, 0.24),
)


class RiskState(Enum):
    """How a risk stands: answered, to be answered, or late."""

    done = "✓"
    open = ""
    late = "!"

    @property
    def label(self) -> Text:
        """The word for the legend."""
        return _STATES[self]


_STATES = {
    RiskState.done: Text(zh="✓ 已应对", en="✓ answered"),
    RiskState.open: Text(zh="进行中", en="under way"),
    RiskState.late: Text(zh="! 逾期", en="! late"),
}
_INKS = {RiskState.done: LINE, RiskState.open: INK, RiskState.late: BAD}


@dataclass(frozen=True, slots=True)
class Placed:
    """A risk by its number, where it stands, how, and where its page is."""

    id: str
    severity: int
    likelihood: int
    state: RiskState = RiskState.open
    target: str = ""


def risk_matrix(
    title: str, risks: Iterable[Placed], bands: tuple[int, int], lang: Lang = "zh"
) -> Markup:
    """Return the matrix, likelihood to the right and severity upwards, with bands and a legend.

    Args:
        title: The text alternative.
        risks: What stands in the cells.
        bands: From which product of the two a risk is medium, and from which high.
        lang: The language of axes and legend.

    """
    cells: dict[tuple[int, int], list[Placed]] = defaultdict(list)
    every = tuple(risks)
    for each in every:
        cells[each.severity, each.likelihood].append(each)
    parts: list[Markup] = []
    for severity in range(1, _SIDES + 1):
        for likelihood in range(1, _SIDES + 1):
            band = sum(severity * likelihood >= limit for limit in bands)
            parts += _cell(severity, likelihood, band, cells.get((severity, likelihood), []))
    bottom = _TOP + _SIDES * _CELL_Y
    parts += (*_axes(bottom, lang), *_legend(bottom, lang))
    role = "group" if any(each.target for each in every) else "img"
    return svg(_WIDTH, bottom + 50, title, *parts, role=role)


def _cell(severity: int, likelihood: int, band: int, placed: list[Placed]) -> list[Markup]:
    x = _LEFT + (likelihood - 1) * _CELL_X
    y = _TOP + (_SIDES - severity) * _CELL_Y
    parts = [_area(x, y, _CELL_X, _CELL_Y, band)]
    for index, each in enumerate(placed[:_MOST]):
        row, column = divmod(index, 2)
        left = x + _CELL_X * (0.5 if len(placed) == 1 else 0.25 + 0.5 * column)
        words = f"{each.id}{each.state.value}" + ("…" if index + 1 == _MOST < len(placed) else "")
        shown = text(left, y + 14 + row * 12, words, size=9, ink=_INKS[each.state])
        parts.append(html('<a href="{}">{}</a>', each.target, shown) if each.target else shown)
    return parts


def _area(x: float, y: float, width: float, height: float, band: int) -> Markup:
    _word, colour, opacity = _BANDS[band]
    return trusted(
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colour}" '
        f'fill-opacity="{opacity:g}" stroke="{LINE}" stroke-width="0.5"/>'
    )


def _axes(bottom: float, lang: Lang) -> list[Markup]:
    parts: list[Markup] = []
    for number in range(1, _SIDES + 1):
        parts.append(text(_LEFT + (number - 0.5) * _CELL_X, bottom + 13, str(number)))
        parts.append(text(_LEFT - 9, _TOP + (_SIDES + 0.5 - number) * _CELL_Y + 3, str(number)))
    across, up = (each.say(lang) for each in _AXES)
    parts.append(text(_LEFT + _SIDES / 2 * _CELL_X, bottom + 26, across, size=10))
    middle = _TOP + _SIDES / 2 * _CELL_Y
    turned = text(14, middle + 4, up, size=10)
    parts.append(html('<g transform="rotate(-90 14 {})">{}</g>', f"{middle:g}", turned))
    return parts


def _legend(bottom: float, lang: Lang) -> list[Markup]:
    parts: list[Markup] = []
    for band, (word, _colour, _opacity) in enumerate(_BANDS):
        x = _LEFT + band * 62.0
        parts.append(_area(x, bottom + 35, 12, 10, band))
        parts.append(text(x + 16, bottom + 44, word.say(lang), anchor="start"))
    for index, state in enumerate(RiskState):
        x = _LEFT + 200 + index * 74.0
        words = state.label.say(lang)
        parts.append(text(x, bottom + 44, words, ink=_INKS[state], anchor="start"))
    return parts
