"""Days and months as the manual counts them."""

import calendar
import datetime as dt


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months on (or back), at a shorter month's end its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def hours_between(start: dt.datetime, end: dt.datetime) -> float:
    """Return elapsed hours, whatever the day: the promise runs on holidays too (3.2)."""
    return (end - start).total_seconds() / 3600


def end_of(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """Return the moment at which a day ends in the office."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=zone)
