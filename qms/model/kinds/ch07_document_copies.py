"""Numbered copies of controlled documents other than the manual (clauses 2.2.2 and 7.5)."""

from typing import Annotated, ClassVar

from pydantic import model_validator

from qms.model.kinds.ch02_copies import CopyNumber, Holder
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import Choice, Evidence, Header, Label, Ref, Remark, Words
from qms.text import Text


class DocumentCopyAction(Choice):
    """What happened to a copy of a document; its state follows from these."""

    issue = "issue", "发放", "Issued"
    exchange = "exchange", "换发", "Exchanged"
    returned = "return", "收回", "Returned"
    lost = "lost", "遗失作废", "Lost, voided"


class DocumentCopy(Evidence):
    """One event in the life of a numbered copy of a document (受控文件分发登记表).

    A document is exchanged whole: who gets the new version hands the old one back.
    """

    header: ClassVar[Header] = Header(
        title=Text(zh="受控文件分发登记表", en="Copies of controlled documents"),
        form="QR-7.5-07",
        clause="7.5",
        family="retained",
        owner="office",
        id_pattern=r"WF-\d{4}-\d{4}",
        retain_years=10,
    )
    action: Annotated[DocumentCopyAction, Label("事项", "Event")]
    document_version: Annotated[
        Annotated[str, Ref("document-revision")], Label("受控文件版本", "Version of the document")
    ]
    copy_number: Annotated[CopyNumber, Label("分发号", "Copy number")]
    holder: Annotated[Holder | None, Label("持有人", "Holder")] = None
    received_by: Annotated[Words | None, Label("签收人", "Received by", personal=True)] = None
    reason: Annotated[Remark, Label("原因", "Reason")] = ""

    @model_validator(mode="after")
    def _says_who_has_it(self) -> "DocumentCopy":
        hands_out = self.action in {DocumentCopyAction.issue, DocumentCopyAction.exchange}
        if self.action is DocumentCopyAction.issue and self.holder is None:
            raise refusal(zh="发放须写明 holder", en="issue needs holder")
        if hands_out and self.received_by is None:
            raise refusal(zh="须写明签收人 received_by", en="received_by is wanted")
        if not hands_out and not self.reason:
            raise refusal(zh="须写明原因 reason", en="reason is wanted")
        return self
