"""Many hands at once: what is told to be done stands on the branch, and numbers all differ."""

import random
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.testing.repository import git, qms
from tests.testing.writers import BY, DAY, REQUEST, make_kept

CLERKS, TURNS = 8, 26


@pytest.fixture
def root(tmp_path: Path, keys: dict[str, Path]) -> Path:
    return make_kept(tmp_path / "company", keys)


@dataclass(frozen=True)
class Told:
    """What one command was asked, and how it ended."""

    mark: str
    status: int
    said: str


def _words(mark: str, chosen: random.Random) -> tuple[str, ...]:
    """Return a command that leaves its mark in a record, whichever it is."""
    requested = [each.replace("explanation=例", f"explanation={mark}") for each in REQUEST]
    return chosen.choice((
        ("new", "change-request", *requested),
        ("change", "new", "--reason", "improvement", "--explanation", mark, "--clause", "1",
         "--before", "甲", "--after", "乙"),
        ("copy", "transfer", "001", "--to", "after-sales", "--keeper", "P-002", "--reason", mark),
        ("copy", "replace", "002", "--reason", mark),
        ("copy", "lost", f"{chosen.randint(1, 20):03}", "--reason", mark),
        ("review", "record", "--participant", "P-002", "--conclusion", mark),
    ))  # fmt: skip


def _clerk(root: Path, number: int, turns: int) -> list[Told]:
    chosen = random.Random(number)  # noqa: S311 - the same turns each time
    told: list[Told] = []
    for turn in range(turns):
        mark = f"记{number}x{turn}完"
        done = subprocess.run(
            [sys.executable, "-m", "qms", *_words(mark, chosen), *BY, *DAY, "--root", root],
            check=False,
            capture_output=True,
            text=True,
        )
        told.append(Told(mark, done.returncode, done.stdout + done.stderr))
    return told


def _passer_by(root: Path, turns: int) -> list[Told]:
    """Commit with plain git all the while, as somebody does who edits a chapter."""
    for turn in range(turns):
        note = root / "note.txt"
        note.write_text(f"{turn}\n", encoding="utf-8")
        for words in (("add", "note.txt"), ("commit", "-q", "-m", "note", "note.txt")):
            subprocess.run(["git", *words], cwd=root, check=False, capture_output=True)
    return []


def _race(root: Path, clerks: int, turns: int) -> None:
    with ThreadPoolExecutor(clerks + 1) as pool:
        running = [pool.submit(_clerk, root, number, turns) for number in range(clerks)]
        running.append(pool.submit(_passer_by, root, turns))
        told = [each for run in running for each in run.result()]
    assert {each.status for each in told} <= {0, 1}, [each for each in told if each.status > 1]
    assert sum(each.status == 0 for each in told) > len(told) / 4
    for each in told:
        assert "fatal" not in each.said, each
        found = subprocess.run(
            ["git", "grep", "-l", each.mark, "HEAD", "--", "records"],
            cwd=root, check=False, capture_output=True, text=True,
        ).stdout.split()  # fmt: skip
        assert bool(found) is (each.status == 0), each
    git(root, "reset", "-q", "--", "note.txt")
    git(root, "checkout", "-q", "--", "note.txt")
    assert git(root, "status", "--porcelain") == ""
    _numbers_differ(root)
    report = qms(root, "check", "--select", "FIL", "--select", "REF", "--select", "CPY101", *DAY)
    assert report.exit_code == 0, report.stdout


def _numbers_differ(root: Path) -> None:
    written = git(root, "grep", "-h", "^id: ", "HEAD", "--", "records").splitlines()
    numbers = [each.removeprefix("id: ") for each in written]
    assert len(numbers) == len(set(numbers))
    issues = git(root, "grep", "-l", "^action: issue", "HEAD", "--", "records/copy-event")
    copies = [
        found[1]
        for path in issues.splitlines()
        if (found := re.search(r'copy_number: ["\']?(\d+)', git(root, "show", path)))
    ]
    assert len(copies) == len(set(copies))


@pytest.mark.races
def test_of_many_commands_at_once_none_is_lost_and_no_number_is_given_twice(root: Path) -> None:
    _race(root, CLERKS, TURNS)


def test_of_some_commands_at_once_none_is_lost(root: Path) -> None:
    _race(root, 3, 2)


def test_who_waits_is_told_who_writes(root: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(root / ".git")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "held\n"
    waiting = subprocess.Popen(
        [sys.executable, "-m", "qms", "copy", "ack", "002", "--received-by", "乙二", *BY, *DAY,
         "--lang", "en", "--root", root],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert waiting.stderr is not None
    assert f"Waiting for copy issue (process {holder.pid}" in waiting.stderr.readline()
    holder.kill()  # a dead holder's lock is taken over
    holder.wait()
    holder.stdin.close()
    holder.stdout.close()
    assert "Filed" in waiting.communicate()[1]
    assert waiting.returncode == 0


_HOLDER = """
import sys
from pathlib import Path
from qms.store import lock

with lock.held(Path(sys.argv[1]), "copy issue", "2026-06-01 08:00:00", lambda _: None):
    print("held", flush=True)
    sys.stdin.read()
"""
