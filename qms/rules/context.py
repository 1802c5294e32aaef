"""Context, plans, reviews and policy (clauses 2.2.4, 4.1 and 5)."""

import datetime as dt
from collections.abc import Iterator

from qms.model.calendar import days_later, months_before, months_later
from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_review import ManualReview
from qms.model.kinds.ch04_system import (
    ContextAnalysis,
    InterestedParty,
    PartyClass,
    StrategicPlan,
    WorkState,
)
from qms.model.kinds.ch09_review import ManagementReview
from qms.model.kinds.record import Status, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import IN_FORCE, Snapshot
from qms.rules.examples import register, retained
from qms.text import Text, joined

_DAY = dt.date(2026, 4, 20)


def _analysis(month: str, number: int) -> dict[str, str]:
    factor = {"factor": "例", "internal": True, "method": "例", "influence": "例"}
    return retained(
        ContextAnalysis, f"HJ-2026-{number:04}", date=f"{month}-25", month=month, factors=[factor],
        conclusion="例",
    )  # fmt: skip


def _parties(count: int) -> dict[str, str]:
    rows = [
        {
            "id": f"IP-{index:02}", "name": "例", "party_class": each.value, "needs": "例",
            "owner": "after-sales", "watched": "例",
        }
        for index, each in enumerate(list(PartyClass)[:count], start=1)
    ]  # fmt: skip
    return register(InterestedParty, *rows)


def _plan(**fields: object) -> dict[str, str]:
    action = {
        "action": "例", "owner": "P-001", "due": "2026-03-31", "state": "done",
        "done_on": "2026-03-20",
    } | fields  # fmt: skip
    action = {name: value for name, value in action.items() if value is not None}
    return retained(
        StrategicPlan, "ZL-2026-0001", first_year=2026, last_year=2030, goal="例", actions=[action]
    )


def _review(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "plan": "GP-2026-0001", "year": 2026, "chair": "P-001", "participants": ["P-001"],
        "inputs": [], "policy_suitable": True,
    }  # fmt: skip
    return retained(ManagementReview, "GR-2026-0001", **(sheet | fields))


def _manual_review(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "release": "A-0", "participants": ["P-001"], "conclusion": "例", "status": "closed",
        "chapters": [{"chapter": "1", "outcome": "unchanged"}],
    }  # fmt: skip
    return retained(ManualReview, "SP-2026-0001", **(sheet | fields))


@rule(
    "CTX101",
    clause="4.1.1",
    severity=Severity.ERROR,
    reads=(ContextAnalysis,),
    title=Text(zh="每月分析内外部环境", en="The context is analysed every month"),
    message=Text(
        zh="{month} 没有内外部环境分析报告", en="there is no analysis of the context for {month}"
    ),
    why=Text(
        zh="环境每月在变，漏一月就漏了风险。",
        en="Clause 4.1.1 requires an analysis of every month.",
    ),
    cure=Text(
        zh="补做并登记：qms new context-analysis --set month={month}",
        en="Make up for it: qms new context-analysis --set month={month}",
    ),
    references=("ISO 9001:2015 4.1",),
    bad=Example(_analysis("2026-01", 1) | _analysis("2026-03", 2), as_of=_DAY),
    good=Example(
        _analysis("2026-01", 1) | _analysis("2026-02", 2) | _analysis("2026-03", 3), as_of=_DAY
    ),
)
def month_without_analysis(snapshot: Snapshot) -> Iterator[Hit]:
    """A month of the last twelve, since the first analysis, has none after its days of grace."""
    done = {each.month for each in snapshot.live(ContextAnalysis)}
    first = min(done, default="")
    days = snapshot.settings.limits.analysis_days
    for month in months_before(snapshot.as_of, 12):
        end = months_later(dt.date.fromisoformat(f"{month}-01"), 1)
        due = days_later(end, days - 1)
        if first and month > first and month not in done and due < snapshot.as_of:
            yield hit(
                Place("records/context-analysis", line=1, column=1),
                mark=month,
                due=due,
                month=month,
            )


@rule(
    "CTX102",
    clause="4.1.1",
    severity=Severity.ERROR,
    reads=(InterestedParty,),
    title=Text(zh="手册列出的相关方都登记", en="Every party that the manual names is listed"),
    message=Text(zh="相关方需求清单缺：{missing}", en="the register of parties lacks: {missing}"),
    why=Text(zh="没登记的相关方没人关注。", en="Nobody watches a party that is not listed."),
    cure=Text(
        zh="在清单登记需求和责任部门。", en="Enter its needs and the department that watches it."
    ),
    references=("ISO 9001:2015 4.2",),
    bad=Example(_parties(3)),
    good=Example(_parties(len(PartyClass))),
)
def party_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """A class of parties that the manual names has no line in the register."""
    listed = {each.party_class for each in snapshot.all(InterestedParty)}
    missing = [each.label.inside for each in PartyClass if each not in listed]
    if listed and missing:
        yield hit(
            Place("records/interested-party", line=1, column=1),
            missing=joined(missing),
        )


@rule(
    "PLN101",
    clause="4.1.2",
    severity=Severity.ERROR,
    reads=(StrategicPlan, *IN_FORCE),
    title=Text(zh="本年在战略计划内", en="A plan covers this year"),
    message=Text(zh="没有覆盖 {year} 年的战略行动计划", en="no strategic plan covers {year}"),
    why=Text(zh="没有计划就没有方向。", en="Without a plan there is no direction."),
    cure=Text(zh="编制并登记：qms new strategic-plan", en="Make one: qms new strategic-plan"),
    references=("ISO 9001:2015 6.2.2",),
    bad=Example(_plan(), as_of=dt.date(2031, 2, 1)),
    good=Example(_plan()),
)
def year_without_plan(snapshot: Snapshot) -> Iterator[Hit]:
    """A manual is in force, or there have been plans, and none covers the year."""
    plans, year = snapshot.live(StrategicPlan), snapshot.as_of.year
    is_due = plans or snapshot.in_force is not None
    if is_due and not any(each.first_year <= year <= each.last_year for each in plans):
        nowhere = Place("records/strategic-plan", line=1, column=1)
        yield hit(place_of(plans[-1], "last_year") if plans else nowhere, year=year)


@rule(
    "PLN102",
    clause="4.1.2",
    severity=Severity.ERROR,
    each=StrategicPlan,
    title=Text(zh="计划的措施按期完成", en="Planned measures are done in time"),
    message=Text(
        zh="{id} 的措施“{action}”应在 {by} 前完成，现为{state}",
        en="{action} of {id} was due on {by} and is {state}",
    ),
    why=Text(zh="计划落空要早知道。", en="A plan that fails is to be known early."),
    cure=Text(zh="完成后改 state，做不到的改期或取消并说明。", en="Finish, postpone or cancel it."),
    bad=Example(_plan(state="in-progress", done_on=None)),
    good=Example(_plan()),
)
def measure_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """A measure of a plan is past its date and neither done nor cancelled."""
    for each in snapshot.live(StrategicPlan):
        for index, step in enumerate(each.actions):
            over = step.state in {WorkState.done, WorkState.cancelled}
            if not over and step.due < snapshot.as_of:
                yield hit(
                    place_of(each, "actions", index), due=step.due, id=each.id,
                    owner=each.department, who=step.owner,
                    action=step.action, by=step.due, state=step.state.label.inside,
                )  # fmt: skip


@rule(
    "POL101",
    clause="5.4",
    severity=Severity.ERROR,
    reads=(ManagementReview,),
    title=Text(zh="方针每年评审", en="The policy is reviewed every year"),
    message=Text(
        zh="方针应在 {by} 前评审，最近一次评审它的是 {id}",
        en="the policy was to be reviewed by {by}; {id} did so last",
    ),
    why=Text(zh="方针在管理评审上评审，至多隔 12 个月。", en="It belongs into each year's review."),
    cure=Text(
        zh="召开管理评审，填写 policy_suitable。", en="Hold the review and enter policy_suitable."
    ),
    references=("ISO 9001:2015 5.2.1",),
    bad=Example(_review(date="2025-03-02")),
    good=Example(_review()),
    owner="leadership",
)
def policy_not_reviewed(snapshot: Snapshot) -> Iterator[Hit]:
    """The newest management review that judged the policy is older than its months."""
    judged = [each for each in snapshot.live(ManagementReview) if each.policy_suitable is not None]
    newest = max(judged, key=lambda each: each.date, default=None)
    months = snapshot.settings.limits.management_review_months
    due = months_later(newest.date, months) if newest else snapshot.as_of
    if newest is not None and due < snapshot.as_of:
        yield hit(place_of(newest, "date"), due=due, by=due, id=newest.id)


@rule(
    "POL102",
    clause="2.2.4",
    severity=Severity.WARNING,
    each=ManagementReview,
    title=Text(zh="手册评审提交管理评审", en="The manual's review goes to management"),
    message=Text(
        zh="管理评审 {id} 已关闭，没有写明手册评审记录",
        en="review {id} is closed and names no review of the manual",
    ),
    why=Text(zh="手册适不适用，由最高管理者判断。", en="Top management judges the manual."),
    cure=Text(
        zh="登记手册评审（qms review record），填入 manual_review。",
        en="Record it (qms review record) and name it in manual_review.",
    ),
    bad=Example(_review(status="closed")),
    good=Example(
        _review(status="closed", manual_review="SP-2026-0001")
        | _manual_review(management_review="GR-2026-0001")
    ),
    owner="leadership",
)
def manual_review_unlinked(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed management review names no review of the manual."""
    for each in snapshot.live(ManagementReview):
        if each.occasion:
            continue  # the manual's review belongs to the yearly review (2.2.4)
        if each.status is Status.closed and each.manual_review is None:
            yield hit(place_of(each, "status"), id=each.id)
