"""Gives records their numbers: within a kind and a year one after the other, without gaps (7.5)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qms.errors import QmsError
from qms.model.kinds.record import Record, kind_name
from qms.text import Text, same

_PATTERN = re.compile(
    r"(?P<prefix>[A-Z]+-)(?P<year>(?:\\d|\[0-9\])\{4\}-)?(?:\\d|\[0-9\])\{(?P<width>[0-9]+)\}"
)


@dataclass(frozen=True, slots=True)
class Series:
    """How a kind counts: `TS-2026-0001` by year, `R-001` without end."""

    prefix: str
    is_yearly: bool
    width: int

    def number(self, year: int, serial: int) -> str:
        """Return one number of the series."""
        middle = f"{year:04}-" if self.is_yearly else ""
        return f"{self.prefix}{middle}{serial:0{self.width}}"

    def following(self, year: int, taken: Iterable[str]) -> str:
        """Return the number after the highest one taken, in that year where years count."""
        start = f"{self.prefix}{year:04}-" if self.is_yearly else self.prefix
        serials = (
            int(tail)
            for each in taken
            if each.startswith(start) and (tail := each.removeprefix(start)).isdecimal()
        )
        return self.number(year, max(serials, default=0) + 1)


def series_of(model: type[Record]) -> Series | None:
    """Return how a kind's numbers count, or None where people choose them."""
    found = _PATTERN.fullmatch(model.header.id_pattern)
    if not found:
        return None
    return Series(found["prefix"], found["year"] is not None, int(found["width"]))


def next_number(model: type[Record], taken: Iterable[str], year: int) -> str:
    """Return the number after the highest that a kind has in a year.

    Raises:
        QmsError: The kind's numbers are chosen by people.

    """
    series = series_of(model)
    if series is None:
        raise QmsError(
            Text(zh="{kind} 的编号不是自动编的。", en="{kind} is not numbered by the tool."),
            Text(zh="请自己写明编号。", en="State the number yourself."),
            kind=same(kind_name(model)),
        )
    return series.following(year, taken)
