"""Every page of the desk says what it has to say, in both languages, and no word of the program."""

import re

import pytest

from qms.model.kinds import kinds
from tests.desk.conftest import ROOT, Visitor, words

PAGES = (
    "/", "/records", "/copies", "/copies/issue", "/copies/001", "/manual", "/manual/chapter/8",
    "/manual/changes/A-2", "/study", "/findings", "/list/complaint", "/list/person",
    "/record/complaint/TS-2026-0014", "/story/complaint/TS-2026-0014", "/search?q=投诉",
    "/verify", "/who", "/changes", "/changes/new", "/due", "/figures", "/matrix", "/pack", "/mine",
    "/copies/packages", "/copies/receive?code=6", "/copies/list", "/copies/exchange",
    "/copies/leaver?person=P-006", "/copies/stocktake", "/remind", "/release", "/substitutes",
    "/import/complaint", "/new/repair-order", "/passkeys", "/enrol",
    "/edit/complaint/TS-2026-0020",
    "/correct/complaint/TS-2026-0014?field=demand",
)  # fmt: skip
INTERNAL = re.compile(
    r"\bqms \w|\bgit\b|\bYAML\b|\bcommit\b|records/|manual/0|\.yaml|--[a-z]+|\b[a-z]+_[a-z]+\b"
    r"|\bHEAD\b|提交号|Traceback"
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_a_word_of_the_program(reader: Visitor, path: str, lang: str) -> None:
    reader.get(f"/?lang={lang}")
    page = reader.get(path)
    assert page.status_code == 200
    assert INTERNAL.findall(words(page)) == []


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_has_its_list_and_its_form(reader: Visitor, kind: str) -> None:
    for path in (f"/list/{kind}", f"/new/{kind}"):
        page = reader.get(path)
        assert page.status_code == 200, words(page)


def test_a_list_is_filtered_by_its_columns(reader: Visitor) -> None:
    page = words(reader.get("/list/complaint?status=open"))
    assert "TS-2026-0020" in page
    assert "TS-2026-0014" not in page
    assert "TS-2026-0014" in words(reader.get("/list/complaint?customer=西柳"))


def test_a_number_typed_into_the_search_opens_its_record(reader: Visitor) -> None:
    assert str(reader.get("/search?q=ts-2026-0014").url).endswith("/record/complaint/TS-2026-0014")
    assert str(reader.get("/search?q=007").url).endswith("/copies/007")
    assert "8.3.6" in words(reader.get("/search?q=48小时"))


def test_a_page_that_is_none_says_so(reader: Visitor) -> None:
    for path in ("/nowhere", "/record/complaint/TS-9999-0001", "/list/nothing", "/copies/999"):
        page = reader.get(path)
        assert page.status_code == 404
        assert "没有" in words(page) or "no such page" in words(page)


def test_a_chapter_is_set_as_text_and_not_shown_as_source(reader: Visitor) -> None:
    page = reader.get("/manual/chapter/8").text
    assert "&lt;p" not in page
    assert "{{ company" not in page
    assert "<table" in page
    redline = reader.get("/manual/changes/A-2").text
    assert "<ins>" in redline
    assert "&lt;ins" not in redline


def test_a_part_of_a_page_does_not_take_what_was_to_be_said_on_the_next(clerk: Visitor) -> None:
    clerk.http.follow_redirects = False
    clerk.post("/close/complaint/TS-2026-0020")
    clerk.get("/choose/person?for=x")
    assert "TS-2026-0020 已关闭" in words(clerk.get("/record/complaint/TS-2026-0020"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_guide_puts_in_quotes_stands_on_a_page(lang: str) -> None:
    shown = "\n".join(
        each.read_text("utf-8") for each in (ROOT / "qms/desk/templates").glob("*.html")
    )
    quoted = re.findall("“([^”]+)”", (ROOT / f"docs/{lang}/desk.md").read_text("utf-8"))
    assert quoted
    assert [each for each in quoted if each.strip("，。,.") not in shown] == []
