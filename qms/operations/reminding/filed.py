"""Files who was reminded of what, on which day, by which means: one record a run (clause 7.4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from qms.errors import QmsError
from qms.model.kinds.ch02_reminders import Means, Reminder
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import closed
from qms.store.changes import Changes
from qms.text import Text


@dataclass(frozen=True, slots=True)
class Reached:
    """One addressee: a person by number or, outside, the copies held; what was said, and how."""

    key: tuple[str, ...]
    is_person: bool
    means: tuple[Means, ...]
    matters: tuple[str, ...]


def reminded(snapshot: Snapshot, reached: Sequence[Reached], *, by: str) -> Changes[None]:
    """File the reminders of a run.

    Raises:
        QmsError: Nobody was reached, or who files it is unknown.

    """
    if not reached:
        raise QmsError(Text(zh="没有提醒任何人。", en="Nobody was reminded."))
    rows = [
        {
            **({"person": each.key[0]} if each.is_person else {"copy_numbers": list(each.key)}),
            "means": [means.value for means in each.means],
            "matters": list(each.matters),
        }
        for each in reached
    ]
    return Changes("催办 {id}", (closed(snapshot, Reminder, by, {"reminded": rows}),))
