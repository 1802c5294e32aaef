"""The report's formats, and what may leave a finding out of it."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from qms.model.rule import in_words_of
from qms.publish.findings import RENDERERS
from qms.rules import all_rules
from tests.testing.company import replace
from tests.testing.repository import MINIMAL, commit, git, qms, repository, write

DAY = ("--as-of", "2026-11-23")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company with one finding: a concession that has expired."""
    return repository(tmp_path / "r", {"records/concession/2026/RB-2026-0001.yaml": _concession()})


def _concession(**more: str) -> str:
    fields = {
        "id": "RB-2026-0001",
        "form": "QR-7.5-05 A/0",
        "date": "2026-03-01",
        "department": "after-sales",
        "filled_by": "P-002",
        "approved_by": "P-001",
        "code": "XXX101",
        "record": "YY-1",
        "reason": "例",
        "expires": "2026-06-30",
    }
    return "".join(f"{name}: {value}\n" for name, value in (fields | more).items())


def test_every_format_says_the_finding_and_fails(root: Path) -> None:
    for name in RENDERERS:
        done = qms(root, "check", "--format", name, *DAY)
        assert done.exit_code == 1, name
        assert "CON101" in done.stdout, name
        assert "RB-2026-0001" in done.stdout, name


def test_sarif_has_the_shape_that_its_schema_demands(root: Path) -> None:
    log = json.loads(qms(root, "check", "--format", "sarif", *DAY).stdout)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in all_rules()]
    (result,) = log["runs"][0]["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "CON101"
    assert result["level"] == "warning"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == 10
    assert region["startColumn"] >= 1
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (root / uri).is_file()


def test_sarif_explains_each_rule_and_links_to_the_published_site(tmp_path: Path) -> None:
    settings = MINIMAL["qms.yml"] + "site: https://quality.example.org/manual\n"
    root = repository(tmp_path / "r", {"qms.yml": settings})
    for lang, folder in (("zh", ""), ("en", "en/")):
        done = qms(root, "check", "--format", "sarif", "--lang", lang, *DAY)
        rules = json.loads(done.stdout)["runs"][0]["tool"]["driver"]["rules"]
        links = {each["id"]: each["helpUri"] for each in rules}
        page = f"https://quality.example.org/manual/{folder}registers/rule/CMP102.html"
        assert links["CMP102"] == page
        assert all("```" in each["help"]["markdown"] for each in rules if each["id"] == "CMP102")


def test_junit_counts_a_case_a_rule(root: Path) -> None:
    printed = qms(root, "check", "--format", "junit", *DAY).stdout
    suite = ET.fromstring(printed)[0]  # noqa: S314 - our own output
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase")) == len(all_rules())
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure")) == 1
    assert all(float(case.attrib["time"]) >= 0 for case in suite.findall("testcase"))


def test_a_note_is_said_and_fails_no_case(root: Path) -> None:
    settings = (root / "qms.yml").read_text(encoding="utf-8")
    write(root, {"qms.yml": settings + "check: {severity: {CON101: info}}\n"})
    done = qms(root, "check", "--format", "junit", *DAY)
    suite = ET.fromstring(done.stdout)[0]  # noqa: S314 - our own output
    assert (done.exit_code, suite.attrib["failures"]) == (0, "0")
    assert "RB-2026-0001" in (suite.findtext("testcase/system-out") or "")


@pytest.mark.parametrize("name", ["github", "gitlab", "junit", "markdown", "sarif"])
def test_what_is_wrong_and_what_to_do_are_two_sentences(name: str, root: Path) -> None:
    for lang, end in (("zh", "。"), ("en", ". ")):
        report = json.loads(qms(root, "check", "--format", "json", "--lang", lang, *DAY).stdout)
        [found] = report["findings"]
        said = qms(root, "check", "--format", name, "--lang", lang, *DAY).stdout
        assert f"{found['message'].rstrip('。.')}{end}{found['cure']}" in said


def test_who_owes_and_by_when_stand_with_each_finding(root: Path) -> None:
    [found] = json.loads(qms(root, "check", "--format", "json", "--lang", "en", *DAY).stdout)[
        "findings"
    ]
    assert (found["owner_name"], found["who_name"]) == ("Service", "甲一")
    for name in ("github", "junit", "markdown", "text"):
        said = qms(root, "check", "--format", name, "--lang", "en", *DAY).stdout
        assert "Service 甲一" in said, name
    sarif = json.loads(qms(root, "check", "--format", "sarif", "--lang", "en", *DAY).stdout)
    [result] = sarif["runs"][0]["results"]
    assert result["properties"]["person"] == "甲一"


@pytest.mark.parametrize("option", [("--by", "owner"), ("--due", "30")])
def test_what_only_the_text_can_show_is_refused_elsewhere(
    option: tuple[str, ...], root: Path
) -> None:
    done = qms(root, "check", "--format", "json", *option, "--lang", "en", *DAY)
    assert done.exit_code == 2
    assert "are for --format text" in done.stderr


def test_gitlab_and_sarif_know_a_finding_again_when_lines_move(root: Path) -> None:
    def marks() -> tuple[str, str]:
        gitlab = json.loads(qms(root, "check", "--format", "gitlab", *DAY).stdout)
        sarif = json.loads(qms(root, "check", "--format", "sarif", *DAY).stdout)
        return (
            gitlab[0]["fingerprint"],
            sarif["runs"][0]["results"][0]["partialFingerprints"]["qms/v2"],
        )

    before = marks()
    path = root / "records/concession/2026/RB-2026-0001.yaml"
    path.write_text("# 一行注释\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert marks() == before


def test_only_what_a_change_brought_is_reported_on_request(root: Path) -> None:
    before = git(root, "rev-parse", "HEAD")
    assert qms(root, "check", "--changed-since", before, *DAY).exit_code == 0
    write(
        root,
        {
            "records/concession/2026/RB-2026-0002.yaml": _concession(
                id="RB-2026-0002", record="YY-2"
            )
        },
    )
    commit(root)
    said = qms(root, "check", "--changed-since", before, *DAY)
    assert said.exit_code == 1
    assert "RB-2026-0002" in said.stdout
    assert "RB-2026-0001" not in said.stdout


def test_a_baseline_leaves_out_what_was_there_but_never_integrity(
    root: Path, tmp_path: Path
) -> None:
    path = root / "records/concession/2026/RB-2026-0001.yaml"
    replace(root, str(path.relative_to(root)), "approved_by: P-001\n", "")
    commit(root)
    listed = tmp_path / "baseline"
    qms(root, "check", "--write-baseline", str(listed), *DAY)
    said = qms(root, "check", "--baseline", str(listed), *DAY).stdout
    assert "CON101" not in said
    assert "CON102" in said


def test_a_concession_in_force_covers_its_finding_only(tmp_path: Path) -> None:
    files = {
        "records/concession/2026/RB-2026-0001.yaml": _concession(),
        "records/concession/2026/RB-2026-0002.yaml": _concession(
            id="RB-2026-0002", code="CON101", record="RB-2026-0001", expires="2026-12-31"
        ),
    }
    root = repository(tmp_path / "r", files)
    said = qms(root, "check", *DAY, "--lang", "en")
    assert said.exit_code == 0
    assert "1 conceded" in said.stdout
    sarif = json.loads(qms(root, "check", "--format", "sarif", "--lang", "en", *DAY).stdout)
    [result] = [each for each in sarif["runs"][0]["results"] if "suppressions" in each]
    [suppression] = result["suppressions"]
    assert suppression["status"] == "accepted"
    assert "approved by" in suppression["justification"]
    assert "CON101" in qms(root, "check", "--as-of", "2027-01-01").stdout


def test_a_concession_does_not_hide_a_finding_of_integrity(tmp_path: Path) -> None:
    files = {
        "records/concession/2026/RB-2026-0001.yaml": _concession().replace(
            "approved_by: P-001\n", ""
        ),
        "records/concession/2026/RB-2026-0002.yaml": _concession(
            id="RB-2026-0002", code="CON102", record="RB-2026-0001", expires="2026-12-31"
        ),
    }
    root = repository(tmp_path / "r", files)
    assert "CON102" in qms(root, "check", *DAY).stdout


def test_by_owner_names_each_department_and_severity_filters(root: Path) -> None:
    said = qms(root, "check", "--by", "owner", *DAY).stdout
    assert said.startswith("售后服务部\n")
    assert qms(root, "check", "--severity", "error", *DAY).exit_code == 0


def test_explain_tells_every_rule_in_both_languages(root: Path) -> None:
    for rule in all_rules():
        for lang in ("zh", "en"):
            told = qms(root, "explain", rule.code, "--lang", lang)
            assert told.exit_code == 0
            assert rule.title.say(lang) in told.stdout
    assert qms(root, "explain", "ZZZ999").exit_code == 2


def test_an_example_has_its_words_for_anybody_in_the_language_asked() -> None:
    root = Path(__file__).parent.parent.parent
    english = qms(root, "explain", "CMP102", "--lang", "en").stdout
    assert "complainant: Mr Example" in english
    assert "例" not in english
    assert "complainant: 例先生" in qms(root, "explain", "CMP102", "--lang", "zh").stdout
    assert in_words_of("en", "示例：例如，例") == "示例：例如，example"


def test_the_line_for_github_is_one_line(root: Path) -> None:
    lines = qms(root, "check", "--format", "github", *DAY).stdout.splitlines()
    assert lines[0].startswith("::warning file=records/concession/2026/RB-2026-0001.yaml,line=10")
    assert len(lines) == 2


def test_a_concession_needs_another_approver_and_ends_at_the_longest_term(tmp_path: Path) -> None:
    folder = "records/concession/2026"
    expired = _concession(expires="2026-04-01")
    over = {"code": "CON101", "record": "RB-2026-0001"}
    own = _concession(id="RB-2026-0002", filled_by="P-001", expires="2026-12-31", **over)
    long = _concession(id="RB-2026-0002", date="2026-01-01", expires="2036-12-31", **over)
    files = {f"{folder}/RB-2026-0001.yaml": expired}
    root = repository(tmp_path / "r", files | {f"{folder}/RB-2026-0002.yaml": own})
    said = qms(root, "check", "--lang", "en", *DAY).stdout
    assert "CON101" in said
    assert "nobody but the applicant" in said
    write(root, {f"{folder}/RB-2026-0002.yaml": long})
    said = qms(root, "check", "--lang", "en", *DAY).stdout
    assert "CON101" not in said, "it holds within the longest term"
    assert "after 2027-01-01 it has no effect" in said
    after = qms(root, "check", "--lang", "en", "--as-of", "2027-01-02").stdout
    assert "CON101" in after
    settings = MINIMAL["qms.yml"] + "limits: {concession_months: 1}\n"
    write(root, {"qms.yml": settings})
    assert "CON101" in qms(root, "check", "--lang", "en", *DAY).stdout


def test_a_concession_on_integrity_is_refused_at_once_and_found_where_it_was_filed(
    tmp_path: Path,
) -> None:
    root = repository(tmp_path / "r")
    asked = ("code=REL107", "record=A-2", "reason=例", "expires=2026-12-31")
    pairs = [part for each in asked for part in ("--set", each)]
    done = qms(root, "new", "concession", "--by", "P-001", "--lang", "en", *pairs, *DAY)
    assert done.exit_code == 1
    assert "REL107 is a rule of integrity: no concession has any effect on it." in done.stderr
    path = "records/concession/2026/RB-2026-0001.yaml"
    write(root, {path: _concession(code="REL107", expires="2026-12-31")})
    assert "CON104" in qms(root, "check", "--lang", "en", *DAY).stdout
