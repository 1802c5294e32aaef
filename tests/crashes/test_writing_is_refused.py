"""Where nothing can be written every command that writes refuses in a sentence, whole."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.testing.disks import fill, mounted
from tests.testing.repository import git, qms
from tests.testing.writers import WRITERS, World, make_kept, make_sample

QUICK = {"new", "close", "correct", "copy ack"}  # the others prepare for some seconds each


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    return make_kept(tmp_path_factory.mktemp("kept") / "company", keys)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, so that it can be filled or made read-only."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with mounted("-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)):
        yield folder


def _state(root: Path) -> tuple[object, ...]:
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }
    status = git(root, "--no-optional-locks", "status", "--porcelain")
    return git(root, "rev-parse", "HEAD"), git(root, "tag"), status, files


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=[pytest.mark.kills] * (each not in QUICK)) for each in WRITERS],
)
def test_a_full_or_read_only_disk_is_told_and_nothing_is_written(
    name: str, disk: Path, kept: Path, keys: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/例/另例/")
    writer = WRITERS[name]
    root = disk / "company"
    if writer.on_sample:
        make_sample(root)
    else:
        shutil.copytree(kept, root, symlinks=True)
    words = writer.words(World(root, keys, disk))
    before = _state(root)
    filler = fill(disk)
    _refused(root, words, ("disk is full",), before)
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    _refused(root, words, ("not writable", "read-only", "only be read"), before)
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    done = qms(root, *words, "--lang", "en")
    assert done.exit_code == 0, done.stderr
    assert git(root, "status", "--porcelain") == ""


def _refused(
    root: Path, words: tuple[str, ...], said: tuple[str, ...], before: tuple[object, ...]
) -> None:
    done = qms(root, *words, "--lang", "en")
    assert done.exit_code == 1, (done.stdout, done.stderr)
    assert any(each in done.stderr for each in said), done.stderr
    assert "\n  " in done.stderr, done.stderr  # what to do
    assert "fatal" not in done.stderr
    assert _state(root) == before
