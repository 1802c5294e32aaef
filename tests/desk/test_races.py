"""Several people and a command line write at once; the desk is killed: nothing is lost or torn."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from tests.desk.conftest import COMPLAINT, DAY, ROOT, Visitor, words
from tests.testing.repository import git

_ROUNDS = 40


@pytest.mark.races
def test_two_browsers_and_a_command_line_file_at_once_and_each_gets_its_number(
    clerk: Visitor,
) -> None:
    before = git(clerk.root, "rev-parse", "HEAD")
    other = clerk.beside("P-004")
    numbers: list[str] = []
    refused: list[str] = []

    def write(visitor: Visitor) -> None:
        for turn in range(_ROUNDS):
            sheet = COMPLAINT | {"content": f"第 {turn} 次 {id(visitor)}"}
            page = visitor.fill("/new/complaint", **sheet)
            if page.status_code == 200:
                numbers.append(str(page.url).rsplit("/", 1)[1])
            else:
                refused.append(words(page)[-200:])

    def command() -> None:
        for turn in range(6):
            done = qms(clerk.root, "close", f"TS-2026-00{19 + turn % 2}")
            assert done.returncode in {0, 1}, done.stderr

    writers = [threading.Thread(target=write, args=(each,)) for each in (clerk, other)]
    writers.append(threading.Thread(target=command))
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert refused == []
    assert len(set(numbers)) == len(numbers) == 2 * _ROUNDS
    assert git(clerk.root, "rev-list", "--count", f"{before}..HEAD") == str(2 * _ROUNDS + 2)
    assert git(clerk.root, "status", "--porcelain") == ""
    assert git(clerk.root, "fsck", "--no-dangling") == ""


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
        for turn in range(_ROUNDS // 2):
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


@pytest.mark.kills
@pytest.mark.servers
def test_a_desk_that_is_killed_while_people_write_has_filed_each_sheet_whole_or_not(
    clerk: Visitor,
) -> None:
    command = [sys.executable, "-m", "qms", "desk", "--root", str(clerk.root), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--no-browser", "--as-of", DAY.isoformat()],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    link = process.stdout.readline().split()[1]
    victim = Visitor(clerk.root, link.split("/open/")[0], clerk.visits)
    page = victim.http.get(link)
    victim.token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
    victim.post("/who", person="P-012")
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
