"""What comes out is escaped for where it goes: every writer, tried with every trap of the list."""

import csv
import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from html.parser import HTMLParser

import markdown
import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from qms.model.finding import Finding, Place, Report, Severity
from qms.publish.audit_pack import archive
from qms.publish.findings import BY_OWNER, RENDERERS
from qms.publish.plain_text import cell, in_json, inline, shown
from qms.publish.site_pages import as_title
from qms.publish.site_pages.markup import badge, heading, link, note, paragraph, table
from qms.publish.templating import css_string
from qms.publish.workbook import Table, workbook
from qms.text import Text
from tests.testing.traps import FORMULAS, PATHS, TRAPS

STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
COMMAND = re.compile(r"^\s*::|##\[|##vso\[", re.MULTILINE)
words = st.sampled_from(TRAPS) | st.text(max_size=12)
trapped = st.lists(words, min_size=1, max_size=3).map("".join).filter(bool)
DAY = dt.date(2026, 11, 23)


def report(trap: str) -> Report:
    finding = Finding(
        code="TRP101",
        severity=Severity.ERROR,
        clause="8.3",
        owner=trap,
        place=Place(trap, line=3, column=1),
        message=Text(zh="{value} 不对", en="{value} is wrong"),
        cure=Text(zh="改 {value}", en="mend {value}"),
        values={"value": trap},
        who=trap,
        source=trap,
    )
    return Report(findings=(finding,), not_judged=(), as_of=DAY, ref="worktree", records=1, rules=1)


class Tags(HTMLParser):
    """The tags of a piece of HTML with the names of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(" ".join([tag, *sorted(name for name, _ in attrs)]))


def tags(html: str) -> list[str]:
    return Tags(html).found


@given(trapped)
def test_nothing_in_a_text_for_people_steers_a_terminal_or_a_log(trap: str) -> None:
    for seen in (shown(trap), inline(trap), RENDERERS["text"](report(trap), "zh", ())):
        assert not STEERS.search(seen)
    assert "\n" not in inline(trap)
    assert not COMMAND.search(shown(trap))
    for render in (RENDERERS["text"], BY_OWNER):
        assert not COMMAND.search(render(report(trap), "en", ()))


@given(trapped)
def test_the_text_report_has_the_lines_that_it_has_without_traps(trap: str) -> None:
    plain = RENDERERS["text"](report("x"), "en", ()).count("\n")
    assert RENDERERS["text"](report(trap), "en", ()).count("\n") == plain


@given(trapped)
def test_a_command_of_github_stays_one_command_with_one_message(trap: str) -> None:
    lines = RENDERERS["github"](report(trap), "en", ()).splitlines()
    assert [line.startswith("::error file=") for line in lines] == [True, False]
    assert not STEERS.search("".join(lines))
    assert "::" not in lines[0].removeprefix("::error file=").split("title=", 1)[0]


@given(trapped)
def test_markdown_shows_words_and_no_html_or_link_of_theirs(trap: str) -> None:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    plain = tags(parser.render(RENDERERS["markdown"](report("x"), "en", ())))
    assert tags(parser.render(RENDERERS["markdown"](report(trap), "en", ()))) == plain


@given(trapped)
def test_json_says_the_same_words_and_bears_nothing_that_steers(trap: str) -> None:
    assert json.loads(in_json(json.dumps({"x": trap}, ensure_ascii=False))) == {"x": trap}
    for name in ("json", "sarif", "gitlab", "jsonl"):
        document = RENDERERS[name](report(trap), "en", ())
        assert not STEERS.search(document)
        if name == "jsonl":
            document = document.splitlines()[0]
        assert trap in json.dumps(json.loads(document), ensure_ascii=False) or "\\" in json.dumps(
            trap, ensure_ascii=False
        )


@given(trapped)
def test_xml_and_html_keep_their_shape(trap: str) -> None:
    ET.fromstring(RENDERERS["junit"](report(trap), "en", ()))  # noqa: S314 - our own
    plain = tags(RENDERERS["html"](report("x"), "en", ()))
    assert tags(RENDERERS["html"](report(trap), "en", ())) == plain


@given(trapped)
def test_the_pieces_of_the_site_keep_their_shape(trap: str) -> None:
    for made in (link, badge, lambda a, b: note("warning", a, b)):
        assert tags(made(trap, trap)) == tags(made("x", "x"))
    assert tags(table((trap,), [(trap, "2026-01-01")], name=trap)) == tags(
        table(("x",), [("x", "2026-01-01")], name="x")
    )
    assert set(tags(paragraph(trap))) == {"p"}
    page = markdown.markdown(heading(2, trap), extensions=["attr_list"])
    assert set(tags(page)) <= {"h2"}
    assert not re.search(r'[<>&"\n]', as_title(trap))


@given(trapped)
def test_a_string_of_css_is_one_string(trap: str) -> None:
    tokens = tinycss2.parse_component_value_list(css_string(trap))
    assert [token.type for token in tokens] == ["string"]


@given(trapped)
def test_a_cell_of_a_report_is_no_formula(trap: str) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerow([cell(trap)])
    assert not re.match(r"^\s*[=@]|^\s*[+-](?![0-9.,]*$)", str(cell(trap)))


def test_a_workbook_holds_texts_and_no_formulas_or_links() -> None:
    allowed = [each for each in TRAPS if "\x00" not in each]
    rows = [(each, "http://example.org/x", "file:///etc/passwd") for each in allowed]
    made = workbook([Table("sheet", ("a", "b", "c"), rows)], day=DAY)
    sheet = load_workbook(io.BytesIO(made))["sheet"]
    for row in sheet.iter_rows():
        for each in row:
            assert each.data_type in {"s", "n"}
            assert each.hyperlink is None


@pytest.mark.parametrize("path", PATHS)
def test_an_archive_names_nothing_elsewhere(path: str) -> None:
    with zipfile.ZipFile(io.BytesIO(archive({f"records/{path}": b"x", path: b"y"}))) as made:
        for name in made.namelist():
            assert not name.startswith("/")
            assert "\\" not in name
            assert ".." not in name.split("/")
            assert name.isprintable()


def test_formulas_are_marked_and_numbers_are_not() -> None:
    assert all(str(cell(each)).startswith("'") for each in FORMULAS if each != "-1")
    assert cell("-1") == "-1"
    assert cell(3) == 3
