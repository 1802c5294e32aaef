"""Squares that a hand scanner or a telephone reads (QR)."""

import segno

from qms.publish.templating import Markup, trusted


def square(text: str) -> Markup:
    """Return a text as a square, drawn as SVG."""
    return trusted(segno.make(text, error="m").svg_inline(border=1, scale=2))
