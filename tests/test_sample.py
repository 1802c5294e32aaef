"""The sample company: what the check finds in it is what its documentation says."""

import datetime as dt
from pathlib import Path

from qms.model.finding import Severity
from qms.operations.checking.check import check
from qms.store.loading import load
from tests.testing.words import between_chinese

ROOT = Path(__file__).parent.parent


def test_the_sample_has_exactly_its_documented_shortcomings() -> None:
    report = check(ROOT, load(ROOT, as_of=dt.date(2026, 11, 23)))
    grave = [finding for finding in report.findings if finding.severity > Severity.INFO]
    found = sorted((finding.code, finding.place.record or "") for finding in grave)
    assert found == [
        ("CAR104", "JZ-2026-0004"),
        ("CAR107", "JZ-2026-0001"),
        ("CAR107", "JZ-2026-0004"),
        ("CAR107", "JZ-2026-0005"),
        ("CAR107", "JZ-2026-0006"),
        ("CMP102", "TS-2026-0014"),
        ("CMP205", "TS-2026-0014"),
        ("CON101", "RB-2026-0001"),
        ("CPY105", "HY-2026-0006"),
        ("CPY105", "HY-2026-0015"),
        ("CPY105", "HY-2026-0018"),
        ("CPY106", "FF-2025-0009"),
        ("CPY115", "business"),
        ("CPY115", "finance"),
        ("CPY115", "workshop"),
        ("DLV101", "DS-2026-0009"),
        ("DLV105", "CY-2026-0001"),
        ("DLV105", "CY-2026-0002"),
        ("DLV105", "CY-2026-0003"),
        ("DLV106", "CY-2026-0002"),
        ("EVL109", "NS-2026-0001"),
        ("FUP101", "WX-2026-0025"),
        ("FUP103", "HF-2026-0022"),
        ("FUP106", ""),
        ("FUP106", ""),
        ("MEA101", "MI-004"),
        ("OBL102", "LAW-012"),
        ("PEO102", "CERT-003"),
        ("PRC103", ""),
        ("PRM105", "WX-2026-0009"),
        ("PRM105", "WX-2026-0016"),
        ("PRM105", "WX-2026-0022"),
        ("RCL103", "ZR-2026-0001"),
        ("RCL105", "ZR-2026-0001"),
        ("RCL106", "ZR-2026-0001"),
        ("RPR101", "WX-2026-0025"),
        ("RPR108", "FZ-2026-0001"),
        ("RPR108", "FZ-2026-0002"),
        ("RPR108", "FZ-2026-0003"),
        ("RPR109", "FZ-2026-0003"),
        ("RPR110", ""),
        ("RSK104", "R-003"),
        ("STU101", "A-2"),
    ]


def test_its_notes_are_a_standard_in_transition_and_keys_that_began_anew() -> None:
    report = check(ROOT, load(ROOT, as_of=dt.date(2026, 11, 23)))
    notes = [finding for finding in report.findings if finding.severity is Severity.INFO]
    assert {finding.code for finding in notes} == {"KEY113", "STD101"}
    named = {str(each.values.get("old") or each.values.get("minutes")) for each in notes}
    assert named == {"ISO 9001:2015", "GR-2026-0001"}


def test_edition_b_is_in_force_signed_and_sent() -> None:
    """What the new edition brings is no finding; what is more is what was left undone."""
    day = load(ROOT, as_of=dt.date(2026, 11, 27))
    assert day.in_force is not None
    assert day.in_force.name == "B/0"
    assert load(ROOT, as_of=dt.date(2026, 11, 26)).in_force != day.in_force
    before = check(ROOT, load(ROOT, as_of=dt.date(2026, 11, 23)))
    more = {(each.code, each.place.record) for each in check(ROOT, day).findings}
    assert more - {(each.code, each.place.record) for each in before.findings} == {
        ("CMP103", "TS-2026-0020"),
        ("CMP205", "TS-2026-0020"),
        ("PRM105", "WX-2026-0030"),
        ("PRT106", "BJ-2026-0012"),
        ("RPR104", "WX-2026-0030"),
    }


def test_every_finding_has_its_line() -> None:
    report = check(ROOT, load(ROOT, as_of=dt.date(2026, 11, 23)))
    for finding in report.findings:
        assert finding.place.path in (ROOT / "docs/sample.md").read_text(encoding="utf-8") or (
            finding.code.startswith(("CPY", "STU"))
        )
        assert (finding.place.line or 0) >= 1


def test_no_finding_parts_chinese_words_by_a_blank() -> None:
    report = check(ROOT, load(ROOT, as_of=dt.date(2026, 11, 23)))
    said = [each.say("zh") for each in report.findings]
    assert [words for each in said for words in between_chinese(each)] == []


def test_before_its_first_release_nothing_is_in_force() -> None:
    assert load(ROOT, as_of=dt.date(2025, 12, 31)).in_force is None
    first = load(ROOT, as_of=dt.date(2026, 6, 30)).in_force
    second = load(ROOT, as_of=dt.date(2026, 7, 1)).in_force
    assert first is not None
    assert second is not None
    assert (first.name, second.name) == ("A/0", "A/1")
