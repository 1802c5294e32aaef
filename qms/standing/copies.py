"""The state of each numbered copy, derived from its events and never stored (clause 2.2.2)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import reduce

from qms.model.kinds.ch02_copies import (
    AmendmentNotice,
    CopyAction,
    CopyClass,
    CopyDestruction,
    CopyEvent,
    CopyReplacement,
    CopyReturn,
    Holder,
    OldBook,
    ReplacementReason,
)
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.record import called
from qms.model.snapshot import Snapshot
from qms.text import Text, same

Event = CopyEvent | CopyReturn | CopyReplacement | CopyDestruction | AmendmentNotice
COPY_KINDS = (CopyEvent, CopyReturn, CopyReplacement, CopyDestruction, AmendmentNotice)


class CopyState(Enum):
    """What has become of a copy."""

    issued = "issued"
    held = "held"
    returned = "returned"
    lost = "lost"
    destroyed = "destroyed"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _STATES[self]

    @property
    def is_out(self) -> bool:
        """Somebody outside document control has it."""
        return self in {CopyState.issued, CopyState.held}


_STATES = {
    CopyState.issued: Text(zh="已发放，待签收", en="issued, receipt outstanding"),
    CopyState.held: Text(zh="在用", en="held"),
    CopyState.returned: Text(zh="已回收", en="returned"),
    CopyState.lost: Text(zh="遗失作废", en="lost, voided"),
    CopyState.destroyed: Text(zh="已销毁", en="destroyed"),
}


@dataclass(frozen=True)
class ControlledCopy:
    """A numbered copy on one day: who has it, at which release, and how it came there."""

    number: str
    copy_class: CopyClass
    holder: Holder
    release: str
    state: CopyState
    since: dt.date
    issued_on: dt.date
    first_release: str
    received_on: dt.date | None
    awaits_receipt: bool
    sent: tuple[AmendmentNotice, ...]
    events: tuple[Event, ...]
    loan: CopyEvent | None = None

    @property
    def unacknowledged(self) -> tuple[AmendmentNotice, ...]:
        """The amendments sent to its holder and not yet filed."""
        here = release_rank(self.release)
        return tuple(notice for notice in self.sent if release_rank(notice.release) > here)

    @property
    def old_books(self) -> tuple[OldBook, ...]:
        """The books that came back when a new one took their place, destroyed or not."""
        return tuple(
            OldBook(copy_number=self.number, release=before) for before, _ in self._exchanges()
        )

    @property
    def new_books(self) -> tuple[CopyEvent, ...]:
        """The receipts with which those books came back."""
        return tuple(event for _, event in self._exchanges())

    def _exchanges(self) -> Iterator[tuple[str, CopyEvent]]:
        before = self.first_release
        for event in self.events:
            if isinstance(event, CopyEvent) and event.action is CopyAction.amend:
                if edition_of(event.release) != edition_of(before):
                    yield before, event
                before = event.release

    @property
    def kept_old_books(self) -> tuple[OldBook, ...]:
        """The old books that came back and were not destroyed yet."""
        gone = [
            book
            for event in self.events
            if isinstance(event, CopyDestruction)
            for book in event.old_books
        ]
        return tuple(each for each in self.old_books if each not in gone)


class Objection(Enum):
    """Why an event cannot have happened to a copy: nothing follows its end, nothing its issue."""

    never_issued = "never-issued"
    before_issue = "before-issue"
    ended = "ended"
    acknowledged = "acknowledged"
    unannounced = "unannounced"
    still_out = "still-out"
    lent = "lent"
    not_lent = "not-lent"

    @property
    def label(self) -> Text:
        """The reason for people."""
        return _OBJECTIONS[self]


_OBJECTIONS = {
    Objection.never_issued: Text(zh="这个分发号从未发放", en="that number was never issued"),
    Objection.before_issue: Text(zh="日期早于它的发放", en="it is dated before the issue"),
    Objection.ended: Text(
        zh="这一本已遗失、收回或销毁", en="the copy was lost, returned or destroyed by then"
    ),
    Objection.acknowledged: Text(zh="已经签收过", en="it was acknowledged already"),
    Objection.unannounced: Text(
        zh="没有发出过到这一版的换页通知", en="no notice of an amendment to that release was sent"
    ),
    Objection.still_out: Text(zh="还没有收回", en="it had not been returned"),
    Objection.lent: Text(zh="已经借出，还没有归还", en="it was on loan already"),
    Objection.not_lent: Text(zh="没有借出过", en="it was not on loan"),
}


@dataclass(frozen=True, slots=True)
class Departure:
    """An event on file that cannot have happened to a copy, and so changes nothing."""

    event: Event
    number: str
    objection: Objection


@dataclass(frozen=True)
class Lives:
    """Every copy ever issued by its number, and the events that fit none of them."""

    copies: Mapping[str, ControlledCopy]
    departures: tuple[Departure, ...] = ()


def edition_of(release_id: str) -> str:
    """Return the edition that a release belongs to: B of B-2."""
    return release_id.partition("-")[0]


def answer_to(copy: ControlledCopy, notice: AmendmentNotice) -> CopyEvent | None:
    """Return the receipt that answers a notice: the first that brings the copy that far."""
    reached = release_rank(notice.release)
    for event in copy.events:
        if not isinstance(event, CopyEvent) or event.action is not CopyAction.amend:
            continue
        if release_rank(event.release) >= reached:
            return event
    return None


def release_rank(release_id: str) -> tuple[str, int]:
    """Return a sort key for release ids that puts A-10 behind A-9."""
    edition, _, amendment = release_id.partition("-")
    return edition, int(amendment)


def events_of(snapshot: Snapshot) -> list[Event]:
    """Return every event in the life of any copy; a draft or a void sheet is none."""
    return [
        *snapshot.valid(CopyEvent),
        *snapshot.valid(CopyReturn),
        *snapshot.valid(CopyReplacement),
        *snapshot.valid(CopyDestruction),
        *snapshot.valid(AmendmentNotice),
    ]


def numbers_of(event: Event) -> tuple[str, ...]:
    """Return the copy numbers that an event is about."""
    if isinstance(event, CopyDestruction):
        old = [each.copy_number for each in event.old_books]
        return tuple(dict.fromkeys((*event.copy_numbers, *old)))
    if isinstance(event, CopyReplacement) and event.new_number not in {None, event.copy_number}:
        return (event.copy_number, str(event.new_number))
    return (event.copy_number,)


def copies_on(events: Iterable[Event], day: dt.date) -> Mapping[str, ControlledCopy]:
    """Return every copy ever issued, by number, as it stands at the end of a day.

    Events on one day count in the order of their record numbers within a kind, issues first. An
    event that cannot have happened changes nothing; `lives_on` tells of it.
    """
    return lives_on(events, day).copies


def lives_on(events: Iterable[Event], day: dt.date) -> Lives:
    """Return every copy as it stands at the end of a day, and what cannot have happened."""
    happened = sorted(
        (event for event in events if event.date <= day), key=lambda each: (each.date, _rank(each))
    )
    lives = reduce(_after, happened, Lives({}))
    told = tuple(
        replace(each, objection=Objection.before_issue)
        if each.objection is Objection.never_issued and each.number in lives.copies
        else each
        for each in lives.departures
    )
    return replace(lives, departures=told)


def next_copy_number(copies: Iterable[str]) -> str:
    """Return the number for a new copy: one more than the highest ever given, never an old one."""
    return f"{max((int(each) for each in copies), default=0) + 1:03}"


def _rank(event: Event) -> tuple[int, str]:
    # What is sent and signed for on one day was sent first.
    order = (AmendmentNotice, CopyEvent, CopyReplacement, CopyReturn, CopyDestruction)
    first = isinstance(event, CopyEvent) and event.action is CopyAction.issue
    return (0 if first else 1 + order.index(type(event)), event.id)


def _after(lives: Lives, event: Event) -> Lives:
    copies = dict(lives.copies)
    if isinstance(event, CopyEvent) and event.action is CopyAction.issue:
        if event.copy_number not in copies and event.holder and event.copy_class:
            copies[event.copy_number] = _issued(event, event.holder, event.copy_class)
        return replace(lives, copies=copies)
    departures = list(lives.departures)
    for number in numbers_of(event):
        copy = copies.get(number)
        is_new_number = isinstance(event, CopyReplacement) and number != event.copy_number
        objection = None if is_new_number else _objection(copy, event)
        if objection is not None:
            departures.append(Departure(event, number, objection))
        elif copy is not None:
            stepped = copy if is_new_number else _stepped(copy, event)
            copies[number] = replace(stepped, events=(*stepped.events, event))
    return Lives(copies, tuple(departures))


def _objection(copy: ControlledCopy | None, event: Event) -> Objection | None:
    """Return why an event cannot have happened to a copy as it stands; None when it can."""
    if copy is None:
        return Objection.never_issued
    if isinstance(event, CopyDestruction) and copy.number not in event.copy_numbers:
        mine = [each for each in event.old_books if each.copy_number == copy.number]
        return None if set(mine) <= set(copy.kept_old_books) else Objection.still_out
    if isinstance(event, CopyDestruction):
        is_back = copy.state is CopyState.returned
        return None if is_back else Objection.still_out if copy.state.is_out else Objection.ended
    if isinstance(event, CopyReplacement) and copy.state is CopyState.lost:
        # The loss is reported first, then the sheet for the replacement.
        is_of_loss = event.replacement is ReplacementReason.lost
        return None if is_of_loss else Objection.ended
    if not copy.state.is_out:
        return Objection.ended
    if isinstance(event, CopyEvent) and event.action is CopyAction.acknowledge:
        return None if copy.awaits_receipt else Objection.acknowledged
    if isinstance(event, CopyEvent) and event.action is CopyAction.amend:
        is_announced = any(notice.release == event.release for notice in copy.sent)
        return None if is_announced else Objection.unannounced
    if isinstance(event, CopyEvent) and event.action is CopyAction.give_back:
        return None if copy.loan else Objection.not_lent
    if isinstance(event, CopyEvent) and event.action is CopyAction.loan:
        return Objection.lent if copy.loan else None
    if isinstance(event, CopyEvent) and event.action is CopyAction.refuse:
        return None if copy.awaits_receipt else Objection.acknowledged
    return None


def _issued(event: CopyEvent, holder: Holder, copy_class: CopyClass) -> ControlledCopy:
    return ControlledCopy(
        number=event.copy_number,
        copy_class=copy_class,
        holder=holder,
        release=event.release,
        state=CopyState.issued,
        since=event.date,
        issued_on=event.date,
        first_release=event.release,
        received_on=None,
        awaits_receipt=True,
        sent=(),
        events=(event,),
    )


def _stepped(copy: ControlledCopy, event: Event) -> ControlledCopy:
    """Return the copy after one event that concerns it."""
    match event:
        case CopyEvent(action=CopyAction.acknowledge):
            held = replace(copy, state=CopyState.held, since=event.date, awaits_receipt=False)
            return replace(held, received_on=event.date)
        case CopyEvent(action=CopyAction.amend):
            return replace(copy, release=event.release)
        case CopyEvent(action=CopyAction.transfer) if event.holder:
            return replace(copy, holder=event.holder, since=event.date, awaits_receipt=True)
        case CopyEvent(action=CopyAction.loan | CopyAction.give_back):
            return replace(copy, loan=event if event.action is CopyAction.loan else None)
        case CopyEvent(action=CopyAction.refuse | CopyAction.lost):
            ended = event.action is CopyAction.lost
            state = CopyState.lost if ended else CopyState.returned
            return replace(copy, state=state, since=event.date)
        case CopyReplacement(replacement=ReplacementReason.lost):
            return replace(copy, state=CopyState.lost, since=event.date)
        case CopyReplacement(replacement=ReplacementReason.worn):
            return replace(copy, awaits_receipt=copy.awaits_receipt or not event.pages)
        case CopyReturn():
            return replace(copy, state=CopyState.returned, since=event.date)
        case CopyDestruction() if copy.number in event.copy_numbers:
            return replace(copy, state=CopyState.destroyed, since=event.date)
        case AmendmentNotice():
            return replace(copy, sent=(*copy.sent, event))
        case _:
            return copy


def holder_name(snapshot: Snapshot, copy: ControlledCopy) -> str:
    """Return the holder as the stamp names it: the department, or the organisation outside."""
    return holder_called(snapshot, copy).zh


def holder_called(snapshot: Snapshot, copy: ControlledCopy) -> Text:
    """Return the holder in both languages, where the register has both."""
    department = snapshot.find(Department, copy.holder.department)
    return called(department) if department else same(copy.holder.organisation or "—")
