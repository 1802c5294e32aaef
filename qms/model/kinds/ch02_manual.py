"""Control of the manual itself: releases, change requests, copies, study (clauses 1 and 2.2)."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.marks import Happened
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import (
    Choice,
    ClauseNumber,
    Count,
    Day,
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
)
from qms.text import Text

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
BlockDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
ReleaseName = Annotated[str, Field(pattern=r"^[A-Z]/[0-9]{1,2}$")]
ReleaseId = Annotated[str, Field(pattern=r"^[A-Z]-[0-9]{1,2}$"), Ref("release")]


def release_name(release_id: str) -> str:
    """Return how people write a release: A/1 for A-1, as files and records know it."""
    return release_id.replace("-", "/")


def release_id(name: str) -> str:
    """Return how files and records know a release: A-1 for A/1, as people write it."""
    return name.replace("/", "-")


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
    """What a signature means: the three of a release in their order, then the others (2.2.1)."""

    prepared = "prepared", "编制", "Prepared"
    reviewed = "reviewed", "审核", "Reviewed"
    approved = "approved", "批准", "Approved"
    confirmed = "confirmed", "确认", "Confirmed"
    introduced = "introduced", "引入密钥", "Introduces a key"
    witnessed = "witnessed", "见证密钥", "Witnesses a key"
    corrected = "corrected", "更正", "Corrects"
    extended = "extended", "延期或改动", "Puts off or revises"


class ReleasedChapter(Sheet):
    """A chapter as released: its revision and the digest of its controlled content."""

    path: Annotated[Words, Label("文件", "File")]
    chapter: Annotated[Words, Label("章", "Chapter")]
    revision: Annotated[ReleaseName, Label("版本", "Revision")]
    sha256: Annotated[Digest, Label("内容摘要", "Digest of its content")]


# What `qms.model.page_numbers` can count: 8-12, 8-12.1.
PageId = Annotated[str, Field(pattern=r"^[^-]+-[0-9]+(\.[0-9]+)?$")]


class ReleasedPage(Sheet):
    """A page as printed: where it starts, what it holds, when it last changed."""

    id: Annotated[PageId, Label("页号", "Page")]
    first: Annotated[Words, Label("首段", "First block")]
    sha256: Annotated[Digest, Label("内容摘要", "Digest of its content")]
    amendment: Annotated[Count, Label("修改次", "Amendment")]
    blocks: Annotated[tuple[BlockDigest, ...], Label("各段摘要", "Digests of its blocks")] = ()
    bars: Annotated[tuple[Count, ...], Label("修改竖线", "Blocks with a change bar")] = ()
    continues: Annotated[Remark, Label("下接页", "Page on which it goes on")] = ""


class DeletedPage(Sheet):
    """A page of this edition that is no more, and the amendment that took it out."""

    id: Annotated[PageId, Label("页号", "Page")]
    amendment: Annotated[Count, Label("修改次", "Amendment")]


# What a release signs since format 5, by the names under which it bears the digests.
DEFINITIONS = "records/kpi"
RETENTION = "schemas/retention"
_SIGNING_DEFINITIONS = 5


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
        is_sealed=True,
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
    format: Annotated[int, Field(ge=1, le=5), Label("记录格式", "Format of this record")] = 1
    printed: Annotated[
        dict[str, Digest], Label("书中所引内容摘要", "Digests of what else the book prints")
    ] = {}

    @property
    def signs_definitions(self) -> bool:
        """Whether it signs what the company is judged by, figures and retention; older ones not."""
        return self.format >= _SIGNING_DEFINITIONS

    def departing(self, printed: Mapping[str, str]) -> list[str]:
        """Return the names of what is not as the release signs it, of what its format signs."""
        if not self.printed:
            return []
        left_out = set() if self.signs_definitions else {DEFINITIONS, RETENTION}
        names = sorted((printed.keys() | self.printed.keys()) - left_out)
        return [each for each in names if printed.get(each) != self.printed.get(each)]

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
        is_sealed=True,
    )


class Signature(Record):
    """A person's statement over one release record; signed as a plain file beside it (2.2.1)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册签署记录", en="Signature on a release"),
        form="QR-2.2.1-02",
        clause="2.2.1",
        family="retained",
        owner="after-sales",
        id_pattern=(
            r"([A-Z]-\d{1,2}|(LS|TY)-\d{4}-\d{4})-(prepared|reviewed|approved)"
            r"|(GG|RB|JX)-\d{4}-\d{4}-(reviewed|approved)|XX-\d{4}-\d{4}-confirmed"
            r"|P-\d{3}-[0-9a-f]{8}-(introduced|witnessed)"
            r"|[A-Za-z0-9-]+-(corrected|extended)-\d{1,3}"
        ),
        retain_years=10,
        is_sealed=True,
        retain_from="at",
    )
    release: Annotated[Words, Label("签署对象", "What is signed")]
    sha256: Annotated[Digest, Label("签署对象摘要", "Digest of the record signed")]
    role: Annotated[Role, Label("签署含义", "Meaning")]
    person: Annotated[PersonId, Label("签署人", "Signer")]
    name: Annotated[Words, Label("姓名", "Name")]
    post: Annotated[PostId, Label("岗位", "Post")]
    at: Annotated[Moment, Happened(), Label("签署时间", "Signed at")]
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
    on: Annotated[Day, Happened(), Label("日期", "On")]
    opinion: Annotated[Remark, Label("说明", "Opinion")] = ""


class ClauseChange(Sheet):
    """What one clause says before and after."""

    clause: Annotated[ClauseNumber, Label("条款", "Clause")]
    before: Annotated[Remark, Label("修改前内容", "Before")] = ""
    after: Annotated[Remark, Label("修改后内容", "After")] = ""
    editorial: Annotated[bool, Label("仅文字性修改", "Editorial only")] = False


class DocumentChange(Sheet):
    """What another controlled document becomes: its version, and the very file that is asked for.

    The file is attached to the request; who approves it approves exactly this digest.
    """

    document: Annotated[str, Ref("document"), Label("文件编号", "Document")]
    version: Annotated[ReleaseName, Label("改为版本", "Becomes version")]
    sha256: Annotated[Digest, Label("新文件摘要", "Digest of the new file")]
    before: Annotated[Remark, Label("修改前内容", "Before")] = ""
    after: Annotated[Remark, Label("修改后内容", "After")] = ""


class ChangeRequest(Evidence):
    """Who wants what changed in the manual or another document, and who agreed (2.2.3)."""

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
    changes: Annotated[tuple[ClauseChange, ...], Label("更改内容", "Changes")] = ()
    documents: Annotated[
        tuple[DocumentChange, ...], Label("更改的其他受控文件", "Other documents that change")
    ] = ()
    training_needed: Annotated[bool, Label("是否需要培训", "Training needed")] = False
    study_posts: Annotated[tuple[PostId, ...], Label("需学习的岗位", "Posts that study it")] = ()
    study_by: Annotated[Day | None, Label("学习期限", "Study due")] = None
    other_documents: Annotated[tuple[Words, ...], Label("涉及的其他文件", "Other documents")] = ()
    reviewed: Annotated[Decision | None, Label("审核", "Review")] = None
    approved: Annotated[Decision | None, Label("批准", "Approval")] = None
    effect: Annotated[Remark, Label("实施效果", "Effect")] = ""

    @model_validator(mode="after")
    def _something_changes(self) -> "ChangeRequest":
        if not self.changes and not self.documents:
            raise refusal(
                zh="没有写明改什么：手册的条款写在 changes，其他文件写在 documents",
                en="nothing changes: name clauses under changes, other documents under documents",
            )
        return self

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
