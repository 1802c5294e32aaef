"""Every rule's own examples: the bad one gives exactly its code, the good one does not."""

import datetime as dt
import importlib
import re
from pathlib import Path

import pytest

from qms import rules
from qms.model.finding import Finding
from qms.model.rule import Example, Rule
from qms.operations.checking.check import check
from qms.store.loading import load
from tests.testing.repository import commit, repository, write

DAY = dt.date(2026, 11, 23)


def codes(root: Path, example: Example) -> list[Finding]:
    for files in (example.committed, *example.between):
        if files:
            write(root, dict(files))
            commit(root, "before")
    write(root, dict(example.files))
    return list(check(root, load(root, as_of=example.as_of)).findings)


def test_the_minimal_repository_is_sound(tmp_path: Path) -> None:
    assert codes(repository(tmp_path), Example({})) == []


@pytest.mark.parametrize("rule", rules.all_rules(), ids=lambda rule: rule.code)
def test_the_bad_example_is_found_and_said_in_both_languages(rule: Rule, tmp_path: Path) -> None:
    every = codes(repository(tmp_path), rule.bad)
    found = [each for each in every if each.code == rule.code]
    assert found
    assert rule.code.startswith("FIL") or not any(each.code == "FIL103" for each in every)
    for finding in found:
        for lang in ("zh", "en"):
            said = finding.say(lang) + finding.say_cure(lang)
            assert "{" not in said
            assert said.strip()
        english = re.sub("“[^”]*”", "", finding.say("en") + finding.say_cure("en"))
        assert not set("、，。；：（）") & set(english), english


@pytest.mark.parametrize("rule", rules.all_rules(), ids=lambda rule: rule.code)
def test_the_good_example_is_not_complained_of(rule: Rule, tmp_path: Path) -> None:
    found = {each.code for each in codes(repository(tmp_path), rule.good)}
    assert rule.code not in found
    assert "FIL103" not in found, "a good example is one that its form accepts"


def test_every_module_with_rules_is_listed() -> None:
    files = Path(rules.__file__).parent.glob("*.py")
    modules = {f"qms.rules.{path.stem}" for path in files if "\n@rule(" in path.read_text("utf-8")}
    assert modules == set(rules.MODULES)
    for name in modules:
        assert importlib.import_module(name).__doc__


def test_codes_are_unique() -> None:
    all_codes = [rule.code for rule in rules.all_rules()]
    assert len(all_codes) == len(set(all_codes))
