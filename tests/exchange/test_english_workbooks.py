"""A workbook in English: headings, choices, names and notes, and the import that reads them."""

import io
import re

import openpyxl
import pytest

from qms.forms.tabular.reading import taken
from qms.model.kinds import kinds
from qms.operations.records.exporting import default_name, export, office_of
from qms.publish.exchange.notes import notes
from qms.store import sheets
from tests.testing.records import sample, valid

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
BOTH = "complaint,repair-order,follow-up"  # each with attachments, corrections and extensions


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_headings_and_notes_of_every_kind_are_english(kind: str) -> None:
    if CHINESE.search(kinds()[kind].header.title.en):
        pytest.skip("a form of the company's own, which has no English title")
    content = export(sample(), kind, "xlsx", blank=True, lang="en")
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        if sheet.title != "Options":  # names out of the registers
            assert not CHINESE.search(sheet.title)
            assert not [cell.value for cell in sheet[1] if CHINESE.search(str(cell.value))]
    page = notes(kinds()[kind], office_of(sample(), lang="en"))
    assert not CHINESE.search("\n".join((page.title, *page.lines, *page.heads)).replace("新", ""))
    said = [cell for row in page.rows for cell in row if CHINESE.search(cell)]
    assert not said, said


@pytest.mark.parametrize("kind", sorted(kinds()))
@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_what_is_written_in_english_is_read_as_in_chinese(kind: str, format_: str) -> None:
    model = kinds()[kind]
    content = export(sample(), kind, format_, lang="en")
    grids = [sheets.from_csv(content)[0]] if format_ == "csv" else sheets.from_workbook(content)
    found = taken(model, grids, office_of(sample(), is_text=format_ == "csv"))
    assert found.faults == ()
    made = [valid(model, row.data) for row in found.rows]
    assert [each.model_dump() for each in made if each] == [
        each.model_dump() for each in sample().all(model)
    ]


def test_choices_and_names_are_offered_in_english() -> None:
    content = export(sample(), "complaint", "xlsx", blank=True, lang="en")
    main = openpyxl.load_workbook(io.BytesIO(content))["Complaint"]
    heads = {cell.value: cell.column_letter for cell in main[1]}
    offered = {
        str(rule.sqref).split(":")[0].rstrip("0123456789"): str(rule.formula1)
        for rule in main.data_validations.dataValidation
    }
    assert "Ordinary" in offered[heads["Grade*"]]
    assert "after-sales After-sales service" in offered[heads["Department*"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_kinds_with_lists_of_one_name_have_sheets_of_their_own(lang: str) -> None:
    lang_ = "en" if lang == "en" else "zh"
    grids = sheets.from_workbook(export(sample(), BOTH, "xlsx", lang=lang_))
    for kind in BOTH.split(","):
        model = kinds()[kind]
        found = taken(model, grids, office_of(sample()))
        assert found.faults == ()
        made = [valid(model, row.data) for row in found.rows]
        assert [each.model_dump() for each in made if each] == [
            each.model_dump() for each in sample().all(model)
        ]


def test_every_kind_can_stand_in_one_workbook() -> None:
    for lang in ("zh", "en"):
        content = export(sample(), ",".join(kinds()), "xlsx", blank=True, lang=lang)
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert len(book.sheetnames) > len(kinds())


def test_the_file_is_called_in_the_language_asked() -> None:
    assert str(default_name(sample(), "complaint", "xlsx", blank=True, lang="en")) == (
        "Complaint (blank).xlsx"
    )
