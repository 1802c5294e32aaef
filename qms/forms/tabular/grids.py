"""A sheet as read from a file, before anybody knows what its columns are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qms.forms.tabular.faults import Spot
from qms.forms.tabular.spelling import Cell


@dataclass(frozen=True, slots=True)
class Area:
    """A merged area of a sheet, by its first and last row and column."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        """How spreadsheets call it: D2:D21."""
        return f"{Spot('', self.top, self.left).name}:{Spot('', self.bottom, self.right).name}"


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as read from a file: its name, its cells row by row, and what hides a content.

    Places are row and column from 1: `errors` are Excel's own (#VALUE!), `uncalculated` formulas
    that no program ever calculated; `hidden` are rows, most often filtered out.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Area, ...] = ()
    hidden: frozenset[int] = frozenset()
