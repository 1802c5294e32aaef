"""Gives records their numbers: within a kind and a year one after the other, without gaps (7.5)."""

import re
from collections.abc import Iterable

from qms.errors import QmsError
from qms.model.kinds.record import Record, kind_name
from qms.text import Text, same

_PREFIX = re.compile(r"([A-Z]{2,4})-\\d\{4\}-\\d\{4\}")


def next_number(model: type[Record], taken: Iterable[str], year: int) -> str:
    """Return the number after the highest that a kind has in a year.

    Raises:
        QmsError: The kind's numbers are not of the form PREFIX-YEAR-NNNN.

    """
    found = _PREFIX.fullmatch(model.header.id_pattern)
    if found is None:
        raise QmsError(
            Text(zh="{kind} 的编号不是自动编的。", en="{kind} is not numbered by the tool."),
            Text(zh="请自己写明编号。", en="State the number yourself."),
            kind=same(kind_name(model)),
        )
    head = f"{found[1]}-{year}-"
    used = [int(each[len(head) :]) for each in taken if each.startswith(head)]
    return f"{head}{max(used, default=0) + 1:04}"
