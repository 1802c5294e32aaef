"""English in English, Chinese in Chinese: no sign and no plural of one stands in the other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qms.text import numbered

ROOT = Path(__file__).parents[1]
MODULES = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "qms").rglob("*.py"))}
# Signs that only Chinese sets: comma, stops, brackets; quotation marks both have.
CHINESE_SIGNS = re.compile("[、，。；：（）！？〔〕《》「」]")
# The brackets of a document's name, which the sentence tells the reader to look for in the text.
QUOTED = "《…》"
# Read in Chinese alone: the book with its slips and forms, records that are drafted, and the words
# by which released pages are known.
IN_CHINESE = (
    "qms/publish/change_pack/", "qms/publish/forms/", "qms/publish/book/front.py",
    "qms/publish/pictures/process_map.py", "qms/operations/evaluation/review.py",
)  # fmt: skip
# What is said of many alone: a sentence beside it says it of one, or one is never said.
OF_MANY = (
    "{count} files could not be read", "None of these {count} was", "The chapters have {count} ",
    "The book has {count} ", "{len(rows)} rows, the first {INLINE} ",
)  # fmt: skip


def _literal(node: ast.expr) -> str:
    """Return the words of a literal, with the gaps of an f-string as they are written."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            f"{{{ast.unparse(each.value)}}}"
            if isinstance(each, ast.FormattedValue)
            else _literal(each)
            for each in node.values
        )
    return ""


def _name(node: ast.Call) -> str:
    called = node.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _english(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield what is said in English: the `en` of a text, the second of two given to `t`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            named = [each.value for each in node.keywords if each.arg == "en"]
            second = node.args[1:2] if _name(node) in {"t", "Label"} else []
            yield from ((each.lineno, _literal(each)) for each in (*named, *second))


def _chinese(node: ast.AST) -> list[ast.AST]:
    """Return the parts of a node that are read in Chinese alone."""
    if isinstance(node, ast.keyword) and node.arg == "zh":
        return [node.value]
    if isinstance(node, ast.Call) and _name(node) == "t":
        return list(node.args[:1])
    if isinstance(node, ast.IfExp) and "lang" in ast.unparse(node.test):
        return [node.body, node.orelse]
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("zh"):
        return [node.value]
    if isinstance(node, ast.FunctionDef):  # the messages of commits are Chinese
        inside = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
        return [node] if any(_name(each) == "Changes" for each in inside) else []
    return []


def _joined(node: ast.AST) -> Iterator[int]:
    """Yield where parts are joined by a Chinese sign for whoever reads, in whatever language."""
    chinese = _chinese(node)
    if node in chinese:
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        by = node.func.value
        if node.func.attr == "join" and CHINESE_SIGNS.search(_literal(by)):
            yield node.lineno
    for each in ast.iter_child_nodes(node):
        if each not in chinese:
            yield from _joined(each)


def _found(source: str) -> list[str]:
    tree = ast.parse(source)
    said = [
        f"{line}: {words}"
        for line, words in _english(tree)
        if CHINESE_SIGNS.search(words.replace(QUOTED, ""))
    ]
    return said + [f"{line}: joined by a Chinese sign" for line in _joined(tree)]


def test_no_english_sentence_has_a_chinese_sign_and_none_joins_its_parts() -> None:
    found = {
        name: _found(path.read_text(encoding="utf-8"))
        for name, path in MODULES.items()
        if not name.startswith(IN_CHINESE)
    }
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize(
    "source",
    [
        'Text(zh="甲、乙", en="a、b")',
        't("甲：", "a：")',
        'names = "、".join(found)',
        'Text(zh="有{names}", en="{names}").say(lang, names="；".join(found))',
    ],
)
def test_such_a_sign_would_be_found(source: str) -> None:
    assert _found(source)


@pytest.mark.parametrize(
    "source",
    ['Text(zh="、".join(a), en=", ".join(b))', 't("、", ", ").join(found)', 'zh = "、".join(a)',
     '"、".join(a) if lang == "zh" else ", ".join(a)'],
)  # fmt: skip
def test_what_is_read_in_chinese_may_have_it(source: str) -> None:
    assert not _found(source)


COUNTED = re.compile(
    r"\{(?:count|days|years|months|limit|late|-?left|len\([^}]*\))\} (?:working )?(\w+s|people)\b"
)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [("{count} files", True), ("{len(x)} people", True), ("{days} working days", True),
     ("{count:file|files}", False), ("{count} of {all} seen", False)],
)  # fmt: skip
def test_a_plural_behind_a_number_is_known(words: str, *, is_found: bool) -> None:
    assert bool(COUNTED.search(words)) == is_found


def test_one_is_never_followed_by_a_plural() -> None:
    found = {
        f"{name}:{line}": words
        for name, path in MODULES.items()
        for line, words in _english(ast.parse(path.read_text(encoding="utf-8")))
        if COUNTED.search(words) and not words.startswith(OF_MANY)
    }
    assert found == {}


def test_a_number_has_the_word_for_so_many() -> None:
    assert numbered(1, "day", "days") == numbered("1", "day", "days") == "1 day"
    assert [numbered(each, "day", "days") for each in (0, 2, 21)] == ["0 days", "2 days", "21 days"]
