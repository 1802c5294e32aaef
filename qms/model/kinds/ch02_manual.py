"""Control of the manual itself: releases, change requests, copies, study (clauses 1 and 2.2)."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.record import (
    Choice,
    ClauseNumber,
    Count,
    Day,
    DepartmentId,
    Evidence,
    Header,
    Label,
    Moment,
    PersonId,
    PostId,
    Record,
    Ref,
    Register,
    Remark,
    Sheet,
    Words,
    refusal,
)
from qms.text import Text

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
BlockDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
ReleaseName = Annotated[str, Field(pattern=r"^[A-Z]/[0-9]{1,2}$")]
ReleaseId = Annotated[str, Field(pattern=r"^[A-Z]-[0-9]{1,2}$"), Ref("release")]
CopyNumber = Annotated[str, Field(pattern=r"^[0-9]{3,4}$")]


class Clause(Register):
    """A clause that the manual must have, so that none can go missing unseen."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册条款清单", en="Register of clauses"),
        form="QR-2.2-01",
        clause="2.2",
        family="maintained",
        owner="after-sales",
        id_pattern=r"\d+(\.\d+)*",
    )
    title: Annotated[Words, Label("标题", "Title")]
    title_en: Annotated[Words, Label("英文标题", "English title")]


class Role(Choice):
    """The three signatures of a release, in the order in which they are given (2.2.1)."""

    prepared = "prepared", "编制", "Prepared"
    reviewed = "reviewed", "审核", "Reviewed"
    approved = "approved", "批准", "Approved"


class ReleasedChapter(Sheet):
    """A chapter as released: its revision and the digest of its controlled content."""

    path: Annotated[Words, Label("文件", "File")]
    chapter: Annotated[Words, Label("章", "Chapter")]
    revision: Annotated[ReleaseName, Label("版本", "Revision")]
    sha256: Annotated[Digest, Label("内容摘要", "Digest of its content")]


class ReleasedPage(Sheet):
    """A page as printed: where it starts, what it holds, when it last changed."""

    id: Annotated[str, Label("页号", "Page")]
    first: Annotated[Words, Label("首段", "First block")]
    sha256: Annotated[Digest, Label("内容摘要", "Digest of its content")]
    amendment: Annotated[Count, Label("修改次", "Amendment")]
    blocks: Annotated[tuple[BlockDigest, ...], Label("各段摘要", "Digests of its blocks")] = ()
    bars: Annotated[tuple[Count, ...], Label("修改竖线", "Blocks with a change bar")] = ()
    continues: Annotated[Remark, Label("下接页", "Page on which it goes on")] = ""


class DeletedPage(Sheet):
    """A page of this edition that is no more, and the amendment that took it out."""

    id: Annotated[str, Label("页号", "Page")]
    amendment: Annotated[Count, Label("修改次", "Amendment")]


class Release(Record):
    """A release of the manual: the manifest that the three people sign, and never changes."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册发布记录", en="Release of the manual"),
        form="QR-2.2.1-01",
        clause="2.2.1",
        family="retained",
        owner="after-sales",
        id_pattern=r"[A-Z]-\d{1,2}",
        retain_years=10,
        retain_from="effective",
    )
    edition: Annotated[str, Field(pattern=r"^[A-Z]$"), Label("版", "Edition")]
    amendment: Annotated[Count, Label("修改次", "Amendment")]
    effective: Annotated[Day, Label("生效日期", "Effective from")]
    reason: Annotated[Words, Label("发布原因", "Reason")]
    changes: Annotated[
        tuple[Annotated[str, Ref("change-request")], ...], Label("更改申请", "Change requests")
    ] = ()
    previous: Annotated[ReleaseId | None, Label("上一发布", "Previous release")] = None
    previous_sha256: Annotated[
        Digest | None, Label("上一发布摘要", "Digest of the previous release record")
    ] = None
    previous_commit: Annotated[
        str | None,
        Field(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$"),
        Label("上一发布提交", "Commit of the previous release"),
    ] = None
    chapters: Annotated[tuple[ReleasedChapter, ...], Label("各章", "Chapters")]
    pages: Annotated[tuple[ReleasedPage, ...], Label("各页", "Pages")] = ()
    consolidated: Annotated[
        tuple[Words, ...], Label("重新排页的部分", "Parts whose pages were numbered anew")
    ] = ()
    deleted_pages: Annotated[
        tuple[DeletedPage, ...], Label("已删除的页", "Pages deleted in this edition")
    ] = ()
    tools: Annotated[dict[str, Words], Label("工具版本", "Tool versions")] = {}

    @property
    def name(self) -> str:
        """How people write it: A/1."""
        return f"{self.edition}/{self.amendment}"

    @property
    def rank(self) -> tuple[str, int]:
        """Sort key: editions by letter, amendments by number."""
        return (self.edition, self.amendment)

    @model_validator(mode="after")
    def _id_says_the_release(self) -> "Release":
        if self.id != f"{self.edition}-{self.amendment}":
            raise refusal(
                zh=f"编号 {self.id} 应为 {self.edition}-{self.amendment}",
                en=f"id {self.id} should be {self.edition}-{self.amendment}",
            )
        return self


class ReleaseCandidate(Release):
    """The release record of the next release while it is being signed; never yet in force."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册待发布记录", en="Release being signed"),
        form="QR-2.2.1-03",
        clause="2.2.1",
        family="maintained",
        owner="after-sales",
        id_pattern=r"[A-Z]-\d{1,2}",
    )


class Signature(Record):
    """A person's statement over one release record; signed as a plain file beside it (2.2.1)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册签署记录", en="Signature on a release"),
        form="QR-2.2.1-02",
        clause="2.2.1",
        family="retained",
        owner="after-sales",
        id_pattern=r"([A-Z]-\d{1,2}|(LS|TY)-\d{4}-\d{4})-(prepared|reviewed|approved)",
        retain_years=10,
        retain_from="at",
    )
    release: Annotated[Words, Label("签署对象", "What is signed")]
    sha256: Annotated[Digest, Label("签署对象摘要", "Digest of the record signed")]
    role: Annotated[Role, Label("签署含义", "Meaning")]
    person: Annotated[PersonId, Label("签署人", "Signer")]
    name: Annotated[Words, Label("姓名", "Name")]
    post: Annotated[PostId, Label("岗位", "Post")]
    at: Annotated[Moment, Label("签署时间", "Signed at")]
    fingerprint: Annotated[Words | None, Label("密钥指纹", "Key fingerprint")] = None


class ChangeReason(Choice):
    """Why a document changes (文件更改申请单)."""

    customer = "customer", "客户需求", "Customer need"
    law = "law", "法律法规要求", "Law or regulation"
    external_audit = "external-audit", "外部审核提出", "External audit"
    management_review = "management-review", "管理评审提出", "Management review"
    improvement = "improvement", "完善体系文件", "Improvement of the documents"


class ChangeMethod(Choice):
    """How printed copies follow a change (2.2.3)."""

    pages = "pages", "换页", "Replace pages"
    edition = "edition", "换版", "New edition"


class Verdict(Choice):
    """What a reviewer or approver decided."""

    agreed = "agreed", "同意", "Agreed"
    rejected = "rejected", "不同意", "Rejected"


class Decision(Sheet):
    """A review or approval of a change request."""

    verdict: Annotated[Verdict, Label("意见", "Verdict")]
    by: Annotated[PersonId, Label("签署人", "By")]
    on: Annotated[Day, Label("日期", "On")]
    opinion: Annotated[Remark, Label("说明", "Opinion")] = ""


class ClauseChange(Sheet):
    """What one clause says before and after."""

    clause: Annotated[ClauseNumber, Label("条款", "Clause")]
    before: Annotated[Remark, Label("修改前内容", "Before")] = ""
    after: Annotated[Remark, Label("修改后内容", "After")] = ""
    editorial: Annotated[bool, Label("仅文字性修改", "Editorial only")] = False


class ChangeRequest(Evidence):
    """Who wants what changed in the manual, why, and who reviewed and approved it (2.2.3)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="文件更改申请单", en="Change request"),
        form="QR-2.2.3-01",
        clause="2.2.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"GG-\d{4}-\d{4}",
        retain_years=10,
    )
    reason: Annotated[ChangeReason, Label("更改原因", "Reason")]
    explanation: Annotated[Words, Label("原因说明", "Explanation")]
    method: Annotated[ChangeMethod, Label("更改方式", "Method")]
    changes: Annotated[tuple[ClauseChange, ...], Field(min_length=1), Label("更改内容", "Changes")]
    training_needed: Annotated[bool, Label("是否需要培训", "Training needed")] = False
    study_posts: Annotated[tuple[PostId, ...], Label("需学习的岗位", "Posts that study it")] = ()
    study_by: Annotated[Day | None, Label("学习期限", "Study due")] = None
    other_documents: Annotated[tuple[Words, ...], Label("涉及的其他文件", "Other documents")] = ()
    reviewed: Annotated[Decision | None, Label("审核", "Review")] = None
    approved: Annotated[Decision | None, Label("批准", "Approval")] = None
    effect: Annotated[Remark, Label("实施效果", "Effect")] = ""

    @model_validator(mode="after")
    def _approval_follows_review(self) -> "ChangeRequest":
        if self.approved and not self.reviewed:
            raise refusal(zh="未审核就批准：缺少 reviewed", en="approved is given before reviewed")
        if self.approved and self.reviewed and self.approved.on < self.reviewed.on:
            raise refusal(
                zh="批准日期 approved.on 早于审核日期 reviewed.on",
                en="approved.on is earlier than reviewed.on",
            )
        return self

    @property
    def is_approved(self) -> bool:
        """Both reviewer and approver agreed."""
        return all(
            decision is not None and decision.verdict is Verdict.agreed
            for decision in (self.reviewed, self.approved)
        )

    @property
    def is_rejected(self) -> bool:
        """Reviewer or approver refused it."""
        return any(
            decision is not None and decision.verdict is Verdict.rejected
            for decision in (self.reviewed, self.approved)
        )


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


class AmendmentRecord(Evidence):
    """A line of the amendment record bound into the manual (修改记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="修改记录", en="Amendment record"),
        form="QR-2.2.3-02",
        clause="2.2.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"XG-\d{4}-\d{4}",
        retain_years=10,
    )
    release: Annotated[ReleaseId, Label("版本", "Release")]
    clauses: Annotated[tuple[ClauseNumber, ...], Label("修改章节", "Clauses")]
    summary: Annotated[Words, Label("修改内容", "Summary")]


class ReviewOutcome(Choice):
    """What the annual review decided for a chapter (2.2.4)."""

    unchanged = "unchanged", "适宜，无需修改", "Suitable, no change"
    change = "change", "需修改", "Change needed"


class ChapterOutcome(Sheet):
    """The annual review's outcome for one chapter."""

    chapter: Annotated[Words, Label("章", "Chapter")]
    outcome: Annotated[ReviewOutcome, Label("结论", "Outcome")]
    note: Annotated[Remark, Label("说明", "Note")] = ""


class ManualReview(Evidence):
    """The yearly review of the manual, normally at the management review (2.2.4)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册评审记录", en="Review of the manual"),
        form="QR-2.2.4-01",
        clause="2.2.4",
        family="retained",
        owner="after-sales",
        id_pattern=r"SP-\d{4}-\d{4}",
        retain_years=6,
    )
    release: Annotated[ReleaseId, Label("评审版本", "Release reviewed")]
    participants: Annotated[tuple[PersonId, ...], Label("参加人", "Participants")]
    management_review: Annotated[
        Annotated[str, Ref("management-review")] | None, Label("管理评审", "Management review")
    ] = None
    chapters: Annotated[tuple[ChapterOutcome, ...], Label("各章结论", "Outcome by chapter")]
    conclusion: Annotated[Words, Label("总体结论", "Conclusion")]


class CopyAction(Choice):
    """What happened to a copy of the manual; its state follows from these (2.2.2)."""

    issue = "issue", "发放", "Issued"
    acknowledge = "acknowledge", "签收", "Acknowledged"
    amend = "amend", "换页签收", "Amendment filed"
    transfer = "transfer", "移交", "Transferred"
    lost = "lost", "遗失作废", "Lost, voided"


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
    reason: Annotated[Remark, Label("原因", "Reason")] = ""

    @model_validator(mode="after")
    def _an_issue_says_to_whom(self) -> "CopyEvent":
        needs_holder = self.action in {CopyAction.issue, CopyAction.transfer}
        if needs_holder and self.holder is None:
            raise refusal(
                zh=f"{self.action.zh}须写明 holder", en=f"{self.action.value} needs holder"
            )
        if self.action is CopyAction.issue and self.copy_class is None:
            raise refusal(zh="发放须写明 copy_class", en="issue needs copy_class")
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


class StudyConfirmation(Evidence):
    """A person has read and understood exactly this release (clause 1)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册学习确认表", en="Study confirmation"),
        form="QR-1-01",
        clause="1",
        family="retained",
        owner="after-sales",
        id_pattern=r"XX-\d{4}-\d{4}",
        retain_years=3,
    )
    release: Annotated[ReleaseId, Label("版本", "Release")]
    sha256: Annotated[Digest, Label("发布记录摘要", "Digest of the release record")]
    person: Annotated[PersonId, Label("学习人", "Person")]
    understood: Annotated[bool, Label("已阅读并理解", "Read and understood")] = True
