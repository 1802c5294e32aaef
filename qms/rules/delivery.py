"""Delivery and hand-over: dates, carriers, signatures (clauses 8.2.1 and 8.2.2)."""

import datetime as dt
from collections.abc import Iterable, Iterator

from qms.model.calendar import days_later, months_later
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch08_delivery import (
    Carrier,
    CarrierEvaluation,
    Dispatch,
    EquipmentAcceptance,
    HandoverTraining,
    TrainingTopic,
)
from qms.model.kinds.record import called, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, register, retained
from qms.text import Text, joined

_TAUGHT = [each.value for each in TrainingTopic if each is not TrainingTopic.scrap]
_SIGNED = {"name": "例", "at": "2026-03-20T10:00:00+08:00"}


def _dispatch(**fields: object) -> dict[str, str]:
    sheet = {
        "customer": "CU-001", "serial": "A1", "promised": "2026-03-10",
        "dispatched": "2026-03-10", "term": "ex-works", "package_count": 1, "outbound_check": "例",
    } | fields  # fmt: skip
    return CUSTOMER | retained(Dispatch, "DS-2026-0001", **sheet)


def _training(**fields: object) -> dict[str, str]:
    sheet = {
        "dispatch": "DS-2026-0001", "customer": "CU-001", "serial": "A1", "trainers": ["P-001"],
        "trainees": ["例"], "topics": _TAUGHT, "wording_consistent": True,
        "customer_signature": _SIGNED,
    } | fields  # fmt: skip
    return retained(HandoverTraining, "HZ-2026-0001", **sheet)


def _acceptance(**fields: object) -> dict[str, str]:
    sheet = {
        "dispatch": "DS-2026-0001", "customer": "CU-001", "serial": "A1", "engineer": "P-001",
        "items": [{"item": "例", "standard": "例", "measured": "例", "passed": True}],
        "trial_run": "例", "operators_competent": True, "result": "accepted",
        "customer_signature": _SIGNED,
    } | fields  # fmt: skip
    return retained(EquipmentAcceptance, "YS-2026-0001", **sheet)


_CARRIER = {
    "id": "CAR-01", "name": "例", "licence": "例", "licence_until": "2027-12-31", "routes": "例",
    "contact": "例", "phone": "0", "listed_on": "2026-01-01",
}  # fmt: skip


@rule(
    "DLV101",
    clause="8.2.1",
    severity=Severity.WARNING,
    each=Dispatch,
    title=Text(zh="按承诺日期发运", en="Goods leave by the promised date"),
    message=Text(
        zh="发运 {id} 承诺 {promised} 发出，晚了 {days} 天{state}",
        en="dispatch {id}, promised for {promised}, {state} {days:day|days} late",
    ),
    why=Text(zh="承诺的发运日期是服务承诺的一部分。", en="The promised date is a promise."),
    cure=Text(
        zh="在 late_reason 写明原因；还没发出的，今天安排并告知客户；一再发生的开《纠正措施单》。",
        en="Enter the reason in late_reason; where the goods have not left, send them today and "
        "tell the customer. Open a corrective action where it happens repeatedly.",
    ),
    bad=Example(_dispatch(dispatched="2026-03-12")),
    good=Example(_dispatch(late_reason="例")),
)
def late_dispatch(snapshot: Snapshot) -> Iterator[Hit]:
    """Goods left after the promised date, or are past it and still here."""
    for each in snapshot.live(Dispatch):
        left = each.dispatched if each.dispatched and each.dispatched <= snapshot.as_of else None
        days = ((left or snapshot.as_of) - each.promised).days
        if days > 0:
            yield hit(
                place_of(each, "dispatched" if left else "promised"),
                owner=each.department,
                since=each.promised,
                id=each.id,
                promised=each.promised,
                days=days,
                state=_LEFT if left else _STILL_HERE,
            )


_LEFT = Text(zh="", en="left")
_STILL_HERE = Text(zh="，仍未发出", en="has not left and is")


@rule(
    "DLV102",
    clause="8.2.1",
    severity=Severity.ERROR,
    each=Dispatch,
    title=Text(zh="延期发运写明原因", en="A late dispatch has its reason"),
    message=Text(zh="发运 {id} 延期，没有写原因", en="dispatch {id} was late without a reason"),
    why=Text(zh="没有原因就无从改进。", en="Without the reason nothing gets better."),
    cure=Text(zh="查明后填写 late_reason。", en="Find out and fill in late_reason."),
    bad=Example(_dispatch(dispatched="2026-03-12")),
    good=Example(_dispatch(dispatched="2026-03-12", late_reason="例")),
)
def late_without_reason(snapshot: Snapshot) -> Iterator[Hit]:
    """A dispatch left late and nobody said why."""
    for each in snapshot.live(Dispatch):
        if each.dispatched and each.dispatched > each.promised and not each.late_reason:
            yield hit(place_of(each, "dispatched"), owner=each.department, id=each.id)


@rule(
    "DLV103",
    clause="8.2.1",
    severity=Severity.ERROR,
    each=Carrier,
    reads=(CarrierEvaluation,),
    title=Text(zh="承运商按期评价", en="Carriers are evaluated in time"),
    message=Text(
        zh="承运商 {name} 应在 {by} 前评价，最近一次：{last}",
        en="carrier {name} was to be evaluated by {by}; last: {last}",
    ),
    why=Text(zh="货损和延误出在承运环节。", en="Damage and delay happen on the road."),
    cure=Text(
        zh="登记一份承运商评价：qms new carrier-evaluation",
        en="File an evaluation: qms new carrier-evaluation",
    ),
    references=("ISO 9001:2015 8.4.1",),
    bad=Example(register(Carrier, _CARRIER | {"listed_on": "2025-01-01"})),
    good=Example(register(Carrier, _CARRIER)),
)
def carrier_not_evaluated(snapshot: Snapshot) -> Iterator[Hit]:
    """A carrier in use has no evaluation within its period."""
    newest: dict[str, dt.date] = {}
    for each in snapshot.live(CarrierEvaluation):
        newest[each.carrier] = max(each.date, newest.get(each.carrier, each.date))
    for carrier in snapshot.all(Carrier):
        last = newest.get(carrier.id)
        due = months_later(last or carrier.listed_on, snapshot.settings.limits.carrier_months)
        if carrier.is_active and due < snapshot.as_of:
            yield hit(
                place_of(carrier, "name"), due=due, by=due, name=called(carrier),
                last=last or "—",
            )  # fmt: skip


@rule(
    "DLV104",
    clause="8.2.1",
    severity=Severity.ERROR,
    each=Dispatch,
    reads=(Carrier,),
    title=Text(zh="承运商资质有效", en="The carrier's licence is valid"),
    message=Text(
        zh="发运 {id} 交给 {name}，其{what}已于 {until} 到期",
        en="dispatch {id} went with {name}, whose {what} ended on {until}",
    ),
    why=Text(
        zh="道路运输依法须有许可；没有保险的货损要自己承担。",
        en="Road transport needs a licence by law; without insurance damage is ours to pay.",
    ),
    cure=Text(
        zh="停用该承运商，换证后更新承运商清单。",
        en="Stop using that carrier; update the register when it is renewed.",
    ),
    bad=Example(
        _dispatch(term="carrier", carrier="CAR-01")
        | register(Carrier, _CARRIER | {"licence_until": "2026-03-09"})
    ),
    good=Example(_dispatch(term="carrier", carrier="CAR-01") | register(Carrier, _CARRIER)),
)
def carrier_unlicensed(snapshot: Snapshot) -> Iterator[Hit]:
    """Goods went with a carrier whose licence or insurance had ended."""
    for each in snapshot.live(Dispatch):
        carrier = snapshot.find(Carrier, each.carrier)
        if carrier is None or each.dispatched is None:
            continue
        for field, until, what in (
            ("licence_until", carrier.licence_until, Text(zh="运输许可", en="licence")),
            ("insured_until", carrier.insured_until, Text(zh="承运险", en="insurance")),
        ):
            if until is not None and until < each.dispatched:
                yield hit(
                    place_of(each, "carrier"), mark=field, owner=each.department, id=each.id,
                    name=called(carrier), what=what, until=until,
                )  # fmt: skip


def _handed_over(snapshot: Snapshot) -> Iterator[tuple[Dispatch, dt.date]]:
    """Yield each machine that left, with the day by which its sheets must be back."""
    days = snapshot.settings.limits.handover_days
    for each in snapshot.live(Dispatch):
        if each.is_machine and each.dispatched is not None:
            yield each, days_later(each.arrived or each.dispatched, days)


@rule(
    "CTR101",
    clause="8.2.2",
    severity=Severity.ERROR,
    each=Dispatch,
    reads=(HandoverTraining,),
    title=Text(zh="交货培训有客户签字的回执", en="Hand-over training has the customer's receipt"),
    message=Text(
        zh="{serial}（{id}）交付后没有客户签字的《用户交货培训回执单》",
        en="{serial} ({id}) has no receipt for hand-over training signed by the customer",
    ),
    why=Text(
        zh="没有培训回执，操作事故和保修争议都说不清。",
        en="Without the receipt nobody can settle accidents and warranty disputes.",
    ),
    cure=Text(
        zh="完成培训，请客户签字：qms new handover-training",
        en="Train, have it signed: qms new handover-training",
    ),
    bad=Example(_dispatch()),
    good=Example(_dispatch() | _training()),
)
def training_unsigned(snapshot: Snapshot) -> Iterator[Hit]:
    """A machine was handed over without a signed receipt for the training."""
    yield from _unsigned(snapshot, snapshot.live(HandoverTraining))


@rule(
    "CTR102",
    clause="8.2.2",
    severity=Severity.ERROR,
    each=Dispatch,
    reads=(EquipmentAcceptance,),
    title=Text(zh="设备使用培训经客户验收", en="The customer accepts machine and training"),
    message=Text(
        zh="{serial}（{id}）交付后没有客户签字的《设备使用培训验收表》",
        en="{serial} ({id}) has no acceptance of equipment and training signed by the customer",
    ),
    why=Text(zh="验收是交付完成的证据。", en="Acceptance proves that the delivery is complete."),
    cure=Text(
        zh="试运行后请客户签字：qms new equipment-acceptance",
        en="After the trial run have it signed: qms new equipment-acceptance",
    ),
    bad=Example(_dispatch()),
    good=Example(_dispatch() | _acceptance()),
)
def acceptance_unsigned(snapshot: Snapshot) -> Iterator[Hit]:
    """A machine was handed over without a signed acceptance."""
    yield from _unsigned(snapshot, snapshot.live(EquipmentAcceptance))


def _unsigned(
    snapshot: Snapshot, papers: Iterable[HandoverTraining | EquipmentAcceptance]
) -> Iterator[Hit]:
    """Yield the machines handed over of which none of the papers bears a signature."""
    signed = {each.dispatch for each in papers if each.customer_signature}
    for each, due in _handed_over(snapshot):
        if each.id not in signed and due < snapshot.as_of:
            yield hit(
                place_of(each, "serial"), owner=each.department, due=due, id=each.id,
                serial=each.serial,
            )  # fmt: skip


@rule(
    "CTR103",
    clause="8.2.2",
    severity=Severity.WARNING,
    each=HandoverTraining,
    title=Text(zh="交货培训内容齐全", en="Hand-over training covers everything"),
    message=Text(zh="培训回执 {id} 缺：{missing}", en="receipt {id} lacks: {missing}"),
    why=Text(
        zh="功能、配置、操作、保养、保修、收费和服务流程，客户都应当知道。",
        en="Customers are told functions, configuration, operation, care, warranty, charges and "
        "how service works.",
    ),
    cure=Text(zh="补讲缺的内容并补记。", en="Teach what is missing and enter it."),
    bad=Example(_dispatch() | _training(topics=["operation"])),
    good=Example(_dispatch() | _training()),
)
def topics_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """Hand-over training left out a topic that the manual names."""
    for each in snapshot.live(HandoverTraining):
        missing = [
            topic.label.inside
            for topic in TrainingTopic
            if topic is not TrainingTopic.scrap and topic not in each.topics
        ]
        if missing:
            yield hit(
                place_of(each, "topics"),
                owner=each.department,
                id=each.id,
                missing=joined(missing),
            )


@rule(
    "CTR104",
    clause="8.2.2",
    severity=Severity.ERROR,
    each=HandoverTraining,
    title=Text(zh="对客户的说法一致", en="What customers are told agrees"),
    message=Text(
        zh="培训回执 {id}：与广告、保修卡、合同的表述不一致",
        en="receipt {id}: not the same as advertisement, warranty card and contract",
    ),
    why=Text(zh="说法不一致即为误导。", en="Statements that differ mislead."),
    cure=Text(zh="改正说法，告知客户。", en="Correct the statement and tell the customer."),
    bad=Example(_dispatch() | _training(wording_consistent=False)),
    good=Example(_dispatch() | _training()),
)
def wording_differs(snapshot: Snapshot) -> Iterator[Hit]:
    """What was said at hand-over differs from advertisement, warranty card or contract."""
    for each in snapshot.live(HandoverTraining):
        if not each.wording_consistent:
            yield hit(place_of(each, "wording_consistent"), owner=each.department, id=each.id)
