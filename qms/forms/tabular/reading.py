"""Tables of cells as the data of records, and every cell that is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qms.forms.fields import Shape
from qms.forms.tabular import amounts, cells, sheet_faults
from qms.forms.tabular.cells import Office
from qms.forms.tabular.columns import ID, Column, Layout, Part, layouts_of
from qms.forms.tabular.faults import BadCell, Fault, Respelt, Spot
from qms.forms.tabular.grids import Grid
from qms.forms.tabular.spelling import Cell
from qms.model.finding import Key
from qms.model.kinds.record import Record

_LOOKED_THROUGH = 10  # rows in which the headings may stand
_ENOUGH_HEADINGS = 2  # that tell a row of headings where the column of numbers is left out


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
    """All that a file holds: the records' data, and what is wrong with single cells.

    `explained` are cells of which a fault already tells why nothing stands there, `absent` the
    columns that the file lacks: what else is missing in them need not be said again.
    """

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    respelt: tuple[Respelt, ...] = ()
    explained: frozenset[tuple[str, int, int]] = frozenset()
    absent: frozenset[tuple[str, ...]] = frozenset()


def taken(
    model: type[Record], grids: Sequence[Grid], office: Office, *, is_numbered: bool = False
) -> Taken:
    """Return the data of the records in these sheets, and every cell that is wrong.

    Args:
        model: The kind of record.
        grids: The sheets of the file.
        office: What the meaning of a cell depends on.
        is_numbered: The tool numbers this kind, so that the column of numbers may be absent.

    """
    reader = _Reader(office, is_numbered=is_numbered)
    layouts = layouts_of(model, one_table=office.is_text)
    main = _main_grid(grids, layouts[0])
    if main is None or _head_row(main, layouts[0], is_numbered=is_numbered) is None:
        return Taken(faults=(sheet_faults.no_heads(main or Grid("", ()), layouts[0]),))
    reader.read_main(main, layouts[0])
    by_name = {grid.name.strip(): grid for grid in grids}
    for layout in layouts[1:]:
        sheet = next((by_name[name] for name in layout.sheets if name in by_name), None)
        if sheet is not None:
            reader.read_lines(sheet, layout)
    return reader.taken()


def _main_grid(grids: Sequence[Grid], layout: Layout) -> Grid | None:
    """Return the sheet of the form's name, else the one with most of its headings."""
    named = next((grid for grid in grids if grid.name.strip() in layout.sheets), None)
    if named is not None:
        return named
    return max(grids, key=lambda grid: _likeness(grid, layout), default=None)


def _likeness(grid: Grid, layout: Layout) -> int:
    return max((_known(row, layout) for row in grid.rows[:_LOOKED_THROUGH]), default=0)


def _known(row: Sequence[Cell], layout: Layout) -> int:
    names = frozenset[str]().union(*(column.names for column in layout.columns))
    return len({_heading(cell) for cell in row} & names)


def _head_row(grid: Grid, layout: Layout, *, is_numbered: bool = False) -> int | None:
    """Return where the headings stand: the first row that names the number's column.

    Where the tool gives the numbers, the row with most of the form's headings serves as well.
    """
    wanted = layout.columns[0].names
    head = grid.rows[:_LOOKED_THROUGH]
    for index, row in enumerate(head):
        if any(_heading(cell) in wanted for cell in row):
            return index
    if is_numbered and head:
        best = max(range(len(head)), key=lambda index: _known(head[index], layout))
        if _known(head[best], layout) >= _ENOUGH_HEADINGS:
            return best
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
    is_numbered: bool = False
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    respelt: list[Respelt] = field(default_factory=list)
    explained: set[tuple[str, int, int]] = field(default_factory=set)
    absent: set[tuple[str, ...]] = field(default_factory=set)

    def taken(self) -> Taken:
        """Return all that was read."""
        return Taken(
            tuple(self.rows),
            tuple(self.faults),
            tuple(self.respelt),
            frozenset(self.explained),
            frozenset(self.absent),
        )

    def read_main(self, grid: Grid, layout: Layout) -> None:
        """Read the table with a row a record."""
        head = _head_row(grid, layout, is_numbered=self.is_numbered)
        for line in self._lines(grid, layout, head):
            at = next((at for at, column in line.columns.items() if column.path == (ID,)), None)
            spot = Spot(grid.name, line.number, 1) if at is None else line.spot(at)
            made = Row(None, {}, {(ID,): spot})
            self._fill(made, made.data, line)
            given = made.data.get(ID)
            made.number = str(given) if given else None
            self.rows.append(made)

    def read_lines(self, grid: Grid, layout: Layout) -> None:
        """Read a table of lines into the records that they belong to."""
        by_number = {row.number: row for row in self.rows if row.number}
        for line in self._lines(grid, layout, _head_row(grid, layout)):
            link = next(at for at, column in line.columns.items() if column is layout.columns[0])
            number = str(line.cell(link) or "").strip()
            owner = by_number.get(number)
            if owner is None:
                self.faults.append(sheet_faults.nobody(line.spot(link), number))
                continue
            place = _list_in(owner.data, layout.path)
            keys: tuple[Key, ...] = (*layout.path, len(place))
            owner.spots[keys] = line.spot(link)
            place.append({})
            others = {at: column for at, column in line.columns.items() if at != link}
            self._fill(owner, place[-1], replace(line, columns=others), keys=keys)

    def _lines(self, grid: Grid, layout: Layout, head: int | None) -> Iterator[_Line]:
        if head is None:
            if any(cell not in (None, "") for row in grid.rows for cell in row):
                self.faults.append(sheet_faults.no_heads(grid, layout))
            return
        columns = self._matched(grid, head, layout)
        self._tell_hidden(grid, head + 1, columns)
        for index in range(head + 1, len(grid.rows)):
            row = grid.rows[index]
            if any(cell is not None and str(cell).strip() for cell in row):
                yield _Line(grid.name, index + 1, row, columns)

    def _matched(self, grid: Grid, head: int, layout: Layout) -> dict[int, Column]:
        """Return which column stands where; an unknown or repeated heading is a fault."""
        found: dict[int, Column] = {}
        beneath = _first_beneath(grid, head)
        row = grid.rows[head]
        for at in range(max([len(row), *beneath])):
            cell = row[at] if at < len(row) else None
            words = _heading(cell)
            column = next((each for each in layout.columns if words in each.names), None)
            spot = Spot(grid.name, head + 1, at + 1, str(cell or ""))
            if column is not None and column not in found.values():
                found[at] = column
            elif column is not None:
                self.faults.append(Fault(spot, *sheet_faults.REPEATED))
            elif words:
                self.faults.append(sheet_faults.unknown_head(spot, layout))
            elif at + 1 in beneath:
                self.faults.append(
                    sheet_faults.without_head(Spot(grid.name, beneath[at + 1], at + 1))
                )
        self.absent.update(
            each.path for each in layout.columns if each not in found.values() and each.is_required
        )
        return found

    def _tell_hidden(self, grid: Grid, head: int, columns: Mapping[int, Column]) -> None:
        """Say of each cell beneath the headings why what people see is not what stands there."""
        heads = {at + 1: column.heading.zh for at, column in columns.items()}
        hidden = {
            Spot(grid.name, row, at, heads[at]): sheet_faults.excel_error(found)
            for (row, at), found in grid.errors.items()
            if row > head and at in heads
        }
        hidden |= {
            Spot(grid.name, row, at, heads[at]): sheet_faults.UNCALCULATED
            for row, at in grid.uncalculated
            if row > head and at in heads
        }
        self.faults.extend(Fault(spot, *words) for spot, words in hidden.items())
        self.explained.update((spot.sheet, *spot.cell) for spot in hidden)
        for area in grid.merged:
            inside = [at for at in range(area.left, area.right + 1) if at in heads]
            if area.bottom > head and inside:
                top = max(area.top, head + 1)
                spot = Spot(grid.name, top, inside[0], heads[inside[0]])
                self.faults.append(Fault(spot, *sheet_faults.merged(area)))
                last = min(area.bottom, len(grid.rows))
                self.explained.update(
                    (grid.name, row, at) for row in range(top, last + 1) for at in inside
                )
        rows = sorted(
            row for row in grid.hidden if head < row <= len(grid.rows) and any(grid.rows[row - 1])
        )
        if rows:
            self.faults.append(Fault(Spot(grid.name, rows[0], 1), *sheet_faults.hidden(rows)))

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
            self._note_spelling(column, line.cell(at), spot)
            if value is not None:
                _put(target, column.path, value)
            elif column.is_required and column.field.shape is Shape.sheet:
                _put(target, column.path, {})
        for path, parts in halves.items():
            try:
                amount = amounts.money(parts.get(Part.amount), parts.get(Part.currency))
            except BadCell as bad:
                self.faults.append(Fault(owner.spots[(*keys, *path)], bad.what, bad.wanted))
            else:
                if amount is not None:
                    _put(target, path, amount)

    def _note_spelling(self, column: Column, cell: Cell, spot: Spot) -> None:
        read_as = cells.spelling(column.field, cell)
        if read_as is not None:
            self.respelt.append(Respelt(spot, str(cell).strip(), read_as))


def _first_beneath(grid: Grid, head: int) -> dict[int, int]:
    """Return for each column that holds something beneath the headings the first such row."""
    found: dict[int, int] = {}
    for number, row in enumerate(grid.rows[head + 1 :], head + 2):
        for at, cell in enumerate(row, 1):
            if at not in found and cell is not None and str(cell).strip():
                found[at] = number
    return found


def _put(target: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        target = target.setdefault(name, {})
    target[path[-1]] = value


def _list_in(data: dict[str, Any], path: tuple[str, ...]) -> list[Any]:
    for name in path[:-1]:
        data = data.setdefault(name, {})
    found: list[Any] = data.setdefault(path[-1], [])
    return found
