"""Workbooks as sheets of cells: only cells that exist are walked, and what hides is told."""

import io
import warnings
import zipfile
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._reader import WorkSheetParser

from qms.errors import QmsError
from qms.forms.tabular.faults import Spot
from qms.forms.tabular.grids import Area, Grid
from qms.forms.tabular.spelling import Cell
from qms.store.sheets import sizes
from qms.text import Text, same

_FORMULA = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}f"


def from_workbook(content: bytes) -> list[Grid]:
    """Return the visible sheets of a workbook.

    Raises:
        QmsError: It is no .xlsx workbook, or larger than `limits` says.

    """
    book = opened(content, read_only=True)
    try:
        return [_grid(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    finally:
        book.close()


def opened(content: bytes, *, read_only: bool = False) -> Any:
    """Return a workbook as openpyxl has it: its values when read only, else its formulas.

    Raises:
        QmsError: It is no .xlsx workbook, or larger than `limits` says.

    """
    sizes.refuse_large_file(len(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as error:
        raise _no_workbook(error) from error
    sizes.refuse_unpacked(size)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Excel features that openpyxl leaves out
            return load_workbook(io.BytesIO(content), data_only=read_only, read_only=read_only)
    # openpyxl raises whatever its parsers meet in a foreign file: KeyError, ValueError, ParseError.
    except Exception as error:
        raise _no_workbook(error) from error


class _Parser(WorkSheetParser):
    """Walks a sheet's own cells; a formula that was never calculated is told from an empty cell.

    openpyxl's own ways to a sheet either build every cell up to the last one (a stray blank in
    the last row made 46 million) or forget merged areas and hidden rows.
    """

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Return a cell as openpyxl does; one without content keeps only its place."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(_FORMULA) is not None:
            cell["data_type"] = "f"
        return cell


def _grid(sheet: Any) -> Grid:
    book = sheet.parent
    rows: dict[int, dict[int, Cell]] = {}
    errors: dict[tuple[int, int], str] = {}
    uncalculated: set[tuple[int, int]] = set()
    count = 0
    with sheet._get_source() as source, warnings.catch_warnings():  # noqa: SLF001 - as its own rows do
        warnings.simplefilter("ignore")
        parser = _Parser(
            source,
            sheet._shared_strings,  # noqa: SLF001
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )
        try:
            for number, cells in parser.parse():
                count += len(cells) + 1
                sizes.refuse_cells(sheet.title, count)
                for cell in cells:
                    at = (number, cell["column"])
                    if cell["data_type"] == "e":
                        errors[at] = str(cell["value"])
                    elif cell["data_type"] == "f":
                        uncalculated.add(at)
                    elif not _is_blank(cell["value"]):
                        sizes.refuse_far_cell(Spot(sheet.title, *at))
                        rows.setdefault(number, {})[at[1]] = _cell(cell["value"])
        except QmsError:
            raise
        # As above: a sheet may hold anything, and openpyxl raises what its parsers meet.
        except Exception as error:
            raise _no_workbook(error) from error
    return Grid(
        sheet.title,
        _filled(rows, [*rows, *(row for row, _ in errors), *(row for row, _ in uncalculated)]),
        errors=errors,
        uncalculated=frozenset(uncalculated),
        merged=_merged(parser),
        hidden=frozenset(
            int(number)
            for number, row in parser.row_dimensions.items()
            if row.get("hidden") in {"1", "true"}
        ),
    )


def _filled(rows: dict[int, dict[int, Cell]], all_rows: list[int]) -> list[list[Cell]]:
    """Return rows from the first to the last that holds something, each as long as it needs."""
    return [
        [line.get(at) for at in range(1, max(line, default=0) + 1)]
        for number in range(1, max(all_rows, default=0) + 1)
        for line in (rows.get(number, {}),)
    ]


def _merged(parser: WorkSheetParser) -> tuple[Area, ...]:
    found = getattr(parser, "merged_cells", None)
    return tuple(
        Area(each.min_row, each.min_col, each.max_row, each.max_col)
        for each in (found.mergeCell if found else ())
    )


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _cell(value: Any) -> Cell:
    if isinstance(value, Cell):
        found: Cell = value
        return found
    return str(value)


def _no_workbook(error: Exception) -> QmsError:
    return QmsError(
        Text(zh="不是 .xlsx 工作簿，或已损坏：{why}", en="It is no sound .xlsx workbook: {why}"),
        Text(zh="从 Excel 或 WPS 另存为 .xlsx。", en="Save it as .xlsx from Excel or WPS."),
        why=same(f"{type(error).__name__}"),
    )
