"""Spare parts: review, urgent orders, stock-takes, prices (clause 8.2.5)."""

from collections.abc import Iterator

from qms.model.calendar import UNKNOWN_YEAR, end_of, hours_between, hours_later, local, months_later
from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch08_parts import PartsOrder, PartsPrice, StockTake
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, register, retained
from qms.text import Text

_PRICE = {
    "id": "PART-001", "name": "例", "unit": "件", "price": "10.00 CNY", "valid_from": "2026-01-01",
    "approved_by": "P-001",
}  # fmt: skip
_LINE = {"part": "PART-001", "quantity": 1, "shipped_quantity": 1, "unit_price": "10.00 CNY"}


def _order(**fields: object) -> dict[str, str]:
    sheet = {
        "customer": "CU-001", "ordered_at": "2026-03-02T09:00:00+08:00", "lines": [_LINE],
        "reviewed_at": "2026-03-02T10:00:00+08:00", "reviewed_by": "P-001", "due": "2026-03-04",
        "dispatched_at": "2026-03-03T09:00:00+08:00",
    } | fields  # fmt: skip
    order = retained(PartsOrder, "BJ-2026-0001", **sheet)
    return CUSTOMER | order | register(PartsPrice, _PRICE) | _count(date="2026-11-02")


def _count(reason: str = "例", **fields: object) -> dict[str, str]:
    line = {"part": "PART-001", "book": 5, "counted": 4, "reason": reason}
    sheet = {
        "counted_by": "P-001", "witnessed_by": "P-002", "lines": [line], "conclusion": "例",
    } | fields  # fmt: skip
    return register(PartsPrice, _PRICE) | retained(StockTake, "PD-2026-0001", **sheet)


@rule(
    "PRT101",
    clause="8.2.5",
    severity=Severity.ERROR,
    each=PartsOrder,
    title=Text(zh="紧急订单走绿色通道", en="Urgent orders take the green lane"),
    message=Text(
        zh="紧急订单 {id} 已过 {hours} 小时{state}（限 {limit} 小时）",
        en="urgent order {id}: {hours} h{state}; the limit is {limit} h",
    ),
    why=Text(zh="客户停机等件。", en="The customer's machine stands still for the part."),
    cure=Text(
        zh="今天发出；查明延误原因，重复发生的开《纠正措施单》。",
        en="Send it today; find out why, and open a corrective action where it happens again.",
    ),
    bad=Example(_order(urgent=True, dispatched_at="2026-03-04T09:00:00+08:00")),
    good=Example(_order(urgent=True)),
)
def urgent_late(snapshot: Snapshot) -> Iterator[Hit]:
    """An urgent order left after its limit in hours, whatever the day, or is past it."""
    limit = snapshot.settings.limits.urgent_parts_hours
    now = end_of(snapshot.as_of, snapshot.settings.zone)
    for each in snapshot.live(PartsOrder):
        sent = each.dispatched_at if each.dispatched_at and each.dispatched_at < now else None
        hours = hours_between(each.ordered_at, sent or now)
        if each.urgent and hours > limit:
            yield hit(
                place_of(each, "dispatched_at" if sent else "ordered_at"),
                owner=each.department,
                due=hours_later(each.ordered_at, limit).date(),
                id=each.id,
                hours=f"{hours:.1f}",
                limit=limit,
                state=_SENT if sent else _WAITING,
            )


_SENT = Text(zh="才发出", en=" until it left")
_WAITING = Text(zh="仍未发出", en=" and still here")


@rule(
    "PRT102",
    clause="8.2.5",
    severity=Severity.ERROR,
    each=PartsOrder,
    title=Text(zh="订单按期评审", en="Orders are reviewed in time"),
    message=Text(
        zh="备件订单 {id} 应在 {by} 前评审（{limit} 个工作日），{state}",
        en="parts order {id} was to be reviewed by {by} "
        "({limit:working day|working days}); {state}",
    ),
    why=Text(zh="评审之前不知道能否供货。", en="Before the review nobody knows whether we can."),
    cure=Text(zh="评审后填写 reviewed_at、reviewed_by。", en="Review it and enter who and when."),
    references=("ISO 9001:2015 8.2.3",),
    bad=Example(
        _order(reviewed_at="2026-03-05T10:00:00+08:00", dispatched_at="2026-03-05T11:00:00+08:00")
    ),
    good=Example(_order()),
)
def reviewed_late(snapshot: Snapshot) -> Iterator[Hit]:
    """An order was reviewed after its limit in working days, or is past it."""
    limit, zone = snapshot.settings.limits.parts_review_working_days, snapshot.settings.zone
    for each in snapshot.live(PartsOrder):
        ordered = local(each.ordered_at, zone).date()
        reviewed = local(each.reviewed_at, zone).date() if each.reviewed_at else None
        if (reviewed or snapshot.as_of) <= ordered:
            continue
        by = snapshot.work_calendar.later(ordered, limit)
        if (reviewed or snapshot.as_of) <= by:
            continue
        if not snapshot.work_calendar.knows(ordered, by):
            yield not_judged(place_of(each, "ordered_at"), UNKNOWN_YEAR)
            continue
        yield hit(
            place_of(each, "reviewed_at" if reviewed else "ordered_at"),
            owner=each.department,
            due=by,
            id=each.id,
            by=by,
            limit=limit,
            state=Text(zh=f"{reviewed} 才评审", en=f"it was on {reviewed}")
            if reviewed
            else Text(zh="仍未评审", en="it still is not"),
        )


@rule(
    "PRT103",
    clause="8.2.5",
    severity=Severity.ERROR,
    reads=(PartsPrice, StockTake),
    title=Text(zh="备件按期盘点", en="Parts are counted in time"),
    message=Text(
        zh="备件应在 {by} 前盘点，最近一次：{last}",
        en="parts were due for a count by {by}; last: {last}",
    ),
    why=Text(zh="帐、卡、物要一致。", en="Ledger, card and goods are to agree."),
    cure=Text(zh="盘点并登记：qms new stock-take", en="Count and file: qms new stock-take"),
    bad=Example(_count()),
    good=Example(_count(date="2026-11-02")),
)
def not_counted(snapshot: Snapshot) -> Iterator[Hit]:
    """There are parts, and no stock-take within the period."""
    prices = snapshot.all(PartsPrice)
    if not prices:
        return
    newest = max(snapshot.live(StockTake), key=lambda each: each.date, default=None)
    start = newest.date if newest else min(each.valid_from for each in prices)
    due = months_later(start, snapshot.settings.limits.stock_take_months)
    if due < snapshot.as_of:
        place = (
            place_of(newest, "date") if newest else Place("records/stock-take", line=1, column=1)
        )
        yield hit(place, due=due, by=due, last=newest.date if newest else "—")


@rule(
    "PRT104",
    clause="8.2.5",
    severity=Severity.ERROR,
    each=StockTake,
    title=Text(zh="盘点差异有说明", en="Differences of a count are explained"),
    message=Text(
        zh="盘点 {id}：{part} 帐 {book}、卡 {card}、物 {counted}，没有说明",
        en="stock-take {id}: {part} is {book} by ledger, {card} by card, {counted} counted, "
        "unexplained",
    ),
    why=Text(zh="差异不说明，下次还会差。", en="What is not explained happens again."),
    cure=Text(zh="查明后填写 reason，调整帐卡。", en="Find out, fill in reason, adjust the books."),
    bad=Example(_count(reason="", date="2026-11-02")),
    good=Example(_count(date="2026-11-02")),
)
def unexplained_difference(snapshot: Snapshot) -> Iterator[Hit]:
    """Ledger, card and goods differ without a reason."""
    for each in snapshot.live(StockTake):
        for index, line in enumerate(each.lines):
            agrees = line.counted == line.book and line.card in {None, line.book}
            if not agrees and not line.reason:
                yield hit(
                    place_of(each, "lines", index), owner=each.department, mark=line.part,
                    id=each.id, part=line.part, book=line.book, counted=line.counted,
                    card=line.card if line.card is not None else "—",
                )  # fmt: skip


@rule(
    "PRT105",
    clause="8.2.5",
    severity=Severity.ERROR,
    each=PartsOrder,
    reads=(PartsPrice,),
    title=Text(zh="按现行价格表销售", en="Parts are sold at the list price in force"),
    message=Text(
        zh="备件订单 {id}：{part} 单价 {charged}，价格表为 {listed}",
        en="parts order {id}: {part} at {charged}; the list says {listed}",
    ),
    why=Text(zh="价格公示，一视同仁。", en="Prices are shown and the same for all."),
    cure=Text(
        zh="退还差价，或由有权人批准并登记让步。",
        en="Refund the difference, or have a concession approved.",
    ),
    bad=Example(_order(lines=[_LINE | {"unit_price": "12.00 CNY"}])),
    good=Example(_order()),
)
def off_the_list(snapshot: Snapshot) -> Iterator[Hit]:
    """An order's price differs from the list price in force on the day of the order."""
    for each in snapshot.live(PartsOrder):
        day = local(each.ordered_at, snapshot.settings.zone).date()
        for index, line in enumerate(each.lines):
            listed = snapshot.find(PartsPrice, line.part)
            place = place_of(each, "lines", index, "unit_price")
            if listed is None:
                continue  # a reference into nothing is another rule's
            if not listed.is_in_force(day):
                yield not_judged(place, _NO_PRICE)
            elif listed.price != line.unit_price:
                yield hit(
                    place, mark=line.part, owner=each.department, id=each.id, part=line.part,
                    charged=line.unit_price, listed=listed.price,
                )  # fmt: skip


_NO_PRICE = Text(
    zh="价格表没有订货当天的价格", en="the price list has no price for the day of the order"
)


@rule(
    "PRT106",
    clause="8.2.5",
    severity=Severity.ERROR,
    each=PartsOrder,
    title=Text(zh="备件按应发日期发货", en="Parts leave by their due date"),
    message=Text(
        zh="备件订单 {id} 应在 {by} 发货，已过 {days} 天仍未发出",
        en="parts order {id} was to be sent by {by}; it has not been sent, {days:day|days} late",
    ),
    why=Text(zh="客户按应发日期安排检修。", en="Customers plan their repair by that date."),
    cure=Text(zh="今天发出，或与客户商定新日期。", en="Send it today or agree on another day."),
    bad=Example(_order(dispatched_at=None)),
    good=Example(_order()),
)
def parts_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """An order is past its due date and has not left."""
    for each in snapshot.live(PartsOrder):
        days = (snapshot.as_of - each.due).days
        if each.dispatched_at is None and days > 0:
            place = place_of(each, "due")
            yield hit(
                place, owner=each.department, due=each.due, id=each.id, by=each.due, days=days
            )
