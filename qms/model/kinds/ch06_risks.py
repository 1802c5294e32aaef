"""Risks, what is done about them, and how they are watched (chapter 6.2, 6.3)."""

from typing import Annotated, ClassVar

from pydantic import Field

from qms.model.kinds.marks import Deadline, Due, Happened, Judged
from qms.model.kinds.record import (
    Choice,
    Day,
    DepartmentId,
    Evidence,
    Header,
    Label,
    PersonId,
    ProcessId,
    Ref,
    Register,
    Remark,
    Words,
)
from qms.text import Text

RiskId = Annotated[str, Ref("risk")]


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
