"""Documents, forms, external documents, disposal and concessions (clause 7.5)."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.ch02_manual import Digest, ReleaseName
from qms.model.kinds.marks import Deadline, Happened
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import (
    Attachment,
    Choice,
    ClauseNumber,
    Day,
    DepartmentId,
    Evidence,
    Header,
    Label,
    PersonId,
    Ref,
    Register,
    Remark,
    Words,
)
from qms.text import Text


class Document(Register):
    """A controlled document of the company (受控文件清单)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="受控文件清单", en="Controlled documents"),
        form="QR-7.5-01",
        clause="7.5",
        family="maintained",
        owner="office",
        id_pattern=r"[A-Z]{2}-[A-Z0-9.]+-\d{2}",
    )
    name: Annotated[Words, Label("文件名称", "Name")]
    name_en: Annotated[
        Remark,
        Label(
            "英文名称",
            "English name",
            hint="英文的报告和网站用",
            hint_en="for reports and site in English",
        ),
    ] = ""
    version: Annotated[Words, Label("版本号", "Version")]
    clause: Annotated[ClauseNumber, Label("手册条款", "Clause")]
    owner: Annotated[DepartmentId, Label("归口部门", "Owner")]
    prepared_by: Annotated[PersonId, Label("编制人", "Prepared by")]
    reviewed_by: Annotated[PersonId, Label("审核人", "Reviewed by")]
    approved_by: Annotated[PersonId, Label("批准人", "Approved by")]
    approved_on: Annotated[Day, Happened(), Label("批准日期", "Approved on")]
    effective: Annotated[Day, Label("生效日期", "Effective from")]
    last_review: Annotated[Day, Happened(), Label("上次评审", "Last review")]
    next_review: Annotated[
        Day,
        Deadline("文件评审", "review of document", owner="owner"),
        Label("下次评审", "Next review"),
    ]


class DocumentRevision(Evidence):
    """One version of a controlled document with its file, which never changes (文件版本记录).

    Who prepared it fills it in, `checked_by` reviewed it, `approved_by` approved it, on its date.
    The one attachment is the document itself; the next version brings a file of its own.
    """

    header: ClassVar[Header] = Header(
        title=Text(zh="受控文件版本记录", en="Versions of controlled documents"),
        form="QR-7.5-06",
        clause="7.5",
        family="retained",
        owner="office",
        id_pattern=r"WJ-\d{4}-\d{4}",
        retain_years=10,
    )
    document: Annotated[str, Ref("document"), Label("文件编号", "Document")]
    version: Annotated[ReleaseName, Label("版本号", "Version")]
    approved_on: Annotated[Day, Happened(), Label("批准日期", "Approved on")]
    effective: Annotated[Day, Label("生效日期", "Effective from")]
    change: Annotated[
        Annotated[str, Ref("change-request")] | None, Label("更改申请", "Change request")
    ] = None
    previous: Annotated[ReleaseName | None, Label("上一版本", "Previous version")] = None
    previous_sha256: Annotated[
        Digest | None, Label("上一版本文件摘要", "Digest of the previous file")
    ] = None

    @property
    def file(self) -> Attachment:
        """The document as it was approved."""
        return self.attachments[0]

    @property
    def name(self) -> str:
        """How people write it: QP-2.2.3-01 A/1."""
        return f"{self.document} {self.version}"

    @property
    def rank(self) -> tuple[str, int]:
        """Sort key: editions by letter, amendments by number."""
        edition, amendment = self.version.split("/")
        return (edition, int(amendment))

    @model_validator(mode="after")
    def _one_file(self) -> "DocumentRevision":
        if len(self.attachments) != 1:
            raise refusal(
                zh="一个版本对应一份文件：attachments 只写这一份",
                en="a version is one file: attachments holds exactly that one",
            )
        return self

    @model_validator(mode="after")
    def _approved_by_others(self) -> "DocumentRevision":
        if self.checked_by is None or self.approved_by is None:
            raise refusal(
                zh="须写明审核人 checked_by 和批准人 approved_by",
                en="checked_by and approved_by are wanted",
            )
        if self.approved_by in {self.filled_by, self.checked_by}:
            raise refusal(
                zh="批准人 approved_by 也是编制人或审核人",
                en="approved_by also prepared or reviewed it",
            )
        return self

    @model_validator(mode="after")
    def _approved_before_it_binds(self) -> "DocumentRevision":
        if self.effective < self.approved_on:
            raise refusal(
                zh="生效日期 effective 早于批准日期 approved_on",
                en="effective is earlier than approved_on",
            )
        return self

    @model_validator(mode="after")
    def _the_first_follows_none(self) -> "DocumentRevision":
        if (self.previous is None) != (self.previous_sha256 is None):
            raise refusal(
                zh="previous 和 previous_sha256 要么都写，要么都不写",
                en="previous and previous_sha256 go together",
            )
        return self


class Form(Register):
    """A record form with its number, version, owner and retention (记录清单)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="记录清单", en="Record forms"),
        form="QR-7.5-02",
        clause="7.5",
        family="maintained",
        owner="office",
        id_pattern=r"QR-\d+(\.\d+)*-\d{2}",
    )
    kind: Annotated[Words, Label("记录种类", "Kind")]
    name: Annotated[Words, Label("名称", "Name")]
    version: Annotated[Words, Label("版本", "Version")]
    owner: Annotated[DepartmentId, Label("归口部门", "Owner")]
    retain_years: Annotated[
        int | None,
        Field(ge=1),
        Label(
            "保存期",
            "Retention",
            unit="年",
            unit_en="years",
            hint="在用登记册不填",
            hint_en="left out for a register in use",
        ),
    ] = None


class ExternalDocument(Register):
    """A document from outside that the company works by (外来文件清单)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="外来文件清单", en="External documents"),
        form="QR-7.5-03",
        clause="7.5",
        family="maintained",
        owner="office",
        id_pattern=r"EXT-\d{3}",
    )
    name: Annotated[Words, Label("名称", "Name")]
    number: Annotated[Words, Label("原编号", "Its own number")]
    issuer: Annotated[Words, Label("来源单位", "Issuer")]
    received: Annotated[Day, Happened(), Label("接收日期", "Received")]
    owner: Annotated[DepartmentId, Label("归口部门", "Owner")]
    is_current: Annotated[bool, Label("现行有效", "Current")]


class DisposalBasis(Choice):
    """Why records may be destroyed."""

    expired = "expired", "保存期满", "Retention ended"
    personal_data = "personal-data", "依法删除个人信息", "Lawful erasure of personal data"


class RecordDisposal(Evidence):
    """Records destroyed after their time, approved and witnessed (记录销毁记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="记录销毁记录", en="Disposal of records"),
        form="QR-7.5-04",
        clause="7.5",
        family="retained",
        owner="office",
        id_pattern=r"JX-\d{4}-\d{4}",
        retain_years=30,
    )
    records: Annotated[tuple[Words, ...], Field(min_length=1), Label("记录编号", "Records")]
    basis: Annotated[DisposalBasis, Label("销毁依据", "Basis")] = DisposalBasis.expired
    reason: Annotated[Words, Label("销毁原因", "Reason")]
    method: Annotated[Words, Label("销毁方式", "Method")]
    destroyed_by: Annotated[PersonId, Label("销毁人", "Destroyed by")]
    witnessed_by: Annotated[PersonId, Label("监销人", "Witnessed by")]

    @model_validator(mode="after")
    def _two_people(self) -> "RecordDisposal":
        if self.destroyed_by == self.witnessed_by:
            raise refusal(
                zh="监销人 witnessed_by 与销毁人 destroyed_by 是同一人",
                en="witnessed_by is the same person as destroyed_by",
            )
        return self


class Concession(Evidence):
    """A departure that is accepted for a time, by the right person (让步审批单)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="让步审批单", en="Concession"),
        form="QR-7.5-05",
        clause="7.5",
        family="retained",
        owner="after-sales",
        id_pattern=r"RB-\d{4}-\d{4}",
        retain_years=3,
    )
    code: Annotated[Words, Label("规则代码", "Rule")]
    record: Annotated[Words, Label("所涉记录", "Record concerned")]
    reason: Annotated[Words, Label("让步原因", "Reason")]
    expires: Annotated[
        Day,
        Deadline("让步到期", "concession expires:", owner="department"),
        Label("有效期至", "Expires"),
    ]
