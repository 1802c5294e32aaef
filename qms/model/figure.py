"""The shape of a key figure's result; its computation lives in `qms.figures` (clause 9.2)."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum

from qms.errors import UsageError
from qms.model.calendar import months_later
from qms.model.kinds.ch06_objectives import Direction
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
    def last(self) -> dt.date:
        """The last day of the period."""
        return self.after - dt.timedelta(days=1)

    @property
    def months(self) -> tuple["Span", ...]:
        """The months of the period."""
        found: list[Span] = []
        day = self.first
        while day < self.after:
            found.append(Span(f"{day:%Y-%m}", day, months_later(day, 1)))
            day = months_later(day, 1)
        return tuple(found)

    @property
    def quarters(self) -> tuple["Span", ...]:
        """The quarters that the period touches."""
        names = dict.fromkeys(
            f"{month.first.year}-Q{(month.first.month + 2) // 3}" for month in self.months
        )
        return tuple(span(name) for name in names)


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
class Members:
    """The records that a figure counted: how many, and which where they were asked for."""

    count: int
    ids: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return how many there are, listed or not."""
        return self.count

    def __iter__(self) -> Iterator[str]:
        """Go through those that are listed."""
        return iter(self.ids)

    @property
    def is_listed(self) -> bool:
        """Every one of them is listed."""
        return len(self.ids) == self.count


NOBODY = Members(0)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is open on the day, and for how many days (a cohort hides it otherwise)."""

    open: Members
    median_days: Decimal | None
    oldest_days: Decimal | None

    def shown(self, lang: Lang) -> str:
        """Return the backlog with its age in words."""
        if self.median_days is None or self.oldest_days is None:
            return _NO_BACKLOG.say(lang)
        return _BACKLOG.say(
            lang,
            count=len(self.open),
            median=rounded(self.median_days, 1),
            oldest=rounded(self.oldest_days, 1),
        )


_NO_BACKLOG = Text(zh="无未了事项", en="no open cases")
_BACKLOG = Text(
    zh="未了 {count} 件，账龄中位数 {median} 天，最久 {oldest} 天",
    en="{count} open, median age {median:day|days}, oldest {oldest:day|days}",
)


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a breakdown: its value in the records, and the word for it."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Miscount:
    """A filed result that no count gives: its number, and what the counts come to."""

    result: str
    counted: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a key figure came to in a period, with the records that it counted."""

    kpi: Kpi
    period: str
    value: Decimal | None
    base: Members
    counted: Members
    problem: Text | None = None
    group: Group | None = None
    backlog: Backlog | None = None

    @property
    def target(self) -> Decimal | None:
        """The target of the period's year."""
        return self.kpi.aim(self.period[:4])

    @property
    def alarm(self) -> Decimal | None:
        """The alarm value of the period's year."""
        return self.kpi.alarms.get(self.period[:4])

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None without data or target."""
        return self._reaches(self.target)

    @property
    def is_alarming(self) -> bool:
        """The value is worse than the alarm value."""
        return self._reaches(self.alarm) is False

    def is_running(self, day: dt.date) -> bool:
        """The period is not over on a day: the value is one so far, and no alarm yet."""
        return span(self.period).last > day

    def _reaches(self, level: Decimal | None) -> bool | None:
        if self.value is None or level is None:
            return None
        if self.kpi.direction is Direction.higher_is_better:
            return self.value >= level
        return self.value <= level

    def shown(self, lang: Lang) -> str:
        """Return the value with its unit, or that there is no data."""
        if self.value is None:
            return NO_DATA.say(lang)
        return f"{rounded(self.value, self.kpi.decimals)} {self.kpi.units.say(lang)}"

    def counts(self, lang: Lang) -> str:
        """Return counted of base; for a measure, which counts no share, over how many records."""
        if self.kpi.measure is None:
            return f"{len(self.counted)}/{len(self.base)}"
        return _OVER.say(lang, count=len(self.base))


_OVER = Text(zh="{count} 份记录", en="{count:record|records}")


class FlawKind(Enum):
    """In which way the definition of a key figure is bad."""

    broken = "broken"
    reaches_out = "reaches-out"
    touches_nothing = "touches-nothing"
    moves = "moves"
    unattached = "unattached"


@dataclass(frozen=True, slots=True)
class FigureFlaw:
    """A key figure that cannot be trusted: its record, the field to blame, and why."""

    kpi: Kpi
    kind: FlawKind
    field: str
    why: Text


@dataclass(frozen=True, slots=True)
class Source:
    """A larger record table outside the YAML files: its kind, its file, and the file's digest.

    What was read from a database also has its place there, how many rows, and at which moment.
    """

    kind: str
    path: str
    sha256: str
    place: str = ""
    rows: int | None = None
    read_at: str = ""

    @property
    def origin(self) -> Text:
        """Where its rows come from, for people."""
        if not self.place:
            return same(self.path)
        return Text(
            zh=f"数据库 {self.place}，{self.rows} 行，读于 {self.read_at}",
            en=f"the database {self.place}, {self.rows} rows, read at {self.read_at}",
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """The tables attached by `sources:` in qms.yml, and those that could not be, with why."""

    attached: tuple[Source, ...] = ()
    refused: Mapping[str, Text] = field(default_factory=dict)


NO_SOURCES = Sources()


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return a value rounded half to even, with exactly so many decimals."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
