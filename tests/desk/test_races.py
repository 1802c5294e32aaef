"""Several people and a command line write at once; the desk is killed: nothing is lost or torn."""

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from qms.desk.visits import Visits
from tests.desk.conftest import COMPLAINT, DAY, ROOT, Visitor, words
from tests.testing.killing import command_to
from tests.testing.repository import git

_ROUNDS = int(os.environ.get("RACE_ROUNDS", "300"))  # sheets, of both browsers together
_COMMANDS = 40  # at most, as long as the browsers write


@pytest.mark.races
def test_two_browsers_and_a_command_line_file_at_once_and_each_gets_its_number(
    clerk: Visitor,
) -> None:
    before = git(clerk.root, "rev-parse", "HEAD")
    other = clerk.beside("P-004")
    numbers: list[str] = []
    refused: list[str] = []

    def write(visitor: Visitor) -> None:
        for turn in range(_ROUNDS // 2):
            sheet = COMPLAINT | {"content": f"第 {turn} 次 {id(visitor)}"}
            page = visitor.fill("/new/complaint", **sheet)
            if page.status_code == 200:
                numbers.append(str(page.url).rsplit("/", 1)[1])
            else:
                refused.append(words(page)[-200:])

    browsers = [threading.Thread(target=write, args=(each,)) for each in (clerk, other)]
    typed: list[str] = []

    def command() -> None:
        for turn in range(_COMMANDS):
            if not any(each.is_alive() for each in browsers):
                return
            done = qms(clerk.root, "new", "complaint", *_typed(turn), "--by", "P-005")
            assert done.returncode == 0, done.stderr
            typed.append(done.stdout)

    terminal = threading.Thread(target=command)
    for each in (*browsers, terminal):
        each.start()
    for each in (*browsers, terminal):
        each.join()
    assert refused == []
    assert typed
    assert len(set(numbers)) == len(numbers) == _ROUNDS
    assert git(clerk.root, "rev-list", "--count", f"{before}..HEAD") == str(_ROUNDS + len(typed))
    filed = _numbers(clerk.root)
    assert set(numbers) <= filed
    assert len(filed) == len(_numbers(clerk.root, before)) + _ROUNDS + len(typed)
    assert git(clerk.root, "status", "--porcelain") == ""
    assert git(clerk.root, "fsck", "--no-dangling") == ""


def _typed(turn: int) -> list[str]:
    """Return the same sheet as the command line is given it."""
    sheet = COMPLAINT | {
        "department": "after-sales", "customer": "CU-004",
        "received_at": "2026-11-23T09:00:00+08:00",
        "content": f"命令行第 {turn} 次", "recourse_exhausted": "false",
    }  # fmt: skip
    return [part for name, value in sheet.items() for part in ("--set", f"{name}={value}")]


def _numbers(root: Path, at: str = "HEAD") -> set[str]:
    """Return the numbers of all complaints on file."""
    files = git(root, "ls-tree", "-r", "--name-only", at, "records/complaint").splitlines()
    text = "\n".join(git(root, "show", f"{at}:{each}") for each in files)
    return set(re.findall(r"^ *-? *id: (TS-\d{4}-\d{4})", text, re.MULTILINE))


def qms(root: Path, *words_: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qms", *words_, "--root", str(root), "--as-of", DAY.isoformat()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.races
def test_of_two_who_save_the_same_sheet_again_and_again_no_word_is_lost(clerk: Visitor) -> None:
    page = clerk.fill("/new/complaint", **COMPLAINT)
    path = f"/edit/complaint/{str(page.url).rsplit('/', 1)[1]}"
    other = clerk.beside("P-004")
    kept: list[str] = []

    def save(visitor: Visitor, name: str) -> None:
        for turn in range(20):
            said = f"{name}{turn}"
            answer = visitor.fill(path, mark=visitor.mark(path), **(COMPLAINT | {"demand": said}))
            assert answer.status_code in {200, 409}
            if answer.status_code == 200:
                kept.append(said)
            else:
                assert f">{said}</textarea>" in answer.text

    savers = [threading.Thread(target=save, args=pair) for pair in ((clerk, "甲"), (other, "乙"))]
    for each in savers:
        each.start()
    for each in savers:
        each.join()
    story = words(clerk.get(path.replace("/edit/", "/story/")))
    assert [each for each in kept if each not in story] == []


def _started(command: list[str]) -> tuple[subprocess.Popen[str], str]:
    """Start a desk; return it and the link that it prints, empty where it prints none."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    return process, (process.stdout.readline().split() or ["", ""])[1]


EVERY = int(os.environ.get("KILL_EVERY", "1"))  # as tests/crashes/test_kills.py goes by
_DESK = ("desk", "--port", "0", "--no-browser", "--as-of", DAY.isoformat())


def _entered(root: Path, link: str, visits: Visits) -> Visitor:
    """Sit down at a desk that runs on its own."""
    visitor = Visitor(root, link.split("/open/", maxsplit=1)[0], visits)
    page = visitor.http.get(link)
    visitor.token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
    visitor.post("/who", person="P-012")
    return visitor


@pytest.mark.kills
@pytest.mark.servers
def test_a_desk_that_is_killed_while_people_write_has_filed_each_sheet_whole_or_not(
    clerk: Visitor,
) -> None:
    process, link = _started([sys.executable, "-m", "qms", *_DESK, "--root", str(clerk.root)])
    victim = _entered(clerk.root, link, clerk.visits)
    answered: list[str] = []

    def write() -> None:
        while True:
            try:
                page = victim.fill("/new/complaint", **COMPLAINT)
            except httpx.HTTPError:
                return
            answered.append(str(page.url).rsplit("/", 1)[1])
            if len(answered) == 3:
                process.send_signal(signal.SIGKILL)

    writer = threading.Thread(target=write)
    writer.start()
    writer.join()
    process.communicate()
    victim.http.close()
    for number in answered:
        assert clerk.get(f"/record/complaint/{number}").status_code == 200
    assert clerk.fill("/new/complaint", **COMPLAINT).status_code == 200
    assert git(clerk.root, "status", "--porcelain") == ""
    assert git(clerk.root, "fsck", "--no-dangling") == ""


@pytest.mark.kills
@pytest.mark.servers
def test_killed_at_each_write_of_a_filing_the_next_start_says_nothing_and_nothing_is_lost(
    tmp_path: Path, sample: Path
) -> None:
    for point in itertools.count(1, EVERY):
        root = tmp_path / "office"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(sample, root, symlinks=True)
        before = _numbers(root)
        process, link = _started(command_to(root, point, *_DESK))
        victim = _entered(root, link, Visits())
        try:
            victim.fill("/new/complaint", **COMPLAINT)
        except httpx.HTTPError:
            assert process.wait() == -signal.SIGKILL
        else:
            break  # all writes of the filing are done
        finally:
            victim.http.close()
            process.kill()
            process.communicate()
        whole = _numbers(root) - before
        assert len(whole) in {0, 1}, point
        process, link = _started([sys.executable, "-m", "qms", *_DESK, "--root", str(root)])
        after = _entered(root, link, Visits())
        for number in whole:
            assert after.get(f"/record/complaint/{number}").status_code == 200, point
        page = after.fill("/new/complaint", **(COMPLAINT | {"content": "第二份"}))
        assert page.status_code == 200, (point, words(page))
        after.http.close()
        process.send_signal(signal.SIGTERM)
        assert process.communicate() == ("", ""), point
        assert len(_numbers(root) - before) == len(whole) + 1, point
        assert git(root, "status", "--porcelain") == "", point
        assert git(root, "fsck", "--no-dangling") == "", point
        print(f"killed at write {point}: filed {len(whole)}")  # noqa: T201 - pytest -rP
    assert point > 1


@pytest.mark.servers
def test_the_desk_says_where_it_is_answers_health_and_ends_cleanly(clerk: Visitor) -> None:
    command = [sys.executable, "-m", "qms", "desk", "--root", str(clerk.root), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--no-browser"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.fullmatch(r"desk (http://localhost:\d+)/\S+\n", line)
    assert found, line
    assert httpx.get(f"{found[1]}/health", timeout=120).status_code == 200
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err) == (0, "", "")
