"""Working days, months and days as limits count them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.model.calendar import WorkCalendar, days_later, months_before, months_later
from qms.settings import WorkingDays
from qms.store.working_days import table

CALENDAR = table(2026, WorkingDays())
DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-10-01", False),  # National Day
        ("2026-10-08", True),
        ("2026-10-10", True),  # a Saturday, made up for the holiday
        ("2026-10-11", False),  # a plain Sunday
        ("2026-11-23", True),
    ],
)
def test_public_holidays_are_free_and_days_made_up_are_worked(day: str, works: bool) -> None:
    assert CALENDAR.is_working_day(dt.date.fromisoformat(day)) is works


def test_a_limit_over_the_holiday_ends_after_it() -> None:
    assert CALENDAR.later(dt.date(2026, 9, 30), 2) == dt.date(2026, 10, 9)


def test_a_year_not_announced_is_not_known() -> None:
    assert CALENDAR.knows(dt.date(2025, 12, 1), dt.date(2026, 12, 31))
    assert not table(2090, WorkingDays()).knows(dt.date(2090, 1, 1), dt.date(2090, 1, 2))


def test_what_the_company_says_of_a_day_comes_first() -> None:
    day, off = dt.date(2026, 10, 1), dt.date(2026, 11, 23)
    own = table(2026, WorkingDays(free=(off,), worked=(day,)))
    assert own.is_working_day(day)
    assert not own.is_working_day(off)


@given(DAYS, st.integers(0, 60))
def test_so_many_working_days_later_so_many_have_passed(day: dt.date, n: int) -> None:
    last = CALENDAR.later(day, n)
    passed = [day + dt.timedelta(days=step) for step in range(1, (last - day).days + 1)]
    assert sum(map(CALENDAR.is_working_day, passed)) == n


def test_without_a_table_saturday_and_sunday_are_free() -> None:
    assert WorkCalendar().later(dt.date(2026, 11, 20), 1) == dt.date(2026, 11, 23)


def test_months_and_days_stop_at_the_end_of_time() -> None:
    assert months_later(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert months_later(dt.date(9999, 12, 1), 1) == dt.date.max
    assert days_later(dt.date(9999, 12, 30), 5) == dt.date.max
    assert months_before(dt.date(2026, 2, 10), 3) == ("2025-11", "2025-12", "2026-01")
