"""Obligations of law and standards, and whether they are current (chapter 6.4)."""

from typing import Annotated, ClassVar

from pydantic import Field

from qms.model.kinds.marks import Happened, Judged
from qms.model.kinds.record import (
    Choice,
    ClauseNumber,
    Day,
    DepartmentId,
    Evidence,
    Header,
    Label,
    Ref,
    Register,
    Remark,
    Sheet,
    Words,
)
from qms.text import Text

ObligationId = Annotated[str, Ref("obligation")]


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
