"""All that is past its day: what falls due, and findings with a deadline, each once (9.2).

Home page, status, calendar, review pack and matrix show this list and count it, so that overdue
means one thing everywhere.
"""

from collections.abc import Iterable

from qms.model.finding import Finding
from qms.model.snapshot import Snapshot
from qms.standing.due import Due, dues
from qms.text import Text, same


def overdue(snapshot: Snapshot, findings: Iterable[Finding]) -> tuple[Due, ...]:
    """Return what is owed and past its day, earliest first.

    A finding whose record and day are on the list of what falls due already is that same matter;
    several findings on one record and day are one.
    """
    return _late(dues(snapshot), snapshot, findings)


def _late(
    every: tuple[Due, ...], snapshot: Snapshot, findings: Iterable[Finding]
) -> tuple[Due, ...]:
    found = [each for each in every if each.day < snapshot.as_of]
    known = {(each.place.record or each.place.path, each.day) for each in found}
    for each in findings:
        if each.due is None or each.due >= snapshot.as_of:
            continue
        key = (each.place.record or each.place.path, each.due)
        if key in known:
            continue
        known.add(key)
        said = Text(zh=each.say("zh"), en=each.say("en"))
        found.append(Due(each.due, said, same(""), each.who or each.owner, each.place, each.clause))
    return tuple(sorted(found, key=lambda each: (each.day, each.what.en)))


def calendar(snapshot: Snapshot, findings: Iterable[Finding]) -> tuple[Due, ...]:
    """Return what is overdue, then what falls due from the snapshot's day on."""
    every = dues(snapshot)
    ahead = (each for each in every if each.day >= snapshot.as_of)
    return (*_late(every, snapshot, findings), *ahead)
