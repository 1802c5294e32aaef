"""The sheet of the self-evaluation: 15 indicators, with what is known of each beside it (9.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qms.forms.answers import Column
from qms.model.figure import Result
from qms.model.finding import Finding
from qms.model.kinds.ch09_evaluation import EvaluatedIndicator, EvaluationItem
from qms.publish.evaluation import Sheet
from qms.standing.evidence import Beside
from qms.text import Lang, Text

ITEMS = (
    Column("item", Text(zh="编号", en="Item")),
    Column("name", Text(zh="指标", en="Indicator")),
    Column("group", Text(zh="组别", en="Group")),
    Column("points", Text(zh="分值", en="Points")),
    Column("looks_at", Text(zh="核对内容", en="What is looked at")),
    Column("records", Text(zh="已有记录", en="Records there are")),
    Column("figures", Text(zh="指标数据", en="Figures")),
    Column("findings", Text(zh="检查发现", en="What the check found")),
    Column("last", Text(zh="上次评价", en="Last evaluation")),
    Column("applicable", Text(zh="适用（是/否）", en="Applicable (yes/no)"), is_asked=True),
    Column("met", Text(zh="符合（是/否）", en="Met (yes/no)"), is_asked=True),
    Column("checked", Text(zh="抽样数", en="Sampled"), is_asked=True),
    Column("failed", Text(zh="不符合数", en="Failed"), is_asked=True),
    Column("evidence", Text(zh="证据", en="Evidence"), is_asked=True),
    Column("note", Text(zh="说明", en="Note"), is_asked=True),
    Column("finding", Text(zh="发现项", en="Finding"), is_asked=True),
)
SPECIALS = (
    Column("kind", Text(zh="扣分或加分", en="Deduction or bonus"), is_asked=True),
    Column("reason", Text(zh="原因", en="Reason"), is_asked=True),
)
DEDUCTION = Text(zh="扣分", en="deduction")
BONUS = Text(zh="加分", en="bonus")
ITEMS_NAME = Text(zh="评价指标", en="Items")
SPECIALS_NAME = Text(zh="特殊扣分加分", en="Specials")


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """An indicator with what is known about it before anybody judges."""

    item: EvaluationItem
    records: tuple[Beside, ...]
    figures: tuple[Result, ...]
    findings: tuple[Finding, ...]
    last: EvaluatedIndicator | None


def sheets(items: Sequence[PreparedItem], lang: Lang) -> tuple[Sheet, Sheet]:
    """Return the sheet of the items, and an empty one for special deductions and the bonus."""
    return (
        Sheet(ITEMS_NAME, ITEMS, tuple(_row(each, lang) for each in items)),
        Sheet(SPECIALS_NAME, SPECIALS, ()),
    )


def _row(prepared: PreparedItem, lang: Lang) -> Mapping[str, str]:
    item = prepared.item
    return {
        "item": item.id,
        "name": item.name,
        "group": item.group.label.say(lang),
        "points": str(item.points),
        "looks_at": item.looks_at,
        "records": "\n".join(each.say(lang) for each in prepared.records),
        "figures": "\n".join(_figure(each, lang) for each in prepared.figures),
        "findings": "\n".join(f"{each.code} {each.say(lang)}" for each in prepared.findings),
        "last": _last(prepared.last, lang),
    }


def _figure(result: Result, lang: Lang) -> str:
    name = result.kpi.name if lang == "zh" else result.kpi.name_en
    aim = "—" if result.target is None else str(result.target)
    return _AIM.say(lang, name=name, value=result.shown(lang), aim=aim)


def _last(last: EvaluatedIndicator | None, lang: Lang) -> str:
    if last is None:
        return ""
    if not last.applicable:
        return f"{_EXCLUDED.say(lang)} {last.note}"
    if last.sampled is not None:
        return _SAMPLED.say(lang, failed=last.sampled.failed, checked=last.sampled.checked)
    return (_MET if last.met else _NOT_MET).say(lang)


_AIM = Text(zh="{name} {value}，目标 {aim}", en="{name} {value}, target {aim}")
_EXCLUDED = Text(zh="不适用", en="not applicable")
_SAMPLED = Text(zh="抽样 {checked}，不符合 {failed}", en="{failed} of {checked} failed")
_MET = Text(zh="符合", en="met")
_NOT_MET = Text(zh="不符合", en="not met")
