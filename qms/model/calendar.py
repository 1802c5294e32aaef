"""Days, months and working days as the manual counts them (3.2, 8.2 to 8.4)."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from qms.text import Text

_FRIDAY = 4
UNKNOWN_YEAR = Text(
    zh="那一年的放假安排未知，工作日数不出来；写入 qms.yml 的 working_days",
    en="that year's holidays are not known, so working days cannot be counted; enter them under "
    "working_days in qms.yml",
)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days people work: Monday to Friday, but for what the table of a year says.

    `days` holds the exceptions: a public holiday is False, a weekend day that is worked instead
    is True. In a year that is not among `years` nobody has said yet which days those are.
    """

    days: Mapping[dt.date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working_day(self, day: dt.date) -> bool:
        """Tell whether people work on a day."""
        return self.days.get(day, day.weekday() <= _FRIDAY)

    def knows(self, first: dt.date, last: dt.date) -> bool:
        """Tell whether the table of every year that a stretch of days touches is there."""
        return all(year in self.years for year in range(first.year, last.year + 1))

    def later(self, day: dt.date, count: int) -> dt.date:
        """Return the working day that comes so many working days after a day."""
        left = count
        while left and day < dt.date.max:
            day += dt.timedelta(days=1)
            left -= self.is_working_day(day)
        return day


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months on (or back), at a shorter month's end its last day.

    Beyond the years that a date can hold it is the first or last of them.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return dt.date.min if year < dt.MINYEAR else dt.date.max
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def days_later(day: dt.date, days: int) -> dt.date:
    """Return the day so many calendar days on; beyond the last date that there is, that one."""
    room = (dt.date.max - day).days
    return day + dt.timedelta(days=min(days, room))


def hours_later(moment: dt.datetime, hours: int) -> dt.datetime:
    """Return the moment so many hours on; beyond the last one that there is, that one."""
    try:
        return moment + dt.timedelta(hours=hours)
    except OverflowError:
        return dt.datetime.max.replace(tzinfo=moment.tzinfo)


def local(moment: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Return a moment by the office's clock; at the ends of time, where none is, as it stands."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment.replace(tzinfo=zone)


def months_before(day: dt.date, count: int) -> tuple[str, ...]:
    """Return the names of the last whole months before a day's own, oldest first: 2026-09."""
    first = day.replace(day=1)
    return tuple(
        f"{each.year:04}-{each.month:02}"
        for back in range(count, 0, -1)
        for each in (months_later(first, -back),)
    )


def hours_between(start: dt.datetime, end: dt.datetime) -> float:
    """Return elapsed hours, whatever the day: the promise runs on holidays too (3.2)."""
    return (end - start).total_seconds() / 3600


def end_of(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """Return the moment at which a day ends in the office."""
    return dt.datetime.combine(days_later(day, 1), dt.time(), tzinfo=zone)
