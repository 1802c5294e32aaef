"""The yearly reviews: of the manual, and the management review that hands on decisions."""

from pathlib import Path

import pytest

from tests.testing.company import release, replace
from tests.testing.repository import commit, git, qms, run_qms, text_of, write

BY = ("--by", "P-001", "--participant", "P-001", "--participant", "P-002")


def test_reviewed_without_a_change_resets_the_due_date(
    company: Path, keys: dict[str, Path]
) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    done = qms(company, "review", "record", *BY, "--conclusion", "适宜", "--as-of", "2026-02-01")
    assert done.exit_code == 0, done.stderr
    status = qms(company, "status", "--as-of", "2027-01-22", "--lang", "en").stdout
    assert "2027-02-01  in  10 days  annual review of the manual" in status
    assert "revision: A/0" in (company / "manual/01-order.md").read_text(encoding="utf-8")
    assert "MAN108" not in qms(company, "check", "--as-of", "2027-02-01").stdout
    assert "MAN108" in qms(company, "check", "--as-of", "2027-02-02").stdout


def test_an_outcome_names_a_chapter_of_the_manual(company: Path, keys: dict[str, Path]) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    words = ("review", "record", *BY, "--conclusion", "改", "--as-of", "2026-02-01", "--lang", "en")
    assert "no chapter 9" in qms(company, *words, "--change", "9=补充").stderr
    assert qms(company, *words, "--change", "1=补充").exit_code == 0
    record = next(company.glob("records/manual-review/2026/*.yaml")).read_text(encoding="utf-8")
    assert "outcome: change" in record
    assert "note: 补充" in record


def _open(root: Path, year: int, day: str) -> None:
    options = ("--meeting-on", f"{year}-12-20", "--venue", "会议室", "--chair", "P-001")
    opened = qms(root, "review", "open", str(year), *BY, *options, "--as-of", day)
    assert opened.exit_code == 0, opened.stderr


def _fill(root: Path, year: int, decisions: str) -> str:
    path = f"records/management-review/{year}/GR-{year}-0001.yaml"
    lines = []
    for line in (root / path).read_text(encoding="utf-8").splitlines():
        lines.append(line)
        if line.strip().startswith("- input:") and "last-actions" not in line:
            lines.append("    summary: 已评审")
    text = "\n".join(lines) + "\nconclusion: 有效\n" + decisions
    write(root, {path: text})
    commit(root)
    return path


def test_a_review_hands_its_decisions_to_the_next_year(company: Path) -> None:
    _open(company, 2025, "2025-11-01")
    early = qms(company, "review", "close", "2025", "--by", "P-001", "--lang", "en")
    assert early.exit_code == 1
    assert early.stderr.count("is empty") == 15
    assert "the conclusion is missing" in early.stderr

    decision = "decisions:\n  - topic: improvement\n    text: 扩大备件库存\n"
    path = _fill(company, 2025, decision)
    half = qms(company, "review", "close", "2025", "--by", "P-001", "--lang", "en")
    assert "decision 1 lacks owner" in half.stderr
    assert "decision 1 lacks due" in half.stderr
    whole = "text: 扩大备件库存\n    owner: P-002\n    due: 2026-06-30"
    replace(company, path, "text: 扩大备件库存", whole)
    commit(company)
    day = ("--as-of", "2025-12-20")
    closed = qms(company, "review", "close", "2025", "--by", "P-001", "--lang", "en", *day)
    assert closed.exit_code == 0, closed.stderr
    assert "followed as GC-2025-0001" in closed.stderr
    status = qms(company, "status", "--as-of", "2026-06-01", "--lang", "en").stdout
    assert "2026-06-30  in  29 days  review decision GC-2025-0001" in status

    _open(company, 2026, "2026-11-01")
    minutes = (company / "records/management-review/2026/GR-2026-0001.yaml").read_text("utf-8")
    assert "扩大备件库存：未开始（GC-2025-0001）" in minutes
    again = qms(
        company, "review", "open", "2026", *BY, "--meeting-on", "2026-12-20", "--venue", "室",
        "--chair", "P-001",
    )  # fmt: skip
    assert again.exit_code == 1
    git(company, "rm", "-q", "-r", "records/review-action")
    commit(company)
    _fill(company, 2026, "")
    refused = qms(company, "review", "close", "2026", "--by", "P-001", "--lang", "en")
    assert "扩大备件库存” has no status" in refused.stderr


def test_a_plan_on_file_is_taken_and_none_is_asked_for(company: Path) -> None:
    none = qms(company, "review", "open", "2025", "--by", "P-001", "--lang", "en")
    assert none.exit_code == 1
    assert "State the meeting" in none.stderr
    _open(company, 2025, "2025-11-01")
    git(company, "rm", "-q", "-r", "records/management-review")
    commit(company)
    opened = qms(company, "review", "open", "2025", "--by", "P-001", "--as-of", "2025-11-02")
    assert opened.exit_code == 0, opened.stderr
    assert len(list(company.glob("records/management-review-plan/*/*.yaml"))) == 1
    minutes = (company / "records/management-review/2025/GR-2025-0001.yaml").read_text("utf-8")
    assert "plan: GP-2025-0001" in minutes
    assert "- P-002" in minutes


@pytest.mark.paper
def test_the_pack_of_the_second_year_opens_with_the_decisions_of_the_first(
    company: Path, tmp_path: Path
) -> None:
    _open(company, 2025, "2025-11-01")
    decision = (
        "decisions:\n  - topic: improvement\n    text: 扩大备件库存\n"
        "    owner: P-002\n    due: 2026-06-30\n"
    )
    _fill(company, 2025, decision)
    day = ("--as-of", "2025-12-20")
    assert qms(company, "review", "close", "2025", "--by", "P-001", *day).exit_code == 0
    out = tmp_path / "pack"
    run_qms(company, "review-pack", "2026", "--as-of", "2026-11-23", "--output", str(out))
    # What the chair decides stands first, then a line for each input, then the inputs themselves.
    first_input = text_of(out / "review-2026.pdf").split("\f")[2]
    for words in ("上次评审措施", "GC-2025-0001", "扩大备件库存", "2026-06-30", "未开始"):
        assert words in first_input


def test_a_review_added_for_an_occasion_stands_beside_the_yearly_one(company: Path) -> None:
    _open(company, 2025, "2025-11-01")
    _fill(company, 2025, "")
    day = ("--as-of", "2025-12-20")
    assert qms(company, "review", "close", "2025", "--by", "P-001", *day).exit_code == 0
    due = "2026-11-01   20 days late  management review"
    assert due in qms(company, "status", "--as-of", "2026-11-21", "--lang", "en").stdout

    meeting = ("--meeting-on", "2026-11-20", "--venue", "会议室", "--chair", "P-001")
    added = ("review", "open", "2026", *BY, *meeting, "--as-of", "2026-11-20", "--lang", "en")
    half = qms(company, *added, "--occasion", "密钥遗失")
    assert half.exit_code == 2
    assert "states both" in half.stderr
    strange = qms(company, *added, "--occasion", "密钥遗失", "--input", "weather")
    assert strange.exit_code == 2
    assert "no input of a review" in strange.stderr
    opened = qms(company, *added, "--occasion", "密钥遗失", "--input", "manual")
    assert opened.exit_code == 0, opened.stderr
    path = "records/management-review/2026/GR-2026-0001.yaml"
    replace(company, path, "- input: manual", "- input: manual\n    summary: 换版")
    decided = (company / path).read_text(encoding="utf-8") + (
        "conclusion: 重新登记\ndecisions:\n  - topic: resources\n    text: 重新登记密钥\n"
        "    owner: P-002\n    due: 2026-11-30\n"
    )
    write(company, {path: decided})
    commit(company)
    closed = qms(
        company, "review", "close", "2026", "--by", "P-001", "--as-of", "2026-11-20", "--lang", "en"
    )
    assert closed.exit_code == 0, closed.stderr

    # It moves no yearly date, is not asked for policy and manual, and hands its decision on.
    assert due in qms(company, "status", "--as-of", "2026-11-21", "--lang", "en").stdout
    found = qms(company, "check", "--as-of", "2026-11-21").stdout
    assert "GR-2025-0001" in found  # the yearly one is asked
    assert "GR-2026-0001" not in found
    assert "重新登记密钥" not in found
    _open(company, 2026, "2026-12-01")
    minutes = (company / "records/management-review/2026/GR-2026-0002.yaml").read_text("utf-8")
    assert "重新登记密钥：未开始（GC-2026-0001）" in minutes
