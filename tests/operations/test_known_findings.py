"""Findings that are known already, from a baseline or from the commit where a branch began."""

from pathlib import Path

import pytest

from qms.rules.files import encoding
from qms.rules.improvement import action_overdue
from tests.testing.repository import commit, git, qms, repository, write

DAY = ("--as-of", "2026-11-23", "--lang", "en")
[(PATH, SHEET)] = action_overdue.bad.files.items()


def numbered(number: str) -> dict[str, str]:
    return {PATH.replace("0001", number): SHEET.replace("0001", number)}


def codes(root: Path, *options: str) -> str:
    return qms(root, "check", "--select", action_overdue.code, *options, *DAY).stdout


def test_a_baseline_of_one_day_is_good_on_the_next(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", numbered("0001"))
    baseline = str(tmp_path / "baseline.txt")
    assert qms(root, "check", "--write-baseline", baseline, *DAY).exit_code == 1
    later = ("--baseline", baseline, "--as-of", "2026-12-24", "--select", action_overdue.code)
    assert qms(root, "check", *later, "--lang", "zh").exit_code == 0
    write(root, numbered("0002"))
    said = qms(root, "check", *later)
    assert said.exit_code == 1
    assert "0002" in said.stdout
    assert "JZ-2026-0001" not in said.stdout


@pytest.mark.parametrize("written", ["a" * 32 + "\n", "{}", "qms-baseline 1\nabc\n"])
def test_a_baseline_of_before_is_refused_in_a_sentence(written: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (tmp_path / "old.txt").write_text(written, encoding="utf-8")
    done = qms(root, "check", "--baseline", str(tmp_path / "old.txt"), *DAY)
    assert done.exit_code == 2
    assert "no baseline of this version" in done.stderr
    assert "--write-baseline" in done.stderr


def test_an_empty_file_is_no_baseline(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", numbered("0001"))
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = qms(root, "check", "--baseline", str(tmp_path / "empty.txt"), *DAY)
    assert done.exit_code in {1, 2}
    assert "is empty" in done.stderr
    assert done.stdout == ""


def test_what_main_mended_since_is_not_what_a_branch_brings(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", numbered("0001"))
    git(root, "checkout", "-q", "-b", "branch")
    write(root, numbered("0002"))
    commit(root, "branch")
    git(root, "checkout", "-q", "main")
    write(root, {PATH: SHEET + "closed_on: 2026-03-05\n"})
    commit(root, "mended on main")
    git(root, "checkout", "-q", "branch")
    said = codes(root, "--changed-since", "main")
    assert "JZ-2026-0002" in said
    assert "JZ-2026-0001" not in said


def test_two_states_without_a_common_commit_are_refused_in_a_sentence(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    git(root, "checkout", "-q", "--orphan", "other")
    commit(root, "another beginning")
    done = qms(root, "check", "--changed-since", "main", *DAY)
    assert done.exit_code == 2
    assert "no commit in common" in done.stderr
    assert "git fetch --unshallow" in done.stderr


@pytest.mark.parametrize(("lines", "listed"), [(99, 99), (100, 100), (101, 101), (5000, 101)])
def test_of_a_file_full_of_faults_a_hundred_are_listed_and_the_rest_counted(
    lines: int, listed: int, tmp_path: Path
) -> None:
    root = repository(tmp_path / "r", {"records/risk/r.yaml": "- 1\n" * lines})
    said = qms(root, "check", "--select", "FIL103", "--format", "jsonl", *DAY).stdout
    assert len(said.splitlines()) == listed + 1  # the last line counts
    assert (f"and {lines - 100:,} more in this file" in said) is (lines > 100)
    assert encoding.code not in said
