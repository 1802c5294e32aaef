"""Killed at any write, a release leaves a state that one command restores."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.testing.company import codes, sign_all
from tests.testing.repository import git, qms

pytestmark = pytest.mark.kills

_OPTIONS = ("--edition", "--effective", "2026-01-01", "--as-of", "2025-12-10")

_KILLED = """
import os, signal, sys
from pathlib import Path
from qms.cli import main
from qms.operations.manual import interrupted
from qms.store import git

point, root = sys.argv[1:]

def killing(function, *, before):
    def killed(*arguments, **named):
        if before:
            os.kill(os.getpid(), signal.SIGKILL)
        function(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    return killed

owner, name, when = point.split(".")
module = {"git": git, "interrupted": interrupted}[owner]
setattr(module, name, killing(getattr(module, name), before=when == "before"))
options = "--edition --effective 2026-01-01 --as-of 2025-12-10".split()
main.run(["release", "--root", root, *options])
"""

POINTS = [
    f"{name}.{when}"
    for name in (
        "git.commit_object",
        "interrupted.write_file",
        "git.move_branch",
        "git.tag",
        "git.settle",
    )
    for when in ("before", "after")
]


def _kill(root: Path, point: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, point, str(root)], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_release_is_resumed(point: str, company: Path, keys: dict[str, Path]) -> None:
    qms(company, "release", *_OPTIONS, "--prepare")
    sign_all(company, keys, "2025-12-10")
    before = git(company, "rev-parse", "HEAD")
    _kill(company, point)

    assert qms(company, "release", "--resume").exit_code == 0
    assert git(company, "status", "--porcelain") == ""
    if git(company, "rev-parse", "HEAD") == before:
        assert git(company, "tag") == ""
        assert qms(company, "release", *_OPTIONS).exit_code == 0
    assert git(company, "tag") == "manual/A-0"
    assert git(company, "rev-parse", "manual/A-0^{commit}") == git(company, "rev-parse", "HEAD")
    assert codes(company) == set()


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_release_is_dropped_or_finished_but_never_half(
    point: str, company: Path, keys: dict[str, Path]
) -> None:
    qms(company, "release", *_OPTIONS, "--prepare")
    sign_all(company, keys, "2025-12-10")
    before = git(company, "rev-parse", "HEAD")
    _kill(company, point)

    assert qms(company, "release", "--abort").exit_code == 0
    assert git(company, "status", "--porcelain") == ""
    was_dropped = git(company, "rev-parse", "HEAD") == before
    assert git(company, "tag") == ("" if was_dropped else "manual/A-0")
    assert codes(company) == set()
