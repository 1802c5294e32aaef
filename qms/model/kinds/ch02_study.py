"""Who has read and understood the manual, or a document (clause 1)."""

from typing import Annotated, ClassVar

from pydantic import model_validator

from qms.model.kinds.ch02_manual import Digest, ReleaseId
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import Evidence, Header, Label, PersonId, Ref
from qms.text import Text


class StudyConfirmation(Evidence):
    """A person has read and understood exactly this release, or version of a document (1, 7.5)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册学习确认表", en="Study confirmation"),
        form="QR-1-01",
        clause="1",
        family="retained",
        owner="after-sales",
        id_pattern=r"XX-\d{4}-\d{4}",
        retain_years=3,
    )
    release: Annotated[ReleaseId | None, Label("版本", "Release")] = None
    document_version: Annotated[
        Annotated[str, Ref("document-revision")] | None,
        Label(
            "受控文件版本",
            "Version of a document",
            hint="学的是手册以外的文件时填",
            hint_en="where it is not the manual that was studied",
        ),
    ] = None
    sha256: Annotated[
        Digest, Label("发布记录或文件摘要", "Digest of the release record, or of the file")
    ]
    person: Annotated[PersonId, Label("学习人", "Person")]
    understood: Annotated[bool, Label("已阅读并理解", "Read and understood")] = True

    @model_validator(mode="after")
    def _of_one_thing(self) -> "StudyConfirmation":
        if (self.release is None) == (self.document_version is None):
            raise refusal(
                zh="学的是手册写 release，学的是其他文件写 document_version，只写一项",
                en="name either release or document_version",
            )
        return self

    @property
    def studied(self) -> str:
        """The id of the release or version that was studied."""
        return self.release or self.document_version or ""
