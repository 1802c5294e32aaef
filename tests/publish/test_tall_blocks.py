"""What is longer than a page is cut into parts that are pages' blocks like any other."""

import datetime as dt
import re
from pathlib import Path

import pytest

from qms.model.snapshot import Snapshot
from qms.publish.book.blocks import Maker
from qms.publish.book.cutting import cut
from qms.publish.templating import Markup
from qms.store.loading import load
from tests.testing.repository import commit, qms, repository, text_of

SENTENCE = "各部门应按本手册办理，办理结果记入记录，并由本部门负责人核对后归档保存。"
NUMBERED = "".join(f"第{n}句：{SENTENCE}" for n in range(120))
NESTED = "\n".join(f"{'   ' * (n % 5)}1. 第{n}句：{SENTENCE}" for n in range(120))
TALL = {
    "row": f"| 甲 | 乙 |\n| --- | --- |\n| 起头 | {NUMBERED} |\n| 收尾 | 短 |",
    "cells": f"| 甲 | 乙 |\n| --- | --- |\n| {NUMBERED} | {NUMBERED[:900]} |",
    "paragraph": NUMBERED,
    "item": f"1. 短\n2. {NUMBERED}\n3. 短",
    "quotation": f"> {NUMBERED}",
    "nested": f"1. 短\n   {NESTED.replace(chr(10), chr(10) + '   ')}\n2. 短",
    "no stop": "字" * 4_000,
    "address": "https://example.org/" + "a/" * 2_500,
    "bold": " ".join(f"**字{n}**" for n in range(900)),
    "entities": "“A&B <C>” " * 700,
}
TAG = re.compile(r"<[^>]*>")
OPENED = re.compile(r"<(/?)([a-z]+)")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return load(repository(tmp_path_factory.mktemp("tall") / "r"), as_of=dt.date(2026, 1, 1))


def _words(made: str) -> str:
    return re.sub(r"\s", "", TAG.sub("", made))


def _maker(snapshot: Snapshot, text: str) -> Maker:
    maker = Maker("1", snapshot)
    maker.markdown(text)
    return maker


@pytest.mark.parametrize("kind", TALL)
def test_the_parts_say_all_that_the_whole_said_and_each_is_well_formed(
    kind: str, snapshot: Snapshot
) -> None:
    pieces = _maker(snapshot, TALL[kind]).pieces
    parts = cut(pieces)
    assert len(parts) > len(pieces)
    if kind == "cells":  # read column by column, as each cell goes on below itself
        rows = [re.findall(r"<td[^>]*>(.*?)</td>", each.html) for each in parts]
        assert _words("".join(row[0] for row in rows)) == _words(NUMBERED)
        assert _words("".join(row[1] for row in rows)) == _words(NUMBERED[:900])
    else:
        whole = "".join(each.html for each in pieces)
        assert _words("".join(each.html for each in parts)) == _words(whole)
    assert len({each.id for each in parts}) == len(parts)
    for each in parts:
        _assert_closed(each.html)


def _assert_closed(made: Markup) -> None:
    opened: list[str] = []
    for closing, name in OPENED.findall(made):
        if closing:
            assert opened.pop() == name
        elif name not in {"br", "hr", "img"}:
            opened.append(name)
    assert not opened


@pytest.mark.parametrize("kind", TALL)
def test_what_a_release_has_whole_stays_whole(kind: str, snapshot: Snapshot) -> None:
    pieces = _maker(snapshot, TALL[kind]).pieces
    assert list(cut(pieces, {each.block.digest for each in pieces})) == pieces


def test_another_word_at_the_end_leaves_the_parts_before_it_as_they_are(
    snapshot: Snapshot,
) -> None:
    text = TALL["row"]
    before = cut(_maker(snapshot, text).pieces)
    after = cut(_maker(snapshot, text.replace("第119句", "最末一句")).pieces)
    pairs = [(a.block.digest, b.block.digest) for a, b in zip(before, after, strict=True)]
    assert [a == b for a, b in pairs].count(False) == 1


@pytest.mark.paper
@pytest.mark.parametrize("kind", ["row", "cells", "item", "nested"])
def test_a_chapter_with_what_is_longer_than_a_page_prints_whole(kind: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    chapter = root / "manual/01-order.md"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(f"{text}\n{TALL[kind]}\n\n最后一段。\n", encoding="utf-8")
    commit(root)
    for name in ("book.pdf", "again.pdf"):
        said = qms(root, "pdf", "--draft", "--output", str(tmp_path / name), "--lang", "zh")
        assert said.exit_code == 0, said.stderr
    assert (tmp_path / "book.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()
    pages = text_of(tmp_path / "book.pdf").split("\f")
    printed = re.sub(r"\s", "", "".join(pages))
    assert all(f"第{n}句：" in printed for n in range(120))
    if kind == "row":
        assert all("甲" in page for page in pages if SENTENCE[:8] in page), "the head comes again"


def test_a_word_without_an_end_stays_within_the_measure(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    chapter = root / "manual/01-order.md"
    text = chapter.read_text(encoding="utf-8")
    words = f"{'A' * 900}Z\n\n| 甲 | 乙 |\n| --- | --- |\n| 一 | {'7' * 900}8 |"
    chapter.write_text(f"{text}\n{words}\n", encoding="utf-8")
    commit(root)
    book = tmp_path / "book.pdf"
    assert qms(root, "pdf", "--draft", "--output", str(book)).exit_code == 0
    printed = re.sub(r"\s", "", text_of(book))
    assert printed.count("A" * 20)
    assert "AZ" in printed
    assert "78" in printed
