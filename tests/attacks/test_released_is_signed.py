"""A release is what was signed; settings do not weaken integrity."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.testing.company import FIGURE, KPI, codes, edit, make_company, release, replace, request
from tests.testing.repository import commit, git, qms, write

pytestmark = pytest.mark.attacks

CHAPTER = "manual/01-order.md"
FORGED = ("学习本手册", "不必学习本手册")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    root = make_company(tmp_path_factory.mktemp("released") / "company", keys)
    write(root, {KPI: FIGURE})
    commit(root, "how a figure is counted")
    release(root, keys, "--edition", "2025-12-10", "2026-01-01")
    return root


@pytest.fixture
def root(tmp_path: Path, made: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "r", symlinks=True))


def found(root: Path, code: str) -> list[str]:
    report = json.loads(qms(root, "check", "--format", "json", "--lang", "en").stdout)
    return [
        f"{each['severity']}: {each['message']}"
        for each in report["findings"]
        if each["code"] == code
    ]


def _tree(root: Path, change: Callable[[], None]) -> str:
    """Return a tree that holds the repository with a change, and leave the repository alone."""
    change()
    git(root, "add", "-A")
    tree = git(root, "write-tree")
    git(root, "reset", "-q", "--hard")
    return tree


def _untag(root: Path) -> None:
    git(root, "tag", "-d", "manual/A-0")


def _replaced_by_a_root(root: Path, change: Callable[[], None]) -> None:
    """Let the release come from a root of its own, which an ordinary merge brings in."""
    tree = _tree(root, change)
    orphan = git(root, "commit-tree", tree, "-m", "root")
    merge = git(root, "commit-tree", tree, "-p", orphan, "-p", "HEAD", "-m", "merge")
    git(root, "reset", "-q", "--hard", merge)


def test_a_sound_release_is_not_complained_of(root: Path) -> None:
    assert not {code for code in codes(root) if code.startswith(("REL", "FRZ"))}


def test_a_forged_line_that_brings_the_release_in_again_is_not_taken(root: Path) -> None:
    _untag(root)
    _replaced_by_a_root(root, lambda: replace(root, CHAPTER, *FORGED))
    assert not found(root, "REL118")  # the true commit is still there, and is the one taken
    assert found(root, "REL119")[0].startswith("info: the record of A/0 enters history again")
    assert found(root, "REL106")
    shown = qms(root, "history", "1", "--lang", "en").stdout
    assert FORGED[1] not in shown


def _rewritten(root: Path, change: Callable[[], None]) -> None:
    """Let the forged commit be the only one: the history is another."""
    tree = _tree(root, change)
    git(root, "reset", "-q", "--hard", git(root, "commit-tree", tree, "-m", "all new"))


@pytest.mark.parametrize(
    "change",
    [
        FORGED,
        ("by: ", "by: X-"),
        ("effective: 2026-01-01", "effective: 2025-06-01"),
        ("revision: A/0", "revision: A/1"),
        ("status: effective", "status: draft"),
    ],
    ids=["text", "approver", "day", "revision", "status"],
)
def test_what_is_not_as_signed_is_an_error_and_is_not_printed(
    root: Path, change: tuple[str, str]
) -> None:
    _untag(root)
    _rewritten(root, lambda: replace(root, CHAPTER, *change))
    said = found(root, "REL118")
    assert said
    assert said[0].startswith("error: in ")
    assert CHAPTER in said[0]
    for words in (("pdf", "--output", "x.pdf"), ("history", "1"), ("diff", "A/0", "A/0")):
        refused = qms(root, *words, "--lang", "en")
        assert refused.exit_code == 1, words
        assert "is not what was signed" in refused.stderr, words


@pytest.mark.parametrize(
    ("path", "old", "new", "what"),
    [
        ("qms.yml", "48小时", "96小时", "qms.yml"),
        ("qms.yml", "short: 样本", "short: 别家", "qms.yml"),
        ("records/department/departments.yaml", "duties: 服务", "duties: 别的", "department"),
    ],
)
def test_what_else_the_book_prints_is_signed_too(
    root: Path, path: str, old: str, new: str, what: str
) -> None:
    _untag(root)
    text = (root / path).read_text(encoding="utf-8")
    old, new = (old, new) if old in text else ("promise: 例", "promise: 别的")
    _rewritten(root, lambda: replace(root, path, old, new))
    assert what in found(root, "REL118")[0]


def test_a_register_changed_since_is_told(root: Path) -> None:
    replace(root, "records/department/departments.yaml", "duties: 服务", "duties: 别的")
    said = "warning: records/department was modified since A/0; the book in force still prints"
    assert found(root, "REL121")[0].startswith(said)


def test_a_release_that_nobody_asked_for_is_an_error(root: Path, keys: dict[str, Path]) -> None:
    edit(root)
    write(root, request("agreed"))
    commit(root)
    release(root, keys, "--amendment", "2026-02-10", "2026-03-01")
    assert not found(root, "REL120")
    path = next(path for path in request("agreed"))
    git(root, "rm", "-q", path)
    commit(root)
    assert found(root, "REL120")[0].startswith("error: A/1 changed 1")


def test_a_shallow_clone_accuses_nobody(root: Path, tmp_path: Path) -> None:
    write(root, {"note.txt": "x"})
    commit(root)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-tags", f"file://{root}", str(clone))
    said = qms(clone, "check", "--lang", "en").stdout
    assert not {code for code in codes(clone) if code.startswith(("REL", "FRZ"))}
    assert "what was released was not judged" in said


def test_a_clone_without_tags_finds_the_same(root: Path, tmp_path: Path) -> None:
    _untag(root)
    _rewritten(root, lambda: replace(root, CHAPTER, *FORGED))
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--no-tags", str(root), str(clone))
    assert found(clone, "REL118") == found(root, "REL118")


# Settings never weaken integrity.

CLOSED = "records/strategic-plan/2025/ZL-2025-0001.yaml"


@pytest.mark.parametrize(
    "settings",
    [
        "check: {ignore: [FRZ, REL, FIL, REF]}\n",
        "check: {select: [CMP]}\n",
        "check: {severity: {FRZ101: info, FIL103: info}, fail_on: error}\n",
    ],
)
def test_settings_do_not_switch_an_integrity_rule_off(root: Path, settings: str) -> None:
    text = (root / "qms.yml").read_text(encoding="utf-8")
    write(root, {"qms.yml": text + settings})
    replace(root, "records/release/A-0.yaml", "reason: 例", "reason: 别的")
    write(root, {"records/clause/more.yaml": '- id: "99"\n  titel: 多余\n'})
    commit(root)
    assert found(root, "FRZ101")[0].startswith("error")
    assert found(root, "FIL103")[0].startswith("error")
    assert qms(root, "check").exit_code == 1


@pytest.mark.parametrize("change", [("is null", "is not null"), ("'60'", "'50'")])
def test_how_figures_are_counted_is_signed_with_the_release(
    root: Path, change: tuple[str, str]
) -> None:
    replace(root, KPI, *change)
    commit(root, "another definition")
    assert "records/kpi" in found(root, "REL121")[0]
    git(root, "reset", "-q", "--hard", "HEAD~1")
    _untag(root)
    _rewritten(root, lambda: replace(root, KPI, *change))
    assert "records/kpi" in found(root, "REL118")[0]


def test_a_name_of_a_figure_is_no_part_of_what_is_signed(root: Path) -> None:
    replace(root, KPI, "traps: 无", "traps: 有")
    commit(root, "a remark")
    assert not found(root, "REL121")
