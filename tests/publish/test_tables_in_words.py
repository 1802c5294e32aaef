"""A package says in words what changed in the tables that are drawn from registers."""

import datetime as dt
from dataclasses import replace

import pytest

from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_documents import Form
from qms.model.pages import Paging
from qms.model.snapshot import Snapshot
from qms.publish.book.book import Book
from qms.publish.book.imprint import Imprint
from qms.publish.book.paging import LaidPart
from qms.publish.book.parts import parts_of
from qms.publish.change_pack.registers import table_changes
from qms.store.loading import load
from tests.testing.sample import ROOT

DRAWN = "# 5 领导作用\n\n## 5.3 职责\n\n![部门一览](table:departments)\n"


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    found = load(ROOT, as_of=dt.date(2026, 11, 23))
    chapter = next(each for each in found.chapters if each.front.chapter == "5")
    return replace(found, chapters=(replace(chapter, body=DRAWN),))


def _book(snapshot: Snapshot) -> Book:
    parts = tuple(LaidPart(part, Paging(()), ()) for part in parts_of(snapshot))
    return Book(Imprint(snapshot, None, snapshot), None, parts)


def _said(before: Snapshot, after: Snapshot) -> dict[str, tuple[str, ...]]:
    return {each.title: each.lines for each in table_changes(_book(before), _book(after))}


def _with(snapshot: Snapshot, kind: str, rows: tuple[object, ...]) -> Snapshot:
    return replace(snapshot, tables={**snapshot.tables, kind: rows})


def test_nothing_is_said_where_nothing_changed(sample: Snapshot) -> None:
    assert _said(sample, sample) == {}


def test_what_came_what_went_and_what_changed_is_said_by_cell(sample: Snapshot) -> None:
    first, second, *rest = sample.all(Department)
    after = _with(sample, "department", (first.model_copy(update={"duties": "全部新事"}), *rest))
    lines = _said(sample, after)["表 5-1 部门一览"]
    assert f"改动：{first.name}：主要职责 {first.duties} → 全部新事" in lines
    assert any(line.startswith(f"取消：{second.name}（负责岗位") for line in lines)
    assert len(lines) == 2
    back = _said(after, sample)["表 5-1 部门一览"]
    assert any(line.startswith(f"增加：{second.name}（负责岗位") for line in back)


def test_a_form_of_the_annex_that_is_revised_is_named(sample: Snapshot) -> None:
    first, *rest = sample.all(Form)
    after = _with(sample, "form", (first.model_copy(update={"version": "Z/9"}), *rest))
    said = _said(sample, after)
    assert said["附录 C 记录清单"] == (f"改动：{first.id}：版本 {first.version} → Z/9",)


def test_a_row_that_is_cut_into_parts_is_compared_whole(sample: Snapshot) -> None:
    first, *rest = sample.all(Department)
    long = "、".join(f"第{n}项职责" for n in range(900))
    before = _with(sample, "department", (first.model_copy(update={"duties": long}), *rest))
    changed = first.model_copy(update={"duties": f"{long}。"})
    after = _with(sample, "department", (changed, *rest))
    (line,) = _said(before, after)["表 5-1 部门一览"]
    assert line == f"改动：{first.name}：主要职责 {long} → {long}。"
