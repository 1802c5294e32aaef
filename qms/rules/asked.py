"""Whether customers are asked by the plan of the year (clause 8.3.1)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_limits import Limit
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch08_customers import Customer, CustomerGrade, FollowUp
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, RELEASED, retained
from qms.rules.intervals import every, listed, since_of
from qms.text import Text

_PLANNED = {
    CustomerGrade.key: "follow-up.key",
    CustomerGrade.regular: "follow-up.ordinary",
    CustomerGrade.small: "follow-up.occasional",
}


def _asked(day: str) -> dict[str, str]:
    scores = {"quality": 5, "timeliness": 5, "attitude": 5, "overall": 5}
    return retained(
        FollowUp, "HF-2026-0001", customer="CU-001", method="phone", at=f"{day}T10:00:00+08:00",
        date=day, by="P-001", scores=scores, satisfied=True,
    )  # fmt: skip


@rule(
    "FUP106",
    clause="8.3.1",
    severity=Severity.WARNING,
    reads=(Customer, FollowUp, Limit, Release),
    title=Text(zh="客户按等级计划回访", en="Customers are called back by plan and class"),
    message=Text(
        zh="{grade}自 {start} 以来没有计划回访（事件回访不算）：{names}",
        en="{grade}: none of these was called back by plan since {start}: {names}",
    ),
    why=Text(
        zh="只在出事之后才问，平安无事的客户从来没有人问。",
        en="Asked only after something happened, who has no trouble is never asked.",
    ),
    cure=Text(
        zh="按回访计划回访并登记：qms new follow-up",
        en="Call them back by the plan: qms new follow-up",
    ),
    bad=Example(RELEASED | CUSTOMER | every("follow-up.ordinary", 1, "half-year")),
    good=Example(
        RELEASED | CUSTOMER | every("follow-up.ordinary", 1, "half-year") | _asked("2026-10-12")
    ),
)
def not_called_by_plan(snapshot: Snapshot) -> Iterator[Hit]:
    """Customers of a class had no call-back of its own accord within their time."""
    for grade, name in _PLANNED.items():
        since = since_of(snapshot, name)
        asked = {
            each.customer for each in snapshot.live(FollowUp)
            if since and each.date >= since
            and not (each.repair_order or each.complaint or each.dispatch)
        }  # fmt: skip
        names = [
            each.id for each in snapshot.all(Customer)
            if each.is_active and each.grade is grade and each.id not in asked
        ]  # fmt: skip
        if since and names:
            yield hit(
                Place("records/follow-up", line=1, column=1), mark=grade.value, start=since,
                grade=grade.label, names=listed(names),
            )  # fmt: skip
