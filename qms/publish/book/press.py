"""Makes the book: chapters laid out apart, each from a right-hand page, then joined (2.2)."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from weasyprint import Attachment

from qms.model.kinds import kinds
from qms.model.kinds.ch02_manual import Release, ReleasedPage
from qms.model.kinds.ch07_documents import Document
from qms.model.manual import Chapter
from qms.model.snapshot import Snapshot
from qms.publish.book import front
from qms.publish.book.blocks import Block, blocks
from qms.publish.book.setting import Running, joined, laid_out, meta
from qms.publish.pictures import PICTURES, TABLES
from qms.publish.pictures.tables import table

_DEEPEST = 3


@dataclass(frozen=True)
class LaidChapter:
    """A chapter on its pages."""

    chapter: Chapter
    blocks: tuple[Block, ...]
    document: Any

    @property
    def prefix(self) -> str:
        """What its page numbers begin with: 8-."""
        return f"{self.chapter.front.chapter}-"

    @property
    def amendment(self) -> int:
        """The amendment in which the chapter last changed."""
        return int(self.chapter.front.revision.split("/")[1])

    def pages(self) -> tuple[ReleasedPage, ...]:
        """Return each page's id, first block, digest of its blocks and amendment."""
        by_id = {block.id: block for block in self.blocks}
        listed: list[ReleasedPage] = []
        for index, page in enumerate(self.document.pages, 1):
            here = [by_id[name] for name in page.anchors if name in by_id]
            digest = hashlib.sha256("".join(block.sha256 for block in here).encode()).hexdigest()
            listed.append(
                ReleasedPage(
                    id=f"{self.prefix}{index}",
                    first=here[0].id if here else "blank",
                    sha256=digest,
                    amendment=self.amendment,
                )
            )
        return tuple(listed)

    def entries(self) -> Iterable[front.Entry]:
        """Yield its headings for the contents, with their pages."""
        where = {
            name: index
            for index, page in enumerate(self.document.pages, 1)
            for name in page.anchors
        }
        for block in self.blocks:
            if 0 < block.depth <= _DEEPEST:
                anchor = f"clause-{block.clause}"
                page = where.get(block.id, 1)
                yield front.Entry(block.heading, anchor, block.depth, f"{self.prefix}{page}")


def lay_chapters(
    snapshot: Snapshot, release: Release | None, *, stamp: str = ""
) -> tuple[LaidChapter, ...]:
    """Lay out every chapter but the cover."""
    return tuple(
        _lay(chapter, snapshot, release, stamp)
        for chapter in snapshot.chapters
        if chapter.front.chapter != "0"
    )


def _lay(chapter: Chapter, snapshot: Snapshot, release: Release | None, stamp: str) -> LaidChapter:
    made = blocks(chapter, snapshot)
    body = "".join(block.html for block in made)
    running = _running(snapshot, release, chapter.front.title, f"{chapter.front.chapter}-", stamp)
    revision = f"修改 {chapter.front.revision}　{chapter.front.effective or '—'}"
    running = Running(
        running.head_left,
        running.head_right,
        revision,
        running.label_prefix,
        stamp,
        release is None,
    )
    return LaidChapter(chapter, made, laid_out(body, running))


def _running(
    snapshot: Snapshot, release: Release | None, title: str, prefix: str, stamp: str
) -> Running:
    settings = snapshot.settings
    name = release.name if release else "草稿"
    return Running(
        head_left=f"{settings.company.get('short', '')}　{settings.manual.title}",
        head_right=f"{settings.manual.number}　{name}　{title}",
        foot_left="",
        label_prefix=prefix,
        stamp=stamp,
        is_draft=release is None,
    )


def book(
    snapshot: Snapshot,
    release: Release | None,
    *,
    holders: Snapshot | None = None,
    stamp: str = "",
) -> bytes:
    """Return the manual as PDF: a release, or the draft when there is none.

    The text comes from `snapshot`, the distribution list from `holders`: copies go out after
    the release that they hold.
    """
    chapters = lay_chapters(snapshot, release, stamp=stamp)
    annex = _annexes(snapshot, release, stamp)
    before = _front_matter(snapshot, release, chapters, stamp, holders or snapshot)
    parts: list[Any] = []
    for part in (before, *(laid.document for laid in chapters), annex):
        parts.append(part)
        if len(part.pages) % 2:
            parts.append(laid_out('<p class="blank">此页空白</p>', None))
    content = "".join(chapter.sha256 for chapter in snapshot.chapters)
    identifier = hashlib.sha256((content + (release.name if release else "")).encode()).digest()
    return joined(
        parts,
        title=f"{snapshot.settings.manual.title} {release.name if release else '草稿'}",
        identifier=identifier[:16],
        attachments=_attachments(snapshot, release),
    )


def _front_matter(
    snapshot: Snapshot,
    release: Release | None,
    chapters: tuple[LaidChapter, ...],
    stamp: str,
    holders: Snapshot,
) -> Any:
    settings = snapshot.settings
    given = front.approvals(snapshot, release)
    pages = [
        front.EffectivePage(page.id, page.amendment, str(laid.chapter.front.effective or "—"))
        for laid in chapters
        for page in laid.pages()
    ]
    body = "".join((
        front.cover(snapshot, release, given, note=_cover_note(snapshot)),
        front.approval_page(given),
        front.amendment_record(_until(snapshot, release)),
        front.distribution_list(holders),
        front.effective_pages(pages),
        front.contents(entry for laid in chapters for entry in laid.entries()),
    ))
    head = meta(
        created=_created(snapshot, release),
        author=settings.company.get("name", ""),
        title=settings.manual.title,
    )
    return laid_out(body, _running(snapshot, release, "前置页", "前-", stamp), head=head)


def _cover_note(snapshot: Snapshot) -> str:
    """Return what chapter 0 says; it stands at the foot of the cover."""
    covers = (chapter for chapter in snapshot.chapters if chapter.front.chapter == "0")
    return "".join(block.html for chapter in covers for block in blocks(chapter, snapshot))


def _until(snapshot: Snapshot, release: Release | None) -> list[Release]:
    return [each for each in snapshot.releases if release is None or each.rank <= release.rank]


def _created(snapshot: Snapshot, release: Release | None) -> str:
    return (release.effective if release else snapshot.as_of).isoformat()


def _annexes(snapshot: Snapshot, release: Release | None, stamp: str) -> Any:
    forms = table(
        ("表单编号", "名称", "条款", "保存期"),
        (
            (
                model.header.form,
                model.header.title.zh,
                model.header.clause,
                f"{model.header.retain_years} 年" if model.header.retain_years else "在用保持",
            )
            for model in kinds().values()
        ),
        css="small",
    )
    documents = table(
        ("文件编号", "名称", "版本", "条款"),
        ((each.id, each.name, each.version, each.clause) for each in snapshot.all(Document)),
    )
    parts = (
        ("附录 A　过程关系", PICTURES["process-map"](snapshot) + TABLES["processes"](snapshot)),
        (
            "附录 B　组织机构",
            PICTURES["organisation"](snapshot) + TABLES["departments"](snapshot),
        ),
        ("附录 C　记录清单", forms),
        ("附录 D　相关文件清单", documents),
    )
    body = "".join(
        f'<section class="{"next" if index else "first"}"><h1>{title}</h1>'
        f'<div class="annex">{inner}</div></section>'
        for index, (title, inner) in enumerate(parts)
    )
    return laid_out(body, _running(snapshot, release, "附录", "附-", stamp))


def _attachments(snapshot: Snapshot, release: Release | None) -> list[Attachment]:
    day = release.effective if release else snapshot.as_of
    moment = dt.datetime.combine(day, dt.time(), tzinfo=snapshot.settings.zone)
    return [
        Attachment(
            string=f"---\n{chapter.front_source}---\n{chapter.body}",
            name=chapter.path.split("/")[-1],
            description=escape(chapter.front.title),
            relationship="Source",
            created=moment,
            modified=moment,
        )
        for chapter in snapshot.chapters
    ]
