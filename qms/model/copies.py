"""The state of each numbered copy, derived from its events and never stored (clause 2.2.2)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import reduce

from qms.model.kinds.ch02_manual import (
    AmendmentNotice,
    CopyAction,
    CopyClass,
    CopyDestruction,
    CopyEvent,
    CopyReplacement,
    CopyReturn,
    Holder,
    ReplacementReason,
)
from qms.model.snapshot import Snapshot
from qms.text import Text

Event = CopyEvent | CopyReturn | CopyReplacement | CopyDestruction | AmendmentNotice


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
    received_on: dt.date | None
    sent: tuple[AmendmentNotice, ...]
    events: tuple[Event, ...]

    @property
    def unacknowledged(self) -> tuple[AmendmentNotice, ...]:
        """The amendments sent to its holder and not yet filed."""
        return tuple(notice for notice in self.sent if notice.release > self.release)


def events_of(snapshot: Snapshot) -> list[Event]:
    """Return every event in the life of any copy."""
    return [
        *snapshot.all(CopyEvent),
        *snapshot.all(CopyReturn),
        *snapshot.all(CopyReplacement),
        *snapshot.all(CopyDestruction),
        *snapshot.all(AmendmentNotice),
    ]


def numbers_of(event: Event) -> tuple[str, ...]:
    """Return the copy numbers that an event is about."""
    if isinstance(event, CopyDestruction):
        return event.copy_numbers
    if isinstance(event, CopyReplacement) and event.new_number not in {None, event.copy_number}:
        return (event.copy_number, str(event.new_number))
    return (event.copy_number,)


def copies_on(events: Iterable[Event], day: dt.date) -> dict[str, ControlledCopy]:
    """Return every copy ever issued, by number, as it stands at the end of a day.

    Events on one day count in the order of their record numbers within a kind, issues first.
    Events about a number that was never issued are ignored here; a rule reports them.
    """
    happened = sorted(
        (event for event in events if event.date <= day), key=lambda each: (each.date, _rank(each))
    )
    return reduce(_after, happened, {})


def _rank(event: Event) -> tuple[int, str]:
    order = (CopyEvent, AmendmentNotice, CopyReplacement, CopyReturn, CopyDestruction)
    first = isinstance(event, CopyEvent) and event.action is CopyAction.issue
    return (0 if first else 1 + order.index(type(event)), event.id)


def _after(copies: dict[str, ControlledCopy], event: Event) -> dict[str, ControlledCopy]:
    changed = dict(copies)
    if isinstance(event, CopyEvent) and event.action is CopyAction.issue:
        if event.copy_number not in copies and event.holder and event.copy_class:
            changed[event.copy_number] = _issued(event, event.holder, event.copy_class)
        return changed
    for number in numbers_of(event):
        if number in copies:
            stepped = _stepped(copies[number], event)
            changed[number] = replace(stepped, events=(*stepped.events, event))
    return changed


def _issued(event: CopyEvent, holder: Holder, copy_class: CopyClass) -> ControlledCopy:
    return ControlledCopy(
        number=event.copy_number,
        copy_class=copy_class,
        holder=holder,
        release=event.release,
        state=CopyState.issued,
        since=event.date,
        issued_on=event.date,
        received_on=None,
        sent=(),
        events=(event,),
    )


def _stepped(copy: ControlledCopy, event: Event) -> ControlledCopy:
    """Return the copy after one event that concerns it."""
    match event:
        case CopyEvent(action=CopyAction.acknowledge):
            return replace(copy, state=CopyState.held, since=event.date, received_on=event.date)
        case CopyEvent(action=CopyAction.amend):
            return replace(copy, release=event.release)
        case CopyEvent(action=CopyAction.transfer) if event.holder:
            return replace(copy, holder=event.holder, since=event.date)
        case CopyEvent(action=CopyAction.lost):
            return replace(copy, state=CopyState.lost, since=event.date)
        case CopyReplacement(replacement=ReplacementReason.lost) if (
            event.copy_number == copy.number
        ):
            return replace(copy, state=CopyState.lost, since=event.date)
        case CopyReturn():
            return replace(copy, state=CopyState.returned, since=event.date)
        case CopyDestruction():
            return replace(copy, state=CopyState.destroyed, since=event.date)
        case AmendmentNotice():
            return replace(copy, sent=(*copy.sent, event))
        case _:
            return copy
