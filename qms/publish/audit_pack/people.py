"""What the folder holds about people: said on its first page, from the records that it holds."""

from dataclasses import dataclass

from qms.model.kinds.ch07_competence import Person
from qms.model.personal import fields_about_people
from qms.model.snapshot import Snapshot
from qms.text import Text, joined


@dataclass(frozen=True, slots=True)
class Held:
    """A kind with something about people outside: in how many records, in which fields."""

    title: Text
    count: int
    fields: Text


def held(snapshot: Snapshot) -> list[Held]:
    """Return what the records hold about customers, addressees and other people outside."""
    found: list[Held] = []
    for kind, rows in snapshot.filed.items():
        named = [each for each in (tuple(fields_about_people(row)) for row in rows) if each]
        if named:
            fields = dict.fromkeys(field.text for each in named for field in each)
            said = joined(fields, zh="、", en=", ")
            found.append(Held(snapshot.kinds[kind].header.title, len(named), said))
    return found


def staff(snapshot: Snapshot) -> int:
    """Return of how many of the staff the folder holds names, posts, training and signatures."""
    return len(snapshot.all(Person))
