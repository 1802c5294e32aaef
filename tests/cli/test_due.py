"""What falls due: `qms status`, `qms calendar`, and the file for calendar programs."""

import datetime as dt
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.testing.repository import qms, repository

DAY = ("--as-of", "2026-11-23")


def instrument(number: int, due: str, department: str = "after-sales") -> str:
    return (
        f"- id: MI-{number:03}\n  name: 张力仪{number}\n  model: 例\n  serial: '{number}'\n"
        f"  maker: 例\n  range: 例\n  accuracy: 例\n  cycle_months: 12\n"
        f"  last_calibrated: 2025-11-01\n  due: {due}\n  certificate: 例\n"
        f"  department: {department}\n  state: in-use\n"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    rows = (
        instrument(1, "2026-11-01"), instrument(2, "2026-11-25"), instrument(3, "2026-12-24"),
        instrument(4, "2026-12-24"), instrument(5, "2026-12-24"), instrument(6, "2026-12-24"),
        instrument(7, "2027-12-01"), instrument(8, "9999-12-31"),
    )  # fmt: skip
    return repository(tmp_path / "r", {"records/instrument/i.yaml": "".join(rows)})


def test_status_puts_the_overdue_first_and_many_of_a_kind_together(root: Path) -> None:
    said = qms(root, "status", *DAY).stdout
    assert said.splitlines() == [
        "2026-11-23 没有生效的手册版本",
        "",
        "逾期（1 项）",
        "  2026-11-01  逾期  22 天  检定 张力仪1 MI-001 → 售后服务部",
        "",
        "七天内（1 项）",
        "  2026-11-25  还有   2 天  检定 张力仪2 MI-002 → 售后服务部",
        "",
        "90 天内（4 项）",
        (
            "  2026-12-24  还有  31 天  检定 张力仪3 MI-003、张力仪4 MI-004、张力仪5 MI-005 等 4 项"
            " → 售后服务部"
        ),
    ]


def test_the_calendar_has_a_heading_for_each_month(root: Path) -> None:
    said = qms(root, "calendar", *DAY, "--days", "60", "--lang", "en").stdout
    assert said.splitlines() == [
        "Overdue",
        "  2026-11-01 Su  calibrate MI-001 → Service",
        "",
        "2026-11",
        "  25 We  calibrate MI-002 → Service",
        "",
        "2026-12",
        "  24 Th  calibrate MI-003, MI-004, MI-005 and 1 more → Service",
    ]
    assert (
        qms(root, "calendar", "--as-of", "2025-01-01", "--days", "5").stdout == "没有到期事项。\n"
    )
    assert qms(root, "calendar", *DAY, "--owner", "售后服务部").stdout.count("检定") == 3
    assert qms(root, "calendar", *DAY, "--owner", "别的部门").stdout == "没有到期事项。\n"


def test_another_program_reads_the_calendar_file(root: Path) -> None:
    raw = qms(root, "calendar", "--ics", *DAY, "--days", "9999999").stdout_bytes
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    events = Calendar.from_ical(raw).walk("VEVENT")
    days = [event["dtstart"].dt for event in events]
    assert days == sorted(days)
    assert days[0] == dt.date(2026, 11, 1)
    assert days[-1] == dt.date.max
    assert len({event["uid"] for event in events}) == len(events) == 5
    assert "张力仪6 MI-006" in events[2]["description"]
    assert raw == qms(root, "calendar", "--ics", *DAY, "--days", "9999999").stdout_bytes
