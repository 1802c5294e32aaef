"""The one door to WeasyPrint: sets HTML with the fonts that the package carries."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

_HERE = Path(__file__).parent
_FACES = (
    ("QMS Serif", 400, "QmsSerif-Regular.ttf"),
    ("QMS Sans", 400, "QmsSans-Regular.ttf"),
    ("QMS Sans", 700, "QmsSans-Bold.ttf"),
)


@dataclass(frozen=True, slots=True)
class Running:
    """What stands in the head and foot of each page of one part of the book."""

    head_left: str
    head_right: str
    foot_left: str
    label_prefix: str
    stamp: str = ""
    is_draft: bool = False

    @property
    def css(self) -> str:
        """The page rules; page numbers restart in every part."""
        number = f'"{self.label_prefix}" counter(page)'
        ink = "color: #56656f; font-size: 8pt"
        middle = "草稿" if self.is_draft else ""
        return f"""
        @page {{
          @top-left {{ content: "{_css(self.head_left)}"; {ink};
            border-bottom: .5pt solid #8fa3b3 }}
          @top-center {{ content: "{middle}"; color: #b3261e; font: 700 13pt "QMS Sans";
            border-bottom: .5pt solid #8fa3b3 }}
          @top-right {{ content: "{_css(self.head_right)}"; {ink};
            border-bottom: .5pt solid #8fa3b3 }}
          @bottom-left {{ content: "{_css(self.foot_left)}"; {ink} }}
          @bottom-center {{ content: "{_css(self.stamp)}"; {ink} }}
          @bottom-right {{ content: {number}; font-size: 9.5pt; font-family: "QMS Sans" }}
        }}
        @page :left {{ margin-left: 24mm; margin-right: 26mm }}
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
    return CSS(string=faces + style, font_config=_fonts())


def laid_out(body: str, running: Running | None, *, head: str = "") -> Any:
    """Return a part of the book laid out into pages, as a WeasyPrint document."""
    html = f'<html lang="zh-CN"><head>{head}</head><body>{body}</body></html>'
    sheets = [_sheet()]
    if running is not None:
        sheets.append(CSS(string=running.css, font_config=_fonts()))
    return HTML(string=html, url_fetcher=_no_fetch).render(stylesheets=sheets, font_config=_fonts())


def _no_fetch(url: str, *_: object, **__: object) -> dict[str, Any]:
    """Let nothing in a chapter make the press read a file or the network."""
    message = f"the book fetches nothing: {url}"
    raise ValueError(message)


def joined(
    parts: Sequence[Any], *, title: str, identifier: bytes, attachments: Iterable[Attachment]
) -> bytes:
    """Return the parts as one PDF, written as PDF/A-3a, the same bytes for the same content."""
    first = parts[0]
    pages = [page for part in parts for page in part.pages]
    first.metadata.title = title
    document = first.copy(pages)
    document.metadata.attachments = list(attachments)
    written: bytes = document.write_pdf(
        pdf_variant="pdf/a-3a", pdf_identifier=identifier, pdf_tags=True
    )
    return written


def _css(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def meta(*, created: str, author: str, title: str) -> str:
    """Return the head elements from which the PDF takes its dates and title."""
    return (
        f"<title>{escape(title)}</title>"
        f'<meta name="author" content="{escape(author)}">'
        f'<meta name="dcterms.created" content="{created}">'
        f'<meta name="dcterms.modified" content="{created}">'
    )


def printed(body: str, *, title: str, day: dt.date) -> bytes:
    """Return a single report as PDF in the manual's hand, the same bytes for the same content."""
    running = Running(title, day.isoformat(), "", "")
    head = meta(created=day.isoformat(), author="", title=title)
    document = laid_out(body, running, head=head)
    identifier = hashlib.sha256((title + body).encode()).digest()[:16]
    written: bytes = document.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=identifier)
    return written
