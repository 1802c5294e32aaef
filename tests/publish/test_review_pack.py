"""The review pack: whole, in order, recountable, the same bytes twice, honest when empty."""

import datetime as dt
import hashlib
import io
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from qms.model.kinds.ch09_review import ReviewInput
from qms.operations.checking.check import check
from qms.standing.overdue import overdue
from qms.store.loading import load
from tests.testing.repository import qms, qms_process, repository, run_qms, text_of

pytestmark = pytest.mark.paper

ROOT = Path(__file__).parents[2]
DAY = ("--as-of", "2026-11-23")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    run_qms(ROOT, "review-pack", "2026", *DAY, "--output", str(folder))
    return folder


def pages(path: Path) -> list[str]:
    return [re.sub(r"\s", "", page) for page in text_of(path).split("\f")]


def test_the_first_page_leads_to_what_is_to_be_decided(pack: Path) -> None:
    first = pages(pack / "review-2026.pdf")[0]
    parts = ("结论（由主持人填写）", "本年重大事项", "未达标", "达标12项", "请决定", "本包不完整")
    places = [first.index(words) for words in parts]
    assert places == sorted(places)
    assert "ZH-2026-0001" in first[places[1] : places[2]]
    assert "TS-2026-0006" in first[places[1] : places[2]]
    for figure in ("48小时处理率94.7%9518/19", "仪器按期检定率90.0%1009/10"):
        assert figure in first[places[2] : places[3]]
    for ground in ("R-003；期限2026-10-15，逾期39天", "JZ-2026-0004", "OBL102LAW-012"):
        assert ground in first[places[4] : places[5]]
    assert "专项资金的预算和使用没有记录" in first
    snapshot = load(ROOT, as_of=dt.date(2026, 11, 23))
    assert f"逾期事项{len(overdue(snapshot, check(ROOT, snapshot).findings))}项" in first


def test_the_second_page_names_every_input(pack: Path) -> None:
    _, second, third, *_ = pages(pack / "review-2026.pdf")
    for number, each in enumerate(ReviewInput, 1):
        assert f"{number}{each.zh}" in second
    assert "五星" in second
    assert "1上次评审措施要点" in third


def test_what_the_check_found_stands_once_under_the_input_of_its_record(pack: Path) -> None:
    whole = "".join(pages(pack / "review-2026.pdf")[2:])
    places = [whole.index(f"{number}{each.zh}") for number, each in enumerate(ReviewInput, 1)]
    parts = [whole[start:end] for start, end in zip(places, [*places[1:], len(whole)], strict=True)]
    inputs = dict(zip(ReviewInput, parts, strict=True))
    for code, which in (
        ("MEA101错误", ReviewInput.monitoring),
        ("CPY106错误", ReviewInput.manual),
        ("CON101警告", ReviewInput.corrective_actions),
        ("DLV101警告", ReviewInput.processes),
    ):
        assert [each for each in ReviewInput if code in inputs[each]] == [which]


def test_the_meeting_finds_its_sheets_and_the_reader_every_number(pack: Path) -> None:
    whole = pages(pack / "review-2026.pdf")
    sheets = next(index for index, page in enumerate(whole) if "参加人签到" in page)
    assert "评审决定" in "".join(whole[sheets : sheets + 2])
    annex = "".join(whole[sheets + 1 :])
    assert "附件依据的记录" in annex
    assert "TS-2026-0014" in annex
    info = PdfReader(pack / "review-2026.pdf").metadata
    assert info is not None
    assert (info.title, info.author) == ("2026 年度管理评审输入", "云岭线缆装备股份有限公司")


def test_the_sections_stand_in_the_order_of_the_agenda(pack: Path) -> None:
    whole = "".join(pages(pack / "review-2026.pdf")[2:])
    places = [whole.index(f"{number}{each.zh}") for number, each in enumerate(ReviewInput, 1)]
    assert places == sorted(places)
    parts = [whole[start:end] for start, end in zip(places, [*places[1:], len(whole)], strict=True)]
    for part in parts:
        assert "要点" in part
        assert "依据的记录" in part
        assert "检查：没有发现" in part or "检查发现" in part
        assert "逐月" in part or "每月份数" in part  # twelve months
        assert "上年" in part or "2025" in part  # and the year before


def test_last_years_decisions_open_the_pack_with_their_state(pack: Path) -> None:
    second = pages(pack / "review-2026.pdf")[2]
    for words in ("GC-2025-0001", "GC-2025-0002", "GC-2025-0003", "100.0%(3/3)", "已完成"):
        assert words in second


def test_the_workbook_says_what_the_command_says_and_lists_the_ids(pack: Path) -> None:
    book = load_workbook(pack / "review-2026.xlsx")
    rows = list(book["指标"].values)
    found = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[2] == "2026"}
    answers = json.loads(qms(ROOT, "kpi", "--ids", "--format", "json", *DAY).stdout)["figures"]
    assert len(answers) == len(found) == 15
    for each in answers:
        row = found[each["id"]]
        assert float(row["实绩"]) == pytest.approx(float(each["value"]))
        assert (row["计数的记录"] or "").split() == each["counted_ids"]
        assert row["总数"] == each["base"]
    for number in range(1, 17):
        assert any(name.startswith(f"{number:02} ") for name in book.sheetnames), number
    book.close()


def test_the_zip_proves_its_files_with_stock_tools(pack: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(pack / "review-2026.zip") as archive:
        archive.extractall(tmp_path)
    subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, check=True)
    assert (tmp_path / "review-2026.pdf").read_bytes() == (pack / "review-2026.pdf").read_bytes()


def test_the_pack_is_the_same_bytes_in_another_process(pack: Path, tmp_path: Path) -> None:
    run_qms(ROOT, "review-pack", "2026", *DAY, "--output", str(tmp_path))
    for path in pack.iterdir():
        again = (tmp_path / path.name).read_bytes()
        assert hashlib.sha256(again).digest() == hashlib.sha256(path.read_bytes()).digest()


def test_a_year_without_records_has_a_pack_that_says_so(tmp_path: Path) -> None:
    root = repository(tmp_path / "empty")
    run_qms(root, "review-pack", "2026", *DAY, "--output", str(tmp_path / "out"))
    first, _, *rest = pages(tmp_path / "out/review-2026.pdf")
    assert "2026年没有任何记录，没有可供评审的内容" in first
    assert "".join(rest).count("2026年没有记录，也没有说明原因（不完整）") == 16
    assert (tmp_path / "out/review-2026.xlsx").stat().st_size > 0


def test_a_pack_says_what_it_does_not_count_and_the_command_fails(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"records/complaint/2026/TS-2026-0001.yaml": "bad: [\n"})
    out = tmp_path / "out"
    done = qms_process(root, "review-pack", "2026", *DAY, "--output", str(out))
    assert done.returncode == 1
    assert "没有计入：records/complaint/2026/TS-2026-0001.yaml" in done.stderr
    assert "1份文件未能读取，没有计入" in pages(out / "review-2026.pdf")[0]


def test_a_site_says_on_its_home_page_what_it_does_not_count(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"records/complaint/2026/TS-2026-0001.yaml": "bad: [\n"})
    done = qms_process(root, "site", *DAY, "--output", str(tmp_path / "site"))
    assert done.returncode == 1
    home = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert "1 份文件未能读取，没有计入。" in home


MINUTES = """\
id: GR-2026-0001
form: QR-9.7-02 A/0
date: 2026-11-01
department: after-sales
filled_by: P-001
status: open
plan: GP-2026-0001
year: 2026
chair: P-001
participants: [P-001]
inputs:
  - input: improvement
    none_because: 本年没有立项
  - input: policy
    summary: 方针适宜
"""


def test_an_empty_input_says_none_because_where_the_minutes_do(tmp_path: Path) -> None:
    files = {
        "records/management-review/2026/GR-2026-0001.yaml": MINUTES,
        "records/culture-communication/2026/WH-2026-0001.yaml": """\
id: WH-2026-0001
form: QR-8.3.4-01 A/0
date: 2026-05-01
department: after-sales
filled_by: P-001
topic: 承诺
channel: 网站
audience: 客户
content: 例
wording_consistent: false
difference: 网站写 72 小时
compared_by: P-001
""",
    }
    root = repository(tmp_path / "repo", files)
    run_qms(root, "review-pack", "2026", *DAY, "--output", str(tmp_path))
    whole = pages(tmp_path / "review-2026.pdf")
    assert "无，因为本年没有立项" in whole[1]
    assert "“改进机会”没有内容" not in whole[0]
    assert "“投诉、退换和召回”没有内容也没有说明原因" in whole[0]
    assert any("评审记录：方针适宜" in page for page in whole)
    assert any("网站写72小时" in page for page in whole)


def test_the_pack_is_there_in_english_too(tmp_path: Path) -> None:
    run_qms(ROOT, "review-pack", "2026", *DAY, "--lang", "en", "--output", str(tmp_path))
    first = text_of(tmp_path / "review-2026.pdf").split("\f")[0]
    assert "Inputs of the management review 2026" in first
    assert "Complaint closure rate" in first
    assert "Please decide" in first
    with zipfile.ZipFile(io.BytesIO((tmp_path / "review-2026.zip").read_bytes())) as archive:
        assert "SHA256SUMS" in archive.namelist()
