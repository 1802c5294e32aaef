"""People, their competence, training and communication (clauses 7.1.3, 7.2 to 7.4)."""

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.mailbox import Mailbox
from qms.model.kinds.marks import Deadline, Happened, Judged
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import (
    Choice,
    Count,
    Day,
    DepartmentId,
    Evidence,
    Header,
    Label,
    Moment,
    PersonId,
    PostId,
    Ref,
    Register,
    Remark,
    Sheet,
    Words,
)
from qms.text import Text


class Holding(Sheet):
    """A post held from a day, until another if that is over; or in which somebody stands in."""

    post: Annotated[PostId, Label("岗位", "Post")]
    since: Annotated[Day, Label("任职起", "Since")]
    until: Annotated[Day | None, Label("任职止", "Until")] = None
    instead_of: Annotated[
        PersonId | None,
        Label(
            "代理",
            "Stands in for",
            hint="代理谁；须写明任职止",
            hint_en="for whom; needs an end of the appointment",
        ),
    ] = None

    @model_validator(mode="after")
    def _ends_if_it_is_for_a_time(self) -> "Holding":
        if self.instead_of is not None and self.until is None:
            raise refusal(
                zh="代理须写明到哪天为止", en="who stands in does so until a day; say which"
            )
        return self

    def covers(self, day: dt.date) -> bool:
        """Tell whether the post is held on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class SigningKey(Sheet):
    """A public key with which a person signs, and when it is good."""

    public: Annotated[Words, Label("公钥", "Public key")]
    valid_from: Annotated[Day, Label("有效期起", "Valid from")]
    valid_until: Annotated[Day | None, Label("有效期止", "Valid until")] = None
    revoked: Annotated[Day | None, Label("吊销日期", "Revoked on")] = None

    def is_valid_on(self, day: dt.date) -> bool:
        """Tell whether the key may sign on this day."""
        ends = [end for end in (self.valid_until,) if end is not None]
        not_over = all(day <= end for end in ends)
        return self.valid_from <= day and not_over and (self.revoked is None or day < self.revoked)


class Person(Register):
    """A member of staff (人员花名册)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="人员花名册", en="Staff register"),
        form="QR-7.1.3-01",
        clause="7.1.3",
        family="maintained",
        owner="office",
        id_pattern=r"P-\d{3}",
    )
    name: Annotated[Words, Label("姓名", "Name")]
    name_en: Annotated[Remark, Label("姓名（拉丁字母）", "Name in Latin letters")] = ""
    department: Annotated[DepartmentId, Label("部门", "Department")]
    joined: Annotated[Day, Happened(), Label("入职日期", "Joined", private=True)]
    left: Annotated[Day | None, Label("离职日期", "Left")] = None
    posts: Annotated[tuple[Holding, ...], Label("任职", "Posts")]
    education: Annotated[Remark, Label("学历", "Education", private=True)] = ""
    phone: Annotated[Remark, Label("电话", "Phone", personal=True)] = ""
    email: Annotated[Mailbox, Label("电子邮箱", "E-mail", personal=True)] = ""
    keys: Annotated[tuple[SigningKey, ...], Label("签名公钥", "Signing keys")] = ()

    def holds(self, post: str, day: dt.date) -> bool:
        """Tell whether the person held a post on a day."""
        return self.is_employed_on(day) and any(
            holding.post == post and holding.covers(day) for holding in self.posts
        )

    def is_employed_on(self, day: dt.date) -> bool:
        """Tell whether the person was with the company on a day."""
        return self.joined <= day and (self.left is None or day <= self.left)


class ServiceManagerCertificate(Register):
    """A certificate of an after-sales service manager (售后服务管理师证书)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="售后服务管理师证书", en="Service manager's certificate"),
        form="QR-7.1.3-02",
        clause="7.1.3",
        family="maintained",
        owner="office",
        id_pattern=r"CERT-\d{3}",
    )
    person: Annotated[PersonId, Label("持证人", "Person")]
    number: Annotated[Words, Label("证书号", "Certificate")]
    issuer: Annotated[Words, Label("发证机构", "Issuer")]
    issued: Annotated[Day, Happened(), Label("发证日期", "Issued")]
    expires: Annotated[
        Day, Deadline("证书到期", "certificate expires:"), Label("有效期至", "Expires")
    ]


class TrainingScope(Choice):
    """Whom a training is for (7.3)."""

    internal = "internal", "内部员工", "Staff"
    station = "station", "服务站", "Service stations"


class AwarenessTopic(Choice):
    """The five things that everybody must be aware of (7.3)."""

    policy = "policy", "方针和要求", "Policy and requirements"
    influence = "influence", "工作对质量的影响", "Influence of one's work on quality"
    skill = "skill", "提高技能的益处", "Benefit of better skill"
    role = "role", "岗位作用", "One's role"
    departure = "departure", "偏离程序的后果", "Consequences of departing from procedure"


class PlannedTraining(Sheet):
    """A training that the year's plan holds."""

    item: Annotated[Words, Label("计划项", "Item")]
    topic: Annotated[Words, Label("主题", "Topic")]
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$"), Label("月份", "Month")]
    scope: Annotated[TrainingScope, Label("对象类别", "Scope")]
    audience: Annotated[Words, Label("培训对象", "Audience")]
    organiser: Annotated[DepartmentId, Label("组织部门", "Organiser")]


class TrainingPlan(Evidence):
    """The year's plan of service training (年度服务培训策划方案)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="年度服务培训策划方案", en="Yearly training plan"),
        form="QR-7.2-01",
        clause="7.2",
        family="retained",
        owner="office",
        id_pattern=r"PJ-\d{4}-\d{4}",
        retain_years=3,
    )
    year: Annotated[int, Label("年度", "Year")]
    needs: Annotated[Words, Label("培训需求", "Needs")]
    planned: Annotated[tuple[PlannedTraining, ...], Field(min_length=1), Label("计划", "Planned")]


class SpecialTrainingReport(Evidence):
    """A special training with its report (专项培训报告及现场记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="专项培训报告及现场记录", en="Special training report"),
        form="QR-7.2-02",
        clause="7.2",
        family="retained",
        owner="office",
        id_pattern=r"ZX-\d{4}-\d{4}",
        retain_years=3,
    )
    topic: Annotated[Words, Label("主题", "Topic")]
    trainer: Annotated[Words, Label("讲师", "Trainer")]
    participants: Annotated[tuple[PersonId, ...], Label("参加人", "Participants")]
    content: Annotated[Words, Label("内容", "Content")]
    result: Annotated[Words, Judged(), Label("结果", "Result")]


class CompetenceAssessment(Evidence):
    """Whether a person meets the requirements of a post (岗位能力评定记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="岗位能力评定记录", en="Competence assessment"),
        form="QR-7.2-03",
        clause="7.2",
        family="retained",
        owner="office",
        id_pattern=r"NL-\d{4}-\d{4}",
        retain_years=3,
    )
    person: Annotated[PersonId, Label("被评定人", "Person")]
    post: Annotated[PostId, Label("岗位", "Post")]
    competent: Annotated[bool, Label("胜任", "Competent")]
    gaps: Annotated[Remark, Label("差距", "Gaps")] = ""
    plan: Annotated[Remark, Label("提升计划", "Plan")] = ""
    assessed_by: Annotated[PersonId, Label("评定人", "Assessed by")]


class Training(Evidence):
    """A training that was held (培训记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="培训记录", en="Training record"),
        form="QR-7.3-01",
        clause="7.3",
        family="retained",
        owner="office",
        id_pattern=r"PX-\d{4}-\d{4}",
        retain_years=3,
    )
    plan_item: Annotated[Words, Label("计划项", "Item of the plan")]
    topic: Annotated[Words, Label("主题", "Topic")]
    scope: Annotated[TrainingScope, Label("对象类别", "Scope")]
    purpose: Annotated[Words, Label("目的", "Purpose")]
    content: Annotated[Words, Label("内容", "Content")]
    assessment: Annotated[Words, Label("考核方式", "Assessment")]
    organiser: Annotated[DepartmentId, Label("组织部门", "Organiser")]
    trainer: Annotated[Words, Label("讲师", "Trainer")]
    hours: Annotated[int, Field(ge=1), Label("课时", "Hours", unit="h")]
    expected: Annotated[Count, Label("应到人数", "Expected", unit="人", unit_en="people")]
    attended: Annotated[Count, Label("实到人数", "Attended", unit="人", unit_en="people")]
    participants: Annotated[tuple[PersonId, ...], Label("参加人", "Participants")] = ()
    topics: Annotated[tuple[AwarenessTopic, ...], Label("意识内容", "Awareness topics")] = ()
    effect: Annotated[Remark, Label("效果评价", "Effect")] = ""
    evaluated_by: Annotated[PersonId | None, Label("评价人", "Evaluated by")] = None


class Urgency(Choice):
    """How grave a piece of information is (7.4)."""

    normal = "normal", "一般", "Normal"
    grave = "grave", "重大", "Grave"
    urgent = "urgent", "紧急", "Urgent"
    special = "special", "特殊", "Special"


class Communication(Evidence):
    """Information received and what was done with it (信息沟通记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="信息沟通记录", en="Communication"),
        form="QR-7.4-01",
        clause="7.4",
        family="retained",
        owner="after-sales",
        id_pattern=r"GT-\d{4}-\d{4}",
        retain_years=3,
    )
    source: Annotated[Words, Label("信息来源", "Source")]
    urgency: Annotated[Urgency, Label("程度", "Urgency")]
    received_at: Annotated[Moment, Happened(), Label("收到时间", "Received at")]
    content: Annotated[Words, Label("内容", "Content")]
    is_external_answer: Annotated[bool, Label("对外答复", "Answer to outsiders")] = False
    meeting_on: Annotated[Day | None, Label("会议日期", "Meeting on")] = None
    responsible: Annotated[DepartmentId | None, Label("责任部门", "Responsible")] = None
    handling: Annotated[Remark, Label("处理", "Handling")] = ""
    closed_on: Annotated[Day | None, Happened(closes=True), Label("闭环日期", "Closed on")] = None
    corrective_action: Annotated[
        Annotated[str, Ref("corrective-action")] | None, Label("纠正措施", "Corrective action")
    ] = None


class CustomerForum(Evidence):
    """A meeting with customers and what came of it (客户座谈会记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="客户座谈会记录", en="Customer forum"),
        form="QR-7.4-02",
        clause="7.4",
        family="retained",
        owner="after-sales",
        id_pattern=r"ZT-\d{4}-\d{4}",
        retain_years=3,
    )
    venue: Annotated[Words, Label("地点", "Venue")]
    customers: Annotated[
        tuple[Annotated[str, Ref("customer")], ...], Label("参加客户", "Customers")
    ]
    points: Annotated[tuple[Words, ...], Label("意见", "Points raised")]
    follow_up: Annotated[Words, Label("跟踪闭环", "Follow-up")]
