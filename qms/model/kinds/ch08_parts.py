"""Spare parts: prices, orders and stock-takes (clause 8.2.5)."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.ch08_customers import PartId, Quantity
from qms.model.kinds.marks import Deadline, Happened
from qms.model.kinds.numbers import DIGITS, Money, refusal
from qms.model.kinds.record import (
    CustomerId,
    Day,
    Evidence,
    Header,
    Label,
    Moment,
    PersonId,
    Ref,
    Register,
    Remark,
    Sheet,
    Words,
)
from qms.text import Text

Stock = Annotated[Decimal, Field(ge=0), DIGITS]


class PartsPrice(Register):
    """The list price of a part while it is in force."""

    header: ClassVar[Header] = Header(
        title=Text(zh="备件销售价格表", en="Price list of spare parts"),
        form="QR-8.2.5-02",
        clause="8.2.5",
        family="maintained",
        owner="after-sales",
        id_pattern=r"PART-\d{3}",
    )
    name: Annotated[Words, Label("名称", "Name")]
    specification: Annotated[Remark, Label("规格", "Specification")] = ""
    unit: Annotated[Words, Label("单位", "Unit")]
    price: Annotated[Money, Label("销售价", "Price")]
    valid_from: Annotated[Day, Label("执行起始日期", "In force from")]
    valid_until: Annotated[Day | None, Label("执行截止日期", "In force until")] = None
    minimum_stock: Annotated[Stock, Label("最低库存", "Minimum stock")] = Decimal(0)
    location: Annotated[Remark, Label("库位", "Location")] = ""
    approved_by: Annotated[PersonId, Label("批准人", "Approved by")]

    def is_in_force(self, day: Day) -> bool:
        """Whether the price holds on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class OrderLine(Sheet):
    """A line of a parts order."""

    part: Annotated[PartId, Label("备件", "Part")]
    quantity: Annotated[Quantity, Label("订货数量", "Quantity ordered")]
    shipped_quantity: Annotated[Stock, Label("发货数量", "Quantity shipped")]
    unit_price: Annotated[Money, Label("单价", "Unit price")]


class PartsOrder(Evidence):
    """An order for spare parts, from receipt over review to dispatch."""

    header: ClassVar[Header] = Header(
        title=Text(zh="备件销售及发运记录", en="Parts order and dispatch"),
        form="QR-8.2.5-01",
        clause="8.2.5",
        family="retained",
        owner="after-sales",
        id_pattern=r"BJ-\d{4}-\d{4}",
        retain_years=3,
    )
    customer: Annotated[CustomerId, Label("客户", "Customer")]
    ordered_at: Annotated[Moment, Happened(), Label("订货时间", "Ordered at")]
    urgent: Annotated[bool, Label("紧急（绿色通道）", "Urgent (green lane)")] = False
    reviewed_at: Annotated[
        Moment | None, Happened(by="reviewed_by"), Label("评审时间", "Reviewed at")
    ] = None
    reviewed_by: Annotated[PersonId | None, Label("评审人", "Reviewed by")] = None
    lines: Annotated[tuple[OrderLine, ...], Field(min_length=1), Label("明细", "Lines")]
    due: Annotated[
        Day,
        Deadline(
            "备件发货",
            "dispatch parts",
            owner="department",
            is_owed=lambda each: each.dispatched_at is None,
        ),
        Label("应发货日期", "Due"),
    ]
    dispatched_at: Annotated[Moment | None, Happened(), Label("发货时间", "Dispatched at")] = None
    carrier: Annotated[Annotated[str, Ref("carrier")] | None, Label("承运商", "Carrier")] = None
    waybill: Annotated[Remark, Label("运单号", "Waybill")] = ""
    handed_to_carrier_by: Annotated[
        PersonId | None, Label("承运交接人", "Handed to the carrier by")
    ] = None
    received_on: Annotated[Day | None, Happened(), Label("客户签收日期", "Received on")] = None
    remark: Annotated[Remark, Label("备注", "Remark")] = ""

    @property
    def is_complete(self) -> bool:
        """Every line shipped in full."""
        return self.dispatched_at is not None and all(
            line.shipped_quantity >= line.quantity for line in self.lines
        )

    @model_validator(mode="after")
    def _dispatched_after_review(self) -> "PartsOrder":
        if self.reviewed_at is not None and self.reviewed_at < self.ordered_at:
            raise refusal(
                zh="评审时间 reviewed_at 早于订货时间 ordered_at",
                en="reviewed_at is before ordered_at",
            )
        if self.dispatched_at is not None and (
            self.reviewed_at is None or self.dispatched_at < self.reviewed_at
        ):
            raise refusal(
                zh="未经评审 reviewed_at 就已发货 dispatched_at",
                en="dispatched_at is given before reviewed_at",
            )
        return self


class CountedPart(Sheet):
    """A part as the ledger has it and as it was counted."""

    part: Annotated[PartId, Label("备件", "Part")]
    book: Annotated[Stock, Label("账面数量", "Quantity by the ledger")]
    card: Annotated[Stock | None, Label("卡片数量", "Quantity by the card")] = None
    counted: Annotated[Stock, Label("实盘数量", "Quantity counted")]
    reason: Annotated[Remark, Label("差异原因及处理", "Reason for the difference")] = ""

    @property
    def difference(self) -> Decimal:
        """Counted less ledger: negative when goods are missing."""
        return self.counted - self.book


class StockTake(Evidence):
    """The spare parts counted against ledger and card."""

    header: ClassVar[Header] = Header(
        title=Text(zh="备件盘点记录", en="Stock-take of spare parts"),
        form="QR-8.2.5-03",
        clause="8.2.5",
        family="retained",
        owner="after-sales",
        id_pattern=r"PD-\d{4}-\d{4}",
        retain_years=3,
    )
    counted_by: Annotated[PersonId, Label("盘点人", "Counted by")]
    witnessed_by: Annotated[PersonId, Label("监盘人", "Witnessed by")]
    lines: Annotated[tuple[CountedPart, ...], Field(min_length=1), Label("明细", "Lines")]
    site: Annotated[Remark, Label("库房现场（5S）", "Store by 5S")] = ""
    conclusion: Annotated[Words, Label("结论", "Conclusion")]

    @model_validator(mode="after")
    def _two_people(self) -> "StockTake":
        if self.counted_by == self.witnessed_by:
            raise refusal(
                zh="监盘人 witnessed_by 与盘点人 counted_by 是同一人",
                en="witnessed_by is the same person as counted_by",
            )
        return self
