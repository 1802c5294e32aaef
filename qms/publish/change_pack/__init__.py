"""The change package: filing instruction, changed leaves, what changed, and the receipt (2.2.3).

Everything that a holder needs to bring the binder to the new release, in the order of use.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from qms.model.kinds.ch02_limits import PREFIX
from qms.model.kinds.ch02_manual import ChangeRequest
from qms.model.leaves import Exchange, Leaf, Side, exchanges
from qms.model.page_numbers import part_of
from qms.model.redline import clause_redlines, shortened
from qms.publish.book.book import Book, laid_for
from qms.publish.book.front_matter import FRONT
from qms.publish.book.imprint import Imprint
from qms.publish.book.office_front import is_for
from qms.publish.book.weasy import Counted, PageFace, Running, bound, laid_out, meta
from qms.publish.book.writing import attached, page_list
from qms.publish.change_pack.registers import table_changes
from qms.publish.pictures.squares import square
from qms.publish.pictures.tables import table
from qms.publish.redline import html_of
from qms.publish.templating import Markup, filled, html, joined, trusted
from qms.settings import Settings
from qms.standing.copies import ControlledCopy
from qms.standing.release import covers


@dataclass(frozen=True)
class Package:
    """A change package: what to exchange, and the sheets to put in."""

    old: Book
    new: Book
    exchanges: tuple[Exchange, ...]

    @property
    def inserted(self) -> tuple[Leaf, ...]:
        """The leaves to put in."""
        return tuple(leaf for line in self.exchanges for leaf in line.insert)

    @property
    def removed(self) -> tuple[Leaf, ...]:
        """The leaves to take out and send back."""
        return tuple(leaf for line in self.exchanges for leaf in line.remove)


def package(old: Book, new: Book) -> Package:
    """Return what turns one book into the other; the front matter is exchanged whole."""
    lines = exchanges(old.leaves, new.leaves)
    inserted = [leaf for line in lines for leaf in line.insert]
    return Package(old, laid_for(new, inserted), lines)


class Paper(Enum):
    """How a package is printed: on both faces of each sheet, or on one face of each."""

    two_sided = "two-sided"
    one_sided = "one-sided"


_PRINTING = {
    Paper.two_sided: "本包按双面打印编排：从第一页起双面打印，长边翻转；"
    "每张纸的两面即下表所列的两个页码。",
    Paper.one_sided: "本包按单面打印编排：每个页码一张纸，空白面不印；同一行的两张背对背放在一起。",
}


@dataclass(frozen=True, slots=True)
class Addressee:
    """The copy that a package is for, its holder by name and the code of the copy then."""

    copy: ControlledCopy
    holder: str
    code: str


@dataclass(frozen=True)
class Printed:
    """A package as PDF, and the page (from 0) of its first sheet, the new cover."""

    content: bytes
    first_sheet: int


def printed(
    made: Package, *, to: Addressee | None = None, paper: Paper = Paper.two_sided
) -> Printed:
    """Return the package as PDF: instruction, leaves, summary, receipt; its data attached.

    For two-sided paper instruction, summary and receipt take whole sheets, so that each leaf falls
    on the two faces of one and the receipt can be torn off; faces left blank say so.
    """
    imprint = made.new.imprint
    title = f"{imprint.text.settings.manual.title} 换页包 {made.old.imprint.name} → {imprint.name}"
    around = _around(made, to, paper, title)
    pages = [
        *around.instruction,
        *_sheets(made, paper),
        *around.summary,
        *around.receipt,
    ]
    data = _data(made, around, to=to, paper=paper, count=len(pages))
    seed = json.dumps(data, sort_keys=True).encode()
    content = bound(
        around.document,
        pages,
        title=title,
        identifier=hashlib.sha256(seed).digest()[:16],
        attachments=[
            attached(
                imprint,
                "instruction.json",
                json.dumps(data, ensure_ascii=False, indent=1),
                "filing instruction",
            ),
            page_list(made.new, made.inserted, is_two_sided=paper is Paper.two_sided),
        ],
    )
    return Printed(content, len(around.instruction))


@dataclass(frozen=True)
class _Around:
    """The sheets around the leaves, laid out as one document and numbered through."""

    document: Any
    instruction: Sequence[Any]
    summary: Sequence[Any]
    receipt: Sequence[Any]


def _around(made: Package, to: Addressee | None, paper: Paper, title: str) -> _Around:
    imprint = made.new.imprint
    settings = imprint.text.settings
    running = Counted(
        settings.head_line, f"换页包　{made.old.imprint.name} → {imprint.name}", "换-"
    )
    head = meta(
        created=imprint.day.isoformat(), author=settings.company.get("name", ""), title=title
    )
    values = _values(made, to, paper)
    if paper is Paper.one_sided:
        head += "<style>.sheet-of-its-own { break-before: page }</style>"
    document = laid_out(filled(_TEMPLATE, lang="zh", **values), running, head=head)
    starts = {
        name: next(at for at, page in enumerate(document.pages) if name in page.anchors)
        for name in ("summary", "receipt")
    }
    # A blank face before a section belongs to the section before it.
    summary, receipt = starts["summary"], starts["receipt"]
    is_odd = paper is Paper.two_sided and len(document.pages) % 2 == 1
    return _Around(
        document,
        document.pages[:summary],
        document.pages[summary:receipt],
        [*document.pages[receipt:], *(_back(running, len(document.pages)) if is_odd else ())],
    )


def _back(running: Counted, before: int) -> Sequence[Any]:
    """Return the empty back of the last sheet, which says so."""
    face = PageFace(
        running.head_left,
        running.head_right,
        running.foot_left,
        f"{running.prefix}{before + 1}",
        is_recto=False,
    )
    empty = html('<section class="blank">（此面空白）</section>')
    pages: Sequence[Any] = laid_out(empty, Running((face,))).pages
    return pages


_TEMPLATE = "publish/change_pack/templates/package.html"


def _sheets(made: Package, paper: Paper) -> list[Any]:
    if paper is Paper.two_sided:
        return made.new.sheets(made.inserted)
    return made.new.faces(made.inserted)


def _data(
    made: Package, around: _Around, *, to: Addressee | None, paper: Paper, count: int
) -> dict[str, object]:
    """Return the instruction for programs: labels, and on which page each part begins."""
    behind = len(around.summary) + len(around.receipt)
    return {
        "from": made.old.imprint.name,
        "to": made.new.imprint.name,
        "copy": to.copy.number if to else None,
        "paper": paper.value,
        "pages": count,
        "first_sheet_page": len(around.instruction) + 1,
        "summary_page": count - behind + 1,
        "receipt_page": count - len(around.receipt) + 1,
        "exchanges": [
            {
                "remove": [leaf.label for leaf in line.remove],
                "insert": [leaf.label for leaf in line.insert],
                "behind": line.behind,
            }
            for line in made.exchanges
        ],
    }


def _values(made: Package, to: Addressee | None, paper: Paper) -> dict[str, object]:
    """Return what the template names."""
    return {
        "whose": f"分发号 {to.copy.number}　{to.holder}" if to else "通用（未指定分发号）",
        "start": made.old.imprint.name,
        "goal": made.new.imprint.name,
        "day": made.new.imprint.day,
        "removed": len(made.removed),
        "printing": _PRINTING[paper],
        "lines": [
            {
                "remove": _leaves(line.remove, made.old),
                "insert": _leaves(line.insert, made.new),
                "where": "" if line.remove else line.behind,
            }
            for line in made.exchanges
        ],
        "clauses": list(_clauses(made)),
        "tables": list(table_changes(made.old, made.new)),
        "moved": _moved_table(made),
        "receipt": list(_receipt(made, to)),
        "qr": square(to.code) if to else "",
        "within": receipt_within(made.new.imprint.text.settings),
    }


def receipt_within(settings: Settings) -> str:
    """Return within what time the receipt is due, as the register of figures prints it.

    Packages of releases that have no such register are printed as they always were.
    """
    printed = settings.variables.get(f"{PREFIX}copies.receipt")
    return f" {printed}" if printed else "十五日"


def _leaves(chosen: Sequence[Leaf], book: Book) -> Markup | str:
    if not chosen:
        return "—"
    if all(part_of(leaf.recto.id) == FRONT for leaf in chosen):
        return f"前置页全部（{len(chosen)} 张：{chosen[0].recto.id} 至 {chosen[-1].verso.id}）"
    return joined((_both(leaf, book) for leaf in chosen), by=Markup("<br>"))


def _both(leaf: Leaf, book: Book) -> Markup:
    """Return the two pages of a leaf; a line ends between them, never within one."""
    sides = (html('<span class="side">{}</span>', _side(side, book)) for side in leaf.sides)
    return joined(sides, by=Markup(" / "))


def _side(side: Side, book: Book) -> str:
    if side.page is None:
        return side.label
    if part_of(side.id) == FRONT:
        return side.id
    return f"{side.id}〔{side.page.amendment}，{book.imprint.dates.get(side.page.amendment, '—')}〕"


def _clauses(made: Package) -> Iterator[dict[str, object]]:
    """Yield what changed, clause by clause, each with the change request that asked for it."""
    requests = _carried(made)
    old, new = made.old.imprint.text, made.new.imprint.text
    for each in clause_redlines(old.printed_chapters, new.printed_chapters):
        asked = [request.id for request in requests if covers([request], each.number)]
        yield {
            "number": each.number,
            "title": each.title,
            "asked": "、".join(asked) or "—",
            "redline": trusted(_plain(str(html_of(shortened(each.stretches))))),
        }


def _moved_table(made: Package) -> Markup | None:
    moved = _moved(made)
    if not moved:
        return None
    heads = ("条款", "内容未改，从第几页", "移到第几页")
    return trusted(table(heads, moved))


def _plain(html: str) -> str:
    """Drop the marks of Markdown, which mean nothing to a holder."""
    rows = re.sub(r"(<br>)?\|[\s:|-]+\|(?=<br>|</|$)", "", html)
    return rows.replace("**", "").replace("| ", " ").replace(" |", " ")


def _carried(made: Package) -> list[ChangeRequest]:
    new = made.new.imprint
    old = made.old.imprint.release
    releases = [
        each
        for each in new.text.releases
        if (old is None or each.rank > old.rank)
        and new.release is not None
        and each.rank <= new.release.rank
    ]
    numbers = {number for release in releases for number in release.changes}
    return [each for each in new.text.all(ChangeRequest) if each.id in numbers]


def _moved(made: Package) -> list[tuple[str, str, str]]:
    """Return the pages between which text went unchanged, clause by clause."""
    was = {digest: page.id for page in made.old.pages for digest in page.blocks}
    now = {digest: page.id for page in made.new.pages for digest in page.blocks}
    clauses = {each.digest: each.clause for part in made.new.parts for each in part.part.blocks}
    found = dict.fromkeys(
        (clauses.get(digest, ""), was[digest], now[digest])
        for digest in now
        if digest in was and was[digest] != now[digest]
    )
    return list(found)


def _receipt(made: Package, to: Addressee | None) -> Iterable[tuple[str, str]]:
    return (
        ("分发号", to.copy.number if to else "　"),
        ("持有人", to.holder if to else "　"),
        ("短码", to.code if to else "　"),
        *_anchor(made.new.imprint),
        ("手册", f"{made.old.imprint.name} → {made.new.imprint.name}"),
        ("放入新页", f"{len(made.inserted)} 张"),
        ("交回旧页", f"应交 {len(made.removed)} 张，实交 ______ 张"),
        ("已核对有效页清单", "□ 一致　　□ 不一致：________________"),
        ("保管人签字", "　"),
        ("日期", "　　　　年　　月　　日"),
    )


def _anchor(imprint: Imprint) -> Iterable[tuple[str, str]]:
    """Yield the anchor of the new release; packages to older releases stay as they were sent."""
    if imprint.anchor is not None and is_for(imprint.release):
        yield "锚", imprint.anchor.on_paper.zh
