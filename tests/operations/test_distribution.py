"""Copies for everybody on a distribution list, in one run, and what comes back of them."""

import datetime as dt
import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from qms.publish.issue_log import as_csv
from qms.store.loading import load
from tests.testing.company import codes, edit, make_company, release, request
from tests.testing.killing import run_to, was_killed
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


def test_the_front_matter_is_what_an_office_reads_and_ticks_off(
    office: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book.pdf"
    done = qms(office, "pdf", "--output", str(book), *DAY[:2])
    assert done.exit_code == 0, done.stderr
    said = text_of(book)
    words = "".join(said.split())
    assert "发文日期2025-12-10" in words
    assert "生效日期2026-01-01" in words
    assert "2025年12月10日" in words
    assert "+08:00" not in said
    assert "公章" in said
    assert "发放清单" not in said
    (listed,) = [page for page in said.split("\f") if "有效页清单" in page and "□" in page]
    assert listed.count("□") == listed.count("2026-01-01") + listed.count("空白")


def test_a_release_of_before_is_printed_with_the_front_matter_it_had(
    office: Path, tmp_path: Path
) -> None:
    record = office / "records/release/A-0.yaml"
    told = record.read_text(encoding="utf-8")
    assert "format: 5" in told
    record.write_text(told.replace("format: 5", "format: 2"), encoding="utf-8")
    commit(office)
    book = tmp_path / "book.pdf"
    qms(office, "pdf", "--release", "A/0", "--output", str(book), *DAY[:2])
    said = text_of(book)
    assert "发放清单" in said
    assert "生效日期2026-01-01" not in "".join(said.split("批准页")[0].split())
    assert "□" not in said


def test_several_holders_in_one_command_get_a_copy_each(office: Path, tmp_path: Path) -> None:
    to = ("--to", "after-sales", "--to", "售后服务部", "--keeper", "P-002", "--keeper", "P-003")
    status, said = _issue(office, *to, "--output", str(tmp_path / "two.zip"))
    assert status == 0, said
    assert "Issued 2 copies: 001 002" in said
    status, said = _issue(office, *to[:-2], "--output", str(tmp_path / "two.zip"))
    assert status == 2
    assert "one --keeper for each --to" in said


@pytest.fixture(scope="session")
def waiting(ready: Path, keys: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three copies of A/0 that nobody has signed for; two of them wait for A/1."""
    root = tmp_path_factory.mktemp("waiting") / "company"
    shutil.copytree(ready, root, symlinks=True)
    words = ("--list", "FL-01", "--consent", "P-011", "--output", str(root.parent / "all.zip"))
    assert _issue(root, *words)[0] == 0
    write(root, request("agreed"))
    edit(root)
    commit(root)
    release(root, keys, "--amendment", "2026-02-05", "2026-02-20")
    return root


SENDING = ("change-pack", "--to", "A/1", "--all", "--send", *BY, "--as-of", "2026-02-06")


@pytest.fixture(scope="session")
def amended(waiting: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with the packages sent to those two."""
    root = tmp_path_factory.mktemp("amended") / "company"
    shutil.copytree(waiting, root, symlinks=True)
    done = qms(root, *SENDING, "--output", str(root.parent / "packs.zip"))
    assert done.exit_code == 0, done.stderr
    return root


@pytest.mark.paper
def test_a_run_killed_in_the_middle_filed_nothing_and_goes_on_where_it_was(
    waiting: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(waiting, tmp_path / "company", symlinks=True)
    head = git(root, "rev-parse", "HEAD")
    parts = root / "build/.packages-A-1"
    words = (*SENDING, "--output", str(tmp_path / "packs.zip"))
    point = 0
    while not list(parts.glob("*.part")):  # each time killed one write later
        point += 1
        shutil.rmtree(parts, ignore_errors=True)
        assert was_killed(run_to(root, point, *words))
    assert not (tmp_path / "packs.zip").exists()
    assert git(root, "rev-parse", "HEAD") == head
    done = qms(root, *words, "--resume", "--lang", "en")
    assert done.exit_code == 0, done.stderr
    assert "1 of them had been made before" in done.stderr + done.stdout
    assert "Filed 2 notices" in done.stderr + done.stdout
    assert not parts.exists()
    other = shutil.copytree(waiting, tmp_path / "other", symlinks=True)
    done = qms(other, *SENDING, "--output", str(tmp_path / "whole.zip"))
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "packs.zip").read_bytes() == (tmp_path / "whole.zip").read_bytes()


def test_what_was_kept_of_another_state_or_was_touched_is_made_anew(
    waiting: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(waiting, tmp_path / "company", symlinks=True)
    told = tmp_path / "nowhere"
    told.write_text("a folder that takes no file", encoding="utf-8")
    words = (*SENDING, "--output", str(told / "packs.zip"), "--lang", "en")
    head = git(root, "rev-parse", "HEAD")
    failed = qms(root, *words)
    assert failed.exit_code == 1, failed.stderr
    assert git(root, "rev-parse", "HEAD") == head, "what could not be written was not sent"
    first, _ = sorted((root / "build/.packages-A-1").glob("*.part"))
    first.write_bytes(first.read_bytes()[:-1])
    again = qms(root, *words[:-3], str(tmp_path / "packs.zip"), *words[-2:], "--resume")
    assert again.exit_code == 0, again.stderr
    assert "1 of them had been made before" in again.stderr + again.stdout


@pytest.fixture
def owing(amended: Path, tmp_path: Path) -> Path:
    return shutil.copytree(amended, tmp_path / "company", symlinks=True)


LATER = ("--as-of", "2026-03-01", "--lang", "en")


def _due(root: Path) -> dict[str, dict[str, str]]:
    """Return the rows of the sheet of receipts, by the number of the copy."""
    target = root.parent / "receipts.xlsx"
    done = qms(root, "copy", "receive", "--output", str(target), *LATER)
    assert done.exit_code == 0, done.stderr
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    heads, *rows = sheet.iter_rows(values_only=True)
    return {str(row[0]): dict(zip(map(str, heads), map(str, row), strict=True)) for row in rows}


def test_receipts_come_back_from_one_sheet_with_its_scan(owing: Path, tmp_path: Path) -> None:
    due = _due(owing)
    assert {each: row["What is owed"] for each, row in due.items()} == {
        "001": "receipt of A/0, receipt of amendment A/1",
        "002": "receipt of A/0, receipt of amendment A/1",
        "003": "receipt of A/0",
    }
    path = owing.parent / "receipts.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["G2"], sheet["H2"] = "乙二", int(due["001"]["Old leaves due"])
    sheet["G3"], sheet["H3"] = "签P-011", int(due["002"]["Old leaves due"]) + 1
    book.save(path)
    scan = tmp_path / "回执.pdf"
    scan.write_bytes(b"%PDF-1.7 signed")
    take = ("copy", "receive", "--take", str(path), "--attach", str(scan), *BY, *LATER)
    refused = qms(owing, *take)
    assert refused.exit_code == 1
    assert "row 3, 002" in refused.stderr
    assert "nothing was written" in refused.stderr
    sheet["I3"] = "附一张废页"
    book.save(path)
    before = int(git(owing, "rev-list", "--count", "HEAD"))
    done = qms(owing, *take)
    assert done.exit_code == 0, done.stderr
    assert int(git(owing, "rev-list", "--count", "HEAD")) == before + 1
    assert set(_due(owing)) == {"003"}
    assert not codes(owing) & {"CPY105", "CPY108", "CPY110", "FIL102"}
    (kept,) = (owing / "attachments/copy-event").rglob("*.pdf")
    assert kept.read_bytes() == scan.read_bytes()
    assert git(owing, "status", "--porcelain") == ""


def test_receipts_are_scanned_one_after_the_other(owing: Path) -> None:
    day = ("--as-of", "2026-03-01")
    code = qms(owing, "copy", "show", "001", *day).stdout.splitlines()[0].split()[-1]
    leaves = _due(owing)["001"]["Old leaves due"]
    receive = ("copy", "receive", "--scan", *BY, *LATER)
    refused = qms(owing, *receive, typed=f"{code}\n{code} {leaves}\nAAAAA-AAAAA\n003 0 己六\n")
    assert refused.exit_code == 1
    assert f"line 1, {code}: say how many old leaves came back for A/1" in refused.stderr
    assert "the same copy stands here twice" in refused.stderr
    assert "AAAAA-AAAAA: there is no such code or copy" in refused.stderr
    address = f"https://x/verify/copy.html#{code}"
    done = qms(owing, *receive, typed=f"{address} {leaves}\n003 己六\n\n002\n")
    assert done.exit_code == 0, done.stderr
    assert "Filed 2 receipts" in done.stderr
    assert set(_due(owing)) == {"002"}
    shown = qms(owing, "list", "copy-event", *LATER).stdout
    assert shown
    kept = (owing / "records/copy-event/2026").glob("*.yaml")
    told = "".join(each.read_text(encoding="utf-8") for each in kept)
    assert "received_by: 己六" in told
    assert "received_by: 乙二" in told


def test_the_log_is_a_register_to_be_signed_sorted_and_printed(owing: Path) -> None:
    target = owing.parent / "log.xlsx"
    done = qms(owing, "log", "--format", "xlsx", "--output", str(target), *LATER)
    assert done.exit_code == 0, done.stderr
    sheet = openpyxl.load_workbook(target)["Copies"]
    heads, first, *_ = sheet.iter_rows(values_only=True)
    row = dict(zip(map(str, heads), first, strict=True))
    assert {"Signature", "Received by", "Consent", "Returned", "Destroyed"} <= set(row)
    assert row["Issued"] == dt.datetime(2026, 2, 1)  # noqa: DTZ001 - a day in a cell has no zone
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.auto_filter.ref
    assert sheet.page_setup.orientation == "landscape"
    snapshot = load(owing, as_of=dt.date(2026, 3, 1))
    elsewhere = as_csv(snapshot, "en").decode("utf-8-sig")
    assert "Received by" not in elsewhere
    assert "Received" in elsewhere
