"""Customers asked afterwards, and what follows when they are not satisfied (clause 8.3.1)."""

import datetime as dt
from collections.abc import Iterator

from qms.model.calendar import UNKNOWN_YEAR, local
from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.ch08_customers import FollowUp
from qms.model.kinds.ch08_repair import FollowUpStep, RepairOrder
from qms.model.kinds.record import labels_of, place_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, retained
from qms.standing.follow_up import Asking, of_complaints, of_repairs
from qms.text import Text

_SCORES = {"quality": 3, "timeliness": 3, "attitude": 3, "overall": 2}
_MONEY = "100.00 CNY"
_ASKED_AT = "2026-03-05T09:00:00+08:00"


def _at(hour: int) -> str:
    return f"2026-03-03T{hour:02}:00:00+08:00"


_SIGNED = {"name": "例", "at": _at(9)}


def _repair(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "customer": "CU-001", "serial": "A1", "product": "power-cable", "region": "east",
        "service_place": "on-site", "fault_code": "E01", "in_warranty": True,
        "spot_checked_by": "P-002", "spot_checked_on": "2026-03-10",
        "reception": {
            "at": _at(8), "by": "P-001", "contact": "例", "phone": "0", "symptom": "例",
        },
        "confirmation": {
            "at": _at(9), "by": "P-001", "items": [{"item": "例", "cost": _MONEY}],
            "cost": _MONEY, "hours": 2, "customer_signature": _SIGNED,
        },
        "repair": {
            "at": _at(10), "by": "P-001", "finished_at": _at(12), "cause": "例", "action": "例",
            "hours": 2,
        },
        "inspection": {"at": _at(13), "by": "P-002", "passed": True, "result": "例"},
        "handover": {"at": _at(14), "by": "P-001", "customer_signature": _SIGNED},
    }  # fmt: skip
    return CUSTOMER | retained(RepairOrder, "WX-2026-0001", **(sheet | fields))


def _complaint(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "customer": "CU-001", "channel": "hotline", "received_at": _at(8), "received_by": "P-001",
        "complainant": "例", "phone": "0", "product": "power-cable", "region": "east",
        "content": "例", "demand": "例", "grade": "ordinary", "owner": "P-001",
        "replied_at": _at(9), "handled_at": _at(10), "result": "satisfied",
        "callback_at": _at(15), "callback_by": "P-002", "closed_at": _at(16), "closed_by": "P-001",
    }  # fmt: skip
    return CUSTOMER | retained(Complaint, "TS-2026-0001", **(sheet | fields))


def _asked(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "date": "2026-03-05", "customer": "CU-001", "repair_order": "WX-2026-0001",
        "method": "phone", "at": _ASKED_AT, "by": "P-002", "scores": _SCORES,
        "satisfied": False, "action": "例", "action_owner": "P-001", "action_due": "2026-03-12",
        "action_result": "例",
    }  # fmt: skip
    return _repair() | retained(FollowUp, "HF-2026-0001", **(sheet | fields))


@rule(
    "FUP101",
    clause="8.3.1",
    severity=Severity.ERROR,
    each=RepairOrder,
    reads=(FollowUp,),
    title=Text(zh="维修交货后按期回访", en="Repairs are followed up in time"),
    message=Text(
        zh="维修服务单 {id} 于 {done} 交货，应于 {by} 前回访，{late}",
        en="repair order {id} was handed over on {done}; its follow-up, due by {by}, {late}",
    ),
    why=Text(zh="回访才知道修没修好。", en="Only the customer knows whether the fault is gone."),
    cure=Text(
        zh="今天回访：qms new follow-up --set repair_order={id}",
        en="Ask today: qms new follow-up --set repair_order={id}",
    ),
    bad=Example(_repair()),
    good=Example(_asked()),
)
def repair_not_followed_up(snapshot: Snapshot) -> Iterator[Hit]:
    """A repair was handed over and its customer was not asked within the limit."""
    for each in of_repairs(snapshot):
        if each.is_late(snapshot.as_of):
            yield _not_in_time(each, place_of(each.subject, "handover"))


@rule(
    "FUP102",
    clause="8.3.1",
    severity=Severity.ERROR,
    each=Complaint,
    reads=(FollowUp,),
    title=Text(zh="投诉关闭后按期回访", en="Complaints are followed up in time"),
    message=Text(
        zh="投诉 {id} 于 {done} 关闭，应于 {by} 前回访，{late}",
        en="complaint {id} was closed on {done}; its follow-up, due by {by}, {late}",
    ),
    why=Text(zh="回访才知道客户是否真的接受。", en="Only so we know that it is accepted."),
    cure=Text(
        zh="今天回访：qms new follow-up --set complaint={id}",
        en="Ask today: qms new follow-up --set complaint={id}",
    ),
    bad=Example(_complaint()),
    good=Example(_complaint() | _asked(complaint="TS-2026-0001")),
)
def complaint_not_followed_up(snapshot: Snapshot) -> Iterator[Hit]:
    """A complaint was closed and its customer was not asked, before or within the limit after."""
    for each in of_complaints(snapshot):
        if each.is_late(snapshot.as_of):
            yield _not_in_time(each, place_of(each.subject, "closed_at"))


@rule(
    "FUP103",
    clause="8.3.1",
    severity=Severity.ERROR,
    each=FollowUp,
    title=Text(zh="不满意的回访有措施", en="A dissatisfied customer is acted on"),
    message=Text(
        zh="回访 {id} 不满意，应于 {by} 前（回访后 {limit} 个工作日）定出措施，未填：{missing}",
        en="the customer asked in {id} was dissatisfied; an action was to be agreed by {by} "
        "({limit:working day|working days} later), and these are missing: {missing}",
    ),
    why=Text(
        zh="问了不改，不如不问。",
        en="Clause 8.3.1 requires an action with an owner and a due date.",
    ),
    cure=Text(
        zh="与客户商定，填写 action、action_owner、action_due。",
        en="Agree with the customer; enter action, action_owner and action_due.",
    ),
    bad=Example(_asked(action=None, action_owner=None, action_due=None, action_result=None)),
    good=Example(_asked()),
)
def dissatisfied_without_action(snapshot: Snapshot) -> Iterator[Hit]:
    """A dissatisfied answer has no action, owner or date after the limit in working days."""
    limit = snapshot.settings.limits.dissatisfied_working_days
    for each in snapshot.live(FollowUp):
        missing = [
            name for name in ("action", "action_owner", "action_due")
            if not getattr(each, name)
        ]  # fmt: skip
        asked = local(each.at, snapshot.settings.zone).date()
        if each.satisfied or not missing or asked >= snapshot.as_of:
            continue
        by = snapshot.work_calendar.later(asked, limit)
        if snapshot.as_of <= by:
            continue
        if not snapshot.work_calendar.knows(asked, by):
            yield not_judged(place_of(each, "at"), UNKNOWN_YEAR)
            continue
        yield hit(
            place_of(each, "satisfied"), owner=each.department, due=by, id=each.id, by=by,
            limit=limit, missing=labels_of(type(each), missing),
        )  # fmt: skip


@rule(
    "FUP104",
    clause="8.3.1",
    severity=Severity.ERROR,
    each=FollowUp,
    title=Text(zh="回访措施按期有结果", en="Actions after a follow-up have their result"),
    message=Text(
        zh="回访 {id} 的措施应在 {by} 前完成，没有结果",
        en="the action agreed in follow-up {id} was due on {by}; no result is recorded",
    ),
    why=Text(
        zh="答应客户的事要有下文。",
        en="Clause 8.3.1 requires that the customer is told the result.",
    ),
    cure=Text(zh="填写 action_result。", en="Enter action_result."),
    bad=Example(_asked(action_result=None)),
    good=Example(_asked()),
)
def action_without_result(snapshot: Snapshot) -> Iterator[Hit]:
    """An action agreed with a customer is past its date and has no result."""
    for each in snapshot.live(FollowUp):
        due = each.action_due
        if due is not None and due < snapshot.as_of and not each.action_result:
            place = place_of(each, "action_due")
            yield hit(
                place, owner=each.department, who=each.action_owner, due=due, id=each.id, by=due
            )


@rule(
    "FUP105",
    clause="8.2.4",
    severity=Severity.ERROR,
    each=RepairOrder,
    reads=(FollowUp,),
    title=Text(zh="维修单与回访记录互相对应", en="Repair order and follow-up sheet agree"),
    message=Text(
        zh="维修服务单 {id} 的跟踪栏{said}",
        en="the follow-up step of repair order {id} {said}",
    ),
    why=Text(
        zh="8.2.4：跟踪要填《客户回访记录》；一份记录只证明它写明的那一单。",
        en="Clause 8.2.4 asks for a follow-up sheet; a sheet proves the order that it names.",
    ),
    cure=Text(
        zh="核对两份记录，改正写错的一份；已关闭的用 qms correct。",
        en="Compare the two and correct the wrong one; use qms correct where it is closed.",
    ),
    bad=Example(
        _asked(repair_order=None)
        | _repair(followup={"at": _ASKED_AT, "by": "P-002", "follow_up": "HF-2026-0001"})
    ),
    good=Example(
        _asked() | _repair(followup={"at": _ASKED_AT, "by": "P-002", "follow_up": "HF-2026-0001"})
    ),
)
def order_and_sheet_disagree(snapshot: Snapshot) -> Iterator[Hit]:
    """The follow-up step of an order names no sheet, or one that says something else."""
    for each in snapshot.live(RepairOrder):
        if each.followup is None:
            continue
        sheet = snapshot.find(FollowUp, each.followup.follow_up)
        said = _disagreement(each, each.followup, sheet)
        if said is not None:
            yield hit(
                place_of(each, "followup"), owner=each.department, id=each.id, said=said
            )  # fmt: skip


def _disagreement(order: RepairOrder, step: FollowUpStep, sheet: FollowUp | None) -> Text | None:
    """Return in what an order's step and the sheet that it names differ; None where they agree.

    A sheet that does not exist is found by the rules of references.
    """
    if step.follow_up is None:
        return Text(zh="没有写明是哪一份回访记录", en="names no follow-up sheet")
    if sheet is None:
        return None
    if sheet.repair_order != order.id:
        return Text(
            zh=f"所写的回访记录 {sheet.id} 不是回访这一单的",
            en=f"names {sheet.id}, a sheet that is not about this order",
        )
    if sheet.customer != order.customer:
        return Text(
            zh=f"所写的 {sheet.id} 问的是客户 {sheet.customer}，维修的客户是 {order.customer}",
            en=f"names {sheet.id}, for which {sheet.customer} was asked, not {order.customer}",
        )
    if sheet.at != step.at:
        return Text(
            zh=f"所写的时间与回访记录 {sheet.id} 的不同",
            en=f"has another time than the sheet that it names, {sheet.id}",
        )
    return None


def _not_in_time(asking: Asking, place: Place) -> Hit:
    subject = asking.subject
    return hit(
        place, owner=subject.department, due=asking.due, id=subject.id, done=asking.over,
        by=asking.due, late=_late(asking.asked),
    )  # fmt: skip


def _late(first: dt.date | None) -> Text:
    if first is None:
        return Text(zh="至今没有回访记录", en="has not been recorded")
    return Text(zh=f"{first} 才回访", en=f"took place on {first}")
