"""Decisions that somebody else typed, altered or took back are found (2.2.3, 7.5, clause 1)."""

from pathlib import Path

import pytest

from tests.testing.attacking import findings
from tests.testing.company import codes, replace, request
from tests.testing.repository import commit, git, qms, text_of, write

pytestmark = pytest.mark.attacks

REQUEST = "records/change-request/2026/GG-2026-0001.yaml"
DAY = ("--as-of", "2026-02-04", "--lang", "en")


@pytest.fixture
def signing(company: Path) -> Path:
    """A company whose decisions are signed, with a request that P-012 and P-013 decided."""
    settings = (company / "qms.yml").read_text(encoding="utf-8")
    write(company, {"qms.yml": settings + "decisions: signed\n"})
    commit(company, "decisions are signed")
    write(company, request("agreed"))
    commit(company, "request")
    return company


def sign(root: Path, key: Path, role: str, on: str = "GG-2026-0001") -> str:
    done = qms(root, "sign", "--on", on, "--as", role, "--key", str(key), *DAY)
    return "" if done.exit_code == 0 else done.stderr


def decided(root: Path) -> list[tuple[str, str]]:
    found = [each for each in findings(root) if each["code"].startswith("DEC")]
    assert {each["severity"] for each in found} <= {"error"}
    return [(each["code"], each["message"]) for each in found]


def test_what_two_people_signed_is_proved(signing: Path, keys: dict[str, Path]) -> None:
    assert [code for code, _ in decided(signing)] == ["DEC101", "DEC101"]
    assert all("stated, not signed" in said for _, said in decided(signing))
    assert sign(signing, keys["P-012"], "reviewed") == ""
    assert sign(signing, keys["P-013"], "approved") == ""
    assert decided(signing) == []
    assert codes(signing) == set()


def test_nobody_signs_the_decision_of_another(signing: Path, keys: dict[str, Path]) -> None:
    assert "the key is that of" in sign(signing, keys["P-011"], "approved")
    assert "belongs to nobody" in sign(signing, keys["stranger"], "approved")


def test_what_is_altered_after_it_was_signed_is_found(signing: Path, keys: dict[str, Path]) -> None:
    sign(signing, keys["P-012"], "reviewed")
    sign(signing, keys["P-013"], "approved")
    replace(signing, REQUEST, "after: 学习并执行", "after: 想学就学")
    commit(signing)
    assert [said for _, said in decided(signing)] == [
        "GG-2026-0001, Reviewed by 签P-012 P-012: altered since it was signed",
        "GG-2026-0001, Approved by 签P-013 P-013: altered since it was signed",
    ]


@pytest.mark.parametrize(
    ("signed", "altered"),
    [
        ("verdict: agreed, by: P-013", "verdict: rejected, by: P-013"),
        ("by: P-013, on: 2026-02-03", "by: P-013, on: 2026-02-02"),
        ("by: P-013, on: 2026-02-03", "by: P-013, on: 2026-02-03, opinion: 例"),
    ],
)
def test_a_verdict_its_day_and_the_opinion_are_what_is_signed(
    signing: Path, keys: dict[str, Path], signed: str, altered: str
) -> None:
    sign(signing, keys["P-012"], "reviewed")
    sign(signing, keys["P-013"], "approved")
    replace(signing, REQUEST, signed, altered)
    commit(signing)
    assert "GG-2026-0001, Approved by 签P-013 P-013: altered since it was signed" in [
        said for _, said in decided(signing)
    ]
    replace(signing, REQUEST, altered, signed)
    replace(signing, REQUEST, "verdict: agreed, by: P-012", "verdict: rejected, by: P-012")
    commit(signing)
    assert [said for _, said in decided(signing)] == [
        "GG-2026-0001, Reviewed by 签P-012 P-012: altered since it was signed",
        "GG-2026-0001, Approved by 签P-013 P-013: altered since it was signed",
    ]


def test_a_decision_put_into_another_mouth_after_signing_is_found(
    signing: Path, keys: dict[str, Path]
) -> None:
    sign(signing, keys["P-012"], "reviewed")
    sign(signing, keys["P-013"], "approved")
    replace(signing, REQUEST, "by: P-013", "by: P-002")
    commit(signing)
    assert [said for _, said in decided(signing)] == [
        "GG-2026-0001, Approved by 乙二 P-002: signed by somebody else"
    ]


def test_a_statement_moved_to_another_request_is_found(
    signing: Path, keys: dict[str, Path]
) -> None:
    sign(signing, keys["P-012"], "reviewed")
    sign(signing, keys["P-013"], "approved")
    other = (signing / REQUEST).read_text(encoding="utf-8").replace("0001", "0002")
    write(signing, {REQUEST.replace("0001", "0002"): other})
    for name in ("reviewed", "approved"):
        stem = "records/signature/GG-2026-000{}-" + name + ".yaml"
        for end in ("", ".sig"):
            text = (signing / (stem.format(1) + end)).read_text(encoding="utf-8")
            write(signing, {stem.format(2) + end: text.replace("GG-2026-0001", "GG-2026-0002")})
    commit(signing)
    found = [each for each in findings(signing) if each["severity"] == "error"]
    assert {"DEC101", "REL107"} <= {each["code"] for each in found}


def test_what_was_decided_before_signing_began_is_not_accused(company: Path) -> None:
    write(company, request("agreed"))
    commit(company, "request")
    settings = (company / "qms.yml").read_text(encoding="utf-8")
    write(company, {"qms.yml": settings + "decisions: signed\n"})
    commit(company, "decisions are signed")
    assert decided(company) == []
    text = (company / REQUEST).read_text(encoding="utf-8").replace("0001", "0002")
    write(company, {REQUEST.replace("0001", "0002"): text.replace("2026-02", "2025-02")})
    commit(company, "dated back")
    assert [code for code, _ in decided(company)] == ["DEC101", "DEC101"]


def test_taking_the_demand_back_is_found(signing: Path) -> None:
    replace(signing, "qms.yml", "decisions: signed\n", "")
    commit(signing)
    assert [code for code, _ in decided(signing)] == ["DEC103"]
    git(signing, "revert", "--no-edit", "HEAD")
    assert "DEC103" not in codes(signing)


def test_where_decisions_are_only_stated_the_report_says_so(company: Path) -> None:
    write(company, request("agreed"))
    commit(company)
    said = qms(company, "check", *DAY).stdout
    assert "2 decisions (requests, concessions, disposals, study) stated, not signed" in said


@pytest.mark.parametrize(
    ("old", "new"), [("filled_by: P-001", "filled_by: P-013"), ("by: P-012", "by: P-013")]
)
def test_who_approves_his_own_request_is_found(company: Path, old: str, new: str) -> None:
    write(company, {path: text.replace(old, new) for path, text in request("agreed").items()})
    commit(company)
    assert "DEC102" in codes(company)


ACTION = "records/corrective-action/2026/JZ-2026-0001.yaml"
PUT_OFF = """\
id: JZ-2026-0001
form: QR-10-01 A/0
date: 2026-01-02
department: after-sales
filled_by: P-001
status: open
source: complaint
clause: '1'
responsible: after-sales
grade: minor
fact: 例
actions:
  - {action: 例, owner: P-001, due: 2026-12-20}
due: 2026-12-30
corrections:
  - {field: date, old: '2026-01-01', new: '2026-01-02', reason: 笔误, by: P-001,
     on: 2026-01-05, approved_by: P-012}
extensions:
  - {from: 2026-01-30, to: 2026-12-30, reason: 缺件, approved_by: P-013, on: 2026-01-20}
"""


def test_who_corrects_and_who_puts_off_signs_it(signing: Path, keys: dict[str, Path]) -> None:
    sign(signing, keys["P-012"], "reviewed")
    sign(signing, keys["P-013"], "approved")
    write(signing, {ACTION: PUT_OFF})
    commit(signing)
    assert [code for code, _ in decided(signing)] == ["DEC105", "DEC105"]
    assert all("stated, not signed" in said for _, said in decided(signing))
    assert "the key is that of" in sign(signing, keys["P-011"], "corrected", "JZ-2026-0001")
    assert sign(signing, keys["P-012"], "corrected", "JZ-2026-0001") == ""
    assert sign(signing, keys["P-013"], "extended", "JZ-2026-0001") == ""
    assert decided(signing) == []
    assert codes(signing) == set()
    replace(signing, ACTION, "reason: 缺件", "reason: 忙")
    assert ["altered since it was signed" in said for _, said in decided(signing)] == [True]


def test_what_was_corrected_before_signing_began_is_not_accused(company: Path) -> None:
    write(company, {ACTION: PUT_OFF})
    commit(company)
    said = qms(company, "check", *DAY).stdout
    assert "2 corrections and extensions stated, not signed" in said
    settings = (company / "qms.yml").read_text(encoding="utf-8")
    write(company, {"qms.yml": settings + "decisions: signed\n"})
    commit(company, "decisions are signed")
    assert decided(company) == []


def test_what_is_only_typed_says_so_wherever_it_is_shown(
    signing: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    printed = tmp_path / "form.pdf"
    assert qms(signing, "form", "GG-2026-0001", "--output", str(printed)).exit_code == 0
    assert "批准：仅声明，未签名" in text_of(printed)
    for command in ("show", "trace"):
        said = qms(signing, command, "GG-2026-0001", *DAY).stdout
        assert "Reviewed: stated, not signed; Approved: stated, not signed" in said
        zh = qms(signing, command, "GG-2026-0001", "--lang", "zh").stdout
        assert "批准：仅声明，未签名" in zh
    sign(signing, keys["P-012"], "reviewed")
    sign(signing, keys["P-013"], "approved")
    said = qms(signing, "show", "GG-2026-0001", *DAY).stdout
    assert "Reviewed: signed; Approved: signed" in said


def test_the_issue_log_says_which_requests_were_only_stated() -> None:
    said = qms(Path(__file__).parents[2], "log", "--lang", "en", "--as-of", "2026-11-23").stdout
    assert "GG-2026-0003 (Reviewed: stated, not signed; Approved: stated, not signed)" in said
