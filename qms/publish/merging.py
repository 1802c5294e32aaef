"""Puts several PDFs into one, to be printed two-sided in one go."""

import io
from collections.abc import Iterable

import pikepdf


def merged(parts: Iterable[bytes]) -> bytes:
    """Return the parts in one file, each beginning on a front face; the same bytes each time.

    A part with an odd number of pages gets a blank back.
    """
    whole = pikepdf.new()
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as pdf:
            whole.pages.extend(pdf.pages)
            if len(pdf.pages) % 2:
                last = pdf.pages[-1]
                whole.add_blank_page(page_size=(float(last.mediabox[2]), float(last.mediabox[3])))
    stream = io.BytesIO()
    whole.save(stream, deterministic_id=True)
    return stream.getvalue()


def page_count(content: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)
