"""Measurements: ratios against a peer or a floor in the same run. Never part of the suite."""

from dataclasses import dataclass
from enum import Enum


class Start(Enum):
    """What is known when the clock starts."""

    COLD = "cold"  # nothing is remembered of these files
    WARM = "warm"  # what an earlier run remembered, or read once in the same process, is there


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what was measured, from which start, and what it may be at most."""

    what: str
    start: Start
    value: float | None  # None: it could not be measured here
    limit: float | None = None  # None: a measure for others, or to look at
    form: str = ".2f"

    @property
    def is_passed(self) -> bool:
        """Tell whether the limit is passed."""
        return self.value is not None and self.limit is not None and self.value > self.limit

    def said(self) -> str:
        """Return the line as it is printed."""
        value = "not measured" if self.value is None else format(self.value, self.form)
        limit = "" if self.limit is None else f"at most {format(self.limit, self.form)}"
        passed = "  PASSED THE LIMIT" if self.is_passed else ""
        return f"{self.what:55} {self.start.value}  {value:>12}   {limit}{passed}".rstrip()
