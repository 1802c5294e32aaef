"""Which versions a controlled document has, and which one holds on a day (clause 7.5)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from qms.errors import QmsError
from qms.model.kinds.ch02_manual import ChangeRequest, DocumentChange
from qms.model.kinds.ch07_documents import Document, DocumentRevision
from qms.model.snapshot import Snapshot
from qms.text import Text, same

Versions = tuple[DocumentRevision, ...]


def versions(snapshot: Snapshot) -> Mapping[str, Versions]:
    """Return the versions of every document that has a file, oldest first, those to come too."""
    found: defaultdict[str, list[DocumentRevision]] = defaultdict(list)
    for each in snapshot.valid(DocumentRevision):
        found[each.document].append(each)
    return {
        number: tuple(sorted(rows, key=lambda each: (each.rank, each.id)))
        for number, rows in found.items()
    }


def version_named(snapshot: Snapshot, number: str, version: str | None) -> DocumentRevision:
    """Return a version of a document, by default the newest.

    Raises:
        QmsError: There is no such version.

    """
    rows = versions(snapshot).get(number, ())
    wanted = version or (rows[-1].version if rows else None)
    found = next((each for each in rows if each.version == wanted), None)
    if found is None:
        raise QmsError(_NO_VERSION, _SEE_THEM, id=same(number), version=same(wanted or "—"))
    return found


def in_force(snapshot: Snapshot, rows: Versions) -> DocumentRevision | None:
    """Return the version of a document that holds on the snapshot's day."""
    begun = [each for each in rows if each.effective <= snapshot.as_of]
    return begun[-1] if begun else None


def ranked(version: str) -> tuple[str, int]:
    """Return the sort key of a version: A/2 before A/10 before B/0."""
    edition, amendment = version.split("/")
    return (edition, int(amendment))


def follows(version: str, before: str) -> bool:
    """Tell whether a version is the next one: A/1 or B/0 after A/0."""
    edition, amendment = ranked(before)
    return version in {f"{edition}/{amendment + 1}", f"{chr(ord(edition) + 1)}/0"}


def line_of(revision: DocumentRevision) -> dict[str, object]:
    """Return what the register says of a document whose newest version this is."""
    return {
        "version": revision.version,
        "prepared_by": revision.filled_by,
        "reviewed_by": revision.checked_by,
        "approved_by": revision.approved_by,
        "approved_on": revision.approved_on,
        "effective": revision.effective,
    }


def asked_for(request: ChangeRequest, document: str) -> DocumentChange | None:
    """Return what a change request asks for in a document."""
    return next((each for each in request.documents if each.document == document), None)


def awaiting_release(snapshot: Snapshot) -> Iterator[tuple[ChangeRequest, DocumentChange]]:
    """Yield each approved change of a document of which no version was filed yet."""
    made = {(each.change, each.document) for each in snapshot.valid(DocumentRevision)}
    for request in snapshot.live(ChangeRequest):
        for change in request.documents if request.is_approved else ():
            if (request.id, change.document) not in made:
                yield request, change


def made_by(snapshot: Snapshot, request: ChangeRequest) -> Versions:
    """Return the versions that came of a change request."""
    return tuple(each for each in snapshot.valid(DocumentRevision) if each.change == request.id)


def registered(snapshot: Snapshot, number: str) -> Document | None:
    """Return the line of a document of the register; the manual's own line is none."""
    line = snapshot.find(Document, number)
    return None if number == snapshot.settings.manual.number else line


_NO_VERSION = Text(zh="{id} 没有版本 {version}。", en="{id} has no version {version}.")
_SEE_THEM = Text(zh="各版本见 qms document show {id}。", en="See qms document show {id}.")
