"""Whether what is on file of a numbered copy can have happened (clauses 2.2.2 and 2.2.3)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_copies import (
    AmendmentNotice,
    CopyDestruction,
    CopyEvent,
    CopyReplacement,
    CopyReturn,
)
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.standing.copies import Event, events_of, lives_on
from qms.text import Text


def _event(number: int, day: str, action: str, more: str = "") -> dict[str, str]:
    return {
        f"records/copy-event/2026/FF-2026-{number:04}.yaml": (
            f"id: FF-2026-{number:04}\nform: QR-2.2.2-01 A/0\ndate: {day}\n"
            f"department: after-sales\nfilled_by: P-001\naction: {action}\ncopy_number: '001'\n"
            f"release: A-0\n{more}"
        )
    }


_HOLDER = "holder: {holder_class: department, department: after-sales, person: P-001}\n"
_ISSUE = _event(1, "2026-01-05", "issue", "copy_class: controlled\n" + _HOLDER)
_LOST = _event(2, "2026-02-05", "lost")


@rule(
    "CPY110",
    clause="2.2.2",
    severity=Severity.ERROR,
    reads=(AmendmentNotice, CopyDestruction, CopyEvent, CopyReplacement, CopyReturn),
    title=Text(zh="登记的事项前后相合", en="What is on file of a copy can have happened"),
    message=Text(
        zh="{id} 登记分发号 {number} {what}（{day}），{why}",
        en="{id} says of copy {number}: {what} on {day}; {why}",
    ),
    why=Text(
        zh="遗失、收回、销毁之后不再有别的事项；没有发放就没有签收，没有通知就没有换页回执。",
        en="Nothing follows loss, return or destruction; no receipt without an issue or a notice.",
    ),
    cure=Text(
        zh="查明经过；登错的用 qms correct {id} 更正或作废，失而复得的另行发放新号。",
        en="Find out what happened; correct or void it (qms correct {id}); what was found again "
        "is issued under a new number.",
    ),
    bad=Example(_ISSUE | _LOST | _event(3, "2026-03-05", "acknowledge")),
    good=Example(_ISSUE | _event(2, "2026-02-05", "acknowledge") | _event(3, "2026-03-05", "lost")),
    is_integrity=True,
)
def cannot_have_happened(snapshot: Snapshot) -> Iterator[Hit]:
    """An event follows the end of a copy, precedes its issue, or answers nothing that was sent."""
    for each in lives_on(events_of(snapshot), snapshot.as_of).departures:
        yield hit(
            place_of(each.event), id=each.event.id, number=each.number, day=each.event.date,
            what=_what(each.event), why=each.objection.label.inside,
        )  # fmt: skip


def _what(event: Event) -> Text:
    return event.action.label.inside if isinstance(event, CopyEvent) else type(event).header.title


@rule(
    "CPY111",
    clause="2.2.2",
    severity=Severity.ERROR,
    reads=(CopyEvent,),
    title=Text(zh="事项按时间顺序登记", en="Events are entered in order of time"),
    message=Text(
        zh="{id} 登记在 {before} 之后，日期 {day} 却早于它（{then}），没有说明",
        en="{id} was entered after {before} and is dated {day}, before it ({then}), unexplained",
    ),
    why=Text(
        zh="补登时倒填日期，逾期就看不出来了。",
        en="What is entered late and dated back hides that it was late.",
    ),
    cure=Text(
        zh="按登记当日填写日期；确是补登的，在 reason 中说明。",
        en="Date it when it is entered; where it was really earlier, say so under reason.",
    ),
    bad=Example(
        _ISSUE
        | _event(3, "2026-03-05", "transfer", _HOLDER)
        | _event(4, "2026-02-05", "acknowledge")
    ),
    good=Example(_ISSUE | _event(2, "2026-02-05", "acknowledge")),
    is_integrity=True,
)
def dated_back(snapshot: Snapshot) -> Iterator[Hit]:
    """An event of a copy bears a later number and an earlier day than another of its kind."""
    latest: dict[str, CopyEvent] = {}
    for event in sorted(snapshot.valid(CopyEvent), key=lambda each: each.id):
        before = latest.setdefault(event.copy_number, event)
        if event.date >= before.date:
            latest[event.copy_number] = event
        elif not event.reason:
            yield hit(
                place_of(event, "date"), id=event.id, before=before.id, day=event.date,
                then=before.date,
            )  # fmt: skip
