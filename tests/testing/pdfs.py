"""PDFs that say of themselves which copy they are."""

import io

import pikepdf


def noted(note: bytes) -> bytes:
    """Return a PDF of one page with a note, as a printed copy bears one."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.attachments["copy.json"] = pikepdf.AttachedFileSpec(pdf, note, filename="copy.json")
    stream = io.BytesIO()
    pdf.save(stream, compress_streams=False, static_id=True)
    return stream.getvalue()
