"""Repair, service stations and spare parts (clauses 8.2.4 and 8.2.5)."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.ch08_customers import (
    CustomerSignature,
    FaultCode,
    PartId,
    ProductGroup,
    Quantity,
    Region,
    RepairOrderId,
    Serial,
)
from qms.model.kinds.marks import Deadline, Happened, Judged
from qms.model.kinds.numbers import DIGITS, Money, refusal
from qms.model.kinds.record import (
    Choice,
    Count,
    CustomerId,
    Day,
    Evidence,
    Header,
    Label,
    Moment,
    Percent,
    PersonId,
    Ref,
    Register,
    Remark,
    Sheet,
    Status,
    Words,
)
from qms.text import Text

StationId = Annotated[str, Ref("service-station")]
Hours = Annotated[Decimal, Field(ge=0), DIGITS]


class RepairPlace(Choice):
    """Where the repair is done."""

    on_site = "on-site", "上门", "On site"
    workshop = "workshop", "送修", "Sent in"


class Reception(Sheet):
    """Step 1: the request is registered."""

    at: Annotated[Moment, Happened(), Label("报修时间", "Reported at")]
    by: Annotated[PersonId, Label("接待人", "Received by")]
    contact: Annotated[Words, Label("联系人", "Contact", personal=True)]
    phone: Annotated[Words, Label("联系电话", "Phone", personal=True)]
    symptom: Annotated[Words, Label("故障现象（客户描述）", "Symptom as described")]
    responded_at: Annotated[Moment | None, Happened(), Label("响应时间", "Responded at")] = None


class AgreedItem(Sheet):
    """An item of work agreed with the customer before it starts."""

    item: Annotated[Words, Label("维修项目", "Item")]
    cost: Annotated[Money, Label("费用", "Cost")]


class Confirmation(Sheet):
    """Step 2: items, cost and time are agreed and signed."""

    at: Annotated[Moment, Happened(), Label("确认时间", "Confirmed at")]
    by: Annotated[PersonId, Label("确认人", "Confirmed by")]
    arrived_at: Annotated[Moment | None, Happened(), Label("到场时间", "Arrived at")] = None
    observation: Annotated[Remark, Label("现场观察", "Observed on site")] = ""
    items: Annotated[tuple[AgreedItem, ...], Label("约定项目", "Agreed items")]
    cost: Annotated[Money, Label("约定费用", "Agreed cost")]
    hours: Annotated[Hours, Label("约定工时", "Agreed hours", unit="h")]
    customer_signature: Annotated[
        CustomerSignature | None, Label("客户签字（作业前）", "Customer's signature before work")
    ] = None


class UsedPart(Sheet):
    """A part put in; the old one can be traced."""

    part: Annotated[PartId, Label("备件", "Part")]
    quantity: Annotated[Quantity, Label("数量", "Quantity")]
    unit_price: Annotated[Money | None, Label("单价", "Unit price")] = None
    old_part: Annotated[Remark, Label("旧件去向", "Where the old part went")] = ""


class RepairWork(Sheet):
    """Step 3: the work is done."""

    at: Annotated[Moment, Happened(), Label("开工时间", "Started at")]
    by: Annotated[PersonId, Label("维修工程师", "Engineer")]
    finished_at: Annotated[Moment, Happened(), Label("完工时间", "Finished at")]
    cause: Annotated[Words, Label("故障原因", "Cause")]
    action: Annotated[Words, Label("处理措施", "Work done")]
    parts: Annotated[tuple[UsedPart, ...], Label("更换备件", "Parts used")] = ()
    hours: Annotated[Hours, Label("实际工时", "Hours worked", unit="h")]


class CompletionInspection(Sheet):
    """Step 4: the finished work is inspected."""

    at: Annotated[Moment, Happened(), Label("检查时间", "Inspected at")]
    by: Annotated[PersonId, Label("检查人", "Inspected by")]
    passed: Annotated[bool, Label("检查合格", "Passed")]
    result: Annotated[Words, Label("检查结果", "Result")]


class RepairHandover(Sheet):
    """Step 5: the machine goes back and the customer signs."""

    at: Annotated[Moment, Happened(), Label("交货时间", "Handed over at")]
    by: Annotated[PersonId, Label("交货人", "Handed over by")]
    customer_signature: Annotated[
        CustomerSignature | None, Label("客户签字（完工）", "Customer's signature at the end")
    ] = None
    remaining: Annotated[Remark, Label("遗留问题", "Left open")] = ""
    scrap_advice: Annotated[Remark, Label("报废处置建议", "Advice on scrap")] = ""


class FollowUpStep(Sheet):
    """Step 6: the customer has been asked afterwards."""

    at: Annotated[Moment, Happened(), Label("跟踪时间", "Followed up at")]
    by: Annotated[PersonId, Label("跟踪人", "Followed up by")]
    follow_up: Annotated[
        Annotated[str, Ref("follow-up")] | None, Label("客户回访记录", "Follow-up")
    ] = None


STEPS = ("reception", "confirmation", "repair", "inspection", "handover", "followup")


class RepairOrder(Evidence):
    """A repair in its six steps, from reception to follow-up."""

    header: ClassVar[Header] = Header(
        title=Text(zh="维修服务单", en="Repair order"),
        form="QR-8.2.4-01",
        clause="8.2.4",
        family="retained",
        owner="after-sales",
        id_pattern=r"WX-\d{4}-\d{4}",
        retain_years=10,
    )
    customer: Annotated[CustomerId, Label("客户", "Customer")]
    serial: Annotated[Serial, Label("出厂编号", "Serial number")]
    product: Annotated[ProductGroup, Label("产品类别", "Product group")]
    region: Annotated[Region, Label("区域", "Region")]
    station: Annotated[StationId | None, Label("服务站", "Service station")] = None
    service_place: Annotated[RepairPlace, Label("服务类型", "Kind of service")]
    fault_code: Annotated[FaultCode, Label("故障代码", "Fault code")]
    in_warranty: Annotated[bool, Label("保修期内", "In warranty")]
    urgent: Annotated[bool, Label("紧急", "Urgent")] = False
    visits: Annotated[
        Count,
        Label("上门次数", "Visits", hint="一次修复为 1", hint_en="1 where done at the first visit"),
    ] = 1
    reception: Annotated[Reception, Label("接待", "Reception")]
    confirmation: Annotated[Confirmation | None, Label("项目确认", "Confirmation")] = None
    repair: Annotated[RepairWork | None, Label("维修作业", "Repair")] = None
    inspection: Annotated[CompletionInspection | None, Label("完工检查", "Inspection")] = None
    handover: Annotated[RepairHandover | None, Label("交货", "Hand-over")] = None
    followup: Annotated[FollowUpStep | None, Label("跟踪", "Follow-up")] = None
    substitute_unit: Annotated[Remark, Label("代用设备", "Substitute unit")] = ""
    late_reason: Annotated[Remark, Label("延期原因", "Reason for being late")] = ""
    spot_checked_by: Annotated[PersonId | None, Label("抽查人", "Spot-checked by")] = None
    spot_checked_on: Annotated[
        Day | None,
        Happened(by="spot_checked_by", after_closing=True),
        Label("抽查日期", "Spot-checked on"),
    ] = None
    spot_check: Annotated[Remark, Label("抽查结果", "Result of the spot check")] = ""

    @property
    def is_finished(self) -> bool:
        """Handed back to the customer; only the follow-up may be outstanding."""
        return self.handover is not None

    @model_validator(mode="after")
    def _no_step_is_skipped(self) -> "RepairOrder":
        missing = ""
        for name in STEPS:
            if getattr(self, name) is None:
                missing = missing or name
            elif missing:
                raise refusal(
                    zh=f"未完成 {missing} 就填写了 {name}", en=f"{name} is given without {missing}"
                )
        return self

    @model_validator(mode="after")
    def _each_step_follows_the_one_before(self) -> "RepairOrder":
        latest, before = self.reception.at, "reception"
        for name in STEPS[1:]:
            step = getattr(self, name)
            if step is None:
                break
            if step.at < latest:
                raise refusal(zh=f"{name}.at 早于 {before}", en=f"{name}.at is before {before}")
            latest, before = step.at, name
            if isinstance(step, RepairWork):
                if step.finished_at < step.at:
                    raise refusal(
                        zh="repair.finished_at 早于 repair.at",
                        en="repair.finished_at is before repair.at",
                    )
                latest = step.finished_at
        return self


class ChargeKind(Choice):
    """What a line of a settlement charges."""

    labour = "labour", "工时费", "Labour"
    part = "part", "备件费", "Parts"
    travel = "travel", "差旅费", "Travel"
    other = "other", "其他", "Other"


class SettlementLine(Sheet):
    """A line of a settlement."""

    item: Annotated[Words, Label("项目", "Item")]
    charge: Annotated[ChargeKind, Label("费用类别", "Charge")]
    part: Annotated[PartId | None, Label("备件", "Part")] = None
    quantity: Annotated[Quantity, Label("数量", "Quantity")]
    unit_price: Annotated[Money, Label("单价", "Unit price")]
    amount: Annotated[Money, Label("金额", "Amount")]


class RepairSettlement(Evidence):
    """What a repair cost, item by item, signed by the customer."""

    header: ClassVar[Header] = Header(
        title=Text(zh="维修结算单", en="Repair settlement"),
        form="QR-8.2.4-02",
        clause="8.2.4",
        family="retained",
        owner="after-sales",
        id_pattern=r"JS-\d{4}-\d{4}",
        retain_years=10,
    )
    repair_order: Annotated[RepairOrderId, Label("维修服务单", "Repair order")]
    customer: Annotated[CustomerId, Label("客户", "Customer")]
    lines: Annotated[tuple[SettlementLine, ...], Field(min_length=1), Label("明细", "Lines")]
    total: Annotated[Money, Label("合计", "Total")]
    customer_signature: Annotated[
        CustomerSignature | None, Label("客户签字", "Customer's signature")
    ] = None
    paid_on: Annotated[Day | None, Happened(after_closing=True), Label("收款日期", "Paid on")] = (
        None
    )
    remark: Annotated[Remark, Label("备注", "Remark")] = ""

    @model_validator(mode="after")
    def _sums_agree(self) -> "RepairSettlement":
        for number, line in enumerate(self.lines, start=1):
            if line.quantity * line.unit_price.amount != line.amount.amount:
                raise refusal(
                    zh=f"lines 第 {number} 行：quantity × unit_price 不等于 amount",
                    en=f"lines, line {number}: quantity × unit_price is not amount",
                )
        if sum(line.amount.amount for line in self.lines) != self.total.amount:
            raise refusal(
                zh="各行 amount 之和不等于 total", en="the amounts of lines do not add up to total"
            )
        return self


class StationOwnership(Choice):
    """Whether a station is the company's own."""

    own = "own", "自有", "Own"
    entrusted = "entrusted", "委托", "Entrusted"


class ServiceStation(Register):
    """A service station, own or entrusted."""

    header: ClassVar[Header] = Header(
        title=Text(zh="服务站清单", en="Service stations"),
        form="QR-8.2.4-04",
        clause="8.2.4",
        family="maintained",
        owner="after-sales",
        id_pattern=r"ST-\d{2}",
        applies=lambda settings: settings.stations_exist,
    )
    name: Annotated[Words, Label("名称", "Name")]
    name_en: Annotated[Remark, Label("英文名称", "English name")] = ""
    region: Annotated[Region, Label("区域", "Region")]
    address: Annotated[Words, Label("地址", "Address")]
    ownership: Annotated[StationOwnership, Label("性质", "Ownership")]
    contact: Annotated[Words, Label("负责人", "Contact", personal=True)]
    phone: Annotated[Words, Label("联系电话", "Phone", personal=True)]
    products: Annotated[tuple[ProductGroup, ...], Label("服务产品", "Products served")]
    engineers: Annotated[Count, Label("工程师人数", "Engineers", unit="人", unit_en="people")] = 0
    contract_from: Annotated[Day, Label("协议开始日期", "Contract from")]
    contract_until: Annotated[
        Day | None,
        Deadline(
            "服务站合同到期", "station contract expires:", is_owed=lambda each: each.is_active
        ),
        Label("协议截止日期", "Contract until"),
    ] = None
    is_active: Annotated[bool, Label("在用", "In use")] = True


class SupplierResult(Choice):
    """What follows from the evaluation of a station or carrier."""

    excellent = "excellent", "优秀", "Excellent"
    qualified = "qualified", "合格", "Qualified"
    improve = "improve", "限期整改", "To improve"
    ended = "ended", "终止合作", "Ended"


class StationEvaluation(Evidence):
    """How a service station did over a period."""

    header: ClassVar[Header] = Header(
        title=Text(zh="服务站评价", en="Evaluation of a service station"),
        form="QR-8.2.4-03",
        clause="8.2.4",
        family="retained",
        owner="after-sales",
        id_pattern=r"FZ-\d{4}-\d{4}",
        applies=lambda settings: settings.stations_exist,
        retain_years=3,
    )
    station: Annotated[StationId, Label("服务站", "Service station")]
    period: Annotated[Words, Label("评价期间", "Period")]
    repair_quality: Annotated[Percent, Label("维修质量", "Repair quality")]
    satisfaction: Annotated[Percent, Label("顾客满意", "Customer satisfaction")]
    information: Annotated[Percent, Label("信息准确性", "Accuracy of information")]
    stock: Annotated[Percent, Label("备件库存", "Stock of parts")]
    site: Annotated[Percent, Label("现场管理", "Site")]
    total: Annotated[Percent, Label("综合得分", "Total")]
    result: Annotated[SupplierResult, Judged(), Label("结论", "Result")]
    finding: Annotated[Remark, Label("发现的问题", "Findings")] = ""
    action: Annotated[Remark, Label("改进要求", "Improvement wanted")] = ""
    action_due: Annotated[
        Day | None,
        Deadline(
            "服务站整改",
            "action of station:",
            owner="department",
            is_owed=lambda each: each.status is not Status.closed,
        ),
        Label("改进期限", "Improvement due"),
    ] = None
