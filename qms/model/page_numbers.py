"""The numbers of pages: 8-12 is page 12 of chapter 8, 8-12.1 a point page behind it (2.2.3)."""

import re
from dataclasses import dataclass

_ID = re.compile(r"(?P<part>[^-]+)-(?P<number>\d+)(?:\.(?P<point>\d+))?")


@dataclass(frozen=True, slots=True, order=True)
class PageNumber:
    """The number of a page in its part of the book: 12, or 12.1 for the first point page."""

    number: int
    point: int = 0

    @property
    def is_recto(self) -> bool:
        """It stands on the right-hand side; point pages go on alternating."""
        return (self.number + self.point) % 2 == 1

    def id(self, part: str) -> str:
        """Return it as printed: 8-12.1."""
        return f"{part}-{self.number}" + (f".{self.point}" if self.point else "")


def part_of(page_id: str) -> str:
    """Return the part of the book to which a page belongs: 8 of 8-12.1."""
    return page_id.split("-", 1)[0]


def number_of(page_id: str) -> PageNumber:
    """Return the number of a page from its id.

    Raises:
        ValueError: The id is not of the form 8-12 or 8-12.1.

    """
    found = _ID.fullmatch(page_id)
    if found is None:
        raise ValueError(page_id)
    return PageNumber(int(found["number"]), int(found["point"] or 0))
