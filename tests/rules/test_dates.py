"""Whether a date lies ahead follows from the day judged and the commit, never from the clock."""

import datetime as dt
from pathlib import Path

import pytest

from qms.operations.checking.check import check
from qms.rules.dates import dated_ahead
from qms.store.loading import load
from tests.testing.repository import commit, repository, write

[(PATH, SHEET)] = dated_ahead.good.files.items()
COMMITTED = dt.date(2026, 1, 1)


def said(root: Path, as_of: dt.date) -> tuple[bool, bool]:
    report = check(root, load(root, as_of=as_of))
    return (
        any(each.code == "DAT101" for each in report.findings),
        any(each.code == "DAT101" for each in report.not_judged),
    )


@pytest.mark.parametrize(
    ("day", "as_of", "wanted"),
    [
        ("2025-12-30", "2025-12-30", (False, False)),
        ("2025-12-31", "2025-12-30", (False, False)),  # happened before it was committed
        ("2026-01-02", "2026-01-01", (True, False)),
        ("2026-01-02", "2026-01-02", (False, False)),
        ("2026-01-02", "2025-12-30", (False, True)),  # of the past, and the folder may be newer
        ("2030-01-02", "2031-01-01", (False, False)),  # a rehearsal of another year
    ],
)
def test_a_date_is_judged_by_the_day_asked_for_and_by_the_commit(
    day: str, as_of: str, wanted: tuple[bool, bool], tmp_path: Path
) -> None:
    root = repository(tmp_path)
    write(root, {PATH: SHEET.replace("2026-03-02", day)})
    commit(root)
    assert said(root, dt.date.fromisoformat(as_of)) == wanted


def test_of_a_commit_it_is_known_when_it_was_written(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {PATH: SHEET.replace("2026-03-02", "2026-01-02")})
    newest = commit(root)
    snapshot = load(root, as_of=COMMITTED - dt.timedelta(days=9), ref=newest)
    assert "DAT101" in {each.code for each in check(root, snapshot).findings}
