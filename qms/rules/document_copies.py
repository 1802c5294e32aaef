"""Numbered copies of documents: current, and with a life that can have been (2.2.2, 7.5)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_document_copies import DocumentCopy
from qms.model.kinds.ch07_documents import DocumentRevision
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.documents import GOOD_CHANGE
from qms.rules.examples import retained
from qms.standing.document_copies import document_copies, holder_of_copy, outdated
from qms.text import Text


def _event(number: int, **fields: object) -> dict[str, str]:
    said: dict[str, object] = {
        "status": "closed", "action": "issue", "document_version": "WJ-2026-0001",
        "copy_number": "001", "received_by": "甲一",
        "holder": {
            "holder_class": "department", "department": "after-sales", "person": "P-001",
        },
    }  # fmt: skip
    return retained(DocumentCopy, f"WF-2026-{number:04}", **(said | fields))


_ISSUED = GOOD_CHANGE | _event(1)
_EXCHANGED = _ISSUED | _event(
    2, action="exchange", document_version="WJ-2026-0002", holder=None, date="2026-03-03"
)


@rule(
    "DOC105",
    clause="2.2.2",
    severity=Severity.WARNING,
    reads=(Department, DocumentCopy, DocumentRevision),
    title=Text(zh="在外的受控文件是现行版本", en="Copies that are out are the version in force"),
    message=Text(
        zh="{document} 分发号 {number}（{holder}）还是 {version}，"
        "现行版本 {newest} 已于 {day} 生效",
        en="copy {number} of {document} ({holder}) is still {version}; {newest} took effect on "
        "{day}",
    ),
    why=Text(
        zh="照旧版办事，等于更改没有发布。", en="Whoever works by the old one never saw the change."
    ),
    cure=Text(
        zh="换发并收回旧的：qms document exchange {document} {number} "
        "--received-by 签收人 --by 经办人",
        en="Exchange it: qms document exchange {document} {number} --received-by NAME --by PERSON",
    ),
    bad=Example(_ISSUED),
    good=Example(_EXCHANGED),
    references=("ISO 9001:2015 7.5.3.2",),
)
def copy_outdated(snapshot: Snapshot) -> Iterator[Hit]:
    """A copy of a document is out at a version that is no longer in force."""
    for copy, newest in outdated(snapshot):
        yield hit(
            place_of(copy.event, "document_version"),
            mark=newest.version,
            owner=copy.holder.department,
            who=copy.holder.person,
            due=newest.effective,
            document=newest.document,
            number=copy.number,
            holder=holder_of_copy(snapshot, copy),
            version=copy.version.version,
            newest=newest.version,
            day=newest.effective,
        )


@rule(
    "DOC106",
    clause="2.2.2",
    severity=Severity.ERROR,
    reads=(DocumentCopy, DocumentRevision),
    title=Text(zh="受控文件的分发登记前后相符", en="A document's copy has a life that can be"),
    message=Text(zh="{id}：{why}", en="{id}: {why}"),
    why=Text(
        zh="号码重用或收回没发过的一本，就说不清谁手里有什么。",
        en="With a number used twice, or a copy taken back that never went out, nobody knows who "
        "has what.",
    ),
    cure=Text(
        zh="查对签收单；登错的用 qms correct 作废后重登。",
        en="Look at the receipts; void what was filed wrongly with qms correct, and file it anew.",
    ),
    bad=Example(_EXCHANGED | _event(3, date="2026-03-04", document_version="WJ-2026-0002")),
    good=Example(_EXCHANGED),
    is_integrity=True,
)
def life_impossible(snapshot: Snapshot) -> Iterator[Hit]:
    """An event of a copy cannot have happened as it is filed."""
    for each in document_copies(snapshot)[1]:
        yield hit(
            place_of(each.event, "copy_number"), owner=each.event.department, id=each.event.id,
            why=each.why,
        )  # fmt: skip
