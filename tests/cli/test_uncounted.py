"""Nothing disappears into green: what was not read is told by every command that counts."""

import json
from pathlib import Path

import pytest

from qms.rules.complaints import late_handling
from qms.rules.files import syntax
from tests.testing.repository import commit, qms, repository, write

DAY = ("--as-of", "2026-11-23", "--lang", "en")
FILES = late_handling.bad.files
[(LATE, SHEET)] = [item for item in FILES.items() if "/complaint/" in item[0]]
BAD = LATE.replace("0001", "0002")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "r", {**FILES, BAD: "bad: [\n"})


@pytest.mark.parametrize(
    "options",
    [
        ("--select", "RPR"),
        ("--ignore", "FIL", "--ignore", "CMP"),
        ("--select", "RPR", "--format", "sarif"),
        ("--select", "RPR", "--by", "owner"),
        ("--select", "RPR", "--changed-since", "HEAD"),
    ],
)
def test_no_choice_of_rules_hides_that_a_file_was_not_read(
    options: tuple[str, ...], root: Path
) -> None:
    done = qms(root, "check", *options, *DAY)
    assert done.exit_code == 1
    assert syntax.code in done.stdout


def test_the_report_counts_the_files_that_it_does_not_count(root: Path) -> None:
    assert "1 file could not be read and is not counted." in qms(root, "check", *DAY).stdout
    report = json.loads(qms(root, "check", "--format", "json", *DAY).stdout)
    assert report["unread"] == [BAD]


@pytest.mark.parametrize(
    "command",
    [
        ("kpi",), ("status",), ("objectives",), ("list", "complaint"), ("calendar",), ("matrix",),
        ("trace", "TS-2026-0001"), ("log",), ("study", "list"),
        ("kpi", "--format", "json"), ("list", "complaint", "--format", "json"),
        ("export", "complaint", "--csv", "--output", "-"),
    ],
)  # fmt: skip
def test_whoever_counts_says_what_is_not_counted_and_fails(
    command: tuple[str, ...], root: Path
) -> None:
    done = qms(root, *command, *DAY)
    assert f"1 file could not be read and is not counted: {BAD}" in done.stderr
    assert done.exit_code == 1
    write(root, {BAD: SHEET.replace("0001", "0002")})
    done = qms(root, *command, *DAY)
    assert "not counted" not in done.stderr
    assert done.exit_code == 0


def test_a_list_of_another_kind_is_whole(root: Path) -> None:
    done = qms(root, "list", "person", *DAY)
    assert done.exit_code == 0
    assert "not counted" not in done.stderr


@pytest.mark.parametrize("settings", ["ignore: [FIL]", "select: [CMP]", "severity: {FIL102: info}"])
def test_no_setting_of_a_repository_switches_integrity_off(settings: str, root: Path) -> None:
    written = (root / "qms.yml").read_text(encoding="utf-8")
    write(root, {"qms.yml": f"{written}check: {{{settings}}}\n"})
    commit(root)
    report = json.loads(qms(root, "check", "--format", "json", *DAY).stdout)
    assert ("FIL102", "error") in {(each["code"], each["severity"]) for each in report["findings"]}


def test_two_languages_know_the_same_findings(root: Path) -> None:
    marks = [
        {
            each["fingerprint"]: (each["owner"], each["code"])
            for each in json.loads(qms(root, "check", "--format", "json", *day).stdout)["findings"]
        }
        for day in (DAY, (*DAY[:3], "zh"))
    ]
    assert marks[0] == marks[1]
    assert marks[0]
