"""Gives records their numbers: within a kind and a year one after the other, without gaps (7.5)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qms.errors import QmsError
from qms.model.kinds.record import Record, kind_name
from qms.text import Text, same

_PATTERN = re.compile(
    r"(?P<prefix>[A-Z]+-)(?P<year>(?:\\d|\[0-9\])\{4\}-)?(?:\\d|\[0-9\])\{(?P<width>[0-9]+)\}"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that nothing bears, from the first to the last, and the used one after them."""

    first: str
    last: str
    count: int
    after: str


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

    def read(self, number: str) -> tuple[str, int] | None:
        """Return the start of a number, which tells the year, and its place in the count."""
        start = f"{self.prefix}[0-9]{{4}}-" if self.is_yearly else self.prefix
        found = re.fullmatch(rf"({start})([0-9]{{{self.width},}})", number)
        return (found[1], int(found[2])) if found else None

    def gaps(self, taken: Iterable[str]) -> Iterator["Gap"]:
        """Yield each row of unused numbers below a used one; each year counts from 1."""
        counted: dict[str, dict[int, str]] = {}
        for each in taken:
            found = self.read(each)
            if found is not None:
                counted.setdefault(found[0], {})[found[1]] = each
        for start, used in sorted(counted.items()):
            before = 0
            for serial in sorted(used):
                if serial > before + 1:
                    first, last = (f"{start}{n:0{self.width}}" for n in (before + 1, serial - 1))
                    yield Gap(first, last, serial - before - 1, used[serial])
                before = serial

    def start(self, year: int) -> str:
        """Return how the numbers of a year begin; all alike where years do not count."""
        return f"{self.prefix}{year:04}-" if self.is_yearly else self.prefix

    def last(self, year: int, taken: Iterable[str]) -> int:
        """Return the place in that year's count after which the next number comes, 0 at first.

        It is the highest one taken. Where that is the last that there can be, a slip of whoever
        wrote 9999 by hand, it is the highest one below the gap that the slip left.
        """
        start = self.start(year)
        serials = {
            int(tail)
            for each in taken
            if each.startswith(start) and (tail := each.removeprefix(start)).isdecimal()
        }
        highest = max(serials, default=0)
        if highest < 10**self.width - 1:
            return highest
        below = (each for each in serials | {0} if each + 1 not in serials and each != highest)
        return max(below, default=highest)

    def following(self, year: int, taken: Iterable[str]) -> str:
        """Return the number after the highest one taken, in that year where years count."""
        return self.number(year, self.last(year, taken) + 1)


def series_of(model: type[Record]) -> Series | None:
    """Return how a kind's numbers count, or None where people choose them."""
    found = _PATTERN.fullmatch(model.header.id_pattern)
    named = found and (found["prefix"], found["year"] is not None, int(found["width"]))
    return Series(*named) if named else None


def numbered_by_people(model: type[Record]) -> QmsError:
    """Return the refusal to number what people give numbers to."""
    return QmsError(
        Text(zh="{kind} 的编号不是自动编的。", en="{kind} is not numbered by the tool."),
        Text(zh="请自己写明编号。", en="State the number yourself."),
        kind=same(kind_name(model)),
    )
