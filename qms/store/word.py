"""Reads the text of a Word document: headings, paragraphs, items and table rows in their order."""

import io
import zipfile
from html.parser import HTMLParser

from qms import limits
from qms.errors import QmsError
from qms.extras import needs
from qms.model.adopted import Block
from qms.text import Text, same

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STYLES = "\n".join(f"p[style-name='标题 {level}'] => h{level}:fresh" for level in range(1, 7))


def blocks_of(raw: bytes, name: str) -> list[Block]:
    """Return the blocks of a .docx, counted as paragraphs; pictures are left out by their mark.

    Raises:
        QmsError: It is no Word document, too large when unpacked, or the extra is absent.

    """
    needs("adopt")
    import mammoth

    _check(raw, name)
    try:
        found = mammoth.convert_to_html(
            io.BytesIO(raw),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda _: {"src": "", "alt": "图"}),
        )
    except Exception as error:  # whatever a broken document makes the library raise
        raise _no_document(name) from error
    reader = _Reader()
    reader.feed(found.value)
    reader.close()
    return reader.blocks


def _check(raw: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            size = sum(each.file_size for each in packed.infolist())
            is_word = "word/document.xml" in packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _no_document(name) from error
    if not is_word:
        raise _no_document(name)
    if size > limits.SHEET_UNPACKED_BYTES:
        raise QmsError(
            Text(
                zh="{name} 展开后超过 {most} MB，没有读取。",
                en="{name} unpacks to more than {most} MB and was not read.",
            ),
            Text(zh="压缩或删去图片，或分成几份。", en="Shrink the pictures, or split it."),
            name=same(name),
            most=same(str(limits.SHEET_UNPACKED_BYTES // 1024**2)),
        )


def _no_document(name: str) -> QmsError:
    return QmsError(
        Text(zh="{name} 不是 Word 文档（.docx）。", en="{name} is no Word document (.docx)."),
        Text(
            zh="旧的 .doc 先在 Word 或 WPS 里另存为 .docx。",
            en="Save an old .doc as .docx in Word or WPS first.",
        ),
        name=same(name),
    )


class _Reader(HTMLParser):
    """Makes blocks of what the library writes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._words: list[str] = []
        self._level = 0
        self._mark = ""
        self._rows = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS or tag in {"p", "li", "tr"}:
            if not self._rows:
                self._end()
            self._level = _HEADINGS.get(tag, 0)
            self._mark = "- " if tag == "li" else self._mark
        if tag == "tr":
            self._rows += 1
        if tag in {"td", "th"}:
            self._words.append(" | ")
        if tag == "img":
            self._words.append("（图）")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            self._rows -= 1
            if not self._rows:
                self._end(row=True)
        elif not self._rows and (tag in _HEADINGS or tag in {"p", "li"}):
            self._end()

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def close(self) -> None:
        super().close()
        self._end()

    def _end(self, *, row: bool = False) -> None:
        text = " ".join("".join(self._words).split())
        if text:
            text = f"{text} |" if row else self._mark + text
            self.blocks.append(Block(len(self.blocks) + 1, self._level, text))
        self._words, self._level, self._mark = [], 0, ""
