"""The number that a new line of a register gets, where people choose it: the next in the row."""

import re
from collections.abc import Iterable

from qms.forms.specimen import number_of
from qms.model.kinds.record import Record

_COUNTED = re.compile(r"(.*-)(\d+)")


def next_number(model: type[Record], numbers: Iterable[str]) -> str:
    """Return the number after the highest on file, the first where there is none.

    Nothing where the kind's numbers are not counted: the code of a post, a standard's number.
    """
    found = [each for each in map(_COUNTED.fullmatch, numbers) if each is not None]
    proposed = number_of(model)
    if found:
        last = max(found, key=lambda each: int(each[2]))
        proposed = f"{last[1]}{int(last[2]) + 1:0{len(last[2])}d}"
    fits = re.fullmatch(model.header.id_pattern, proposed) and _COUNTED.fullmatch(proposed)
    return proposed if fits else ""
