"""The fast reader and the exact one understand every accepted file alike, or it is refused."""

import datetime as dt
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from qms.store import yaml

ROOT = Path(__file__).parent.parent.parent
FILES = [
    ROOT / "qms.yml",
    *sorted(path for path in (ROOT / "records").rglob("*.y*ml")),
]


def exact(text: str) -> Any:
    """Return what ruamel.yaml, the reader of the round trip, makes of a text; dates as written.

    Days and times are no types of YAML 1.2; ruamel.yaml makes them all the same, so its
    constructor is told to leave them as the text that stands there.
    """
    reader = YAML(typ="safe", pure=True)
    reader.constructor.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda _, node: str(node.value)
    )
    return reader.load(text)


def same(one: Any, other: Any) -> bool:
    """Compare with types: 1 is neither True nor 1.0, and no number is itself all the same."""
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return [*map(repr, one)] == [*map(repr, other)] and all(
            same(one[key], other[key]) for key in one
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def agree(text: str) -> bool:
    """Tell whether both readers give the same data, or the file is refused."""
    data = yaml.parsed(text)
    if isinstance(data, yaml.BadYaml):
        assert data.line >= 1
        assert data.what.zh
        assert data.wanted.en
        return True
    try:
        return same(data, exact(text))
    except YAMLError:
        return False


def test_the_two_readers_agree_on_every_file_of_the_repository() -> None:
    assert FILES
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not isinstance(yaml.parsed(text), yaml.BadYaml), path
        assert agree(text), path


plain = st.sampled_from([
    "1", "-1", "+1", "0", "00", "012", "0o17", "0x1F", "0b1", "1_000", "1.5", ".5", "5.", "-.5",
    "1e3", "1E5", "1e400", "1.5e+3", "123456789012345678901", "9" * 400, "1" * 19, ".inf",
    "-.INF", ".nan", ".NaN", "true", "True", "TRUE", "tRue", "yes", "no", "on", "off", "null",
    "Null", "~", "", "2026-03-15", "2026-3-5", "2026-03-15T08:00:00+08:00", "2026-03-15 08:00",
    "12:30", "1:2:3", "=", "<<", "-", "?", ":", "a: b", "a:b", "a #b", "a#b", "#", "&a x", "*a",
    "!t x", "!", "%a", "@a", "`a", "|", ">", "'", '"', "[", "]", "{", "}", ",", "[]", "{}", "a,b",
    "'a''b'", '"a\\nb"', '"\\u4e2d"', "---", "...", "售后", "“引”", "\u3000", "\ufeff", "\u2028",
    "\x85", "\xa0", "a\tb", "1,000", "1 000", chr(0x661), "0.1", "1e-3", "08", "-08", "1__0", "0_1",
])  # fmt: skip
words = plain | st.text(st.characters(codec="utf-8"), max_size=8)
keys = st.sampled_from(["a", "b", "id", "1", "true", "null", "~", "中", '"a"', "'1'", "<<", "? a"])


def block(depth: int) -> st.SearchStrategy[str]:
    """Return a strategy for YAML written by hand, sound or not: lines, lists, flow, quotes."""
    if depth == 0:
        return words
    inner = block(depth - 1)

    def mapping(pairs: list[tuple[str, str]]) -> str:
        return "".join(f"\n{key}: {value.replace(chr(10), chr(10) + '  ')}" for key, value in pairs)

    def sequence(items: list[str]) -> str:
        return "".join(f"\n- {item.replace(chr(10), chr(10) + '  ')}" for item in items)

    return st.one_of(
        words,
        st.lists(st.tuples(keys, inner), min_size=1, max_size=3).map(mapping),
        st.lists(inner, min_size=1, max_size=3).map(sequence),
        st.lists(words, max_size=3).map(lambda each: "[" + ", ".join(each) + "]"),
        st.lists(st.tuples(keys, words), max_size=2).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        ),
        st.lists(words, max_size=3).map(lambda each: "|\n" + "\n".join(each)),
        st.lists(words, max_size=3).map(lambda each: ">-\n" + "\n".join(each)),
    )


documents = block(3).map(lambda text: text.lstrip("\n") + "\n")


@settings(max_examples=1500, deadline=None, derandomize=True)
@example("a: 012\n")
@example("- <<: {a: 1}\n")
@example("%YAML 1.1\n---\na: yes\n")
@example('1: a\n"1": b\n')
@example("{at: 2026-03-15T08:00:00+08:00}\n")
@given(documents)
def test_the_two_readers_agree_on_whatever_is_written(text: str) -> None:
    assert agree(text), (yaml.parsed(text), text)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.binary(max_size=60) | documents.map(str.encode))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    text = yaml.decoded(content)
    found = text if isinstance(text, yaml.BadYaml) else yaml.parsed(text)
    if isinstance(found, yaml.BadYaml):
        assert found.line >= 1


data = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.dates().map(dt.date.isoformat)
    | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=800, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), data, min_size=1))
def test_what_is_written_reads_back_the_same(written: dict[str, Any]) -> None:
    text = yaml.dumped(written)
    found = yaml.parsed(text)
    assert isinstance(found, yaml.BadYaml) or same(found, written), text


@pytest.mark.parametrize("text", ["a: 1\n", "- a\n- b\n", "x: {y: [1, 2]}\n"])
def test_ordinary_files_are_accepted(text: str) -> None:
    assert not isinstance(yaml.parsed(text), yaml.BadYaml)


def places(text: str) -> dict[tuple[str | int, ...], tuple[int, int]]:
    """Return line and column of all in a text by its keys, as ruamel.yaml alone finds them."""
    found: dict[tuple[str | int, ...], tuple[int, int]] = {}

    def walk(node: Any, keys: tuple[str | int, ...], mark: Any) -> None:
        found.setdefault(keys, (mark.line + 1, mark.column + 1))
        if node.id == "mapping":
            for key, value in node.value:
                walk(value, (*keys, str(key.value)), key.start_mark)
        elif node.id == "sequence":
            for index, each in enumerate(node.value):
                walk(each, (*keys, index), each.start_mark)

    root = YAML(typ="rt", pure=True).compose(text)
    if root is not None:
        walk(root, (), root.start_mark)
    return found


def test_every_place_in_the_repository_is_where_the_exact_reader_finds_it() -> None:
    for path in FILES[::7]:
        text = path.read_text(encoding="utf-8")
        for keys_, place in places(text).items():
            assert yaml.located(text, keys_) == place, (path, keys_)


@settings(max_examples=800, deadline=None, derandomize=True)
@example("# c\n  - a: 1\n    b: |\n      - x\n  - {a: 2}\n")
@example('- "x\n- y"\n- z: 1\n')
@example("a:\n- 1\n- 2\nb: 3\n")
@example("{a: 1,\nb: 2}\n")
@given(documents)
def test_places_in_whatever_is_written_are_where_the_exact_reader_finds_them(text: str) -> None:
    if isinstance(yaml.parsed(text), dict | list):
        for keys_, place in places(text).items():
            assert yaml.located(text, keys_) == place, keys_
