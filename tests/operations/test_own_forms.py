"""A company's own forms, declared without Python, behave like those of the manual."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qms.operations.records import schemas
from tests.site.conftest import build
from tests.testing.company import codes
from tests.testing.repository import commit, git, qms, repository, write

FORM = """\
# 消防演练记录，安全员保管
$schema: https://json-schema.org/draft/2020-12/schema
x-qms:
  title: {zh: 消防演练记录, en: Fire drill}
  form: QR-1-90
  clause: "1"
  owner: after-sales
  family: retained
  retain_years: 3
  id_pattern: XF-[0-9]{4}-[0-9]{4}
type: object
required: [place, leader, minutes]
properties:
  place: {type: string, title: 地点, x-title-en: Place, minLength: 2}
  leader: {type: string, title: 负责人, x-title-en: Leader, x-ref: person}
  minutes: {type: number, title: 用时, x-title-en: Duration, x-unit: min, minimum: 0}
  result:
    enum: [passed, failed]
    title: 结论
    x-title-en: Result
    x-labels-zh: [合格, 不合格]
    x-labels-en: [Passed, Failed]
  failure: {type: string, title: 不合格原因, x-title-en: Why}
  cost: {type: string, format: money, title: 费用, x-title-en: Cost}
  steps:
    type: array
    title: 经过
    x-title-en: Steps
    items: {$ref: "#/$defs/step"}
if: {properties: {result: {const: failed}}, required: [result]}
then: {required: [failure]}
$defs:
  step:
    type: object
    required: [what]
    properties:
      what: {type: string, title: 事项}
      at: {type: string, format: date-time, title: 时间}
"""
PATH = "schemas/custom/fire-drill.yaml"
CHAPTER = """\
---
document: QM-01
chapter: "1"
title: 管理手册颁布令
owner: after-sales
revision: A/0
status: draft
clauses:
  "1":
    owner: after-sales
    records: [fire-drill]
---
# 1 管理手册颁布令

各部门应学习本手册。
"""
NEW = (
    "--by", "P-001", "--as-of", "2026-02-01", "--set", "place=一号库", "--set", "leader=P-002",
    "--set", "minutes=12.5",
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = repository(tmp_path / "r", {PATH: FORM, "manual/01-order.md": CHAPTER})
    schemas.write(made)
    commit(made)
    return made


def _new(root: Path, *more: str) -> str:
    filed = qms(root, "new", "fire-drill", *NEW, *more)
    assert filed.exit_code == 0, filed.stderr
    return filed.stdout.strip()


def test_it_is_numbered_filed_listed_and_shown_in_its_own_words(root: Path) -> None:
    assert _new(root) == "XF-2026-0001"
    second = _new(root, "--set", "result=passed", "--set", "cost=80.00 CNY")
    assert second == "XF-2026-0002"
    text = (root / f"records/fire-drill/2026/{second}.yaml").read_text(encoding="utf-8")
    assert "form: QR-1-90 A/0" in text
    listed = qms(root, "list", "消防演练记录", "--where", "result=passed").stdout
    assert listed.split()[0] == second
    assert len(listed.splitlines()) == 1
    shown = qms(root, "show", second).stdout
    assert "结论: 合格" in shown
    assert "用时: 12.5 min" in shown
    assert f"← {second}  消防演练记录  负责人" in qms(root, "show", "P-002").stdout
    assert codes(root) == set()


def test_types_conditions_and_references_are_checked_at_their_place(root: Path) -> None:
    head = "form: QR-1-90 A/0\ndate: 2026-03-01\ndepartment: after-sales\nfilled_by: P-001\n"
    good = "place: 二号库\nleader: P-002\nminutes: 3\n"
    write(
        root,
        {
            "records/fire-drill/2026/a.yaml": f"id: XF-2026-0001\n{head}{good}result: failed\n",
            "records/fire-drill/2026/b.yaml": f"id: XF-2026-0002\n{head}{good}".replace("3", "-3"),
            "records/fire-drill/2026/c.yaml": f"id: XF-2026-0003\n{head}{good}colour: red\n",
            "records/fire-drill/2026/d.yaml": f"id: XF-2026-0004\n{head}{good}".replace(
                "二号库", "库"
            ),
            "records/fire-drill/2026/e.yaml": f"id: XF-2026-0005\n{head}{good}".replace(
                "P-002", "P-999"
            ),
            "records/fire-drill/2026/f.yaml": f"id: X-1\n{head}{good}",
        },
    )
    report = qms(root, "check", "--as-of", "2026-11-23", "--lang", "en").stdout
    assert "a.yaml:1:1: error FIL103 required fields are missing: failure" in report
    assert "b.yaml:2:1: error" not in report
    assert "c.yaml:9:1: error FIL103 there is no field colour" in report
    assert "d.yaml:6:1: error FIL103 place: at least 2 characters" in report
    assert "e.yaml:7:1: error REF103" in report
    assert "f.yaml:1:1: error REF102" in report
    assert "b.yaml:" in report


def test_closed_it_is_frozen_and_only_corrected(root: Path) -> None:
    number = _new(root)
    assert qms(root, "close", number).exit_code == 0
    assert qms(root, "edit", number).exit_code == 1
    done = qms(
        root, "correct", number, "minutes=13", "--reason", "抄错", "--by", "P-001",
        "--as-of", "2026-03-01",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert codes(root) == set()
    path = root / f"records/fire-drill/2026/{number}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("一号库", "三号库"), encoding="utf-8")
    commit(root)
    assert codes(root) == {"FRZ101"}


def test_what_happened_before_the_form_was_declared_is_judged_once_it_is(root: Path) -> None:
    number = _new(root)
    qms(root, "close", number)
    path = root / f"records/fire-drill/2026/{number}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("一号库", "三号库"), encoding="utf-8")
    git(root, "rm", "-q", "--cached", PATH)
    (root / PATH).rename(root / "kept.yaml")
    commit(root)
    assert "FIL105" in codes(root)
    (root / "kept.yaml").rename(root / PATH)
    commit(root)
    assert codes(root) == {"FRZ101"}


def test_it_counts_as_evidence_of_its_clause(root: Path) -> None:
    number = _new(root)
    traced = qms(root, "trace", "1").stdout
    assert "消防演练记录（fire-drill）：1 份，最新 2026-02-01" in traced
    assert number in traced


def test_it_goes_to_a_workbook_and_comes_back_and_prints(root: Path, tmp_path: Path) -> None:
    number = _new(root, "--set", "steps=[{what: 集合, at: 2026-02-01T08:00:00+08:00}]")
    book = tmp_path / "drills.xlsx"
    assert qms(root, "export", "fire-drill", "--xlsx", "--output", str(book)).exit_code == 0
    before = git(root, "rev-parse", "HEAD")
    taken = qms(root, "import", "fire-drill", str(book), "--by", "P-001", "--lang", "en")
    assert taken.exit_code == 0, taken.stderr
    assert git(root, "rev-parse", "HEAD") == before
    sheet = tmp_path / "form.pdf"
    assert qms(root, "form", number, "--pdf", "--output", str(sheet)).exit_code == 0
    done = subprocess.run(["pdftotext", str(sheet), "-"], capture_output=True, check=True)
    text = done.stdout.decode()
    assert "消防演练记录" in text
    assert "QR-1-90 A/0" in text


def test_a_key_figure_counts_it(root: Path) -> None:
    _new(root, "--set", "result=passed")
    _new(root, "--set", "result=failed", "--set", "failure=门打不开")
    commit(root)
    figure = (
        "id: drills-passed\nname: 演练合格率\nname_en: Drills passed\nclause: '1'\n"
        "population: fire-drill\nperiod_date: date\nnumerator: result = 'passed'\nunit: '%'\n"
        "direction: higher\ntargets: {'2026': '90'}\nowner: after-sales\nfrequency: year\n"
        "traps: 例\n"
    )
    write(root, {"records/kpi/drills-passed.yaml": figure})
    said = qms(root, "kpi", "演练合格率", "--as-of", "2026-11-23", "--ids").stdout
    assert (
        "演练合格率  2026  50.0 %  (1/2)  目标 90 %  未达标（到 2026-11-23 为止，本期未完）" in said
    )
    assert "+ XF-2026-0001" in said
    assert codes(root) == set()


@pytest.mark.paper
def test_the_site_shows_it(root: Path, tmp_path: Path) -> None:
    number = _new(root)
    write(root, {"mkdocs.yml": Path("mkdocs.yml").read_text(encoding="utf-8")})
    commit(root)
    build(root, tmp_path / "site")
    page = (tmp_path / f"site/evidence/fire-drill/{number}.html").read_text(encoding="utf-8")
    assert "消防演练记录" in page
    assert "一号库" in page


def test_an_independent_validator_agrees(root: Path) -> None:
    good = _new(root, "--set", "result=passed")
    path = root / f"records/fire-drill/2026/{good}.yaml"
    text = path.read_text(encoding="utf-8")
    for changed, status in (
        (text, 0),
        (text.replace("passed", "failed"), 1),
        (text.replace("12.5", "-1"), 1),
        (text + "colour: red\n", 1),
    ):
        path.write_text(changed, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "check_jsonschema", "--schemafile",
             str(root / "schemas/fire-drill.json"), str(path)],
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == status, (changed, done.stdout)
        assert ("FIL103" in codes(root)) == bool(status)


def _without(*keys: str) -> str:
    return "\n".join(line for line in FORM.splitlines() if not line.strip().startswith(keys))


BROKEN = {
    "no header": ("fire-drill.yaml", "type: object\n"),
    "a name of the manual": ("complaint.yaml", FORM),
    "a bad name": ("Fire_Drill.yaml", FORM),
    "another dialect": ("fire-drill.yaml", FORM.replace("2020-12/schema\n", "2019-09/schema\n")),
    "no retention": ("fire-drill.yaml", _without("retain_years")),
    "an unknown key in the header": ("fire-drill.yaml", FORM.replace("owner:", "boss:")),
    "a form number in use": ("fire-drill.yaml", FORM.replace("QR-1-90", "QR-8.3.6-01")),
    "numbers of another kind": ("fire-drill.yaml", FORM.replace("XF-[0-9]", r"TS-\d").replace(
        "-[0-9]{4}\n", "-\\d{4}\n")),
    "a reference into nothing": ("fire-drill.yaml", FORM.replace("#/$defs/step", "#/$defs/no")),
    "a reference outside": ("fire-drill.yaml", FORM.replace("#/$defs/step", "http://x.example/s")),
    "a reference to no kind": ("fire-drill.yaml", FORM.replace("x-ref: person", "x-ref: p")),
    "no JSON Schema": ("fire-drill.yaml", FORM.replace("minLength: 2", "minLength: two")),
    "a pattern that is none": ("fire-drill.yaml", FORM.replace("minLength: 2", "pattern: '['")),
    "a number pattern that is none": ("fire-drill.yaml", FORM.replace("XF-[0-9]{4}", "XF-(")),
    "a field named like a method": ("fire-drill.yaml", FORM.replace("  place:", "  copy:")),
    "a field that is required only": ("fire-drill.yaml", FORM.replace("[place,", "[venue, place,")),
    "closed to all other fields": ("fire-drill.yaml", FORM + "additionalProperties: false\n"),
    "a key twice": ("fire-drill.json", '{"type": "object", "type": "object"}'),
    "JSON that does not parse": ("fire-drill.json", '{"type": '),
    "no mapping": ("fire-drill.yaml", "- 1\n"),
    "GBK": ("fire-drill.yaml", None),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_declaration_is_a_finding_and_nothing_worse(case: str, tmp_path: Path) -> None:
    name, content = BROKEN[case]
    root = repository(tmp_path / "r")
    path = root / "schemas/custom" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(FORM.encode("gbk") if content is None else content.encode())
    write(root, {"records/fire-drill/2026/XF-2026-0001.yaml": "id: XF-2026-0001\n"})
    for lang in ("zh", "en"):
        done = qms(root, "check", "--as-of", "2026-11-23", "--lang", lang)
        assert done.exit_code == 1, done.stderr
        assert f"schemas/custom/{name}:" in done.stdout
        assert "FIL107" in done.stdout
        assert "QMS901" not in done.stdout


def test_forms_that_refer_to_themselves_end_in_words(tmp_path: Path) -> None:
    ring = {"$ref": "#/$defs/a"}
    form = {
        "x-qms": {
            "title": {"zh": "例", "en": "Example"}, "form": "QR-1-91", "clause": "1",
            "owner": "after-sales", "family": "maintained", "id_pattern": "LI-[0-9]{3}",
        },
        "type": "object",
        "properties": {"part": ring, "tree": {"$ref": "#/$defs/tree"}},
        "$defs": {
            "a": ring,
            "tree": {"type": "object", "properties": {"left": {"$ref": "#/$defs/tree"}}},
        },
    }  # fmt: skip
    root = repository(
        tmp_path / "r",
        {
            "schemas/custom/example.json": json.dumps(form, ensure_ascii=False),
            "records/example/example.yaml": (
                "- {id: LI-001, tree: {left: {left: {}}}}\n- {id: LI-002, part: 1}\n"
            ),
        },
    )
    report = qms(root, "check", "--as-of", "2026-11-23", "--lang", "en")
    assert "the form refers to itself" in report.stdout
    assert report.stdout.count("FIL103") == 1


def test_two_files_of_one_name_are_a_finding(tmp_path: Path) -> None:
    both = {PATH: FORM, PATH.replace(".yaml", ".yml"): FORM}
    assert codes(repository(tmp_path / "r", both)) == {"FIL107"}
