"""Closed is closed, on every path: what was ever closed stands unchanged, or a finding names it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.testing.company import codes
from tests.testing.repository import commit, git, qms, repository, write

pytestmark = pytest.mark.attacks

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
FORGED = CLOSED.replace("explanation: 例", "explanation: 伪")
OPEN = CLOSED.replace("status: closed", "status: open")
NOTHING = frozenset[str]()


def told(field: str, old: str, new: str) -> str:
    return (
        f"corrections: [{{field: {field}, old: {old}, new: {new}, reason: 笔误, by: P-001, "
        "on: 2026-03-01}]\n"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "r", {PATH: CLOSED})


def _edited(root: Path, content: str = FORGED) -> str:
    write(root, {PATH: content})
    return commit(root)


def _orphan_with(root: Path, content: str) -> str:
    """Commit a root of its own that holds everything, the record as `content`."""
    main = git(root, "rev-parse", "main")
    write(root, {PATH: content})
    git(root, "add", "-A")
    tree = git(root, "write-tree")
    git(root, "reset", "-q", "--hard", main)
    return git(root, "commit-tree", tree, "-m", "root")


def _merge(root: Path, first: str, second: str, tree_of: str) -> None:
    tree = git(root, "rev-parse", f"{tree_of}^{{tree}}")
    merged = git(root, "commit-tree", tree, "-p", first, "-p", second, "-m", "merge")
    git(root, "reset", "-q", "--hard", merged)


def orphan_root_merged(root: Path) -> None:
    orphan = _orphan_with(root, FORGED)
    _merge(root, orphan, "main", orphan)


def orphan_root_as_second_parent(root: Path) -> None:
    orphan = _orphan_with(root, FORGED)
    _merge(root, "main", orphan, orphan)


def evil_merge(root: Path) -> None:
    before = git(root, "rev-parse", "HEAD")
    write(root, {"a.txt": "a"})
    side = commit(root)
    git(root, "reset", "-q", "--hard", before)
    write(root, {"b.txt": "b"})
    main = commit(root)
    forged = _edited(root)
    _merge(root, main, side, forged)


def swapped_merge(root: Path) -> None:
    write(root, {PATH.replace("0001", "0002"): OPEN.replace("0001", "0002")})
    before = commit(root)
    _edited(root, FORGED.replace("closed", "open"))
    side = git(root, "rev-parse", "HEAD")
    git(root, "reset", "-q", "--hard", before)
    _merge(root, side, before, side)


def reopened_and_closed_again(root: Path) -> None:
    _edited(root, OPEN + told("status", "closed", "open"))
    _edited(root, FORGED.replace("closed", "open"))
    _edited(root)


def moved_and_edited(root: Path) -> None:
    git(root, "mv", PATH, "records/change-request/moved.yaml")
    write(root, {"records/change-request/moved.yaml": FORGED})
    commit(root)


def moved_then_edited(root: Path) -> None:
    git(root, "mv", PATH, "records/change-request/moved.yaml")
    commit(root)
    write(root, {"records/change-request/moved.yaml": FORGED})
    commit(root)


def deleted_and_made_anew(root: Path) -> None:
    git(root, "rm", "-q", PATH)
    commit(root)
    write(root, {PATH: FORGED})
    commit(root)


def decoy_that_looks_like_the_first_version(root: Path) -> None:
    """A line of its own holds the forged version first and loses it, so that it seems the first."""
    orphan = _orphan_with(root, FORGED)
    main = git(root, "rev-parse", "main")
    git(root, "checkout", "-q", "-b", "decoy", orphan)
    _edited(root)
    _edited(root, FORGED.replace("伪", "假"))
    decoy = git(root, "rev-parse", "HEAD")
    git(root, "checkout", "-q", "main")
    _merge(root, decoy, main, orphan)


def log_told_to_show_no_merges(root: Path) -> None:
    git(root, "config", "log.diffMerges", "off")
    evil_merge(root)


def object_replaced(root: Path) -> None:
    _edited(root)
    forged, true = (git(root, "rev-parse", f"{at}:{PATH}") for at in ("HEAD", "HEAD~1"))
    git(root, "replace", true, forged)


def history_grafted(root: Path) -> None:
    _edited(root)
    tip = git(root, "rev-parse", "HEAD")
    write(root, {".git/info/grafts": tip + "\n"})


def commit_graph_forged(root: Path) -> None:
    """A commit graph that was made while a graft was in force keeps its parents for ever."""
    _edited(root)
    git(root, "commit-graph", "write", "--reachable")


def assumed_unchanged(root: Path) -> None:
    git(root, "update-index", "--assume-unchanged", PATH)
    write(root, {PATH: FORGED})


def skipped_in_the_work_tree(root: Path) -> None:
    git(root, "update-index", "--skip-worktree", PATH)
    write(root, {PATH: FORGED})


def cleaned_by_a_filter(root: Path) -> None:
    true = root.parent / "true"
    true.write_text(CLOSED, encoding="utf-8")
    git(root, "config", "filter.look.clean", f"cat '{true}'")
    write(root, {".git/info/attributes": "* filter=look\n", PATH: FORGED})


def edited_on_a_side_line(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "side")
    _edited(root)
    git(root, "checkout", "-q", "main")
    write(root, {"b.txt": "b"})
    commit(root)
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "side")


def octopus(root: Path) -> None:
    before, sides = git(root, "rev-parse", "HEAD"), []
    for name in ("a", "b", "c"):
        git(root, "reset", "-q", "--hard", before)
        write(root, {f"{name}.txt": name})
        sides.append(commit(root))
    forged = git(root, "rev-parse", f"{_edited(root)}^{{tree}}")
    parents = [word for side in sides for word in ("-p", side)]
    git(root, "reset", "-q", "--hard", git(root, "commit-tree", forged, *parents, "-m", "m"))


EDITS = (
    orphan_root_merged, orphan_root_as_second_parent, evil_merge, swapped_merge,
    reopened_and_closed_again, moved_and_edited, moved_then_edited, deleted_and_made_anew,
    decoy_that_looks_like_the_first_version, log_told_to_show_no_merges, object_replaced,
    history_grafted, commit_graph_forged, assumed_unchanged, skipped_in_the_work_tree,
    cleaned_by_a_filter, edited_on_a_side_line, octopus,
)  # fmt: skip


@pytest.mark.parametrize("attack", EDITS, ids=lambda attack: attack.__name__)
def test_an_edit_is_an_error_that_names_record_and_field(
    root: Path, attack: Callable[[Path], None]
) -> None:
    attack(root)
    report = json.loads(qms(root, "check", "--format", "json", "--lang", "en").stdout)
    found = [each for each in report["findings"] if each["code"] == "FRZ101"]
    assert [(each["record"], each["severity"]) for each in found] == [("GG-2026-0001", "error")]
    assert "explanation" in found[0]["message"]


def mode_changed_to_a_link(root: Path) -> None:
    (root / PATH).unlink()
    (root / PATH).symlink_to("/etc/hostname")
    commit(root)


def moved_to_where_nobody_reads(root: Path) -> None:
    git(root, "mv", PATH, PATH.removesuffix(".yaml") + ".txt")
    commit(root)


def moved_out_of_the_records(root: Path) -> None:
    git(root, "mv", PATH, "manual/old.yaml")
    commit(root)


def hidden_in_another_repository(root: Path) -> None:
    shutil.rmtree(root / "records/change-request")
    repository(root / "records/change-request", {})
    commit(root)


def emptied(root: Path) -> None:
    write(root, {PATH: "[]\n"})
    commit(root)


def left_out_of_a_merge(root: Path) -> None:
    before = git(root, "rev-parse", "HEAD~0")
    write(root, {"a.txt": "a"})
    side = commit(root)
    git(root, "rm", "-q", PATH)
    without = commit(root)
    git(root, "reset", "-q", "--hard", before)
    _merge(root, before, side, without)


REMOVALS = (
    mode_changed_to_a_link, moved_to_where_nobody_reads, moved_out_of_the_records,
    hidden_in_another_repository, emptied, left_out_of_a_merge,
)  # fmt: skip


@pytest.mark.parametrize("status", [CLOSED, OPEN], ids=["closed", "open"])
@pytest.mark.parametrize("attack", REMOVALS, ids=lambda attack: attack.__name__)
def test_a_record_that_is_gone_is_an_error_whether_open_or_closed(
    tmp_path: Path, attack: Callable[[Path], None], status: str
) -> None:
    root = repository(tmp_path / "r", {PATH: status})
    attack(root)
    report = json.loads(qms(root, "check", "--format", "json", "--lang", "en").stdout)
    gone = [each["record"] for each in report["findings"] if each["code"] == "FRZ102"]
    assert gone == ["GG-2026-0001"]


def test_what_git_is_told_not_to_see_is_named(root: Path) -> None:
    write(root, {".gitignore": "*-0002.yaml\n"})
    commit(root)
    write(root, {PATH.replace("0001", "0002"): CLOSED.replace("0001", "0002")})
    assert "FRZ108" in codes(root)


def test_what_bends_the_history_is_named(root: Path) -> None:
    object_replaced(root)
    assert {"FRZ101", "FRZ109"} <= codes(root)


def test_a_forged_cut_is_no_shallow_clone(root: Path) -> None:
    _edited(root)
    write(root, {".git/shallow": git(root, "rev-parse", "HEAD") + "\n"})
    assert "FRZ109" in codes(root)


def test_a_forged_memory_is_not_believed(root: Path) -> None:
    _edited(root)
    assert "FRZ101" in codes(root)
    page = root / ".git/qms-cache/history"
    seal, _, body = page.read_bytes().partition(b"\n")
    told = json.loads(body)
    told["walk"]["lost"] = []
    page.write_bytes(seal + b"\n" + json.dumps(told).encode())
    assert "FRZ101" in codes(root)


def test_a_repository_below_another_folder_of_git_is_judged_alike(tmp_path: Path) -> None:
    top = tmp_path / "top"
    root = repository(top / "quality/system", {PATH: CLOSED})
    shutil.move(root / ".git", top / ".git")
    git(top, "add", "-A")
    commit(top)
    assert codes(root) == NOTHING
    write(root, {PATH: FORGED})
    assert codes(root) == {"FRZ101"}
    commit(top)
    assert codes(root) == {"FRZ101"}


# The ways out: each leaves one note, and none of them fails for ever.


def _said(root: Path) -> list[tuple[str, str]]:
    report = json.loads(qms(root, "check", "--format", "json", "--lang", "en").stdout)
    return [(each["code"], each["severity"]) for each in report["findings"]]


def test_what_was_put_back_is_one_note_with_both_commits(root: Path) -> None:
    edited = _edited(root)
    back = _edited(root, CLOSED)
    assert _said(root) == [("FRZ107", "info")]
    said = qms(root, "check", "--lang", "en").stdout
    assert edited[:12] in said
    assert back[:12] in said
    assert qms(root, "check").exit_code == 0


def test_what_was_deleted_and_put_back_is_one_note(root: Path) -> None:
    (root / PATH).unlink()
    commit(root)
    _edited(root, CLOSED)
    assert _said(root) == [("FRZ107", "info")]


def test_an_edit_told_by_a_later_correction_is_one_note(root: Path) -> None:
    _edited(root)
    _edited(root, FORGED + told("explanation", "例", "伪"))
    assert _said(root) == [("FRZ107", "info")]


def test_a_move_with_equal_content_is_one_note(root: Path) -> None:
    git(root, "mv", PATH, "records/change-request/moved.yaml")
    commit(root)
    assert _said(root) == [("FRZ104", "info")]


def test_corrections_of_two_lines_that_meet_are_lawful(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "side")
    side = CLOSED.replace("method: pages", "method: edition")
    first = told("method", "pages", "edition")
    _edited(root, side + first)
    git(root, "checkout", "-q", "main")
    second = told("explanation", "例", "改")
    _edited(root, CLOSED.replace("例", "改") + second)
    both = "corrections:\n" + "".join(
        "- " + each.removeprefix("corrections: [").rstrip("]\n") + "\n" for each in (second, first)
    )
    tip = _edited(root, side.replace("例", "改") + both)
    _merge(root, git(root, "rev-parse", "HEAD~1"), "side", tip)
    assert _said(root) == []


def status_corrected(root: Path) -> None:
    _edited(root, OPEN + told("status", "closed", "open"))


def number_corrected(root: Path) -> None:
    other = CLOSED.replace("GG-2026-0001", "GG-2026-0002")
    _edited(root, other + told("id", "GG-2026-0001", "GG-2026-0002"))


def correction_corrected(root: Path) -> None:
    first = told("explanation", "例", "实例")
    _edited(root, CLOSED.replace("explanation: 例", "explanation: 实例") + first)
    _edited(root, CLOSED + told("corrections", "1", "0"))


@pytest.mark.parametrize(
    "attack",
    [status_corrected, number_corrected, correction_corrected],
    ids=lambda attack: attack.__name__,
)
def test_status_number_and_corrections_are_not_corrected(
    root: Path, attack: Callable[[Path], None]
) -> None:
    attack(root)
    report = json.loads(qms(root, "check", "--format", "json", "--lang", "en").stdout)
    found = [each for each in report["findings"] if each["code"] in {"FRZ101", "FRZ102"}]
    assert [each["severity"] for each in found] == ["error"] * len(found)
    assert "GG-2026-0001" in {each["record"] for each in found}
