"""A sheet of another system, told in the words of ours: headings, values, what it lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from qms.forms.tabular.grids import Grid
from qms.forms.tabular.spelling import Cell

_LOOKED_THROUGH = 10


class ForeignSheet(BaseModel):
    """How a sheet of another system is read: the content of a mapping file.

    Attributes:
        headings: Their heading, ours.
        values: Our heading, then their value, ours.
        constants: Our heading, and what every row gets in that column, which theirs lacks.
        left_out: Their headings that are not taken in.

    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    headings: dict[str, str] = Field(min_length=1)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    left_out: tuple[str, ...] = Field(default=(), strict=False)

    def told(self, grid: Grid) -> Grid:
        """Return the sheet in our words; as it is where none of their headings stands in it."""
        head = next(
            (at for at, row in enumerate(grid.rows[:_LOOKED_THROUGH]) if self._is_head(row)), None
        )
        if head is None:
            return grid
        width = max(map(len, grid.rows))
        heads = [_said(cell) for cell in _padded(grid.rows[head], width)]
        dropped = {at for at, words in enumerate(heads) if words in self.left_out}
        ours = [self.headings.get(words, words) for words in heads]
        rows: list[Sequence[Cell]] = [*grid.rows[:head]]
        rows.append([*_without(ours, dropped), *self.constants])
        for row in grid.rows[head + 1 :]:
            cells = [
                self._value(heading, cell)
                for heading, cell in zip(ours, _padded(row, width), strict=True)
            ]
            kept = _without(cells, dropped)
            is_filled = any(_said(cell) for cell in kept)
            rows.append([*kept, *self.constants.values()] if is_filled else [])
        return replace(grid, rows=rows)

    def _is_head(self, row: Sequence[Cell]) -> bool:
        return any(_said(cell) in self.headings for cell in row)

    def _value(self, heading: str, cell: Cell) -> Cell:
        known: Mapping[str, str] = self.values.get(heading, {})
        return known.get(_said(cell), cell)


def _said(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def _padded(row: Sequence[Cell], width: int) -> list[Cell]:
    return [*row, *([None] * (width - len(row)))]


def _without(cells: Sequence[Cell], dropped: set[int]) -> list[Cell]:
    return [cell for at, cell in enumerate(cells) if at not in dropped]
