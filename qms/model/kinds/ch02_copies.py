"""Copies of the manual and what happens to them, amendments sent included (2.2.2 and 2.2.3)."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.ch02_manual import Digest, ReleaseId
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import (
    Choice,
    Count,
    Day,
    DepartmentId,
    Evidence,
    Header,
    Label,
    PersonId,
    Remark,
    Sheet,
    Words,
)
from qms.text import Text

CopyNumber = Annotated[str, Field(pattern=r"^[0-9]{3,4}$")]


class AmendmentNotice(Evidence):
    """Tells a holder which pages to exchange, and comes back as the receipt (换页回执)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="换页通知", en="Amendment notice"),
        form="QR-2.2.3-03",
        clause="2.2.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"HY-\d{4}-\d{4}",
        retain_years=10,
    )
    release: Annotated[ReleaseId, Label("修改至", "Amends to")]
    from_release: Annotated[ReleaseId, Label("修改自", "Amends from")]
    copy_number: Annotated[CopyNumber, Label("分发号", "Copy number")]
    leaves_sent: Annotated[Count, Label("发出页张数", "Leaves sent")]
    leaves_recalled: Annotated[Count, Label("应收回页张数", "Leaves to be returned")]
    pdf_sha256: Annotated[Digest | None, Label("所发文件摘要", "Digest of the file sent")] = None
    seal: Annotated[Remark, Label("签名码", "Signed code", personal=True)] = ""


class CopyAction(Choice):
    """What happened to a copy of the manual; its state follows from these (2.2.2)."""

    issue = "issue", "发放", "Issued"
    acknowledge = "acknowledge", "签收", "Acknowledged"
    amend = "amend", "换页签收", "Amendment filed"
    transfer = "transfer", "移交", "Transferred"
    lost = "lost", "遗失作废", "Lost, voided"
    refuse = "refuse", "拒收", "Refused"
    loan = "loan", "借出", "Lent"
    give_back = "give-back", "借阅归还", "Loan given back"


class CopyClass(Choice):
    """Whether a copy is kept up to date (2.2.2)."""

    controlled = "controlled", "受控", "Controlled"
    uncontrolled = "uncontrolled", "非受控", "Uncontrolled"


class HolderClass(Choice):
    """Who may hold a copy; the class of the copy follows from it (2.2.2)."""

    department = "department", "公司部门", "Department"
    certification_body = "certification-body", "认证机构", "Certification body"
    service_provider = "service-provider", "服务商", "Service provider"
    supplier = "supplier", "供应商", "Supplier"
    interested_party = "interested-party", "相关方", "Interested party"
    authority = "authority", "上级主管部门", "Authority"

    @property
    def copy_class(self) -> CopyClass:
        """Departments and the certification body get controlled copies, others do not."""
        inside = self in {HolderClass.department, HolderClass.certification_body}
        return CopyClass.controlled if inside else CopyClass.uncontrolled


class Holder(Sheet):
    """Who holds a copy: a department through a person, or an organisation outside."""

    holder_class: Annotated[HolderClass, Label("持有人类别", "Class of holder")]
    department: Annotated[DepartmentId | None, Label("部门", "Department")] = None
    person: Annotated[PersonId | None, Label("保管人", "Keeper")] = None
    organisation: Annotated[Words | None, Label("单位", "Organisation")] = None

    @model_validator(mode="after")
    def _inside_or_outside(self) -> "Holder":
        inside = self.holder_class is HolderClass.department
        if inside and not (self.department and self.person):
            raise refusal(
                zh="公司部门的手册须写明 department 与 person",
                en="a department's copy needs department and person",
            )
        if not inside and not self.organisation:
            raise refusal(
                zh="发往公司外的手册须写明 organisation",
                en="a copy outside the company needs organisation",
            )
        return self


class CopyEvent(Evidence):
    """One event in the life of a numbered copy (文件发放登记表)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="文件发放登记表", en="Register of copies issued"),
        form="QR-2.2.2-01",
        clause="2.2.2",
        family="retained",
        owner="after-sales",
        id_pattern=r"FF-\d{4}-\d{4}",
        retain_years=10,
    )
    action: Annotated[CopyAction, Label("事项", "Event")]
    copy_number: Annotated[CopyNumber, Label("分发号", "Copy number")]
    release: Annotated[ReleaseId, Label("版本", "Release")]
    copy_class: Annotated[CopyClass | None, Label("受控状态", "Class of copy")] = None
    holder: Annotated[Holder | None, Label("持有人", "Holder")] = None
    consent_by: Annotated[PersonId | None, Label("同意人", "Consent by")] = None
    received_by: Annotated[Words | None, Label("签收人", "Received by", personal=True)] = None
    leaves_returned: Annotated[Count | None, Label("收回旧页张数", "Old leaves returned")] = None
    pdf_sha256: Annotated[Digest | None, Label("所发文件摘要", "Digest of the file issued")] = None
    until: Annotated[Day | None, Label("借阅至", "On loan until")] = None
    reason: Annotated[Remark, Label("原因", "Reason")] = ""
    salt: Annotated[Remark, Label("短码随机数", "Random part of the code", personal=True)] = ""
    seal: Annotated[Remark, Label("签名码", "Signed code", personal=True)] = ""

    @model_validator(mode="after")
    def _an_issue_says_to_whom(self) -> "CopyEvent":
        needs_holder = self.action in {CopyAction.issue, CopyAction.transfer, CopyAction.loan}
        if needs_holder and self.holder is None:
            raise refusal(
                zh=f"{self.action.zh}须写明 holder", en=f"{self.action.value} needs holder"
            )
        if self.action is CopyAction.issue and self.copy_class is None:
            raise refusal(zh="发放须写明 copy_class", en="issue needs copy_class")
        if self.action is CopyAction.loan and self.until is None:
            raise refusal(zh="借出须写明 until", en="a loan needs until")
        return self


class CopyReturn(Evidence):
    """A copy that came back (文件回收登记表)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="文件回收登记表", en="Register of copies returned"),
        form="QR-2.2.2-02",
        clause="2.2.2",
        family="retained",
        owner="after-sales",
        id_pattern=r"HS-\d{4}-\d{4}",
        retain_years=10,
    )
    copy_number: Annotated[CopyNumber, Label("分发号", "Copy number")]
    returned_by: Annotated[Words, Label("交回人", "Returned by", personal=True)]
    received_by: Annotated[PersonId, Label("回收签收人", "Received by")]
    reason: Annotated[Words, Label("原因", "Reason")]


class ReplacementReason(Choice):
    """Why a holder needs a copy again."""

    worn = "worn", "破损", "Worn"
    lost = "lost", "遗失", "Lost"


class CopyReplacement(Evidence):
    """A copy replaced: worn under its number, lost under a new one (文件补发申请单)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="文件补发申请单", en="Replacement of a copy"),
        form="QR-2.2.2-03",
        clause="2.2.2",
        family="retained",
        owner="after-sales",
        id_pattern=r"BF-\d{4}-\d{4}",
        retain_years=10,
    )
    copy_number: Annotated[CopyNumber, Label("原分发号", "Copy number")]
    replacement: Annotated[ReplacementReason, Label("补发原因", "Reason")]
    new_number: Annotated[CopyNumber | None, Label("新分发号", "New number")] = None
    pages: Annotated[
        tuple[Words, ...],
        Label(
            "补印页",
            "Pages printed again",
            hint="不写则整本补印",
            hint_en="left out: the whole book",
        ),
    ] = ()
    explanation: Annotated[Words, Label("说明", "Explanation")]

    @model_validator(mode="after")
    def _a_lost_number_is_never_used_again(self) -> "CopyReplacement":
        is_lost = self.replacement is ReplacementReason.lost
        if is_lost and self.new_number in {None, self.copy_number}:
            raise refusal(
                zh="遗失补发须用新分发号 new_number",
                en="a lost copy is replaced under a new number: new_number",
            )
        if not is_lost and self.new_number not in {None, self.copy_number}:
            raise refusal(
                zh="破损补发沿用原分发号，不写 new_number",
                en="a worn copy keeps its number: leave out new_number",
            )
        return self


class OldBook(Sheet):
    """The book of a copy that a new edition took the place of."""

    copy_number: Annotated[CopyNumber, Label("分发号", "Copy number")]
    release: Annotated[ReleaseId, Label("版本", "Release")]


class CopyDestruction(Evidence):
    """Copies or leaves destroyed by one person and witnessed by another (文件销毁记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="文件销毁记录", en="Destruction of copies"),
        form="QR-2.2.2-04",
        clause="2.2.2",
        family="retained",
        owner="after-sales",
        id_pattern=r"XH-\d{4}-\d{4}",
        retain_years=10,
    )
    copy_numbers: Annotated[tuple[CopyNumber, ...], Label("分发号", "Copy numbers")] = ()
    old_books: Annotated[
        tuple[OldBook, ...], Label("换版收回的旧册", "Old books of a new edition")
    ] = ()
    leaves: Annotated[Count, Label("页张数", "Leaves")] = 0
    reason: Annotated[Words, Label("销毁原因", "Reason")]
    destroyed_by: Annotated[PersonId, Label("销毁人", "Destroyed by")]
    witnessed_by: Annotated[PersonId, Label("监销人", "Witnessed by")]

    @model_validator(mode="after")
    def _two_people(self) -> "CopyDestruction":
        if self.destroyed_by == self.witnessed_by:
            raise refusal(
                zh="监销人 witnessed_by 与销毁人 destroyed_by 是同一人",
                en="witnessed_by is the same person as destroyed_by",
            )
        return self
