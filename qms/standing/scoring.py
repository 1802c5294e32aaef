"""The arithmetic of the self-evaluation by 15 indicators of GB/T 27922-2011 (9.6).

An item that is not met loses all its points; of a sampled one the share that failed. Excluded
items leave the base. Each special deduction takes a point off what was obtained, one special point
at most is added, and the score is obtained ÷ applicable × 100, held between 0 and 100.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from qms.model.kinds.ch09_evaluation import EvaluatedIndicator, IndicatorGroup, SelfEvaluation
from qms.text import Text

GROUP_POINTS = {
    IndicatorGroup.system: 40,
    IndicatorGroup.goods: 35,
    IndicatorGroup.customers: 25,
}
_FULL = 100
# The lower bound of each level, inclusive, the highest first.
_LEVELS = (
    (95, Text(zh="五星", en="five stars")),
    (90, Text(zh="四星", en="four stars")),
    (80, Text(zh="三星", en="three stars")),
    (70, Text(zh="达标", en="reached the standard")),
)
_BELOW = Text(zh="未达标", en="below the standard")
_NOTHING = Text(zh="无适用项", en="nothing applies")


@dataclass(frozen=True, slots=True)
class Score:
    """What an evaluation comes to, exactly."""

    items: tuple[Fraction | None, ...]
    applicable: Fraction
    deductions: int
    bonus: int

    @property
    def obtained(self) -> Fraction:
        """The points of all items, less the special deductions, plus the special point."""
        return sum((each for each in self.items if each is not None), Fraction(0)) + (
            self.bonus - self.deductions
        )

    @property
    def value(self) -> Fraction | None:
        """The score from 0 to 100; None where no item applies."""
        if not self.applicable:
            return None
        return min(max(self.obtained / self.applicable * _FULL, Fraction(0)), Fraction(_FULL))

    @property
    def level(self) -> Text:
        """The level that the exact score reaches; it is never rounded up into one."""
        if self.value is None:
            return _NOTHING
        return next((name for bound, name in _LEVELS if self.value >= bound), _BELOW)

    @property
    def shown(self) -> str:
        """The score with two decimals, cut and not rounded, so that 94.999 never reads as 95."""
        return "—" if self.value is None else cut(self.value)


def cut(points: Fraction) -> str:
    """Return points with two decimals, cut downwards."""
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return str(exact.quantize(Decimal("0.01"), rounding=ROUND_FLOOR))


def score(evaluation: SelfEvaluation) -> Score:
    """Return what an evaluation comes to."""
    return Score(
        items=tuple(points_of(each) for each in evaluation.indicators),
        applicable=sum(
            (Fraction(each.points) for each in evaluation.indicators if each.applicable),
            Fraction(0),
        ),
        deductions=len(evaluation.deductions),
        bonus=int(bool(evaluation.bonus)),
    )


def points_of(item: EvaluatedIndicator) -> Fraction | None:
    """Return the points that one item obtained; None where it does not apply."""
    if not item.applicable:
        return None
    points = Fraction(item.points)
    if item.sampled is not None:
        return points * (1 - Fraction(item.sampled.failed, item.sampled.checked))
    return points if item.met else Fraction(0)
