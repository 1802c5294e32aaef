"""The shape of a key figure's result; its computation lives in `qms.figures` (clause 9.2)."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from qms.errors import UsageError
from qms.model.calendar import months_later
from qms.model.kinds.ch06_planning import Direction
from qms.model.kinds.ch09_monitoring import Kpi
from qms.text import Lang, Text, same

NO_DATA = Text(zh="无数据", en="no data")
_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True)
class Span:
    """A period by its name, from its first day to the day after its last."""

    name: str
    first: dt.date
    after: dt.date

    @property
    def months(self) -> tuple["Span", ...]:
        """The months of the period."""
        found: list[Span] = []
        day = self.first
        while day < self.after:
            found.append(Span(f"{day:%Y-%m}", day, months_later(day, 1)))
            day = months_later(day, 1)
        return tuple(found)


def span(name: str) -> Span:
    """Read a period: 2026, 2026-Q3 or 2026-07.

    Raises:
        UsageError: It is written otherwise.

    """
    found = _PERIOD.fullmatch(name)
    if not found:
        raise UsageError(
            Text(zh="{name} 不是期间。", en="{name} is no period."),
            Text(zh="写成 2026、2026-Q3 或 2026-07。", en="Write 2026, 2026-Q3 or 2026-07."),
            name=same(name),
        )
    year = int(found[1])
    if found[2]:
        first, months = dt.date(year, int(found[2]) * 3 - 2, 1), 3
    elif found[3]:
        first, months = dt.date(year, int(found[3]), 1), 1
    else:
        first, months = dt.date(year, 1, 1), 12
    return Span(name, first, months_later(first, months))


@dataclass(frozen=True, slots=True)
class Result:
    """What a key figure came to in a period, with the records that it counted."""

    kpi: Kpi
    period: str
    value: Decimal | None
    base: tuple[str, ...]
    counted: tuple[str, ...]
    problem: Text | None = None

    @property
    def target(self) -> Decimal | None:
        """The target of the period's year."""
        return self.kpi.targets.get(self.period[:4])

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None without data or target."""
        if self.value is None or self.target is None:
            return None
        if self.kpi.direction is Direction.higher_is_better:
            return self.value >= self.target
        return self.value <= self.target

    def shown(self, lang: Lang) -> str:
        """Return the value with its unit, or that there is no data."""
        if self.value is None:
            return NO_DATA.say(lang)
        return f"{rounded(self.value, self.kpi.decimals)} {self.kpi.unit}"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return a value rounded half to even, with exactly so many decimals."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
