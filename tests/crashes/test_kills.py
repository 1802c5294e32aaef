"""Killed at any of its writes, a command did nothing or all; typed again, it is done once."""

import os
import shutil
from pathlib import Path

import pytest

from tests.testing.commands import every_command
from tests.testing.killing import run_to, was_killed, writes_of
from tests.testing.repository import git, qms
from tests.testing.writers import WRITERS, World, make_kept, make_sample


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    return make_kept(tmp_path_factory.mktemp("kept") / "company", keys)


@pytest.fixture
def world(
    tmp_path: Path, kept: Path, keys: dict[str, Path], request: pytest.FixtureRequest
) -> World:
    writer = WRITERS[request.param if hasattr(request, "param") else "new"]
    root = tmp_path / "before"
    if writer.on_sample:
        make_sample(root)
    else:
        shutil.copytree(kept, root, symlinks=True)
    return World(root, keys, tmp_path)


def test_every_command_that_writes_is_in_the_table() -> None:
    writing = {name for name, each in every_command() if getattr(each.callback, "writes", False)}
    assert writing == {name.split(" --")[0] for name in WRITERS}


def _files(root: Path) -> tuple[list[str], list[str]]:
    """Return every file that is committed, and every tag."""
    return git(root, "ls-tree", "-r", "--name-only", "HEAD").splitlines(), git(root, "tag").split()


# All of it takes an hour of two cores: `make kills` tries each write, CI each twelfth and the last
# two of every command.
EVERY = int(os.environ.get("KILL_EVERY", "1"))


def _try(world: World, name: str, every: int) -> None:
    writer = WRITERS[name]
    words = writer.words(world)
    whole = world.beside / "whole"
    shutil.copytree(world.root, whole, symlinks=True)
    reference = run_to(whole, 0, *words)
    assert reference.returncode == 0, reference.stderr
    assert git(whole, "status", "--porcelain") == ""
    does_commit = git(whole, "rev-parse", "HEAD") != git(world.root, "rev-parse", "HEAD")
    assert does_commit or name == "repair"  # which brings the folder to its commit
    nothing, everything = _files(world.root), _files(whole)
    writes = range(1, writes_of(reference) + 1)
    points = sorted({*writes[len(name) % every :: every], *writes[-2:]})
    for point in points:
        root = world.beside / "killed"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(world.root, root, symlinks=True)
        done = run_to(root, point, *words)
        assert was_killed(done), (point, done.stderr)
        left = _files(root)
        assert left[0] in (nothing[0], everything[0]), point
        # The tag of a release follows its commit: between the two, one command brings it.
        if left not in (nothing, everything) or git(root, "status", "--porcelain"):
            repaired = _repaired(root, world.beside / "repaired")
            assert _files(repaired) in (nothing, everything), point
        again = run_to(root, 0, *words)
        is_known = writer.asks_time and again.returncode == 1
        assert again.returncode == 0 or is_known, (point, again.stderr)
        assert _files(root) == everything, point
        assert git(root, "status", "--porcelain") == "", point
    print(f"{name}: killed at {len(points)} of {len(writes)} writes")  # noqa: T201 - pytest -rP


def _repaired(root: Path, copy: Path) -> Path:
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, symlinks=True)
    done = qms(copy, "repair")
    assert done.exit_code == 0, done.stderr
    assert git(copy, "status", "--porcelain") == ""
    return copy


@pytest.fixture(autouse=True)
def _editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/例/另例/")
    monkeypatch.delenv("VISUAL", raising=False)


@pytest.mark.kills
@pytest.mark.parametrize(("world", "name"), [(name, name) for name in WRITERS], indirect=["world"])
def test_killed_at_any_write_it_is_whole_or_not_at_all(world: World, name: str) -> None:
    _try(world, name, EVERY)


def test_killed_at_some_writes_it_is_whole_or_not_at_all(world: World) -> None:
    _try(world, "new", 6)


def test_what_was_killed_is_not_doubled_after_others_wrote(world: World) -> None:
    words = WRITERS["new"].words(world)
    whole = world.beside / "whole"
    shutil.copytree(world.root, whole, symlinks=True)
    last = writes_of(run_to(whole, 0, *words))
    assert was_killed(run_to(world.root, last, *words))
    world.done("study", "confirm", "--person", "P-002", "--as-of", "2026-06-01")
    again = qms(world.root, *words, "--lang", "en")
    assert again.exit_code == 0
    assert "nothing is filed twice" in again.stderr
    assert again.stdout.strip() == "GG-2026-0002"
    assert not (world.root / "records/change-request/2026/GG-2026-0003.yaml").exists()
    once_more = qms(world.root, *words)
    assert once_more.stdout.strip() == "GG-2026-0003"
