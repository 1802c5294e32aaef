"""Justifies lines between all their signs, as Chinese is set; WeasyPrint stretches blanks alone.

A blank keeps its width, a quarter of an em, and what a line is short of is shared by all its signs.
The blank half of a full-width mark at either end of a line stands outside of the measure. Taken
only where a style sheet says `--justify: signs`: all other text is justified as the press does it.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.line_break import create_layout, line_size

_WIDEST = 0.085
"""Of an em, the most that is put between two signs; readers of PDFs take more for a blank."""

_ENDS = "，。、；：！？）》」』】〕”’"
_BEGINS = "（《「『【〔“‘"
_HALF = 0.5
_LATIN = "\u2e7f"
"""The last sign before those of Chinese."""
_by_blanks = inline.justify_line


def justify_line(context: Any, line: Any, extra: float) -> None:
    """Share out what a line is short of: between its signs where the style asks for it."""
    if not line.style["__justify"]:
        _by_blanks(context, line, extra)
        return
    texts = list(_texts(line))
    words = "".join(box.text for box in texts)
    if sum(sign > _LATIN for sign in words) < len(words) / 10:  # English is set by its blanks
        _by_blanks(context, line, extra)
        return
    first, last = texts[0].text.lstrip(), texts[-1].text.rstrip()
    before = _HALF * texts[0].style["font_size"] if first[:1] in _BEGINS and first else 0.0
    after = _HALF * texts[-1].style["font_size"] if last[-1:] in _ENDS and last else 0.0
    signs = sum(len(box.text) - 2 * box.text.count(" ") for box in texts) - 1
    if signs < 1:
        return
    size = min(box.style["font_size"] for box in texts)
    wanted = (extra + before + after) / signs
    _widen(context, line, min(wanted, _WIDEST * size), -before)


def _texts(box: Any) -> Any:
    """Yield the pieces of text of a line, in order."""
    if isinstance(box, boxes.TextBox):
        if box.text.strip() or box.text == " ":
            yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _texts(child)


def _widen(context: Any, box: Any, spacing: float, shift: float) -> float:
    """Put a space behind each sign of a box, moved by what stands before; return the new shift."""
    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        return shift + _spaced(context, box, spacing)
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        begins = shift
        box.position_x += shift
        for child in box.children:
            if child.is_in_normal_flow():
                shift = _widen(context, child, spacing, shift)
        box.width += shift - begins
        return shift
    box.translate(shift, 0)
    return shift


def _spaced(context: Any, box: Any, spacing: float) -> float:
    """Set the text of a box wider, and return by how much."""
    if not box.text:
        return 0.0
    own = box.style["letter_spacing"]
    style = box.style.copy()
    style["letter_spacing"] = spacing + (0 if own == "normal" else own)
    style["word_spacing"] -= 2 * spacing  # a blank stays as wide as it is
    layout = create_layout(box.text, style, context, None, 0)
    width, _ = line_size(layout.get_first_line()[0], style)
    layout.deactivate()
    gained: float = width - box.width
    box.style, box.pango_layout, box.width = style, layout, width
    return gained


inline.justify_line = justify_line
