"""The change package: filing instruction, changed leaves, what changed, and the receipt (2.2.3).

Everything that a holder needs to bring the binder to the new release, in the order of use.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from qms.model.kinds.ch02_manual import ChangeRequest
from qms.model.leaves import Exchange, Leaf, Side, exchanges
from qms.model.pages import part_of
from qms.model.redline import clause_redlines, shortened
from qms.publish.book.book import Book, laid_for
from qms.publish.book.front_matter import FRONT
from qms.publish.book.weasy import (
    Counted,
    joined,
    laid_out,
    meta,
)
from qms.publish.book.writing import attached, page_list
from qms.publish.pictures.tables import table
from qms.publish.redline import html_of
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


@dataclass(frozen=True)
class Printed:
    """A package as PDF, and the page (from 0) of its first sheet, the new cover."""

    content: bytes
    first_sheet: int


def printed(
    made: Package, *, copy: ControlledCopy | None = None, holder: str = "", code: str = ""
) -> Printed:
    """Return the package as PDF: instruction, leaves, summary, receipt; its data attached."""
    imprint = made.new.imprint
    settings = imprint.text.settings
    title = f"{settings.manual.title} 换页包 {made.old.imprint.name} → {made.new.imprint.name}"
    running = Counted(
        settings.head_line,
        f"换页包　{made.old.imprint.name} → {made.new.imprint.name}",
        "换-",
    )
    head = meta(
        created=imprint.day.isoformat(), author=settings.company.get("name", ""), title=title
    )
    before = laid_out(_instruction(made, copy, holder), running, head=head)
    after = laid_out(_summary(made) + _receipt(made, copy, holder, code), running)
    pages = [*before.pages, *made.new.sheets(made.inserted), *after.pages]
    data = _data(made, first=len(before.pages), copy=copy)
    seed = json.dumps(data, sort_keys=True).encode()
    content = joined(
        before,
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
            page_list(made.new, made.inserted),
        ],
    )
    return Printed(content, len(before.pages))


def _data(made: Package, *, first: int, copy: ControlledCopy | None) -> dict[str, object]:
    """Return the instruction for programs: labels, and on which page the sheets begin."""
    return {
        "from": made.old.imprint.name,
        "to": made.new.imprint.name,
        "copy": copy.number if copy else None,
        "first_sheet_page": first + 1,
        "exchanges": [
            {
                "remove": [leaf.label for leaf in line.remove],
                "insert": [leaf.label for leaf in line.insert],
                "behind": line.behind,
            }
            for line in made.exchanges
        ],
    }


def _instruction(made: Package, copy: ControlledCopy | None, holder: str) -> str:
    whose = f"分发号 {copy.number}　{holder}" if copy else "通用（未指定分发号）"
    rows = "".join(
        f"<tr><td>{_leaves(line.remove, made.old)}</td>"
        f"<td>{_leaves(line.insert, made.new)}{_where(line)}</td></tr>"
        for line in made.exchanges
    )
    return (
        f'<section class="front"><h1>换页说明</h1>'
        f"<p>{escape(whose)}</p>"
        f"<p>把手册从 {made.old.imprint.name} 换到 {made.new.imprint.name}，"
        f"自 {made.new.imprint.day} 起生效。自上而下逐行办理：先取出左栏各张，再放入右栏各张；"
        f"一栏空白的，只办另一栏。换完后核对《有效页清单》，"
        f"把取出的 {len(made.removed)} 张旧页与回执一并交回售后服务部。</p>"
        '<table class="exchange"><thead><tr><th scope="col">取出</th>'
        '<th scope="col">放入</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></section>"
    )


def _where(line: Exchange) -> str:
    if line.remove or not line.behind:
        return ""
    return f'<div class="where">放在 {escape(line.behind)} 之后</div>'


def _leaves(chosen: Sequence[Leaf], book: Book) -> str:
    if not chosen:
        return "—"
    if all(part_of(leaf.recto.id) == FRONT for leaf in chosen):
        return f"前置页全部（{len(chosen)} 张：{chosen[0].recto.id} 至 {chosen[-1].verso.id}）"
    return "<br>".join(
        "　/　".join(escape(_side(side, book)) for side in leaf.sides) for leaf in chosen
    )


def _side(side: Side, book: Book) -> str:
    if side.page is None:
        return side.label
    if part_of(side.id) == FRONT:
        return side.id
    return f"{side.id}〔{side.page.amendment}，{book.imprint.dates.get(side.page.amendment, '—')}〕"


def _summary(made: Package) -> str:
    """Return what changed, clause by clause, each with the change request that asked for it."""
    requests = _carried(made)
    rows: list[str] = []
    for each in clause_redlines(made.old.imprint.text.chapters, made.new.imprint.text.chapters):
        asked = [request.id for request in requests if covers([request], each.number)]
        rows.append(
            f"<h3>{escape(each.number)}　{escape(each.title)}</h3>"
            f"<p>更改申请：{escape('、'.join(asked) or '—')}</p>"
            f'<div class="redline">{_plain(html_of(shortened(each.stretches)))}</div>'
        )
    moved = _moved(made)
    if moved:
        heads = ("内容未改、仅移动", "原在", "现在")
        rows.append(table(heads, (("条款内容", old, new) for old, new in moved)))
    return f'<section class="front"><h1>修改内容</h1>{"".join(rows) or "<p>无。</p>"}</section>'


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


def _moved(made: Package) -> list[tuple[str, str]]:
    """Return the pages between which text went unchanged."""
    was = {digest: page.id for page in made.old.pages for digest in page.blocks}
    now = {digest: page.id for page in made.new.pages for digest in page.blocks}
    pairs = ((was[digest], now[digest]) for digest in now if digest in was)
    return sorted({(old, new) for old, new in pairs if old != new})


def _receipt(made: Package, copy: ControlledCopy | None, holder: str, code: str) -> str:
    rows: Iterable[tuple[str, str]] = (
        ("分发号", copy.number if copy else "　"),
        ("持有人", holder or "　"),
        ("短码", code or "　"),
        ("手册", f"{made.old.imprint.name} → {made.new.imprint.name}"),
        ("放入新页", f"{len(made.inserted)} 张"),
        ("交回旧页", f"应交 {len(made.removed)} 张，实交 ______ 张"),
        ("已核对有效页清单", "□ 一致　　□ 不一致：________________"),
        ("保管人签字", "　"),
        ("日期", "　　　　年　　月　　日"),
    )
    lines = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows)
    return (
        '<section class="front" style="break-before: page"><h1>换页回执</h1>'
        f'<table class="receipt">{lines}</table>'
        "<p>请于收到后十五日内连同旧页交回售后服务部文件管理员。</p></section>"
    )
