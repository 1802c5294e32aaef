"""Tables of cells as the data of records, and every cell that is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qms.forms.fields import Shape
from qms.forms.tabular import (
    cells,
    faults,
)
from qms.forms.tabular.cells import (
    Cell,
    Office,
)
from qms.forms.tabular.columns import (
    ID,
    Column,
    Layout,
    Part,
    layouts_of,
)
from qms.forms.tabular.faults import (
    BadCell,
    Fault,
    Spot,
)
from qms.model.finding import Key
from qms.model.kinds.record import Record
from qms.text import Text

_LOOKED_THROUGH = 10  # rows in which the headings may stand


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as read from a file: its name and its cells, row by row from the first."""

    name: str
    rows: Sequence[Sequence[Cell]]


@dataclass
class Row:
    """The data of one record as read, and the cells that it came from."""

    number: str | None
    data: dict[str, Any]
    spots: dict[tuple[Key, ...], Spot] = field(default_factory=dict)

    def spot(self, keys: Sequence[Key]) -> Spot:
        """Return the cell that a key path came from, or the nearest one."""
        for length in range(len(keys), 0, -1):
            start = tuple(keys[:length])
            if start in self.spots:
                return self.spots[start]
            inside = (where for path, where in self.spots.items() if path[:length] == start)
            found = next(inside, None)
            if found is not None:
                return found
        return self.spots[(ID,)]


@dataclass(frozen=True, slots=True)
class Taken:
    """All that a file holds: the records' data, and what is wrong with single cells."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def taken(model: type[Record], grids: Sequence[Grid], office: Office) -> Taken:
    """Return the data of the records in these sheets, and every cell that is wrong."""
    reader = _Reader(office)
    layouts = layouts_of(model, one_table=office.is_text)
    main = _main_grid(grids, layouts[0])
    if main is None:
        first = grids[0].name if grids else ""
        wanted = layouts[0].columns[0].heading
        return Taken(
            (),
            (
                Fault(
                    Spot(first, 1, 1),
                    Text(zh=f"没有表头“{wanted.zh}”", en=f"no heading {wanted.en} was found"),
                    Text(zh="用 qms export 导出的空白表填写", en="fill in the form of qms export"),
                ),
            ),
        )
    reader.read_main(main, layouts[0])
    by_name = {grid.name.strip(): grid for grid in grids}
    for layout in layouts[1:]:
        if layout.sheet in by_name:
            reader.read_lines(by_name[layout.sheet], layout)
    return Taken(tuple(reader.rows), tuple(reader.faults))


def _main_grid(grids: Sequence[Grid], layout: Layout) -> Grid | None:
    named = [grid for grid in grids if grid.name.strip() == layout.sheet]
    for grid in (*named, *grids):
        if _head_row(grid, layout) is not None:
            return grid
    return None


def _head_row(grid: Grid, layout: Layout) -> int | None:
    """Return where the headings stand: the first row that names the number's column."""
    wanted = layout.columns[0].names
    for index, row in enumerate(grid.rows[:_LOOKED_THROUGH]):
        if any(_heading(cell) in wanted for cell in row):
            return index
    return None


def _heading(cell: Cell) -> str:
    words = str(cell or "").strip().removesuffix("*").strip()
    return words.lower()


@dataclass(frozen=True)
class _Line:
    """A row of a sheet with the columns that its cells stand in."""

    sheet: str
    number: int
    row: Sequence[Cell]
    columns: Mapping[int, Column]

    def cell(self, at: int) -> Cell:
        """Return a cell; rows may end early."""
        return self.row[at] if at < len(self.row) else None

    def spot(self, at: int) -> Spot:
        """Return where a cell stands."""
        return Spot(self.sheet, self.number, at + 1, self.columns[at].heading.zh)


@dataclass
class _Reader:
    """Reads sheet by sheet; local to one file."""

    office: Office
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def read_main(self, grid: Grid, layout: Layout) -> None:
        """Read the table with a row a record."""
        for line in self._lines(grid, layout):
            at = next(at for at, column in line.columns.items() if column.path == (ID,))
            made = Row(None, {}, {(ID,): line.spot(at)})
            self._fill(made, made.data, line)
            given = made.data.get(ID)
            made.number = str(given) if given else None
            self.rows.append(made)

    def read_lines(self, grid: Grid, layout: Layout) -> None:
        """Read a table of lines into the records that they belong to."""
        by_number = {row.number: row for row in self.rows if row.number}
        for line in self._lines(grid, layout):
            link = next(at for at, column in line.columns.items() if column is layout.columns[0])
            number = str(line.cell(link) or "").strip()
            owner = by_number.get(number)
            if owner is None:
                self.faults.append(_nobody(line.spot(link), number))
                continue
            place = _list_in(owner.data, layout.path)
            keys: tuple[Key, ...] = (*layout.path, len(place))
            owner.spots[keys] = line.spot(link)
            place.append({})
            others = {at: column for at, column in line.columns.items() if at != link}
            self._fill(owner, place[-1], replace(line, columns=others), keys=keys)

    def _lines(self, grid: Grid, layout: Layout) -> Iterator[_Line]:
        head = _head_row(grid, layout)
        if head is None:
            if any(cell not in (None, "") for row in grid.rows for cell in row):
                self.faults.append(_no_heads(Spot(grid.name, 1, 1), layout))
            return
        columns = self._matched(grid, head, layout)
        for index in range(head + 1, len(grid.rows)):
            row = grid.rows[index]
            if any(cell is not None and str(cell).strip() for cell in row):
                yield _Line(grid.name, index + 1, row, columns)

    def _matched(self, grid: Grid, head: int, layout: Layout) -> dict[int, Column]:
        """Return which column stands where; an unknown or repeated heading is a fault."""
        found: dict[int, Column] = {}
        for at, cell in enumerate(grid.rows[head]):
            words = _heading(cell)
            column = next((each for each in layout.columns if words in each.names), None)
            spot = Spot(grid.name, head + 1, at + 1, str(cell or ""))
            if column is not None and column not in found.values():
                found[at] = column
            elif column is not None:
                self.faults.append(Fault(spot, *_REPEATED))
            elif words or any(at < len(row) and row[at] not in (None, "") for row in grid.rows):
                self.faults.append(_unknown_head(spot, layout))
        return found

    def _fill(
        self, owner: Row, target: dict[str, Any], line: _Line, *, keys: tuple[Key, ...] = ()
    ) -> None:
        halves: dict[tuple[str, ...], dict[Part, Cell]] = {}
        for at, column in line.columns.items():
            spot = line.spot(at)
            owner.spots.setdefault((*keys, *column.path), spot)
            if column.part is not Part.whole:
                halves.setdefault(column.path, {})[column.part] = line.cell(at)
                continue
            try:
                value = cells.read(column.field, line.cell(at), self.office)
            except BadCell as bad:
                self.faults.append(Fault(spot, bad.what, bad.wanted))
                continue
            if value is not None:
                _put(target, column.path, value)
            elif column.is_required and column.field.shape is Shape.sheet:
                _put(target, column.path, {})
        for path, parts in halves.items():
            try:
                amount = cells.money(parts.get(Part.amount), parts.get(Part.currency))
            except BadCell as bad:
                self.faults.append(Fault(owner.spots[(*keys, *path)], bad.what, bad.wanted))
            else:
                if amount is not None:
                    _put(target, path, amount)


def _put(target: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        target = target.setdefault(name, {})
    target[path[-1]] = value


def _list_in(data: dict[str, Any], path: tuple[str, ...]) -> list[Any]:
    for name in path[:-1]:
        data = data.setdefault(name, {})
    found: list[Any] = data.setdefault(path[-1], [])
    return found


_REPEATED = (
    Text(zh="这个表头出现了两次", en="this heading stands twice"),
    Text(zh="删去其中一列", en="delete one of the columns"),
)


def _unknown_head(spot: Spot, layout: Layout) -> Fault:
    near = faults.near(spot.heading, [column.heading.zh for column in layout.columns])
    wanted = (
        Text(zh=f"是不是“{near}”？", en=f"did you mean {near}?")
        if near
        else Text(
            zh="删去此列，或改为说明页所列的表头",
            en="delete the column or use a heading of the notes",
        )
    )
    what = Text(zh=f"没有名为“{spot.heading}”的栏目", en=f"there is no field “{spot.heading}”")
    return Fault(spot, what, wanted)


def _no_heads(spot: Spot, layout: Layout) -> Fault:
    heading = layout.columns[0].heading
    return Fault(
        spot,
        Text(zh=f"没有表头“{heading.zh}”", en=f"the heading {heading.zh} is missing"),
        Text(zh="恢复表头行", en="restore the row of headings"),
    )


def _nobody(spot: Spot, number: str) -> Fault:
    if number:
        what = Text(zh=f"主表没有编号“{number}”", en=f"the main sheet has no number “{number}”")
    else:
        what = Text(zh="明细没有写所属记录的编号", en="the line does not say whose it is")
    return Fault(
        spot,
        what,
        Text(
            zh="写主表同一记录的编号；新记录两处都写 新1、新2",
            en="write the number of the record; for new ones write 新1, 新2 in both sheets",
        ),
    )
