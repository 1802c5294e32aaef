"""Whether a repair under warranty is settled with the station that made it (clause 8.2.5)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch08_repair import RepairOrder, RepairSettlement
from qms.model.kinds.record import Status
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, retained
from qms.rules.intervals import listed
from qms.text import Text


def _repaired(*, settled: bool) -> dict[str, str]:
    def at(hour: int) -> str:
        return f"2026-03-03T{hour:02}:00:00+08:00"

    money = "0.00 CNY"
    order = retained(
        RepairOrder, "WX-2026-0001", customer="CU-001", serial="A1", product="power-cable",
        region="east", service_place="on-site", fault_code="E01", in_warranty=True, status="closed",
        reception={"at": at(8), "by": "P-001", "contact": "例", "phone": "0", "symptom": "例"},
        confirmation={"at": at(9), "by": "P-001", "cost": money, "hours": 2,
                      "items": [{"item": "例", "cost": money}]},
        repair={"at": at(10), "by": "P-001", "finished_at": at(12), "cause": "例", "action": "例",
                "hours": 2},
        inspection={"at": at(13), "by": "P-002", "passed": True, "result": "例"},
        handover={"at": at(14), "by": "P-001"}, followup={"at": at(16), "by": "P-002"},
    )  # fmt: skip
    sheet = retained(
        RepairSettlement, "JS-2026-0001", repair_order="WX-2026-0001", customer="CU-001",
        lines=[{"item": "例", "charge": "labour", "quantity": 1, "unit_price": money,
                "amount": money}],
        total=money,
    )  # fmt: skip
    return CUSTOMER | order | (sheet if settled else {})


@rule(
    "RPR110",
    clause="8.2.4",
    severity=Severity.WARNING,
    reads=(RepairOrder, RepairSettlement),
    title=Text(zh="每次维修都有结算单", en="Every repair has its settlement"),
    message=Text(
        zh="已关闭的维修服务单没有结算单（保修的金额为零，也应开具）：{names}",
        en="closed repair orders without a settlement (of nought in warranty): {names}",
    ),
    why=Text(
        zh="保修的也列明项目，客户才知道免了什么，公司才知道花了什么。",
        en="In warranty too: the customer sees what was free, the company what it cost.",
    ),
    cure=Text(
        zh="补开：qms new repair-settlement --set repair_order=编号",
        en="File it: qms new repair-settlement --set repair_order=ID",
    ),
    bad=Example(_repaired(settled=False)),
    good=Example(_repaired(settled=True)),
)
def unsettled(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed repair has no settlement, whatever it came to."""
    settled = {each.repair_order for each in snapshot.live(RepairSettlement)}
    names = [
        each.id for each in snapshot.live(RepairOrder)
        if each.status is Status.closed and each.id not in settled
    ]  # fmt: skip
    if names:
        yield hit(Place("records/repair-settlement", line=1, column=1), names=listed(names))
