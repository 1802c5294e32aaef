"""Stamps finished books: lay out once, stamp many (clause 2.2.2).

A stamp is painted over each page as an artifact, so that readers of the text skip it.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf
import segno

from qms.publish.book.weasy import bound, laid_out
from qms.publish.templating import Markup, filled, trusted

_RED = "#c4161c"
_SEAL_MM = 16


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is stamped on a copy.

    Args:
        word: The stamp on the cover: 受控, 非受控, 作废.
        number: The copy's number; empty for none.
        holder: Who holds it.
        code: The short code; empty for none.
        link: What the QR code says.
        seal: What the signed QR code says; empty for none.
        sealed_by: The fingerprint of the key that signed it.
        across: Words across every page; empty for none.
        since: From when a release to come holds; empty for one in force.
        note: What is attached as copy.json.

    """

    word: str
    number: str = ""
    holder: str = ""
    code: str = ""
    link: str = ""
    seal: str = ""
    sealed_by: str = ""
    across: str = ""
    since: str = ""
    note: Mapping[str, object] | None = None

    @property
    def line(self) -> str:
        """The line at the foot of every page."""
        return "　".join(part for part in (self.word, self._numbered) if part)

    @property
    def _numbered(self) -> str:
        # No holder and no code: an unchanged page stays as it is when either changes.
        return f"分发号 {self.number}" if self.number else ""


def stamped(book: bytes, stamps: Sequence[Stamp], *, cover: int = 0) -> list[bytes]:
    """Return the book once for each stamp, bearing it; the same bytes for the same input.

    Args:
        book: A PDF.
        stamps: One for each copy.
        cover: The page, from 0, that bears the seal; those before it bear nothing.

    """
    pdf = pikepdf.open(io.BytesIO(book))
    for index, page in enumerate(pdf.pages):
        if index >= cover:
            _paint(pdf, page, _SEAL if index == cover else _LINE)
    return [_one(pdf, stamp) for stamp in stamps]


def _one(pdf: pikepdf.Pdf, stamp: Stamp) -> bytes:
    """Exchange the two forms that every page paints, and what is attached; write the copy.

    Each stamp is set by itself, so that a copy's bytes do not depend on those printed with it.
    """
    overlays = pikepdf.open(io.BytesIO(_overlays(stamp)))
    seal, line = (pdf.copy_foreign(page.as_form_xobject()) for page in overlays.pages)
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        resources = page.obj.Resources
        if resources.objgen not in seen or resources.objgen == (0, 0):
            seen.add(resources.objgen)
            if pikepdf.Name.XObject not in resources:
                resources.XObject = pikepdf.Dictionary()
            resources.XObject[_SEAL] = seal
            resources.XObject[_LINE] = line
    if stamp.note is not None:
        text = json.dumps(stamp.note, ensure_ascii=False, indent=1, sort_keys=True)
        pdf.attachments["copy.json"] = pikepdf.AttachedFileSpec(
            pdf,
            text.encode(),
            filename="copy.json",
            mime_type="application/json",
            creation_date=_DATE,
            mod_date=_DATE,
            relationship=pikepdf.Name.Data,
        )
    result = io.BytesIO()
    pdf.save(result, deterministic_id=True)
    return result.getvalue()


_SEAL, _LINE = "/QmsSeal", "/QmsLine"
_DATE = "D:20000101000000Z"


def _paint(pdf: pikepdf.Pdf, page: pikepdf.Page, name: str) -> None:
    page.contents_add(pdf.make_stream(b"q\n"), prepend=True)
    page.contents_add(pdf.make_stream(f"Q /Artifact BMC q {name} Do Q EMC\n".encode()))


def _overlays(stamp: Stamp) -> bytes:
    """Return two pages: what goes on the cover, and on every other page."""
    body = filled(
        "publish/templates/stamp.html",
        stamp=stamp,
        qr=_qr(stamp),
        signed=_drawn(stamp.seal) if stamp.seal else Markup(""),
        style=trusted(_STYLE),
    )
    document = laid_out(body, None)
    return bound(document, document.pages, title="stamps", identifier=b"qms", attachments=[])


def _qr(stamp: Stamp) -> Markup:
    return _drawn(stamp.link or stamp.code) if stamp.code else Markup("")


def _drawn(text: str) -> Markup:
    return trusted(segno.make(text, error="m").svg_inline(border=1, scale=3))


_STYLE = f"""
@page {{ margin: 0 }}
.sheet {{ position: relative; width: 210mm; height: 296mm; overflow: hidden }}
.line {{ position: absolute; bottom: 11mm; left: 60mm; width: 90mm; text-align: center;
  color: {_RED}; font: 400 8pt "QMS Sans" }}
.seal {{ position: absolute; top: 14mm; right: 16mm; border: 1.6pt solid {_RED};
  border-radius: 2mm; padding: 2mm 5mm; color: {_RED}; font: 400 9pt "QMS Sans";
  text-align: center; min-width: 24mm }}
.seal .word {{ font: 700 18pt "QMS Sans"; letter-spacing: .2em; margin-right: -.2em }}
.qr {{ position: absolute; bottom: 22mm; right: 16mm; text-align: center;
  font: 400 8pt "QMS Sans" }}
.signed {{ position: absolute; bottom: 22mm; left: 16mm; width: 90mm;
  font: 400 6pt "QMS Sans" }}
.signed svg {{ width: {_SEAL_MM}mm; height: {_SEAL_MM}mm; float: left; margin-right: 2mm }}
.qr svg {{ width: 26mm; height: 26mm }}
.across {{ position: absolute; top: 130mm; left: -20mm; width: 250mm; text-align: center;
  font: 700 34pt "QMS Sans"; color: {_RED}; opacity: .2; transform: rotate(-35deg) }}
"""
