"""Deadlines and days that were moved in silence are found, in records still open (9.2, 3.2)."""

from pathlib import Path

import pytest

from tests.testing.attacking import findings
from tests.testing.company import replace
from tests.testing.repository import commit, git, qms, repository, write

pytestmark = pytest.mark.attacks

PATH = "records/corrective-action/2026/JZ-2026-0001.yaml"
ACTION = """\
id: JZ-2026-0001
form: QR-10-01 A/0
date: 2026-03-02
department: after-sales
filled_by: P-001
status: open
source: complaint
clause: '1'
responsible: after-sales
grade: minor
fact: 例
actions:
  - {action: 例, owner: P-001, due: 2026-03-20, done_on: 2026-03-18}
due: 2026-04-30
"""
EXTENSION = (
    "extensions:\n  - {from: 2026-04-30, to: 2026-06-30, reason: 缺件, approved_by: P-002, "
    "on: 2026-04-20}\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "root", {PATH: ACTION})


def fixed(root: Path) -> list[tuple[str, str]]:
    found = [each for each in findings(root) if each["code"].startswith("FIX")]
    assert {each["severity"] for each in found} <= {"error"}
    return [(each["code"], each["message"]) for each in found]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("due: 2026-04-30", "due: 2026-06-30", "FIX101"),
        ("done_on: 2026-03-18", "done_on: 2026-03-08", "FIX102"),
        ("date: 2026-03-02", "date: 2026-04-02", "FIX102"),
    ],
)
def test_a_day_moved_in_silence_is_found_committed_or_not(
    root: Path, old: str, new: str, code: str
) -> None:
    assert fixed(root) == []
    replace(root, PATH, old, new)
    (found,) = fixed(root)
    assert found[0] == code
    assert "not committed yet" in found[1]
    hash_ = commit(root)
    (found,) = fixed(root)
    assert hash_[:12] in found[1]
    assert old.split(": ")[1] in found[1]


def test_a_deadline_moved_and_the_form_closed_in_one_commit_is_found(root: Path) -> None:
    replace(root, PATH, "due: 2026-04-30", "due: 2026-06-30")
    replace(root, PATH, "status: open", "status: closed")
    commit(root)
    assert [code for code, _ in fixed(root)] == ["FIX101"]


def test_a_deadline_moved_on_a_branch_is_found_after_the_merge(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "side")
    replace(root, PATH, "due: 2026-04-30", "due: 2026-06-30")
    commit(root)
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "side", "-m", "merge")
    assert [code for code, _ in fixed(root)] == ["FIX101"]


def test_an_approved_extension_moves_it_and_keeps_the_old_day(root: Path) -> None:
    replace(root, PATH, "due: 2026-04-30", "due: 2026-06-30")
    (root / PATH).write_text((root / PATH).read_text() + EXTENSION, encoding="utf-8")
    commit(root)
    assert fixed(root) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("from: 2026-04-30", "from: 2026-05-30", "FIX101"),
        ("reason: 缺件, ", "reason: '', ", "FIX101"),
        ("approved_by: P-002", "approved_by: P-001", "FIX103"),
        ("on: 2026-04-20", "on: 2026-05-20", "FIX103"),
        ("approved_by: P-002", "approved_by: P-009", "FIX103"),
    ],
)
def test_an_extension_that_is_false_ones_own_or_late_is_found(
    root: Path, old: str, new: str, code: str
) -> None:
    replace(root, PATH, "due: 2026-04-30", "due: 2026-06-30")
    text = (root / PATH).read_text(encoding="utf-8")
    (root / PATH).write_text(text + EXTENSION.replace(old, new), encoding="utf-8")
    commit(root)
    found = {each["code"] for each in findings(root)}
    assert code in found or "FIL103" in found


def test_what_was_put_back_is_no_finding_any_more(root: Path) -> None:
    replace(root, PATH, "due: 2026-04-30", "due: 2026-06-30")
    commit(root)
    replace(root, PATH, "due: 2026-06-30", "due: 2026-04-30")
    commit(root)
    assert fixed(root) == []


def test_filling_a_form_in_further_is_no_change_of_a_fact(root: Path) -> None:
    text = (root / PATH).read_text(encoding="utf-8")
    write(root, {PATH: text.replace("fact: 例", "fact: 实例") + "cause: 例\n"})
    commit(root)
    assert fixed(root) == []


def test_a_wrong_day_in_an_open_form_is_corrected_and_keeps_the_old_one(root: Path) -> None:
    correct = ("correct", "JZ-2026-0001", "date=2026-03-03", "--reason", "笔误", "--by", "P-001")
    alone = qms(root, *correct, "--lang", "en")
    assert "another person approves its correction" in alone.stderr
    assert qms(root, *correct, "--approved-by", "P-001").exit_code == 1
    done = qms(root, *correct, "--approved-by", "P-002")
    assert done.exit_code == 0, done.stderr
    assert "old: " in (root / PATH).read_text(encoding="utf-8")
    assert fixed(root) == []


def test_a_correction_that_nobody_else_approved_is_found(root: Path) -> None:
    replace(root, PATH, "date: 2026-03-02", "date: 2026-03-03")
    entry = (
        "corrections:\n  - {field: date, old: '2026-03-02', new: '2026-03-03', reason: 笔误, "
        "by: P-001, on: 2026-03-05}\n"
    )
    text = (root / PATH).read_text(encoding="utf-8")
    for addition, said in (
        ("", "nobody else approved it"),
        (", approved_by: P-001", "who approved it made it"),
        (", approved_by: P-009", "held no post that may"),
    ):
        write(root, {PATH: text + entry.replace("}", addition + "}")})
        found = [each["message"] for each in findings(root) if each["code"] == "DEC104"]
        assert [said in each for each in found] == [True]
    write(root, {PATH: text + entry.replace("}", ", approved_by: P-002}")})
    assert "DEC104" not in {each["code"] for each in findings(root)}


def outs(root: Path) -> list[str]:
    return [said for code, said in fixed(root) if code == "FIX106"]


VOIDED = (
    "corrections:\n  - {field: status, old: open, new: void, reason: 重复登记, by: P-001, "
    "on: 2026-03-05, approved_by: P-002}\n"
)


@pytest.mark.parametrize("end", ["void", "draft"])
def test_an_open_form_taken_out_of_judgement_in_silence_is_found(root: Path, end: str) -> None:
    replace(root, PATH, "status: open", f"status: {end}")
    assert "not committed yet" in outs(root)[0]
    hash_ = commit(root)
    (said,) = outs(root)
    assert hash_[:12] in said
    assert f"status of JZ-2026-0001 was changed from open to {end}" in said


def test_a_form_without_a_status_is_open_and_is_not_made_void_in_silence(tmp_path: Path) -> None:
    root = repository(tmp_path / "root", {PATH: ACTION.replace("status: open\n", "")})
    write(root, {PATH: ACTION.replace("status: open", "status: void")})
    commit(root)
    assert len(outs(root)) == 1


def test_an_open_form_made_void_with_a_second_person_is_lawful(root: Path) -> None:
    text = (root / PATH).read_text(encoding="utf-8").replace("status: open", "status: void")
    write(root, {PATH: text + VOIDED})
    commit(root)
    assert fixed(root) == []
    assert "DEC104" not in {each["code"] for each in findings(root)}
    write(root, {PATH: text + VOIDED.replace("approved_by: P-002", "approved_by: P-001")})
    assert "DEC104" in {each["code"] for each in findings(root)}


def test_the_command_makes_void_with_a_second_person_and_mends_what_was_done_in_silence(
    root: Path,
) -> None:
    void = ("correct", "JZ-2026-0001", "status=void", "--reason", "重复", "--by", "P-001")
    alone = qms(root, *void, "--lang", "en")
    assert "another person approves its correction" in alone.stderr
    replace(root, PATH, "status: open", "status: void")
    commit(root)
    assert len(outs(root)) == 1
    done = qms(root, *void, "--approved-by", "P-002", "--as-of", "2026-03-09")
    assert done.exit_code == 0, done.stderr
    assert fixed(root) == []
    assert not {"DEC104", "FRZ101"} & {each["code"] for each in findings(root)}


def test_the_command_makes_an_open_form_void(root: Path) -> None:
    void = ("correct", "JZ-2026-0001", "status=void", "--reason", "重复", "--by", "P-001")
    done = qms(root, *void, "--approved-by", "P-002", "--as-of", "2026-03-09")
    assert done.exit_code == 0, done.stderr
    assert "status: void" in (root / PATH).read_text(encoding="utf-8")
    assert fixed(root) == []


def test_no_editor_takes_an_open_form_out_of_judgement(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i 's/status: open/status: void/'")
    done = qms(root, "edit", "JZ-2026-0001", "--lang", "en")
    assert done.exit_code == 1
    assert "which another person approves" in done.stderr
    assert (root / PATH).read_text(encoding="utf-8") == ACTION


def test_a_finished_step_taken_off_its_list_is_found_and_may_be_put_back(root: Path) -> None:
    second = "  - {action: 例二, owner: P-001, due: 2026-03-25}\n"
    write(root, {PATH: ACTION.replace("due: 2026-04-30", f"{second}due: 2026-04-30")})
    commit(root)
    first = ACTION.split("actions:\n")[1].splitlines()[0] + "\n"
    both = (root / PATH).read_text(encoding="utf-8")
    write(root, {PATH: both.replace(first, "")})
    commit(root)
    assert "2026-03-18" in " ".join(outs(root))
    write(root, {PATH: both})
    commit(root)
    assert fixed(root) == []


@pytest.mark.parametrize("apart", [False, True])
def test_a_form_that_comes_again_in_another_file_is_held_to_what_it_said(
    root: Path, apart: bool
) -> None:
    (root / PATH).unlink()
    if apart:
        commit(root)
    moved = PATH.replace("JZ-2026-0001", "again")
    write(root, {moved: ACTION.replace("due: 2026-04-30", "due: 2026-06-30")})
    commit(root)
    assert [code for code, _ in fixed(root)] == ["FIX101"]


def test_a_decision_cancelled_in_silence_is_found(tmp_path: Path) -> None:
    path = "records/review-action/2026/GC-2026-0001.yaml"
    action = (
        "id: GC-2026-0001\nform: QR-9.7-03 A/0\ndate: 2026-03-02\ndepartment: after-sales\n"
        "filled_by: P-001\nreview: PS-2026-0001\ndecision: 例\nowner: P-001\ndue: 2026-04-30\n"
        "state: not-started\n"
    )
    root = repository(tmp_path / "root", {path: action})
    replace(root, path, "not-started", "cancelled")
    commit(root)
    (said,) = outs(root)
    assert "state of GC-2026-0001 was changed from not-started to cancelled" in said
