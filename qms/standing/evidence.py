"""What the records say already, to be laid beside an item that somebody must judge (9.4, 9.6)."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from qms.model.finding import Finding
from qms.model.kinds.record import Evidence, Record
from qms.model.snapshot import Snapshot
from qms.text import Lang, Text

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Beside:
    """The records of one kind in a year: how many, and the newest of them."""

    title: Text
    count: int
    newest: tuple[str, ...]

    def say(self, lang: Lang) -> str:
        """Return the kind, the count and the newest numbers."""
        named = " ".join(self.newest)
        if not self.count:
            return _NONE.say(lang, title=self.title)
        more = " …" if self.count > len(self.newest) else ""
        return _SOME.say(lang, title=self.title, count=self.count, named=named + more)


_NONE = Text(zh="{title}：无", en="{title}: none")
_SOME = Text(zh="{title} {count} 份：{named}", en="{title}, {count}: {named}")


def beside(snapshot: Snapshot, named: Iterable[str], year: int) -> tuple[Beside, ...]:
    """Return what there is of these kinds: registers whole, retained records of the year."""
    found: list[Beside] = []
    for kind in named:
        model = snapshot.kinds.get(kind)
        if model is None:
            continue
        rows = [
            each for each in snapshot.tables.get(kind, ()) if is_of_year(each, year, snapshot.as_of)
        ]
        newest = tuple(each.id for each in rows[-_SHOWN:])
        found.append(Beside(model.header.title, len(rows), newest))
    return tuple(found)


def is_of_year(record: Record, year: int, as_of: dt.date) -> bool:
    """Return whether a record belongs to a year and was there on the day."""
    if not isinstance(record, Evidence):
        return True
    return record.date.year == year and record.date <= as_of


def kinds_of(snapshot: Snapshot, clauses: Collection[str]) -> tuple[str, ...]:
    """Return the kinds whose forms belong to these clauses or to what is under them."""
    return tuple(
        kind
        for kind, model in snapshot.kinds.items()
        if any(is_under(model.header.clause, each) for each in clauses)
    )


def findings_of(findings: Iterable[Finding], clauses: Collection[str]) -> tuple[Finding, ...]:
    """Return the findings against these clauses or what is under them."""
    return tuple(
        each for each in findings if any(is_under(each.clause, parent) for parent in clauses)
    )


def is_under(clause: str, parent: str) -> bool:
    """Return whether a clause is another, or stands under it."""
    return clause == parent or clause.startswith(parent + ".")
