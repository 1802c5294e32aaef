"""What stands beside the releases of the manual: temporary amendments and withdrawals (2.2.3)."""

from typing import Annotated, ClassVar

from pydantic import model_validator

from qms.model.kinds.ch02_manual import ReleaseId
from qms.model.kinds.marks import Happened
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import ClauseNumber, Day, Header, Label, Record, Ref, Words
from qms.text import Text


class TemporaryAmendment(Record):
    """Words that hold instead of a clause's for a time, on a coloured slip (临时更改).

    Signed like a release. Void by itself after `expires`, and from the day on which a release
    that carries its change request takes effect: it is then incorporated.
    """

    header: ClassVar[Header] = Header(
        title=Text(zh="临时更改单", en="Temporary amendment"),
        form="QR-2.2.3-04",
        clause="2.2.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"LS-\d{4}-\d{4}",
        retain_years=10,
        retain_from="effective",
    )
    change: Annotated[str, Ref("change-request"), Label("更改申请", "Change request")]
    release: Annotated[ReleaseId, Label("适用版本", "Release that it alters")]
    clause: Annotated[ClauseNumber, Label("条款", "Clause")]
    text: Annotated[Words, Label("临时规定", "Words that hold")]
    effective: Annotated[Day, Label("生效日期", "Effective from")]
    expires: Annotated[Day, Label("有效期至", "Last day")]

    @model_validator(mode="after")
    def _it_ends_after_it_begins(self) -> "TemporaryAmendment":
        if self.expires < self.effective:
            raise refusal(
                zh="有效期 expires 早于生效日期 effective", en="expires is earlier than effective"
            )
        return self


class TemporaryLapse(Record):
    """The decision to let a temporary amendment lapse without incorporating it."""

    header: ClassVar[Header] = Header(
        title=Text(zh="临时更改终止记录", en="Lapse of a temporary amendment"),
        form="QR-2.2.3-05",
        clause="2.2.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"LZ-\d{4}-\d{4}",
        retain_years=10,
        retain_from="on",
    )
    temporary: Annotated[str, Ref("temporary-amendment"), Label("临时更改", "Temporary amendment")]
    on: Annotated[Day, Happened(), Label("日期", "On")]
    by: Annotated[str, Ref("person"), Label("决定人", "Decided by")]
    reason: Annotated[Words, Label("原因", "Reason")]


class ReleaseWithdrawal(Record):
    """Takes a release out of force without a successor; signed like a release (手册停用)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册停用记录", en="Withdrawal of a release"),
        form="QR-2.2.3-06",
        clause="2.2.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"TY-\d{4}-\d{4}",
        retain_years=10,
        retain_from="effective",
    )
    release: Annotated[ReleaseId, Label("停用版本", "Release withdrawn")]
    effective: Annotated[Day, Label("停用日期", "Withdrawn from")]
    reason: Annotated[Words, Label("停用原因", "Reason")]
