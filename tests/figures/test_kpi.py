"""`qms kpi`: breakdowns, ids, backlog, attached tables, and definitions that must not run."""

import json
from pathlib import Path

import duckdb
import pytest

from tests.testing.repository import qms, repository

ROOT = Path(__file__).parents[2]
DAY = ("--as-of", "2026-11-23")
KPI = """\
id: {id}
name: {id}
name_en: {id}
clause: "1"
population: complaint
period_date: received_at
where: "{where}"
numerator: "{numerator}"
unit: '%'
direction: higher
targets: {{'2026': '90'}}
owner: after-sales
frequency: quarter
traps: 无
backlog: closed_at is null
"""
CLOSED = "closed_at < as_of_end()"


def kpi(name: str, numerator: str = CLOSED, where: str = "true") -> dict[str, str]:
    content = KPI.format(id=name, numerator=numerator, where=where)
    return {f"records/kpi/{name}.yaml": content}


def complaint(number: int, received: str, closed: str | None, status: str = "open") -> str:
    closing = f"closed_at: {closed}\nclosed_by: P-001\n" if closed else ""
    return f"""\
id: TS-2026-{number:04}
form: QR-8.3.6-01 A/0
date: {received[:10]}
department: after-sales
filled_by: P-001
status: {status}
customer: CU-001
channel: hotline
received_at: {received}
received_by: P-001
complainant: 甲
phone: 199-0000-0000
product: power-cable
region: east
content: 例
demand: 例
grade: ordinary
{closing}"""


def complaints(*written: str) -> dict[str, str]:
    return {
        f"records/complaint/2026/TS-2026-{number:04}.yaml": text
        for number, text in enumerate(written, 1)
    }


def answers(root: Path, *arguments: str) -> list[dict[str, object]]:
    done = qms(root, "kpi", *arguments, "--format", "json", *DAY)
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)["figures"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("by", ["month", "quarter", "department", "product", "region"])
def test_the_parts_of_a_breakdown_add_up_to_the_whole(by: str) -> None:
    whole = answers(ROOT, "投诉闭环率", "--ids")[0]
    parts = answers(ROOT, "投诉闭环率", "--ids", "--by", by)
    assert len(parts) > 1 or by == "department"
    for field in ("base_ids", "counted_ids"):
        joined = [name for part in parts for name in part[field]]  # type: ignore[attr-defined]
        assert sorted(joined) == whole[field]


def test_a_follow_up_belongs_to_the_region_of_its_customer() -> None:
    parts = answers(ROOT, "satisfaction", "--by", "region", "--lang", "en")
    assert sum(int(str(part["base"])) for part in parts) == 38
    assert {"East China", "South China"} <= {str(part["group"]) for part in parts}


def test_a_figure_that_cannot_be_broken_down_says_so() -> None:
    done = qms(ROOT, "kpi", "training-rate", "--by", "region", *DAY, "--lang", "en")
    assert done.exit_code == 1
    assert "do not state a region" in done.stderr


def test_nothing_counted_is_no_data_and_never_a_hundred_per_cent(tmp_path: Path) -> None:
    root = repository(tmp_path, kpi("closure"))
    done = qms(root, "kpi", *DAY)
    assert done.exit_code == 0
    assert "closure  2026  无数据  (0/0)" in done.stdout


def test_a_cohort_is_judged_as_of_the_day_and_its_backlog_shown(tmp_path: Path) -> None:
    files = complaints(
        complaint(1, "2026-03-31T23:50:00+08:00", "2026-04-20T10:00:00+08:00"),
        complaint(2, "2026-04-01T00:10:00+08:00", None),
        complaint(3, "2026-04-02T10:00:00+08:00", "2026-04-03T10:00:00+08:00", "void"),
    )
    root = repository(tmp_path, kpi("closure", where="status not in ('draft', 'void')") | files)
    late = answers(root, "closure", "--period", "2026-Q1", "--ids")[0]
    assert (late["value"], late["counted_ids"]) == ("100", ["TS-2026-0001"])
    early = qms(root, "kpi", "closure", "--period", "2026-Q1", "--as-of", "2026-04-19").stdout
    assert "0.0 %  (0/1)" in early
    second = answers(root, "closure", "--period", "2026-Q2", "--ids")[0]
    assert (second["base_ids"], second["counted"]) == (["TS-2026-0002"], 0)
    assert (second["open"], second["open_ids"]) == (1, ["TS-2026-0002"])
    days = 236 + (24 * 60 - 10) / (24 * 60)
    assert abs(float(str(second["oldest_days"])) - days) < 1e-6


def test_a_period_that_runs_is_so_far_and_alarms_nobody_and_the_backlog_stands_once(
    tmp_path: Path,
) -> None:
    files = complaints(complaint(1, "2026-10-02T10:00:00+08:00", None))
    figure = kpi("closure")
    [(path, content)] = figure.items()
    figure = {path: content + "alarms: {'2026': '80'}\n"}
    root = repository(tmp_path, figure | files)

    def said(day: str) -> str:
        options = ("--by", "quarter", "--lang", "en", "--as-of", day)
        return qms(root, "kpi", "closure", *options).stdout

    running, over = said("2026-12-30"), said("2026-12-31")
    assert "missed so far (to 2026-12-30; the period is not over)" in running
    assert "alarm" not in running
    assert "missed, beyond the alarm value" in over
    assert "so far" not in over
    for printed, day in (
        (running, "2026-12-30"),
        (over, "2026-12-31"),
        (said("2026-11-02"), "2026-11-02"),
    ):
        assert printed.count("1 open") == 1
        assert f"on {day}: 1 open" in printed
    found = {
        each["period"]: each["running"] for each in answers(root, "closure", "--by", "quarter")
    }
    assert found == {"2026-Q1": False, "2026-Q2": False, "2026-Q3": False, "2026-Q4": True}


TRAPS = {
    "closes-our-bracket": "true) or (true",
    "adds-a-statement": "true); drop table complaint; select (true",
    "does-not-parse": "closed_at is is null",
    "no-such-column": "closd_at is not null",
    "no-such-table": "id in (select id from complaints)",
    "reads-a-file": "id in (select content from read_text('/etc/hostname'))",
    "reads-by-name": "id in (select column0 from '/etc/passwd.csv')",
    "writes-nothing": "(select true from glob('/*') limit 1)",
    "comments-the-rest": "true -- ",
}


def test_bad_definitions_are_found_and_the_rest_goes_on(tmp_path: Path) -> None:
    files = kpi("sound") | complaints(complaint(1, "2026-04-01T10:00:00+08:00", None))
    for name, sql in TRAPS.items():
        files |= kpi(name, sql)
    root = repository(tmp_path, files)
    report = json.loads(qms(root, "check", "--format", "json", "--select", "FIG", *DAY).stdout)
    found = {Path(each["path"]).stem: each for each in report["findings"]}
    assert set(found) == set(TRAPS) - {"comments-the-rest"}
    reaching = {name for name, each in found.items() if each["code"] == "FIG102"}
    assert {"reads-a-file", "writes-nothing"} <= reaching
    assert found["no-such-column"]["line"] == 8
    done = qms(root, "kpi", *DAY, "--lang", "en")
    assert done.exit_code == 1
    assert "sound  2026  0.0 %  (0/1)" in done.stdout
    assert "comments-the-rest  2026  100.0 %  (1/1)" in done.stdout
    assert "Traceback" not in done.stderr


def parquet(path: Path, rows: int = 40) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select 'TS-2026-' || lpad(range::varchar, 4, '0') as id, 'open' as status, "
            "timestamptz '2026-01-31 15:30:00+00' + to_hours(range::int) as received_at, "
            "case when range % 4 > 0 then timestamptz '2026-03-01 00:00:00+00' end as closed_at "
            "from range(?)) to '" + str(path) + "' (format parquet)",
            [rows],
        )


def settings(path: str) -> dict[str, str]:
    return {
        "qms.yml": "company: {name: 样本公司, short: 样本}\npromise: 例\n"
        f"manual: {{number: QM-01}}\nsources: {{complaint: {path}}}\n"
    }


def test_a_parquet_file_is_attached_under_the_name_of_its_kind(tmp_path: Path) -> None:
    root = repository(tmp_path, kpi("closure") | settings("data/complaint.parquet"))
    parquet(root / "data/complaint.parquet")
    whole = answers(root, "closure")[0]
    assert (whole["base"], whole["counted"], whole["value"]) == (40, 30, "75")
    january = answers(root, "closure", "--period", "2026-01", "--ids")[0]
    assert january["base_ids"] == ["TS-2026-0000"]  # 15:30 UTC is 23:30 in the office
    said = qms(root, "kpi", *DAY).stderr
    assert "complaint.parquet（SHA-256 " in said
    assert qms(root, "check", "--select", "FIG", *DAY).exit_code == 0


def test_a_file_outside_is_read_only_when_confirmed(tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.parquet"
    parquet(outside)
    root = repository(tmp_path / "repo", kpi("closure") | settings(str(outside)))
    refused = qms(root, "kpi", *DAY)
    assert refused.exit_code == 1
    assert "--allow-source complaint" in refused.stderr
    assert "无数据" in refused.stdout
    assert answers(root, "--allow-source", "complaint")[0]["base"] == 40
    report = json.loads(qms(root, "check", "--format", "json", "--select", "FIG", *DAY).stdout)
    assert report["findings"] == []
    assert {each["code"] for each in report["not_judged"]} == {"FIG105", "QMS905"}


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("data/nothing.parquet", "cannot be read"),
        ("qms.yml", "is no Parquet file"),
        ("data/damaged.parquet", "is damaged"),
        ("postgresql://service.example/records", "may hold a password"),
    ],
)
def test_a_source_that_cannot_be_attached_is_a_finding(
    written: str, why: str, tmp_path: Path
) -> None:
    damaged = {"data/damaged.parquet": "PAR1 and then nothing PAR1"}
    root = repository(tmp_path, kpi("closure") | settings(written) | damaged)
    done = qms(root, "check", "--select", "FIG", "--lang", "en", *DAY)
    assert done.exit_code == 1
    assert "FIG105" in done.stdout
    assert why in done.stdout


def test_records_and_a_source_of_one_kind_are_not_counted_twice(tmp_path: Path) -> None:
    files = complaints(complaint(1, "2026-04-01T10:00:00+08:00", None))
    root = repository(tmp_path, kpi("closure") | settings("data/complaint.parquet") | files)
    parquet(root / "data/complaint.parquet")
    done = qms(root, "kpi", *DAY, "--lang", "en")
    assert done.exit_code == 1
    assert "keep one of them" in done.stderr


def test_a_column_that_the_file_lacks_is_a_finding_and_no_zero(tmp_path: Path) -> None:
    lacking = kpi("closure") | kpi("replied", "replied_at is not null")
    root = repository(tmp_path, lacking | settings("data/complaint.parquet"))
    parquet(root / "data/complaint.parquet")
    done = qms(root, "check", "--select", "FIG", "--lang", "en", *DAY)
    assert 'Referenced column "replied_at" not found' in done.stdout
