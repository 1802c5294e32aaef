"""Compliance evaluation, self-evaluation and audit (clauses 9.4 and 9.6)."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.ch06_obligations import Compliance, ObligationId
from qms.model.kinds.numbers import DIGITS, refusal
from qms.model.kinds.record import (
    Choice,
    ClauseNumber,
    Count,
    DepartmentId,
    Evidence,
    Header,
    Label,
    PersonId,
    Ref,
    Register,
    Remark,
    Sheet,
    Words,
)
from qms.text import Text

ActionId = Annotated[str, Ref("corrective-action")]


class EvaluatedObligation(Sheet):
    """One obligation evaluated."""

    obligation: Annotated[ObligationId, Label("合规义务", "Obligation")]
    method: Annotated[Words, Label("评价方法", "Method")]
    evidence: Annotated[Words, Label("证据", "Evidence")]
    result: Annotated[Compliance, Label("结论", "Result")]
    gap: Annotated[Remark, Label("差距", "Gap")] = ""
    action: Annotated[ActionId | None, Label("措施", "Action")] = None


class ComplianceEvaluation(Evidence):
    """The yearly evaluation of all obligations (合规性评价报告)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="合规性评价报告", en="Compliance evaluation"),
        form="QR-9.4-01",
        clause="9.4",
        family="retained",
        owner="office",
        id_pattern=r"HG-\d{4}-\d{4}",
        retain_years=6,
    )
    evaluators: Annotated[tuple[PersonId, ...], Label("评价人", "Evaluators")]
    evaluated: Annotated[
        tuple[EvaluatedObligation, ...], Field(min_length=1), Label("评价项", "Evaluated")
    ]
    conclusion: Annotated[Words, Label("总体结论", "Conclusion")]


class Sampled(Sheet):
    """How many of a sample were looked at and did not conform."""

    checked: Annotated[int, Field(ge=1), Label("抽样数", "Checked")]
    failed: Annotated[Count, Label("不符合数", "Failed")]

    @model_validator(mode="after")
    def _not_more_than_checked(self) -> "Sampled":
        if self.failed > self.checked:
            raise refusal(zh="不符合数 failed 多于抽样数 checked", en="failed is over checked")
        return self


class IndicatorGroup(Choice):
    """The three groups of GB/T 27922-2011, with their points."""

    system = "5.1", "售后服务体系", "Service system"
    goods = "5.2", "商品服务", "Service of goods"
    customers = "5.3", "顾客服务", "Service of customers"


class EvaluationItem(Register):
    """An indicator with its points, as the company enters them from its copy of the standard."""

    header: ClassVar[Header] = Header(
        title=Text(zh="自我评价指标分值表", en="Items of the self-evaluation"),
        form="QR-9.6-03",
        clause="9.6",
        family="maintained",
        owner="quality",
        id_pattern=r"5\.[123]-\d",
    )
    name: Annotated[Words, Label("指标", "Indicator")]
    group: Annotated[IndicatorGroup, Label("组别", "Group")]
    points: Annotated[Decimal, Field(ge=0), DIGITS, Label("分值", "Points")]
    points_note: Annotated[Words, Label("分值来源", "Where the points come from")]
    looks_at: Annotated[Words, Label("核对内容", "What is looked at")]
    kinds: Annotated[tuple[Words, ...], Label("证据（记录种类）", "Evidence, kinds")] = ()
    clauses: Annotated[tuple[ClauseNumber, ...], Label("手册条款", "Clauses")] = ()
    kpis: Annotated[tuple[Annotated[str, Ref("kpi")], ...], Label("指标数据", "Figures")] = ()


class EvaluatedIndicator(Sheet):
    """One of the 15 indicators, scored against evidence."""

    indicator: Annotated[str, Field(pattern=r"^5\.[123]-[0-9]$"), Label("指标", "Indicator")]
    name: Annotated[Words, Label("名称", "Name")]
    group: Annotated[IndicatorGroup, Label("组别", "Group")]
    points: Annotated[Decimal, Field(ge=0), DIGITS, Label("分值", "Points")]
    applicable: Annotated[bool, Label("适用", "Applicable")] = True
    met: Annotated[bool | None, Label("符合", "Met")] = None
    sampled: Annotated[Sampled | None, Label("抽样", "Sampled")] = None
    evidence: Annotated[Remark, Label("证据", "Evidence")] = ""
    note: Annotated[Remark, Label("说明", "Note")] = ""
    action: Annotated[ActionId | None, Label("整改", "Action")] = None

    @property
    def has_failed(self) -> bool:
        """It applies and lost points."""
        return self.applicable and (
            self.met is False or (self.sampled is not None and self.sampled.failed > 0)
        )

    @model_validator(mode="after")
    def _judged_one_way(self) -> "EvaluatedIndicator":
        if self.applicable and (self.met is None) == (self.sampled is None):
            raise refusal(
                zh="适用项须写 met 或 sampled 之一", en="an applicable item needs met or sampled"
            )
        if not self.applicable and not self.note:
            raise refusal(zh="不适用须在 note 写明原因", en="not applicable needs note: why")
        return self


class SpecialDeduction(Sheet):
    """A point taken off for a breach of law, own rule, trade rule or the running system."""

    reason: Annotated[Words, Label("原因", "Reason")]
    action: Annotated[ActionId | None, Label("整改", "Action")] = None


class SelfEvaluation(Evidence):
    """The yearly self-evaluation by 15 indicators (自我评价报告)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="自我评价报告", en="Self-evaluation"),
        form="QR-9.6-01",
        clause="9.6",
        family="retained",
        owner="quality",
        id_pattern=r"ZP-\d{4}-\d{4}",
        retain_years=6,
    )
    year: Annotated[int, Label("年度", "Year")]
    area: Annotated[DepartmentId, Label("被评价部门", "Area evaluated")]
    evaluators: Annotated[tuple[PersonId, ...], Label("评价人", "Evaluators")]
    points_note: Annotated[Words, Label("分值来源", "Where the points come from")]
    indicators: Annotated[tuple[EvaluatedIndicator, ...], Label("指标", "Indicators")]
    deductions: Annotated[tuple[SpecialDeduction, ...], Label("特殊扣分", "Deductions")] = ()
    bonus: Annotated[
        Remark, Label("特殊加分", "Special point", hint="至多一项", hint_en="at most one")
    ] = ""
    findings: Annotated[tuple[ActionId, ...], Label("发现项整改", "Findings")] = ()
    conclusion: Annotated[Words, Label("结论", "Conclusion")]


class AuditResult(Choice):
    """What an audit found about one clause."""

    conform = "conform", "符合", "Conform"
    nonconform = "nonconform", "不符合", "Nonconform"
    observation = "observation", "观察项", "Observation"
    not_applicable = "not-applicable", "不适用", "Not applicable"


class AuditedClause(Sheet):
    """One clause audited."""

    clause: Annotated[ClauseNumber, Label("条款", "Clause")]
    evidence: Annotated[Words, Label("证据", "Evidence")]
    result: Annotated[AuditResult, Label("结果", "Result")]
    action: Annotated[ActionId | None, Label("纠正措施", "Corrective action")] = None


class InternalAudit(Evidence):
    """An internal audit (内部审核报告)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="内部审核报告", en="Internal audit"),
        form="QR-9.6-02",
        clause="9.6",
        family="retained",
        owner="quality",
        id_pattern=r"NS-\d{4}-\d{4}",
        retain_years=6,
    )
    scope: Annotated[Words, Label("范围", "Scope")]
    criteria: Annotated[Words, Label("准则", "Criteria")]
    leader: Annotated[PersonId, Label("组长", "Leader")]
    auditors: Annotated[tuple[PersonId, ...], Label("组员", "Auditors")]
    area: Annotated[DepartmentId, Label("受审部门", "Area audited")]
    audited: Annotated[tuple[AuditedClause, ...], Field(min_length=1), Label("检查", "Audited")]
    conclusion: Annotated[Words, Label("结论", "Conclusion")]
