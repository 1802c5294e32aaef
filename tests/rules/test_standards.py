"""A standard is replaced by its next edition: nothing, then a notice, then an error."""

import json
from pathlib import Path

import pytest

from tests.testing.repository import qms, repository

SETTINGS = """\
company: {name: 样本公司, short: 样本}
promise: 例
manual: {number: QM-01}
standards: {example-2020: {}}
"""
ANSWERED = 'requirements: [{clause: "1", title: 总则, title_en: General, manual: ["1"]}]\n'
OLD = f"""\
standard: example
edition: "2020"
name: EX 1:2020
in_force: 2020-01-01
{ANSWERED}"""
NEW = f"""\
standard: example
edition: "2026"
name: EX 1:2026
in_force: 2026-06-01
replaces: ["2020"]
transition_ends: 2029-06-01
{ANSWERED}"""


def company(root: Path, *, settings: str = SETTINGS, new: str = NEW) -> Path:
    return repository(
        root,
        {
            "qms.yml": settings,
            "standards/example-2020.yaml": OLD,
            "standards/example-2026.yaml": new,
        },
    )


def found(root: Path, day: str) -> list[tuple[str, str | None]]:
    report = json.loads(qms(root, "check", "--format", "json", "--as-of", day).stdout)
    return [
        (each["code"], each["due"]) for each in report["findings"] if each["code"].startswith("STD")
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-05-31", []),
        ("2026-06-01", [("STD101", "2029-06-01")]),
        ("2029-06-01", [("STD101", "2029-06-01")]),
        ("2029-06-02", [("STD102", "2029-06-01")]),
    ],
)
def test_an_edition_is_reported_from_the_day_on_which_it_is_replaced(
    tmp_path: Path, day: str, expected: list[tuple[str, str | None]]
) -> None:
    assert found(company(tmp_path), day) == expected


def test_without_a_transition_the_old_edition_is_an_error_at_once(tmp_path: Path) -> None:
    abrupt = NEW.replace("transition_ends: 2029-06-01\n", "")
    assert found(company(tmp_path, new=abrupt), "2026-06-01") == [("STD102", "2026-06-01")]


def test_a_notice_in_the_transition_fails_no_build(tmp_path: Path) -> None:
    result = qms(company(tmp_path), "check", "--select", "STD", "--as-of", "2027-01-01")
    assert "STD101" in result.stdout
    assert result.exit_code == 0


def test_a_new_edition_of_another_standard_replaces_nothing(tmp_path: Path) -> None:
    root = company(tmp_path, new=NEW.replace("standard: example", "standard: other"))
    (root / "standards/example-2026.yaml").rename(root / "standards/other-2026.yaml")
    assert found(root, "2030-01-01") == []


def test_the_finding_stands_at_its_line_of_the_settings(tmp_path: Path) -> None:
    result = qms(company(tmp_path), "check", "--select", "STD", "--as-of", "2027-01-01")
    assert "qms.yml:4:13:" in result.stdout


def test_an_exclusion_with_a_reason_silences_only_its_own_clause(tmp_path: Path) -> None:
    two = OLD.replace('manual: ["1"]}]', 'manual: []}, {clause: "2", title: 例, title_en: Case}]')
    root = company(tmp_path, settings=SETTINGS.replace("{}", '{excluded: {"1": 没有这项业务}}'))
    (root / "standards/example-2020.yaml").write_text(two, encoding="utf-8")
    said = qms(root, "check", "--select", "STD104", "--lang", "en", "--as-of", "2026-01-15").stdout
    assert "answers 1 clause of EX 1:2020: 2" in said
