"""What stands in the files of controlled documents, and how two versions differ (clause 7.5)."""

from pathlib import Path

from qms.errors import QmsError
from qms.model.document_text import MARKDOWN, Issue, document_redlines
from qms.model.kinds.ch02_manual import ChangeRequest
from qms.model.kinds.ch07_documents import DocumentRevision
from qms.model.redline import ClauseRedline
from qms.model.snapshot import Snapshot
from qms.operations.records.attaching import Enclosure, attached
from qms.standing.documents import ranked, version_named, versions
from qms.store import word
from qms.text import Text, same


def issues(root: Path, snapshot: Snapshot, number: str) -> tuple[Issue, ...]:
    """Return every version of a document with its file, oldest first; a bad file is left out."""
    found = []
    for each in versions(snapshot).get(number, ()):
        try:
            found.append(issue(root, snapshot, each))
        except QmsError:
            found.append(Issue(each, None, None))
    return tuple(found)


def issue(root: Path, snapshot: Snapshot, revision: DocumentRevision) -> Issue:
    """Return one version with its file.

    Raises:
        QmsError: The file is not there, or is not what was approved.

    """
    file = attached(root, snapshot, revision, 0)
    return Issue(revision, file.content, text_of(file))


def text_of(file: Enclosure) -> str | None:
    """Return the text of a file: Markdown as it is, Word by its headings; None of all others.

    Of Word also where the part of the program that reads it is not installed.
    """
    suffix = Path(file.name).suffix.lower()
    if suffix in MARKDOWN:
        return file.content.decode("utf-8-sig", "replace")
    if suffix != ".docx":
        return None
    try:
        blocks = word.blocks_of(file.content, file.name)
    except QmsError:
        return None
    return "\n\n".join(f"{'#' * each.level} {each.text}".strip() for each in blocks)


def request_redlines(
    root: Path, snapshot: Snapshot, request: ChangeRequest
) -> tuple[ClauseRedline, ...]:
    """Return what a change request changes in documents, as far as the files show their text.

    Raises:
        QmsError: A file is not there, or is not what was approved.

    """
    found: list[ClauseRedline] = []
    sums = [each.sha256 for each in request.attachments]
    for change in request.documents:
        if change.sha256 not in sums:
            continue
        new = text_of(attached(root, snapshot, request, sums.index(change.sha256)))
        rows = [
            each
            for each in versions(snapshot).get(change.document, ())
            if each.rank < ranked(change.version)
        ]
        old = issue(root, snapshot, rows[-1]).text if rows else ""
        if old is not None and new is not None:
            found += document_redlines(change.document, old, new)
    return tuple(found)


def document_difference(
    root: Path, snapshot: Snapshot, number: str, old: str, new: str | None
) -> tuple[ClauseRedline, ...]:
    """Return the redline between two versions of a document; the newer is by default the newest.

    Raises:
        QmsError: There is no such version, or a file of it shows no text.

    """
    texts = []
    for version in (old, new):
        chosen = issue(root, snapshot, version_named(snapshot, number, version))
        if chosen.text is None:
            raise QmsError(_NO_TEXT, id=same(number), version=same(chosen.revision.version))
        texts.append(chosen.text)
    return document_redlines(number, texts[0], texts[1])


_NO_TEXT = Text(
    zh="{id} {version} 的文件读不出文字（PDF，或没有安装读 Word 的部分），不能逐字对照。",
    en="The file of {id} {version} shows no text (PDF, or what reads Word is not installed); it "
    "cannot be compared word by word.",
)
