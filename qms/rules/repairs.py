"""Repair orders and service stations: steps, signatures, time, spot checks (clause 8.2.4)."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from qms.model.calendar import end_of, months_later
from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch08_repair import (
    STEPS,
    RepairOrder,
    RepairSettlement,
    ServiceStation,
    StationEvaluation,
)
from qms.model.kinds.record import Status, called, labels_of, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, register, retained
from qms.text import Text

_MONEY = "100.00 CNY"


def _at(day: int, hour: int) -> str:
    return f"2026-03-{day:02}T{hour:02}:00:00+08:00"


def _signed(day: int, hour: int) -> dict[str, str]:
    return {"name": "例", "at": _at(day, hour)}


_STEPS: dict[str, dict[str, object]] = {
    "reception": {
        "at": _at(2, 8), "by": "P-001", "contact": "例", "phone": "0", "symptom": "例",
    },
    "confirmation": {
        "at": _at(3, 8), "by": "P-001", "items": [{"item": "例", "cost": _MONEY}], "cost": _MONEY,
        "hours": 2, "customer_signature": _signed(3, 9),
    },
    "repair": {
        "at": _at(3, 10), "by": "P-001", "finished_at": _at(3, 12), "cause": "例", "action": "例",
        "hours": 2,
    },
    "inspection": {"at": _at(3, 13), "by": "P-002", "passed": True, "result": "例"},
    "handover": {"at": _at(3, 14), "by": "P-001", "customer_signature": _signed(3, 14)},
    "followup": {"at": _at(5, 9), "by": "P-002"},
}  # fmt: skip


def _order(**fields: object) -> dict[str, str]:
    sheet = {
        "customer": "CU-001", "serial": "A1", "product": "power-cable", "region": "east",
        "service_place": "on-site", "fault_code": "E01", "in_warranty": True,
        "spot_checked_by": "P-002", "spot_checked_on": "2026-03-10", "spot_check": "例",
    } | _STEPS | fields  # fmt: skip
    return CUSTOMER | retained(RepairOrder, "WX-2026-0001", **sheet)


def _without(step: str, *names: str) -> dict[str, object]:
    return {name: value for name, value in _STEPS[step].items() if name not in names}


def _settlement(**fields: object) -> dict[str, str]:
    line = {
        "item": "例", "charge": "labour", "quantity": 1, "unit_price": _MONEY, "amount": _MONEY,
    }  # fmt: skip
    sheet = {
        "repair_order": "WX-2026-0001", "customer": "CU-001", "lines": [line], "total": _MONEY,
        "customer_signature": _signed(3, 15),
    } | fields  # fmt: skip
    return _order() | retained(RepairSettlement, "JS-2026-0001", **sheet)


_STATION = {
    "id": "ST-01", "name": "例", "region": "east", "address": "例", "ownership": "entrusted",
    "contact": "例", "phone": "0", "products": ["power-cable"], "contract_from": "2026-01-01",
}  # fmt: skip


@rule(
    "RPR101",
    clause="8.2.4",
    severity=Severity.ERROR,
    each=RepairOrder,
    title=Text(zh="关闭的维修六步齐全", en="A closed repair has all six steps"),
    message=Text(
        zh="维修服务单 {id} 没有“{step}”一步就已关闭", en="{id} was closed without the step {step}"
    ),
    why=Text(
        zh="接待、确认、维修、检查、交货、跟踪，一步也不能少。",
        en="Reception, confirmation, repair, inspection, hand-over and follow-up all count.",
    ),
    cure=Text(
        zh="补做这一步，再用 qms correct 更正登记。", en="Do the step; enter it with qms correct."
    ),
    bad=Example(_order(status="closed", followup=None)),
    good=Example(_order(status="closed")),
)
def closed_without_step(snapshot: Snapshot) -> Iterator[Hit]:
    """A repair order was closed before its last step."""
    for each in snapshot.live(RepairOrder):
        if each.status is Status.closed:
            missing = next((name for name in STEPS if getattr(each, name) is None), None)
            if missing:
                yield hit(
                    place_of(each, "status"),
                    owner=each.department,
                    id=each.id,
                    step=labels_of(RepairOrder, [missing]),
                )


@rule(
    "RPR102",
    clause="8.2.4",
    severity=Severity.ERROR,
    each=RepairOrder,
    title=Text(zh="作业前客户签字", en="The customer signs before work starts"),
    message=Text(
        zh="维修服务单 {id} 开工前客户没有签字确认项目和费用",
        en="{id}: the customer had not signed for items and cost before work started",
    ),
    why=Text(zh="没有签字的费用收不得。", en="A cost that nobody signed cannot be charged."),
    cure=Text(zh="请客户补签并说明；今后先签后修。", en="Have it signed late and say so."),
    bad=Example(_order(confirmation=_without("confirmation", "customer_signature"))),
    good=Example(_order()),
)
def work_before_signature(snapshot: Snapshot) -> Iterator[Hit]:
    """Work on a repair started without the customer's signature, or before it."""
    for each in snapshot.live(RepairOrder):
        if each.repair is None or each.confirmation is None:
            continue
        signature = each.confirmation.customer_signature
        if signature is None or signature.at > each.repair.at:
            yield hit(place_of(each, "confirmation"), owner=each.department, id=each.id)


@rule(
    "RPR103",
    clause="8.2.4",
    severity=Severity.ERROR,
    each=RepairOrder,
    title=Text(zh="交货时客户签字", en="The customer signs at hand-over"),
    message=Text(
        zh="维修服务单 {id} 已交货，客户没有签字", en="{id} was handed over without a signature"
    ),
    why=Text(
        zh="完工质量由客户确认。", en="The customer confirms the quality of the finished work."
    ),
    cure=Text(zh="请客户补签。", en="Have the customer sign."),
    bad=Example(_order(handover=_without("handover", "customer_signature"))),
    good=Example(_order()),
)
def handover_unsigned(snapshot: Snapshot) -> Iterator[Hit]:
    """A repaired machine went back without the customer's signature."""
    for each in snapshot.live(RepairOrder):
        if each.handover is not None and each.handover.customer_signature is None:
            yield hit(place_of(each, "handover"), owner=each.department, id=each.id)


@rule(
    "RPR104",
    clause="8.2.4",
    severity=Severity.ERROR,
    each=RepairOrder,
    title=Text(zh="久修有代用设备或原因", en="A long repair has a substitute or a reason"),
    message=Text(
        zh="维修服务单 {id} 历时 {days} 天（限 {limit} 天），没有代用设备，也没有写原因",
        en="{id} has taken {days:day|days} (limit {limit}) without a substitute unit or a stated "
        "reason",
    ),
    why=Text(
        zh="客户停产的损失等不得。",
        en="Clause 8.2.4 requires a substitute unit or an agreement with the customer.",
    ),
    cure=Text(
        zh="提供代用设备，或与客户商定后填写 late_reason。",
        en="Lend a unit, or agree with the customer and fill in late_reason.",
    ),
    bad=Example(_order(reception=_STEPS["reception"] | {"at": "2026-02-20T08:00:00+08:00"})),
    good=Example(_order()),
)
def long_repair(snapshot: Snapshot) -> Iterator[Hit]:
    """A repair took longer than the limit and neither lent a unit nor said why."""
    limit = snapshot.settings.limits.repair_days
    now = end_of(snapshot.as_of, snapshot.settings.zone)
    for each in snapshot.live(RepairOrder):
        end = each.handover.at if each.handover is not None else now
        days = (end - each.reception.at).days
        if days > limit and not each.substitute_unit and not each.late_reason:
            yield hit(
                place_of(each, "reception"), owner=each.department, id=each.id, days=days,
                limit=limit,
            )  # fmt: skip


@rule(
    "RPR105",
    clause="8.2.4",
    severity=Severity.WARNING,
    reads=(RepairOrder,),
    title=Text(zh="维修单抽查达到比例", en="Enough repair orders are spot-checked"),
    message=Text(
        zh="{first} 至 {last} 完工 {base} 单，应抽查 {wanted} 单，实际 {found} 单",
        en="{base:repair|repairs} finished from {first} to {last}: {wanted} to be spot-checked, "
        "{found} done",
    ),
    why=Text(zh="抽查让单据与实际一致。", en="Spot checks keep the papers true."),
    cure=Text(
        zh="抽查后填写 spot_checked_by、spot_checked_on。",
        en="Check some and fill in spot_checked_by and spot_checked_on.",
    ),
    bad=Example(_order(spot_checked_by=None, spot_checked_on=None)),
    good=Example(_order()),
)
def too_few_spot_checks(snapshot: Snapshot) -> Iterator[Hit]:
    """Of the repairs finished in the last twelve months too small a share was checked again."""
    first = months_later(snapshot.as_of, -12)
    finished = [
        each
        for each in snapshot.live(RepairOrder)
        if each.handover is not None and first < each.handover.at.date() <= snapshot.as_of
    ]
    share = Fraction(snapshot.settings.limits.spot_check_share)
    wanted = ceil(len(finished) * share)
    found = sum(
        each.spot_checked_on is not None and each.spot_checked_on <= snapshot.as_of
        for each in finished
    )
    if found < wanted:
        yield hit(
            Place("records/repair-order", line=1, column=1), first=first, last=snapshot.as_of,
            base=len(finished), wanted=wanted, found=found,
        )  # fmt: skip


@rule(
    "RPR106",
    clause="8.2.4",
    severity=Severity.ERROR,
    each=RepairSettlement,
    title=Text(zh="结算单客户签字", en="The customer signs the settlement"),
    message=Text(
        zh="结算单 {id}（{total}）客户没有签字", en="settlement {id} ({total}) is not signed"
    ),
    why=Text(zh="逐项结算，签字后收款。", en="Charges are itemised and signed before payment."),
    cure=Text(zh="请客户签字，再收款。", en="Have it signed, then take the payment."),
    bad=Example(_settlement(customer_signature=None, paid_on="2026-03-04")),
    good=Example(_settlement()),
)
def settlement_unsigned(snapshot: Snapshot) -> Iterator[Hit]:
    """A settlement was paid or closed without the customer's signature."""
    for each in snapshot.live(RepairSettlement):
        is_done = each.paid_on is not None or each.status is Status.closed
        if is_done and each.customer_signature is None:
            yield hit(place_of(each, "total"), owner=each.department, id=each.id, total=each.total)


@rule(
    "RPR107",
    clause="8.2.4",
    severity=Severity.ERROR,
    each=ServiceStation,
    reads=(StationEvaluation,),
    title=Text(zh="服务站按期评价", en="Service stations are evaluated in time"),
    message=Text(
        zh="服务站 {name} 应在 {by} 前评价，最近一次：{last}",
        en="station {name} was to be evaluated by {by}; last: {last}",
    ),
    why=Text(
        zh="维修质量、满意度、信息、库存、现场都要评。",
        en="Quality, satisfaction, information, stock and site are looked at.",
    ),
    cure=Text(
        zh="登记一份服务站评价：qms new station-evaluation",
        en="File an evaluation: qms new station-evaluation",
    ),
    bad=Example(register(ServiceStation, _STATION | {"contract_from": "2025-01-01"})),
    good=Example(register(ServiceStation, _STATION)),
)
def station_not_evaluated(snapshot: Snapshot) -> Iterator[Hit]:
    """A station in use has no evaluation within its period."""
    newest = {each.station: each.date for each in _by_date(snapshot)}
    for station in snapshot.all(ServiceStation):
        last = newest.get(station.id)
        due = months_later(last or station.contract_from, snapshot.settings.limits.station_months)
        if station.is_active and due < snapshot.as_of:
            yield hit(
                place_of(station, "name"), due=due, by=due, name=called(station), last=last or "—",
            )  # fmt: skip


def _by_date(snapshot: Snapshot) -> list[StationEvaluation]:
    return sorted(snapshot.live(StationEvaluation), key=lambda each: each.date)
