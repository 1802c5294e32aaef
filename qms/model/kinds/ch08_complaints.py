"""Complaints, from the first word to acceptance or exhausted recourse (clause 8.3.6)."""

from typing import Annotated, ClassVar

from pydantic import model_validator

from qms.model.kinds.ch08_customers import (
    ComplaintId,
    CorrectiveActionId,
    FaultCode,
    ProductGroup,
    Region,
    RepairOrderId,
    Serial,
)
from qms.model.kinds.marks import Happened, Judged
from qms.model.kinds.numbers import Money, refusal
from qms.model.kinds.record import (
    Choice,
    CustomerId,
    DepartmentId,
    Evidence,
    Header,
    Label,
    Moment,
    PersonId,
    Remark,
    Words,
    refuse_disorder,
)
from qms.text import Text


class ComplaintChannel(Choice):
    """The way in which a complaint reached the company."""

    hotline = "hotline", "热线", "Hotline"
    visit = "visit", "来访", "Visit"
    letter = "letter", "来信", "Letter"
    email = "email", "电子邮件", "E-mail"
    website = "website", "网站", "Website"
    wechat = "wechat", "微信", "WeChat"
    staff = "staff", "员工转达", "Passed on by staff"
    authority = "authority", "主管部门转办", "Passed on by an authority"
    media = "media", "媒体", "Media"


class ComplaintGrade(Choice):
    """How grave a complaint is; all but ordinary ones are severe."""

    safety = "safety", "安全", "Safety"
    batch = "batch", "批量", "Batch"
    media = "media", "媒体", "Media"
    ordinary = "ordinary", "一般", "Ordinary"


class ComplaintResult(Choice):
    """What the customer says to the outcome."""

    satisfied = "satisfied", "满意", "Satisfied"
    accepted = "accepted", "接受", "Accepted"
    dissatisfied = "dissatisfied", "不满意", "Dissatisfied"
    refused = "refused", "不接受", "Refused"


class Complaint(Evidence):
    """A complaint with its two clocks (reply, handling) and the customer's verdict."""

    header: ClassVar[Header] = Header(
        title=Text(zh="客户投诉处理单", en="Complaint"),
        form="QR-8.3.6-01",
        clause="8.3.6",
        family="retained",
        owner="after-sales",
        id_pattern=r"TS-\d{4}-\d{4}",
        retain_years=6,
    )
    customer: Annotated[CustomerId, Label("客户", "Customer")]
    channel: Annotated[ComplaintChannel, Label("受理渠道", "Channel")]
    received_at: Annotated[Moment, Happened(), Label("受理时间", "Received at")]
    received_by: Annotated[PersonId, Label("受理人", "Received by")]
    complainant: Annotated[Words, Label("投诉人", "Complainant", personal=True)]
    phone: Annotated[Words, Label("联系方式", "Phone", personal=True)]
    serial: Annotated[Serial | None, Label("出厂编号", "Serial number")] = None
    product: Annotated[ProductGroup, Label("产品类别", "Product group")]
    region: Annotated[Region, Label("区域", "Region")]
    contract: Annotated[Remark, Label("合同号", "Contract")] = ""
    content: Annotated[Words, Label("投诉内容", "Content")]
    demand: Annotated[Words, Label("客户要求", "Customer's demand")]
    fault_code: Annotated[FaultCode | None, Label("故障代码", "Fault code")] = None
    grade: Annotated[ComplaintGrade, Label("等级", "Grade")]
    complained_of: Annotated[
        PersonId | None,
        Label(
            "被投诉人",
            "Person complained of",
            hint="未涉及个人时不填",
            hint_en="left out where it concerns nobody in person",
        ),
    ] = None
    owner: Annotated[PersonId | None, Label("处理责任人", "Owner")] = None
    responsible_department: Annotated[
        DepartmentId | None, Label("责任部门", "Responsible department")
    ] = None
    acknowledged_at: Annotated[
        Moment | None, Happened(), Label("告知收到时间", "Acknowledged at")
    ] = None
    replied_at: Annotated[
        Moment | None, Happened(), Label("答复时间", "First substantive reply at")
    ] = None
    handled_at: Annotated[Moment | None, Happened(), Label("处理完成时间", "Handled at")] = None
    cause: Annotated[Remark, Label("调查分析", "Investigation and cause")] = ""
    remedy: Annotated[Remark, Label("处理措施", "Remedy")] = ""
    compensation: Annotated[Money | None, Label("赔偿", "Compensation")] = None
    result: Annotated[ComplaintResult | None, Judged(), Label("客户确认", "Customer's result")] = (
        None
    )
    recourse_exhausted: Annotated[
        bool,
        Label(
            "救济途径已穷尽",
            "Recourse exhausted",
            hint="协商、调解、仲裁或诉讼均已告知并终结",
            hint_en="talks, mediation, arbitration and action were all offered and are over",
        ),
    ] = False
    callback_at: Annotated[
        Moment | None, Happened(by="callback_by"), Label("回访时间", "Called back at")
    ] = None
    callback_by: Annotated[PersonId | None, Label("回访人", "Called back by")] = None
    escalated_at: Annotated[Moment | None, Happened(), Label("升级时间", "Escalated at")] = None
    escalated_to: Annotated[PersonId | None, Label("升级至", "Escalated to")] = None
    closed_at: Annotated[
        Moment | None, Happened(by="closed_by", closes=True), Label("关闭时间", "Closed at")
    ] = None
    closed_by: Annotated[PersonId | None, Label("关闭人", "Closed by")] = None
    repair_order: Annotated[RepairOrderId | None, Label("维修服务单", "Repair order")] = None
    repeats: Annotated[
        ComplaintId | None,
        Label(
            "重复的投诉",
            "Repeats the complaint",
            hint="同一设备同一故障",
            hint_en="the same fault of the same machine",
        ),
    ] = None
    corrective_action: Annotated[
        CorrectiveActionId | None, Label("纠正措施单", "Corrective action")
    ] = None

    @property
    def is_closed(self) -> bool:
        """Closed with a time, whatever the closing lacks."""
        return self.closed_at is not None

    @model_validator(mode="after")
    def _nothing_before_receipt(self) -> "Complaint":
        for name in (
            "acknowledged_at",
            "replied_at",
            "handled_at",
            "callback_at",
            "escalated_at",
            "closed_at",
        ):
            moment = getattr(self, name)
            if moment is not None and moment < self.received_at:
                raise refusal(
                    zh=f"{name} 早于受理时间 received_at", en=f"{name} is before received_at"
                )
        return self

    @model_validator(mode="after")
    def _closed_by_somebody(self) -> "Complaint":
        if (self.closed_at is None) != (self.closed_by is None):
            raise refusal(
                zh="关闭时间 closed_at 与关闭人 closed_by 须同时填写",
                en="closed_at and closed_by belong together",
            )
        return self

    @model_validator(mode="after")
    def _steps_in_order(self) -> "Complaint":
        refuse_disorder(self, "acknowledged_at", "replied_at", "closed_at")
        refuse_disorder(self, "handled_at", "callback_at")
        refuse_disorder(self, "handled_at", "closed_at")
        return self
