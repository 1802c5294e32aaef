"""A finding is the same finding tomorrow: by rule, record and mark, not by words, days or paths."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from qms import rules
from qms.model.finding import Finding, Place, Severity, counted
from qms.operations.checking.check import check
from qms.operations.checking.rulebook import Rulebook
from qms.store.loading import load
from qms.text import LANGS, Lang, same
from tests.testing.repository import qms
from tests.testing.sample import sample_in

DAY = dt.date(2026, 11, 26)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_in(tmp_path_factory.mktemp("fingerprints"))


def found(root: Path, day: dt.date = DAY, book: Rulebook | None = None) -> dict[str, Finding]:
    findings = check(root, load(root, as_of=day), book=book).findings
    known = {each.fingerprint: each for each in findings}
    assert len(known) == len(findings), "each finding is known by a fingerprint of its own"
    return known


def test_the_same_faults_are_known_again_on_another_day_in_another_language(sample: Path) -> None:
    later = DAY + dt.timedelta(days=2)
    reports = {(day, lang): printed(sample, day, lang) for day in (DAY, later) for lang in LANGS}
    for day in (DAY, later):
        chinese, english = reports[day, "zh"], reports[day, "en"]
        assert chinese.keys() == english.keys()
        assert all(chinese[each] != english[each] for each in chinese)
    today, then = reports[DAY, "zh"], reports[later, "en"]
    # Nothing of today is missing two days later: no fault of the sample ends by waiting.
    assert today.keys() <= then.keys()
    counted_on = [each for each in today if reports[DAY, "en"][each] != then[each]]
    assert counted_on, "messages that count days say another number, and are known again"


def printed(root: Path, day: dt.date, lang: Lang) -> dict[str, str]:
    """Return the messages by fingerprint, as the program prints both for machines."""
    asked = ("--format", "json", "--as-of", day.isoformat(), "--lang", lang)
    report = json.loads(qms(root, "check", *asked).stdout)
    return {each["fingerprint"]: each["message"] for each in report["findings"]}


def test_many_faults_at_once_have_fingerprints_of_their_own(sample: Path) -> None:
    assert found(sample, DAY + dt.timedelta(days=700))


def test_a_reworded_message_is_the_same_finding(sample: Path) -> None:
    words = same("quite other words")
    reworded = tuple(replace(each, message=words, cure=words) for each in rules.all_rules())
    assert found(sample, book=Rulebook(reworded)).keys() == found(sample).keys()


def test_a_moved_file_and_moved_lines_are_the_same_finding(sample: Path) -> None:
    before = found(sample)
    late = {each.place.path for each in before.values() if each.place.record}
    [path] = [sample / each for each in late if "/follow-up/" in each]
    content = path.read_bytes()
    moved = path.with_name("another-name.yaml")
    try:
        path.unlink()
        moved.write_bytes(b"# a line\n# and another\n" + content)
        after = found(sample)
    finally:
        moved.unlink()
        path.write_bytes(content)
    assert before.keys() <= after.keys()


def test_a_second_finding_alike_is_another_and_one_less_is_no_new_one() -> None:
    def alike(line: int) -> Finding:
        place = Place("manual/01-order.md", line=line, column=1)
        return Finding("MAN104", Severity.ERROR, "1", "office", place, same("x"), same("x"))

    one, two = counted([alike(3)]), counted([alike(9), alike(3)])
    assert one[0].fingerprint == two[0].fingerprint != two[1].fingerprint
    assert counted([alike(9)])[0].fingerprint == one[0].fingerprint
