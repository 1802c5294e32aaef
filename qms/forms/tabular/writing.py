"""Records as tables of cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qms.forms.tabular import cells
from qms.forms.tabular.cells import Office
from qms.forms.tabular.columns import Column, Layout, Part
from qms.forms.tabular.spelling import Cell
from qms.model.kinds.numbers import Money
from qms.model.kinds.record import Record


@dataclass(frozen=True, slots=True)
class Filled:
    """A table with rows to be written."""

    layout: Layout
    rows: tuple[tuple[Cell, ...], ...]


def filled(records: Iterable[Record], layouts: Sequence[Layout], office: Office) -> list[Filled]:
    """Return the tables of these records, in their order."""
    made: list[list[tuple[Cell, ...]]] = [[] for _ in layouts]
    for record in records:
        data = record.model_dump(mode="json")
        for layout, rows in zip(layouts, made, strict=True):
            if not layout.path:
                rows.append(_cells(layout.columns, data, office))
                continue
            for line in _inside(data, layout.path) or ():
                rows.append((record.id, *_cells(layout.columns[1:], line, office)))
    return [Filled(layout, tuple(rows)) for layout, rows in zip(layouts, made, strict=True)]


def _inside(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def _cells(columns: Sequence[Column], data: Any, office: Office) -> tuple[Cell, ...]:
    return tuple(_cell(column, _inside(data, column.path), office) for column in columns)


def _cell(column: Column, value: Any, office: Office) -> Cell:
    if value is None or column.part is Part.whole:
        if value == [] and column.is_required:
            return "[]"
        return cells.shown(column.field, value, office)
    money = Money.parse(value)
    return money.currency if column.part is Part.currency else _amount(money.amount, office)


def _amount(amount: Decimal, office: Office) -> Cell:
    exact = Decimal(repr(float(amount))) == amount
    return float(amount) if exact and not office.is_text else format(amount, "f")
