"""The one door to WeasyPrint: sets HTML with the fonts that the package carries."""

import datetime as dt
import gc
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from qms.publish.book import justification  # noqa: F401 - teaches the press to justify
from qms.publish.book.setting import Hand, marked
from qms.publish.plain_text import inline
from qms.publish.templating import Markup, css_string, html

_HERE = Path(__file__).parent
_FACES = (
    ("QMS Serif", 400, "QmsSerif-Regular.ttf"),
    ("QMS Sans", 400, "QmsSans-Regular.ttf"),
    ("QMS Sans", 700, "QmsSans-Bold.ttf"),
    ("QMS Serif Rare", 400, "QmsSerifRare-Regular.ttf"),
    ("QMS Sans Rare", 400, "QmsSansRare-Regular.ttf"),
    ("QMS Sans Rare", 700, "QmsSansRare-Bold.ttf"),
)
_FOOT_MM = 25
_OF_ALL = ' " / " counter(pages)'


@dataclass(frozen=True, slots=True)
class PageFace:
    """What stands in the head and foot of one page, and on which side of the leaf it is.

    Left and right are those of a right-hand page; on a left-hand page they change places.
    """

    head_left: str
    head_right: str
    foot_left: str
    label: str
    is_recto: bool = True


@dataclass(frozen=True, slots=True)
class Running:
    """The heads and feet of the pages of one part of the book, in order.

    Each page has its own: an unchanged page keeps its amendment and date in every later book.
    """

    faces: tuple[PageFace, ...]
    is_draft: bool = False

    @property
    def css(self) -> str:
        """The page rules, one for each page."""
        return "".join(
            _face_css(face, f"@page :nth({place})", is_draft=self.is_draft)
            for place, face in enumerate(self.faces, start=1)
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """Heads and feet of a part whose pages are only numbered through."""

    head_left: str
    head_right: str
    prefix: str
    is_draft: bool = False
    foot_left: str = ""
    is_of_all: bool = False

    @property
    def css(self) -> str:
        """The page rules; page numbers restart in every part."""
        return "".join(
            _face_css(
                PageFace(
                    self.head_left, self.head_right, self.foot_left, "", is_recto=side == "right"
                ),
                f"@page :{side}",
                is_draft=self.is_draft,
                label=f"{css_string(self.prefix)} counter(page){_OF_ALL if self.is_of_all else ''}",
            )
            for side in ("right", "left")
        )


def _face_css(face: PageFace, selector: str, *, is_draft: bool, label: str = "") -> str:
    """Return the rules of a page; a left-hand page is the mirror of a right-hand one."""
    ink = "color: #56656f; font-size: 8pt"
    inner, outer = ("left", "right") if face.is_recto else ("right", "left")
    return f"""
    {selector} {{
      margin-{inner}: 26mm; margin-{outer}: 24mm; margin-top: 22mm; padding-top: 5mm;
      border-top: .5pt solid #8fa3b3;
      @top-{inner} {{ content: {css_string(face.head_left)}; {ink} }}
      @top-center {{ content: "{"草稿" if is_draft else ""}"; color: #b3261e;
        font: 700 13pt "QMS Sans" }}
      @top-{outer} {{ content: {css_string(face.head_right)}; {ink} }}
      @bottom-{inner} {{ content: {css_string(face.foot_left)}; {ink} }}
      @bottom-{outer} {{ content: {label or f"{css_string(face.label)}"};
        font-size: 9.5pt; font-family: "QMS Sans" }}
    }}
    """


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _sheet() -> CSS:
    faces = "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f'src: url("{(_HERE / "fonts" / file).as_uri()}") }}\n'
        for family, weight, file in _FACES
    )
    style = (_HERE / "style.css").read_text(encoding="utf-8")
    return _styled(faces + style)


@cache
def _signs_sheet() -> CSS:
    return _styled((_HERE / "by-signs.css").read_text(encoding="utf-8"))


def laid_out(
    body: Markup,
    running: Running | Counted | None,
    *,
    head: str = "",
    slack_mm: int = 0,
    hand: Hand = Hand.by_signs,
) -> Any:
    """Return a part of the book laid out into pages, as a WeasyPrint document.

    `slack_mm` makes the type area that much lower, as when pages are first made.
    """
    words = marked(body) if hand is Hand.by_signs else body
    page = html('<html lang="zh-CN"><head>{}</head><body>{}</body></html>', head, words)
    sheets = [_sheet(), *([_signs_sheet()] if hand is Hand.by_signs else [])]
    if running is not None:
        sheets.append(_styled(running.css))
    if slack_mm:
        slack = f"@page {{ margin-bottom: {_FOOT_MM + slack_mm}mm }}"
        sheets.append(_styled(slack))
    source = HTML(string=page, url_fetcher=_Refusing())
    with _unswept():
        return source.render(stylesheets=sheets, font_config=_fonts())


@contextmanager
def _unswept() -> Iterator[None]:
    """Look for no dead cycles meanwhile: all boxes of the book live, and there are very many."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


class _Refusing(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Lets nothing in a chapter or a setting make the press read a file or the network."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Give the fonts of the package, and nothing else."""
        if url not in _font_addresses():
            message = f"the book fetches nothing: {url}"
            raise ValueError(message)
        return super().fetch(url, headers)


@cache
def _font_addresses() -> frozenset[str]:
    return frozenset((_HERE / "fonts" / file).as_uri() for _, _, file in _FACES)


def _styled(css: str) -> CSS:
    return CSS(string=css, font_config=_fonts(), url_fetcher=_Refusing())


def bound(
    first: Any,
    pages: Sequence[Any],
    *,
    title: str,
    identifier: bytes,
    attachments: Iterable[Attachment],
) -> bytes:
    """Return pages as one PDF, written as PDF/A-3a, the same bytes for the same content.

    The metadata come from the document `first`.
    """
    first.metadata.title = _in_xml(title)
    document = first.copy(list(pages))
    document.metadata.attachments = list(attachments)
    with _unswept():
        written: bytes = document.write_pdf(
            pdf_variant="pdf/a-3a", pdf_identifier=identifier, pdf_tags=True
        )
    return written


def meta(*, created: str, author: str, title: str) -> Markup:
    """Return the head elements from which the PDF takes its dates and title."""
    return html(
        '<title>{}</title><meta name="author" content="{}">'
        '<meta name="dcterms.created" content="{}"><meta name="dcterms.modified" content="{}">',
        _in_xml(title),
        _in_xml(author),
        created,
        created,
    )


def _in_xml(words: str) -> str:
    """Return words for the data about a PDF, which are XML: without what no XML may hold."""
    return _NO_XML.sub("\ufffd", inline(words))


def printed(
    body: Markup, *, title: str, day: dt.date, author: str = "", is_counted: bool = False
) -> bytes:
    """Return a single report as PDF in the manual's hand, the same bytes for the same content."""
    running = Counted(title, day.isoformat(), "", is_of_all=is_counted)
    head = meta(created=day.isoformat(), author=author, title=title)
    document = laid_out(body, running, head=head)
    identifier = hashlib.sha256((title + body).encode()).digest()[:16]
    written: bytes = document.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=identifier)
    return written
