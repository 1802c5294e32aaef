"""Self-evaluation, audit and compliance evaluation: independent, complete, followed (9.4, 9.6)."""

from collections.abc import Iterator
from decimal import Decimal

from qms.model.calendar import months_later
from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch06_obligations import Compliance
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch09_evaluation import (
    ComplianceEvaluation,
    EvaluationItem,
    IndicatorGroup,
    InternalAudit,
    SelfEvaluation,
)
from qms.model.kinds.record import called, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.standing.scoring import GROUP_POINTS
from qms.text import Text

_FILE = "records/self-evaluation/2026/ZP-2026-0001.yaml"
_ITEMS = "records/evaluation-item/items.yaml"
_QUALITY = (
    "- {id: quality, name: 质检部, name_en: Quality, head_post: general-manager, duties: 检查}\n"
)
_ELSEWHERE = {
    "records/department/quality.yaml": _QUALITY,
    "records/person/quality.yaml": (
        "- id: P-009\n  name: 丁四\n  department: quality\n  joined: 2020-01-01\n"
        "  posts: [{post: general-manager, since: 2020-01-01}]\n"
    ),
}


def _evaluation(
    *, evaluator: str = "P-009", met: str = "true", more: str = "", day: str = "2026-10-26"
) -> str:
    return (
        f"id: ZP-2026-0001\nform: QR-9.6-01 A/0\ndate: {day}\ndepartment: after-sales\n"
        f"filled_by: P-001\nstatus: closed\nyear: 2026\narea: after-sales\n"
        f"evaluators: [{evaluator}]\npoints_note: 例\nindicators:\n"
        f"  - indicator: 5.1-1\n    name: 组织架构\n    group: '5.1'\n    points: '40'\n"
        f"    met: {met}\n    evidence: 例\n{more}conclusion: 例\n"
    )


def _item(number: str, points: str) -> str:
    return (
        f"- id: {number}\n  name: 例\n  group: '{number[:3]}'\n  points: '{points}'\n"
        "  points_note: 例\n  looks_at: 例\n"
    )


_SOUND_ITEMS = _item("5.1-1", "40") + _item("5.2-1", "35") + _item("5.3-1", "25")


@rule(
    "EVL101",
    clause="9.6",
    severity=Severity.ERROR,
    reads=(InternalAudit, Person, SelfEvaluation),
    title=Text(zh="评价人与被评价部门无关", en="Nobody evaluates their own department"),
    message=Text(
        zh="{record} 的评价人 {name} 属于被评价的{area}",
        en="{name}, who evaluated in {record}, belongs to the area evaluated, {area}",
    ),
    why=Text(zh="自己评自己，结论不可信。", en="Nobody is impartial about their own work."),
    cure=Text(
        zh="由无关人员重做该部分，另立一份记录。",
        en="Have somebody from elsewhere do it again and file that.",
    ),
    bad=Example({_FILE: _evaluation(evaluator="P-001")}),
    good=Example({_FILE: _evaluation(), **_ELSEWHERE}),
    owner="quality",
    references=("ISO 9001:2015 9.2.2",),
)
def evaluator_from_the_area(snapshot: Snapshot) -> Iterator[Hit]:
    """An evaluator, auditor or leader belongs to the department that was looked at."""
    people = {each.id: each for each in snapshot.all(Person)}
    looked: tuple[SelfEvaluation | InternalAudit, ...] = (
        *snapshot.live(SelfEvaluation),
        *snapshot.live(InternalAudit),
    )
    for record in looked:
        looking = (
            record.evaluators
            if isinstance(record, SelfEvaluation)
            else (record.leader, *record.auditors)
        )
        for number in dict.fromkeys(looking):
            person = people.get(number)
            if person is not None and person.department == record.area:
                yield hit(
                    place_of(record, "area"),
                    mark=number,
                    record=record.id,
                    name=called(person),
                    area=record.area,
                )


@rule(
    "EVL102",
    clause="9.6",
    severity=Severity.ERROR,
    each=SelfEvaluation,
    title=Text(zh="失分项须整改", en="Points lost are followed by an action"),
    message=Text(
        zh="{record} 的 {items} 失分，而没有任何纠正措施",
        en="{record} lost points for {items}, and no corrective action followed",
    ),
    why=Text(
        zh="评价发现的问题均应整改并验证。",
        en="What an evaluation finds is put right and verified.",
    ),
    cure=Text(
        zh="开《纠正措施单》，来源写 {record}，并写入评价的 findings。",
        en="File a corrective action with the source {record}, and name it under `findings`.",
    ),
    bad=Example({_FILE: _evaluation(met="false"), **_ELSEWHERE}),
    good=Example({_FILE: _evaluation(), **_ELSEWHERE}),
    owner="quality",
)
def lost_points_without_an_action(snapshot: Snapshot) -> Iterator[Hit]:
    """An evaluation has items that lost points, and names no corrective action anywhere."""
    for evaluation in snapshot.live(SelfEvaluation):
        lost = [each for each in evaluation.indicators if each.has_failed]
        acted = evaluation.findings or any(each.action for each in lost)
        if lost and not acted:
            yield hit(
                place_of(evaluation, "indicators"),
                record=evaluation.id,
                items=" ".join(each.indicator for each in lost),
            )


@rule(
    "EVL103",
    clause="9.6",
    severity=Severity.ERROR,
    each=SelfEvaluation,
    title=Text(zh="特殊扣分须整改", en="Every special deduction is put right"),
    message=Text(
        zh="{record} 的特殊扣分“{reason}”没有纠正措施",
        en="{record} deducts for “{reason}” without a corrective action",
    ),
    why=Text(
        zh="违法、违反自定规范的事项必须整改。",
        en="A breach of law or of the company's own rules must be put right.",
    ),
    cure=Text(zh="开《纠正措施单》并写入 action。", en="File one and name it under `action`."),
    bad=Example({_FILE: _evaluation(more="deductions:\n  - reason: 违反承诺\n"), **_ELSEWHERE}),
    good=Example({_FILE: _evaluation(), **_ELSEWHERE}),
    owner="quality",
)
def deduction_without_an_action(snapshot: Snapshot) -> Iterator[Hit]:
    """A special deduction names no corrective action."""
    for evaluation in snapshot.live(SelfEvaluation):
        for index, each in enumerate(evaluation.deductions):
            if each.action is None:
                place = place_of(evaluation, "deductions", index)
                yield hit(place, record=evaluation.id, reason=each.reason)


@rule(
    "EVL104",
    clause="9.6",
    severity=Severity.ERROR,
    reads=(EvaluationItem,),
    title=Text(zh="各组分值为 40、35、25", en="The groups have 40, 35 and 25 points"),
    message=Text(
        zh="{group}各项分值合计 {found}，应为 {wanted}",
        en="the items of {group} add up to {found:point|points} instead of {wanted}",
    ),
    why=Text(
        zh="分值不对，得分和星级就不对。", en="With other points the score and the stars are wrong."
    ),
    cure=Text(
        zh="按所购的标准改正 records/evaluation-item/。",
        en="Correct records/evaluation-item/ by your copy of the standard.",
    ),
    bad=Example({_ITEMS: _item("5.1-1", "39") + _item("5.2-1", "35") + _item("5.3-1", "25")}),
    good=Example({_ITEMS: _SOUND_ITEMS}),
    owner="quality",
    references=("GB/T 27922-2011",),
)
def points_of_a_group(snapshot: Snapshot) -> Iterator[Hit]:
    """The points of a group's items do not add up to what the group has."""
    items = snapshot.all(EvaluationItem)
    for group in IndicatorGroup if items else ():
        total = sum((each.points for each in items if each.group is group), Decimal(0))
        if total != GROUP_POINTS[group]:
            yield hit(
                place_of(items[0]),
                mark=group.value,
                group=group.label.inside,
                found=total,
                wanted=GROUP_POINTS[group],
            )


@rule(
    "EVL105",
    clause="9.6",
    severity=Severity.ERROR,
    reads=(EvaluationItem, SelfEvaluation),
    title=Text(zh="每项指标都评到", en="No item is left out"),
    message=Text(
        zh="{record} 没有评 {items}，也没有写明不适用",
        en="{record} neither scores nor excludes {items}",
    ),
    why=Text(
        zh="漏评的项不在分母里，得分就虚高。",
        en="An item left out is missing from the base and the score comes out too high.",
    ),
    cure=Text(
        zh="补评，或写 applicable: false 并说明原因。",
        en="Score it, or write `applicable: false` and say why.",
    ),
    bad=Example({_ITEMS: _SOUND_ITEMS, _FILE: _evaluation(), **_ELSEWHERE}),
    good=Example({_ITEMS: _SOUND_ITEMS}),
    owner="quality",
)
def item_left_out(snapshot: Snapshot) -> Iterator[Hit]:
    """An evaluation of the newest year lacks an item of the register."""
    items = {each.id for each in snapshot.all(EvaluationItem)}
    newest = max((each.year for each in snapshot.live(SelfEvaluation)), default=0)
    for evaluation in snapshot.live(SelfEvaluation):
        missing = items - {each.indicator for each in evaluation.indicators}
        if evaluation.year == newest and missing:
            yield hit(
                place_of(evaluation, "indicators"),
                record=evaluation.id,
                items=" ".join(sorted(missing)),
            )


@rule(
    "EVL106",
    clause="9.6",
    severity=Severity.ERROR,
    reads=(SelfEvaluation,),
    title=Text(zh="每年自我评价", en="The self-evaluation is yearly"),
    message=Text(
        zh="{months} 个月内没有自我评价，上次 {last}",
        en="no self-evaluation within {months:month|months}; the last was on {last}",
    ),
    why=Text(
        zh="每年应组织一次自我评价，结果提交管理评审。",
        en="It is held every year, and the management review takes its result.",
    ),
    cure=Text(
        zh="用 qms self-evaluate 准备评价表并组织评价。",
        en="Prepare the sheet with `qms self-evaluate` and hold it.",
    ),
    bad=Example({_FILE: _evaluation(day="2025-10-26"), **_ELSEWHERE}),
    good=Example({_FILE: _evaluation(), **_ELSEWHERE}),
    owner="quality",
)
def self_evaluation_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """The newest self-evaluation is older than the limit."""
    months = snapshot.settings.limits.self_evaluation_months
    held = [each for each in snapshot.live(SelfEvaluation) if each.date <= snapshot.as_of]
    newest = max(held, key=lambda each: each.date, default=None)
    if newest is not None and months_later(newest.date, months) < snapshot.as_of:
        due = months_later(newest.date, months)
        yield hit(place_of(newest, "date"), months=months, last=newest.date, due=due)


@rule(
    "EVL107",
    clause="9.6",
    severity=Severity.ERROR,
    reads=(Release, SelfEvaluation),
    title=Text(zh="有自我评价", en="There is a self-evaluation"),
    message=Text(
        zh="手册 {name} 已生效 {months} 个月以上，还没有自我评价",
        en="{name} has been in force for over {months:month|months} without an evaluation",
    ),
    why=Text(
        zh="从未评价，就不知道体系是否有效。", en="Never evaluated, the system may or may not work."
    ),
    cure=Text(
        zh="用 qms self-evaluate 准备评价表并组织评价。",
        en="Prepare the sheet with `qms self-evaluate` and hold it.",
    ),
    bad=Example({
        "records/release/A-0.yaml": (
            "id: A-0\nedition: A\namendment: 0\neffective: 2025-01-01\nreason: 首次发布\n"
            f"chapters:\n  - path: manual/01-order.md\n    chapter: '1'\n    revision: A/0\n"
            f"    sha256: {'ab' * 32}\n"
        )
    }),
    owner="quality",
)
def never_evaluated(snapshot: Snapshot) -> Iterator[Hit]:
    """A manual has been in force longer than the limit and no evaluation is on file."""
    months = snapshot.settings.limits.self_evaluation_months
    first = min(snapshot.releases, key=lambda each: each.effective, default=None)
    if first is None or any(each.date <= snapshot.as_of for each in snapshot.live(SelfEvaluation)):
        return
    if months_later(first.effective, months) < snapshot.as_of:
        yield hit(Place("records/self-evaluation"), name=first.name, months=months)


@rule(
    "EVL108",
    clause="9.4",
    severity=Severity.ERROR,
    each=ComplianceEvaluation,
    title=Text(zh="合规差距须整改", en="Gaps in compliance are put right"),
    message=Text(
        zh="{record} 评 {obligation} 为{result}，没有纠正措施",
        en="{record} finds {obligation} {result} and names no corrective action",
    ),
    why=Text(
        zh="有差距的，应开具纠正措施单并写明责任人和期限。",
        en="A gap needs a corrective action with owner and date.",
    ),
    cure=Text(zh="开《纠正措施单》并写入 action。", en="File one and name it under `action`."),
    bad=Example({
        "records/compliance-evaluation/2026/HG-2026-0001.yaml": (
            "id: HG-2026-0001\nform: QR-9.4-01 A/0\ndate: 2026-09-24\ndepartment: after-sales\n"
            "filled_by: P-001\nevaluators: [P-001]\nevaluated:\n  - obligation: LAW-001\n"
            "    method: 例\n    evidence: 例\n    result: partial\n    gap: 例\nconclusion: 例\n"
        )
    }),
    owner="office",
)
def gap_without_an_action(snapshot: Snapshot) -> Iterator[Hit]:
    """An obligation does not fully conform, and no corrective action is named."""
    for evaluation in snapshot.live(ComplianceEvaluation):
        for index, each in enumerate(evaluation.evaluated):
            is_gap = each.result in {Compliance.partial, Compliance.nonconform}
            if is_gap and each.action is None:
                yield hit(
                    place_of(evaluation, "evaluated", index),
                    mark=each.obligation,
                    record=evaluation.id,
                    obligation=each.obligation,
                    result=each.result.label.inside,
                )
