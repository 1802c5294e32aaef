"""Customers, and what is done for them between services (clauses 8.3.1 to 8.3.5).

The words that all of chapter 8 shares (product groups, regions, references, the customer's
signature) stand here too, because every service starts from a customer's machine.
"""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.marks import Deadline, Happened
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
    PersonId,
    Ref,
    Register,
    Remark,
    Score,
    Sheet,
    Words,
)
from qms.text import Text

ComplaintId = Annotated[str, Ref("complaint")]
CorrectiveActionId = Annotated[str, Ref("corrective-action")]
DispatchId = Annotated[str, Ref("dispatch")]
PartId = Annotated[str, Ref("parts-price")]
RepairOrderId = Annotated[str, Ref("repair-order")]
Serial = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]*$")]
FaultCode = Annotated[str, Field(pattern=r"^[A-Z]{1,3}[0-9]{2,3}$")]
Quantity = Annotated[Decimal, Field(gt=0), DIGITS]


class ProductGroup(Choice):
    """The product a service concerns; complaints and repairs are analysed by it."""

    power_cable = "power-cable", "电力电缆设备", "Power cable machinery"
    communication_cable = "communication-cable", "通信电缆设备", "Communication cable machinery"
    optical_cable = "optical-cable", "光缆设备", "Optical cable machinery"


class Region(Choice):
    """The sales area in which a customer sits."""

    east = "east", "华东", "East China"
    south = "south", "华南", "South China"
    central = "central", "华中", "Central China"
    north = "north", "华北", "North China"
    northeast = "northeast", "东北", "Northeast China"
    northwest = "northwest", "西北", "Northwest China"
    southwest = "southwest", "西南", "Southwest China"
    overseas = "overseas", "海外", "Overseas"


class CustomerSignature(Sheet):
    """A customer's signature on a sheet of ours: whose and when."""

    name: Annotated[Words, Label("签字人", "Signed by", personal=True)]
    at: Annotated[Moment, Happened(), Label("签字时间", "Signed at")]


class CustomerGrade(Choice):
    """The class of a customer; how often it is called back depends on it (8.3.1)."""

    key = "key", "重点客户", "Key customer"
    regular = "regular", "一般客户", "Regular customer"
    small = "small", "零星客户", "Occasional customer"


class Machine(Sheet):
    """A machine that a customer runs, from hand-over to the end of its warranty."""

    model: Annotated[Words, Label("型号", "Model")]
    serial: Annotated[Serial, Label("出厂编号", "Serial number")]
    product: Annotated[ProductGroup, Label("产品类别", "Product group")]
    delivered: Annotated[Day, Happened(), Label("交付日期", "Delivered on")]
    warranty_until: Annotated[Day, Label("保修截止日期", "Warranty until")]
    note: Annotated[Remark, Label("备注", "Note")] = ""


class Customer(Register):
    """A customer with the machines it runs (客户档案)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="客户档案", en="Customer file"),
        form="QR-8.3.1-02",
        clause="8.3.1",
        family="maintained",
        owner="after-sales",
        id_pattern=r"CU-\d{3}",
    )
    name: Annotated[Words, Label("客户名称", "Customer")]
    grade: Annotated[CustomerGrade, Label("客户分级", "Grade")]
    region: Annotated[Region, Label("区域", "Region")]
    address: Annotated[Remark, Label("服务地点", "Place of service")] = ""
    contact: Annotated[Words, Label("联系人", "Contact", personal=True)]
    phone: Annotated[Words, Label("联系电话", "Phone", personal=True)]
    equipment: Annotated[tuple[Machine, ...], Label("设备清单", "Equipment")] = ()
    privacy_note: Annotated[Words, Label("同意与保密标记", "Consent and confidentiality")]
    is_active: Annotated[bool, Label("在服务", "Served at present")] = True


class FollowUpMethod(Choice):
    """How the customer was asked."""

    phone = "phone", "电话", "Phone"
    visit = "visit", "上门", "Visit"
    online = "online", "线上", "Online"


class FollowUpScores(Sheet):
    """The customer's marks, one for each item of the call-back script."""

    quality: Annotated[Score, Label("服务质量", "Quality", unit="1–5")]
    timeliness: Annotated[Score, Label("及时性", "Timeliness", unit="1–5")]
    attitude: Annotated[Score, Label("服务态度", "Attitude", unit="1–5")]
    overall: Annotated[Score, Label("总体评价", "Overall", unit="1–5")]


class FollowUp(Evidence):
    """A customer asked after a delivery, repair or complaint, or by the yearly plan."""

    header: ClassVar[Header] = Header(
        title=Text(zh="客户回访记录", en="Customer follow-up"),
        form="QR-8.3.1-01",
        clause="8.3.1",
        family="retained",
        owner="after-sales",
        id_pattern=r"HF-\d{4}-\d{4}",
        retain_years=3,
    )
    customer: Annotated[CustomerId, Label("客户", "Customer")]
    repair_order: Annotated[RepairOrderId | None, Label("维修服务单", "Repair order")] = None
    complaint: Annotated[ComplaintId | None, Label("投诉", "Complaint")] = None
    dispatch: Annotated[DispatchId | None, Label("发运记录", "Dispatch")] = None
    method: Annotated[FollowUpMethod, Label("回访方式", "Method")]
    at: Annotated[Moment, Happened(), Label("回访时间", "At")]
    by: Annotated[PersonId, Label("回访人", "By")]
    respondent: Annotated[Remark, Label("受访人", "Respondent", personal=True)] = ""
    scores: Annotated[FollowUpScores, Label("各项评分", "Scores")]
    satisfied: Annotated[bool, Label("是否满意", "Satisfied")]
    remark: Annotated[Remark, Label("意见建议", "Remark")] = ""
    action: Annotated[Remark, Label("需跟进事项", "Action")] = ""
    action_owner: Annotated[PersonId | None, Label("跟进责任人", "Owner of the action")] = None
    action_due: Annotated[
        Day | None,
        Deadline(
            "回访不满意的措施",
            "action after a follow-up",
            owner="action_owner",
            is_owed=lambda each: each.rechecked_on is None and not each.action_result,
        ),
        Label("跟进期限", "Action due"),
    ] = None
    action_result: Annotated[Remark, Label("跟进结果", "Result of the action")] = ""
    rechecked_by: Annotated[PersonId | None, Label("抽查复核人", "Re-checked by")] = None
    rechecked_on: Annotated[
        Day | None,
        Happened(by="rechecked_by", after_closing=True),
        Label("抽查复核日期", "Re-checked on"),
    ] = None

    @model_validator(mode="after")
    def _rechecked_by_somebody_else(self) -> "FollowUp":
        if self.rechecked_by is not None and self.rechecked_by == self.by:
            raise refusal(
                zh="抽查复核人 rechecked_by 与回访人 by 是同一人",
                en="rechecked_by is the same person as by",
            )
        return self


class TicketChannel(Choice):
    """Where an online or telephone enquiry came in."""

    hotline = "hotline", "热线", "Hotline"
    website = "website", "网站", "Website"
    wechat = "wechat", "微信", "WeChat"
    email = "email", "电子邮件", "E-mail"


class TicketTopic(Choice):
    """What a ticket is about."""

    enquiry = "enquiry", "咨询", "Enquiry"
    repair = "repair", "报修", "Repair"
    complaint = "complaint", "投诉", "Complaint"
    feedback = "feedback", "反馈", "Feedback"


class OnlineTicket(Evidence):
    """An enquiry by hotline or online, with its number and the answer given."""

    header: ClassVar[Header] = Header(
        title=Text(zh="在线服务记录", en="Online service ticket"),
        form="QR-8.3.2-01",
        clause="8.3.2",
        family="retained",
        owner="after-sales",
        id_pattern=r"OL-\d{4}-\d{4}",
        retain_years=3,
    )
    channel: Annotated[TicketChannel, Label("渠道", "Channel")]
    topic: Annotated[TicketTopic, Label("类别", "Topic")]
    customer: Annotated[CustomerId | None, Label("客户", "Customer")] = None
    contact: Annotated[Remark, Label("联系人", "Contact", personal=True)] = ""
    product: Annotated[ProductGroup | None, Label("产品类别", "Product group")] = None
    received_at: Annotated[Moment, Happened(), Label("受理时间", "Received at")]
    received_by: Annotated[PersonId, Label("受理人", "Received by")]
    out_of_hours: Annotated[bool, Label("非工作时间", "Out of hours")] = False
    question: Annotated[Words, Label("内容", "Question")]
    replied_at: Annotated[
        Moment | None, Happened(by="replied_by"), Label("答复时间", "Replied at")
    ] = None
    replied_by: Annotated[PersonId | None, Label("答复人", "Replied by")] = None
    answer: Annotated[Remark, Label("答复", "Answer")] = ""
    knowledge_article: Annotated[
        Annotated[str, Ref("knowledge-article")] | None, Label("知识条目", "Knowledge article")
    ] = None
    repair_order: Annotated[RepairOrderId | None, Label("转维修服务单", "Repair order")] = None
    complaint: Annotated[ComplaintId | None, Label("转投诉", "Complaint")] = None


class CareKind(Choice):
    """What is offered in a care activity."""

    inspection = "inspection", "巡检", "Inspection tour"
    visit = "visit", "走访", "Visit"
    training = "training", "培训", "Training"
    offer = "offer", "优惠回馈", "Special offer"


class CustomerCare(Evidence):
    """A care activity out of the yearly plan, with its budget and its effect."""

    header: ClassVar[Header] = Header(
        title=Text(zh="顾客关怀活动记录", en="Customer care activity"),
        form="QR-8.3.3-01",
        clause="8.3.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"GH-\d{4}-\d{4}",
        retain_years=3,
    )
    name: Annotated[Words, Label("活动名称", "Activity")]
    care: Annotated[CareKind, Label("活动类别", "Kind of activity")]
    plan: Annotated[Words, Label("计划依据", "Item of the yearly plan")]
    started_on: Annotated[Day, Happened(), Label("开始日期", "From")]
    finished_on: Annotated[Day | None, Happened(), Label("结束日期", "To")] = None
    customers: Annotated[tuple[CustomerId, ...], Label("参加客户", "Customers")]
    organisers: Annotated[tuple[PersonId, ...], Label("组织人员", "Organisers")] = ()
    participant_count: Annotated[
        Count, Label("参加人数", "Participants", unit="人", unit_en="people")
    ] = 0
    budget: Annotated[Money, Label("预算", "Budget")]
    cost: Annotated[Money | None, Label("实际费用", "Cost")] = None
    gifts: Annotated[Remark, Label("礼品及限额核对", "Gifts and their limit")] = ""
    content: Annotated[Words, Label("活动内容", "Content")]
    effect: Annotated[Remark, Label("效果评价", "Effect")] = ""
    reviewed_by: Annotated[PersonId | None, Label("评价人", "Reviewed by")] = None
    reviewed_on: Annotated[
        Day | None, Happened(by="reviewed_by"), Label("评价日期", "Reviewed on")
    ] = None


class CultureCommunication(Evidence):
    """The service idea, policy or promise passed on, with a check of its wording."""

    header: ClassVar[Header] = Header(
        title=Text(zh="服务文化传播记录", en="Service culture communication"),
        form="QR-8.3.4-01",
        clause="8.3.4",
        family="retained",
        owner="after-sales",
        id_pattern=r"WB-\d{4}-\d{4}",
        retain_years=3,
    )
    topic: Annotated[Words, Label("主题", "Topic")]
    channel: Annotated[Words, Label("传播渠道", "Channel")]
    audience: Annotated[Words, Label("对象", "Audience")]
    content: Annotated[Words, Label("内容", "Content")]
    materials_compared: Annotated[tuple[Words, ...], Label("核对的材料", "Materials compared")] = ()
    wording_consistent: Annotated[bool, Label("承诺表述一致", "Promise worded the same")]
    difference: Annotated[Remark, Label("差异及处理", "Differences and what was done")] = ""
    compared_by: Annotated[PersonId, Label("核对人", "Compared by")]


class AccessAction(Choice):
    """What was done with customers' data."""

    view = "view", "查阅", "Viewed"
    export = "export", "导出", "Exported"
    change = "change", "修改", "Changed"
    erase = "erase", "删除", "Erased"


class DataAccess(Evidence):
    """Customers' data used outside daily service: by whom, what for, on whose word."""

    header: ClassVar[Header] = Header(
        title=Text(zh="客户信息访问记录", en="Access to customer data"),
        form="QR-8.3.5-01",
        clause="8.3.5",
        family="retained",
        owner="after-sales",
        id_pattern=r"FW-\d{4}-\d{4}",
        retain_years=3,
    )
    at: Annotated[Moment, Happened(), Label("访问时间", "At")]
    accessed_by: Annotated[PersonId, Label("访问人", "Accessed by")]
    action: Annotated[AccessAction, Label("访问方式", "Action")]
    customers: Annotated[tuple[CustomerId, ...], Label("涉及客户", "Customers")]
    scope: Annotated[Words, Label("信息范围", "Data concerned")]
    purpose: Annotated[Words, Label("目的", "Purpose")]
    authorised_by: Annotated[PersonId, Label("授权人", "Authorised by")]
    recipient: Annotated[Remark, Label("接收方", "Recipient")] = ""
    erased_on: Annotated[
        Day | None, Happened(after_closing=True), Label("副本删除日期", "Copies erased on")
    ] = None
