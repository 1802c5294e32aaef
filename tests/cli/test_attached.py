"""Records that lie in an attached table: counted in figures, and said to be judged nowhere else."""

import json
from pathlib import Path

import duckdb
import pytest

from qms.rules.examples import MINIMAL
from tests.testing.repository import qms, repository

DAY = ("--as-of", "2026-11-23", "--lang", "en")
TICKET = """\
id: OL-2026-0001
form: QR-8.3.2-01 A/0
date: 2026-03-02
department: after-sales
filled_by: P-001
channel: wechat
topic: complaint
received_at: 2026-03-02T09:00:00+08:00
received_by: P-001
question: 例
complaint: TS-2026-0001
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attached")
    table = folder / "complaint.parquet"
    one = "select 'TS-2026-0001' as id, date '2026-03-01' as date, 'open' as status"
    duckdb.sql(one).write_parquet(str(table))
    settings = MINIMAL["qms.yml"] + "sources: {complaint: complaint.parquet}\n"
    files = {"qms.yml": settings, "records/online-ticket/2026/OL-2026-0001.yaml": TICKET}
    made = repository(folder / "qms", files)
    table.rename(made / table.name)
    return made


def test_the_check_says_that_no_rule_judged_them(root: Path) -> None:
    report = json.loads(qms(root, "check", "--format", "json", *DAY).stdout)
    reasons = {each["code"]: each["reason"] for each in report["not_judged"]}
    assert "complaint lie in the attached table complaint.parquet" in reasons["QMS905"]
    assert "no rule judged them" in reasons["QMS905"]
    assert report["unread"] == []


def test_what_refers_to_them_is_not_accused(root: Path) -> None:
    report = json.loads(qms(root, "check", "--format", "json", *DAY).stdout)
    found = [each for each in report["findings"] if "TS-2026-0001" in each["message"]]
    assert not found
    reasons = [each["reason"] for each in report["not_judged"] if each["code"] == "REF103"]
    assert any("lie in an attached table; 1 reference" in each for each in reasons)


@pytest.mark.parametrize(
    "words", [("list", "complaint"), ("show", "TS-2026-0001"), ("trace", "TS-2026-0001")]
)
def test_whoever_asks_for_one_is_told_where_they_lie(words: tuple[str, ...], root: Path) -> None:
    done = qms(root, *words, *DAY)
    assert done.exit_code == 1
    assert "complaint.parquet" in done.stderr


def test_a_table_that_is_missing_is_still_found(root: Path) -> None:
    table = root / "complaint.parquet"
    away = table.rename(root.parent / "away")
    try:
        write = root / "records/kpi"
        write.mkdir(exist_ok=True)
        (write / "x.yaml").write_text(KPI, encoding="utf-8")
        report = json.loads(qms(root, "check", "--format", "json", *DAY).stdout)
        assert "FIG105" in {each["code"] for each in report["findings"]}
    finally:
        away.rename(table)


KPI = """\
id: x
name: 例
name_en: Example
clause: "1"
population: complaint
period_date: date
where: "true"
numerator: "status = 'closed'"
unit: '%'
direction: higher
targets: {'2026': '90'}
owner: after-sales
frequency: quarter
traps: 无
"""
