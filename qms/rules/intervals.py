"""What comes round at an interval of the register: since when it ought to have been done (2.2)."""

import datetime as dt

from qms.model.calendar import months_later
from qms.model.kinds.ch02_limits import Limit, Unit
from qms.model.snapshot import Snapshot
from qms.rules.examples import register
from qms.text import Text, joined, same

_MONTHS = {Unit.month: 1, Unit.quarter: 3, Unit.half_year: 6, Unit.year: 12}
_SHOWN = 8


def every(name: str, value: int, unit: str) -> dict[str, str]:
    """Return, for an example, an entry of the register that states a frequency."""
    return register(
        Limit,
        {"id": name, "name": "例", "name_en": "x", "clause": "1", "states": "frequency",
         "value": value, "unit": unit},
    )  # fmt: skip


def since_of(snapshot: Snapshot, name: str) -> dt.date | None:
    """Return the day from which on a thing was to be done once by today, by the register.

    None where the register states no such frequency, or no manual has been in force that long.
    """
    entry = snapshot.find(Limit, name)
    if entry is None or entry.value is None or entry.unit not in _MONTHS:
        return None
    start = months_later(snapshot.as_of, -int(entry.value) * _MONTHS[entry.unit])
    first = min((each.effective for each in snapshot.releases), default=None)
    return start if first is not None and first <= start else None


def listed(names: list[str]) -> Text:
    """Return the first of some names, and how many there are."""
    shown, more = joined(map(same, names[:_SHOWN])), len(names) - _SHOWN
    if more <= 0:
        return shown
    return Text(zh=f"{shown.zh}等 {len(names)} 个", en=f"{shown.en} and {more} more")
