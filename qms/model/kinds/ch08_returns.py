"""Goods that come back, services that failed, waste (clauses 8.2.6, 8.2.7, 8.4 and 8.5)."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.ch08_customers import (
    ComplaintId,
    CorrectiveActionId,
    DispatchId,
    ProductGroup,
    Quantity,
    RepairOrderId,
    Serial,
)
from qms.model.kinds.marks import Deadline, Due, Happened, Judged
from qms.model.kinds.numbers import Money, refusal
from qms.model.kinds.record import (
    Choice,
    ClauseNumber,
    Count,
    CustomerId,
    Day,
    DepartmentId,
    Evidence,
    Header,
    Label,
    PersonId,
    Ref,
    Remark,
    Sheet,
    Words,
    refuse_disorder,
)
from qms.text import Text


class ReturnRemedy(Choice):
    """What becomes of goods sent back."""

    refund = "refund", "退货", "Returned"
    exchange = "exchange", "换货", "Exchanged"
    repair = "repair", "返修", "Repaired"
    concession = "concession", "让步接收", "Kept under concession"


class ReturnReport(Evidence):
    """The special report on a return: process, loss, cost and recovery of the cost."""

    header: ClassVar[Header] = Header(
        title=Text(zh="产品退换专项报告", en="Report on a return or exchange"),
        form="QR-8.2.6-01",
        clause="8.2.6",
        family="retained",
        owner="after-sales",
        id_pattern=r"TH-\d{4}-\d{4}",
        retain_years=10,
    )
    customer: Annotated[CustomerId, Label("客户", "Customer")]
    serial: Annotated[Serial | None, Label("出厂编号", "Serial number")] = None
    goods: Annotated[Words, Label("产品及数量", "Goods and quantity")]
    reason: Annotated[Words, Label("退换原因", "Reason")]
    requested_on: Annotated[Day, Happened(), Label("申请日期", "Requested on")]
    contacted_on: Annotated[
        Day | None, Happened(), Label("联系安抚客户日期", "Customer contacted on")
    ] = None
    reported_to: Annotated[PersonId | None, Label("上报对象", "Reported to")] = None
    reported_on: Annotated[Day | None, Happened(), Label("上报日期", "Reported on")] = None
    risk_assessment: Annotated[Remark, Label("风险评估", "Assessment of risk")] = ""
    opinion: Annotated[Remark, Label("处理意见", "Opinion")] = ""
    opinion_by: Annotated[PersonId | None, Label("意见出具人", "Opinion by")] = None
    inspection: Annotated[Remark, Label("点收与检验结果", "Inspection of the goods")] = ""
    cause: Annotated[Remark, Label("原因分析", "Cause")] = ""
    remedy: Annotated[ReturnRemedy | None, Label("处理方式", "Remedy")] = None
    replacement_due: Annotated[
        Day | None,
        Deadline(
            "换货",
            "replacement for",
            owner="department",
            is_owed=lambda each: each.replacement_dispatch is None and each.closed_on is None,
        ),
        Label("换货计划日期", "Replacement due"),
    ] = None
    replacement_dispatch: Annotated[
        DispatchId | None, Label("换货发运记录", "Dispatch of the replacement")
    ] = None
    process: Annotated[Remark, Label("处理过程", "Process")] = ""
    loss: Annotated[Money | None, Label("损失", "Loss")] = None
    cost: Annotated[Money | None, Label("费用", "Cost")] = None
    recovery: Annotated[Money | None, Label("费用追偿", "Cost recovered")] = None
    responsible_unit: Annotated[Remark, Label("责任单位", "Responsible unit")] = ""
    recovery_note: Annotated[Remark, Label("追偿情况", "How the cost is recovered")] = ""
    closed_on: Annotated[Day | None, Happened(closes=True), Label("闭环日期", "Closed on")] = None

    @model_validator(mode="after")
    def _steps_in_order(self) -> "ReturnReport":
        refuse_disorder(self, "requested_on", "contacted_on", "closed_on")
        refuse_disorder(self, "requested_on", "reported_on", "closed_on")
        return self


class RecallLevel(Choice):
    """How dangerous the defect is."""

    first = "first", "一级（危及人身安全）", "First (danger to people)"
    second = "second", "二级（影响设备安全运行）", "Second (danger to the machine)"
    third = "third", "三级（影响使用性能）", "Third (impaired performance)"


class RecallNotice(Evidence):
    """The notice by which the quality department orders a recall."""

    header: ClassVar[Header] = Header(
        title=Text(zh="产品召回通知", en="Recall notice"),
        form="QR-8.2.7-01",
        clause="8.2.7",
        family="retained",
        owner="quality",
        id_pattern=r"ZH-\d{4}-\d{4}",
        retain_years=10,
    )
    level: Annotated[RecallLevel, Label("召回级别", "Level")]
    product: Annotated[ProductGroup, Label("产品类别", "Product group")]
    models: Annotated[tuple[Words, ...], Label("型号", "Models")]
    serials: Annotated[
        tuple[Serial, ...], Field(min_length=1), Label("应召回的出厂编号", "Serials to recall")
    ]
    produced: Annotated[Count, Label("生产数", "Produced", unit="台", unit_en="units")]
    sold: Annotated[Count, Label("销售数", "Sold", unit="台", unit_en="units")]
    reason: Annotated[Words, Label("召回原因", "Reason")]
    legal_basis: Annotated[Words, Label("法律依据", "Legal basis")]
    measures: Annotated[Words, Label("召回措施", "Measures")]
    sale_stopped: Annotated[bool, Label("已停止销售", "Sale stopped")]
    start: Annotated[Day, Label("开始日期", "Start")]
    due: Annotated[Day, Due(), Label("完成期限", "Due")]
    notification: Annotated[Words, Label("通知方式", "How customers are told")]
    reported_to_authority: Annotated[Remark, Label("上报情况", "Report to the authority")] = ""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "RecallNotice":
        refuse_disorder(self, "start", "due")
        return self


class UnitState(Choice):
    """Where a machine to be recalled stands."""

    reached = "reached", "已召回处置", "Reached and dealt with"
    accounted = "accounted", "去向已查明", "Accounted for"
    open = "open", "未联系到", "Open"


class RecalledUnit(Sheet):
    """A machine to be recalled."""

    serial: Annotated[Serial, Label("出厂编号", "Serial number")]
    customer: Annotated[CustomerId | None, Label("客户", "Customer")] = None
    state: Annotated[UnitState, Judged(), Label("状态", "State")]
    notified_on: Annotated[
        Day | None,
        Happened(turns=(UnitState.open, UnitState.reached)),
        Label("通知日期", "Notified on"),
    ] = None
    done_on: Annotated[
        Day | None,
        Happened(turns=(UnitState.open, UnitState.reached)),
        Label("处置日期", "Dealt with on"),
    ] = None
    note: Annotated[Remark, Label("处置说明", "What was done")] = ""


class RecallProgress(Sheet):
    """A progress report of a recall."""

    on: Annotated[Day, Happened(), Label("日期", "On")]
    recalled: Annotated[Count, Label("已召回数", "Recalled", unit="台", unit_en="units")]
    text: Annotated[Words, Label("进展", "Progress")]
    by: Annotated[PersonId, Label("报告人", "Reported by")]


class Recall(Evidence):
    """How a recall is carried out, serial by serial, to its end report."""

    header: ClassVar[Header] = Header(
        title=Text(zh="产品召回记录", en="Recall"),
        form="QR-8.2.7-02",
        clause="8.2.7",
        family="retained",
        owner="after-sales",
        id_pattern=r"ZR-\d{4}-\d{4}",
        retain_years=10,
    )
    notice: Annotated[Annotated[str, Ref("recall-notice")], Label("产品召回通知", "Recall notice")]
    serials: Annotated[
        tuple[RecalledUnit, ...], Field(min_length=1), Label("逐台情况", "Machine by machine")
    ]
    progress: Annotated[tuple[RecallProgress, ...], Label("进度报告", "Progress")] = ()
    deviation: Annotated[Remark, Label("与计划的差异", "Difference from the plan")] = ""
    end_report: Annotated[Remark, Label("总结评价", "End report")] = ""
    ended_on: Annotated[Day | None, Happened(), Label("结束日期", "Ended on")] = None

    @model_validator(mode="after")
    def _each_serial_once(self) -> "Recall":
        serials = [unit.serial for unit in self.serials]
        if len(serials) != len(set(serials)):
            raise refusal(zh="serials 中有重复的出厂编号 serial", en="serials names a serial twice")
        return self


class NonconformityType(Choice):
    """The kinds of nonconforming service (8.4)."""

    information = "information", "信息错误", "Wrong information"
    paperwork = "paperwork", "单据错误", "Error in the papers"
    procedure = "procedure", "未按程序或承诺服务", "Procedure or promise not kept"
    repair = "repair", "维修质量", "Bad repair"
    late = "late", "延误", "Late"
    attitude = "attitude", "服务态度", "Attitude"
    charge = "charge", "备件或收费错误", "Wrong parts or charge"


class NonconformityGrade(Choice):
    """How grave a nonconforming service is; who decides the remedy depends on it."""

    minor = "minor", "轻微", "Minor"
    ordinary = "ordinary", "一般", "Ordinary"
    major = "major", "严重", "Major"


class ServiceRemedy(Choice):
    """What makes a nonconforming service good."""

    apology = "apology", "解释道歉", "Explanation and apology"
    redo = "redo", "重新服务", "Done again"
    correction = "correction", "更正", "Corrected"
    reduction = "reduction", "减收费用", "Fee reduced"
    replacement = "replacement", "更换", "Replaced"
    compensation = "compensation", "赔偿", "Compensated"
    concession = "concession", "客户让步", "Concession by the customer"


class NonconformingService(Evidence):
    """A service that missed its requirement: contained, decided, made good, re-checked."""

    header: ClassVar[Header] = Header(
        title=Text(zh="不合格服务处置单", en="Nonconforming service"),
        form="QR-8.4-01",
        clause="8.4",
        family="retained",
        owner="after-sales",
        id_pattern=r"BH-\d{4}-\d{4}",
        retain_years=6,
    )
    source: Annotated[Words, Label("来源", "Source")]
    clause: Annotated[ClauseNumber, Label("依据条款", "Clause")]
    type: Annotated[NonconformityType, Label("类型", "Type")]
    grade: Annotated[NonconformityGrade, Label("严重度", "Grade")]
    found_by: Annotated[PersonId, Label("发现人", "Found by")]
    found_on: Annotated[Day, Happened(), Label("发现日期", "Found on")]
    responsible_department: Annotated[DepartmentId, Label("责任部门", "Responsible department")]
    customer: Annotated[CustomerId | None, Label("客户", "Customer")] = None
    repair_order: Annotated[RepairOrderId | None, Label("维修服务单", "Repair order")] = None
    complaint: Annotated[ComplaintId | None, Label("投诉", "Complaint")] = None
    fact: Annotated[Words, Label("事实", "Fact")]
    containment: Annotated[Words, Label("即时处置", "Containment")]
    remedy: Annotated[ServiceRemedy | None, Label("补救方式", "Remedy")] = None
    remedy_note: Annotated[Remark, Label("补救说明", "What was done")] = ""
    decided_by: Annotated[PersonId | None, Label("决定人", "Decided by")] = None
    decided_on: Annotated[
        Day | None, Happened(by="decided_by"), Label("决定日期", "Decided on")
    ] = None
    concession_by: Annotated[
        Remark, Label("让步客户签字", "Customer who conceded", personal=True)
    ] = ""
    rechecked_by: Annotated[PersonId | None, Label("复核人", "Re-checked by")] = None
    rechecked_on: Annotated[
        Day | None,
        Happened(by="rechecked_by", after_closing=True),
        Label("复核日期", "Re-checked on"),
    ] = None
    recheck: Annotated[Remark, Label("复核结果", "Result of the re-check")] = ""
    cost: Annotated[Money | None, Label("费用", "Cost")] = None
    is_repeat: Annotated[bool, Label("重复发生", "Happened before")] = False
    corrective_action: Annotated[
        CorrectiveActionId | None, Label("纠正措施单", "Corrective action")
    ] = None

    @model_validator(mode="after")
    def _steps_in_order(self) -> "NonconformingService":
        refuse_disorder(self, "found_on", "decided_on", "rechecked_on")
        return self


class WasteDisposal(Evidence):
    """Waste handed over: to whom, under which permit, with what proof."""

    header: ClassVar[Header] = Header(
        title=Text(zh="废弃物处置台账", en="Disposal of waste"),
        form="QR-8.5-01",
        clause="8.5",
        family="retained",
        owner="after-sales",
        id_pattern=r"FQ-\d{4}-\d{4}",
        retain_years=5,
    )
    waste: Annotated[Words, Label("废弃物", "Waste")]
    quantity: Annotated[Quantity, Label("数量", "Quantity")]
    unit: Annotated[Words, Label("单位", "Unit")]
    hazardous: Annotated[bool, Label("危险废物", "Hazardous")]
    repair_orders: Annotated[
        tuple[RepairOrderId, ...], Label("来源服务单", "Repair orders it came from")
    ] = ()
    source: Annotated[Remark, Label("来源说明", "Where it came from")] = ""
    handled_by: Annotated[PersonId, Label("经办人", "Handled by")]
    receiver: Annotated[Words, Label("接收单位", "Receiver")]
    permit: Annotated[Remark, Label("许可证号", "Permit")] = ""
    permit_until: Annotated[Day | None, Label("许可证有效期至", "Permit until")] = None
    proof: Annotated[Remark, Label("处置凭证", "Proof")] = ""
    data_wiped: Annotated[bool | None, Label("存储数据已清除", "Data wiped")] = None
