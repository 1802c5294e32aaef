"""CSV files as sheets of cells, in UTF-8 or GBK, with the separator that their first line uses."""

import csv
import io
from collections.abc import Iterator

from qms import limits
from qms.errors import QmsError
from qms.forms.tabular.faults import Spot
from qms.forms.tabular.grids import Grid
from qms.forms.tabular.spelling import Cell
from qms.store.sheets import sizes
from qms.text import Text, same

_SEPARATORS = ",;\t"


def from_csv(content: bytes) -> tuple[Grid, str]:
    """Return the rows of a CSV file and the encoding that it turned out to have.

    Raises:
        QmsError: It is neither UTF-8 nor GBK, no CSV, or larger than `limits` says.

    """
    sizes.refuse_large_file(len(content))
    text, encoding = _decoded(content)
    csv.field_size_limit(limits.CSV_FIELD_BYTES)
    stream = io.StringIO(text, newline="")
    try:
        rows = list(_counted(csv.reader(stream, strict=True, delimiter=_separator(text))))
    except csv.Error as error:
        raise QmsError(
            Text(zh="不是完好的 CSV：{why}", en="it is no sound CSV: {why}"),
            Text(zh="从 Excel 另存为 CSV UTF-8。", en="Save it from Excel as CSV UTF-8."),
            why=same(str(error)),
        ) from error
    return Grid("", rows), encoding


def _separator(text: str) -> str:
    """Return the sign that the first line with words has most of; a comma where there is none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def _counted(rows: Iterator[list[str]]) -> Iterator[list[Cell]]:
    cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        sizes.refuse_cells("CSV", cells)
        if any(row):
            sizes.refuse_far_cell(Spot("", number, len(row)))
        yield list(row)


def _decoded(content: bytes) -> tuple[str, str]:
    for encoding, name in (("utf-8-sig", "UTF-8"), ("gb18030", "GBK")):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, name
    raise QmsError(
        Text(zh="CSV 的编码既不是 UTF-8 也不是 GBK。", en="The CSV is neither UTF-8 nor GBK."),
        Text(zh="从 Excel 另存为 CSV UTF-8。", en="Save it from Excel as CSV UTF-8."),
    )
