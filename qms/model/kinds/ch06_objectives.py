"""Objectives and what came of them (chapter 6.3)."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.marks import Judged
from qms.model.kinds.numbers import Number, refusal
from qms.model.kinds.record import (
    Choice,
    DepartmentId,
    Evidence,
    Header,
    Label,
    PostId,
    Ref,
    Register,
    Remark,
    Revision,
    Words,
)
from qms.model.kinds.targets import aimed_at
from qms.text import Text


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
