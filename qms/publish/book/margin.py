"""The auditor's book: the manual with evidence and findings beside each clause (9.5)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from qms.publish.book import front, office_front
from qms.publish.book.blocks import Piece, composed
from qms.publish.book.imprint import Imprint
from qms.publish.book.parts import cover_note, parts_of
from qms.publish.book.weasy import Counted, bound, laid_out, meta
from qms.publish.templating import Markup, html, joined, trusted


@dataclass(frozen=True, slots=True)
class MarginNote:
    """What stands beside a clause: each record kind with count and newest date; open findings."""

    evidence: tuple[tuple[str, int, str], ...] = ()
    findings: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()


_STYLE = """
@page { margin-right: 74mm !important; margin-left: 20mm !important }
aside { float: right; clear: right; width: 48mm; margin-right: -54mm;
  font: 400 7.5pt/1.45 "QMS Sans"; border-left: 2pt solid #8fa3b3; padding-left: 2mm }
figure:not(.tabled) { margin-right: -44mm; clear: right }
aside p { text-indent: 0; margin: 0 0 .8mm; text-align: left }
aside .open { color: #b3261e } aside .none { color: #8a5a00 }
"""


def auditors_book(imprint: Imprint, notes: Mapping[str, MarginNote]) -> bytes:
    """Return the manual set with the margin; its pages are its own, not those of the copies."""
    text = replace(imprint.text, as_of=imprint.day)
    settings = text.settings
    given = front.approvals(imprint.text, imprint.release)
    head = meta(
        created=imprint.today.as_of.isoformat(),
        author=settings.company.get("name", ""),
        title=settings.manual.title,
    )
    left = f"{settings.head_line}　审核用"
    note = cover_note(imprint.text)
    cover = office_front.cover(imprint.text, imprint.release, given, note=note)
    approved = office_front.approval_page(given, imprint.anchor)
    opening = laid_out(cover + approved, Counted(left, imprint.name, "前-"), head=head)
    pages = list(opening.pages)
    for part in parts_of(text, imprint.hand):
        running = Counted(left, f"{imprint.name}　{part.title}", f"{part.name}-")
        body = html("<style>{}</style>{}", trusted(_STYLE), joined(_sections(part.pieces, notes)))
        pages += laid_out(body, running).pages
    seed = f"{imprint.name} {imprint.today.as_of} {notes}"
    return bound(
        opening,
        pages,
        title=f"{settings.manual.title} {imprint.name} 审核用",
        identifier=hashlib.sha256(seed.encode()).digest()[:16],
        attachments=[],
    )


def _sections(pieces: Iterable[Piece], notes: Mapping[str, MarginNote]) -> Iterable[Markup]:
    """Put each clause's note right behind its heading, so that it stands beside its text."""
    run: list[Piece] = []
    for each in pieces:
        note = notes.get(each.block.clause) if each.depth else None
        if note is not None:
            yield composed(run)
            run = []
            yield _aside(note)
        run.append(each)
    yield composed(run)


def _aside(note: MarginNote) -> Markup:
    lines = [html("<p>{}</p>", each) for each in note.standards]
    for title, count, newest in note.evidence:
        if count:
            said = html("<p>{}：{} 份，最新 {}</p>", title, count, newest or "在用")
        else:
            said = html('<p class="none">{}：无记录</p>', title)
        lines.append(said)
    lines += [html('<p class="open">{}</p>', each) for each in note.findings]
    return html("<aside>{}</aside>", joined(lines)) if lines else Markup("")
