"""Closed records do not change unseen: every way of touching one, and the lawful ones."""

import gc
import json
from pathlib import Path

import pytest

from qms.model.frozen import RecordHistory
from qms.model.kinds import kinds
from qms.operations.checking.check import check
from qms.store.git import viewpoint
from qms.store.history import record_history, uncommitted, walker
from qms.store.loading import load
from qms.store.walking import walk
from tests.testing.company import codes, release, replace
from tests.testing.records import DAY
from tests.testing.repository import commit, git, qms, repository, write

PATH = "records/change-request/2026/GG-2026-0001.yaml"
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
DISPOSAL = """\
id: JX-2026-0001
form: QR-7.5-04 A/0
date: DATE
department: after-sales
filled_by: P-002
approved_by: P-001
status: closed
records: [GG-2026-0001]
basis: BASIS
reason: 例
method: 删除文件
destroyed_by: P-002
witnessed_by: P-003
"""
GOOD = frozenset[str]()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = repository(tmp_path / "r", {PATH: CLOSED})
    assert codes(made) == GOOD
    return made


def in_the_folder(root: Path) -> RecordHistory:
    point = viewpoint(root)
    walked = walker(point, since="", kinds=kinds())
    assert walked is not None
    walk(point.repo, [walked])
    return record_history(walked, point, since="", changes=uncommitted(point))


def _remove(root: Path) -> None:
    (root / PATH).unlink()


@pytest.mark.parametrize("is_committed", [True, False])
def test_an_edit_is_found_with_its_commit_and_field(root: Path, *, is_committed: bool) -> None:
    replace(root, PATH, "explanation: 例", "explanation: 改")
    where = commit(root)[:12] if is_committed else "not committed yet"
    said = qms(root, "check", "--lang", "en").stdout
    what = "GG-2026-0001 was edited after it was closed, without a correction: explanation"
    assert f"{what} ({where})" in said


def test_an_edit_undone_later_is_still_told(root: Path) -> None:
    replace(root, PATH, "explanation: 例", "explanation: 改")
    commit(root)
    replace(root, PATH, "explanation: 改", "explanation: 例")
    commit(root)
    assert codes(root) == {"FRZ107"}


def test_a_correction_that_tells_old_and_new_is_lawful_and_a_false_one_is_not(root: Path) -> None:
    told = (
        "corrections: [{field: explanation, old: 例, new: 改, reason: 笔误, by: P-001, "
        "on: 2026-03-01}]\n"
    )
    replace(root, PATH, "explanation: 例", "explanation: 改")
    write(root, {PATH: (root / PATH).read_text(encoding="utf-8") + told})
    commit(root)
    assert codes(root) == GOOD
    replace(root, PATH, "old: 例", "old: 其他")
    commit(root)
    assert codes(root) == {"FRZ101"}


def test_an_open_record_may_change_and_is_frozen_once_closed(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {PATH: CLOSED.replace("closed", "open")})
    replace(root, PATH, "explanation: 例", "explanation: 改")
    commit(root)
    replace(root, PATH, "status: open", "status: closed")
    commit(root)
    assert codes(root) == GOOD
    replace(root, PATH, "status: closed", "status: open")
    commit(root)
    assert codes(root) == {"FRZ101"}


def test_a_deletion_is_found_until_an_approved_disposal_makes_it_lawful(root: Path) -> None:
    _remove(root)
    commit(root)
    assert codes(root) == {"FRZ102"}
    disposal = "records/record-disposal/2026/JX-2026-0001.yaml"
    too_early = DISPOSAL.replace("DATE", "2026-11-01").replace("BASIS", "expired")
    write(root, {disposal: too_early})
    said = qms(root, "check", "--lang", "en").stdout
    assert "it had to be kept until 2036-02-01" in said
    write(root, {disposal: too_early.replace("approved_by: P-001\n", "")})
    assert "its disposal was not approved" in qms(root, "check", "--lang", "en").stdout
    personal = too_early.replace("expired", "personal-data")
    write(root, {disposal: personal.replace("status: closed", "status: open")})
    assert "the record of its disposal is not closed" in qms(root, "check", "--lang", "en").stdout
    write(root, {disposal: personal})
    commit(root)
    assert codes(root) == GOOD


def test_a_deletion_after_its_retention_needs_only_an_approved_disposal(root: Path) -> None:
    disposal = DISPOSAL.replace("DATE", "2036-02-02").replace("BASIS", "expired")
    _remove(root)
    path = "records/record-disposal/2036/JX-2036-0001.yaml"
    write(root, {path: disposal.replace("JX-2026", "JX-2036")})
    commit(root)
    report = json.loads(qms(root, "check", "--format", "json", "--as-of", "2036-03-01").stdout)
    assert "FRZ102" not in {finding["code"] for finding in report["findings"]}


def test_renumbering_and_moving_are_found(root: Path) -> None:
    _remove(root)
    other = "records/change-request/2026/GG-2026-0007.yaml"
    write(root, {other: CLOSED.replace("GG-2026-0001", "GG-2026-0007")})
    commit(root)
    assert "FRZ103" in codes(root)
    (root / other).unlink()
    write(root, {PATH.replace("/2026/", "/2025/"): CLOSED})
    commit(root)
    assert "FRZ103" in codes(root)
    git(root, "reset", "-q", "--hard", "HEAD~2")
    git(root, "mv", PATH, "records/change-request/moved.yaml")
    commit(root)
    assert codes(root) == {"FRZ104"}


def test_an_edit_inside_a_merge_is_found(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "side")
    replace(root, PATH, "explanation: 例", "explanation: 改")
    commit(root)
    git(root, "checkout", "-q", "main")
    write(root, {"note.txt": "x"})
    commit(root)
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "side")
    assert codes(root) == {"FRZ101"}


def test_a_row_of_a_list_file_is_frozen_by_itself(tmp_path: Path) -> None:
    path = "records/change-request/2026-02.yaml"

    def rows(*bodies: str) -> str:
        return "".join("- " + body.rstrip().replace("\n", "\n  ") + "\n" for body in bodies)

    second = CLOSED.replace("GG-2026-0001", "GG-2026-0002").replace("closed", "open")
    root = repository(tmp_path / "r", {path: rows(CLOSED, second)})
    write(root, {path: rows(CLOSED, second.replace("例", "改"), second.replace("0002", "0003"))})
    commit(root)
    assert codes(root) == GOOD
    write(root, {path: rows(second, second.replace("0002", "0003"))})
    commit(root)
    assert codes(root) == {"FRZ102", "REF104"}


def test_history_before_the_baseline_is_said_to_be_unjudged(root: Path) -> None:
    replace(root, PATH, "explanation: 例", "explanation: 改")
    since = commit(root)
    settings = (root / "qms.yml").read_text(encoding="utf-8")
    write(root, {"qms.yml": settings + f"frozen_since: {since}\n"})
    commit(root)
    assert codes(root) == GOOD
    said = qms(root, "check", "--lang", "en").stdout
    assert "1 not judged" in said
    replace(root, PATH, "explanation: 改", "explanation: 再改")
    later = commit(root)
    assert codes(root) == {"FRZ101"}
    replace(root, "qms.yml", since, later)
    commit(root)
    assert codes(root) == {"FRZ106"}


def test_taking_the_baseline_away_and_setting_it_later_is_found(root: Path) -> None:
    first = git(root, "rev-parse", "HEAD")
    settings = (root / "qms.yml").read_text(encoding="utf-8")
    write(root, {"qms.yml": settings + f"frozen_since: {first}\n"})
    commit(root)
    replace(root, PATH, "explanation: 例", "explanation: 改")
    commit(root)
    write(root, {"qms.yml": settings})
    later = commit(root)
    write(root, {"qms.yml": settings + f"frozen_since: {later}\n"})
    commit(root)
    assert "FRZ106" in codes(root)


def test_a_rewritten_history_is_found_by_its_baseline(root: Path) -> None:
    since = git(root, "rev-parse", "HEAD")
    settings = (root / "qms.yml").read_text(encoding="utf-8")
    write(root, {"qms.yml": settings + f"frozen_since: {since}\n"})
    commit(root)
    git(root, "checkout", "-q", "--orphan", "clean")
    commit(root, "all new")
    assert codes(root) == {"FRZ105"}


def test_a_shallow_clone_says_that_it_could_not_judge(root: Path, tmp_path: Path) -> None:
    replace(root, PATH, "explanation: 例", "explanation: 改")
    commit(root)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", str(clone))
    assert codes(clone) == GOOD
    assert "a shallow clone" in qms(clone, "check", "--lang", "en").stdout


def test_what_was_remembered_equals_a_fresh_walk(root: Path) -> None:
    for number in range(3):
        write(root, {PATH: CLOSED.replace("例", f"例{number}")})
        commit(root)
        warm = in_the_folder(root)
        memory = root / ".git/qms-cache/history"
        memory.unlink()
        assert in_the_folder(root) == warm
        assert len(warm.breaches) == 1
    memory.write_text("not json", encoding="utf-8")
    assert in_the_folder(root) == warm


def test_an_older_commit_is_judged_by_the_history_that_led_to_it(root: Path) -> None:
    before = git(root, "rev-parse", "HEAD")
    replace(root, PATH, "explanation: 例", "explanation: 改")
    commit(root)
    assert codes(root) == {"FRZ101"}
    assert "FRZ101" not in qms(root, "check", "--ref", before).stdout


def test_a_release_made_vanish_with_history_is_found_by_its_tag(
    company: Path, keys: dict[str, Path]
) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    git(company, "checkout", "-q", "--orphan", "clean")
    commit(company, "all new")
    assert "REL115" in codes(company)
    git(company, "rm", "-q", "-r", "records/release", "records/signature")
    commit(company)
    assert {"REL113", "REL115"} <= codes(company)


def test_a_release_record_deleted_is_found(company: Path, keys: dict[str, Path]) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    git(company, "rm", "-q", "records/release/A-0.yaml")
    commit(company)
    assert {"REL113", "REL115", "FRZ102"} <= codes(company)


def test_git_ends_with_the_check_that_asked_it(root: Path) -> None:
    """A desk runs for weeks: what waits for Python to look for rings would fill it with files."""
    snapshot = load(root, as_of=DAY)
    gc.collect()
    gc.disable()
    try:
        before = len([*Path("/proc/self/fd").iterdir()])
        check(root, snapshot)
        assert len([*Path("/proc/self/fd").iterdir()]) == before
    finally:
        gc.enable()
