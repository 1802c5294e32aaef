"""What a company is judged by is fixed in advance, and results follow from it (6.3, 9.2, 7.5)."""

import json
from pathlib import Path

import pytest

from tests.testing.attacking import findings
from tests.testing.company import (
    FIGURE,
    KPI,
    edit,
    make_company,
    make_keys,
    release,
    replace,
    request,
)
from tests.testing.repository import commit, git, qms, repository, write

pytestmark = pytest.mark.attacks

OBJECTIVE = "records/objective/objectives.yaml"
RESULT = "records/objective-result/2026/MB-2026-0001.yaml"
OWN = "schemas/custom/tool-check.json"
FILES = {
    KPI: FIGURE,
    OBJECTIVE: """\
- id: OBJ-001
  name: 例
  level: company
  owner: after-sales
  kpi: example
  formula: 例
  source: 例
  unit: '%'
  frequency: quarter
  direction: higher
  targets: {'2026': '60'}
""",
    RESULT: """\
id: MB-2026-0001
form: QR-6.3-02 A/0
date: 2026-04-12
department: after-sales
filled_by: P-001
status: closed
objective: OBJ-001
period: 2026-Q1
value: '66.7'
met: true
""",
    OWN: json.dumps({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"tool": {"type": "string", "title": "工具"}},
        "x-qms": {
            "title": {"zh": "工具点检", "en": "Tool check"}, "form": "QR-8.9-01", "clause": "1",
            "family": "retained", "owner": "after-sales", "id_pattern": r"DJ-\d{4}-\d{4}",
            "retain_years": 30,
        },
    }),
}  # fmt: skip
REVISED = (
    "extensions: [{field: FIELD, from: 'OLD', to: 'NEW', reason: 例, approved_by: P-001, "
    "on: 2026-03-02}]"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("terms") / "root", FILES)


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(made, tmp_path / "root", symlinks=True))


def told(root: Path, *codes: str) -> list[str]:
    found = [each for each in findings(root) if each["code"] in (codes or ("FIX104",))]
    assert {each["severity"] for each in found} <= {"error"}
    return [each["message"] for each in found]


def test_what_stands_as_it_was_set_is_no_finding(root: Path) -> None:
    assert told(root, "FIX104", "FIX105", "OBJ112", "OBJ110", "OBJ111") == []


@pytest.mark.parametrize(
    ("path", "old", "new", "field"),
    [
        (OBJECTIVE, "'2026': '60'", "'2026': '50'", "targets.2026 of OBJ-001"),
        (OBJECTIVE, "'2026': '60'", "", "targets.2026 of OBJ-001"),
        (OBJECTIVE, "direction: higher", "direction: lower", "direction of OBJ-001"),
        (KPI, "'2026': '60'", "'2026': '50'", "targets.2026 of example"),
        (KPI, 'left" is null', 'left" is not null', "numerator of example"),
        (KPI, "population: person", "population: post", "population of example"),
        (KPI, "unit: '%'", "unit: '%'\ndecimals: 0", "decimals of example"),
        ("qms.yml", "promise:", "limits: {handle_hours: 480}\npromise:", "limits.handle_hours"),
        (OWN, '"retain_years": 30', '"retain_years": 1', "retain_years of tool-check"),
        (OWN, '"retained"', '"maintained"', "family of tool-check"),
    ],
)
def test_a_term_changed_in_silence_is_found_committed_or_not(
    root: Path, path: str, old: str, new: str, field: str
) -> None:
    replace(root, path, old, new)
    (said,) = told(root)
    assert field in said
    assert "not committed yet" in said
    hash_ = commit(root)
    (said,) = told(root)
    assert hash_[:12] in said
    git(root, "revert", "--no-edit", "HEAD")
    assert told(root) == []


def test_a_line_taken_out_and_brought_back_otherwise_is_found(root: Path) -> None:
    line = (root / OBJECTIVE).read_text(encoding="utf-8")
    write(root, {OBJECTIVE: "[]\n"})
    commit(root)
    write(root, {"records/objective/other.yaml": line.replace("'2026': '60'", "'2026': '50'")})
    commit(root)
    assert ["targets.2026" in said for said in told(root)] == [True]


def test_a_term_changed_on_a_side_line_or_in_the_merge_itself_is_found(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "side")
    replace(root, KPI, "'2026': '60'", "'2026': '50'")
    commit(root)
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "--no-commit", "side")
    replace(root, "qms.yml", "promise:", "limits: {reply_hours: 480}\npromise:")
    commit(root)
    assert sorted(said.split(" was ")[0] for said in told(root)) == [
        "limits.reply_hours of qms.yml", "targets.2026 of example",
    ]  # fmt: skip


def test_a_target_of_another_year_and_what_nothing_hangs_on_are_free(root: Path) -> None:
    replace(root, OBJECTIVE, "{'2026': '60'}", "{'2026': '60', '2027': '95'}")
    replace(root, KPI, "traps: 无", "traps: 有")
    commit(root)
    assert told(root) == []


def test_a_definition_is_free_until_a_result_is_filed(tmp_path: Path) -> None:
    files = {path: text for path, text in FILES.items() if path != RESULT}
    root = repository(tmp_path / "root", files)
    replace(root, KPI, 'left" is null', 'left" is not null')
    commit(root)
    assert told(root) == []


def revised(root: Path, path: str, field: str, old: str, new: str, approver: str = "P-001") -> None:
    line = REVISED.replace("FIELD", field).replace("OLD", old).replace("NEW", new)
    indent = "  " if path == OBJECTIVE else ""
    text = (root / path).read_text(encoding="utf-8")
    write(root, {path: f"{text}{indent}{line.replace('P-001', approver)}\n"})


def test_a_told_revision_is_lawful_and_results_count_against_the_first_target(root: Path) -> None:
    replace(root, OBJECTIVE, "'2026': '60'", "'2026': '100.5'")
    revised(root, OBJECTIVE, "targets.2026", "60", "100.5")
    replace(root, KPI, "'2026': '60'", "'2026': '100.5'")
    revised(root, KPI, "targets.2026", "60", "100.5")
    commit(root)
    assert told(root, "FIX104", "OBJ107") == []  # 66.7 met 60, and still does
    done = qms(root, "objectives", "--year", "2026", "--format", "json", "--as-of", "2026-11-23")
    assert '"target": "60"' in done.stdout.replace('"target": 60', '"target": "60"')


def test_a_revision_of_another_value_tells_of_nothing(root: Path) -> None:
    replace(root, OBJECTIVE, "'2026': '60'", "'2026': '50'")
    revised(root, OBJECTIVE, "targets.2026", "55", "50")
    commit(root)
    assert len(told(root)) == 1


def test_a_revision_approved_without_the_post_is_found(root: Path) -> None:
    replace(root, OBJECTIVE, "'2026': '60'", "'2026': '50'")
    revised(root, OBJECTIVE, "targets.2026", "60", "50", approver="P-009")
    commit(root)
    (said,) = told(root, "FIX104", "FIX105")
    assert "who did not hold general-manager" in said


def test_a_release_that_signs_another_limit_makes_it_lawful(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)
    root = make_company(tmp_path / "root", keys)
    release(root, keys, "--edition", "2025-12-10", "2026-01-01")
    edit(root)
    write(root, request("agreed"))
    replace(root, "qms.yml", "promise:", "limits: {handle_hours: 480}\npromise:")
    commit(root)
    assert len(told(root)) == 1
    release(root, keys, "--amendment", "2026-02-10", "2026-03-01")
    assert told(root) == []
    replace(root, "qms.yml", "480", "960")
    assert ["from 480 to 960" in said for said in told(root)] == [True]


def test_a_result_that_no_count_gives_is_found(root: Path) -> None:
    write(root, {RESULT.replace("0001", "0002"): FILES[RESULT].replace("0001", "0002").replace(
        "'66.7'", "'95.0'").replace("2026-Q1", "2026-Q2")})  # fmt: skip
    commit(root)
    (said,) = told(root, "OBJ112")
    assert "filed for 2026-Q2 as 95.0; counted again it is 66.7" in said


def filed(root: Path) -> str:
    done = qms(
        root, "new", "objective-result", "--set", "objective=OBJ-001", "--set", "period=2026-Q2",
        "--set", "value=66.7", "--set", "met=true", "--by", "P-001", "--as-of", "2026-07-10",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    return "records/objective-result/2026/MB-2026-0002.yaml"


def test_a_filed_result_names_its_definition_and_stays_counted_by_it(root: Path) -> None:
    assert "definition: " in (root / filed(root)).read_text(encoding="utf-8")
    assert told(root, "OBJ112", "OBJ110", "OBJ111") == []
    replace(root, KPI, '"left" is null', '"left" is not null')
    assert len(told(root, "OBJ110")) == 1
    text = (root / KPI).read_text(encoding="utf-8")
    revision = (
        "extensions:\n  - {field: numerator, from: '\"left\" is null', to: '\"left\" is not null', "
        "reason: 例, approved_by: P-001, on: 2026-07-12}\n"
    )
    write(root, {KPI: text + revision})
    commit(root)
    assert told(root, "FIX104", "OBJ112", "OBJ110") == []  # recounted by the one that it names


def test_a_later_result_that_leaves_its_definition_out_is_found(root: Path) -> None:
    filed(root)
    later = FILES[RESULT].replace("0001", "0003").replace("04-12", "10-12")
    write(root, {RESULT.replace("0001", "0003"): later.replace("2026-Q1", "2026-Q3")})
    commit(root)
    (said,) = told(root, "OBJ111")
    assert "MB-2026-0003" in said


def test_a_shallow_clone_says_that_nothing_of_this_was_judged(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", FILES)
    commit(root)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), str(clone))
    report = json.loads(qms(clone, "check", "--format", "json", "--lang", "en").stdout)
    said = [each["reason"] for each in report["not_judged"] if each["code"] == "FIX104"]
    assert any(
        "changed in silence was not judged (FIX101, FIX102, FIX104)" in each for each in said
    )
    whole = json.loads(qms(root, "check", "--format", "json", "--lang", "en").stdout)
    assert not [each for each in whole["not_judged"] if "changed in silence" in each["reason"]]
