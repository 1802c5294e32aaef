"""Controlled documents with a file: a first version, a change asked for, a version released.

What holds of the manual holds of them: nothing changes without a request that was reviewed and
approved (2.2.3), every version stays on file as it was approved (7.5).
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from pathlib import Path

from qms.errors import QmsError
from qms.model.document_text import SUFFIXES
from qms.model.kinds.ch02_manual import ChangeRequest, DocumentChange
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch07_documents import Document, DocumentRevision
from qms.model.kinds.record import Status
from qms.model.record_files import counts
from qms.model.redline import changed_lines
from qms.model.snapshot import Snapshot
from qms.operations.documents.texts import issue, text_of
from qms.operations.filing.people import person_named
from qms.operations.filing.unfound import unfound
from qms.operations.manual.change import request_named
from qms.operations.records.attaching import FOLDER, Enclosure, attached, enclosed
from qms.standing.documents import follows, registered, versions
from qms.store import digests
from qms.store.changes import Amendment, Changes, Draft, Keys
from qms.text import Text, same

# Where the files of the versions lie, which an audit pack holds too.
DOCUMENTS = f"{FOLDER}/document-revision"
_VERSION = re.compile(r"[A-Z]/[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class DocumentWish:
    """What somebody asks for in a document: its new file, and the version that it becomes."""

    reason: str
    explanation: str
    document: str
    file: Enclosure
    version: str | None = None
    study_posts: tuple[str, ...] = ()
    study_by: dt.date | None = None


def document_named(snapshot: Snapshot, number: str) -> Document:
    """Return the registered document with this number.

    Raises:
        QmsError: There is none, or it is the manual, which is released in its own way.

    """
    line = registered(snapshot, number)
    if line is None and number == snapshot.settings.manual.number:
        raise QmsError(_THE_MANUAL, _HOW_THE_MANUAL, id=same(number))
    if line is None:
        raise unfound(snapshot, _UNKNOWN, _REGISTER_IT, "document", id=same(number))
    return line


def add_document(
    snapshot: Snapshot, number: str, file: Enclosure, *, by: str | None
) -> Changes[None]:
    """File the file of a document that the register has as approved, and no version of yet.

    Version, people and days are the register's; from then on only a change request changes it.

    Raises:
        QmsError: There is no such document, or it has a file.

    """
    line = document_named(snapshot, number)
    _refuse_kind(file)
    filed = versions(snapshot).get(number)
    if filed:
        raise QmsError(_HAS_ONE, _ASK_FIRST, id=same(number), version=same(filed[-1].version))
    if _VERSION.fullmatch(line.version) is None:
        raise QmsError(_ODD_VERSION, id=same(number), version=same(line.version))
    person_named(snapshot, by)
    prepared = person_named(snapshot, line.prepared_by)
    said: dict[str, object] = {
        "checked_by": line.reviewed_by,
        "approved_by": line.approved_by,
        "approved_on": line.approved_on,
        "effective": line.effective,
    }
    made = _version_of(line, line.version, file, prepared, said)
    return replace(made, message=f"{number} {line.version} 登记文件：{{id}}")


def request_document_change(
    snapshot: Snapshot, wish: DocumentWish, *, root: Path, by: str | None
) -> Changes[None]:
    """File a change request for a document, with the very file that is to be approved.

    Raises:
        QmsError: There is no such document, its version does not follow, or the file is as it was.

    """
    person = person_named(snapshot, by)
    line = document_named(snapshot, wish.document)
    _refuse_kind(wish.file)
    filed = versions(snapshot).get(line.id, ())
    before = filed[-1] if filed else None
    version = wish.version or _next(before.version if before else None)
    _refuse_version(version, before.version if before else None)
    sha256 = digests.sha256(wish.file.content)
    if before is not None and before.file.sha256 == sha256:
        raise QmsError(_AS_IT_WAS, name=same(wish.file.name), id=same(before.id))
    attachments, files = enclosed("change-request", line.id, [wish.file])
    old, new = _differing(root, snapshot, before, wish.file)
    change: dict[str, object] = {"document": line.id, "version": version, "sha256": sha256}
    change |= {name: text for name, text in (("before", old), ("after", new)) if text}
    data: dict[str, object] = {
        "reason": wish.reason,
        "explanation": wish.explanation,
        "method": "edition" if version.endswith("/0") else "pages",
        "documents": [change],
        "attachments": attachments,
        "training_needed": bool(wish.study_posts),
    }
    if wish.study_posts:
        data["study_posts"] = list(wish.study_posts)
    if wish.study_by:
        data["study_by"] = wish.study_by
    draft = Draft(ChangeRequest, data, by=person, status=Status.open)
    return Changes(f"更改申请 {{id}}：{line.id} {version}", (draft,), files=files)


def release_document(
    snapshot: Snapshot, number: str, *, root: Path, effective: dt.date
) -> Changes[None]:
    """File the versions that an approved request asks for; the register follows in one commit.

    Raises:
        QmsError: There is no such request, it is not approved, names no document, or is done.

    """
    request = request_named(snapshot, number)
    if not request.documents:
        raise QmsError(_NO_DOCUMENT, id=same(request.id))
    reviewed, approved = request.reviewed, request.approved
    is_void = not counts(request)
    if is_void or not request.is_approved or reviewed is None or approved is None:
        raise QmsError(_NOT_APPROVED, _APPROVE_IT, id=same(request.id))
    said: dict[str, object] = {
        "change": request.id,
        "checked_by": reviewed.by,
        "approved_by": approved.by,
        "approved_on": approved.on,
        "effective": effective,
    }
    parts = [_released(snapshot, root, request, each, said) for each in request.documents]
    return Changes(
        f"{request.id} 发布：{'、'.join(f'{c.document} {c.version}' for c in request.documents)}",
        tuple(draft for each in parts for draft in each.drafts),
        tuple(amended for each in parts for amended in each.amendments),
        {path: content for each in parts for path, content in each.files.items()},
    )


def _released(
    snapshot: Snapshot,
    root: Path,
    request: ChangeRequest,
    change: DocumentChange,
    said: dict[str, object],
) -> Changes[None]:
    line = document_named(snapshot, change.document)
    filed = versions(snapshot).get(line.id, ())
    done = next((each for each in filed if each.change == request.id), None)
    if done is not None:
        raise QmsError(_DONE, id=same(request.id), record=same(done.id))
    before = filed[-1] if filed else None
    _refuse_version(change.version, before.version if before else None)
    if before is not None:
        said = {**said, "previous": before.version, "previous_sha256": before.file.sha256}
    sums = [each.sha256 for each in request.attachments]
    index = sums.index(change.sha256) if change.sha256 in sums else len(sums)
    file = attached(root, snapshot, request, index)
    prepared = person_named(snapshot, request.filled_by)
    return _version_of(line, change.version, file, prepared, said)


def _version_of(
    line: Document, version: str, file: Enclosure, prepared: Person, said: dict[str, object]
) -> Changes[None]:
    suffix = Path(file.name).suffix.lower()
    named = Enclosure(f"{line.id}-{version.replace('/', '-')}{suffix}", file.content)
    attachments, files = enclosed("document-revision", line.id, [named])
    values = {"document": line.id, "version": version, "attachments": attachments, **said}
    draft = Draft(DocumentRevision, values, by=prepared, status=Status.closed)
    now = _line_of(version, prepared, said)
    changed: dict[Keys, object] = {
        (name,): value for name, value in now.items() if getattr(line, name) != value
    }
    amendments = (Amendment(line, changed),) if changed else ()
    return Changes(version, (draft,), amendments, files)


def _line_of(version: str, prepared: Person, said: dict[str, object]) -> dict[str, object]:
    """Return what the register says once this version is filed; as `line_of` of its record."""
    return {
        "version": version,
        "prepared_by": prepared.id,
        "reviewed_by": said["checked_by"],
        "approved_by": said["approved_by"],
        "approved_on": said["approved_on"],
        "effective": said["effective"],
    }


def _differing(
    root: Path, snapshot: Snapshot, before: DocumentRevision | None, file: Enclosure
) -> tuple[str, str]:
    new = text_of(file)
    old = issue(root, snapshot, before).text if before is not None else ""
    return ("", "") if old is None or new is None or not before else changed_lines(old, new)


def _next(version: str | None) -> str:
    if version is None:
        return "A/0"
    edition, amendment = version.split("/")
    return f"{edition}/{int(amendment) + 1}"


def _refuse_kind(file: Enclosure) -> None:
    if Path(file.name).suffix.lower() not in SUFFIXES:
        raise QmsError(_ODD_KIND, _SAVE_AS, name=same(file.name))


def _refuse_version(version: str, before: str | None) -> None:
    if _VERSION.fullmatch(version) is None:
        raise QmsError(_BAD_VERSION, version=same(version))
    if before is not None and not follows(version, before):
        raise QmsError(_SKIPPED, _FOLLOWING, version=same(version), before=same(before))


_UNKNOWN = Text(zh="受控文件清单里没有 {id}。", en="The register of documents has no {id}.")
_REGISTER_IT = Text(
    zh="先登记：qms new document；清单见 qms list document。",
    en="Register it first: qms new document; the register: qms list document.",
)
_THE_MANUAL = Text(
    zh="{id} 是手册，按手册自己的程序修改和发布。",
    en="{id} is the manual, which is changed and released in its own way.",
)
_HOW_THE_MANUAL = Text(
    zh="见 qms change new、qms release 的说明。", en="See qms change new and qms release --help."
)
_HAS_ONE = Text(
    zh="{id} 已有文件（{version}），不能直接换。",
    en="{id} has a file already ({version}); it is not simply replaced.",
)
_ASK_FIRST = Text(
    zh="提出更改：qms change new --document {id} --file 新文件 --reason … --explanation …",
    en="Ask for the change: qms change new --document {id} --file FILE --reason … --explanation …",
)
_ODD_KIND = Text(
    zh="{name} 不是 Markdown、Word（.docx）或 PDF 文件。",
    en="{name} is not Markdown, Word or PDF (.md, .docx, .pdf).",
)
_SAVE_AS = Text(
    zh="另存为其中一种再登记；旧的 .doc 先另存为 .docx。",
    en="Save it as one of these; an old .doc as .docx first.",
)
_ODD_VERSION = Text(
    zh="{id} 的版本号“{version}”不是 A/0 这样的写法，请先改正受控文件清单。",
    en="{id} has version “{version}”, which is not written like A/0; correct the register first.",
)
_AS_IT_WAS = Text(
    zh="{name} 与现有文件（{id}）一字不差，没有可改的。",
    en="{name} is exactly the file on record ({id}); nothing changes.",
)
_NO_DOCUMENT = Text(
    zh="{id} 改的是手册，随手册发布：qms release。",
    en="{id} changes the manual, and is released with it: qms release.",
)
_NOT_APPROVED = Text(
    zh="{id} 还没有批准，不能发布。", en="{id} is not approved and cannot be released."
)
_APPROVE_IT = Text(
    zh="先审核、批准：qms change review {id}，qms change approve {id}。",
    en="First: qms change review {id}, qms change approve {id}.",
)
_DONE = Text(zh="{id} 已经发布（{record}）。", en="{id} is released already ({record}).")
_BAD_VERSION = Text(zh="版本号 {version} 应写作 A/1。", en="Write the version {version} like A/1.")
_SKIPPED = Text(zh="{version} 不接在 {before} 之后。", en="{version} does not follow {before}.")
_FOLLOWING = Text(
    zh="修改次加一，或换到下一版的 /0。", en="Add one to the amendment, or begin the next edition."
)
