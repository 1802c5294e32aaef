"""Every key figure of the sample year, recounted by hand from the files, without a database."""

import datetime as dt
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from qms.operations.figures import Asked, figures
from qms.store.loading import load

ROOT = Path(__file__).parent.parent.parent
DAY = dt.date(2026, 11, 23)
ZONE = dt.timezone(dt.timedelta(hours=8))
END = dt.datetime(2026, 11, 24, tzinfo=ZONE)
TWO_DAYS = dt.timedelta(hours=48)
PERIODS = ("2026", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026-07", "2025")
Row = dict[str, Any]
Count = tuple[float, float] | float | None


def rows(kind: str) -> list[Row]:
    """Return a kind's records as PyYAML reads them; moments are local, dates are dates."""
    found: list[Row] = []
    for path in sorted((ROOT / "records" / kind).rglob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += data if isinstance(data, list) else [data]
    return found


def moment(value: Any) -> dt.datetime | None:
    if value is None or isinstance(value, dt.datetime):
        return value
    return dt.datetime.fromisoformat(value)


def day(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.astimezone(ZONE).date()
    return value if isinstance(value, dt.date) else dt.datetime.fromisoformat(value).date()


def within(value: Any, period: str) -> bool:
    on = day(value)
    if "Q" in period:
        return f"{on.year}-Q{(on.month + 2) // 3}" == period
    return on.isoformat().startswith(period)


def valid(kind: str, field: str, period: str) -> list[Row]:
    return [
        row
        for row in rows(kind)
        if row.get("status", "open") not in {"draft", "void"} and within(row[field], period)
    ]


def share(some: list[Row], all_: list[Row]) -> Count:
    return (len(some), len(all_))


def complaints(period: str) -> list[Row]:
    return valid("complaint", "received_at", period)


def clock(field: str, period: str) -> Count:
    due = [
        row
        for row in complaints(period)
        if moment(row.get(field)) or moment(row["received_at"]) + TWO_DAYS < END
    ]
    kept = [
        row
        for row in due
        if moment(row.get(field)) and moment(row[field]) - moment(row["received_at"]) <= TWO_DAYS
    ]
    return share(kept, due)


def days_to_close(period: str) -> list[float]:
    closed = [row for row in complaints(period) if row.get("closed_at")]
    gaps = [moment(row["closed_at"]) - moment(row["received_at"]) for row in closed]
    return sorted(gap.total_seconds() // 60 / 1440 for gap in gaps)


def percentile(values: list[float], wanted: float) -> float | None:
    if not values:
        return None
    place = wanted * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def satisfaction(period: str) -> Count:
    calls = valid("follow-up", "at", period)
    return share([row for row in calls if row["satisfied"]], calls)


def closure(period: str) -> Count:
    found = complaints(period)
    return share([r for r in found if r.get("closed_at") and moment(r["closed_at"]) < END], found)


def dissatisfaction(period: str) -> Count:
    judged = [r for r in complaints(period) if r.get("closed_at") and r.get("result")]
    return share([r for r in judged if r["result"] in {"dissatisfied", "refused"}], judged)


def repeats(period: str) -> Count:
    found = complaints(period)
    return share([row for row in found if row.get("repeats")], found)


def first_time_fix(period: str) -> Count:
    done = [row for row in valid("repair-order", "date", period) if row.get("inspection")]
    return share([row for row in done if row.get("visits", 1) == 1], done)


def follow_up_rate(period: str) -> Count:
    called = {row.get("repair_order") for row in rows("follow-up")}
    closed = [row for row in valid("repair-order", "date", period) if row["status"] == "closed"]
    return share([row for row in closed if row["id"] in called], closed)


def order_fill(period: str) -> Count:
    due = [row for row in valid("parts-order", "ordered_at", period) if day(row["due"]) <= DAY]
    whole = [
        row
        for row in due
        if row.get("dispatched_at")
        and day(moment(row["dispatched_at"])) <= day(row["due"])
        and all(line["shipped_quantity"] >= line["quantity"] for line in row["lines"])
    ]
    return share(whole, due)


def training(period: str) -> Count:
    held = [row for row in valid("training", "date", period) if row["expected"] > 0]
    if not held:
        return None
    return 100 * sum(row["attended"] for row in held) / sum(row["expected"] for row in held)


def managers(_period: str) -> Count:
    key = {row["id"] for row in rows("post") if row.get("is_key_service")}
    staff = [
        person
        for person in rows("person")
        if (person.get("left") is None or person["left"] >= DAY)
        and any(
            held["post"] in key and (held.get("until") is None or held["until"] >= DAY)
            for held in person["posts"]
        )
    ]
    certified = {
        row["person"]
        for row in rows("service-manager-certificate")
        if row["issued"] <= DAY <= row["expires"]
    }
    return share([person for person in staff if person["id"] in certified], staff)


def calibration(_period: str) -> Count:
    used = [row for row in rows("instrument") if row["state"] == "in-use"]
    return share([row for row in used if row["due"] >= DAY], used)


def corrective(period: str) -> Count:
    due = [row for row in valid("corrective-action", "due", period) if row["due"] <= DAY]
    kept = [
        row
        for row in due
        if all(
            step.get("done_on") is not None and step["done_on"] <= step["due"]
            for step in row["actions"]
        )
    ]
    return share(kept, due)


def median(period: str) -> Count:
    values = days_to_close(period)
    return statistics.median(values) if values else None


BY_HAND: dict[str, Callable[[str], Count]] = {
    "satisfaction": satisfaction,
    "complaint-closure": closure,
    "complaint-dissatisfaction": dissatisfaction,
    "repeat-complaint": repeats,
    "reply-48h": lambda period: clock("replied_at", period),
    "handled-48h": lambda period: clock("handled_at", period),
    "close-time-median": median,
    "close-time-p90": lambda period: percentile(days_to_close(period), 0.9),
    "first-time-fix": first_time_fix,
    "parts-order-fill": order_fill,
    "follow-up-rate": follow_up_rate,
    "training-rate": training,
    "service-manager-share": managers,
    "calibration-in-time": calibration,
    "corrective-in-time": corrective,
}


def test_every_key_figure_is_recounted_here() -> None:
    assert set(BY_HAND) == {row["id"] for row in rows("kpi")}


@pytest.mark.parametrize("period", PERIODS)
def test_the_program_counts_what_is_counted_by_hand(period: str) -> None:
    snapshot = load(ROOT, as_of=DAY)
    for result in figures(snapshot, Asked(None, period)):
        expected = BY_HAND[result.kpi.id](period)
        name = (result.kpi.id, period)
        if isinstance(expected, tuple):
            part, whole = expected
            assert (len(result.counted), len(result.base)) == (part, whole), name
            expected = 100 * part / whole if whole else None
        if expected is None:
            assert result.value is None, name
        else:
            assert result.value is not None, name
            assert float(result.value) == pytest.approx(expected, abs=0.051), name
