"""Controlled documents with a file: approved, in a chain, as the register says (clause 7.5)."""

from collections.abc import Iterator
from itertools import pairwise

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_manual import ChangeRequest
from qms.model.kinds.ch07_documents import Document, DocumentRevision
from qms.model.kinds.record import labels_of, place_of
from qms.model.record_files import counts
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import SUM, register, retained
from qms.standing.documents import asked_for, awaiting_release, follows, line_of, versions
from qms.text import Text

_NUMBER = "QP-7.5-01"
_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_FIRST = {
    "status": "closed", "document": _NUMBER, "version": "A/0", "checked_by": "P-003",
    "approved_by": "P-002", "approved_on": "2026-02-27", "effective": "2026-03-02",
    "attachments": [{"path": "attachments/a-0.md", "sha256": _EMPTY}],
}  # fmt: skip
_LINE = {
    "id": _NUMBER, "name": "例", "version": "A/0", "clause": "1", "owner": "after-sales",
    "prepared_by": "P-001", "reviewed_by": "P-003", "approved_by": "P-002",
    "approved_on": "2026-02-27", "effective": "2026-03-02", "last_review": "2026-02-27",
    "next_review": "2027-02-26",
}  # fmt: skip
_SECOND = {
    "version": "A/1", "previous": "A/0", "previous_sha256": _EMPTY, "change": "GG-2026-0001",
    "attachments": [{"path": "attachments/a-1.md", "sha256": _EMPTY}],
}  # fmt: skip
_ASKED = {
    "document": _NUMBER, "version": "A/1", "sha256": _EMPTY, "before": "甲", "after": "乙",
}  # fmt: skip
_REQUEST = {
    "status": "closed", "reason": "improvement", "explanation": "例", "method": "pages",
    "documents": [_ASKED],
    "reviewed": {"verdict": "agreed", "by": "P-003", "on": "2026-02-26"},
    "approved": {"verdict": "agreed", "by": "P-002", "on": "2026-02-27"},
}  # fmt: skip


def _version(number: int = 1, **fields: object) -> dict[str, str]:
    return retained(DocumentRevision, f"WJ-2026-{number:04}", **(_FIRST | fields))


def _request(**fields: object) -> dict[str, str]:
    return retained(ChangeRequest, "GG-2026-0001", **(_REQUEST | fields))


_FILES = {"attachments/a-0.md": "", "attachments/a-1.md": ""}
_ONE = _FILES | _version() | register(Document, _LINE)
_TWO = _FILES | _version() | _version(2, **_SECOND) | register(Document, _LINE | {"version": "A/1"})

# A document of two versions, the second by an approved request.
GOOD_CHANGE = _TWO | _request()


@rule(
    "DOC101",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(Document, DocumentRevision),
    title=Text(zh="清单与文件的最新版本一致", en="The register agrees with the newest version"),
    message=Text(
        zh="{id} 在受控文件清单中的{what}与版本记录 {record}（{version}）不一致",
        en="{id}: {what} in the register is not as version {version} has it ({record})",
    ),
    why=Text(
        zh="清单随手册印出，使用人照它核对手里的文件。",
        en="The register is printed with the manual; people check by it what they hold.",
    ),
    cure=Text(
        zh="按版本记录改正清单；文件确要更改的，先办《文件更改申请单》。",
        en="Correct the register by the version's record; a real change begins with a change "
        "request.",
    ),
    references=("ISO 9001:2015 7.5.2",),
    bad=Example(_ONE | register(Document, _LINE | {"version": "A/1"})),
    good=Example(_ONE),
)
def listed_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """The register's line of a document is not as its newest version."""
    for number, rows in versions(snapshot).items():
        line = snapshot.find(Document, number)
        if line is None:
            continue
        wanted = line_of(rows[-1])
        wrong = [name for name, value in wanted.items() if getattr(line, name) != value]
        if wrong:
            yield hit(
                place_of(line, wrong[0]),
                owner=line.owner,
                id=number,
                what=labels_of(Document, wrong),
                record=rows[-1].id,
                version=rows[-1].version,
            )


@rule(
    "DOC102",
    clause="2.2.3",
    severity=Severity.ERROR,
    each=DocumentRevision,
    reads=(ChangeRequest,),
    title=Text(
        zh="文件更改有批准的申请，文件就是批准的那一份",
        en="A changed document is exactly what a request had approved",
    ),
    message=Text(
        zh="{document} {version}（{id}）{state}", en="{document} {version} ({id}) {state}"
    ),
    why=Text(
        zh="没有批准的内容不得作为受控文件使用；批准的是这一份，换一份就不是。",
        en="What nobody approved is no controlled document; another file is not what was approved.",
    ),
    cure=Text(
        zh="用 qms change new --document {document} --file 文件 提出申请，批准后用 "
        "qms document release 发布。",
        en="Ask with qms change new --document {document} --file FILE; once approved, file it with "
        "qms document release.",
    ),
    references=("ISO 9001:2015 7.5.3.2",),
    bad=Example(_TWO | _request(documents=[_ASKED | {"sha256": SUM}])),
    good=Example(GOOD_CHANGE),
    is_integrity=True,
)
def changed_without_request(snapshot: Snapshot) -> Iterator[Hit]:
    """A version after the first, or one that names a request, is not as a request had approved."""
    for each in snapshot.valid(DocumentRevision):
        state = _unapproved(snapshot, each)
        if state is not None:
            yield hit(
                place_of(each, "change" if each.change else "version"),
                owner=each.department, document=each.document, version=each.version, id=each.id,
                state=state,
            )  # fmt: skip


def _unapproved(snapshot: Snapshot, revision: DocumentRevision) -> Text | None:
    """Say in what a version departs from its change request; None where in nothing."""
    if revision.change is None:
        return _NO_REQUEST if revision.previous else None
    request = snapshot.find(ChangeRequest, revision.change)
    if request is None or not counts(request) or not request.is_approved:
        return Text(
            zh=f"所依的更改申请 {revision.change} 没有批准",
            en=f"rests on change request {revision.change}, which was not approved",
        )
    asked = asked_for(request, revision.document)
    if asked is None or asked.version != revision.version:
        return Text(
            zh=f"不是更改申请 {request.id} 所写的文件和版本",
            en=f"is not the document and version that {request.id} names",
        )
    if asked.sha256 != revision.file.sha256:
        return Text(
            zh=f"的文件不是更改申请 {request.id} 批准的那一份，摘要不符",
            en=f"is not the file that {request.id} had approved: its digest differs",
        )
    decided = [(each.by, each.on) for each in (request.reviewed, request.approved) if each]
    stated = (revision.checked_by, revision.approved_by, revision.approved_on)
    if stated != (decided[0][0], decided[1][0], decided[1][1]):
        return Text(
            zh=f"写的审核人、批准人或批准日期与更改申请 {request.id} 不同",
            en=f"names other deciders or another day of approval than {request.id}",
        )
    return None


_NO_REQUEST = Text(zh="没有写明更改申请", en="names no change request")


@rule(
    "DOC103",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(DocumentRevision,),
    title=Text(zh="文件版本前后相接", en="Versions of a document follow each other"),
    message=Text(
        zh="{document} {version}（{id}）{state}", en="{document} {version} ({id}) {state}"
    ),
    why=Text(
        zh="版本跳号、重号或接不上前一份文件，就查不清改了什么、由谁批准。",
        en="With a version skipped, doubled or not tied to the file before it, nobody can tell "
        "what changed and who approved it.",
    ),
    cure=Text(
        zh="查明缺的版本或改错的记录；版本只由 qms document 登记。",
        en="Find the missing version or the altered record; versions are filed by qms document.",
    ),
    references=("ISO 9001:2015 7.5.3.2",),
    bad=Example(_FILES | _version() | _version(2, **_SECOND | {"version": "A/2"})),
    good=Example(GOOD_CHANGE),
    is_integrity=True,
)
def versions_apart(snapshot: Snapshot) -> Iterator[Hit]:
    """A version is skipped, doubled, effective before the one before, or tied to another file."""
    for rows in versions(snapshot).values():
        first = rows[0]
        if first.previous is not None:
            yield _apart(
                first,
                Text(
                    zh=f"之前的版本 {first.previous} 没有登记",
                    en=f"follows {first.previous}, which is not on file",
                ),
            )
        for before, after in pairwise(rows):
            state = _gap(before, after)
            if state is not None:
                yield _apart(after, state)


def _apart(revision: DocumentRevision, state: Text) -> Hit:
    return hit(
        place_of(revision, "version"), owner=revision.department, id=revision.id,
        document=revision.document, version=revision.version, state=state,
    )  # fmt: skip


def _gap(before: DocumentRevision, after: DocumentRevision) -> Text | None:
    name = before.version
    if after.version == name:
        return Text(zh=f"与 {before.id} 重号", en=f"is on file twice: also {before.id}")
    if after.previous != name or not follows(after.version, name):
        return Text(zh=f"不接在 {name} 之后", en=f"does not follow {name}")
    if after.previous_sha256 != before.file.sha256:
        return Text(
            zh=f"所记的 {name} 文件摘要与版本记录不符",
            en=f"bears another digest of {name} than that one's record",
        )
    if after.effective < before.effective:
        return Text(zh=f"生效早于 {name}", en=f"takes effect before {name}")
    return None


@rule(
    "DOC104",
    clause="2.2.3",
    severity=Severity.INFO,
    reads=(ChangeRequest, DocumentRevision),
    title=Text(zh="批准的文件更改要发布", en="An approved change of a document is released"),
    message=Text(
        zh="更改申请 {id} 批准的 {document} {version} 还没有发布",
        en="{document} {version}, approved by {id}, is not released yet",
    ),
    why=Text(
        zh="批准而未发布的更改，使用人还在用旧版。",
        en="Until it is released, people work by the old version.",
    ),
    cure=Text(
        zh="发布：qms document release {id} --effective 日期",
        en="Release it: qms document release {id} --effective DATE",
    ),
    bad=Example(_ONE | _request()),
    good=Example(GOOD_CHANGE),
)
def approved_not_released(snapshot: Snapshot) -> Iterator[Hit]:
    """A change of a document was approved and its version is not on file."""
    for request, change in awaiting_release(snapshot):
        yield hit(
            place_of(request, "documents"), mark=change.document, owner=request.department,
            id=request.id, document=change.document, version=change.version,
        )  # fmt: skip
