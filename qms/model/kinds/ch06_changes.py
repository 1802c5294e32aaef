"""Internal rules evaluated and changes of the system (chapter 6.5)."""

from typing import Annotated, ClassVar

from pydantic import model_validator

from qms.model.kinds.marks import Happened
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import (
    Day,
    Evidence,
    Header,
    Label,
    PersonId,
    Ref,
    Remark,
    Words,
)
from qms.text import Text


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
