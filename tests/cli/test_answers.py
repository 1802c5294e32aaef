"""What the program answers to scripts says in which format it stands, and who gave it."""

import json
from pathlib import Path

import pytest

from qms import __version__
from qms.cli import main
from tests.testing.repository import qms

ROOT = Path(__file__).parent.parent.parent
DAY = ("--as-of", "2026-11-23")
ANSWERS = {
    "check": ("check", "--select", "MAN"),
    "kpi": ("kpi",),
    "objectives": ("objectives", "--year", "2026"),
    "list": ("list", "department"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_as_json_bears_its_format(name: str) -> None:
    answer = json.loads(qms(ROOT, *ANSWERS[name], "--format", "json", *DAY).stdout)
    assert isinstance(answer["format"], int)
    assert answer["tool"] == {"name": "qms", "version": __version__}


def test_every_line_of_the_report_bears_its_format() -> None:
    lines = qms(ROOT, "check", "--format", "jsonl", "--fail-on", "never", *DAY).stdout.splitlines()
    assert lines
    assert all(isinstance(json.loads(line)["format"], int) for line in lines)


def test_no_command_answers_in_json_without_being_asked_here() -> None:
    asked = {
        path.stem.rstrip("_")
        for path in Path(main.__file__).parent.glob("*.py")
        if '"json"' in path.read_text(encoding="utf-8") and path.stem != "main"
    }
    assert asked - {"group"} <= set(ANSWERS), "tests/group asks the group"
