"""The one door to `holidays`, the kept-up package with China's days off and days made up."""

import datetime as dt
from collections.abc import Iterable

from qms.model.calendar import WorkCalendar
from qms.model.kinds.ch09_monitoring import CalendarDay
from qms.model.kinds.record import Record

YEARS_BACK = 10


def table(year: int, register: Iterable[Record] = ()) -> WorkCalendar:
    """Return the working days from ten years before a year to the year after it.

    The package marks a year's make-up days once the State Council has announced them; a year
    without any is not known yet. What the repository's own register says of a day comes first,
    and a year that it speaks of is known.
    """
    from holidays.countries.china import China

    years = range(max(year - YEARS_BACK, dt.MINYEAR), min(year + 1, dt.MAXYEAR) + 1)
    known = China(years=years)
    days = dict.fromkeys(known, False)
    made_up = {day for day in known.weekend_workdays if day.year in years}
    days |= dict.fromkeys(made_up, True)
    own = {each.day: each.working for each in register if isinstance(each, CalendarDay)}
    said = {day.year for day in made_up} | {day.year for day in own}
    return WorkCalendar(days=days | own, years=frozenset(said))
