"""Days and words at their edge in the rules of chapters 2 to 6."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from qms.model.rule import Rule
from qms.rules import all_rules
from tests.rules.test_examples import codes
from tests.testing.repository import repository


def named(code: str) -> Rule:
    return next(rule for rule in all_rules() if rule.code == code)


def found(root: Path, code: str, files: Mapping[str, str], day: dt.date) -> bool:
    rule = named(code)
    example = type(rule.bad)(files, as_of=day)
    return any(each.code == code for each in codes(repository(root), example))


def changed(code: str, old: str, new: str, *, bad: bool = False) -> dict[str, str]:
    rule = named(code)
    files = dict((rule.bad if bad else rule.good).files)
    assert any(old in text for text in files.values())
    return {path: text.replace(old, new) for path, text in files.items()}


@pytest.mark.parametrize(("day", "is_late"), [(31, False), (1, True), (10, False)])
def test_a_measure_done_later_was_overdue_on_the_days_between(
    day: int, is_late: bool, tmp_path: Path
) -> None:
    files = changed("PLN102", "2026-03-20", "2026-04-10")
    month = 3 if day == 31 else 4
    assert found(tmp_path, "PLN102", files, dt.date(2026, month, day)) is is_late


@pytest.mark.parametrize(("day", "is_late"), [(30, False), (1, True), (10, False)])
def test_a_risk_answered_later_was_overdue_on_the_days_between(
    day: int, is_late: bool, tmp_path: Path
) -> None:
    old = '"due": "2026-06-30"'
    files = changed("RSK104", old, f'{old}, "done_on": "2026-07-10"', bad=True)
    month = 6 if day == 30 else 7
    assert found(tmp_path, "RSK104", files, dt.date(2026, month, day)) is is_late


def test_a_plan_owes_no_result_before_it_is_done(tmp_path: Path) -> None:
    rule = named("RSK105")
    assert not found(tmp_path, "RSK105", rule.bad.files, dt.date(2026, 6, 29))


def test_a_description_without_qualification_is_incomplete(tmp_path: Path) -> None:
    files = changed("ORG101", '"education": "例"', '"education": ""')
    assert found(tmp_path, "ORG101", files, dt.date(2026, 11, 23))


@pytest.mark.parametrize(
    ("sentence", "is_other"),
    [
        ("客户来访、来函、来电，72小时内给予反馈和处理。", True),
        ("客户来访、来函、来电，48小时内给予反馈和处理。", False),
        ("公司承诺：客户来访、来函、来电，48小时内给予反馈和处理。", False),
        ("- **客户来访、来函、来电，48小时内给予反馈和处理。**", False),
        ("我们48小时内给予反馈和处理，请放心。", False),
        ("1. 客户来访、来函、来电，48小时内给予反馈。", True),
        ("客服热线专员应在客户联系时当场登记并告知编号。", False),
    ],
)
def test_the_promise_is_compared_outside_quotes_too(
    sentence: str, is_other: bool, tmp_path: Path
) -> None:
    files = changed("PRM101", "“另一句完全不相干的引文在这里。”", sentence)
    files["qms.yml"] = (
        "company: {name: 例, short: 例}\nmanual: {number: QM-01}\n"
        "promise: 客户来访、来函、来电，48小时内给予反馈和处理。\n"
    )
    assert found(tmp_path, "PRM101", files, dt.date(2026, 11, 23)) is is_other


@pytest.mark.parametrize(
    ("text", "is_unknown"),
    [
        ("由客户服务部负责", True),
        ("售后服务部、人事部和售后服务部会签", True),
        ("由总经理部决定", True),
        ("供应链部办理", True),
        ("EHS部办理", True),
        ("各有关责任部应配合", False),
        ("按商务部、工业和信息化部公告办理，在俱乐部举行", False),
        ("机器的头部和尾部、公司总部、我国西部、缆芯端部、国家部委、阅读部首、干部", False),
        ("将客户部资料归档", True),
        ("由售后服务部部长负责", False),
        ("内部和外部的全部部件由各部门分别处理", False),
    ],
)
def test_only_what_reads_like_a_department_is_looked_up(
    text: str, is_unknown: bool, tmp_path: Path
) -> None:
    files = changed("ORG103", "客户关系管理部应学习本手册", text, bad=True)
    assert found(tmp_path, "ORG103", files, dt.date(2026, 11, 23)) is is_unknown


def test_a_look_up_older_than_the_register_is_overtaken(tmp_path: Path) -> None:
    later = ('"last_checked": "2026-03-01"', '"last_checked": "2026-03-03"')
    files = changed("LAW104", *later, bad=True)
    assert found(tmp_path / "gone", "LAW104", files, dt.date(2026, 11, 23))
    files = changed("LAW104", *later) | {}
    upcoming = {path: text.replace('"state": "in-force"}', '"state": "upcoming"}')
                for path, text in files.items()}  # fmt: skip
    assert not found(tmp_path / "since", "LAW104", upcoming, dt.date(2026, 11, 23))


@pytest.mark.parametrize(
    ("code", "old", "new", "is_other"),
    [
        ("OBJ108", '"90"', '"90.0"', False),
        ("OBJ108", '"sum"', '"average"', True),
        ("OBJ108", ', "targets": {"2026": "50"}', ', "targets": {}', True),
        ("OBJ109", '"93"', '"93.0"', False),
        ("OBJ109", '"96"', '"97"', True),
        ("OBJ109", '"96"', '"95.3"', False),
        ("OBJ109", 'value: "96"', "value: null", False),
    ],
)
def test_an_average_is_rounded_like_the_value_and_needs_all_below(
    code: str, old: str, new: str, is_other: bool, tmp_path: Path
) -> None:
    files = changed(code, old, new)
    assert found(tmp_path, code, files, dt.date(2026, 11, 23)) is is_other
