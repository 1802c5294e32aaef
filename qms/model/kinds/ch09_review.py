"""Management review: plan, review and what follows from it (clause 9.7)."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.marks import Deadline, Due, Happened, OutOfJudgement
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import (
    Choice,
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
)
from qms.text import Text

ReviewId = Annotated[str, Ref("management-review")]


class ReviewInput(Choice):
    """What a management review must consider, in the order of its agenda (9.7)."""

    last_actions = "last-actions", "上次评审措施", "Last year's decisions"
    context = "context", "内外部环境和相关方变化", "Changes in context and parties"
    satisfaction = "satisfaction", "顾客满意和反馈", "Satisfaction and feedback"
    objectives = "objectives", "目标完成情况", "Objectives"
    processes = "processes", "过程绩效", "Process performance"
    corrective_actions = "corrective-actions", "不合格和纠正措施", "Corrective actions"
    monitoring = "monitoring", "监视和测量结果", "Monitoring results"
    audits = "audits", "审核和自我评价", "Audits and self-evaluation"
    providers = "providers", "供方、承运商和服务站", "Suppliers, carriers, stations"
    resources = "resources", "资源和专项资金", "Resources and funds"
    risks = "risks", "风险和机遇应对", "Risks and opportunities"
    complaints = "complaints", "投诉、退换和召回", "Complaints, returns, recalls"
    compliance = "compliance", "合规性评价", "Compliance evaluation"
    manual = "manual", "手册评审", "Review of the manual"
    policy = "policy", "方针评审", "Review of the policy"
    improvement = "improvement", "改进机会", "Opportunities for improvement"


class PlannedInput(Sheet):
    """Who prepares an input, and by when."""

    input: Annotated[ReviewInput, Label("输入", "Input")]
    owner: Annotated[DepartmentId, Label("准备部门", "Prepared by")]
    due: Annotated[Day, Due(), Label("提交期限", "Due")]


class ManagementReviewPlan(Evidence):
    """The plan of a management review (管理评审计划)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="管理评审计划", en="Management review plan"),
        form="QR-9.7-01",
        clause="9.7",
        family="retained",
        owner="office",
        id_pattern=r"GP-\d{4}-\d{4}",
        retain_years=6,
    )
    meeting_on: Annotated[Day, Label("评审日期", "Meeting on")]
    venue: Annotated[Words, Label("地点", "Venue")]
    chair: Annotated[PersonId, Label("主持人", "Chair")]
    participants: Annotated[tuple[PersonId, ...], Label("参加人", "Participants")]
    inputs: Annotated[tuple[PlannedInput, ...], Field(min_length=1), Label("输入", "Inputs")]


class GivenInput(Sheet):
    """An input as considered, or why there was none."""

    input: Annotated[ReviewInput, Label("输入", "Input")]
    summary: Annotated[Remark, Label("摘要", "Summary")] = ""
    none_because: Annotated[Remark, Label("无，因为", "None, because")] = ""

    @model_validator(mode="after")
    def _filled_or_excused(self) -> "GivenInput":
        if self.summary and self.none_because:
            raise refusal(
                zh="summary 与 none_because 不能同时填写",
                en="summary and none_because exclude each other",
            )
        return self


class DecisionTopic(Choice):
    """What a decision is about (ISO 9001:2015 9.3.3)."""

    improvement = "improvement", "改进", "Improvement"
    system_change = "system-change", "体系变更", "Change of the system"
    resources = "resources", "资源", "Resources"


class ReviewDecision(Sheet):
    """A decision; its owner and date may be open until the review is closed."""

    topic: Annotated[DecisionTopic, Label("类别", "Topic")]
    text: Annotated[Words, Label("决定", "Decision")]
    owner: Annotated[PersonId | None, Label("责任人", "Owner")] = None
    due: Annotated[Day | None, Due(), Label("期限", "Due")] = None
    action: Annotated[
        Annotated[str, Ref("review-action")] | None, Label("跟踪编号", "Followed as")
    ] = None


class ManagementReview(Evidence):
    """A management review, from its inputs to its decisions (管理评审报告)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="管理评审报告", en="Management review"),
        form="QR-9.7-02",
        clause="9.7",
        family="retained",
        owner="leadership",
        id_pattern=r"GR-\d{4}-\d{4}",
        retain_years=6,
    )
    plan: Annotated[Annotated[str, Ref("management-review-plan")], Label("计划", "Plan")]
    year: Annotated[int, Label("年度", "Year")]
    chair: Annotated[PersonId, Label("主持人", "Chair")]
    participants: Annotated[tuple[PersonId, ...], Label("参加人", "Participants")]
    inputs: Annotated[tuple[GivenInput, ...], Label("输入", "Inputs")]
    decisions: Annotated[tuple[ReviewDecision, ...], Label("输出", "Decisions")] = ()
    policy_suitable: Annotated[bool | None, Label("方针适宜", "Policy suitable")] = None
    manual_review: Annotated[
        Annotated[str, Ref("manual-review")] | None, Label("手册评审", "Review of the manual")
    ] = None
    occasion: Annotated[
        Remark, Label("增加评审的事由", "Occasion of a review between the yearly ones")
    ] = ""
    conclusion: Annotated[Remark, Label("结论", "Conclusion")] = ""
    anchor: Annotated[Remark, Label("锚", "Anchor")] = ""


class ActionState(Choice):
    """How far a decision has been carried out."""

    not_started = "not-started", "未开始", "Not started"
    in_progress = "in-progress", "进行中", "In progress"
    done = "done", "已完成", "Done"
    cancelled = "cancelled", "已取消", "Cancelled"


class ReviewAction(Evidence):
    """A decision followed to its end (管理评审改进措施跟踪表)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="管理评审改进措施跟踪表", en="Review action"),
        form="QR-9.7-03",
        clause="9.7",
        family="retained",
        owner="office",
        id_pattern=r"GC-\d{4}-\d{4}",
        retain_years=6,
    )
    review: Annotated[ReviewId, Label("管理评审", "Management review")]
    decision: Annotated[Words, Label("决定", "Decision")]
    owner: Annotated[PersonId, Label("责任人", "Owner")]
    due: Annotated[
        Day,
        Deadline(
            "评审决定",
            "review decision",
            owner="owner",
            is_owed=lambda each: each.state not in {ActionState.done, ActionState.cancelled},
        ),
        Label("期限", "Due"),
    ]
    state: Annotated[
        ActionState, OutOfJudgement(frozenset({ActionState.cancelled})), Label("进展", "State")
    ]
    done_on: Annotated[
        Day | None,
        Happened(turns=(ActionState.in_progress, ActionState.done)),
        Label("完成日期", "Done on"),
    ] = None
    evidence: Annotated[Remark, Label("证据", "Evidence")] = ""
    verified_by: Annotated[PersonId | None, Label("验证人", "Verified by")] = None
    verified_on: Annotated[
        Day | None, Happened(by="verified_by"), Label("验证日期", "Verified on")
    ] = None

    @model_validator(mode="after")
    def _done_says_when(self) -> "ReviewAction":
        if self.state is ActionState.done and not self.done_on:
            raise refusal(zh="已完成须写 done_on", en="done needs done_on")
        return self
