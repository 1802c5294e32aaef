"""The only place that reads the clock."""

import datetime as dt
import time


def today(zone: dt.tzinfo) -> dt.date:
    """Return the day that it is in the office."""
    return dt.datetime.now(zone).date()  # noqa: TID251 - the one clock


def now(zone: dt.tzinfo) -> dt.datetime:
    """Return the moment, to the second, with the office's offset."""
    return dt.datetime.now(zone).replace(microsecond=0)  # noqa: TID251 - the one clock


def stopwatch() -> float:
    """Return seconds that only run forward, to take a difference of."""
    return time.perf_counter()


def nanoseconds() -> int:
    """Return the moment as file systems count it."""
    return time.time_ns()
