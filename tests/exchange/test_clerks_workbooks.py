"""`qms import` of workbooks as clerks fill them: other spellings, merged, hidden, stray cells."""

import tracemalloc
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from qms.store import sheets
from tests.exchange.test_import import FILES, KIND, LINES, MAIN, NEW, Book, column, put
from tests.testing.repository import git, qms, repository


def wide(words: str) -> str:
    """Return words in full-width characters."""
    return "".join(chr(ord(each) + 0xFEE0) for each in words)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "qms", FILES)


def filled(root: Path, *changes: dict[str, object], row: int = 4) -> tuple[Path, Book]:
    target = root.parent / "out.xlsx"
    assert qms(root, "export", KIND, "--output", str(target)).exit_code == 0
    book = openpyxl.load_workbook(target)
    for values in changes or ({},):
        put(book, MAIN, row, **{**NEW, **values})
    put(book, LINES, 4, 编号="新1", 条款="1", 修改后内容="改")
    return target, book


def imported(root: Path, path: Path, book: Book, *options: str) -> tuple[int, str]:
    book.save(path)
    result = qms(root, "import", KIND, str(path), "--lang", "en", *options)
    return result.exit_code, result.stderr


def new_record(root: Path) -> str:
    return (root / "records/change-request/2026/GG-2026-0003.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "written",
    ["2026.6.1", "2026年6月1日", "20260601", 20260601, "2026 年 6 月 1 日", wide("2026-06-01")],
)
def test_a_day_in_another_spelling_is_read_and_said(root: Path, written: object) -> None:
    path, book = filled(root, {"日期": written})
    code, said = imported(root, path, book)
    assert code == 0, said
    assert "was read as 2026-06-01" in said
    assert "date: 2026-06-01" in new_record(root)


def test_the_spelling_is_written_back_with_a_note(root: Path) -> None:
    path, book = filled(root, {"日期": "2026.6.1"})
    marked = root.parent / "marked.xlsx"
    assert imported(root, path, book, "--annotate", str(marked))[0] == 0
    sheet = openpyxl.load_workbook(marked)[MAIN]
    cell = sheet.cell(4, column(sheet, "日期"))
    assert cell.value == "2026-06-01"
    assert "2026.6.1" in cell.comment.text


def test_merged_cells_are_named_once_and_can_be_annotated(root: Path) -> None:
    path, book = filled(root)
    put(book, MAIN, 5, **{**NEW, "编号": "新2", "部门": None})
    letter = get_column_letter(column(book[MAIN], "部门"))
    book[MAIN].merge_cells(f"{letter}4:{letter}5")
    marked = root.parent / "marked.xlsx"
    code, said = imported(root, path, book, "--annotate", str(marked))
    assert code == 1
    assert said.count(f"the cells {letter}4:{letter}5 are merged") == 1
    assert f"row 5, column {letter}" not in said
    assert "merged" in openpyxl.load_workbook(marked)[MAIN][f"{letter}4"].comment.text


def test_a_merged_title_above_the_headings_is_no_harm(root: Path) -> None:
    path, book = filled(root)
    book[MAIN].insert_rows(1)
    book[MAIN]["A1"] = "二〇二六年度"
    book[MAIN].merge_cells("A1:F1")
    assert imported(root, path, book)[0] == 0


def test_rows_that_are_filtered_out_are_not_taken_in_unseen(root: Path) -> None:
    path, book = filled(root)
    book[MAIN].row_dimensions[4].hidden = True
    code, said = imported(root, path, book)
    assert code == 1
    assert "hidden or filtered out hold something: 4" in said


def test_a_missing_row_of_headings_is_said_of_the_sheet_it_is_missing_in(root: Path) -> None:
    path, book = filled(root)
    book[MAIN].delete_rows(1)
    code, said = imported(root, path, book)
    assert code == 1
    assert f"no heading 编号 (Number) was found in sheet {MAIN}" in said
    assert "附件" not in said


def test_a_sheet_of_another_form_is_said_not_to_look_like_this_one(root: Path) -> None:
    path, _ = filled(root)
    other = openpyxl.Workbook()
    other.active.append(["姓名", "电话"])
    other.active.append(["甲一", "1"])
    code, said = imported(root, path, other)
    assert code == 1
    assert "does not look like" in said


def test_a_stray_blank_in_the_last_row_costs_nothing(root: Path) -> None:
    path, book = filled(root)
    book[MAIN].cell(1_048_576, 3).value = " "
    book[MAIN].cell(3, 16_384).value = " "
    book.save(path)
    tracemalloc.start()
    grids = sheets.from_workbook(path.read_bytes())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert next(len(grid.rows) for grid in grids if grid.name == MAIN) == 4
    assert peak < 50 * 1024 * 1024
    assert imported(root, path, book)[0] == 0


def test_a_word_far_below_is_refused_with_its_cell(root: Path) -> None:
    path, book = filled(root)
    book[MAIN].cell(1_048_576, 3).value = "x"
    code, said = imported(root, path, book)
    assert code == 1
    assert "C1048576" in said


CSV_HEAD = (
    "日期,部门,填写人,更改原因,原因说明,更改方式,更改内容,需学习的岗位,"
    "审核·意见,审核·签署人,审核·日期"
)
CSV_LINE = (
    '2026.6.1,售后服务部,P-002,客户需求,例,换页,"[{""clause"": ""1"", ""after"": ""改""}]",总经理,'
    "同意,P-003,2026-06-02"
)


def csv_imported(root: Path, text: str, *options: str) -> tuple[int, str]:
    path = root.parent / "in.csv"
    path.write_text(text, encoding="utf-8")
    result = qms(root, "import", KIND, str(path), "--lang", "en", *options)
    return result.exit_code, result.stderr


def test_new_rows_need_no_column_of_numbers(root: Path) -> None:
    code, said = csv_imported(root, f"{CSV_HEAD}\n{CSV_LINE}\n")
    assert code == 0, said
    assert "1 new" in said


def test_a_cell_beyond_the_headings_is_not_lost(root: Path) -> None:
    code, said = csv_imported(root, f"{CSV_HEAD}\n{CSV_LINE},more words\n")
    assert code == 1
    assert "row 2, column L: the cell stands in a column without heading" in said
    assert git(root, "rev-list", "--count", "HEAD") == "1"


def test_semicolons_and_tabs_part_cells_as_well(root: Path) -> None:
    parted = f"{CSV_HEAD}\n{CSV_LINE}\n".replace(",", ";").replace('"";', '"",')
    parted = parted.replace('"": ""1"";', '"": ""1"",')
    code, said = csv_imported(root, parted)
    assert code == 0, said


def test_a_column_that_must_be_filled_and_is_not_there_is_said_once(root: Path) -> None:
    head, line = (text.split(",", 1)[1] for text in (CSV_HEAD, CSV_LINE))
    code, said = csv_imported(root, f"{head}\n{line}\n{line}\n")
    assert code == 1
    assert said.count("the column 日期 (Date) is missing") == 1


@pytest.mark.parametrize("number", ["GG-2026-9999", "GG-9999-0001", "GG-2026-0004"])
def test_a_number_that_does_not_follow_is_refused(root: Path, number: str) -> None:
    code, said = csv_imported(root, f"编号,{CSV_HEAD}\n{number},{CSV_LINE}\n")
    assert code == 1
    assert "the next is GG-2026-0003" in said


def test_the_next_number_may_be_brought_along(root: Path) -> None:
    code, said = csv_imported(
        root,
        f"编号,{CSV_HEAD}\nGG-2026-0004,{CSV_LINE}\n"
        f"GG-2026-0003,{CSV_LINE.replace(',例,', ',另一,')}\n",
    )
    assert code == 0, said
    assert "2 new" in said


def test_fields_are_called_as_the_headings_say(root: Path) -> None:
    path, book = filled(root, {"原因说明": None})
    said = imported(root, path, book)[1]
    assert "the required field Explanation is missing" in said or "原因说明" in said
    assert "explanation" not in said


THEIRS = "收到,经办,事由,工号\n2026/6/1,P-002,客户,9\n"
MAPPING = """\
headings: {收到: 日期, 经办: 填写人, 事由: 更改原因}
values: {更改原因: {客户: 客户需求}}
constants:
  部门: 售后服务部
  原因说明: 例
  更改方式: 换页
  更改内容: '[{"clause": "1", "after": "改"}]'
  需学习的岗位: 总经理
left_out: [工号]
"""


def mapped(root: Path, mapping: str) -> tuple[int, str]:
    (root.parent / "map.yml").write_text(mapping, encoding="utf-8")
    return csv_imported(root, THEIRS, "--map", str(root.parent / "map.yml"))


def test_a_sheet_of_another_system_is_read_with_a_small_file(root: Path) -> None:
    code, said = mapped(root, MAPPING)
    assert code == 0, said
    assert "reason: customer" in new_record(root)
    assert mapped(root, MAPPING) == (0, "0 new, 0 changed, 1 unchanged.\n")


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("headings: [", "map.yml"),
        ("- 1", "map.yml"),
        ("headings: {收到: 1}", "map.yml"),
        ("heading: {收到: 日期}", "did you mean headings"),
        (MAPPING.replace("收到: 日期", "收到: 日其"), "did you mean 日期"),
    ],
)
def test_a_faulty_mapping_is_refused_in_a_sentence(root: Path, mapping: str, says: str) -> None:
    code, said = mapped(root, mapping)
    assert code == 1
    assert says in said
