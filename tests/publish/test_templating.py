"""The one door to the templates: whatever is filled in is text, unless a template made it HTML."""

from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

import qms
from qms.publish.templating import Markup, filled, html, joined, lines, trusted
from qms.text import Lang, Text

TABLE = "publish/templates/table.html"
PAGE = "publish/templates/page.html"
TRAPS = (
    "<script>alert(1)</script>", "</title><script>", '" onmouseover="x', "' onload='x", "&lt;b&gt;",
    "<!--", "]]>", "{{ 7 * 7 }}", "{% raw %}", "{0}", "</style>", "&#0;", "<svg onload>",
)  # fmt: skip
texts = st.sampled_from(TRAPS) | st.text(max_size=20)


class Reader(HTMLParser):
    """Reads a piece of HTML back: the tags in it, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(" ".join([tag, *(name for name, _ in attrs)]))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(f"comment {data}")


@given(texts)
def test_a_piece_shows_its_value_and_grows_no_tag(value: str) -> None:
    read = Reader(html('<a href="{}">{}</a>', value, value))
    assert read.tags == ["a href"]
    assert read.text == value.replace("\x00", "\ufffd") or "\x00" in value or "\r" in value


@given(texts)
def test_what_is_joined_or_set_in_lines_is_text(value: str) -> None:
    assert Reader(joined([value, Markup("<i></i>"), value], by=value)).tags == ["i"]
    assert set(Reader(lines(value)).tags) <= {"br"}


@pytest.mark.parametrize("value", TRAPS)
def test_a_page_shows_its_title_as_text(value: str) -> None:
    plain = Reader(filled(PAGE, lang="zh", title="T"))
    assert Reader(filled(PAGE, lang="zh", title=value)).tags == plain.tags


def test_what_a_template_made_is_not_escaped_again() -> None:
    assert html("<p>{}</p>", html("<b>{}</b>", "<")) == "<p><b>&lt;</b></p>"
    assert html("<p>{}</p>", trusted("<svg></svg>")) == "<p><svg></svg></p>"


@pytest.mark.parametrize(("lang", "said"), [("zh", "表"), ("en", "Table")])
def test_a_text_is_said_in_the_language_of_the_page(lang: Lang, said: str) -> None:
    page = filled(PAGE, lang=lang, title=Text(zh="表", en="Table"))
    assert f"<title>{said}</title>" in page
    assert f'<html lang="{lang}">' in page


def test_a_name_that_was_not_given_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError, match="title"):
        filled(PAGE, lang="zh")


def test_every_template_can_be_compiled() -> None:
    """A slip in a template that no test fills shows here, not in a company's hands."""
    root = Path(qms.__file__).parent
    forms = sorted(root.rglob("templates/*.html"))
    assert forms
    environment = jinja2.Environment(autoescape=True)
    for form in forms:
        source = form.read_text(encoding="utf-8")
        environment.parse(source)
        assert "|safe" not in source.replace(" ", ""), f"{form}: HTML is made in code, not declared"
        assert "autoescape" not in source, form
