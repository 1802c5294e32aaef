"""Rules of one's own judge in a process of their own, and every format says what was left out."""

import datetime as dt
import json
from pathlib import Path

import pytest

from qms.operations.checking.own_rules import ENDED_RULE, declared_in, judged_by
from qms.publish.findings import RENDERERS
from qms.store import loading
from tests.testing.repository import commit, qms, repository, write

pytestmark = pytest.mark.attacks

DAY = ("--as-of", "2026-11-23", "--lang", "en")
SETTINGS = (
    "company: {name: 样本公司, short: 样本}\npromise: 例\nmanual: {number: QM-01}\n"
    "check: {own_rules: ours.py}\n"
)
HEAD = """\
import os, signal, sys
from qms.model.finding import Place, Severity
from qms.model.rule import Example, hit, rule
from qms.text import Text

def own(code, judge):
    words = Text(zh=code, en=code)
    return rule(code, clause="1", severity=Severity.WARNING, title=words, message=words,
                why=words, cure=words, bad=Example({}))(judge)

def sound(snapshot):
    yield hit(Place("qms.yml", line=1, column=1))

"""
RULES = """\
def killed(snapshot):
    os.kill(os.getpid(), signal.SIGKILL)
    yield

def left(snapshot):
    print('{"done": "OWN102", "outcomes": []}')
    os._exit(0)
    yield

def meddles(snapshot):
    import qms.operations.checking.check as check
    check.check = None
    sys.stdout.write('{"done": "FRZ101", "outcomes": []}\\n')
    yield from ()

first = own("OWN101", sound)
second = own("OWN102", killed)
third = own("OWN103", left)
fourth = own("OWN104", meddles)
last = own("OWN105", sound)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = repository(tmp_path_factory.mktemp("own") / "root")
    write(root, {"qms.yml": SETTINGS, "ours.py": HEAD + RULES})
    commit(root)
    return root


def test_a_rule_that_kills_its_process_is_a_finding_and_stops_no_other(made: Path) -> None:
    done = qms(made, "check", "--allow-repository-code", "--format", "json", *DAY)
    assert done.exit_code == 1, done.stderr
    found = [(each["code"], each["message"]) for each in json.loads(done.stdout)["findings"]]
    assert {code for code, _ in found if code.startswith("OWN")} == {"OWN101", "OWN105"}
    ended = sorted(said for code, said in found if code == ENDED_RULE)
    assert ["OWN102" in ended[0], "OWN103" in ended[1], len(ended)] == [True, True, 2]


def test_a_rule_that_never_ends_is_a_finding(tmp_path: Path) -> None:
    root = repository(tmp_path / "root")
    endless = (
        "def endless(snapshot):\n    while True: pass\n    yield\n\none = own('OWN101', endless)\n"
    )
    write(root, {"qms.yml": SETTINGS, "ours.py": HEAD + endless})
    own = declared_in(root, "ours.py")
    snapshot = loading.load(root, as_of=dt.date(2026, 11, 23))
    (found,) = judged_by(own, snapshot, ["OWN101"], seconds=4)
    assert found.code == ENDED_RULE
    assert "did not end within 4 seconds" in found.say("en")  # type: ignore[union-attr]


@pytest.mark.parametrize("format_", sorted(RENDERERS))
def test_every_format_says_what_was_left_out_and_whose_rules_ran(made: Path, format_: str) -> None:
    options = ("--allow-repository-code", "--ignore", "CMP", "--format", format_)
    said = qms(made, "check", *options, *DAY).stdout
    assert "ours.py" in said
    assert {
        "json": '"left_out": ',
        "jsonl": '"left_out": ',
        "sarif": '"rulesLeftOut": ',
        "junit": 'name="rules left out"',
    }.get(format_, " rules left out") in said
    for word in ("conceded", "known"):
        assert word in said
