"""Two clones gave one number and meet: git's conflict is parted, doubles are named and parted."""

import subprocess
from pathlib import Path

from tests.testing.killing import run_to
from tests.testing.repository import commit, git, qms, repository, write
from tests.testing.writers import BY, DAY, OPEN, REQUEST, make_kept

NEW = ("new", "change-request", *BY, *DAY)
PATH = "records/change-request/2026/GG-2026-0001.yaml"
SECOND = "records/change-request/2026/GG-2026-0002.yaml"


def _clones(tmp_path: Path) -> tuple[Path, Path]:
    """Return two clones in which the same number was given, one of them pushed."""
    shared = repository(tmp_path / "shared")
    git(shared, "config", "receive.denyCurrentBranch", "ignore")
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for clone, word in ((theirs, "他们的"), (ours, "我们的")):
        git(tmp_path, "clone", "-q", str(shared), str(clone))
        git(clone, "config", "user.name", "Test")
        git(clone, "config", "user.email", "test@example.org")
        words = [each.replace("explanation=例", f"explanation={word}") for each in REQUEST]
        assert qms(clone, *NEW, *words).exit_code == 0
    git(theirs, "push", "-q", "origin", "main")
    return ours, theirs


def _meet(root: Path, *how: str) -> None:
    done = subprocess.run(["git", "pull", "-q", *how], cwd=root, check=False, capture_output=True)
    assert done.returncode != 0


def test_two_records_of_one_number_are_parted_in_the_middle_of_a_rebase(tmp_path: Path) -> None:
    ours, _ = _clones(tmp_path)
    _meet(ours, "--rebase")
    done = qms(ours, "renumber", "GG-2026-0001", *DAY, "--lang", "en")
    assert done.exit_code == 0, done.stderr
    assert "git rebase --continue" in done.stderr
    git(ours, "-c", "core.editor=true", "rebase", "--continue")
    assert git(ours, "status", "--porcelain") == ""
    assert "他们的" in (ours / PATH).read_text(encoding="utf-8")
    parted = (ours / SECOND).read_text(encoding="utf-8")
    assert "我们的" in parted
    assert "id: GG-2026-0002" in parted
    checked = qms(ours, "check", "--select", "FIL", "--select", "REF", "--select", "FRZ", *DAY)
    assert checked.exit_code == 0, checked.stdout


def test_a_closed_record_of_others_is_not_renumbered_in_a_merge(tmp_path: Path) -> None:
    ours, theirs = _clones(tmp_path)
    assert qms(theirs, "close", "GG-2026-0001", *DAY).exit_code == 0
    git(theirs, "push", "-q", "origin", "main")
    _meet(ours, "--no-rebase")
    done = qms(ours, "renumber", "GG-2026-0001", *DAY, "--lang", "en")
    assert done.exit_code == 1
    assert "git pull --rebase" in done.stderr


def test_doubles_are_named_with_both_files_and_parted(tmp_path: Path) -> None:
    other = "records/change-request/2026/other.yaml"
    root = repository(tmp_path / "qms", {PATH: OPEN, other: OPEN.replace("例", "另例")})
    found = qms(root, "check", "--select", "REF101", *DAY, "--lang", "en").stdout
    assert PATH in found
    assert other in found
    assert "qms renumber GG-2026-0001" in found
    assert qms(root, "renumber", "GG-2026-0001", *DAY).exit_code == 0
    assert "id: GG-2026-0002" in (root / other).read_text(encoding="utf-8")
    assert (root / PATH).read_text(encoding="utf-8") == OPEN
    assert qms(root, "check", "--select", "REF101", *DAY).exit_code == 0
    again = qms(root, "renumber", "GG-2026-0001", *DAY, "--lang", "en")
    assert "No two records" in again.stderr


def test_a_printed_copy_with_a_number_given_twice_is_voided_by_a_correction(
    tmp_path: Path, keys: dict[str, Path]
) -> None:
    root = make_kept(tmp_path / "company", keys)
    events = root / "records/copy-event/2026"
    twice = (events / "FF-2026-0002.yaml").read_text(encoding="utf-8")
    write(root, {"records/copy-event/2026/FF-2026-0009.yaml": twice.replace("0002", "0009", 1)})
    commit(root)
    assert "CPY101" in qms(root, "check", "--select", "CPY101", *DAY).stdout
    words = (
        "correct",
        "FF-2026-0009",
        "status=void",
        "--reason",
        "重号",
        *BY,
        "--approved-by",
        "P-013",
        *DAY,
    )
    done = run_to(root, 0, *words)
    assert done.returncode == 0, done.stderr
    checked = qms(root, "check", "--select", "CPY101", "--select", "FRZ", *DAY)
    assert checked.exit_code == 0, checked.stdout
