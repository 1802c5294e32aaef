"""Every key figure of the sample, counted again by hand: plain Python over the YAML files.

Nothing of `qms.figures` or DuckDB takes part in the second count. A figure defined in
`records/kpi/` without a count here fails the first test.
"""

import datetime as dt
import statistics
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from qms.model.figure import Result
from qms.operations.evaluation.figures import (
    Asked,
    figures,
)
from qms.store.loading import load

ROOT = Path(__file__).parents[2]
ZONE = dt.timezone(dt.timedelta(hours=8))
Row = dict[str, Any]
DAYS = (dt.date(2026, 11, 23), dt.date(2026, 6, 30))
PERIODS = (
    "2026", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2025",
    *(f"2026-{month:02}" for month in range(1, 13)),
)  # fmt: skip


class Count(NamedTuple):
    """What a figure came to by hand: the records of the base, those counted, the value."""

    base: set[str]
    counted: set[str]
    value: float | None


class When(NamedTuple):
    """A period, and the day on which it is judged."""

    first: dt.date
    last: dt.date
    day: dt.date

    @property
    def end(self) -> dt.datetime:
        return dt.datetime.combine(self.day + dt.timedelta(days=1), dt.time(), tzinfo=ZONE)

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last and day <= self.day

    def has_happened(self, moment: str | None) -> bool:
        return moment is not None and at(moment) < self.end


@cache
def records(kind: str) -> tuple[Row, ...]:
    found: list[Row] = []
    for path in sorted((ROOT / "records" / kind).rglob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += data if isinstance(data, list) else [data]
    return tuple(found)


def valid(kind: str) -> Iterator[Row]:
    return (row for row in records(kind) if row.get("status", "open") not in {"draft", "void"})


def at(moment: object) -> dt.datetime:
    return dt.datetime.fromisoformat(str(moment)).astimezone(ZONE)


def on(day: object) -> dt.date:
    return dt.date.fromisoformat(str(day)[:10])


def share(base: Iterable[Row], hit: Callable[[Row], bool]) -> Count:
    rows = list(base)
    counted = {row["id"] for row in rows if hit(row)}
    ids = {row["id"] for row in rows}
    return Count(ids, counted, 100 * len(counted) / len(ids) if ids else None)


def received(when: When) -> list[Row]:
    return [row for row in valid("complaint") if when.holds(at(row["received_at"]).date())]


def closed(when: When) -> list[Row]:
    return [row for row in received(when) if when.has_happened(row.get("closed_at"))]


def closing(when: When, measure: Callable[[list[float]], float]) -> Count:
    rows = closed(when)
    days = [(at(row["closed_at"]) - at(row["received_at"])) / dt.timedelta(days=1) for row in rows]
    ids = {row["id"] for row in rows}
    return Count(ids, ids, measure(days) if days else None)


def ninth_decile(days: list[float]) -> float:
    if len(days) == 1:
        return days[0]
    return statistics.quantiles(days, n=10, method="inclusive")[8]


def clock(when: When, field: str) -> Count:
    def limit(row: Row) -> dt.datetime:
        return at(row["received_at"]) + dt.timedelta(hours=48)

    due = [
        row for row in received(when) if when.has_happened(row.get(field)) or limit(row) < when.end
    ]
    return share(
        due, lambda row: when.has_happened(row.get(field)) and at(row[field]) <= limit(row)
    )


def instruments(when: When) -> Count:
    day = min(when.day, when.last)
    if when.first > when.day:
        return Count(set(), set(), None)
    known = [
        row
        for row in records("instrument")
        if row["state"] == "in-use" and on(row["last_calibrated"]) <= day
    ]
    return share(known, lambda row: on(row["due"]) >= day)


def corrective(when: When) -> Count:
    def in_time(row: Row) -> bool:
        steps = row.get("actions", [])
        due = on(row["due"])
        return bool(steps) and all(
            step.get("done_on") is not None and on(step["done_on"]) <= due for step in steps
        )

    return share((row for row in valid("corrective-action") if when.holds(on(row["due"]))), in_time)


def repaired(when: When) -> Iterator[Row]:
    return (row for row in valid("repair-order") if when.holds(on(row["date"])))


def first_time(when: When) -> Count:
    checked = [
        row for row in repaired(when) if when.has_happened((row.get("inspection") or {}).get("at"))
    ]
    return share(checked, lambda row: row["visits"] == 1)


def followed(when: When) -> Count:
    called = {row.get("repair_order") for row in valid("follow-up") if when.has_happened(row["at"])}
    over = [row for row in repaired(when) if row["status"] == "closed"]
    return share(over, lambda row: row["id"] in called)


def parts(when: When) -> Count:
    due = [
        row
        for row in valid("parts-order")
        if when.holds(at(row["ordered_at"]).date()) and on(row["due"]) <= when.day
    ]
    return share(
        due,
        lambda row: (
            row.get("dispatched_at") is not None
            and at(row["dispatched_at"]).date() <= on(row["due"])
            and all(line["shipped_quantity"] >= line["quantity"] for line in row["lines"])
        ),
    )


def managers(when: When) -> Count:
    day = min(when.day, when.last)
    if when.first > when.day:
        return Count(set(), set(), None)
    key = {post["id"] for post in records("post") if post["is_key_service"]}
    staff = [
        row
        for row in records("person")
        if on(row["joined"]) <= day
        and ("left" not in row or on(row["left"]) >= day)
        and any(
            held["post"] in key
            and on(held["since"]) <= day
            and ("until" not in held or on(held["until"]) >= day)
            for held in row["posts"]
        )
    ]
    certified = {
        row["person"]
        for row in records("service-manager-certificate")
        if on(row["issued"]) <= day <= on(row["expires"])
    }
    return share(staff, lambda row: row["id"] in certified)


def trained(when: When) -> Count:
    held = [row for row in valid("training") if when.holds(on(row["date"])) and row["expected"] > 0]
    ids = {row["id"] for row in held}
    expected = sum(row["expected"] for row in held)
    return Count(ids, ids, 100 * sum(row["attended"] for row in held) / expected if held else None)


BY_HAND: dict[str, Callable[[When], Count]] = {
    "calibration-in-time": instruments,
    "close-time-median": lambda when: closing(when, statistics.median),
    "close-time-p90": lambda when: closing(when, ninth_decile),
    "complaint-closure": lambda when: share(
        received(when), lambda row: when.has_happened(row.get("closed_at"))
    ),
    "complaint-dissatisfaction": lambda when: share(
        (row for row in closed(when) if row.get("result")),
        lambda row: row["result"] in {"dissatisfied", "refused"},
    ),
    "corrective-in-time": corrective,
    "first-time-fix": first_time,
    "follow-up-rate": followed,
    "handled-48h": lambda when: clock(when, "handled_at"),
    "parts-order-fill": parts,
    "repeat-complaint": lambda when: share(received(when), lambda row: bool(row.get("repeats"))),
    "reply-48h": lambda when: clock(when, "replied_at"),
    "satisfaction": lambda when: share(
        (row for row in valid("follow-up") if when.holds(at(row["at"]).date())),
        lambda row: row["satisfied"],
    ),
    "service-manager-share": managers,
    "training-rate": trained,
}


def test_every_figure_has_a_count_by_hand() -> None:
    assert {row["id"] for row in records("kpi")} == set(BY_HAND)


def bounds(period: str) -> tuple[dt.date, dt.date]:
    year, part = int(period[:4]), period[5:]
    first, last = (1, 12) if not part else (int(part), int(part)) if part[0] != "Q" else (
        int(part[1]) * 3 - 2, int(part[1]) * 3,
    )  # fmt: skip
    after = dt.date(year + last // 12, last % 12 + 1, 1)
    return dt.date(year, first, 1), after - dt.timedelta(days=1)


@cache
def computed(day: dt.date) -> dict[tuple[str, str], Result]:
    snapshot = load(ROOT, as_of=day)
    return {
        (result.kpi.id, period): result
        for period in PERIODS
        for result in figures(snapshot, Asked(None, period))
    }


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_a_figure_is_what_a_count_by_hand_gives(name: str, day: dt.date) -> None:
    seen = 0
    for period in PERIODS:
        by_hand = BY_HAND[name](When(*bounds(period), day))
        result = computed(day)[name, period]
        assert set(result.base) == by_hand.base, period
        assert set(result.counted) == by_hand.counted, period
        if by_hand.value is None:
            assert result.value is None, period
        else:
            assert result.value is not None, period
            assert abs(float(result.value) - by_hand.value) < 1e-9, period
        seen += len(by_hand.base)
    assert seen, "nothing was counted in any period"
