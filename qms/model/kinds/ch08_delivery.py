"""Delivery, hand-over training and installation (clauses 8.2.1 to 8.2.3)."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.ch08_customers import CustomerSignature, DispatchId, PartId, Quantity, Serial
from qms.model.kinds.ch08_repair import SupplierResult
from qms.model.kinds.marks import Deadline, Happened, Judged
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import (
    Choice,
    Count,
    CustomerId,
    Day,
    Evidence,
    Header,
    Label,
    Percent,
    PersonId,
    Ref,
    Register,
    Remark,
    Sheet,
    Status,
    Words,
    refuse_disorder,
)
from qms.text import Text

CarrierId = Annotated[str, Ref("carrier")]


class DeliveryTerm(Choice):
    """Who sends for the goods (8.2.1)."""

    ex_works = "ex-works", "买方自提", "Ex works, collected by the buyer"
    carrier = "carrier", "委托承运", "By carrier"


class DispatchedPart(Sheet):
    """Spare parts or accessories in a dispatch."""

    part: Annotated[PartId, Label("备件", "Part")]
    quantity: Annotated[Quantity, Label("数量", "Quantity")]


class Dispatch(Evidence):
    """A dispatch of machines or parts against its promised date."""

    header: ClassVar[Header] = Header(
        title=Text(zh="发运记录", en="Dispatch"),
        form="QR-8.2.1-01",
        clause="8.2.1",
        family="retained",
        owner="after-sales",
        id_pattern=r"DS-\d{4}-\d{4}",
        retain_years=10,
    )
    customer: Annotated[CustomerId, Label("客户", "Customer")]
    contract: Annotated[Remark, Label("合同号", "Contract")] = ""
    serial: Annotated[Serial | None, Label("出厂编号", "Serial number")] = None
    parts: Annotated[tuple[DispatchedPart, ...], Label("备件", "Parts")] = ()
    promised: Annotated[Day, Label("承诺发运日期", "Promised")]
    dispatched: Annotated[Day | None, Happened(), Label("实际发运日期", "Dispatched")] = None
    term: Annotated[DeliveryTerm, Label("交货方式", "Delivery term")]
    carrier: Annotated[CarrierId | None, Label("承运商", "Carrier")] = None
    waybill: Annotated[Remark, Label("运单号", "Waybill")] = ""
    collected_by: Annotated[Remark, Label("提货人", "Collected by", personal=True)] = ""
    package_count: Annotated[Count, Label("件数", "Packages", unit="件", unit_en="packages")]
    outbound_check: Annotated[Words, Label("出库核对", "Check on leaving the store")]
    arrived: Annotated[Day | None, Happened(), Label("到货日期", "Arrived")] = None
    damage: Annotated[Remark, Label("货损货差", "Damage or shortage")] = ""
    late_reason: Annotated[Remark, Label("延期原因", "Reason for being late")] = ""

    @property
    def is_machine(self) -> bool:
        """Whether a machine goes out, which asks for training and acceptance (8.2.2)."""
        return self.serial is not None

    @model_validator(mode="after")
    def _something_is_sent(self) -> "Dispatch":
        if self.serial is None and not self.parts:
            raise refusal(zh="发运须写明 serial 或 parts", en="a dispatch needs serial or parts")
        if self.term is DeliveryTerm.carrier and self.carrier is None:
            raise refusal(zh="委托承运须写明 carrier", en="a dispatch by carrier needs carrier")
        return self

    @model_validator(mode="after")
    def _leaves_before_it_arrives(self) -> "Dispatch":
        refuse_disorder(self, "dispatched", "arrived")
        return self


class Carrier(Register):
    """A carrier the company may entrust with goods."""

    header: ClassVar[Header] = Header(
        title=Text(zh="承运商清单", en="Carriers"),
        form="QR-8.2.1-03",
        clause="8.2.1",
        family="maintained",
        owner="after-sales",
        id_pattern=r"CAR-\d{2}",
    )
    name: Annotated[Words, Label("名称", "Name")]
    licence: Annotated[Words, Label("道路运输经营许可证号", "Road transport licence")]
    licence_until: Annotated[
        Day,
        Deadline("承运商许可到期", "carrier licence expires:", is_owed=lambda each: each.is_active),
        Label("许可证有效期至", "Licence until"),
    ]
    insured_until: Annotated[
        Day | None,
        Deadline(
            "承运商保险到期", "carrier insurance expires:", is_owed=lambda each: each.is_active
        ),
        Label("承运险有效期至", "Insured until"),
    ] = None
    routes: Annotated[Words, Label("承运范围", "Routes")]
    contact: Annotated[Words, Label("联系人", "Contact", personal=True)]
    phone: Annotated[Words, Label("联系电话", "Phone", personal=True)]
    listed_on: Annotated[Day, Happened(), Label("列入日期", "Listed on")]
    is_active: Annotated[bool, Label("在用", "In use")] = True


class CarrierEvaluation(Evidence):
    """How a carrier did over a period."""

    header: ClassVar[Header] = Header(
        title=Text(zh="承运商评价", en="Evaluation of a carrier"),
        form="QR-8.2.1-02",
        clause="8.2.1",
        family="retained",
        owner="after-sales",
        id_pattern=r"CY-\d{4}-\d{4}",
        retain_years=3,
    )
    carrier: Annotated[CarrierId, Label("承运商", "Carrier")]
    period: Annotated[Words, Label("评价期间", "Period")]
    consignments: Annotated[Count, Label("承运票数", "Consignments")]
    punctuality: Annotated[Percent, Label("准时性", "Punctuality")]
    care: Annotated[Percent, Label("货物完好", "Care of goods")]
    service: Annotated[Percent, Label("服务配合", "Service")]
    price: Annotated[Percent, Label("价格", "Price")]
    total: Annotated[Percent, Label("综合得分", "Total")]
    result: Annotated[SupplierResult, Judged(), Label("结论", "Result")]
    finding: Annotated[Remark, Label("发现的问题", "Findings")] = ""
    action: Annotated[Remark, Label("改进要求", "Improvement wanted")] = ""
    action_due: Annotated[
        Day | None,
        Deadline(
            "承运商整改",
            "action of carrier:",
            owner="department",
            is_owed=lambda each: each.status is not Status.closed,
        ),
        Label("改进期限", "Improvement due"),
    ] = None


class TrainingTopic(Choice):
    """What a customer is taught at hand-over (8.2.2)."""

    functions = "functions", "功能", "Functions"
    configuration = "configuration", "配置", "Configuration"
    operation = "operation", "操作", "Operation"
    maintenance = "maintenance", "维护保养", "Maintenance"
    warranty = "warranty", "保修期限和项目", "Warranty periods and items"
    charges = "charges", "收费标准", "Charges"
    service = "service", "服务流程", "Service process"
    scrap = "scrap", "报废处置", "Disposal of scrap"


class HandoverTraining(Evidence):
    """The customer taught at hand-over, and its signed receipt."""

    header: ClassVar[Header] = Header(
        title=Text(zh="用户交货培训回执单", en="Receipt for hand-over training"),
        form="QR-8.2.2-01",
        clause="8.2.2",
        family="retained",
        owner="after-sales",
        id_pattern=r"HZ-\d{4}-\d{4}",
        retain_years=10,
    )
    dispatch: Annotated[DispatchId, Label("发运记录", "Dispatch")]
    customer: Annotated[CustomerId, Label("客户", "Customer")]
    serial: Annotated[Serial, Label("出厂编号", "Serial number")]
    trainers: Annotated[tuple[PersonId, ...], Field(min_length=1), Label("培训人", "Trainers")]
    trainees: Annotated[tuple[Words, ...], Label("受训人员", "Trainees", personal=True)]
    topics: Annotated[tuple[TrainingTopic, ...], Label("培训内容", "Topics")]
    documents_handed_over: Annotated[
        tuple[Words, ...], Label("移交资料", "Documents handed over")
    ] = ()
    wording_consistent: Annotated[
        bool,
        Label("与广告、保修卡、合同表述一致", "Same as advertisement, warranty card, contract"),
    ]
    feedback: Annotated[Remark, Label("客户意见", "Customer's words")] = ""
    customer_signature: Annotated[
        CustomerSignature | None, Label("客户签字", "Customer's signature")
    ] = None


class AcceptanceItem(Sheet):
    """An item checked at acceptance."""

    item: Annotated[Words, Label("验收项目", "Item")]
    standard: Annotated[Words, Label("要求", "Standard")]
    measured: Annotated[Words, Label("实测", "Measured")]
    passed: Annotated[bool, Label("合格", "Passed")]


class AcceptanceResult(Choice):
    """What the customer concluded."""

    accepted = "accepted", "验收合格", "Accepted"
    with_remarks = "with-remarks", "带遗留问题接收", "Accepted with remarks"
    rejected = "rejected", "不予接收", "Rejected"


class EquipmentAcceptance(Evidence):
    """The customer runs the machine itself and accepts it."""

    header: ClassVar[Header] = Header(
        title=Text(zh="设备使用培训验收表", en="Acceptance of equipment and training"),
        form="QR-8.2.2-02",
        clause="8.2.2",
        family="retained",
        owner="after-sales",
        id_pattern=r"YS-\d{4}-\d{4}",
        retain_years=10,
    )
    dispatch: Annotated[DispatchId, Label("发运记录", "Dispatch")]
    customer: Annotated[CustomerId, Label("客户", "Customer")]
    serial: Annotated[Serial, Label("出厂编号", "Serial number")]
    engineer: Annotated[PersonId, Label("服务工程师", "Engineer")]
    items: Annotated[tuple[AcceptanceItem, ...], Field(min_length=1), Label("验收项目", "Items")]
    trial_run: Annotated[Words, Label("试运行情况", "Trial run")]
    operators_competent: Annotated[bool, Label("操作人员能独立操作", "Operators work on their own")]
    result: Annotated[AcceptanceResult, Judged(), Label("结论", "Result")]
    remarks: Annotated[Remark, Label("遗留问题", "Remarks")] = ""
    customer_signature: Annotated[
        CustomerSignature | None, Label("客户签字", "Customer's signature")
    ] = None


class InstallationWork(Sheet):
    """A piece of installation work, inside or outside the commission."""

    item: Annotated[Words, Label("工作内容", "Work")]
    in_scope: Annotated[bool, Label("在委托范围内", "In scope")]
    supplement: Annotated[Remark, Label("补充委托", "Supplement to the commission")] = ""


class InstallationCommission(Evidence):
    """The commission signed before installation, what was done, and its acceptance."""

    header: ClassVar[Header] = Header(
        title=Text(zh="安装服务委托书", en="Installation commission"),
        form="QR-8.2.3-01",
        clause="8.2.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"AZ-\d{4}-\d{4}",
        retain_years=10,
    )
    customer: Annotated[CustomerId, Label("客户", "Customer")]
    serial: Annotated[Serial, Label("出厂编号", "Serial number")]
    dispatch: Annotated[DispatchId | None, Label("发运记录", "Dispatch")] = None
    requested_on: Annotated[Day, Happened(), Label("申请日期", "Requested on")]
    signed_on: Annotated[
        Day | None, Happened(by="signed_by"), Label("委托签订日期", "Commission signed on")
    ] = None
    signed_by: Annotated[Remark, Label("委托人", "Signed by", personal=True)] = ""
    scope: Annotated[tuple[Words, ...], Label("委托范围", "Scope")]
    engineers: Annotated[tuple[PersonId, ...], Label("安装人员", "Engineers")]
    started_on: Annotated[Day | None, Happened(), Label("开始日期", "Started on")] = None
    finished_on: Annotated[Day | None, Happened(), Label("完成日期", "Finished on")] = None
    work_done: Annotated[tuple[InstallationWork, ...], Label("完成的工作", "Work done")] = ()
    quality_check: Annotated[Remark, Label("质量检查", "Check of quality")] = ""
    acceptance_signed_on: Annotated[
        Day | None,
        Happened(by="acceptance_signed_by"),
        Label("验收签字日期", "Acceptance signed on"),
    ] = None
    acceptance_signed_by: Annotated[
        Remark, Label("验收签字人", "Acceptance signed by", personal=True)
    ] = ""

    @model_validator(mode="after")
    def _finished_after_start(self) -> "InstallationCommission":
        if self.finished_on is not None and (
            self.started_on is None or self.finished_on < self.started_on
        ):
            raise refusal(
                zh="完成日期 finished_on 早于开始日期 started_on",
                en="finished_on is before started_on",
            )
        return self

    @model_validator(mode="after")
    def _requested_first(self) -> "InstallationCommission":
        refuse_disorder(self, "requested_on", "signed_on")
        refuse_disorder(self, "requested_on", "started_on", "finished_on")
        refuse_disorder(self, "signed_on", "acceptance_signed_on")
        return self
