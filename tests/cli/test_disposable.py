"""What has been kept as long as it must is listed, told in the status, and nothing else is."""

import datetime as dt
from pathlib import Path

import pytest

from qms.model.frozen import retained_until
from qms.model.kinds import kinds
from tests.testing.repository import qms, repository

CLOSED = """\
id: GG-2026-0001
form: QR-2.2.3-01 A/0
date: 2026-02-01
department: after-sales
filled_by: P-001
status: closed
reason: improvement
explanation: 例
method: pages
changes: [{clause: "1", before: 甲, after: 乙}]
"""
OPEN = CLOSED.replace("0001", "0002").replace("status: closed", "status: open")
HEADER = kinds()["change-request"].header
LAST = retained_until(HEADER, {"date": "2026-02-01"})
assert LAST is not None


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = "records/change-request/2026/GG-2026-000"
    made = tmp_path_factory.mktemp("kept") / "r"
    return repository(made, {f"{folder}1.yaml": CLOSED, f"{folder}2.yaml": OPEN})


def listed(root: Path, day: dt.date, *words: str) -> str:
    done = qms(root, "list", "--disposable", *words, "--as-of", day.isoformat(), "--lang", "en")
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_only_what_is_closed_and_kept_beyond_its_last_day_is_listed(root: Path) -> None:
    assert listed(root, LAST) == ""
    after = listed(root, LAST + dt.timedelta(days=1))
    assert after.startswith(f"GG-2026-0001  kept until {LAST}")
    assert "GG-2026-0002" not in after
    assert listed(root, LAST + dt.timedelta(days=1), "complaint") == ""


def test_the_status_counts_it_and_names_the_command(root: Path) -> None:
    day = (LAST + dt.timedelta(days=1)).isoformat()
    said = qms(root, "status", "--as-of", day, "--lang", "en").stdout
    assert "disposed of: 1; see qms list --disposable" in said
    assert "--disposable" not in qms(root, "status", "--as-of", "2026-11-23").stdout


def test_a_list_needs_a_kind_or_the_question(root: Path) -> None:
    refused = qms(root, "list", "--lang", "en")
    assert refused.exit_code == 2
    assert "qms list --disposable" in refused.stderr
    assert qms(root, "list", "--disposable", "--where", "status=open").exit_code == 2


def test_what_begins_on_the_29th_of_february_ends_as_well() -> None:
    assert HEADER.retain_years is not None
    ends = retained_until(HEADER, {"date": "2024-02-29"})
    assert ends is not None
    assert (ends.month, ends.day) in {(2, 28), (2, 29)}
