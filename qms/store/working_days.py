"""The one door to `holidays`, the kept-up package with China's days off and days made up."""

import datetime as dt

from pydantic_core import from_json, to_json

from qms.model.calendar import WorkCalendar
from qms.settings import WorkingDays
from qms.store.notebook import Notebook, mapping

YEARS_BACK = 10


def remembered(notebook: Notebook, year: int, own: WorkingDays) -> WorkCalendar:
    """Return the same as `table`, made once: the package takes long to start."""
    question = [year, sorted(own.free), sorted(own.worked)]
    page = mapping(notebook.read("working-days"))
    if page.get("question") != from_json(to_json(question)):
        made = table(year, own)
        days = {day.isoformat(): is_worked for day, is_worked in made.days.items()}
        page = {"question": question, "days": days, "years": sorted(made.years)}
        notebook.write("working-days", to_json(page))
    known = {dt.date.fromisoformat(day): is_worked for day, is_worked in page["days"].items()}
    return WorkCalendar(days=known, years=frozenset(page["years"]))


def table(year: int, own: WorkingDays) -> WorkCalendar:
    """Return the working days from ten years before a year to the year after it.

    The package marks a year's make-up days once the State Council has announced them; a year
    without any is not known yet. What the settings say of a day comes first, and a year that they
    speak of is known.
    """
    from holidays import country_holidays

    years = range(max(year - YEARS_BACK, dt.MINYEAR), min(year + 1, dt.MAXYEAR) + 1)
    national = country_holidays("CN", years=years)
    made_up = {day for day in national.weekend_workdays if day.year in years}
    ours = dict.fromkeys(own.free, False) | dict.fromkeys(own.worked, True)
    days = dict.fromkeys(national, False) | dict.fromkeys(made_up, True) | ours
    return WorkCalendar(days=days, years=frozenset(day.year for day in (*made_up, *ours)))
