"""Risks, objectives, obligations and changes of the system (chapter 6)."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.marks import Deadline, Due, Happened, Judged
from qms.model.kinds.numbers import Number, refusal
from qms.model.kinds.record import (
    Choice,
    ClauseNumber,
    Day,
    DepartmentId,
    Evidence,
    Header,
    Label,
    PersonId,
    PostId,
    ProcessId,
    Ref,
    Register,
    Remark,
    Revision,
    Sheet,
    Words,
)
from qms.model.kinds.targets import aimed_at
from qms.text import Text

RiskId = Annotated[str, Ref("risk")]
ObligationId = Annotated[str, Ref("obligation")]


class RiskNature(Choice):
    """Whether something may harm or help."""

    risk = "risk", "风险", "Risk"
    opportunity = "opportunity", "机遇", "Opportunity"


class RiskLevel(Choice):
    """Level by half-open bands of severity times likelihood (6.1.1)."""

    low = "low", "低", "Low"
    medium = "medium", "一般", "Medium"
    high = "high", "高", "High"


class MajorReason(Choice):
    """The five criteria that make a risk major (6.1.1)."""

    breaks_law = "breaks-law", "违反法律法规或其他要求", "Breaks law or other requirements"
    complaint = "complaint", "合理投诉或相关方高度关注", "Justified complaint or high concern"
    media = "media", "被媒体报道", "Reached the media"
    system_down = "system-down", "内部系统失效", "Disables an internal system"
    brand = "brand", "严重损害品牌", "Harms the brand greatly"


class Risk(Register):
    """A risk or opportunity with its level and response (风险和机遇清单)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="风险和机遇清单", en="Risks and opportunities"),
        form="QR-6.1-01",
        clause="6.1.1",
        family="maintained",
        owner="after-sales",
        id_pattern=r"R-\d{3}",
    )
    process: Annotated[ProcessId, Label("过程", "Process")]
    description: Annotated[Words, Label("描述", "Description")]
    nature: Annotated[RiskNature, Label("性质", "Nature")]
    category: Annotated[Words, Label("类别", "Category")]
    severity: Annotated[int, Field(ge=1, le=5), Label("严重度", "Severity", unit="1–5")]
    likelihood: Annotated[int, Field(ge=1, le=5), Label("频度", "Likelihood", unit="1–5")]
    level: Annotated[RiskLevel, Label("等级", "Level")]
    major_reasons: Annotated[tuple[MajorReason, ...], Label("重大判定", "Why major")] = ()
    response: Annotated[Words, Label("应对措施", "Response")]
    owner: Annotated[DepartmentId, Label("责任部门", "Owner")]
    responsible: Annotated[PersonId, Label("责任人", "Responsible")]
    due: Annotated[
        Day,
        Deadline(
            "风险应对",
            "risk response",
            owner="responsible",
            is_owed=lambda each: each.done_on is None,
        ),
        Label("期限", "Due"),
    ]
    done_on: Annotated[Day | None, Happened(), Label("完成日期", "Done on")] = None
    effectiveness: Annotated[Remark, Label("有效性评价", "Effectiveness")] = ""

    @property
    def factor(self) -> int:
        """Severity times likelihood, 1 to 25."""
        return self.severity * self.likelihood

    @property
    def is_major(self) -> bool:
        """At least one of the five criteria holds."""
        return bool(self.major_reasons)


class RiskTrigger(Choice):
    """What has risks evaluated anew (6.1.1)."""

    context = "context", "外部环境变化", "The external context changed"
    new_service = "new-service", "新服务模式或新系统上线前", "Before a new service or system"
    obligation = "obligation", "合规义务变化", "An obligation changed"
    party = "party", "相关方合理要求", "A party asked reasonably"


class RiskChangeReport(Evidence):
    """Risks evaluated anew after a change (风险变更分析报告)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="风险变更分析报告", en="Risk change report"),
        form="QR-6.1-02",
        clause="6.1.1",
        family="retained",
        owner="after-sales",
        id_pattern=r"FB-\d{4}-\d{4}",
        retain_years=3,
    )
    trigger: Annotated[RiskTrigger, Label("触发", "Trigger")]
    change: Annotated[Words, Label("变化内容", "Change")]
    risks: Annotated[tuple[RiskId, ...], Label("涉及风险", "Risks")]
    conclusion: Annotated[Words, Label("结论", "Conclusion")]


class RiskResponse(Evidence):
    """The plan by which a risk is answered (风险和机遇应对计划)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="风险和机遇应对计划", en="Risk response plan"),
        form="QR-6.2-01",
        clause="6.2",
        family="retained",
        owner="after-sales",
        id_pattern=r"FY-\d{4}-\d{4}",
        retain_years=3,
    )
    risk: Annotated[RiskId, Label("风险", "Risk")]
    plan: Annotated[Words, Label("应对计划", "Plan")]
    responsible: Annotated[PersonId, Label("责任人", "Responsible")]
    due: Annotated[Day, Due(), Label("期限", "Due")]
    done_on: Annotated[Day | None, Happened(), Label("完成日期", "Done on")] = None
    result: Annotated[Remark, Judged(), Label("结果", "Result")] = ""


class ObjectiveLevel(Choice):
    """On which level an objective stands (6.3)."""

    company = "company", "公司", "Company"
    department = "department", "部门", "Department"
    post = "post", "岗位", "Post"


class Direction(Choice):
    """Which way a figure should go."""

    higher_is_better = "higher", "越高越好", "Higher is better"
    lower_is_better = "lower", "越低越好", "Lower is better"


class Period(Choice):
    """How often a figure is taken."""

    month = "month", "每月", "Monthly"
    quarter = "quarter", "每季度", "Quarterly"
    year = "year", "每年", "Yearly"


class RollUp(Choice):
    """What those below an objective come to together."""

    total = "sum", "下级之和", "Sum of those below"
    mean = "average", "下级平均", "Average of those below"


class Objective(Register):
    """A measurable objective on its level (目标分解表)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="目标分解表", en="Objectives"),
        form="QR-6.3-01",
        clause="6.3",
        family="maintained",
        owner="office",
        id_pattern=r"OBJ-\d{3}",
    )
    name: Annotated[Words, Label("目标", "Objective")]
    name_en: Annotated[
        Remark,
        Label("英文名称", "English name", hint="英文的报告和网站用", hint_en="in English reports"),
    ] = ""
    level: Annotated[ObjectiveLevel, Label("层级", "Level")]
    parent: Annotated[Annotated[str, Ref("objective")] | None, Label("上级目标", "Parent")] = None
    owner: Annotated[DepartmentId, Label("责任部门", "Owner")]
    post: Annotated[PostId | None, Label("责任岗位", "Post")] = None
    kpi: Annotated[Annotated[str, Ref("kpi")] | None, Label("绩效指标", "Key figure")] = None
    measured_by: Annotated[
        Remark,
        Label(
            "实测记录",
            "Measured record",
            hint="记录种类；不由绩效指标统计时填写",
            hint_en="a kind of record",
        ),
    ] = ""
    formula: Annotated[Words, Label("计算公式", "Formula")]
    source: Annotated[Words, Label("数据来源", "Source")]
    unit: Annotated[Words, Label("单位", "Unit")]
    frequency: Annotated[Period, Label("频次", "Frequency")]
    direction: Annotated[Direction, Label("方向", "Direction")]
    targets: Annotated[dict[str, Number], Label("目标值", "Target by year")]
    rolls_up: Annotated[
        RollUp | None,
        Label(
            "由下级汇总",
            "Made up of those below",
            hint="目标值和实绩等于下级之和或平均",
            hint_en="by sum or mean",
        ),
    ] = None
    extensions: Annotated[tuple[Revision, ...], Label("改动", "Revisions")] = ()

    @model_validator(mode="after")
    def _measured_one_way(self) -> "Objective":
        if (self.kpi is None) == (not self.measured_by):
            raise refusal(
                zh="kpi 与 measured_by 须且只能写一个",
                en="write kpi or measured_by, and only one of them",
            )
        return self

    def aim(self, year: str) -> Decimal | None:
        """Return the target of a year that results are judged by: the first that was set."""
        return aimed_at(self.targets, self.extensions, year)

    def is_reached(self, value: Decimal, target: Decimal) -> bool:
        """Whether a value is as good as the target or better."""
        if self.direction is Direction.higher_is_better:
            return value >= target
        return value <= target


class ObjectiveResult(Evidence):
    """What an objective came to in a period, and what was done about a miss."""

    header: ClassVar[Header] = Header(
        title=Text(zh="目标完成情况统计", en="Results of objectives"),
        form="QR-6.3-02",
        clause="6.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"MB-\d{4}-\d{4}",
        retain_years=3,
    )
    objective: Annotated[Annotated[str, Ref("objective")], Label("目标", "Objective")]
    period: Annotated[Words, Label("期间", "Period")]
    value: Annotated[
        Number | None,
        Judged(),
        Label("实绩", "Value", hint="无数据时留空", hint_en="may be empty"),
    ] = None
    met: Annotated[bool | None, Judged(), Label("达成", "Met")] = None
    cause: Annotated[Remark, Label("未达成原因", "Cause of a miss")] = ""
    action: Annotated[Remark, Label("措施", "Action")] = ""
    corrective_action: Annotated[
        Annotated[str, Ref("corrective-action")] | None, Label("纠正措施单", "Corrective action")
    ] = None
    evidence: Annotated[tuple[Words, ...], Label("依据记录", "Records it rests on")] = ()
    definition: Annotated[
        str | None,
        Field(pattern=r"^[0-9a-f]{64}$"),
        Judged(),
        Label("口径摘要", "Digest of the definition", hint="登记时自动填写", hint_en="automatic"),
    ] = None


class ObligationState(Choice):
    """Whether a law or other requirement is in force."""

    in_force = "in-force", "现行有效", "In force"
    upcoming = "upcoming", "即将实施", "Upcoming"
    superseded = "superseded", "被替代", "Superseded"
    repealed = "repealed", "已废止", "Repealed"
    to_confirm = "to-confirm", "需确认", "To be confirmed"


class Compliance(Choice):
    """The result of evaluating an obligation (9.4)."""

    conform = "conform", "符合", "Conform"
    partial = "partial", "部分符合", "Partly conform"
    nonconform = "nonconform", "不符合", "Nonconform"
    not_applicable = "not-applicable", "不适用", "Not applicable"


class Obligation(Register):
    """A law, standard or contract that the company must keep (合规义务清单)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="合规义务清单", en="Compliance obligations"),
        form="QR-6.4-01",
        clause="6.4.3",
        family="maintained",
        owner="office",
        id_pattern=r"LAW-\d{3}",
    )
    name: Annotated[Words, Label("名称", "Name")]
    number: Annotated[Words, Label("文号/标准号", "Number")]
    issuer: Annotated[Words, Label("发布机关", "Issuer")]
    in_force: Annotated[Day | None, Label("实施日期", "In force from")] = None
    state: Annotated[ObligationState, Label("状态", "State")]
    superseded_by: Annotated[Remark, Label("替代文件", "Superseded by")] = ""
    clauses: Annotated[tuple[ClauseNumber, ...], Label("手册条款", "Clauses of the manual")]
    requirement: Annotated[Words, Label("具体要求", "Requirement")]
    owner: Annotated[DepartmentId, Label("责任部门", "Owner")]
    source: Annotated[Words, Label("获取渠道", "Source")]
    last_checked: Annotated[Day, Happened(), Label("查新日期", "Currency checked on")]


class CheckedSource(Sheet):
    """One obligation looked up."""

    obligation: Annotated[ObligationId, Label("合规义务", "Obligation")]
    state: Annotated[ObligationState, Judged(), Label("状态", "State")]
    note: Annotated[Remark, Label("处置", "What to do")] = ""


class CurrencyCheck(Evidence):
    """Obligations looked up for what is new (法规查新记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="法规查新记录", en="Currency check of obligations"),
        form="QR-6.4-02",
        clause="6.4.3",
        family="retained",
        owner="office",
        id_pattern=r"CX-\d{4}-\d{4}",
        retain_years=3,
    )
    source: Annotated[Words, Label("来源", "Source")]
    checked: Annotated[tuple[CheckedSource, ...], Field(min_length=1), Label("查新", "Checked")]
    conclusion: Annotated[Words, Label("结论", "Conclusion")]


class RuleEvaluation(Evidence):
    """An internal rule watched and evaluated (规章制度监控评价表)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="规章制度监控评价表", en="Evaluation of internal rules"),
        form="QR-6.5-01",
        clause="6.5",
        family="retained",
        owner="office",
        id_pattern=r"GZ-\d{4}-\d{4}",
        retain_years=3,
    )
    document: Annotated[Annotated[str, Ref("document")], Label("制度", "Document")]
    followed: Annotated[bool, Label("执行到位", "Followed")]
    suitable: Annotated[bool, Label("内容适宜", "Suitable")]
    opinion: Annotated[Words, Label("评价意见", "Opinion")]


class SystemChange(Evidence):
    """A change of the system, considered, judged and decided (体系变更申请)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="体系变更申请", en="Change of the system"),
        form="QR-6.5-02",
        clause="6.5",
        family="retained",
        owner="after-sales",
        id_pattern=r"BG-\d{4}-\d{4}",
        retain_years=6,
    )
    subject: Annotated[Words, Label("变更内容", "Subject")]
    purpose: Annotated[Remark, Label("目的和后果", "Purpose and consequences")] = ""
    integrity: Annotated[Remark, Label("体系完整性", "Integrity of the system")] = ""
    resources: Annotated[Remark, Label("资源", "Resources")] = ""
    duties: Annotated[Remark, Label("职责权限", "Duties and authority")] = ""
    risk_assessment: Annotated[Remark, Label("风险评估", "Risk assessment")] = ""
    documents: Annotated[tuple[Words, ...], Label("涉及文件", "Documents")] = ()
    decided_by: Annotated[PersonId | None, Label("决定人", "Decided by")] = None
    decided_on: Annotated[
        Day | None, Happened(by="decided_by"), Label("决定日期", "Decided on")
    ] = None
    decision: Annotated[Remark, Label("决定", "Decision")] = ""

    @model_validator(mode="after")
    def _decision_follows_request(self) -> "SystemChange":
        if self.decided_on and self.decided_on < self.date:
            raise refusal(
                zh="决定日期 decided_on 早于申请日期 date", en="decided_on is earlier than date"
            )
        return self
