"""What falls due, for people and for calendar programs."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from qms.model.kinds.ch05_leadership import Department as Department
from qms.model.kinds.ch07_competence import Person as Person
from qms.model.snapshot import Snapshot
from qms.standing.due import Due, owing, owner_name
from qms.text import Lang, Text, joined
from qms.text import same as same

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """What one owner owes by one day under one duty: often many of a kind at once."""

    day: dt.date
    duty: Text
    owner: str
    dues: tuple[Due, ...]

    @property
    def what(self) -> Text:
        """The duty, with up to three names and how many more there are."""
        if len(self.dues) == 1:
            return self.dues[0].what
        named = self.dues[:_NAMED]
        names = joined(each.subject for each in named)
        count = len(self.dues)
        more = count > len(named)
        return Text(
            zh=f"{self.duty.zh} {names.zh}{f' 等 {count} 项' if more else ''}",
            en=f"{self.duty.en} {names.en}{f' and {count - _NAMED} more' if more else ''}",
        )


def entries(dues: Iterable[Due]) -> tuple[Entry, ...]:
    """Return what is due, the same duties of one owner on one day put together."""

    def key(each: Due) -> tuple[dt.date, str, str]:
        return each.day, each.owner, each.duty.en

    found: list[Entry] = []
    for (day, owner, _), together in groupby(sorted(dues, key=key), key=key):
        same_duty = tuple(together)
        found.append(Entry(day, same_duty[0].duty, owner, same_duty))
    return tuple(found)


def names(snapshot: Snapshot, owner: str) -> frozenset[str]:
    """Return what somebody may call an owner: ids and names of department and person."""
    department, person = owing(snapshot, owner)
    found = {owner}
    found |= {person.id, person.name, person.name_en} - {""} if person else set()
    found |= {department.id, department.name, department.name_en} if department else set()
    return frozenset(found)


def listed(snapshot: Snapshot, found: Sequence[Entry], lang: Lang) -> list[str]:
    """Return a line for each entry: the day, how far it is, what, and who owes it."""
    return [
        f"  {line(snapshot, each, lang)} → {owner_name(snapshot, each.owner).say(lang)}"
        for each in found
    ]


def line(snapshot: Snapshot, entry: Entry, lang: Lang) -> str:
    """Return a line for an entry: the day, how far it is, and what."""
    return "  ".join(parts(snapshot, entry, lang))


def parts(snapshot: Snapshot, entry: Entry, lang: Lang) -> tuple[str, str, str]:
    """Return the day of an entry, how far it is, and what is to be done."""
    left = (entry.day - snapshot.as_of).days
    when = (_LATE if left < 0 else _LEFT if left else _TODAY).say(
        lang, days=abs(left), unit="day" if abs(left) == 1 else "days"
    )
    return entry.day.isoformat(), when, entry.what.say(lang)


_LATE = Text(zh="逾期 {days:>3} 天", en="{days:>3} {unit} late")
_TODAY = Text(zh="今天到期  ", en="today    ")
_LEFT = Text(zh="还有 {days:>3} 天", en="in {days:>3} {unit}")
