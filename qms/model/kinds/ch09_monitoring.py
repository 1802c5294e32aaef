"""Monitoring, key figures, analysis and customer satisfaction (clauses 9.2, 9.3 and 9.5)."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.ch06_objectives import Direction, Period
from qms.model.kinds.numbers import DIGITS, Number, refusal
from qms.model.kinds.record import (
    ClauseNumber,
    Count,
    CustomerId,
    DepartmentId,
    Evidence,
    Header,
    Label,
    ProcessId,
    Ref,
    Register,
    Remark,
    Revision,
    Score,
    Sheet,
    Words,
)
from qms.model.kinds.targets import aimed_at
from qms.text import Text


class ProcessMonitoring(Evidence):
    """A process checked against its criteria (过程监视记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="过程监视记录", en="Process monitoring"),
        form="QR-9.2-01",
        clause="9.2",
        family="retained",
        owner="after-sales",
        id_pattern=r"JK-\d{4}-\d{4}",
        retain_years=3,
    )
    process: Annotated[ProcessId, Label("过程", "Process")]
    criterion: Annotated[Words, Label("准则", "Criterion")]
    observed: Annotated[Words, Label("观察结果", "Observed")]
    conforms: Annotated[bool, Label("符合", "Conforms")]
    action: Annotated[Remark, Label("措施", "Action")] = ""


class Kpi(Register):
    """A key figure as data: what it counts, over what, and where its traps lie (9.2)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="绩效指标定义表", en="Key figures"),
        form="QR-9.2-02",
        clause="9.2",
        family="maintained",
        owner="after-sales",
        id_pattern=r"[a-z0-9]+(-[a-z0-9]+)*",
    )
    name: Annotated[Words, Label("指标", "Figure")]
    name_en: Annotated[Words, Label("英文名称", "English name")]
    clause: Annotated[ClauseNumber, Label("手册条款", "Clause")]
    population: Annotated[Words, Label("总体（记录种类）", "Population, a kind")]
    period_date: Annotated[
        Words | None, Label("归期日期", "Date that puts a record into a period")
    ] = None
    where: Annotated[Words, Label("总体条件", "Condition of the population", unit="SQL")] = "true"
    denominator: Annotated[Words, Label("分母", "Denominator", unit="SQL")] = "true"
    numerator: Annotated[Words | None, Label("分子", "Numerator", unit="SQL")] = None
    measure: Annotated[Words | None, Label("统计量", "Measure", unit="SQL")] = None
    unit: Annotated[Words, Label("单位", "Unit")]
    unit_en: Annotated[
        Remark,
        Label(
            "英文单位",
            "Unit in English",
            hint="与单位相同则不填",
            hint_en="left out where it is the same",
        ),
    ] = ""
    decimals: Annotated[int, Field(ge=0, le=4), Label("小数位", "Decimals")] = 1
    direction: Annotated[Direction, Label("方向", "Direction")]
    targets: Annotated[dict[str, Number], Label("目标值", "Target by year")]
    alarms: Annotated[dict[str, Number], Label("警戒值", "Alarm by year")] = {}
    owner: Annotated[DepartmentId, Label("统计部门", "Owner")]
    frequency: Annotated[Period, Label("频次", "Frequency")]
    traps: Annotated[Words, Label("口径说明", "Traps")]
    traps_en: Annotated[Remark, Label("口径说明（英文）", "Traps in English")] = ""
    backlog: Annotated[
        Words | None,
        Label(
            "未了事项",
            "Backlog",
            unit="SQL",
            hint="统计日仍未了的；账龄自归期日期起算",
            hint_en="what is still open on the day; aged from the date of its period",
        ),
    ] = None
    extensions: Annotated[tuple[Revision, ...], Label("改动", "Revisions")] = ()

    def aim(self, year: str) -> Decimal | None:
        """Return the target of a year that the figure is judged by: the first that was set."""
        return aimed_at(self.targets, self.extensions, year)

    @property
    def units(self) -> Text:
        """The unit, in English where the register has it."""
        return Text(zh=self.unit, en=self.unit_en or self.unit)

    @model_validator(mode="after")
    def _one_formula(self) -> "Kpi":
        if (self.numerator is None) == (self.measure is None):
            raise refusal(
                zh="numerator 与 measure 须且只能写一个",
                en="write numerator or measure, and only one of them",
            )
        if self.backlog is not None and self.period_date is None:
            raise refusal(
                zh="backlog 的账龄自 period_date 起算，须一并写明",
                en="the age of the backlog runs from period_date, which is missing",
            )
        return self


class PerformanceAnalysis(Evidence):
    """The monthly or quarterly analysis: trend, target, cause, action (绩效分析报告)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="绩效分析报告", en="Performance analysis"),
        form="QR-9.3-01",
        clause="9.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"FX-\d{4}-\d{4}",
        retain_years=3,
    )
    period: Annotated[Words, Label("期间", "Period")]
    kpis: Annotated[tuple[Annotated[str, Ref("kpi")], ...], Label("指标", "Figures")]
    trend: Annotated[Words, Label("趋势", "Trend")]
    cause: Annotated[Words, Label("原因", "Cause")]
    action: Annotated[Words, Label("措施", "Action")]


class SurveyScores(Sheet):
    """What a customer scored, 1 to 5 each."""

    quality: Annotated[Score, Label("产品质量", "Quality")]
    delivery: Annotated[Score, Label("交付及时", "Delivery")]
    training: Annotated[Score, Label("安装培训", "Installation and training")]
    response: Annotated[Score, Label("响应", "Response")]
    repair: Annotated[Score, Label("维修", "Repair")]
    parts: Annotated[Score, Label("备件", "Parts")]
    attitude: Annotated[Score, Label("服务态度", "Attitude")]
    complaints: Annotated[Score, Label("投诉处理", "Complaint handling")]
    overall: Annotated[Score, Label("总体", "Overall")]


class SatisfactionSurvey(Evidence):
    """One customer's answers (顾客满意度调查表)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="顾客满意度调查表", en="Satisfaction survey sheet"),
        form="QR-9.5-01",
        clause="9.5",
        family="retained",
        owner="after-sales",
        id_pattern=r"DC-\d{4}-\d{4}",
        retain_years=3,
    )
    customer: Annotated[CustomerId, Label("客户", "Customer")]
    survey: Annotated[Words, Label("调查批次", "Survey")]
    scores: Annotated[SurveyScores, Label("评分", "Scores")]
    remark: Annotated[Remark, Label("意见", "Remark")] = ""


class SatisfactionAnalysis(Evidence):
    """What a survey showed (顾客满意度分析报告)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="顾客满意度分析报告", en="Satisfaction analysis"),
        form="QR-9.5-02",
        clause="9.5",
        family="retained",
        owner="after-sales",
        id_pattern=r"MY-\d{4}-\d{4}",
        retain_years=6,
    )
    survey: Annotated[Words, Label("调查批次", "Survey")]
    formula: Annotated[Words, Label("计算公式", "Formula")]
    sent: Annotated[Count, Label("发放数", "Sent")]
    returned: Annotated[Count, Label("回收数", "Returned")]
    score: Annotated[Decimal, Field(ge=0, le=100), DIGITS, Label("满意度", "Score")]
    findings: Annotated[Words, Label("分析", "Findings")]
    actions: Annotated[Words, Label("改进措施", "Actions")]

    @model_validator(mode="after")
    def _no_more_than_sent(self) -> "SatisfactionAnalysis":
        if self.returned > self.sent:
            raise refusal(zh="回收数 returned 多于发放数 sent", en="returned is more than sent")
        return self
