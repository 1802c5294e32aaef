"""Corrective actions and improvement projects (chapter 10)."""

from typing import Annotated, ClassVar

from pydantic import model_validator

from qms.model.kinds.marks import Deadline, Due, Happened, Judged
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import (
    Choice,
    ClauseNumber,
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
    refuse_disorder,
)
from qms.text import Text


class ActionSource(Choice):
    """Where a nonconformity was found."""

    complaint = "complaint", "投诉", "Complaint"
    audit = "audit", "内部审核", "Internal audit"
    self_evaluation = "self-evaluation", "自我评价", "Self-evaluation"
    review = "review", "管理评审", "Management review"
    figure = "figure", "绩效指标", "Key figure"
    inspection = "inspection", "检查", "Inspection"
    nonconforming_service = "nonconforming-service", "不合格服务", "Nonconforming service"
    compliance = "compliance", "合规性评价", "Compliance evaluation"


class ActionGrade(Choice):
    """How grave a nonconformity is."""

    minor = "minor", "一般", "Minor"
    major = "major", "严重", "Major"


class CorrectiveStep(Sheet):
    """A measure against the cause."""

    action: Annotated[Words, Label("措施", "Measure")]
    owner: Annotated[PersonId, Label("责任人", "Owner")]
    due: Annotated[Day, Due(), Label("期限", "Due")]
    done_on: Annotated[Day | None, Happened(), Label("完成日期", "Done on")] = None


class EffectResult(Choice):
    """Whether the cause is gone."""

    effective = "effective", "有效", "Effective"
    ineffective = "ineffective", "无效", "Ineffective"


class EffectCheck(Sheet):
    """The check that the measures worked."""

    criteria: Annotated[Words, Label("验证准则", "Criteria")]
    method: Annotated[Words, Label("验证方法", "Method")]
    result: Annotated[EffectResult, Label("结果", "Result")]
    on: Annotated[Day, Happened(), Label("验证日期", "On")]
    by: Annotated[PersonId, Label("验证人", "By")]


class CorrectiveAction(Evidence):
    """A nonconformity from its finding to the proof that it is gone (纠正措施单)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="纠正措施单", en="Corrective action"),
        form="QR-10-01",
        clause="10",
        family="retained",
        owner="quality",
        id_pattern=r"JZ-\d{4}-\d{4}",
        retain_years=6,
    )
    source: Annotated[ActionSource, Label("来源", "Source")]
    source_record: Annotated[Remark, Label("来源记录", "Record it came from")] = ""
    clause: Annotated[ClauseNumber, Label("依据条款", "Clause")]
    responsible: Annotated[DepartmentId, Label("责任部门", "Responsible")]
    grade: Annotated[ActionGrade, Label("严重度", "Grade")]
    fact: Annotated[Words, Label("不合格事实", "Fact")]
    immediate: Annotated[Remark, Label("即时处置", "Immediate action")] = ""
    similar: Annotated[Remark, Label("类似情况", "Similar cases")] = ""
    cause: Annotated[Remark, Label("原因分析", "Cause")] = ""
    actions: Annotated[tuple[CorrectiveStep, ...], Label("纠正措施", "Measures")] = ()
    due: Annotated[
        Day,
        Deadline(
            "纠正措施",
            "corrective action",
            owner="in_charge",
            is_owed=lambda each: each.closed_on is None,
        ),
        Label("完成期限", "Due"),
    ]
    effect_check: Annotated[EffectCheck | None, Label("效果验证", "Effect check")] = None
    closed_on: Annotated[Day | None, Happened(closes=True), Label("关闭日期", "Closed on")] = None
    failure_case: Annotated[
        Annotated[str, Ref("failure-case")] | None, Label("故障案例", "Failure case")
    ] = None

    @property
    def in_charge(self) -> str:
        """The person who owes the next measure; the department where none is open."""
        return next((each.owner for each in self.actions if each.done_on is None), self.responsible)

    @model_validator(mode="after")
    def _closed_after_the_check(self) -> "CorrectiveAction":
        check = self.effect_check
        if self.closed_on and check and self.closed_on < check.on:
            raise refusal(
                zh="关闭日期 closed_on 早于效果验证 effect_check.on",
                en="closed_on is earlier than effect_check.on",
            )
        return self

    @model_validator(mode="after")
    def _closed_after_it_was_opened(self) -> "CorrectiveAction":
        refuse_disorder(self, "date", "closed_on")
        return self


class ImprovementProject(Evidence):
    """A project to do better than required (改进项目)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="改进项目", en="Improvement project"),
        form="QR-10-02",
        clause="10",
        family="retained",
        owner="after-sales",
        id_pattern=r"GJ-\d{4}-\d{4}",
        retain_years=6,
    )
    name: Annotated[Words, Label("项目名称", "Project")]
    opportunity: Annotated[Words, Label("改进机会", "Opportunity")]
    goal: Annotated[Words, Label("目标", "Goal")]
    owner: Annotated[PersonId, Label("负责人", "Owner")]
    due: Annotated[
        Day,
        Deadline(
            "改进项目",
            "improvement project",
            owner="owner",
            is_owed=lambda each: each.finished_on is None,
        ),
        Label("期限", "Due"),
    ]
    result: Annotated[Remark, Judged(), Label("结果", "Result")] = ""
    finished_on: Annotated[Day | None, Happened(), Label("完成日期", "Finished on")] = None
