"""A clause that is taken out or added: the list is whole, nothing is changed (2.2.3)."""

import datetime as dt
import re
from pathlib import Path

import pytest

from qms.model.finding import Finding
from qms.operations.checking.check import check
from qms.rules import all_rules
from qms.standing.hanging import addition, removal
from qms.store.loading import load
from tests.testing.repository import git, qms
from tests.testing.sample import sample_in

DAY = dt.date(2026, 11, 23)
CHAPTER = "manual/08-operation.md"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_in(tmp_path_factory.mktemp("clause") / "company")


def found(root: Path) -> dict[str, Finding]:
    return {
        f"{each.code} {each.place.path} {each.say('en')}": each
        for each in check(root, load(root, as_of=DAY)).findings
    }


def test_whatever_breaks_when_a_clause_goes_was_on_the_list(root: Path) -> None:
    listed = removal(load(root, as_of=DAY), "8.2.7", all_rules())
    text = next(each for each in listed if each.what.zh.startswith("正文 8.2.7"))
    first, last = map(int, re.findall(r"\d+", text.edit.en))
    before = found(root)
    path = root / CHAPTER
    whole = path.read_text(encoding="utf-8")
    lines = whole.split("\n")
    assert "8.2.7" in lines[first - 1]
    kept = "\n".join([*lines[: first - 1], *lines[last:]])
    path.write_text(re.sub(r'  "8\.2\.7":\n(?:    .*\n)+', "", kept, count=1), encoding="utf-8")
    try:
        new = [each for key, each in found(root).items() if key not in before]
    finally:
        path.write_text(whole, encoding="utf-8")
    assert new
    places = {each.place.path for each in listed}
    records = {each.place.record for each in listed if each.place.record}
    for each in new:
        assert each.place.path in places or each.place.record in records, each.say("en")


def test_citations_forms_figures_and_rules_are_on_the_list(root: Path) -> None:
    listed = removal(load(root, as_of=DAY), "8.4", all_rules())
    said = "\n".join(each.what.zh for each in listed)
    for words in ("正文 8.4", "引用 8.4", "不合格服务处置单", "nonconforming.major", "NCF101"):
        assert words in said, words
    sections = removal(load(root, as_of=DAY), "8.3", all_rules())
    complaints = "\n".join(
        each.what.zh for each in removal(load(root, as_of=DAY), "8.3.6", all_rules())
    )
    assert "3.2 的正文提到《客户投诉处理单》" in complaints
    assert {"正文 8.3.6", "正文 8.3.1"} <= {each.what.zh.split(" 客户")[0] for each in sections}


def test_a_new_clause_stands_in_its_order(root: Path) -> None:
    snapshot = load(root, as_of=DAY)
    text = next(each for each in addition(snapshot, "8.2.8", "租赁") if each.place.line != 1
                and each.place.path == CHAPTER)  # fmt: skip
    lines = (root / CHAPTER).read_text(encoding="utf-8").split("\n")
    following = next(line for line in lines[text.place.line or 0 :] if line.startswith("#"))
    assert following.startswith("## 8.3")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("remove", "8.2.77"), "没有条款 8.2.77"),
        (("add", "8.2.7", "--title", "x"), "已有条款 8.2.7"),
        (("add", "8.9.1", "--title", "x"), "没有上级条款 8.9"),
        (("add", "eight", "--title", "x"), "编号"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    root: Path, words: tuple[str, ...], said: str
) -> None:
    before = git(root, "status", "--porcelain")
    done = qms(root, "clause", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert git(root, "status", "--porcelain") == before
