"""A figure of the manual stands once: text, rules and pictures follow the register (2.2)."""

import re
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.model.finding import Finding
from qms.model.kinds.ch02_limits import PREFIX, Limit, States, Unit
from qms.model.kinds.ch05_leadership import Post
from qms.model.manual import filled
from qms.model.prose import figures_in
from qms.operations.checking.coverage import covered
from qms.publish.change_pack import receipt_within
from qms.publish.matrix.promises import render
from qms.publish.pictures.tables import promise_clocks
from qms.rules import all_rules
from qms.settings import Limits, ManualSettings, settings_from
from qms.standing.bound import Binding, stated_in
from qms.standing.limits import BOUND, BOUND_MANUAL, counted, is_usable, settings_with
from qms.store.loading import load
from tests.testing.attacking import findings
from tests.testing.records import DAY, sample
from tests.testing.repository import commit, repository, write

# Settings of old that no rule has ever gone by; front matter says how often evidence is wanted.
UNCOUNTED = {"workplace.inspection", "complaint.repeat", "training.plan.check"}
REGISTER = "records/limit/limits.yaml"
ENTRY = (
    "- {id: copies.receipt, name: 例, name_en: x, clause: '1', states: deadline, value: VALUE,"
    " unit: day}\n"
)


def test_every_figure_of_the_manual_is_bound_or_listed_with_its_reason() -> None:
    every = stated_in(sample())
    assert [each for each in every if each.binding is Binding.open] == []
    bound = sum(each.binding is Binding.bound for each in every)
    assert bound / len(every) >= Decimal("0.9")


def test_every_figure_that_rules_go_by_is_registered_and_converts() -> None:
    known = sample()
    for field, name in (BOUND | BOUND_MANUAL).items():
        entry = known.find(Limit, name)
        assert entry is not None, name
        assert is_usable(field, entry), name
    fields = set(Limits.model_fields) | set(ManualSettings.model_fields)
    assert fields - BOUND.keys() - BOUND_MANUAL.keys() == {
        "file_mebibytes", "number", "title", "words",
    }  # fmt: skip


@given(data=st.data())
def test_another_figure_changes_text_and_rules_together(data: st.DataObject) -> None:
    known = sample()
    entries = [each for each in known.all(Limit) if each.value is not None]
    changed = [
        each.model_copy(update={"value": each.value + data.draw(st.integers(1, 9))})
        for each in entries
        if each.value is not None
    ]
    before, after = known.settings, settings_with(known.settings, changed)
    for old, new in zip(entries, changed, strict=True):
        if old.states is not States.none:
            assert before.variables[f"{PREFIX}{old.id}"] == old.printed
            assert after.variables[f"{PREFIX}{old.id}"] == new.printed != old.printed
    names = {each.id: each for each in changed}
    for field, name in BOUND.items():
        found = counted(field, names[name])
        if is_usable(field, names[name]):
            assert getattr(after.limits, field) == found != getattr(before.limits, field)


def test_the_text_of_every_clause_prints_what_the_register_says() -> None:
    known = sample()
    entries = {f"{PREFIX}{each.id}": each for each in known.all(Limit)}
    for _, clause in known.clauses:
        for name in re.findall(r"\{\{ (limit\.\S+) \}\}", clause.body):
            assert entries[name].printed in filled(clause.body, known.settings.variables)
    assert "{{" not in known.settings.promise
    assert entries["limit.promise.reply"].printed in known.settings.promise


def test_the_table_of_the_clocks_follows_the_register() -> None:
    known = sample()
    entries = [
        each.model_copy(update={"value": Decimal(31)}) if each.id == "promise.reply" else each
        for each in known.all(Limit)
    ]
    other = replace(known, settings=settings_with(known.settings, entries))
    assert "31 小时" in str(promise_clocks(other))


def test_the_slip_of_a_package_follows_the_register(root: Path) -> None:
    known = sample()
    entries = [
        each.model_copy(update={"value": Decimal(9)}) if each.id == "copies.receipt" else each
        for each in known.all(Limit)
    ]
    assert receipt_within(settings_with(known.settings, entries)) == " 9 日"
    assert receipt_within(load(root, as_of=DAY).settings) == "十五日"  # as it was always printed


def test_a_post_that_gets_another_name_is_found_wherever_the_text_still_has_the_old_one() -> None:
    known = sample()
    posts = known.all(Post)
    text = "\n".join(chapter.body for chapter in known.chapters)
    (judge,) = [each for each in all_rules() if each.code == "ORG104"]
    for post in posts:
        if post.name not in text:
            continue
        others = [
            each.model_copy(update={"name": "另一席位"}) if each.id == post.id else each
            for each in posts
        ]
        tables = {**known.tables, "post": others}
        found = {
            str(each.values["name"])
            for each in judge(replace(known, tables=tables))
            if isinstance(each, Finding)
        }
        assert any(each in post.name or post.name in each for each in found), post.name


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("应在三十日内修订", ["三十日"]),
        ("每季度一次，不少于 5 %", ["每季度", "5 %"]),
        ("单笔 50 000 元以上，2 个工作日内", ["50 000 元", "2 个工作日"]),
        ("每年 12 月 20 日之前", ["12 月 20 日", "每年"]),
        ("按 8.2.4 和第十章，见表 8-1；下一年度；同一年度", []),
        ("每一次、一台、一名工程师；第一次；部分、百分之百；完成", []),
        ("时限 {{ limit.promise.reply }}，不是 48 小时", ["48 小时"]),
        ("达到三次的；修改已达 9 次", ["三次", "9 次"]),
        ("超过六成；半年至少查新", ["六成", "半年"]),
        ("GB/T 27922—2011、2026年版", []),
    ],
)
def test_what_is_a_figure_of_the_prose(line: str, wanted: list[str]) -> None:
    assert sorted(words for _, words in figures_in(line)) == sorted(wanted)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("limits") / "root")


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "root", symlinks=True))


def told(root: Path) -> list[str]:
    return [each["message"] for each in findings(root) if each["code"] == "FIX104"]


@pytest.mark.attacks
def test_an_entry_that_says_otherwise_than_what_applied_is_found(root: Path) -> None:
    write(root, {REGISTER: ENTRY.replace("VALUE", "15")})
    assert told(root) == []  # as it applied before there was a register
    write(root, {REGISTER: ENTRY.replace("VALUE", "150")})
    (said,) = told(root)
    assert "value of copies.receipt was changed from 15 to 150" in said
    hash_ = commit(root)
    (said,) = told(root)
    assert hash_[:12] in said


@pytest.mark.attacks
def test_an_entry_changed_or_taken_out_and_brought_back_otherwise_is_found(root: Path) -> None:
    write(root, {REGISTER: ENTRY.replace("VALUE", "15")})
    commit(root)
    write(root, {REGISTER: ENTRY.replace("VALUE", "2").replace("unit: day", "unit: week")})
    assert ["from 15 to 14" in said for said in told(root)] == [True]
    write(root, {REGISTER: "[]\n"})
    commit(root)
    write(root, {"records/limit/more.yaml": ENTRY.replace("VALUE", "60")})
    assert ["from 15 to 60" in said for said in told(root)] == [True]


def test_without_a_register_the_limits_of_the_settings_apply() -> None:
    settings = settings_from({
        "company": {},
        "promise": "x",
        "manual": {"number": "x"},
        "limits": {"receipt_days": 3},
    })
    assert settings_with(settings, ()).limits.receipt_days == settings.limits.receipt_days
    entry = Limit.model_construct(
        id="copies.receipt", value=Decimal(2), unit=Unit.week, states=States.deadline, on="",
        words="",
    )  # fmt: skip
    ruled = settings_with(settings, [entry])
    assert ruled.limits.receipt_days == counted("receipt_days", entry)
    assert ruled.overruled == ("limits.receipt_days",)


def test_the_coverage_page_has_every_clause_figure_and_rule() -> None:
    known = sample()
    whole = covered(known, all_rules())
    assert [row.clause for row in whole.rows] == [clause.number for _, clause in known.clauses]
    assert [stated for stated, _ in whole.figures] == list(stated_in(known))
    assert {code for row in whole.rows for code in row.rules} == {
        each.code for each in all_rules() if each.clause in {row.clause for row in whole.rows}
    }
    by_entry = {stated.entry: codes for stated, codes in whole.figures}
    for name in {*BOUND.values(), *BOUND_MANUAL.values()} - UNCOUNTED:
        assert by_entry[name], name
    page = render(whole, "zh")
    for row in whole.rows:
        assert row.clause in page
    for stated, _ in whole.figures:
        assert stated.entry in page
    assert "未登记 0" in page
