"""Customers asked afterwards, and what follows when they are not satisfied (clause 8.3.1)."""

import datetime as dt
from collections.abc import Iterator

from qms.model.calendar import UNKNOWN_YEAR, days_later, local
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.ch08_customers import FollowUp
from qms.model.kinds.ch08_repair import RepairOrder
from qms.model.kinds.record import labels_of, place_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, retained
from qms.text import Text

_SCORES = {"quality": 3, "timeliness": 3, "attitude": 3, "overall": 2}
_MONEY = "100.00 CNY"


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
        "method": "phone", "at": "2026-03-05T09:00:00+08:00", "by": "P-002", "scores": _SCORES,
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
        en="repair {id} was handed over on {done}; its follow-up was due by {by} and {late}",
    ),
    why=Text(zh="回访才知道修没修好。", en="Only the customer knows whether it is mended."),
    cure=Text(
        zh="今天回访：qms new follow-up --set repair_order={id}",
        en="Ask today: qms new follow-up --set repair_order={id}",
    ),
    bad=Example(_repair()),
    good=Example(_asked()),
)
def repair_not_followed_up(snapshot: Snapshot) -> Iterator[Hit]:
    """A repair was handed over and its customer was not asked within the limit."""
    asked = _first_asked(snapshot, "repair_order")
    zone, limit = snapshot.settings.zone, snapshot.settings.limits.follow_up_days
    for each in snapshot.live(RepairOrder):
        if each.handover is None:
            continue
        done = local(each.handover.at, zone).date()
        steps = [asked[each.id]] if each.id in asked else []
        steps += [local(each.followup.at, zone).date()] if each.followup else []
        due = days_later(done, limit)
        first = min(steps, default=None)
        if (first or snapshot.as_of) > due:
            yield hit(
                place_of(each, "handover"), owner=each.department, due=due, id=each.id, done=done,
                by=due, late=_late(first),
            )  # fmt: skip


@rule(
    "FUP102",
    clause="8.3.1",
    severity=Severity.ERROR,
    each=Complaint,
    reads=(FollowUp,),
    title=Text(zh="投诉关闭后按期回访", en="Complaints are followed up in time"),
    message=Text(
        zh="投诉 {id} 于 {done} 关闭，应于 {by} 前回访，{late}",
        en="complaint {id} was closed on {done}; its follow-up was due by {by} and {late}",
    ),
    why=Text(zh="回访才知道客户是否真的接受。", en="Only so we know that it is accepted."),
    cure=Text(
        zh="今天回访：qms new follow-up --set complaint={id}",
        en="Ask today: qms new follow-up --set complaint={id}",
    ),
    bad=Example(_complaint(callback_at=None, callback_by=None)),
    good=Example(_complaint()),
)
def complaint_not_followed_up(snapshot: Snapshot) -> Iterator[Hit]:
    """A complaint was closed and its customer was not asked, before or within the limit after."""
    asked = _first_asked(snapshot, "complaint")
    zone, limit = snapshot.settings.zone, snapshot.settings.limits.follow_up_days
    for each in snapshot.live(Complaint):
        if each.closed_at is None:
            continue
        done = local(each.closed_at, zone).date()
        steps = [asked[each.id]] if each.id in asked else []
        steps += [local(each.callback_at, zone).date()] if each.callback_at else []
        due = days_later(done, limit)
        first = min(steps, default=None)
        if (first or snapshot.as_of) > due:
            yield hit(
                place_of(each, "closed_at"), owner=each.department, due=due, id=each.id,
                done=done, by=due, late=_late(first),
            )  # fmt: skip


@rule(
    "FUP103",
    clause="8.3.1",
    severity=Severity.ERROR,
    each=FollowUp,
    title=Text(zh="不满意的回访有措施", en="A dissatisfied customer is acted on"),
    message=Text(
        zh="回访 {id} 不满意，应于 {by} 前（回访后 {limit} 个工作日）定出措施，未填：{missing}",
        en="follow-up {id} is dissatisfied; by {by} ({limit} working days) it needs {missing}",
    ),
    why=Text(zh="问了不改，不如不问。", en="To ask and do nothing is worse than not to ask."),
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
        en="the action of follow-up {id} was due on {by} and has no result",
    ),
    why=Text(zh="答应客户的事要有下文。", en="What was promised is done."),
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


def _first_asked(snapshot: Snapshot, field: str) -> dict[str, dt.date]:
    """Return for each record that follow-ups name the day on which the customer was asked first."""
    found: dict[str, dt.date] = {}
    for each in snapshot.live(FollowUp):
        concerned = getattr(each, field)
        if concerned is not None:
            day = local(each.at, snapshot.settings.zone).date()
            found[concerned] = min(day, found.get(concerned, day))
    return found


def _late(first: dt.date | None) -> Text:
    if first is None:
        return Text(zh="至今没有回访记录", en="is not on file")
    return Text(zh=f"{first} 才回访", en=f"came on {first} only")
