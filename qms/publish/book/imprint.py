"""What a book prints, for whom, and what stands in the margins of its pages (2.2.3)."""

import datetime as dt
from dataclasses import dataclass, replace

from qms.model.anchor import Anchor
from qms.model.kinds.ch02_manual import Release, ReleasedPage
from qms.model.page_numbers import number_of
from qms.model.snapshot import Snapshot
from qms.publish.book.paging import Part
from qms.publish.book.setting import Hand, hand_of
from qms.publish.book.weasy import Counted, PageFace


@dataclass(frozen=True)
class Imprint:
    """What is printed, for whom, and from where each part of it is known.

    Args:
        text: The repository as released, or the draft.
        release: The release printed; None for a draft.
        today: The repository on the day of printing, for holders and temporary amendments.
        record: The release record's file, byte for byte.
        anchor: What stood at the commit of the release, in short; on the approval page and on
            receipts. None for a draft.

    """

    text: Snapshot
    release: Release | None
    today: Snapshot
    record: bytes = b""
    anchor: Anchor | None = None

    @property
    def name(self) -> str:
        """The release's name, or that it is a draft."""
        return self.release.name if self.release else "草稿"

    @property
    def day(self) -> dt.date:
        """The day from which it is in force; for a draft the day of printing."""
        return self.release.effective if self.release else self.text.as_of

    @property
    def hand(self) -> Hand:
        """How its pages are set: as its edition was begun; a draft as the edition in force."""
        releases = self.text.releases
        return hand_of(self.release or (releases[-1] if releases else None), releases)

    @property
    def as_released(self) -> Snapshot:
        """The text on the day from which it is in force: what is drawn by the year follows it."""
        return replace(self.text, as_of=self.day)

    @property
    def dates(self) -> dict[int, str]:
        """The date of effect of each amendment of the edition printed."""
        releases = self.text.releases
        edition = self.release.edition if self.release else ""
        if not edition and releases:
            edition = releases[-1].edition
        return {
            each.amendment: each.effective.isoformat()
            for each in releases
            if each.edition == edition
        }

    @property
    def is_afresh(self) -> bool:
        """No page is pinned: a draft before the first release, or a release of before pages."""
        if self.release is not None:
            return not self.release.pages
        return not self.text.releases


def face_of(imprint: Imprint, dates: dict[int, str], page: ReleasedPage, title: str) -> PageFace:
    """Return the margins of one page: `dates` has the day of effect of each amendment."""
    settings = imprint.text.settings
    releases = imprint.text.releases
    newest = imprint.release or (releases[-1] if releases else None)
    edition = newest.edition if newest else "A"
    day = dates.get(page.amendment, "—")
    foot = f"第 {page.amendment} 次修改　{day}"
    if page.continues:
        foot += f"　（下接 {page.continues} 页）"
    return PageFace(
        head_left=settings.head_line,
        head_right=f"{settings.manual.number}　{edition}/{page.amendment}　{title}",
        foot_left=foot,
        label=page.id,
        is_recto=number_of(page.id).is_recto,
    )


def counted_face(imprint: Imprint, part: Part) -> Counted:
    """Return the margins of a part that is paged afresh, numbered as it is laid out."""
    settings = imprint.text.settings
    name = imprint.release.name if imprint.release else "A/0"
    day = imprint.release.effective.isoformat() if imprint.release else "—"
    return Counted(
        settings.head_line,
        f"{settings.manual.number}　{name}　{part.title}",
        f"{part.name}-",
        is_draft=imprint.release is None,
        foot_left=f"第 0 次修改　{day}",
    )
