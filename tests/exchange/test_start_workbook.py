"""A new company enters its posts, people and customers in one workbook; the first steps follow."""

import json
from pathlib import Path

import openpyxl
import pytest

from qms.model.kinds import kinds
from qms.operations.adoption.init import init
from qms.operations.records.exporting import export
from tests.testing.records import sample
from tests.testing.repository import commit, git, qms, write

KINDS = "department,post,person,customer"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company as `qms init` leaves it."""
    root = tmp_path_factory.mktemp("new") / "company"
    return init(root, name="新样本公司", short="新样本").root


@pytest.fixture
def company(made: Path, tmp_path: Path) -> Path:
    git(tmp_path, "clone", "-q", str(made), "company")
    git(tmp_path / "company", "config", "user.name", "x")
    git(tmp_path / "company", "config", "user.email", "x@example.org")
    return tmp_path / "company"


def filled(tmp_path: Path) -> Path:
    """Return the workbook as a company of the sample's size fills it in."""
    path = tmp_path / "start.xlsx"
    path.write_bytes(export(sample(), KINDS, "xlsx"))
    return path


def test_a_new_company_has_a_list_to_work_off_and_no_errors(company: Path) -> None:
    result = qms(company, "check", "--lang", "en")
    assert result.exit_code == 0, result.stdout
    assert "Before the first release (0 of 8 done)" in result.stdout
    posts = kinds()["post"].header.title.en
    assert f"REF103 before the first release: no {posts} yet; " in result.stdout
    assert "open  2. Enter departments and posts" in qms(company, "status", "--lang", "en").stdout


def test_one_workbook_enters_what_refers_to_each_other_in_one_commit(
    company: Path, tmp_path: Path
) -> None:
    before = git(company, "rev-parse", "HEAD")
    result = qms(company, "import", KINDS, str(filled(tmp_path)), "--lang", "en")
    assert result.exit_code == 0, result.stderr
    assert git(company, "rev-parse", "HEAD^") == before
    assert git(company, "status", "--porcelain") == ""
    said = qms(company, "status", "--lang", "en").stdout
    for step in ("2. Enter departments", "3. Enter people", "4. Enter the customers"):
        assert f"done  {step}" in said
    again = qms(company, "import", KINDS, str(filled(tmp_path)), "--lang", "en")
    assert "0 new, 0 changed" in again.stderr


def test_a_post_that_no_sheet_enters_is_named_by_its_cell_and_nothing_is_filed(
    company: Path, tmp_path: Path
) -> None:
    path = filled(tmp_path)
    book = openpyxl.load_workbook(path)
    book["任职"]["B2"].value = "没有的岗位"
    book.save(path)
    result = qms(company, "import", KINDS, str(path), "--lang", "en")
    assert result.exit_code == 1
    assert "sheet 任职, row 2" in result.stderr
    assert git(company, "status", "--porcelain") == ""
    assert not list((company / "records/person").glob("*.yaml"))


def test_what_is_registered_in_part_is_judged(company: Path) -> None:
    document = (
        "id: QP-9.9-01\nname: 甲文件\nversion: A/0\nclause: '7.5'\nowner: office\n"
        "prepared_by: P-1\nreviewed_by: P-1\napproved_by: P-1\napproved_on: 2026-01-01\n"
        "effective: 2026-01-01\nlast_review: 2026-01-01\nnext_review: 2099-01-01\n"
    )
    write(company, {"records/document/one.yaml": document})
    commit(company)
    report = json.loads(qms(company, "check", "--format", "json").stdout)
    assert {"MAN104", "MAN105"} <= {each["code"] for each in report["findings"]}
    assert {"MAN104", "MAN105"}.isdisjoint({each["code"] for each in report["not_judged"]})


def test_several_kinds_make_no_csv(company: Path) -> None:
    refused = qms(company, "export", KINDS, "--csv", "--output", "-", "--lang", "en")
    assert refused.exit_code == 2
    assert "A CSV holds one kind of records." in refused.stderr
