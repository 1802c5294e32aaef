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
    before_first_steps = said.splitlines()[:10]
    assert before_first_steps == [
        "2026-11-23 没有生效的手册版本",
        "",
        "逾期（1 项）",
        "  2026-11-01  逾期  22 天  检定 张力仪1 MI-001 → 售后服务部 甲一",
        "",
        "七天内（1 项）",
        "  2026-11-25  还有   2 天  检定 张力仪2 MI-002 → 售后服务部 甲一",
        "",
        "90 天内（4 项）",
        (
            "  2026-12-24  还有  31 天  检定 张力仪3 MI-003、张力仪4 MI-004、张力仪5 MI-005 等 4 项"
            " → 售后服务部 甲一"
        ),
    ]


def test_the_calendar_has_a_heading_for_each_month(root: Path) -> None:
    said = qms(root, "calendar", *DAY, "--days", "60", "--lang", "en").stdout
    assert said.splitlines() == [
        "Overdue",
        "  2026-11-01 Su  calibrate 张力仪1 MI-001 → Service 甲一",
        "",
        "2026-11",
        "  25 We  calibrate 张力仪2 MI-002 → Service 甲一",
        "",
        "2026-12",
        (
            "  24 Th  calibrate 张力仪3 MI-003, 张力仪4 MI-004, 张力仪5 MI-005 and 1 more"
            " → Service 甲一"
        ),
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


OTHERS = {
    "records/department/more.yaml": (
        "- {id: lab, name: 化验室, name_en: Laboratory, head_post: chemist, duties: 例}\n"
    ),
    "records/post/more.yaml": "- {id: chemist, name: 化验员, name_en: Chemist, department: lab,"
    " qualification: {}, written_by: P-001, confirmed_by: P-001, approved_by: P-001,"
    " approved_on: 2025-01-01}\n",
    "records/person/more.yaml": (
        "- {id: P-021, name: 前任, department: lab, joined: 2020-01-01,"
        " posts: [{post: chemist, since: 2020-01-01, until: 2026-10-31}]}\n"
        "- {id: P-022, name: 现任, department: lab, joined: 2020-01-01,"
        " posts: [{post: chemist, since: 2026-11-01}]}\n"
        "- {id: P-023, name: 助手, department: lab, joined: 2020-01-01, left: 2026-11-20,"
        " posts: [{post: chemist, since: 2026-11-02}]}\n"
    ),
    "records/improvement-project/2026/GJ-2026-0001.yaml": (
        "id: GJ-2026-0001\nform: QR-10-02 A/0\ndate: 2026-03-02\ndepartment: lab\n"
        "filled_by: P-001\nname: 例\nopportunity: 例\ngoal: 例\nowner: P-023\ndue: 2026-11-02\n"
    ),
    "records/instrument/i.yaml": instrument(1, "2026-11-01", "lab"),
}


@pytest.mark.parametrize(
    ("day", "code", "who"),
    [
        ("2026-11-19", "CAR106", "化验室 助手"),
        ("2026-11-23", "CAR106", "化验室 现任"),
        ("2026-11-23", "MEA101", "化验室 现任"),
        ("2026-10-31", "MEA101", "化验室 前任"),
    ],
)
def test_who_owes_it_is_named_or_else_who_heads_the_department_that_day(
    day: str, code: str, who: str, tmp_path: Path
) -> None:
    files = OTHERS | {"records/instrument/i.yaml": instrument(1, "2026-10-01", "lab")}
    root = repository(tmp_path / "r", files)
    said = qms(root, "check", "--select", code, "--as-of", day).stdout
    assert f" → 责任：{who}，期限 " in said
    assert f"{who.split()[1]} " in qms(root, "check", "--by", "owner", "--as-of", day).stdout


@pytest.mark.parametrize("owner", ["lab", "化验室", "Laboratory", "现任"])
def test_the_calendar_of_a_department_holds_what_its_people_owe(owner: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "r", OTHERS)
    said = qms(root, "calendar", "--owner", owner, *DAY).stdout
    assert "MI-001 → 化验室 现任" in said
    assert "GJ-2026-0001 → 化验室 现任" in said
    assert "MI-001" not in qms(root, "calendar", "--owner", "售后服务部", *DAY).stdout
