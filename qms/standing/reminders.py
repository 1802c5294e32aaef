"""Who is to be reminded of what: the one list of what falls due, put together by addressee."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qms.model.calendar import days_later
from qms.model.kinds.ch02_distribution import Receiver
from qms.model.kinds.ch02_reminders import Means, Reminder
from qms.model.kinds.ch07_competence import Person
from qms.model.snapshot import Snapshot
from qms.standing.copies import ControlledCopy, copies_on, events_of
from qms.standing.distribution import receiver_of
from qms.standing.due import Due, dues


@dataclass(frozen=True, slots=True)
class Notice:
    """What one addressee owes: a person of the company, or whoever holds copies outside it.

    Attributes:
        person: Who owes it; of what a department owes, its head.
        copies: The copies that a body outside owes receipts for; it is told by letter.
        dues: What is owed, earliest first.
        receiver: The line of a distribution list that says where the body is written to.

    """

    person: Person | None
    copies: tuple[ControlledCopy, ...]
    dues: tuple[Due, ...]
    receiver: Receiver | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What tells the addressee from others."""
        return (self.person.id,) if self.person else tuple(each.number for each in self.copies)


def notices(snapshot: Snapshot, *, days: int) -> tuple[Notice, ...]:
    """Return a notice for everybody who owes something by so many days from now.

    What nobody answers for is in none of them: see `unowned`.
    """
    chosen = _due_by(snapshot, days)
    inside: dict[str, list[Due]] = {}
    outside: dict[tuple[str, str], list[Due]] = {}
    copies = copies_on(events_of(snapshot), snapshot.as_of)
    for due in chosen:
        person = snapshot.in_charge(due.owner)
        if due.copy:
            holder = copies[due.copy].holder
            key = (holder.holder_class.value, holder.organisation or "")
            outside.setdefault(key, []).append(due)
        elif person is not None:
            inside.setdefault(person.id, []).append(due)
    people = (
        Notice(snapshot.find(Person, number), (), tuple(owed)) for number, owed in inside.items()
    )
    return (
        *sorted(people, key=lambda each: each.key),
        *(_outside(snapshot, copies, owed) for owed in outside.values()),
    )


def _due_by(snapshot: Snapshot, days: int) -> tuple[Due, ...]:
    last = days_later(snapshot.as_of, days)
    return tuple(each for each in dues(snapshot) if each.day <= last)


def unowned(snapshot: Snapshot, *, days: int) -> tuple[Due, ...]:
    """Return what is due and concerns a department whose head's post nobody holds."""
    return tuple(
        each
        for each in _due_by(snapshot, days)
        if not each.copy and snapshot.in_charge(each.owner) is None
    )


def _outside(
    snapshot: Snapshot, copies: Mapping[str, ControlledCopy], owed: Iterable[Due]
) -> Notice:
    found = tuple(owed)
    held = tuple(copies[number] for number in sorted({each.copy for each in found}))
    return Notice(None, held, found, receiver_of(snapshot, held[0]))


def told_on_the_day(snapshot: Snapshot) -> Mapping[tuple[str, ...], frozenset[Means]]:
    """Return by which means an addressee was reminded already on the snapshot's day."""
    found: dict[tuple[str, ...], frozenset[Means]] = {}
    for each in snapshot.live(Reminder):
        if each.date == snapshot.as_of:
            for one in each.reminded:
                key = (one.person,) if one.person else one.copy_numbers
                found[key] = found.get(key, frozenset()) | frozenset(one.means)
    return found
