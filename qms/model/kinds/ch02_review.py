"""The yearly review of the manual (clause 2.2.4)."""

from typing import Annotated, ClassVar

from qms.model.kinds.ch02_manual import ReleaseId
from qms.model.kinds.record import (
    Choice,
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
