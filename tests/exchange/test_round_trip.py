"""What is exported reads back equal: every kind, as workbook and as CSV, with awkward values."""

import io
from collections.abc import Sequence
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qms.forms.tabular.reading import taken
from qms.model.kinds import kinds
from qms.model.kinds.record import Record
from qms.operations.records.exporting import (
    export,
    office_of,
)
from qms.store import sheets
from tests.testing.records import records, sample, some_of, valid

KINDS = sorted(kinds())
FORMATS = ["xlsx", "csv"]


def exported(kind: str, rows: Sequence[Record], format_: str) -> bytes:
    snapshot = replace(sample(), tables={**sample().tables, kind: tuple(rows)})
    return export(snapshot, kind, format_)


def read_back(kind: str, rows: Sequence[Record], content: bytes, format_: str) -> list[Record]:
    model = kinds()[kind]
    snapshot = replace(sample(), tables={**sample().tables, kind: tuple(rows)})
    office = office_of(snapshot, is_text=format_ == "csv")
    grids = [sheets.from_csv(content)[0]] if format_ == "csv" else sheets.from_workbook(content)
    found = taken(model, grids, office)
    assert found.faults == ()
    made = [valid(model, row.data) for row in found.rows]
    return [each for each in made if each is not None]


def plain(rows: Sequence[Record]) -> list[dict[str, object]]:
    return [row.model_dump() for row in rows]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_the_sample_comes_back_equal(kind: str, format_: str) -> None:
    made = [valid(kinds()[kind], data) for data in some_of(kind)]
    rows = [each for each in made if each is not None]
    assert rows
    content = exported(kind, rows, format_)
    assert plain(read_back(kind, rows, content, format_)) == plain(rows)
    assert exported(kind, rows, format_) == content


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(st.data())
def test_awkward_values_come_back_equal(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    rows = data.draw(records(kind))
    for format_ in FORMATS:
        content = exported(kind, rows, format_)
        assert plain(read_back(kind, rows, content, format_)) == plain(rows)


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_of_no_records_is_the_blank_form(kind: str) -> None:
    header = kinds()[kind].header
    book = openpyxl.load_workbook(io.BytesIO(exported(kind, [], "xlsx")))
    main = book.worksheets[0]
    assert not [cell for row in main.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert main["A1"].value == "编号"
    assert book["填写说明"]["A1"].value == f"{header.title.zh}　填写说明"
    assert header.form_and_version in str(book["填写说明"]["A2"].value)
    assert read_back(kind, [], exported(kind, [], "xlsx"), "xlsx") == []


def test_the_workbook_offers_choices_people_and_departments() -> None:
    content = export(sample(), "complaint", "xlsx", blank=True)
    book = openpyxl.load_workbook(io.BytesIO(content))
    main = book.worksheets[0]
    heads = {cell.value: cell.column_letter for cell in main[1]}
    offered = {
        str(rule.sqref).split(":")[0].rstrip("0123456789"): str(rule.formula1)
        for rule in main.data_validations.dataValidation
    }
    assert offered[heads["等级*"]] == '"安全,批量,媒体,一般"'
    assert "P-012 许安然" in offered[heads["受理人*"]]
    assert "after-sales 售后服务部" in offered[heads["部门*"]]


def test_a_drop_down_that_is_too_long_stands_on_a_hidden_sheet() -> None:
    content = export(sample(), "stock-take", "xlsx", blank=True)
    book = openpyxl.load_workbook(io.BytesIO(content))
    rules = {
        str(rule.sqref)[0]: rule.formula1 for rule in book["明细"].data_validations.dataValidation
    }
    assert str(rules["B"]).lstrip("=").startswith("选项!$A$1:$A$")
    assert book["选项"].sheet_state == "hidden"
    assert "PART-001 收线排线轴承组" in {cell.value for cell in book["选项"]["A"]}


def test_dates_and_amounts_are_cells_that_excel_can_reckon_with() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(sample(), "return-report", "xlsx")))
    row = {head.value: cell for head, cell in zip(*list(book.worksheets[0].rows)[:2], strict=True)}
    assert row["日期*"].is_date
    assert row["损失·金额"].data_type == "n"
    assert row["损失·币种"].value == "CNY"


def test_no_cell_of_a_csv_is_taken_for_a_formula() -> None:
    (data,) = some_of("clause")[:1]
    row = valid(kinds()["clause"], data | {"title": "=HYPERLINK(1)", "title_en": "@SUM(1)"})
    assert row is not None
    words = exported("clause", [row], "csv").decode("utf-8-sig")
    assert ",=" not in words
    assert ",@" not in words


def test_the_notes_explain_every_field() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(sample(), "repair-order", "xlsx", blank=True)))
    explained = {row[1].value for row in book["填写说明"].iter_rows(min_row=3)}
    for sheet in book.worksheets:
        if sheet.title not in {"填写说明", "选项"}:
            heads = {str(cell.value).rstrip("*") for cell in sheet[1]}
            assert heads <= explained
