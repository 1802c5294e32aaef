"""Turns a chapter into pieces of HTML, each a block of its own, so that pages are known by them.

A list item and a table row are blocks like a paragraph: a page may begin with any of them. The
list or table around them is opened anew on the next page (续表).
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qms.model.manual import FIGURE, HEADING, NUMBERED, Chapter, filled
from qms.model.pages import Block
from qms.model.snapshot import Snapshot
from qms.publish.book.setting import Hand
from qms.publish.pictures import FORMERLY, KNOWN_BY, PICTURES, TABLES
from qms.publish.templating import Markup, escaped, html, joined, trusted
from qms.text import Lang

_WORDS: dict[Lang, dict[str, str]] = {
    "zh": {"figure": "图", "table": "表", "again": "续{}", "chapter": "第{}章"},
    "en": {"figure": "Figure", "table": "Table", "again": "{}, continued", "chapter": "{}"},
}
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"</?(?!strong\b|em\b|code\b)[a-zA-Z][^>]*>")
_LEAD = re.compile(r"<p><strong>[^<]*</strong></p>")
_LEADS_IN = re.compile("(：|(如下|见下表|见下图|下表|下图)[^。]{0,6}。)</p>$")
_CAPTION = re.compile(r"(?:表[：:]|Table:)\s*(\S[^\n]*)$")
_ROWS = re.compile(r"<tr>.*?</tr>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Frame:
    """The list or table around a run of pieces: how it opens, opens again, and closes."""

    opening: Markup
    again: Markup
    closing: Markup


@dataclass(frozen=True, slots=True)
class Piece:
    """A block with the HTML that prints it and the frame that it stands in."""

    id: str
    block: Block
    html: Markup
    frame: Frame | None = None
    is_first: bool = True
    ordinal: int = 0
    heading: str = ""
    depth: int = 0
    begins_page: bool = False


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def digest_of(kind: str, made: str) -> str:
    """Return what a block is known by: its kind and the words printed, not how they are drawn."""
    # A quotation mark has two spellings in HTML; released pages are known by the older one.
    spelled = str(made).replace("&#39;", "&#x27;").replace("&#34;", "&quot;")
    printed = _SPACE.sub(" ", _TAG.sub("|", spelled)).strip("| ")
    return hashlib.sha256(f"{kind}\n{printed}".encode()).hexdigest()[:16]


def chapter_pieces(
    chapter: Chapter, snapshot: Snapshot, lang: Lang = "zh", hand: Hand = Hand.by_signs
) -> tuple[Piece, ...]:
    """Return a chapter's pieces in order; figures and register tables are drawn in place."""
    maker = Maker(chapter.front.chapter, snapshot, lang, hand)
    body = filled(chapter.body, snapshot.settings.variables)
    chunk: list[str] = []
    for line in body.split("\n"):
        figure = FIGURE.match(line)
        if figure:
            maker.markdown("\n".join(chunk))
            maker.figure(figure[1], figure[2], figure[3])
            chunk = []
        else:
            chunk.append(line)
    maker.markdown("\n".join(chunk))
    return tuple(maker.pieces)


class Maker:
    """Collects pieces and counts figures and tables; local to one part of the book."""

    def __init__(
        self, part: str, snapshot: Snapshot, lang: Lang = "zh", hand: Hand = Hand.by_signs
    ) -> None:
        """Begin a part; its clause is the part itself until a numbered heading comes."""
        self.part = part
        self.lang: Lang = lang
        self.words = _WORDS[lang]
        self.snapshot = snapshot
        self.drawings = {**PICTURES, **TABLES, **(FORMERLY if hand is Hand.by_blanks else {})}
        self.clause = part
        self.pieces: list[Piece] = []
        self.counts = {"figure": 0, "table": 0}

    def add(
        self, kind: str, made: Markup, *, frame: Frame | None = None, ordinal: int = 0,
        heading: str = "", depth: int = 0, counted: str = "", known_by: str = "",
    ) -> None:  # fmt: skip
        """Add a piece; its digest stands for `counted` as well, or for `known_by` alone."""
        name = f"p{self.part}-{len(self.pieces) + 1}"
        block = Block(
            digest_of(kind, known_by or counted + made),
            self.clause,
            leads=kind in {"heading", "lead"},
        )
        is_first = not self.pieces or self.pieces[-1].frame is not frame
        if frame is None:
            looks = f"{kind} leadin" if _LEADS_IN.search(made) else kind
            made = html('<div class="block of-{}" id="{}">{}</div>', looks, name, made)
        else:
            made = trusted(re.sub(r"^<(li|tr)", rf'<\1 id="{name}"', str(made)))
        self.pieces.append(Piece(name, block, made, frame, is_first, ordinal, heading, depth))

    def title(self, words: str) -> None:
        """Add the heading of an annex."""
        inner = html('<h1 id="h-{}-{}">{}</h1>', self.part, len(self.pieces), words)
        self.add("heading", inner, heading=words, depth=1)
        self.pieces[-1] = replace(self.pieces[-1], begins_page=len(self.pieces) > 1)

    def figure(self, caption: str, kind: str, name: str) -> None:
        """Add a drawn figure, or a register's table row by row, with its number and caption."""
        self.counts[kind] += 1
        number = f"{self.words[kind]} {self.part}-{self.counts[kind]}"
        drawn = self.drawings.get(name)
        content = drawn(self.snapshot, self.lang) if drawn else html("<p>〔{}〕</p>", name)
        label = html("<figcaption>{}　{}</figcaption>", number, caption)
        if kind == "table" and "<tbody>" in content:
            self.table(
                content,
                label,
                html("<figcaption>{}</figcaption>", self.words["again"].format(number)),
            )
        else:
            self._drawn(name, content, label)

    def drawing(self, name: str) -> None:
        """Add a picture without number or caption."""
        self._drawn(name, self.drawings[name](self.snapshot, self.lang), Markup(""))

    def _drawn(self, name: str, content: Markup, label: Markup) -> None:
        form = "<figure>{}{}</figure>"
        known = KNOWN_BY.get(name)
        words = html(form, known(self.snapshot), label) if known else ""
        self.add("figure", html(form, content, label), known_by=words)

    def table(self, made: Markup, caption: str = "", again: str = "") -> None:
        """Add a table, a piece a row; head and caption count in every row's digest."""
        opening, rest = made.split("<tbody>", 1)
        body, closing = rest.rsplit("</tbody>", 1)
        frame = Frame(
            html('<figure class="tabled">{}{}<tbody>', caption, opening),
            html('<figure class="tabled">{}{}<tbody>', again, opening),
            html("</tbody>{}</figure>", closing),
        )
        for index, row in enumerate(_ROWS.findall(body)):
            counted = opening + ("" if index else caption)
            self.add("row", trusted(row), frame=frame, counted=counted)

    def markdown(self, text: str) -> None:
        """Add the blocks of a stretch of Markdown."""
        tokens = _parser().parse(text)
        start = 0
        caption = ""
        for index, token in enumerate(tokens):
            if token.level == 0 and token.nesting <= 0:
                group, start = tokens[start : index + 1], index + 1
                titled = _CAPTION.match(group[1].content) if len(group) > 1 else None
                if titled and start < len(tokens) and tokens[start].type == "table_open":
                    caption = titled[1]
                else:
                    self._group(group, caption)
                    caption = ""

    def _group(self, tokens: list[Token], caption: str = "") -> None:
        kind = tokens[0].type.removesuffix("_open")
        if kind == "heading":
            self._heading(tokens)
        elif kind in {"bullet_list", "ordered_list"}:
            self._list(tokens, ordered=kind == "ordered_list")
        elif kind == "table":
            self._numbered(_rendered(tokens), caption)
        else:
            made = _rendered(tokens)
            kind = "paragraph" if kind == "paragraph" else "quote"
            # A paragraph all in bold, （1）岗位分工, leads what follows like a heading.
            self.add("lead" if _LEAD.fullmatch(made) else kind, made)

    def _numbered(self, made: Markup, caption: str) -> None:
        """Add a table of the text; with its title in a line before it, it gets a number."""
        if not caption:
            self.table(made)
            return
        self.counts["table"] += 1
        number = f"{self.words['table']} {self.part}-{self.counts['table']}"
        label = html("<figcaption>{}　{}</figcaption>", number, caption)
        self.table(
            made, label, html("<figcaption>{}</figcaption>", self.words["again"].format(number))
        )

    def _list(self, tokens: list[Token], *, ordered: bool) -> None:
        tag = "ol" if ordered else "ul"
        opening = html("<{}>", tag)
        frame = Frame(opening, opening, html("</{}>", tag))
        first = int(tokens[0].attrs.get("start", 1)) if ordered else 0
        start = 1
        ordinal = first
        for index, token in enumerate(tokens):
            if token.level == 1 and token.type == "list_item_close":
                counted = str(ordinal) if ordered else ""
                made = _rendered(tokens[start : index + 1])
                self.add("item", made, frame=frame, ordinal=ordinal, counted=counted)
                start = index + 1
                ordinal += 1

    def _heading(self, tokens: list[Token]) -> None:
        title = tokens[1].content
        depth = int(tokens[0].tag[1])
        numbered = NUMBERED.match(title)
        if numbered and HEADING.match("#" * depth + " " + title):
            self.clause = numbered[1]
            anchor = f"clause-{numbered[1]}"
            number, words = numbered[1], numbered[2]
            if depth == 1:
                number = self.words["chapter"].format(number)
            inner = html('<span class="number">{}</span>{}', number, words)
        else:
            anchor, inner = f"h-{self.part}-{len(self.pieces)}", escaped(title)
        made = html('<h{} id="{}">{}</h{}>', depth, anchor, inner, depth)
        self.add("heading", made, heading=title, depth=depth)


def _rendered(tokens: Sequence[Token]) -> Markup:
    """Return what the parser made of Markdown; it takes HTML in it for text."""
    made = _parser().renderer.render(tokens, _parser().options, {}).strip()
    # CommonMark does not see emphasis that touches full-width punctuation.
    return trusted(_BOLD.sub(r"<strong>\1</strong>", str(made)))


def composed(pieces: Iterable[Piece], *, barred: frozenset[str] = frozenset()) -> Markup:
    """Return pieces as HTML, each list and table opened and closed around its own.

    Args:
        pieces: The pieces of one page, or of a whole part.
        barred: The ids of the pieces that get a change bar.

    """
    parts: list[Markup] = []
    current: Frame | None = None
    for each in pieces:
        if each.frame is not current:
            parts += [current.closing] if current else []
            current = each.frame
            if current:
                parts.append(_opened(current, each))
        made = each.html
        if each.id in barred:
            made = _barred(made)
        if each.begins_page and parts:
            made = made.replace('class="block', Markup('class="annexed block'), 1)
        parts.append(made)
    parts += [current.closing] if current else []
    return joined(parts)


def _opened(frame: Frame, first: Piece) -> Markup:
    if frame.opening == "<ol>" and first.ordinal != 1:
        # WeasyPrint does not heed `start`; readers of the site's HTML do.
        style = f"counter-reset: list-item {first.ordinal - 1}"
        return html('<ol start="{}" style="{}">', first.ordinal, style)
    return frame.opening if first.is_first else frame.again


def _barred(made: Markup) -> Markup:
    if made.startswith(("<tr", "<li")):
        return trusted(re.sub(r"^<(tr|li)", r'<\1 class="barred"', str(made)))
    return made.replace('class="block', Markup('class="block barred'), 1)


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, paragraph, figure, or a whole list or table: what a page of the site shows."""

    id: str
    clause: str
    html: Markup
    heading: str = ""
    depth: int = 0


def passages(chapter: Chapter, snapshot: Snapshot, lang: Lang = "zh") -> tuple[Passage, ...]:
    """Return a chapter's passages in order."""
    found: list[Passage] = []
    for frame, members in groupby(
        chapter_pieces(chapter, snapshot, lang), key=lambda each: each.frame
    ):
        pieces = list(members)
        if frame is not None:
            found.append(Passage(pieces[0].id, pieces[0].block.clause, composed(pieces)))
            continue
        found += [
            Passage(each.id, each.block.clause, each.html, each.heading, each.depth)
            for each in pieces
        ]
    return tuple(found)
