"""Whether the two clocks of 3.2 are kept for repairs and enquiries, as for complaints (3.2)."""

import datetime as dt
from collections.abc import Iterator

from qms.model.calendar import end_of, hours_between, hours_later
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch08_customers import OnlineTicket, TicketTopic
from qms.model.kinds.ch08_repair import RepairOrder
from qms.model.kinds.record import Status, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, retained
from qms.text import Text


def _at(day: int, hour: int) -> str:
    return f"2026-03-{day:02}T{hour:02}:00:00+08:00"


def _repair(responded: int, done: int) -> dict[str, str]:
    """A repair reported on 2 March at eight, answered and handed over on the days given."""
    money = "100.00 CNY"
    return CUSTOMER | retained(
        RepairOrder, "WX-2026-0001", customer="CU-001", serial="A1", product="power-cable",
        region="east", service_place="on-site", fault_code="E01", in_warranty=True,
        reception={"at": _at(2, 8), "by": "P-001", "contact": "例", "phone": "0", "symptom": "例",
                   "responded_at": _at(responded, 9)},
        confirmation={"at": _at(responded, 10), "by": "P-001", "cost": money, "hours": 2,
                      "items": [{"item": "例", "cost": money}]},
        repair={"at": _at(done, 10), "by": "P-001", "finished_at": _at(done, 12), "cause": "例",
                "action": "例", "hours": 2},
        inspection={"at": _at(done, 13), "by": "P-002", "passed": True, "result": "例"},
        handover={"at": _at(done, 14), "by": "P-001"},
    )  # fmt: skip


def _ticket(replied: str | None) -> dict[str, str]:
    return retained(
        OnlineTicket, "OL-2026-0001", channel="hotline", topic="enquiry", received_at=_at(2, 8),
        received_by="P-001", question="例", replied_at=replied, replied_by="P-001",
    )  # fmt: skip


_WHY = Text(
    zh="3.2 的两个时限对投诉、报修和在线咨询一样算，自客户第一次联系起，节假日不停。",
    en="Clause 3.2 counts both limits alike for complaints, repairs and enquiries, from the first "
    "contact and without a break.",
)


@rule(
    "PRM104",
    clause="3.2",
    severity=Severity.WARNING,
    each=RepairOrder,
    title=Text(zh="报修按承诺的时限答复", en="A repair request is answered within the promise"),
    message=Text(
        zh="报修 {id} {when}与客户联系（承诺 {limit} 小时）",
        en="repair {id}: the customer {when} (promised within {limit:hour|hours})",
    ),
    why=_WHY,
    cure=Text(
        zh="还没有联系的立即联系；联系过的填写“响应时间”。",
        en="Contact the customer now, or enter when that was done.",
    ),
    bad=Example(_repair(5, 5)),
    good=Example(_repair(2, 3)),
)
def repair_answered_late(snapshot: Snapshot) -> Iterator[Hit]:
    """Nobody contacted the customer of a repair within the first clock."""
    limit = snapshot.settings.limits.reply_hours
    for each in snapshot.live(RepairOrder):
        step = each.confirmation
        stopped = each.reception.responded_at or (step.at if step else None)
        yield from _late(snapshot, each, each.reception.at, stopped, limit=limit, field="reception")


@rule(
    "PRM105",
    clause="3.2",
    severity=Severity.WARNING,
    each=RepairOrder,
    title=Text(zh="报修按承诺的时限处理", en="A repair is done within the promise"),
    message=Text(
        zh="报修 {id} {when}修好交货（承诺 {limit} 小时）",
        en="repair {id} {when} (promised within {limit:hour|hours})",
    ),
    why=_WHY,
    cure=Text(
        zh="还没有交货的今天安排并告知客户；一再超时的开《纠正措施单》。",
        en="Arrange what is open today and tell the customer; what recurs becomes a corrective "
        "action.",
    ),
    bad=Example(_repair(2, 6)),
    good=Example(_repair(2, 3)),
)
def repair_handled_late(snapshot: Snapshot) -> Iterator[Hit]:
    """A repair was not handed over within the second clock."""
    limit = snapshot.settings.limits.handle_hours
    for each in snapshot.live(RepairOrder):
        stopped = each.handover.at if each.handover else None
        yield from _late(snapshot, each, each.reception.at, stopped, limit=limit, field="handover")


@rule(
    "PRM106",
    clause="3.2",
    severity=Severity.WARNING,
    each=OnlineTicket,
    title=Text(zh="在线咨询按承诺的时限答复", en="An enquiry is answered within the promise"),
    message=Text(
        zh="在线服务 {id} {when}答复（承诺 {limit} 小时）",
        en="ticket {id} {when} (promised within {limit:hour|hours})",
    ),
    why=_WHY,
    cure=Text(
        zh="还没有答复的立即答复，并填写答复时间和答复人。",
        en="Answer now; enter when and by whom.",
    ),
    bad=Example(_ticket(_at(5, 9))),
    good=Example(_ticket(_at(3, 9))),
)
def enquiry_late(snapshot: Snapshot) -> Iterator[Hit]:
    """An enquiry or feedback was not answered within the shorter of both clocks.

    What became a repair or a complaint is counted there; an answer settles the rest.
    """
    limits = snapshot.settings.limits
    limit = min(limits.reply_hours, limits.handle_hours)
    for each in snapshot.live(OnlineTicket):
        goes_on = each.repair_order or each.complaint or each.topic not in _SETTLED_HERE
        if not goes_on:
            yield from _late(
                snapshot, each, each.received_at, each.replied_at, limit=limit, field="replied_at"
            )


_SETTLED_HERE = {TicketTopic.enquiry, TicketTopic.feedback}


_DONE = {"reception": "contacted", "handover": "handed over", "replied_at": "answered"}


def _late(
    snapshot: Snapshot,
    each: RepairOrder | OnlineTicket,
    start: dt.datetime,
    stopped: dt.datetime | None,
    *,
    limit: int,
    field: str,
) -> Iterator[Hit]:
    if stopped is None and each.status is Status.closed:
        return  # that a step is missing is another rule's
    end = stopped or end_of(snapshot.as_of, snapshot.settings.zone)
    due = hours_later(start, limit)
    if end > due:
        hours, done = round(hours_between(start, end), 1), _DONE[field]
        yield hit(
            place_of(each, field), owner=each.department, id=each.id, limit=limit,
            due=None if stopped else due.date(),
            when=Text(
                zh=f"{hours} 小时后才" if stopped else f"已 {hours} 小时，还没有",
                en=f"was {done} only after {hours} hours"
                if stopped
                else f"has not been {done} after {hours} hours",
            ),
        )  # fmt: skip
