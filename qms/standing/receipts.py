"""What the holders of copies owe: the receipt of a copy, of an amendment (2.2.2, 2.2.3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from qms.model.kinds.ch02_copies import AmendmentNotice
from qms.model.kinds.ch02_manual import release_name
from qms.model.snapshot import Snapshot
from qms.standing.copies import ControlledCopy, copies_on, events_of, release_rank
from qms.standing.copy_codes import typed_code
from qms.standing.genuine import genuine
from qms.text import Text

_SHORT = 4


@dataclass(frozen=True, slots=True)
class Owed:
    """What the holder of a copy owes; an amendment is acknowledged up to the newest one sent."""

    copy: ControlledCopy
    amendment: AmendmentNotice | None

    @property
    def what(self) -> Text:
        """What is to be signed, in a few words."""
        zh: list[str] = []
        en: list[str] = []
        if self.copy.awaits_receipt:
            name = release_name(self.copy.release)
            zh.append(f"签收 {name}")
            en.append(f"receipt of {name}")
        if self.amendment is not None:
            name = release_name(self.amendment.release)
            zh.append(f"换页回执 {name}")
            en.append(f"receipt of amendment {name}")
        return Text(zh="、".join(zh), en=", ".join(en))


def owed(copy: ControlledCopy) -> Owed | None:
    """Return what the holder of a copy owes; None when nothing, or when it is no longer out."""
    sent = sorted(copy.unacknowledged, key=lambda each: release_rank(each.release))
    newest = sent[-1] if sent else None
    if not copy.state.is_out or not (copy.awaits_receipt or newest):
        return None
    return Owed(copy, newest)


def all_owed(snapshot: Snapshot) -> Mapping[str, Owed]:
    """Return what is owed on the day, by the number of the copy."""
    found = (owed(copy) for copy in copies_on(events_of(snapshot), snapshot.as_of).values())
    return {each.copy.number: each for each in found if each is not None}


def scanned(snapshot: Snapshot, words: str) -> str | None:
    """Return the number of the copy that a code or number stands for, as scanned or typed.

    What the cover's square says is an address that ends with the code.
    """
    said = words.rpartition("#")[2].strip()
    if said.isdecimal() and len(said) <= _SHORT:
        number = said.zfill(3)
        return number if number in copies_on(events_of(snapshot), snapshot.as_of) else None
    found = genuine(snapshot).get(typed_code(said))
    return found.copy.number if found else None
