"""The state of each numbered copy of a document, derived from its events (clause 2.2.2)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qms.model.kinds.ch02_copies import Holder
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_document_copies import DocumentCopy, DocumentCopyAction
from qms.model.kinds.ch07_documents import DocumentRevision
from qms.model.kinds.record import called
from qms.model.snapshot import Snapshot
from qms.standing.documents import in_force, versions
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class DocumentCopyState:
    """A copy on one day: of which document, at which version, who has it, and since when."""

    number: str
    version: DocumentRevision
    holder: Holder
    since: dt.date
    is_out: bool
    event: DocumentCopy


@dataclass(frozen=True, slots=True)
class Impossible:
    """An event that cannot have happened: a number given twice, a copy that was not out."""

    event: DocumentCopy
    why: Text


Copies = Mapping[tuple[str, str], DocumentCopyState]


def document_copies(snapshot: Snapshot) -> tuple[Copies, tuple[Impossible, ...]]:
    """Return each copy by document and number as it stands on the day, and what cannot be."""
    found: dict[tuple[str, str], DocumentCopyState] = {}
    wrong: list[Impossible] = []
    events = sorted(snapshot.live(DocumentCopy), key=lambda each: (each.date, each.id))
    for event in events:
        version = snapshot.find(DocumentRevision, event.document_version)
        if version is None:
            continue
        key = version.document, event.copy_number
        before = found.get(key)
        after = _after(event, version, before)
        if isinstance(after, Text):
            wrong.append(Impossible(event, after))
        else:
            found[key] = after
    return found, tuple(wrong)


def _after(
    event: DocumentCopy, version: DocumentRevision, before: DocumentCopyState | None
) -> DocumentCopyState | Text:
    if event.action is DocumentCopyAction.issue:
        if before is not None or event.holder is None:
            return _TWICE
        return DocumentCopyState(
            event.copy_number, version, event.holder, event.date, is_out=True, event=event
        )
    if before is None or not before.is_out:
        return _NOT_OUT
    is_exchange = event.action is DocumentCopyAction.exchange
    if is_exchange and version.rank <= before.version.rank:
        return _NOT_NEWER
    return replace(
        before,
        version=version if is_exchange else before.version,
        holder=event.holder or before.holder,
        since=event.date,
        is_out=is_exchange,
        event=event,
    )


def outdated(snapshot: Snapshot) -> Iterator[tuple[DocumentCopyState, DocumentRevision]]:
    """Yield each copy that is out at an older version, with the version in force."""
    rows = versions(snapshot)
    for (number, _), copy in document_copies(snapshot)[0].items():
        holding = in_force(snapshot, rows.get(number, ()))
        if copy.is_out and holding is not None and copy.version.rank < holding.rank:
            yield copy, holding


def holder_of_copy(snapshot: Snapshot, copy: DocumentCopyState) -> Text:
    """Return who has a copy: the department, or the organisation outside."""
    department = snapshot.find(Department, copy.holder.department)
    return called(department) if department else same(copy.holder.organisation or "—")


_TWICE = Text(zh="这个分发号已经发放过", en="that number was issued before")
_NOT_OUT = Text(
    zh="这一本没有发放，或已收回、遗失", en="the copy was not issued, or came back or was lost"
)
_NOT_NEWER = Text(zh="换发的不是更新的版本", en="what it is exchanged for is no newer version")
