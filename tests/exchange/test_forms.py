"""Paper forms: every kind has a blank one; a record prints on its own, nothing lost."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from qms.forms.fields import (
    Field,
    Shape,
    fields_of,
)
from qms.model.kinds import kinds
from qms.model.kinds.numbers import Money
from qms.model.kinds.record import Evidence
from qms.operations.records.exporting import office_of
from qms.operations.records.forms import (
    print_blank,
    print_form,
)
from qms.publish.forms.page import Paper, form_html
from tests.testing.records import sample, some_of, valid
from tests.testing.repository import qms, repository


def words(pdf: bytes) -> str:
    """Return the text of a PDF without white space."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def labels(fields: tuple[Field, ...]) -> set[str]:
    """Return the labels of all fields that paper asks for: later acts get sheets of their own."""
    later = {"status", "corrections", "extensions", "not_applicable", "attachments"}
    return {field.label.zh for field in fields if field.name not in later}


def text_of(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_has_a_blank_form_that_asks_for_every_field(kind: str) -> None:
    model = kinds()[kind]
    header = model.header
    page = text_of(form_html(Paper(model, "样本公司", office_of(sample()))))
    assert header.title.zh in page
    assert f"表单编号：{header.form_and_version}" in page
    kept = f"保存期限：{header.retain_years} 年" if header.retain_years else "持续保持最新"
    assert kept in page
    missing = {label for label in labels(fields_of(model)) if label not in page}
    assert missing - {"表单编号/版本"} == set()
    assert ("填写人" in page) == issubclass(model, Evidence) or "填写人" in str(fields_of(model))


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_record_of_every_kind_prints_with_all_that_it_says(kind: str) -> None:
    model = kinds()[kind]
    record = valid(model, some_of(kind)[0])
    assert record is not None
    page = text_of(form_html(Paper(model, "样本公司", office_of(sample()), record)))
    data = record.model_dump(mode="json")
    for said in plain_texts(fields_of(model), data):
        assert said in page, said


def plain_texts(fields: tuple[Field, ...], data: dict[str, object]) -> list[str]:
    """Return every text and amount of a record that should be read on its form."""
    found: list[str] = []
    for field in fields:
        value = data.get(field.name)
        if field.name == "form" or not value:
            continue
        if field.shape is Shape.money:
            found.append(str(Money.parse(str(value))))
        elif field.shape is Shape.text and not field.refers_to:
            found.extend(line for line in str(value).split("\n") if not set(line) & set("<>&\"'"))
        elif field.shape is Shape.sheet and isinstance(value, dict):
            found.extend(plain_texts(field.inner, value))
        elif field.is_list_of_sheets and field.item is not None and isinstance(value, list):
            for line in value:
                found.extend(plain_texts(field.item.inner, line))
    return found


def test_the_repair_order_shows_its_six_steps_in_order() -> None:
    page = text_of(form_html(Paper(kinds()["repair-order"], "", office_of(sample()))))
    steps = ["一、接待", "二、项目确认", "三、维修作业", "四、完工检查", "五、交货", "六、跟踪"]
    places = [page.index(step) for step in steps]
    assert places == sorted(places)


def test_the_printed_form_carries_its_words_and_the_same_bytes_twice() -> None:
    pdf = print_form(sample(), "TS-2026-0018")
    said = words(pdf)
    for expected in (
        "客户投诉处理单",
        "QR-8.3.6-01A/0",
        "TS-2026-0018",
        "护套外径波动超过0.2mm",
        "许安然",
    ):
        assert expected in said
    assert print_form(sample(), "TS-2026-0018") == pdf
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert (round(float(page.width)), round(float(page.height))) == (595, 842)


def test_a_field_that_does_not_apply_shows_its_reason() -> None:
    model = kinds()["complaint"]
    data = some_of("complaint")[0] | {"not_applicable": {"contract": "散件业务，没有合同"}}
    record = valid(model, data)
    assert record is not None
    page = text_of(form_html(Paper(model, "", office_of(sample()), record)))
    assert "/ 散件业务，没有合同" in page


def test_what_a_record_says_cannot_change_the_page() -> None:
    model = kinds()["complaint"]
    bad = "<script>alert(1)</script><img src=file:///etc/passwd>"
    record = valid(model, some_of("complaint")[0] | {"content": bad})
    assert record is not None
    page = form_html(Paper(model, bad, office_of(sample()), record))
    assert "<script>" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_the_command_prints_a_kind_or_a_record(tmp_path: Path) -> None:
    root = repository(tmp_path / "qms")
    for name in ("person", "QR-7.1.3-01", "人员花名册", "P-001"):
        target = tmp_path / "form.pdf"
        result = qms(root, "form", name, "--pdf", "--output", str(target))
        assert result.exit_code == 0, result.stderr
        assert "人员花名册" in words(target.read_bytes())
    assert "甲一" in words(target.read_bytes())


def test_a_record_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = qms(repository(tmp_path), "form", "TS-2026-0001", "--lang", "en")
    assert result.exit_code == 1
    assert "There is no record TS-2026-0001" in result.stderr


def test_a_number_of_two_kinds_is_asked_back(tmp_path: Path) -> None:
    more = "- {id: P-001, title: 例, title_en: Example}\n"
    root = repository(tmp_path, {"records/clause/more.yaml": more})
    result = qms(root, "form", "P-001", "--lang", "en")
    assert result.exit_code == 1
    assert "clause/P-001, person/P-001" in result.stderr
    output = str(tmp_path / "form.pdf")
    assert qms(root, "form", "person/P-001", "--output", output).exit_code == 0


def test_a_blank_form_holds_nothing_of_any_record() -> None:
    empty = replace(sample(), tables={})
    assert print_blank(empty, "complaint") == print_blank(sample(), "complaint")
