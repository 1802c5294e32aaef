"""Overdue means the same everywhere: one list, one number (clause 9.2)."""

import datetime as dt
import re
from pathlib import Path

import pytest

from qms.model.finding import Finding
from qms.model.snapshot import Snapshot
from qms.operations.checking.check import check
from qms.standing.due import dues
from qms.standing.overdue import overdue
from qms.store.loading import load
from tests.testing.repository import qms

ROOT = Path(__file__).parents[2]
DAY = "2026-11-23"


@pytest.fixture(scope="module")
def judged() -> tuple[Snapshot, tuple[Finding, ...]]:
    snapshot = load(ROOT, as_of=dt.date.fromisoformat(DAY))
    return snapshot, tuple(check(ROOT, snapshot).findings)


def test_the_list_is_what_fell_due_and_what_findings_want_each_once(
    judged: tuple[Snapshot, tuple[Finding, ...]],
) -> None:
    snapshot, findings = judged
    found = overdue(snapshot, findings)
    late = [each for each in dues(snapshot) if each.day < snapshot.as_of]
    assert [each for each in found if each in late] == late
    keys = [(each.place.record or each.place.path, each.day) for each in found]
    added = [key for each, key in zip(found, keys, strict=True) if each not in late]
    assert len(set(added)) == len(added) > 0
    for each in findings:
        if each.due and each.due < snapshot.as_of:
            assert (each.place.record or each.place.path, each.due) in keys


def test_status_calendar_and_matrix_count_it_alike(
    judged: tuple[Snapshot, tuple[Finding, ...]],
) -> None:
    wanted = len(overdue(*judged))
    status = qms(ROOT, "status", "--as-of", DAY).stdout
    assert f"逾期（{wanted} 项）" in status
    matrix = qms(ROOT, "matrix", "--as-of", DAY).stdout
    assert f"逾期事项 {wanted}。" in matrix
    calendar = qms(ROOT, "calendar", "--as-of", DAY).stdout
    head, _, rest = calendar.partition("\n")
    assert head == "逾期"
    lines = rest.split("\n\n")[0].splitlines()
    told = sum(_counted(line) for line in lines)
    assert told == wanted


def _counted(line: str) -> int:
    """Return how many matters a line puts together; several of one duty are named and counted."""
    several = re.search(r"等 (\d+) 项", line)
    return int(several[1]) if several else 1
