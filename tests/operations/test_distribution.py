"""Copies for everybody on a distribution list, in one run, and what comes back of them."""

import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from tests.testing.company import make_company, release
from tests.testing.repository import commit, git, qms, text_of, write

BY = ("--by", "P-001")
DAY = ("--as-of", "2026-02-01", "--lang", "en")
LIST = "records/distribution-list/lists.yaml"
SERVED = """\
- id: FL-01
  name: 首版发放
  receivers:
    - {department: after-sales, person: P-002}
    - {department: after-sales, post: after-sales-head}
    - {holder_class: supplier, organisation: 样本供应商, contact: 戊五, address: 某市某路 1 号,
       email: wu@example.org, language: en}
"""


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    """A company with A/0 in force and a distribution list."""
    company = make_company(tmp_path_factory.mktemp("distribution") / "company", keys)
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    write(company, {LIST: SERVED})
    commit(company)
    return company


@pytest.fixture
def office(ready: Path, tmp_path: Path) -> Path:
    return shutil.copytree(ready, tmp_path / "company", symlinks=True)


def _issue(root: Path, *words: str) -> tuple[int, str]:
    done = qms(root, "copy", "issue", *words, *BY, *DAY)
    return done.exit_code, done.stderr


def test_a_list_is_served_in_one_run_and_one_commit(office: Path, tmp_path: Path) -> None:
    archive, before = tmp_path / "all.zip", int(git(office, "rev-list", "--count", "HEAD"))
    words = ("--list", "首版发放", "--consent", "P-011", "--output", str(archive))
    status, said = _issue(office, *words)
    assert status == 0, said
    assert int(git(office, "rev-list", "--count", "HEAD")) == before + 1
    with zipfile.ZipFile(archive) as packed:
        books = sorted(each for each in packed.namelist() if each.startswith("QM-01-"))
        assert [each[-7:-4] for each in books] == ["001", "002", "003"]
        (tmp_path / "003.pdf").write_bytes(packed.read(books[2]))
        counts = [len(pikepdf.open(io.BytesIO(packed.read(each))).pages) for each in books]
        whole = len(pikepdf.open(io.BytesIO(packed.read("all.pdf"))).pages)
        assert whole == sum(count + count % 2 for count in counts)
        for name in ("slips.pdf", "labels-3x8.pdf", "labels-2x7.pdf"):
            (tmp_path / name).write_bytes(packed.read(name))
        sheet = openpyxl.load_workbook(io.BytesIO(packed.read("copies.xlsx"))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[3]) for row in rows] == [
        ("001", "乙二"),
        ("002", "签P-011"),
        ("003", None),
    ]
    slips = text_of(tmp_path / "slips.pdf")
    assert slips.count("文件发放回收单") >= 2
    assert "Delivery and return" in slips
    assert "某市某路 1 号" in text_of(tmp_path / "labels-3x8.pdf")
    assert qms(office, "verify", str(tmp_path / "003.pdf"), *DAY).exit_code == 0
    status, said = _issue(office, *words)
    assert status == 1
    assert "All 3 on FL-01" in said


def test_every_fault_of_a_list_is_named_before_anything_is_printed(
    office: Path, tmp_path: Path
) -> None:
    write(office, {
        LIST: SERVED
        + "    - {department: after-sales, person: P-002}\n"
        "    - {department: after-sales, person: P-003}\n"
        "    - {department: after-sales, post: deputy-business}\n"
        "    - {holder_class: authority, organisation: 某局}\n"
    })  # fmt: skip
    commit(office)
    archive = tmp_path / "all.zip"
    words = ("--list", "FL-01", *BY, "--output", str(archive), "--lang", "en")
    done = qms(office, "copy", "issue", *words, "--as-of", "2026-09-15")
    status, said = done.exit_code, done.stderr
    assert status == 1
    assert "line 3, 样本供应商: outside the company needs consent" in said
    assert "line 4, 售后服务部: the same holder as line 1" in said
    assert "left 2026-08-31" in said
    assert "line 7, 某局: no address" in said
    assert "nothing was printed" in said
    assert not archive.exists()
    assert git(office, "status", "--porcelain") == ""


def test_several_holders_in_one_command_get_a_copy_each(office: Path, tmp_path: Path) -> None:
    to = ("--to", "after-sales", "--to", "售后服务部", "--keeper", "P-002", "--keeper", "P-003")
    status, said = _issue(office, *to, "--output", str(tmp_path / "two.zip"))
    assert status == 0, said
    assert "Issued 2 copies: 001 002" in said
    status, said = _issue(office, *to[:-2], "--output", str(tmp_path / "two.zip"))
    assert status == 2
    assert "one --keeper for each --to" in said
