"""Whether departures that were accepted for a time are in order (clause 7.5)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch07_documents import Concession
from qms.model.kinds.record import Status, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.standing.concession import is_approved
from qms.text import Text

_PATH = "records/concession/2026/RB-2026-0001.yaml"
_CONCESSION = """\
id: RB-2026-0001
form: QR-7.5-05 A/0
date: 2026-03-01
department: after-sales
filled_by: P-001
approved_by: P-001
code: CMP102
record: TS-2026-0001
reason: 例
expires: 2026-06-30
"""


@rule(
    "CON101",
    clause="7.5",
    severity=Severity.WARNING,
    each=Concession,
    title=Text(zh="让步到期即止", en="A concession ends on its day"),
    message=Text(
        zh="让步 {id}（{code}，{record}）已于 {expires} 到期",
        en="concession {id} ({code}, {record}) expired on {expires}",
    ),
    why=Text(zh="让步只在批准的期限内有效。", en="A concession holds for its time only."),
    cure=Text(
        zh="问题已解决的，把让步作废；还需要的，重新申请批准。",
        en="Void it if the matter is settled; else apply for another.",
    ),
    bad=Example({_PATH: _CONCESSION}),
    good=Example({_PATH: _CONCESSION.replace("06-30", "12-31")}),
)
def expired(snapshot: Snapshot) -> Iterator[Hit]:
    """A concession is past its day and not voided."""
    for each in snapshot.live(Concession):
        if each.expires < snapshot.as_of and each.status is not Status.void:
            yield hit(
                place_of(each, "expires"),
                id=each.id,
                code=each.code,
                record=each.record,
                expires=each.expires,
            )


@rule(
    "CON102",
    clause="7.5",
    severity=Severity.ERROR,
    each=Concession,
    reads=(Person, Post),
    title=Text(zh="让步由有权的人批准", en="A concession is approved by who may"),
    message=Text(
        zh="让步 {id} 没有由总经理、副总经理或售后服务部部长批准，不起作用",
        en="concession {id} lacks the approval of a post that may give it, and has no effect",
    ),
    why=Text(zh="接受偏离的权限属于岗位。", en="The right to accept a departure is a post's."),
    cure=Text(zh="请有权的人批准，写明 approved_by。", en="Have it approved: approved_by."),
    bad=Example({_PATH: _CONCESSION.replace("approved_by: P-001\n", "")}),
    is_integrity=True,
)
def unapproved(snapshot: Snapshot) -> Iterator[Hit]:
    """A concession without approval by a post that may grant it, on its day."""
    for each in snapshot.live(Concession):
        if each.status is not Status.void and not is_approved(snapshot, each):
            yield hit(place_of(each, "approved_by"), id=each.id)
