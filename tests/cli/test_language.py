"""Which language is spoken: named before or behind the command, by QMS_LANG, by qms.yml; both."""

import json
from pathlib import Path

import pytest

from qms.model.rule import Rule
from qms.rules import all_rules
from qms.text import Text
from tests.testing.repository import qms, repository

ROOT = Path(__file__).parents[2]
DAY = ("--as-of", "2026-11-23")
ZH, EN = "条规则检查了", "rules judged"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    late = "- {id: R-009, type: risk}\n"
    return repository(tmp_path_factory.mktemp("language"), {"records/risk/risks.yaml": late})


@pytest.mark.parametrize(
    ("before", "behind", "variable", "english"),
    [
        ((), (), "", False),
        (("--lang", "en"), (), "", True),
        ((), ("--lang", "en"), "", True),
        (("--lang", "en"), ("--lang", "zh"), "", False),
        ((), (), "en", True),
        ((), ("--lang", "zh"), "en", False),
        (("--lang", "zh"), (), "en", False),
    ],
)
def test_the_nearest_word_on_language_counts(
    before: tuple[str, ...],
    behind: tuple[str, ...],
    variable: str,
    *,
    english: bool,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QMS_LANG", variable)
    said = qms(root, *before, "check", *behind, *DAY).stdout
    assert (EN in said, ZH in said) == (english, not english)


def test_a_language_that_nobody_speaks_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QMS_LANG", "fr")
    done = qms(root, "check", *DAY)
    assert done.exit_code == 2
    assert "QMS_LANG" in done.stderr
    assert "both" in done.stderr


@pytest.mark.parametrize("way", ["option", "variable"])
@pytest.mark.parametrize("format_", ["text", "markdown", "html", "github", "gitlab", "junit"])
def test_a_report_in_both_languages_says_all_in_each(
    format_: str, way: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QMS_LANG", "both" if way == "variable" else "")
    both = ("--lang", "both") if way == "option" else ()
    said = qms(root, "check", "--format", format_, *both, *DAY).stdout
    for words in ("缺少必填字段", "the required field"):
        assert words in said


def test_findings_in_both_languages_are_the_same_findings(root: Path) -> None:
    def fingerprints(lang: str) -> set[str]:
        done = qms(root, "check", "--format", "json", "--lang", lang, *DAY)
        return {each["fingerprint"] for each in json.loads(done.stdout)["findings"]}

    assert fingerprints("both") == fingerprints("zh") == fingerprints("en") != set()


def test_one_is_one_and_two_are_two() -> None:
    found = Text(zh="{count} 份", en="{count:record|records} of {kind}")
    assert found.say("en", count=1, kind="risk") == "1 record of risk"
    assert found.say("en", count=2, kind="risk") == "2 records of risk"
    assert found.say("en", count=0, kind="a|b") == "0 records of a|b"
    assert found.say("zh", count=1, kind="risk") == "1 份"


@pytest.mark.parametrize(
    ("word", "inside"), [("High", "high"), ("QR code", "QR code"), ("", ""), ("x", "x")]
)
def test_a_term_inside_a_sentence_begins_small(word: str, inside: str) -> None:
    assert Text(zh="词", en=word).inside.en == inside


def test_people_objectives_and_notes_have_english_names_in_the_sample() -> None:
    said = qms(ROOT, "status", "--lang", "en", *DAY).stdout
    assert "He Yingxue" in said
    assert "何映雪" in qms(ROOT, "status", *DAY).stdout
    assert "After-sales satisfaction" in qms(ROOT, "objectives", "--lang", "en", *DAY).stdout


_BY_REGISTERS = {
    ("objectives",): ("Department After-sales service", "Post Parts clerk"),
    ("copy", "list"): ("Quality  Han Lifeng",),
    ("copy", "show", "003"): ("Controlled  Quality",),
    ("study", "list", "--open"): ("Liang Siqi  Service engineer",),
    ("history", "8.3.6"): ("Prepared He Yingxue",),
    ("kpi", "--format", "csv"): ('"Time to close, median",2026,,4.730903,days,',),
    ("kpi", "--format", "json"): ('"Complaint closure rate"', '"unit": "days"'),
    ("check", "--select", "STU"): ("STU101 Liang Siqi has not confirmed",),
}


@pytest.mark.parametrize("words", _BY_REGISTERS, ids=" ".join)
def test_whatever_has_a_name_in_english_is_called_by_it(words: tuple[str, ...]) -> None:
    said = qms(ROOT, *words, "--lang", "en", *DAY).stdout
    for each in _BY_REGISTERS[words]:
        assert each in said


@pytest.mark.parametrize("rule", all_rules(), ids=lambda each: each.code)
def test_what_a_rule_rests_on_reads_alike_in_both_languages(rule: Rule) -> None:
    assert all(each.isascii() for each in rule.references)
