"""Turns a chapter into blocks of HTML, each with an id, so that pages can be told apart (2.2.3)."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qms.model.manual import FIGURE, HEADING, NUMBERED, Chapter, filled
from qms.model.snapshot import Snapshot
from qms.publish.pictures import PICTURES, TABLES

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CAPTION_GAP = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list, table or figure: what may not be torn apart unseen."""

    id: str
    html: str
    clause: str
    heading: str = ""
    depth: int = 0

    @property
    def sha256(self) -> str:
        """The digest of what is printed, white space folded."""
        return hashlib.sha256(_CAPTION_GAP.sub(" ", self.html).strip().encode()).hexdigest()


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def blocks(chapter: Chapter, snapshot: Snapshot) -> tuple[Block, ...]:
    """Return a chapter's blocks in order; figures and register tables are drawn in place."""
    number = chapter.front.chapter
    maker = _Maker(number, snapshot)
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
    return tuple(maker.blocks)


class _Maker:
    """Collects blocks and counts figures and tables; local to one chapter."""

    def __init__(self, chapter: str, snapshot: Snapshot) -> None:
        self.chapter = chapter
        self.snapshot = snapshot
        self.clause = chapter
        self.blocks: list[Block] = []
        self.counts = {"figure": 0, "table": 0}

    def add(self, html: str, *, heading: str = "", depth: int = 0, css: str = "") -> None:
        name = f"c{self.chapter}-b{len(self.blocks) + 1}"
        classes = f"block {css}".strip()
        wrapped = f'<div class="{classes}" id="{name}">{html}</div>'
        self.blocks.append(Block(name, wrapped, self.clause, heading, depth))

    def figure(self, caption: str, kind: str, name: str) -> None:
        self.counts[kind] += 1
        word = "图" if kind == "figure" else "表"
        title = f"{word} {self.chapter}-{self.counts[kind]}　{caption}"
        drawn = (PICTURES if kind == "figure" else TABLES).get(name)
        content = drawn(self.snapshot) if drawn else f"<p>〔{escape(name)}〕</p>"
        label = f"<figcaption>{escape(title)}</figcaption>"
        inner = content + label if kind == "figure" else label + content
        self.add(f"<figure>{inner}</figure>", css=f"of-{kind}")

    def markdown(self, text: str) -> None:
        tokens = _parser().parse(text)
        start = 0
        for index, token in enumerate(tokens):
            if token.level == 0 and token.nesting <= 0:
                self.group(tokens[start : index + 1])
                start = index + 1

    def group(self, tokens: list[Token]) -> None:
        html = _parser().renderer.render(tokens, _parser().options, {}).strip()
        # CommonMark does not see emphasis that touches full-width punctuation.
        html = _BOLD.sub(r"<strong>\1</strong>", html)
        if tokens[0].type == "heading_open":
            self.heading(tokens)
        else:
            self.add(html, css="of-" + tokens[0].type.removesuffix("_open"))

    def heading(self, tokens: list[Token]) -> None:
        title = tokens[1].content
        depth = int(tokens[0].tag[1])
        numbered = NUMBERED.match(title)
        if numbered and HEADING.match("#" * depth + " " + title):
            self.clause = numbered[1]
            anchor = f"clause-{numbered[1]}"
            number, words = numbered[1], numbered[2]
            if depth == 1:
                number = f"第{number}章"
            inner = f'<span class="number">{number}</span>{escape(words)}'
        else:
            anchor, inner = f"h-{self.chapter}-{len(self.blocks)}", escape(title)
        html = f'<h{depth} id="{anchor}">{inner}</h{depth}>'
        self.add(html, heading=title, depth=depth, css="of-heading")
