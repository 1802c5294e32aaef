"""Self-evaluation and compliance evaluation: prepared, filled in, taken back, followed."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.testing.repository import commit, git, qms

ROOT = Path(__file__).parents[2]
DAY = ("--as-of", "2026-11-23")
SELF = ("--by", "P-006", "--evaluator", "P-006", "--conclusion", "有效")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample, whose records the tests may change."""
    root = tmp_path / "sample"
    root.mkdir()
    for name in ("manual", "records", "attachments", "schemas"):
        shutil.copytree(ROOT / name, root / name)
    settings = (ROOT / "qms.yml").read_text(encoding="utf-8").split("frozen_since")[0]
    (root / "qms.yml").write_text(settings, encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Test")
    git(root, "config", "user.email", "test@example.org")
    commit(root, "begin")
    return root


def cells(path: Path, sheet: str) -> list[dict[str, str]]:
    book = openpyxl.load_workbook(path)
    rows = list(book[sheet].values)
    book.close()
    return [dict(zip(rows[0], map(str, row), strict=True)) for row in rows[1:]]


def fill(path: Path, sheet: str, answers: dict[str, dict[str, object]]) -> None:
    """Write answers into the rows that begin with a number; `*` into all others."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    heads = {cell.value: cell.column for cell in page[1]}
    for row in page.iter_rows(min_row=2):
        given = answers.get(str(row[0].value), answers.get("*", {}))
        for head, value in given.items():
            page.cell(row[0].row, heads[head]).value = value
    book.save(path)
    book.close()


def add(path: Path, sheet: str, *row: object) -> None:
    book = openpyxl.load_workbook(path)
    book[sheet].append(row)
    book.save(path)
    book.close()


def actions(root: Path) -> dict[str, str]:
    return {
        path.stem: path.read_text(encoding="utf-8")
        for path in (root / "records/corrective-action").rglob("*.yaml")
    }


def test_the_sheet_holds_evidence_figures_and_findings_beside_each_item(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.xlsx"
    done = qms(ROOT, "self-evaluate", "--output", str(sheet), *DAY)
    assert done.exit_code == 0, done.stderr
    rows = {row["编号"]: row for row in cells(sheet, "评价指标")}
    assert len(rows) == 15
    assert "TS-2026-0020" in rows["5.3-2"]["已有记录"]
    assert "48 小时处理率 94.7 %，目标 95" in rows["5.3-2"]["指标数据"]
    assert "PEO102" in rows["5.1-2"]["检查发现"]
    next_year = tmp_path / "next.xlsx"
    qms(ROOT, "self-evaluate", "--year", "2027", "--output", str(next_year), *DAY)
    last = {row["编号"]: row["上次评价"] for row in cells(next_year, "评价指标")}
    assert last["5.2-3"] == "抽样 15，不符合 1"


def test_taken_back_it_is_scored_and_its_findings_become_actions(
    sample: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.xlsx"
    qms(sample, "self-evaluate", "--output", str(sheet), *DAY)
    fill(sheet, "评价指标", {
        "5.2-6": {"适用（是/否）": "否", "说明": "客户自行处置"},
        "5.2-3": {"抽样数": 15, "不符合数": 1, "证据": "发运 15 份", "发现项": "一次晚发两天"},
        "5.1-7": {"符合（是/否）": "否", "证据": "网站", "发现项": "承诺写法不一"},
        "*": {"符合（是/否）": "是", "证据": "现场核对"},
    })  # fmt: skip
    add(sheet, "特殊扣分加分", "扣分", "违反 48 小时承诺")
    before = set(actions(sample))
    done = qms(sample, "self-evaluate", "--take", str(sheet), *SELF, *DAY, "--lang", "en")
    assert done.exit_code == 0, done.stderr
    # 100 - 5.85 apply; lost 5.83 ÷ 15, all of 5.74, and 1 for the deduction.
    assert "87.02 ÷ 94.15 × 100 = 92.42, four stars" in done.stdout
    opened = {name: text for name, text in actions(sample).items() if name not in before}
    assert len(opened) == 3
    facts = "".join(opened.values())
    for fact in ("一次晚发两天", "承诺写法不一", "违反 48 小时承诺"):
        assert facts.count(fact) == 1
    assert facts.count("source: self-evaluation") == 3
    assert facts.count("source_record: ZP-2026-0002") == 3
    record = sample / "records/self-evaluation/2026/ZP-2026-0002.yaml"
    text = record.read_text(encoding="utf-8")
    assert "status: closed" in text
    assert all(f"action: {name}" in text for name in opened)
    assert git(sample, "status", "--porcelain") == ""
    families = ("--select", "EVL", "--select", "FIL", "--select", "REF")
    checked = qms(sample, "check", *families, *DAY, "--format", "json")
    found = [each["code"] for each in json.loads(checked.stdout)["findings"]]
    assert found == ["EVL109"]  # an auditor of the sample's year; docs/sample.md


def test_an_evaluator_of_the_area_is_refused(sample: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.xlsx"
    qms(sample, "self-evaluate", "--output", str(sheet), *DAY)
    fill(sheet, "评价指标", {"*": {"符合（是/否）": "是", "证据": "现场核对"}})
    own = ("--by", "P-006", "--evaluator", "P-004", "--conclusion", "有效")
    done = qms(sample, "self-evaluate", "--take", str(sheet), *own, *DAY, "--lang", "en")
    assert done.exit_code == 1
    assert "belongs to the area evaluated, after-sales" in done.stderr
    assert git(sample, "status", "--porcelain") == ""


def test_an_incomplete_sheet_is_refused_with_everything_that_is_missing(
    sample: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.xlsx"
    qms(sample, "self-evaluate", "--output", str(sheet), *DAY)
    fill(sheet, "评价指标", {
        "5.1-1": {"符合（是/否）": "是"},
        "5.1-2": {"抽样数": 3, "不符合数": 4, "证据": "例"},
        "5.1-3": {"适用（是/否）": "否"},
        "5.1-4": {"符合（是/否）": "否", "证据": "例"},
        "*": {"符合（是/否）": "是", "证据": "现场核对"},
    })  # fmt: skip
    done = qms(sample, "self-evaluate", "--take", str(sheet), *SELF, *DAY, "--lang", "en")
    assert done.exit_code == 1
    for problem in (
        "5.1-1: no evidence", "5.1-2: failed must be", "5.1-3: excluded without a note",
        "5.1-4: points lost without a finding",
    ):  # fmt: skip
        assert problem in done.stderr
    fill(sheet, "评价指标", {"5.2-1": {"符合（是/否）": "也许"}})
    wrong = qms(sample, "self-evaluate", "--take", str(sheet), *SELF, *DAY, "--lang", "en")
    assert "it takes yes or no" in wrong.stderr


def test_the_compliance_sheet_names_what_is_due_and_takes_the_result_back(
    sample: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.xlsx"
    later = ("--as-of", "2027-08-01")
    near = ("evaluate-compliance", "--days", "10", "--output", str(sheet), *later)
    laws = sample / "records/obligation/obligations.yaml"
    # Without the one that is in force only since, all were evaluated on 2026-09-24.
    text = laws.read_text(encoding="utf-8").split("  - id: LAW-017", 1)[0]
    laws.write_text(text, encoding="utf-8")
    commit(sample)
    assert "没有到期的义务" in qms(sample, *near).stderr
    assert not sheet.exists()
    first = text.index("in_force:", text.index("LAW-003"))
    laws.write_text(
        text[:first] + "in_force: 2027-07-15" + text[text.index("\n", first) :], encoding="utf-8"
    )
    commit(sample)
    assert qms(sample, *near).exit_code == 0
    renewed = [(row["编号"], row["应评价日期"]) for row in cells(sheet, "合规义务")]
    assert renewed == [("LAW-003", "2027-07-15")]  # the rest was evaluated on 2026-09-24
    qms(sample, "evaluate-compliance", "--days", "60", "--output", str(sheet), *later)
    rows = {row["编号"]: row for row in cells(sheet, "合规义务")}
    assert "LAW-012" not in rows  # superseded
    assert rows["LAW-001"]["应评价日期"] == "2027-09-24"
    assert "2026-09-24 符合" in rows["LAW-001"]["上次评价"]
    result = "结论（符合/部分符合/不符合/不适用）"
    fill(sheet, "合规义务", {
        "LAW-001": {"评价方法": "抽查", "证据": "退换报告", result: "符合"},
        "LAW-002": {"评价方法": "抽查", "证据": "合同", result: "不符合"},
    })  # fmt: skip
    take = ("evaluate-compliance", "--take", str(sheet), "--by", "P-007", "--evaluator", "P-007",
            "--conclusion", "一项不符合", *later, "--lang", "en")  # fmt: skip
    refused = qms(sample, *take)
    assert refused.exit_code == 1
    assert "LAW-002: no gap is stated" in refused.stderr
    fill(sheet, "合规义务", {"LAW-002": {"差距": "合同缺条款"}})
    before = set(actions(sample))
    done = qms(sample, *take)
    assert done.exit_code == 0, done.stderr
    assert "HG-2027-0001: 2 evaluated; corrective actions JZ-2027-0001" in done.stdout
    opened = {name: text for name, text in actions(sample).items() if name not in before}
    assert "合同缺条款" in opened["JZ-2027-0001"]
    assert "source: compliance" in opened["JZ-2027-0001"]
    again = qms(sample, "evaluate-compliance", "--days", "60", "--output", str(sheet), *later)
    assert again.exit_code == 0
    left = {row["编号"] for row in cells(sheet, "合规义务")}
    assert "LAW-003" in left
    assert not {"LAW-001", "LAW-002"} & left


def test_a_file_that_is_no_such_sheet_is_refused(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    take = ("--take", str(path), *SELF, *DAY, "--lang", "en")
    assert "no sheet “Items”" in qms(sample, "self-evaluate", *take).stderr
    assert "lacks the columns" in qms(sample, "evaluate-compliance", *take).stderr
    path.write_bytes(b"nothing")
    assert qms(sample, "self-evaluate", *take).exit_code == 1
