"""What goes out with copies: slips to be signed, cover letters, address labels, a table (2.2.2)."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from qms.model.anchor import Anchor
from qms.model.kinds.ch02_distribution import Language, Receiver
from qms.model.kinds.ch02_manual import Release, release_name
from qms.model.kinds.ch07_competence import Person
from qms.model.snapshot import Snapshot
from qms.publish.book.weasy import bound, laid_out, meta, printed
from qms.publish.pictures.squares import square
from qms.publish.templating import Markup, filled, joined
from qms.publish.workbook import Table, workbook
from qms.standing.copies import ControlledCopy, holder_name
from qms.standing.copy_codes import code_for
from qms.standing.distribution import receiver_of

FOLDER = "publish/distribution/templates"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A copy on its way: to whom, at which release, with which code, and where it is sent.

    With `recalled` it takes the place of an old book of so many leaves, which comes back.
    """

    copy: ControlledCopy
    release: Release
    holder: str
    keeper: str
    code: str
    receiver: Receiver | None
    recalled: int | None = None

    @property
    def is_in_english(self) -> bool:
        """The holder is written to in English."""
        return self.receiver is not None and self.receiver.language is Language.english

    @property
    def qr(self) -> Markup:
        """The code as a square that a hand scanner types."""
        return square(self.code)


def deliveries(
    snapshot: Snapshot,
    release: Release,
    copies: Sequence[ControlledCopy],
    *,
    recalled: Sequence[int] = (),
) -> tuple[Delivery, ...]:
    """Return copies as they go out at a release, in the order given."""
    found: list[Delivery] = []
    leaves: Sequence[int | None] = recalled or [None] * len(copies)
    for copy, back in zip(copies, leaves, strict=True):
        keeper = snapshot.find(Person, copy.holder.person)
        found.append(
            Delivery(
                copy,
                release,
                holder_name(snapshot, copy),
                keeper.name if keeper else "",
                code_for(snapshot, copy, release),
                receiver_of(snapshot, copy),
                back,
            )
        )
    return tuple(found)


def slips(snapshot: Snapshot, chosen: Sequence[Delivery], anchor: Anchor | None = None) -> bytes:
    """Return a sheet a copy: who outside gets it reads a letter above; to be signed below."""
    company = snapshot.settings.company
    body = joined(
        filled(
            f"{FOLDER}/slip.html",
            lang="en" if each.is_in_english else "zh",
            company=(each.is_in_english and company.get("name_en")) or company.get("name", ""),
            manual=snapshot.settings.manual,
            each=each,
            anchor=anchor,
            old=release_name(each.copy.release),
            day=in_words(snapshot.as_of, is_in_english=each.is_in_english),
            since=in_words(each.release.effective, is_in_english=each.is_in_english),
            days=snapshot.settings.limits.receipt_days,
        )
        for each in chosen
    )
    return printed(body, title="文件发放回收单", day=snapshot.as_of)


def in_words(day: dt.date, *, is_in_english: bool) -> str:
    """Return a day as people write it."""
    return day.isoformat() if is_in_english else f"{day.year} 年 {day.month} 月 {day.day} 日"


class LabelSheet(Enum):
    """A sheet of labels on A4: columns, rows, width and height of each in millimetres."""

    small = (3, 8, 70, 36)
    middle = (3, 7, 63.5, 38.1)
    large = (2, 7, 99.1, 38.1)

    @property
    def words(self) -> str:
        """How the sheet is named on its box and on the command line: 3x8."""
        return f"{self.value[0]}x{self.value[1]}"

    @property
    def count(self) -> int:
        """How many labels a sheet has."""
        columns, rows, *_ = self.value
        return int(columns * rows)


def labels(snapshot: Snapshot, chosen: Sequence[Delivery], sheet: LabelSheet) -> bytes:
    """Return address labels, a copy each, for sheets of labels on A4."""
    columns, rows, width, height = sheet.value
    body = filled(
        f"{FOLDER}/labels.html",
        columns=columns,
        width=width,
        height=height,
        left=(_A4[0] - columns * width) / 2,
        top=(_A4[1] - rows * height) / 2,
        pages=[
            [
                {"lines": list(_address(each)), "number": each.copy.number}
                for each in chosen[at : at + sheet.count]
            ]
            for at in range(0, len(chosen), sheet.count)
        ],
    )
    title = "地址标签"
    day = snapshot.as_of.isoformat()
    document = laid_out(body, None, head=meta(created=day, author="", title=title))
    seed = hashlib.sha256(body.encode()).digest()[:16]
    return bound(document, document.pages, title=title, identifier=seed, attachments=[])


_A4 = (210, 297)


def _address(each: Delivery) -> Iterator[str]:
    """Yield the lines of an address: outside where it stands in the list, inside by keeper."""
    receiver = each.receiver
    if receiver is not None and receiver.address:
        yield receiver.address
    yield each.holder
    who = receiver.contact if receiver is not None and receiver.contact else each.keeper
    if who:
        yield f"Attn. {who}" if each.is_in_english else f"{who} 收"


_HEADS = (
    "分发号", "受控状态", "持有人", "保管人", "版本", "短码", "收件人", "地址", "电子邮箱", "文件",
    "SHA-256",
)  # fmt: skip


def table(
    snapshot: Snapshot, chosen: Sequence[Delivery], files: Sequence[tuple[str, str]]
) -> bytes:
    """Return what went to whom as a workbook.

    Args:
        snapshot: The repository on the day.
        chosen: The copies.
        files: Name and digest of the file of each.

    """
    rows = [
        (
            each.copy.number, each.copy.copy_class.zh, each.holder, each.keeper,
            each.release.name, each.code,
            each.receiver.contact if each.receiver else "",
            each.receiver.address if each.receiver else "",
            each.receiver.email if each.receiver else "", name, digest,
        )
        for each, (name, digest) in zip(chosen, files, strict=True)
    ]  # fmt: skip
    return workbook([Table("发放明细", _HEADS, rows)], day=snapshot.as_of)
