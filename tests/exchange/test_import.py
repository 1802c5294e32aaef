"""`qms import`: all rows or none, every bad cell named, and a second import changes nothing."""

import codecs
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.testing.records import TRAPS
from tests.testing.repository import git, qms, repository

OPEN = """\
id: GG-2026-0001
form: QR-2.2.3-01 A/0
date: 2026-05-01  # 收到申请的日期
department: after-sales
filled_by: P-001
reason: law
explanation: 条文更新
method: pages
changes:
  - clause: "1"
    before: 旧   # 原文
    after: 新
study_posts: [general-manager]
"""
CLOSED = OPEN.replace("0001", "0002", 1).replace("reason:", "status: closed\nreason:", 1)
FILES = {
    "records/change-request/2026/GG-2026-0001.yaml": OPEN,
    "records/change-request/2026/GG-2026-0002.yaml": CLOSED,
}
KIND = "change-request"
Book = Any


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "qms", FILES)


def exported(root: Path, *options: str) -> Path:
    target = root.parent / "out.xlsx"
    result = qms(root, "export", KIND, "--output", str(target), *options)
    assert result.exit_code == 0
    return target


def changed(path: Path, change: Callable[[Book], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def column(sheet: Book, head: str) -> int:
    """Return where a heading stands."""
    heads = [str(cell.value).rstrip("*") for cell in sheet[1]]
    return heads.index(head) + 1


def put(book: Book, sheet: str, row: int, **values: object) -> None:
    for head, value in values.items():
        book[sheet].cell(row, column(book[sheet], head)).value = value


MAIN, LINES = "文件更改申请单", "更改内容"
NEW = {
    "编号": "新1", "日期": "2026-06-01", "部门": "售后服务部", "填写人": "乙二",
    "更改原因": "客户需求",
    "原因说明": "例", "更改方式": "换页", "需学习的岗位": "总经理",
    "审核·意见": "同意", "审核·签署人": "P-003", "审核·日期": "2026/6/2",
}  # fmt: skip


def with_a_new_record(book: Book) -> None:
    put(book, MAIN, 4, **NEW)
    put(book, LINES, 4, 编号="新1", 条款="1", 修改后内容="改")
    put(book, LINES, 5, 编号="新1", 条款="1", 仅文字性修改="是")


def test_an_export_imported_again_changes_nothing(root: Path) -> None:
    for target in (exported(root), root.parent / "out.csv"):
        if target.suffix == ".csv":
            qms(root, "export", KIND, "--output", str(target))
            assert target.read_bytes().startswith(codecs.BOM_UTF8)
        result = qms(root, "import", KIND, str(target), "--lang", "en")
        assert result.exit_code == 0
        assert "0 new, 0 changed, 2 unchanged" in result.stderr
        assert git(root, "status", "--porcelain") == ""


def test_a_new_row_gets_a_number_its_lines_and_its_people(root: Path) -> None:
    book = changed(exported(root), with_a_new_record)
    result = qms(root, "import", KIND, str(book), "--lang", "en")
    assert (result.exit_code, result.stderr) == (0, "1 new, 0 changed, 2 unchanged.\n")
    written = (root / "records/change-request/2026/GG-2026-0003.yaml").read_text(encoding="utf-8")
    assert written == (
        "id: GG-2026-0003\nform: QR-2.2.3-01 A/0\ndate: 2026-06-01\ndepartment: after-sales\n"
        "filled_by: P-002\nreason: customer\nexplanation: 例\nmethod: pages\nchanges:\n"
        "  - clause: '1'\n    after: 改\n  - clause: '1'\n    editorial: true\n"
        "study_posts:\n  - general-manager\nreviewed:\n  verdict: agreed\n  by: P-003\n"
        "  'on': 2026-06-02\n"
    )
    reviewed = yaml.safe_load(written)["reviewed"]  # a reader of YAML 1.1 has a plain on as true
    assert [*reviewed] == ["verdict", "by", "on"]
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "show", "--name-only", "--format=%s") == (
        "导入文件更改申请单：新增 1 份，修改 0 份\n\nrecords/change-request/2026/GG-2026-0003.yaml"
    )
    report = qms(root, "check", "--select", "FIL", "--select", "REF")
    assert report.exit_code == 0, report.stdout


def test_importing_the_same_file_twice_changes_nothing(root: Path) -> None:
    book = changed(exported(root), with_a_new_record)
    qms(root, "import", KIND, str(book))
    head = git(root, "rev-parse", "HEAD")
    result = qms(root, "import", KIND, str(book), "--lang", "en")
    assert result.stderr == "0 new, 0 changed, 3 unchanged.\n"
    assert git(root, "rev-parse", "HEAD") == head
    assert git(root, "status", "--porcelain") == ""


def test_changes_that_nobody_committed_are_not_swept_along(root: Path) -> None:
    book = changed(exported(root), lambda book: put(book, MAIN, 2, 原因说明="条文再次更新"))
    path = root / "records/change-request/2026/GG-2026-0001.yaml"
    mine = OPEN.replace("# 收到申请的日期", "# 收到日期")
    path.write_text(mine, encoding="utf-8")
    result = qms(root, "import", KIND, str(book), "--lang", "en")
    assert result.exit_code == 1
    assert "uncommitted changes: records/change-request/2026/GG-2026-0001.yaml" in result.stderr
    assert path.read_text(encoding="utf-8") == mine


def test_two_equal_new_rows_are_two_records_and_stay_two(root: Path) -> None:
    def twice(book: Book) -> None:
        with_a_new_record(book)
        put(book, MAIN, 5, **NEW | {"编号": "新2"})
        put(book, LINES, 6, 编号="新2", 条款="1", 修改后内容="改")
        put(book, LINES, 7, 编号="新2", 条款="1", 仅文字性修改="是")

    book = changed(exported(root), twice)
    assert "2 new" in qms(root, "import", KIND, str(book), "--lang", "en").stderr
    assert "0 new" in qms(root, "import", KIND, str(book), "--lang", "en").stderr


def test_a_changed_cell_changes_that_value_and_nothing_else_in_the_file(root: Path) -> None:
    book = changed(exported(root), lambda book: put(book, MAIN, 2, 原因说明="条文再次更新"))
    assert "1 changed" in qms(root, "import", KIND, str(book), "--lang", "en").stderr
    path = root / "records/change-request/2026/GG-2026-0001.yaml"
    assert path.read_text(encoding="utf-8") == OPEN.replace("条文更新", "条文再次更新")


def test_a_closed_record_is_not_changed(root: Path) -> None:
    book = changed(exported(root), lambda book: put(book, MAIN, 3, 原因说明="改写历史"))
    result = qms(root, "import", KIND, str(book), "--lang", "en")
    assert result.exit_code == 1
    assert "row 3, column A" in result.stderr
    assert "GG-2026-0002 is closed" in result.stderr
    assert "qms correct GG-2026-0002" in result.stderr
    assert git(root, "status", "--porcelain") == ""


def test_a_list_file_grows_at_its_end_and_keeps_every_byte(root: Path) -> None:
    path = root / "records/person/people.yaml"
    before = path.read_bytes()
    target = root.parent / "people.xlsx"
    qms(root, "export", "person", "--output", str(target))

    def hire(book: Book) -> None:
        put(
            book, "人员花名册", 5, 编号="新1", 姓名="丁四", 部门="售后服务部", 入职日期="2026-05-01"
        )
        put(book, "任职", 5, 编号="新1", 岗位="总经理", 任职起="2026-05-01")

    changed(target, hire)
    assert "1 new" in qms(root, "import", "person", str(target), "--lang", "en").stderr
    after = path.read_bytes()
    assert after.startswith(before)
    assert "id: P-004\n  name: 丁四\n" in after.decode()
    assert qms(root, "check").exit_code == 0


WRONG: dict[str, tuple[str, int, dict[str, object], str, str]] = {
    "a day that does not exist": (MAIN, 4, {"日期": "2026-02-30"}, "日期", "no such day"),
    "a day without its year": (MAIN, 4, {"日期": "3月5日"}, "日期", "has no year"),
    "the opposite of a choice is never meant": (
        MAIN, 4, {"审核·意见": "未同意"}, "审核·意见", "did you mean 不同意",
    ),
    "a choice that there is not": (MAIN, 4, {"更改方式": "换叶"}, "更改方式", "did you mean 换页"),
    "nobody of that name": (MAIN, 4, {"填写人": "赵钱"}, "填写人", "no 赵钱 in"),
    "a missing field": (MAIN, 4, {"原因说明": None}, "原因说明", "missing"),
    "a number of another kind": (MAIN, 2, {"编号": "TS-2026-0009"}, "编号", "Complaint"),
    "a line of nobody": (LINES, 4, {"编号": "新9"}, "编号", "no number"),
    "an unknown heading": (MAIN, 1, {"原因说明": "原因说名"}, "原因说名", "did you mean 原因说明"),
    "a number where text belongs": (MAIN, 4, {"原因说明": 1.5}, "原因说明", "format the cell"),
    "a reference into nothing": (LINES, 4, {"条款": "99.9"}, "条款", "no 99.9 in"),
    "the same number twice": (MAIN, 4, {"编号": "GG-2026-0001"}, "编号", "stands twice"),
    "a formula that nothing calculated": (
        MAIN, 4, {"原因说明": "=1/0"}, "原因说明", "never calculated",
    ),
    "an error of Excel": (MAIN, 4, {"原因说明": "#VALUE!"}, "原因说明", "Excel error #VALUE!"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_bad_cell_is_named_and_nothing_is_imported(root: Path, name: str) -> None:
    sheet, row, values, head, says = WRONG[name]

    def spoil(book: Book) -> None:
        with_a_new_record(book)
        put(book, sheet, row, **values)

    book, marked = changed(exported(root), spoil), root.parent / "marked.xlsx"
    result = qms(root, "import", KIND, str(book), "--lang", "en", "--annotate", str(marked))
    assert result.exit_code == 1
    noted = openpyxl.load_workbook(marked)[sheet]
    cell = noted.cell(row, column(noted, head))
    named = f"sheet {sheet}, row {row}, column {cell.column_letter} ({head})"
    lines = result.stderr.splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith(named))
    assert says in "\n".join(lines[at : at + 2]), result.stderr
    assert "nothing was imported" in lines[-1]
    assert git(root, "rev-list", "--count", "HEAD") == "1"
    assert cell.comment is not None
    assert says in cell.comment.text
    assert git(root, "status", "--porcelain") == ""


def test_all_bad_cells_are_listed_at_once(root: Path) -> None:
    def spoil(book: Book) -> None:
        with_a_new_record(book)
        put(book, MAIN, 4, 日期="昨天", 填写人="赵钱", 更改方式="口头")
        put(book, LINES, 4, 条款="99.9")

    result = qms(root, "import", KIND, str(changed(exported(root), spoil)), "--lang", "en")
    assert "4 faults; nothing was imported." in result.stderr


def test_half_of_an_amount_is_a_fault(tmp_path: Path) -> None:
    root, target = repository(tmp_path / "qms"), tmp_path / "parts.xlsx"
    qms(root, "export", "parts-price", "--blank", "--output", str(target))
    book = openpyxl.load_workbook(target)
    sheet = book.worksheets[0]
    sheet.cell(2, column(sheet, "销售价·金额")).value = 12.5
    book.save(target)
    result = qms(root, "import", "parts-price", str(target), "--lang", "en")
    assert "only one of amount and currency" in result.stderr


def test_the_numbers_given_are_written_back_on_request(root: Path) -> None:
    book, marked = changed(exported(root), with_a_new_record), root.parent / "marked.xlsx"
    qms(root, "import", KIND, str(book), "--annotate", str(marked))
    assert openpyxl.load_workbook(marked)[MAIN]["A4"].value == "GG-2026-0003"
    result = qms(root, "import", KIND, str(marked), "--lang", "en")
    assert result.stderr == "0 new, 0 changed, 3 unchanged.\n"


def test_by_names_whoever_filled_in_the_new_rows(root: Path) -> None:
    def nameless(book: Book) -> None:
        with_a_new_record(book)
        put(book, MAIN, 4, 填写人=None)

    book = changed(exported(root), nameless)
    assert qms(root, "import", KIND, str(book), "--by", "P-009").exit_code == 1
    assert qms(root, "import", KIND, str(book), "--by", "P-001").exit_code == 0
    written = (root / "records/change-request/2026/GG-2026-0003.yaml").read_text(encoding="utf-8")
    assert "filled_by: P-001" in written


@pytest.mark.parametrize(
    ("encoding", "says"), [("utf-8", ""), ("utf-8-sig", ""), ("gbk", "GBK"), ("gb18030", "GBK")]
)
def test_csv_in_utf8_and_gbk_is_told_apart(root: Path, encoding: str, says: str) -> None:
    heads = "编号,日期,部门,填写人,更改原因,原因说明,更改方式,更改内容\r\n"
    row = ',2026/6/1,售后服务部,乙二,客户需求,例,换页,"[{""clause"": ""1""}]"\r\n'
    target = root.parent / "in.csv"
    target.write_bytes((heads + row).encode(encoding))
    result = qms(root, "import", KIND, str(target), "--lang", "en")
    assert result.exit_code == 0, result.stderr
    assert ("GBK" in result.stderr) == bool(says)
    assert "1 new" in result.stderr
    path = root / "records/change-request/2026/GG-2026-0003.yaml"
    assert "department: after-sales\nfilled_by: P-002\n" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("in.xlsx", b"no workbook", "no sound .xlsx"),
        ("in.xlsx", b"PK\x03\x04broken", "no sound .xlsx"),
        ("in.csv", b"\xff\xfe\x00a", "neither UTF-8 nor GBK"),
        ("in.csv", b"", "is empty"),
        ("in.csv", '编号\n"open'.encode(), "no sound CSV"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(
    root: Path, name: str, content: bytes, says: str
) -> None:
    target = root.parent / name
    target.write_bytes(content)
    result = qms(root, "import", KIND, str(target), "--lang", "en")
    assert result.exit_code == 1
    assert says in result.stderr


def test_releases_are_not_imported(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "r.csv"
    target.write_text(
        "编号,版,修改次,生效日期,发布原因,各章\nA-0,A,0,2026-01-01,例,[]\n", encoding="utf-8"
    )
    result = qms(root, "import", "release", str(target), "--lang", "en")
    assert result.exit_code == 1
    assert "not imported" in result.stderr


def test_an_unknown_kind_is_wrong_usage_and_the_near_one_is_named(root: Path) -> None:
    result = qms(root, "export", "change-requests", "--lang", "en")
    assert result.exit_code == 2
    assert "change-request" in result.stderr


in_a_cell = [each for each in TRAPS if not set(each) & {"\x01", "\ufffe"}]
cells = st.sampled_from([
    *in_a_cell,
    None,
    1,
    1.5,
    True,
    "GG-2026-0001",
    "P-001",
    "同意",
    "2026-06-01",
])


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.dictionaries(st.tuples(st.integers(1, 5), st.integers(1, 22)), cells, max_size=8))
def test_whatever_stands_in_the_cells_it_is_taken_whole_or_refused(
    root: Path, values: dict[tuple[int, int], object]
) -> None:
    def scribble(book: Book) -> None:
        with_a_new_record(book)
        for (row, at), value in values.items():
            book[MAIN].cell(row, at).value = value

    git(root, "reset", "-q", "--hard", git(root, "rev-list", "--max-parents=0", "HEAD"))
    book = changed(exported(root), scribble)
    result = qms(root, "import", KIND, str(book), "--lang", "en")
    assert result.exit_code in {0, 1}
    if result.exit_code == 1:
        assert git(root, "status", "--porcelain") == ""
    else:
        again = qms(root, "import", KIND, str(book), "--lang", "en")
        assert again.stderr.startswith("0 new, 0 changed"), (result.stderr, again.stderr)


def test_a_workbook_that_unpacks_to_a_giant_is_refused(root: Path) -> None:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(5):
            packed.writestr(f"xl/{number}.xml", bytes(100 * 1024 * 1024))
    target = root.parent / "bomb.xlsx"
    target.write_bytes(stream.getvalue())
    result = qms(root, "import", KIND, str(target), "--lang", "en")
    assert result.exit_code == 1
    assert "120 MiB" in result.stderr
