"""Where circumstances forbid to write: one sentence with its cure, status 1, nothing written."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.testing.disks import mounted
from tests.testing.repository import git, qms, repository
from tests.testing.writers import OPEN, WRITERS, World, make_kept, make_sample

DAY = ("--as-of", "2026-06-01")
CLOSE = ("close", "GG-2026-0001", *DAY, "--lang", "en")
FILE = "records/change-request/2026/GG-2026-0001.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "qms", {FILE: OPEN})


def _state(root: Path) -> tuple[str, str, str]:
    status = git(root, "--no-optional-locks", "status", "--porcelain")
    return git(root, "rev-parse", "HEAD"), status, (root / FILE).read_text(encoding="utf-8")


def _refused(root: Path, words: tuple[str, ...], said: str) -> None:
    before = _state(root)
    done = qms(root, *words)
    assert done.exit_code == 1, done.stderr
    assert said in done.stderr
    assert "\n  " in done.stderr  # what to do
    assert "fatal" not in done.stderr
    assert _state(root) == before


@dataclass(frozen=True)
class Circumstance:
    """What stands in the way, how it is said, and how it is taken away again."""

    arise: Callable[[Path], object]
    said: str
    end: Callable[[Path], object]


def _lock(name: str) -> Circumstance:
    return Circumstance(
        lambda root: (root / ".git" / name).write_bytes(b""),
        name,
        lambda root: (root / ".git" / name).unlink(),
    )


def _merge(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "other")
    git(root, "commit", "-q", "--allow-empty", "-m", "other")
    git(root, "checkout", "-q", "main")
    git(root, "commit", "-q", "--allow-empty", "-m", "main")
    git(root, "merge", "-q", "--no-commit", "--no-ff", "other")


CIRCUMSTANCES: Mapping[str, Circumstance] = {
    "index.lock": _lock("index.lock"),
    "HEAD.lock": _lock("HEAD.lock"),
    "branch lock": _lock("refs/heads/main.lock"),
    "detached": Circumstance(
        lambda root: git(root, "checkout", "-q", "--detach"),
        "no branch",
        lambda root: git(root, "switch", "-q", "main"),
    ),
    "merge": Circumstance(
        _merge, "a merge", lambda root: git(root, "commit", "-q", "-m", "merged")
    ),
}


@pytest.mark.parametrize("name", CIRCUMSTANCES)
def test_it_is_refused_in_a_sentence_and_done_once_that_is_over(name: str, root: Path) -> None:
    circumstance = CIRCUMSTANCES[name]
    circumstance.arise(root)
    _refused(root, CLOSE, circumstance.said)
    circumstance.end(root)
    done = qms(root, *CLOSE)
    assert done.exit_code == 0, done.stderr
    assert git(root, "status", "--porcelain") == ""


def test_nobody_commits_without_a_name(root: Path, tmp_path: Path) -> None:
    git(root, "config", "--unset", "user.name")
    git(root, "config", "--unset", "user.email")
    (tmp_path / "home").mkdir()
    before = git(root, "rev-parse", "HEAD")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    done = _run(root, *CLOSE, env=kept | {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": ""})
    assert done.returncode == 1, done.stderr
    assert "git config --global user.name" in done.stderr
    assert git(root, "rev-parse", "HEAD") == before
    assert git(root, "status", "--porcelain") == ""


def _run(
    root: Path,
    *words: str,
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "qms", *words, "--root", root],
        env=env,
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=before,
    )


@pytest.mark.parametrize("limit", [0, 60, 300])
def test_a_file_that_may_not_grow_is_no_defect(root: Path, limit: int) -> None:
    before = _state(root)
    done = _run(
        root, *CLOSE, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    )
    assert done.returncode == 1, done.stderr
    assert "larger than the system allows" in done.stderr
    assert _state(root) == before
    assert qms(root, *CLOSE).exit_code == 0


def test_a_result_that_cannot_be_written_is_no_defect(root: Path) -> None:
    words = ("export", "change-request", "--output", "/dev/full/table.csv", "--lang", "en")
    done = qms(root, *words)
    assert done.exit_code == 1, done.stderr
    assert "/dev/full/table.csv could not be written" in done.stderr


def test_a_device_is_written_to_and_never_replaced(root: Path) -> None:
    done = qms(root, "export", "change-request", "--output", "/dev/full", "--lang", "en")
    assert done.exit_code == 1, done.stderr
    assert "/dev/full could not be written" in done.stderr
    assert Path("/dev/full").is_char_device()


def test_a_full_disk_loses_nothing(root: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted("-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)):
        small = disk / "qms"
        shutil.copytree(root, small)
        before = _state(small)
        filler = disk / "filler"
        with pytest.raises(OSError, match="No space"):
            filler.write_bytes(b"x" * 4_000_000)
        done = qms(small, *CLOSE)
        assert done.exit_code == 1, done.stderr
        assert "disk is full" in done.stderr
        assert _state(small) == before
        filler.unlink()
        assert qms(small, *CLOSE).exit_code == 0
        assert git(small, "status", "--porcelain") == ""


def test_a_folder_that_may_only_be_read_is_not_written_to(root: Path) -> None:
    with mounted("--bind", "-o", "ro", str(root), str(root)):
        _refused(root, CLOSE, "not writable")
    assert qms(root, *CLOSE).exit_code == 0


def test_a_killed_git_leaves_a_lock_and_a_folder_behind_and_no_record_is_doubled(
    root: Path,
) -> None:
    assert qms(root, *CLOSE).exit_code == 0
    git(root, "read-tree", "HEAD~1")
    (root / FILE).write_text(OPEN, encoding="utf-8")
    lock = root / ".git/index.lock"
    lock.write_bytes(b"")
    _refused(root, ("new", "change-request", *DAY, "--by", "P-001", "--lang", "en"), "index.lock")
    lock.unlink()
    _refused(root, ("new", "change-request", *DAY, "--by", "P-001", "--lang", "en"), "qms repair")
    assert "FIL109" in qms(root, "check", "--format", "json", *DAY).stdout
    done = qms(root, "repair", "--lang", "en")
    assert done.exit_code == 0, done.stderr
    assert FILE in done.stderr
    assert git(root, "status", "--porcelain") == ""
    assert "FIL109" not in qms(root, "check", "--format", "json", *DAY).stdout
    assert "nothing to repair" in qms(root, "repair", "--lang", "en").stderr


def test_what_somebody_edits_or_stages_is_not_behind(root: Path) -> None:
    assert qms(root, *CLOSE).exit_code == 0
    (root / FILE).write_text(OPEN + "# note\n", encoding="utf-8")
    git(root, "add", FILE)
    assert "nothing to repair" in qms(root, "repair", "--lang", "en").stderr
    assert (root / FILE).read_text(encoding="utf-8") == OPEN + "# note\n"


def test_what_is_not_committed_is_neither_taken_along_nor_overwritten(root: Path) -> None:
    (root / FILE).write_text(OPEN + "# note\n", encoding="utf-8")
    _refused(root, CLOSE, "uncommitted changes")
    git(root, "add", FILE)
    _refused(root, CLOSE, "uncommitted changes")


@pytest.mark.kills
@pytest.mark.parametrize("name", [name for name in WRITERS if name != "repair"])
def test_every_command_looks_before_it_writes(
    name: str, tmp_path: Path, keys: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/例/另例/")
    writer = WRITERS[name]
    make = make_sample if writer.on_sample else None
    root = make(tmp_path / "sample") if make else make_kept(tmp_path / "company", keys)
    words = writer.words(World(root, keys, tmp_path))
    before = git(root, "rev-parse", "HEAD")
    (root / ".git/index.lock").write_bytes(b"")
    done = qms(root, *words, "--lang", "en")
    assert done.exit_code == 1, done.stderr
    assert "index.lock" in done.stderr
    (root / ".git/index.lock").unlink()
    assert git(root, "rev-parse", "HEAD") == before
    assert git(root, "status", "--porcelain") == ""
