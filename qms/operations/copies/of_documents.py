"""Hands numbered copies of documents out, exchanges them, takes them back (2.2.2, 7.5)."""

from qms.errors import QmsError
from qms.model.kinds.ch07_document_copies import DocumentCopy
from qms.model.kinds.ch07_documents import DocumentRevision
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import Recipient, closed, holder_data
from qms.operations.documents.versions import document_named
from qms.standing.document_copies import DocumentCopyState, document_copies
from qms.standing.documents import in_force, versions
from qms.store.changes import Changes
from qms.text import Text, same


def hand_out(
    snapshot: Snapshot, document: str, recipient: Recipient, *, received_by: str, by: str
) -> Changes[None]:
    """Issue a copy of the version in force under the document's next number.

    Raises:
        QmsError: There is no such document or holder, or no version is in force.

    """
    version = _holding(snapshot, document)
    taken = [int(number) for of, number in document_copies(snapshot)[0] if of == document]
    number = f"{max(taken, default=0) + 1:03}"
    values: dict[str, object] = {
        "action": "issue", "document_version": version.id, "copy_number": number,
        "holder": holder_data(snapshot, recipient), "received_by": received_by,
    }  # fmt: skip
    return _filed(snapshot, version, values, by)


def exchange(
    snapshot: Snapshot, document: str, number: str, *, received_by: str, by: str
) -> Changes[None]:
    """Hand the version in force to who holds an older one, and take that back.

    Raises:
        QmsError: No such copy is out, or it is of the version in force.

    """
    version = _holding(snapshot, document)
    copy = _out(snapshot, document, number)
    if copy.version.rank >= version.rank:
        raise QmsError(_CURRENT, id=same(document), number=same(copy.number))
    values: dict[str, object] = {
        "action": "exchange", "document_version": version.id, "copy_number": copy.number,
        "received_by": received_by,
    }  # fmt: skip
    return _filed(snapshot, version, values, by)


def end(
    snapshot: Snapshot, document: str, number: str, *, is_lost: bool, reason: str, by: str
) -> Changes[None]:
    """Note that a copy came back, or is lost; its number is not given again.

    Raises:
        QmsError: No such copy is out.

    """
    copy = _out(snapshot, document, number)
    values: dict[str, object] = {
        "action": "lost" if is_lost else "return", "document_version": copy.version.id,
        "copy_number": copy.number, "reason": reason,
    }  # fmt: skip
    return _filed(snapshot, copy.version, values, by)


def _filed(
    snapshot: Snapshot, version: DocumentRevision, values: dict[str, object], by: str
) -> Changes[None]:
    draft = closed(snapshot, DocumentCopy, by, values)
    return Changes(f"{version.name} 分发号 {values['copy_number']}：{{id}}", (draft,))


def _holding(snapshot: Snapshot, document: str) -> DocumentRevision:
    document_named(snapshot, document)
    found = in_force(snapshot, versions(snapshot).get(document, ()))
    if found is None:
        raise QmsError(_NOTHING, _ADD, id=same(document))
    return found


def _out(snapshot: Snapshot, document: str, number: str) -> DocumentCopyState:
    document_named(snapshot, document)
    copy = document_copies(snapshot)[0].get((document, number.zfill(3)))
    if copy is None or not copy.is_out:
        raise QmsError(_NOT_OUT, _SEE, id=same(document), number=same(number.zfill(3)))
    return copy


_NOTHING = Text(
    zh="{id} 没有生效的文件可发。", en="No version of {id} is in force, so none is handed out."
)
_ADD = Text(zh="先登记：qms document add {id} 文件", en="File it first: qms document add {id} FILE")
_NOT_OUT = Text(zh="{id} 的分发号 {number} 不在外。", en="Copy {number} of {id} is not out.")
_SEE = Text(zh="用 qms document copies {id} 查看。", en="See qms document copies {id}.")
_CURRENT = Text(
    zh="{id} 分发号 {number} 已是现行版本。", en="Copy {number} of {id} is the version in force."
)
