"""A record as it stood on a day tells of nothing later, and is otherwise what it was."""

import datetime as dt
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from qms.model.kinds.happened import as_it_stood, happened
from qms.model.kinds.record import Evidence, Record, Status, place_of
from qms.store.loading import load

ROOT = Path(__file__).parent.parent.parent
DAY = dt.date(2026, 11, 23)


@cache
def rows() -> tuple[Record, ...]:
    return tuple(load(ROOT, as_of=DAY).records)


@settings(deadline=None)
@given(st.integers(0, 5000), st.dates(dt.date(2025, 6, 1), DAY))
def test_nothing_in_it_is_later_than_the_day(at: int, day: dt.date) -> None:
    record = rows()[at % len(rows())]
    stood = as_it_stood(record, day)
    if stood is None:
        assert any(each > day for _, each in happened(record))
        return
    assert all(each <= day for _, each in happened(stood))
    assert (stood.id, place_of(stood)) == (record.id, place_of(record))
    assert as_it_stood(stood, day) is stood
    type(record).model_validate_json(stood.model_dump_json())


@settings(deadline=None)
@given(st.integers(0, 5000))
def test_on_a_day_after_everything_it_is_the_record_itself(at: int) -> None:
    record = rows()[at % len(rows())]
    assert as_it_stood(record, dt.date.max) is record


@settings(deadline=None)
@given(st.integers(0, 5000), st.dates(dt.date(2025, 6, 1), DAY))
def test_a_form_that_had_not_been_closed_is_open(at: int, day: dt.date) -> None:
    record = rows()[at % len(rows())]
    stood = as_it_stood(record, day)
    for name in ("closed_on", "closed_at"):
        if isinstance(stood, Evidence) and getattr(record, name, None):
            is_closed = stood.status is Status.closed
            assert is_closed is (getattr(stood, name) is not None)


def test_every_record_is_still_one_that_its_form_accepts_on_every_day() -> None:
    days = [dt.date(2025, 11, 1) + dt.timedelta(days=3 * step) for step in range(130)]
    for record in rows():
        seen: set[int] = set()
        for day in days:
            stood = as_it_stood(record, day)
            if stood is not None and stood is not record and hash(repr(stood)) not in seen:
                seen.add(hash(repr(stood)))
                type(record).model_validate_json(stood.model_dump_json())


def test_a_form_without_its_closing_date_is_open_before_what_came_later() -> None:
    action = next(each for each in rows() if each.id == "JZ-2026-0001")
    undated = action.model_copy(update={"closed_on": None})
    stood = as_it_stood(undated, dt.date(2026, 4, 16))
    assert isinstance(stood, Evidence)
    assert stood.status is Status.open
    assert as_it_stood(undated, DAY) is undated
