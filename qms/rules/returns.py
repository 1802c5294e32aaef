"""Goods that come back, and recalls (clauses 8.2.6 and 8.2.7)."""

from collections.abc import Iterator
from itertools import pairwise

from qms.model.calendar import days_later
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch08_returns import Recall, RecallNotice, ReturnRemedy, ReturnReport, UnitState
from qms.model.kinds.record import Status, labels_of, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, retained
from qms.text import Text

_MONEY = "0.00 CNY"


def _return(**fields: object) -> dict[str, str]:
    sheet = {
        "customer": "CU-001", "goods": "例", "reason": "例", "requested_on": "2026-03-02",
        "process": "例", "loss": _MONEY, "cost": _MONEY, "recovery": _MONEY,
        "remedy": "refund", "closed_on": "2026-03-20", "status": "closed",
    } | fields  # fmt: skip
    return CUSTOMER | retained(ReturnReport, "TH-2026-0001", **sheet)


def _notice(**fields: object) -> dict[str, str]:
    sheet = {
        "level": "second", "product": "power-cable", "models": ["例"], "serials": ["A1", "A2"],
        "produced": 2, "sold": 2, "reason": "例", "legal_basis": "例", "measures": "例",
        "sale_stopped": True, "start": "2026-03-02", "due": "2026-03-31", "notification": "例",
    } | fields  # fmt: skip
    return retained(RecallNotice, "ZH-2026-0001", **sheet)


def _recall(*states: str, **fields: object) -> dict[str, str]:
    units = [
        {"serial": f"A{number}", "state": state} for number, state in enumerate(states, start=1)
    ]
    reports = [
        {"on": f"2026-{month:02}-{day:02}", "recalled": 1, "text": "例", "by": "P-001"}
        for month in (3, 4)
        for day in (5, 10, 15, 20, 25, 30)
    ]
    sheet = {
        "notice": "ZH-2026-0001", "serials": units, "progress": reports, "end_report": "例",
        "ended_on": "2026-04-20",
    } | fields  # fmt: skip
    return _notice() | retained(Recall, "ZR-2026-0001", **sheet)


@rule(
    "RTN101",
    clause="8.2.6",
    severity=Severity.ERROR,
    each=ReturnReport,
    title=Text(zh="退换货专项报告四部分齐全", en="A return's report has its four parts"),
    message=Text(
        zh="退换货 {id} 已关闭，报告缺：{missing}", en="return {id} is closed without: {missing}"
    ),
    why=Text(
        zh="过程、损失、费用、追偿都要有交代。",
        en="Process, loss, cost and recovery are all accounted for.",
    ),
    cure=Text(
        zh="用 qms correct 补填；没有的写 0.00 CNY 并说明。",
        en="Fill in with qms correct; where there is none write 0.00 CNY and say so.",
    ),
    bad=Example(_return(recovery=None)),
    good=Example(_return()),
)
def report_incomplete(snapshot: Snapshot) -> Iterator[Hit]:
    """A return was closed while its report lacks a part."""
    for each in snapshot.live(ReturnReport):
        if each.closed_on is None and each.status is not Status.closed:
            continue
        missing = [
            name for name in ("process", "loss", "cost", "recovery")
            if getattr(each, name) in {None, ""}
        ]  # fmt: skip
        if missing:
            yield hit(
                place_of(each, "closed_on"), owner=each.department, id=each.id,
                missing=labels_of(type(each), missing),
            )  # fmt: skip


@rule(
    "RTN102",
    clause="8.2.6",
    severity=Severity.ERROR,
    each=ReturnReport,
    title=Text(zh="退换货按期闭环", en="Returns are closed in time"),
    message=Text(
        zh="退换货 {id} 自 {asked} 申请已 {days} 天，没有闭环（限 {limit} 天）",
        en="return {id} was requested on {asked}, {days:day|days} ago, and is still open "
        "(limit {limit})",
    ),
    why=Text(zh="客户在等退款或换货。", en="The customer waits for money or goods."),
    cure=Text(zh="办结后填写 closed_on。", en="Settle it and enter closed_on."),
    bad=Example(_return(closed_on=None, status="open")),
    good=Example(_return()),
)
def return_open(snapshot: Snapshot) -> Iterator[Hit]:
    """A return is open beyond its limit."""
    limit = snapshot.settings.limits.return_days
    for each in snapshot.live(ReturnReport):
        days = (snapshot.as_of - each.requested_on).days
        if each.closed_on is None and days > limit:
            yield hit(
                place_of(each, "requested_on"), owner=each.department, days=days, limit=limit,
                due=days_later(each.requested_on, limit), id=each.id, asked=each.requested_on,
            )  # fmt: skip


@rule(
    "RTN103",
    clause="8.2.6",
    severity=Severity.ERROR,
    each=ReturnReport,
    title=Text(zh="换货有计划、有发运", en="An exchange is scheduled and sent"),
    message=Text(zh="换货 {id} {state}", en="exchange {id} {state}"),
    why=Text(zh="换货要安排到日。", en="A replacement has its day."),
    cure=Text(
        zh="填写 replacement_due；发出后填写 replacement_dispatch。",
        en="Enter replacement_due, and replacement_dispatch when it left.",
    ),
    bad=Example(_return(remedy="exchange", replacement_due="2026-03-10", closed_on=None,
                        status="open", requested_on="2026-11-02")),
    good=Example(_return(remedy="exchange", replacement_due="2026-12-10", closed_on=None,
                         status="open", requested_on="2026-11-02")),
)  # fmt: skip
def exchange_unscheduled(snapshot: Snapshot) -> Iterator[Hit]:
    """An open exchange has no day, or its day has passed without a dispatch."""
    for each in snapshot.live(ReturnReport):
        if each.remedy is not ReturnRemedy.exchange or each.closed_on is not None:
            continue
        if each.replacement_dispatch is not None:
            continue
        due = each.replacement_due
        if due is None:
            yield hit(place_of(each, "remedy"), owner=each.department, id=each.id, state=_NO_DAY)
        elif due < snapshot.as_of:
            late = Text(zh=f"应在 {due} 发出，没有发运记录", en=f"was due on {due}, not sent")
            place = place_of(each, "replacement_due")
            yield hit(place, owner=each.department, due=due, id=each.id, state=late)


_NO_DAY = Text(zh="没有计划日期", en="has no planned day")


@rule(
    "RCL101",
    clause="8.2.7",
    severity=Severity.ERROR,
    each=RecallNotice,
    reads=(Recall,),
    title=Text(zh="召回逐台登记", en="A recall accounts for every serial number"),
    message=Text(
        zh="召回通知 {id} 的 {serials} 没有召回记录", en="{serials} of notice {id} are in no recall"
    ),
    why=Text(
        zh="漏一台就是一处危险。",
        en="Clause 8.2.7 requires that every machine is reached or accounted for.",
    ),
    cure=Text(zh="登记到召回记录：qms new recall", en="Enter them in the recall: qms new recall"),
    bad=Example(_recall("reached")),
    good=Example(_recall("reached", "accounted")),
)
def serial_left_out(snapshot: Snapshot) -> Iterator[Hit]:
    """A serial number of a notice that has begun is in no recall."""
    covered: dict[str, set[str]] = {}
    for recall in snapshot.live(Recall):
        covered.setdefault(recall.notice, set()).update(unit.serial for unit in recall.serials)
    for notice in snapshot.live(RecallNotice):
        left = [each for each in notice.serials if each not in covered.get(notice.id, ())]
        if left and notice.start < snapshot.as_of:
            yield hit(
                place_of(notice, "serials"), owner=notice.department, id=notice.id,
                serials=", ".join(left),
            )  # fmt: skip


@rule(
    "RCL102",
    clause="8.2.7",
    severity=Severity.ERROR,
    each=Recall,
    reads=(RecallNotice,),
    title=Text(zh="召回按期完成", en="A recall is complete by its day"),
    message=Text(
        zh="召回 {id} 应在 {by} 前完成，{serials} 仍未联系到",
        en="recall {id} was to be complete by {by}; {serials} are open",
    ),
    why=Text(zh="未召回的设备仍在运行。", en="Machines not reached still run."),
    cure=Text(
        zh="继续联系；查明去向的登记 accounted。",
        en="Go on; enter those accounted for.",
    ),
    bad=Example(_recall("reached", "open")),
    good=Example(_recall("reached", "accounted")),
)
def units_open(snapshot: Snapshot) -> Iterator[Hit]:
    """Machines of a recall are neither reached nor accounted for after its day, or its end."""
    for recall in snapshot.live(Recall):
        notice = snapshot.find(RecallNotice, recall.notice)
        left = [unit.serial for unit in recall.serials if unit.state is UnitState.open]
        if notice is None or not left:
            continue
        if notice.due < snapshot.as_of or recall.ended_on is not None:
            yield hit(
                place_of(recall, "serials"), owner=recall.department, due=notice.due,
                id=recall.id, by=notice.due, serials=", ".join(left),
            )  # fmt: skip


@rule(
    "RCL103",
    clause="8.2.7",
    severity=Severity.WARNING,
    each=Recall,
    reads=(RecallNotice,),
    title=Text(zh="召回按期报告进度", en="A recall reports its progress in time"),
    message=Text(
        zh="召回 {id} 在 {before} 之后 {days} 天没有进度报告（限 {limit} 天）",
        en="recall {id}: no report for {days:day|days} after {before} (limit {limit})",
    ),
    why=Text(zh="进度要让质检部和主管部门知道。", en="Quality and authorities want to know."),
    cure=Text(zh="补写 progress。", en="Write a progress report."),
    bad=Example(_recall("reached", "accounted", progress=[])),
    good=Example(_recall("reached", "accounted")),
)
def reports_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """Two reports of a recall, or its start, a report and its end, lie too far apart."""
    limit = snapshot.settings.limits.recall_report_days
    for recall in snapshot.live(Recall):
        notice = snapshot.find(RecallNotice, recall.notice)
        if notice is None:
            continue
        end = min(recall.ended_on or snapshot.as_of, snapshot.as_of)
        days = sorted(each.on for each in recall.progress if notice.start <= each.on <= end)
        for before, after in pairwise([notice.start, *days, end]):
            if (after - before).days > limit:
                yield hit(
                    place_of(recall, "progress"), owner=recall.department, id=recall.id,
                    before=before, days=(after - before).days, limit=limit,
                )  # fmt: skip
                break


@rule(
    "RCL104",
    clause="8.2.7",
    severity=Severity.ERROR,
    each=Recall,
    title=Text(zh="召回结束有总结报告", en="A recall ends with a report"),
    message=Text(zh="召回 {id} 已结束，没有总结评价", en="recall {id} has ended without a report"),
    why=Text(zh="总结说明召回是否达到目的。", en="The report says whether it reached its end."),
    cure=Text(zh="填写 end_report。", en="Write end_report."),
    bad=Example(_recall("reached", "accounted", end_report="")),
    good=Example(_recall("reached", "accounted")),
)
def no_end_report(snapshot: Snapshot) -> Iterator[Hit]:
    """A recall has ended, or is closed, without its end report."""
    for recall in snapshot.live(Recall):
        is_over = recall.ended_on is not None or recall.status is Status.closed
        if is_over and not recall.end_report:
            yield hit(place_of(recall, "ended_on"), owner=recall.department, id=recall.id)
