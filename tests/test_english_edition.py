"""The English edition of the sample is complete: clause by clause, block by block (2.2.1, 2.4)."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from qms.model.kinds import kinds

ROOT = Path(__file__).parents[1]
ORIGINALS = sorted(
    path.name for path in (ROOT / "manual").glob("*.md") if not path.name.startswith("00-")
)
HEADING = re.compile(r"^#+ (?P<number>\d[\d.]*) ", re.MULTILINE)
VARIABLE = re.compile(r"\{\{ ([\w.-]+) \}\}")
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")


def body(path: Path) -> str:
    """Return a chapter without its head."""
    return path.read_text(encoding="utf-8").split("\n---\n", 1)[1]


def clauses(text: str) -> dict[str, str]:
    """Return the text of each clause by its number, headings left out."""
    found = list(HEADING.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)]
    return {each["number"]: text[each.end() : end] for each, end in zip(found, ends, strict=True)}


def shape(text: str) -> list[str]:
    """Return what the text is built of: paragraphs, items, rows, cells, leads and figures."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    built = []
    for token in parser.parse(text):
        if token.type == "inline":
            built += re.findall(r"^!\[.*\]\(((?:figure|table):[\w-]+)\)$", token.content)
            built += ["lead"] if re.match(r"\*\*[（(]\d", token.content) else []
            built += ["caption"] if re.match(r"表：|Table:", token.content) else []
            # a), b) are paragraphs of their own: the same letter stands before each.
            built += re.findall(r"^[a-z]\)", token.content)
        elif token.nesting >= 0:
            built.append(token.type)
    return built


@cache
def titles() -> dict[str, str]:
    """Return the English title of each record, document and law by its Chinese one."""
    found = {kind.header.title.zh: kind.header.title.en for kind in kinds().values()}
    documents = yaml.safe_load((ROOT / "records/document/documents.yaml").read_text("utf-8"))
    rows = documents if isinstance(documents, list) else next(iter(documents.values()))
    found |= {row["name"]: row["name_en"] for row in rows}
    table = (ROOT / "docs/style-en.md").read_text(encoding="utf-8")
    return found | dict(re.findall(r"^\| 《([^》]+)》 \| ([^|]+) \|$", table, re.MULTILINE))


def named(text: str) -> set[str]:
    """Return the titles that an English text names: they stand in italics."""
    return set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text))


@pytest.mark.parametrize("name", ORIGINALS)
def test_every_clause_has_its_english_clause_built_of_the_same_blocks(name: str) -> None:
    original, english = (clauses(body(ROOT / where / name)) for where in ("manual", "manual/en"))
    assert list(original) == list(english)
    for number, text in original.items():
        assert shape(text) == shape(english[number]), number


@pytest.mark.parametrize("name", ORIGINALS)
def test_an_english_clause_states_the_same_figures_and_words_of_the_company(name: str) -> None:
    original, english = (clauses(body(ROOT / where / name)) for where in ("manual", "manual/en"))
    for number, text in original.items():
        wanted, found = (Counter(VARIABLE.findall(each)) for each in (text, english[number]))
        assert wanted == found, number


@pytest.mark.parametrize("name", ORIGINALS)
def test_an_english_clause_names_the_same_records_documents_and_laws(name: str) -> None:
    original, english = (clauses(body(ROOT / where / name)) for where in ("manual", "manual/en"))
    for number, text in original.items():
        wanted = {titles()[each] for each in re.findall(r"《([^》]+)》", text)}
        assert wanted == named(english[number]), number


@pytest.mark.parametrize("name", ORIGINALS)
def test_an_english_clause_refers_to_the_same_clauses_and_standards(name: str) -> None:
    original, english = (clauses(body(ROOT / where / name)) for where in ("manual", "manual/en"))
    for number, text in original.items():
        for pattern in (r"(?<![\d.\w—])\d+(?:\.\d+){1,2}(?!\.?\d)", r"GB/T [\d—]+"):
            wanted, found = (Counter(re.findall(pattern, each)) for each in (text, english[number]))
            assert wanted == found, number


@pytest.mark.parametrize("name", ORIGINALS)
def test_an_english_chapter_has_no_chinese_left_in_it(name: str) -> None:
    text = (ROOT / "manual/en" / name).read_text(encoding="utf-8")
    assert not CHINESE.findall(text)


def test_every_word_of_the_company_that_the_chapters_print_has_an_english_one() -> None:
    company = yaml.safe_load((ROOT / "qms.yml").read_text(encoding="utf-8"))["company"]
    printed = {
        name for path in ORIGINALS for name in VARIABLE.findall(body(ROOT / "manual" / path))
    }
    for name in printed:
        key = name.removeprefix("company.")
        if (name.startswith("company.") and CHINESE.search(company[key])) or name == "promise":
            assert company.get(f"{key}_en"), name
