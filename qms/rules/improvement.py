"""Management review, corrective action and improvement (clauses 9.7 and 10)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch09_review import (
    ActionState,
    ManagementReview,
    ManagementReviewPlan,
    ReviewAction,
    ReviewInput,
)
from qms.model.kinds.ch10_improvement import CorrectiveAction, EffectResult, ImprovementProject
from qms.model.kinds.record import Status, called, labels_of, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import retained
from qms.text import Text

_INPUTS = [{"input": each.value, "summary": "例"} for each in ReviewInput]
_DECISION = {
    "topic": "improvement", "text": "例", "owner": "P-001", "due": "2026-06-30",
    "action": "GC-2026-0001",
}  # fmt: skip
_PLAN = retained(
    ManagementReviewPlan, "GP-2026-0001", meeting_on="2026-03-02", venue="例", chair="P-001",
    participants=["P-001"],
    inputs=[{"input": "context", "owner": "after-sales", "due": "2026-02-20"}],
)  # fmt: skip


def _review(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "status": "closed", "plan": "GP-2026-0001", "year": 2026, "chair": "P-001",
        "participants": ["P-001"], "inputs": _INPUTS, "decisions": [_DECISION],
        "policy_suitable": True, "conclusion": "例",
    }  # fmt: skip
    return _PLAN | _action() | retained(ManagementReview, "GR-2026-0001", **(sheet | fields))


def _action(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "review": "GR-2026-0001", "decision": "例", "owner": "P-001", "due": "2026-06-30",
        "state": "done", "done_on": "2026-06-20",
    }  # fmt: skip
    return retained(ReviewAction, "GC-2026-0001", **(sheet | fields))


def _corrective(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "status": "closed", "source": "complaint", "clause": "1", "responsible": "after-sales",
        "grade": "minor", "fact": "例", "cause": "例",
        "actions": [
            {"action": "例", "owner": "P-001", "due": "2026-03-20", "done_on": "2026-03-18"}
        ],
        "due": "2026-03-31", "closed_on": "2026-03-25",
        "effect_check": {
            "criteria": "例", "method": "例", "result": "effective", "on": "2026-03-24",
            "by": "P-002",
        },
    }  # fmt: skip
    return retained(CorrectiveAction, "JZ-2026-0001", **(sheet | fields))


def _effect(**fields: object) -> dict[str, object]:
    return {
        "criteria": "例", "method": "例", "result": "effective", "on": "2026-03-24", "by": "P-002",
    } | fields  # fmt: skip


@rule(
    "MRV101",
    clause="9.7",
    severity=Severity.ERROR,
    each=ManagementReview,
    title=Text(zh="管理评审输入齐全", en="Every input of the review is there"),
    message=Text(
        zh="管理评审 {id} 已关闭，输入“{input}”没有内容，也没有写“无，因为”",
        en="review {id} is closed; its input {input} is empty and has no none-because",
    ),
    why=Text(zh="漏看一项，评审就不完整。", en="With an input left out the review is incomplete."),
    cure=Text(zh="补充评审，用 qms correct 登记。", en="Consider it; enter it with qms correct."),
    references=("ISO 9001:2015 9.3.2",),
    bad=Example(_review(inputs=_INPUTS[1:])),
    good=Example(_review()),
)
def input_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed review left out an input, or left it empty."""
    for each in snapshot.live(ManagementReview):
        if each.status is not Status.closed:
            continue
        given = {found.input for found in each.inputs if found.summary or found.none_because}
        for wanted in ReviewInput:
            if wanted not in given:
                place = place_of(each, "inputs")
                yield hit(
                    place,
                    mark=wanted.value,
                    owner=each.department,
                    id=each.id,
                    input=wanted.label.inside,
                )


@rule(
    "MRV102",
    clause="9.7",
    severity=Severity.ERROR,
    each=ManagementReview,
    reads=(ReviewAction,),
    title=Text(zh="每项决定有责任人、期限和跟踪", en="Decisions have owner, date and follow-up"),
    message=Text(
        zh="管理评审 {id} 的决定“{text}”缺 {missing}", en="review {id}: {text} lacks {missing}"
    ),
    why=Text(zh="没有人负责的决定不会发生。", en="What nobody owns does not happen."),
    cure=Text(
        zh="指定责任人和期限，登记跟踪：qms new review-action",
        en="Name owner and date, and follow it: qms new review-action",
    ),
    references=("ISO 9001:2015 9.3.3",),
    bad=Example(_review(decisions=[_DECISION | {"owner": None}])),
    good=Example(_review()),
)
def decision_unowned(snapshot: Snapshot) -> Iterator[Hit]:
    """A decision of a closed review lacks owner, date, or the record that follows it."""
    followed = {each.review for each in snapshot.live(ReviewAction)}
    for each in snapshot.live(ManagementReview):
        if each.status is not Status.closed:
            continue
        for index, decision in enumerate(each.decisions):
            missing = [name for name in ("owner", "due") if getattr(decision, name) is None]
            if decision.action is None and each.id not in followed:
                missing.append("action")
            if missing:
                yield hit(
                    place_of(each, "decisions", index), owner=each.department, id=each.id,
                    text=decision.text, missing=labels_of(type(decision), missing),
                )  # fmt: skip


@rule(
    "MRV103",
    clause="9.7",
    severity=Severity.ERROR,
    each=ReviewAction,
    title=Text(zh="上次评审的决定都有进展", en="Last review's decisions have a status"),
    message=Text(
        zh="管理评审决定 {id} 应在 {by} 前完成，现为{state}",
        en="review decision {id} was due on {by} and is {state}",
    ),
    why=Text(zh="下一次评审先看上一次的决定。", en="The next review begins with the last one's."),
    cure=Text(
        zh="更新 state；做不到的，请最高管理者改期或取消。",
        en="Update state; have top management postpone or cancel what cannot be done.",
    ),
    references=("ISO 9001:2015 9.3.2",),
    bad=Example(_review() | _action(state="in-progress", done_on=None)),
    good=Example(_review()),
)
def decision_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """A decision of a review is past its date and neither done nor cancelled."""
    for each in snapshot.live(ReviewAction):
        if each.state in {ActionState.done, ActionState.cancelled} or each.due >= snapshot.as_of:
            continue
        place = place_of(each, "due")
        yield hit(
            place, owner=each.department, who=each.owner, due=each.due, id=each.id, by=each.due,
            state=each.state.label.inside,
        )  # fmt: skip


@rule(
    "MRV104",
    clause="9.7",
    severity=Severity.ERROR,
    each=ManagementReview,
    title=Text(zh="管理评审评了方针和手册", en="The review covers policy and manual"),
    message=Text(zh="管理评审 {id} 没有写方针是否适宜", en="review {id} does not judge the policy"),
    why=Text(
        zh="方针每年在管理评审上评审（5.4）。", en="The policy is reviewed there every year (5.4)."
    ),
    cure=Text(zh="填写 policy_suitable。", en="Enter policy_suitable."),
    references=("ISO 9001:2015 5.2.1",),
    bad=Example(_review(policy_suitable=None)),
    good=Example(_review()),
)
def policy_not_judged(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed review does not say whether the policy is suitable."""
    for each in snapshot.live(ManagementReview):
        if each.occasion:
            continue  # the policy belongs to the yearly review (5.4)
        if each.status is Status.closed and each.policy_suitable is None:
            yield hit(place_of(each, "status"), owner=each.department, id=each.id)


@rule(
    "CAR101",
    clause="10",
    severity=Severity.ERROR,
    each=CorrectiveAction,
    title=Text(zh="纠正措施验证有效才关闭", en="An action is closed only when proven effective"),
    message=Text(
        zh="纠正措施 {id} 已关闭，{state}", en="corrective action {id} is closed; {state}"
    ),
    why=Text(zh="不验证就关闭，等于没有纠正。", en="Unproven, nothing has been corrected."),
    cure=Text(
        zh="验证效果后登记；无效的重新分析原因。",
        en="Check the effect and enter it; where there is none, look for the cause again.",
    ),
    references=("ISO 9001:2015 10.2.1",),
    bad=Example(_corrective(effect_check=None)),
    good=Example(_corrective()),
)
def closed_unproven(snapshot: Snapshot) -> Iterator[Hit]:
    """A corrective action was closed without a check of its effect, or without an effect."""
    for each in snapshot.live(CorrectiveAction):
        if each.closed_on is None and each.status is not Status.closed:
            continue
        if each.effect_check is None:
            state = Text(zh="没有效果验证", en="its effect was not checked")
        elif each.effect_check.result is EffectResult.ineffective:
            state = Text(zh="验证结果是无效", en="it had no effect")
        else:
            continue
        yield hit(place_of(each, "closed_on"), owner=each.responsible, id=each.id, state=state)


@rule(
    "CAR102",
    clause="10",
    severity=Severity.ERROR,
    each=CorrectiveAction,
    title=Text(zh="先完成措施再验证", en="The effect is checked after the measures"),
    message=Text(
        zh="纠正措施 {id} 于 {on} 验证，措施“{action}”{state}",
        en="corrective action {id} was checked on {on}; {action} {state}",
    ),
    why=Text(
        zh="没做完的措施谈不上效果。",
        en="Clause 10 requires that actions are complete before their effect is judged.",
    ),
    cure=Text(zh="措施完成后重新验证。", en="Check again when all measures are done."),
    references=("ISO 9001:2015 10.2.1",),
    bad=Example(_corrective(effect_check=_effect(on="2026-03-10"))),
    good=Example(_corrective()),
)
def checked_too_early(snapshot: Snapshot) -> Iterator[Hit]:
    """The effect was checked before a measure was done, or one was never done."""
    for each in snapshot.live(CorrectiveAction):
        check = each.effect_check
        if check is None:
            continue
        for index, step in enumerate(each.actions):
            if step.done_on is None:
                state = Text(zh="还没有完成", en="is not done")
            elif step.done_on > check.on:
                state = Text(zh=f"{step.done_on} 才完成", en=f"was done on {step.done_on} only")
            else:
                continue
            yield hit(
                place_of(each, "actions", index), owner=each.responsible, id=each.id, on=check.on,
                action=step.action, state=state,
            )  # fmt: skip


@rule(
    "CAR103",
    clause="10",
    severity=Severity.ERROR,
    each=CorrectiveAction,
    title=Text(zh="效果由他人验证", en="Somebody else checks the effect"),
    message=Text(
        zh="纠正措施 {id} 的验证人 {person} 就是措施责任人",
        en="{person}, who checked corrective action {id}, was to carry it out",
    ),
    why=Text(zh="自己验证自己不算数。", en="To check one's own work proves nothing."),
    cure=Text(zh="请他人重新验证。", en="Have somebody else check it."),
    bad=Example(_corrective(effect_check=_effect(by="P-001"))),
    good=Example(_corrective()),
)
def checked_by_the_doer(snapshot: Snapshot) -> Iterator[Hit]:
    """Who checked the effect had carried out a measure."""
    for each in snapshot.live(CorrectiveAction):
        check = each.effect_check
        if check is not None and check.by in {step.owner for step in each.actions}:
            place = place_of(each, "effect_check", "by")
            yield hit(place, owner=each.responsible, id=each.id, person=check.by)


@rule(
    "CAR104",
    clause="10",
    severity=Severity.ERROR,
    each=CorrectiveAction,
    title=Text(zh="纠正措施按期关闭", en="Corrective actions are closed in time"),
    message=Text(
        zh="纠正措施 {id} 应在 {by} 前完成，已逾期 {days} 天",
        en="corrective action {id} was due on {by}, {days:day|days} ago",
    ),
    why=Text(zh="拖着的不合格还在发生。", en="A nonconformity left open goes on."),
    cure=Text(
        zh="完成并验证，或由批准人延期并说明。",
        en="Finish and check it, or have the date moved with a reason.",
    ),
    references=("ISO 9001:2015 10.2.1",),
    bad=Example(_corrective(status="open", closed_on=None, effect_check=None)),
    good=Example(_corrective()),
)
def action_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """A corrective action is past its date and open."""
    for each in snapshot.live(CorrectiveAction):
        days = (snapshot.as_of - each.due).days
        if each.closed_on is None and each.status is not Status.closed and days > 0:
            yield hit(
                place_of(each, "due"),
                owner=each.responsible,
                who=each.in_charge,
                due=each.due,
                id=each.id,
                by=each.due,
                days=days,
            )


@rule(
    "CAR105",
    clause="10",
    severity=Severity.ERROR,
    each=CorrectiveAction,
    title=Text(zh="纠正措施有原因、有措施", en="An action has its cause and its measures"),
    message=Text(zh="纠正措施 {id} 已关闭，缺 {missing}", en="{id} was closed without {missing}"),
    why=Text(zh="没有原因的措施只是补救。", en="Without a cause it is only a repair."),
    cure=Text(zh="用 qms correct 补填。", en="Fill in with qms correct."),
    references=("ISO 9001:2015 10.2.1",),
    bad=Example(_corrective(cause="")),
    good=Example(_corrective()),
)
def cause_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed corrective action names no cause, or no measure."""
    for each in snapshot.live(CorrectiveAction):
        is_closed = each.closed_on is not None or each.status is Status.closed
        missing = [name for name in ("cause", "actions") if not getattr(each, name)]
        if is_closed and missing:
            place = place_of(each, "closed_on")
            yield hit(
                place, owner=each.responsible, id=each.id, missing=labels_of(type(each), missing)
            )


@rule(
    "CAR106",
    clause="10",
    severity=Severity.WARNING,
    each=ImprovementProject,
    title=Text(zh="改进项目按期完成", en="Improvement projects finish in time"),
    message=Text(
        zh="改进项目 {id} {name} 应在 {by} 前完成", en="project {id} {name} was due on {by}"
    ),
    why=Text(zh="改进拖着，机会就过去了。", en="An opportunity put off passes."),
    cure=Text(
        zh="填写结果和 finished_on，或改期。", en="Enter result and finished_on, or move the date."
    ),
    bad=Example(
        retained(ImprovementProject, "GJ-2026-0001", name="例", opportunity="例", goal="例",
                 owner="P-001", due="2026-06-30")
    ),
    good=Example(
        retained(ImprovementProject, "GJ-2026-0001", name="例", opportunity="例", goal="例",
                 owner="P-001", due="2026-12-31")
    ),
)  # fmt: skip
def project_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """An improvement project is past its date and not finished."""
    for each in snapshot.live(ImprovementProject):
        if each.finished_on is None and each.due < snapshot.as_of:
            yield hit(
                place_of(each, "due"), owner=each.department, who=each.owner, due=each.due,
                id=each.id, name=called(each), by=each.due,
            )  # fmt: skip
