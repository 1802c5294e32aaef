"""The English manual: terms translated one way, numbers kept, its standing said on its face."""

import re
from pathlib import Path

import pytest

from qms.model.manual import Translation
from qms.standing.translations import Rendering, rendering, said

ROOT = Path(__file__).parents[1]
ENGLISH = sorted((ROOT / "manual/en").glob("*.md"))


def terms() -> dict[str, tuple[str, str]]:
    """Return the table of terms: English, and what is not written."""
    rows = re.findall(
        r"^\| (?!Term|---)([^|]+) \| ([^|]+) \|([^|]*)\|$",
        (ROOT / "docs/style-en.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len({zh for zh, *_ in rows}) == len(rows)
    return {zh: (en, never.strip()) for zh, en, never in rows}


def glossary() -> set[str]:
    body = (ROOT / "manual/02-company-and-manual.md").read_text(encoding="utf-8")
    part = body.split("## 2.4 ", 1)[1]
    return {name.split("（")[0] for name in re.findall(r"^\*\*(.+?)\*\*：", part, re.MULTILINE)}


def test_every_term_of_the_glossary_has_one_translation() -> None:
    assert set(terms()) == glossary()
    english = [en for en, _ in terms().values()]
    assert len(set(english)) == len(english)


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_a_translated_chapter_uses_no_other_word_for_a_term(path: Path) -> None:
    words = path.read_text(encoding="utf-8").lower()
    for term, (english, never) in terms().items():
        assert not never or not re.search(rf"\b{never}s?\b", words), (term, english, never)


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_a_translated_chapter_has_the_clauses_and_figures_of_its_original(path: Path) -> None:
    original = (ROOT / "manual" / path.name).read_text(encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    for pattern in (r"^#+ (\d[\d.]*) ", r"\((figure:[a-z-]+|table:[a-z-]+)\)"):
        found = [re.findall(pattern, each, re.MULTILINE) for each in (original, text)]
        assert found[0] == found[1]
    limits = [set(re.findall(r"\{\{ (limit\.[\w.-]+)", each)) for each in (original, text)]
    # The promise stands in qms.yml, and what is done every year is said in words.
    assert limits[1] <= limits[0] | {"limit.promise.reply"}


@pytest.mark.parametrize(
    ("revision", "expected", "words"),
    [
        ("A/1", Rendering.behind, "behind"),
        ("A/2", Rendering.same, "revision A/2."),
        ("B/0", Rendering.ahead, "not in force yet"),
    ],
)
def test_a_translation_says_of_which_revision_it_is(
    revision: str, expected: Rendering, words: str
) -> None:
    made = Translation("manual/en/01-x.md", "1", revision, "X", "# 1 X\n")
    assert rendering(made, "A/2") is expected
    assert words in said(made, "A/2")
    assert "Chinese text follows" in said(None, "A/2")
