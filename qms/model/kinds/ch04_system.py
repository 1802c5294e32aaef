"""Context, parties, plans and the 24 processes (clauses 4.1 to 4.4)."""

from typing import Annotated, ClassVar

from pydantic import Field

from qms.model.kinds.marks import Due, Happened, OutOfJudgement
from qms.model.kinds.record import (
    Choice,
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
    Sheet,
    Words,
)
from qms.text import Text


class PartyClass(Choice):
    """The interested parties that the manual names at least (4.1.1)."""

    dealers = "dealers", "经销商", "Dealers"
    customers = "customers", "客户", "Customers"
    suppliers = "suppliers", "供应商和合作方", "Suppliers and partners"
    employees = "employees", "员工", "Employees"
    competitors = "competitors", "竞争对手", "Competitors"
    government = "government", "政府", "Government"
    community = "community", "社区", "Community"
    trade_association = "trade-association", "行业协会", "Trade association"
    consumer_association = "consumer-association", "消费者协会", "Consumer association"


class InterestedParty(Register):
    """An interested party, what it needs, and who watches it."""

    header: ClassVar[Header] = Header(
        title=Text(zh="相关方需求清单", en="Interested parties"),
        form="QR-4.1.1-02",
        clause="4.1.1",
        family="maintained",
        owner="after-sales",
        id_pattern=r"IP-\d{2}",
    )
    name: Annotated[Words, Label("相关方", "Party")]
    party_class: Annotated[PartyClass, Label("类别", "Class")]
    needs: Annotated[Words, Label("需求和期望", "Needs")]
    owner: Annotated[DepartmentId, Label("责任部门", "Owner")]
    watched: Annotated[Words, Label("监视方式", "How it is watched")]


class Factor(Sheet):
    """An internal or external factor found in one month."""

    factor: Annotated[Words, Label("因素", "Factor")]
    internal: Annotated[bool, Label("内部", "Internal")]
    method: Annotated[Words, Label("分析方法", "Method")]
    influence: Annotated[Words, Label("影响", "Influence")]
    risk: Annotated[Annotated[str, Ref("risk")] | None, Label("关联风险", "Risk")] = None


class ContextAnalysis(Evidence):
    """The monthly analysis of context and parties (内外部环境分析报告)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="内外部环境分析报告", en="Context analysis"),
        form="QR-4.1.1-01",
        clause="4.1.1",
        family="retained",
        owner="after-sales",
        id_pattern=r"HJ-\d{4}-\d{4}",
        retain_years=3,
    )
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$"), Label("月份", "Month")]
    factors: Annotated[tuple[Factor, ...], Field(min_length=1), Label("因素", "Factors")]
    conclusion: Annotated[Words, Label("结论", "Conclusion")]


class WorkState(Choice):
    """How far a planned piece of work is."""

    planned = "planned", "未开始", "Planned"
    in_progress = "in-progress", "进行中", "In progress"
    done = "done", "已完成", "Done"
    cancelled = "cancelled", "已取消", "Cancelled"


class PlannedAction(Sheet):
    """A measure with owner, date and state."""

    action: Annotated[Words, Label("措施", "Action")]
    owner: Annotated[PersonId, Label("责任人", "Owner")]
    due: Annotated[Day, Due(), Label("期限", "Due")]
    state: Annotated[
        WorkState, OutOfJudgement(frozenset({WorkState.cancelled})), Label("状态", "State")
    ]
    done_on: Annotated[
        Day | None,
        Happened(turns=(WorkState.in_progress, WorkState.done)),
        Label("完成日期", "Done on"),
    ] = None


class StrategicPlan(Evidence):
    """The five-year plan and the yearly work plan (战略行动计划)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="战略行动计划", en="Strategic action plan"),
        form="QR-4.1.2-01",
        clause="4.1.2",
        family="retained",
        owner="after-sales",
        id_pattern=r"ZL-\d{4}-\d{4}",
        retain_years=6,
    )
    first_year: Annotated[int, Label("起始年", "First year")]
    last_year: Annotated[int, Label("终止年", "Last year")]
    goal: Annotated[Words, Label("目标", "Goal")]
    actions: Annotated[tuple[PlannedAction, ...], Field(min_length=1), Label("措施", "Actions")]


class Process(Register):
    """One of the processes of the system (4.4)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="过程清单", en="Processes"),
        form="QR-4.4-01",
        clause="4.4",
        family="maintained",
        owner="after-sales",
        id_pattern=r"[CSM]\d",
    )
    name: Annotated[Words, Label("过程名称", "Process")]
    name_en: Annotated[Words, Label("英文名称", "English name")]
    owner: Annotated[DepartmentId, Label("责任部门", "Owner")]
    owner_post: Annotated[PostId, Label("过程负责人", "Process owner")]
    inputs: Annotated[Words, Label("输入", "Inputs")]
    activities: Annotated[Words, Label("活动", "Activities")]
    outputs: Annotated[Words, Label("输出", "Outputs")]
    criteria: Annotated[Words, Label("准则", "Criteria")]
    monitoring: Annotated[Words, Label("监视和测量", "Monitoring")]
    improvement: Annotated[Words, Label("改进", "Improvement")]
    next: Annotated[tuple[ProcessId, ...], Label("去向过程", "Hands over to")] = ()
    inputs_en: Annotated[Remark, Label("输入（英文）", "Inputs, in English")] = ""
    outputs_en: Annotated[Remark, Label("输出（英文）", "Outputs, in English")] = ""
    criteria_en: Annotated[Remark, Label("准则（英文）", "Criteria, in English")] = ""
    monitoring_en: Annotated[Remark, Label("监视和测量（英文）", "Monitoring, in English")] = ""
    kpis: Annotated[tuple[Annotated[str, Ref("kpi")], ...], Label("绩效指标", "Figures")] = ()
    records: Annotated[tuple[Words, ...], Label("证明记录", "Records that show it")] = ()
