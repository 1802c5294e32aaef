"""Writes the book as one PDF, with the files that prove it attached."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from weasyprint import Attachment

from qms.model.leaves import Leaf
from qms.publish.book.book import Book
from qms.publish.book.imprint import Imprint
from qms.publish.book.weasy import bound


def written(book: Book, *, note: Mapping[str, object] | None = None) -> bytes:
    """Return the whole book as PDF with its sources, its release record and its page list."""
    imprint = book.imprint
    chosen = book.leaves
    content = "".join(chapter.sha256 for chapter in imprint.text.chapters)
    seed = content + imprint.name + json.dumps(note or {}, sort_keys=True)
    return bound(
        book.front,
        book.sheets(chosen),
        title=f"{imprint.text.settings.manual.title} {imprint.name}",
        identifier=hashlib.sha256(seed.encode()).digest()[:16],
        attachments=[*_sources(imprint), page_list(book, chosen), *_note(imprint, note)],
    )


def written_leaves(book: Book, chosen: Sequence[Leaf]) -> bytes:
    """Return some leaves of a book as PDF, both faces of each, with their list."""
    seed = "".join((book.imprint.name, *(leaf.label for leaf in chosen)))
    digests = "".join(side.page.sha256 for leaf in chosen for side in leaf.sides if side.page)
    return bound(
        book.front,
        book.sheets(chosen),
        title=f"{book.imprint.text.settings.manual.title} {book.imprint.name}",
        identifier=hashlib.sha256((seed + digests).encode()).digest()[:16],
        attachments=[page_list(book, chosen)],
    )


def _note(imprint: Imprint, note: Mapping[str, object] | None) -> Iterable[Attachment]:
    if note is not None:
        text = json.dumps(note, ensure_ascii=False, indent=1, sort_keys=True)
        yield attached(imprint, "copy.json", text, "which copy this is")


def attached(imprint: Imprint, name: str, content: str, description: str) -> Attachment:
    """Return a file to attach, dated like the release so that the bytes never vary."""
    moment = dt.datetime.combine(imprint.day, dt.time(), tzinfo=imprint.text.settings.zone)
    return Attachment(
        string=content,
        name=name,
        description=description,
        relationship="Source",
        created=moment,
        modified=moment,
    )


def page_list(book: Book, chosen: Iterable[Leaf], *, is_two_sided: bool = True) -> Attachment:
    """Return the list of the sheets as they follow each other, for `change-pack --verify`."""
    listed = [
        {
            "leaf": leaf.label,
            "sides": [
                {"id": side.id, "amendment": side.page.amendment, "sha256": side.page.sha256}
                if side.page
                else {"id": side.id}
                for side in leaf.sides
            ],
            "before": book.slip_pages(leaf.recto, is_whole=is_two_sided),
            "after": book.slip_pages(leaf.verso, is_whole=is_two_sided),
        }
        for leaf in chosen
    ]
    text = json.dumps(listed, ensure_ascii=False, indent=1)
    return attached(book.imprint, "pages.json", text, "sheets of this book in order")


def _sources(imprint: Imprint) -> list[Attachment]:
    found = [
        attached(
            imprint,
            chapter.path.split("/")[-1],
            f"---\n{chapter.front_source}---\n{chapter.body}",
            chapter.front.title,
        )
        for chapter in imprint.text.chapters
    ]
    if imprint.record and imprint.release:
        name = f"release-{imprint.release.id}.yaml"
        found.append(attached(imprint, name, imprint.record.decode(), "release record"))
    return found
