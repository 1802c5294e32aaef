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
