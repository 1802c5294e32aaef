"""Whoever wants a late complaint out of the report is told by another finding, or as not judged.

Each case does to a repository what turns its one error away, commits it, and asks as a job of CI
does. `README.md` beside this file lists these ways with those that are attacked elsewhere.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from qms.rules.complaints import running_late
from qms.rules.examples import MINIMAL
from tests.testing.company import FIGURE, KPI, replace
from tests.testing.repository import commit, git, qms, repository, write

DAY = ("--as-of", "2026-11-23", "--lang", "en")
LATE = running_late.code
FILES = running_late.bad.files | {KPI: FIGURE}
[(SHEET, WRITTEN)] = [item for item in FILES.items() if "/complaint/" in item[0]]
NUMBER = "TS-2026-0001"


def _moved(to: str) -> Callable[[Path], None]:
    def does(root: Path) -> None:
        (root / to).parent.mkdir(parents=True, exist_ok=True)
        (root / SHEET).rename(root / to)

    return does


def _written(content: str) -> Callable[[Path], None]:
    return lambda root: write(root, {SHEET: content})


def _set(line: str) -> Callable[[Path], None]:
    return lambda root: write(root, {"qms.yml": f"{MINIMAL['qms.yml']}{line}\n"})


def _both(*done: Callable[[Path], None]) -> Callable[[Path], None]:
    def does(root: Path) -> None:
        for each in done:
            each(root)

    return does


def _deleted(root: Path) -> None:
    (root / SHEET).unlink()


def _hidden(root: Path) -> None:
    write(root, {".gitignore": "records/complaint/\n"})
    git(root, "rm", "-rq", "--cached", "records/complaint")


def _in_a_table(root: Path) -> None:
    one = f"select '{NUMBER}' as id, date '2026-03-01' as date, 'closed' as status"
    duckdb.sql(one).write_parquet(str(root / "complaint.parquet"))
    _deleted(root)
    _set("sources: {complaint: complaint.parquet}")(root)


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody turns the report green, how CI asks, and the code that tells of it."""

    does: Callable[[Path], None]
    code: str
    asked: tuple[str, ...] = ()


GONE, UNREAD, FACT, TERM = "FRZ102", "FIL102", "FIX102", "FIX104"
LATER = WRITTEN.replace("03-02T09", "11-22T09").replace("03-03T09", "11-23T09")
WAYS = {
    "deleted": Way(_deleted, GONE),
    "deleted, and only what is new is asked": Way(
        _deleted, GONE, ("--changed-since", "HEAD~1")
    ),
    "deleted, and what is not asked is integrity": Way(_deleted, GONE, ("--ignore", "CMP")),
    "broken": Way(_written("id: [\n"), UNREAD),
    "broken, and another rule is asked": Way(_written("id: [\n"), UNREAD, ("--select", "RPR")),
    "broken, and only what is new is asked": Way(
        _written("id: [\n"), UNREAD, ("--changed-since", "HEAD~1")
    ),
    "emptied": Way(_written(""), "FIL103"),
    "a field that is none": Way(_written(WRITTEN + "grad: x\n"), "FIL103"),
    "in a folder that nobody reads": Way(_moved("records/complaints/2026/a.yaml"), GONE),
    "outside of the records": Way(_moved("archive/a.yaml"), GONE),
    "named as no record is named": Way(_moved(SHEET.replace(".yaml", ".bak")), GONE),
    "told to git as not to be seen": Way(_hidden, "FRZ108"),
    "in an attached table": Way(_in_a_table, GONE),
    "in an attached table, which nobody judges": Way(_in_a_table, "QMS905"),
    "under another number": Way(_written(WRITTEN.replace(NUMBER, "TS-2026-0007")), GONE),
    "received later": Way(_written(LATER), FACT),
    "made void": Way(_written(WRITTEN + "status: void\n"), "FIX106"),
    "a longer promise": Way(_set("limits: {handle_hours: 9999}"), TERM),
    "a lower target": Way(lambda root: replace(root, KPI, "'2026': '60'", "'2026': '1'"), TERM),
    "the reading of files switched off": Way(
        _both(_written("id: [\n"), _set("check: {ignore: [FIL]}")), UNREAD
    ),
    "the watch over history switched off": Way(
        _both(_deleted, _set("check: {ignore: [FRZ]}")), GONE
    ),
    "the watch over history made a note": Way(
        _both(_deleted, _set(f"check: {{severity: {{{GONE}: info}}}}")), GONE
    ),
}  # fmt: skip


def _report(root: Path, *asked: str) -> tuple[int, dict[str, str], dict[str, str]]:
    """Return the exit status, each code found with its severity, and why others were not judged."""
    done = qms(root, "check", "--format", "json", *asked, *DAY)
    report = json.loads(done.stdout)
    found = {each["code"]: each["severity"] for each in report["findings"]}
    return done.exit_code, found, {each["code"]: each["reason"] for each in report["not_judged"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = repository(tmp_path_factory.mktemp("green") / "root", FILES)
    assert _report(root)[:2] == (1, {LATE: "error"})
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "root", symlinks=True))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_way_out_of_the_report_is_told(way: Way, root: Path) -> None:
    way.does(root)
    commit(root)
    status, found, not_judged = _report(root, *way.asked)
    assert status == 1
    assert found.get(way.code) == "error" or way.code in not_judged, (found, not_judged)


def test_a_rule_that_settings_leave_out_is_counted_and_one_made_a_note_is_still_listed(
    root: Path,
) -> None:
    _set(f"check: {{ignore: [{LATE}]}}")(root)
    commit(root)
    assert "1 rule left out" in qms(root, "check", *DAY).stdout
    _set(f"check: {{severity: {{{LATE}: info}}}}")(root)
    commit(root)
    assert _report(root) == (0, {LATE: "info"}, {})


@pytest.mark.parametrize("format_", ["text", "gitlab", "junit"])
@pytest.mark.parametrize("lacks", ["git", "repository"])
def test_what_could_not_be_judged_at_all_is_neither_green_nor_a_finding(
    lacks: str, format_: str, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "bin").mkdir()
    if lacks == "repository":
        shutil.rmtree(root / ".git")
    done = subprocess.run(
        [sys.executable, "-m", "qms", "check", "--format", format_, "--root", root, *DAY],
        check=False, capture_output=True, text=True,
        env={"PATH": str(tmp_path / "bin") if lacks == "git" else "/usr/bin:/bin", "HOME": "/"},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    said = {"git": "git is not installed.", "repository": "is not a QMS repository"}
    assert said[lacks] in done.stderr
