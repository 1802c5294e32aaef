"""Records as CSV: UTF-8 with BOM, as Excel opens it; all of a record in one row."""

import csv
import io
from collections.abc import Iterable

from qms.forms.tabular.cells import Office
from qms.forms.tabular.columns import layouts_of
from qms.forms.tabular.writing import filled
from qms.model.kinds.record import Record


def comma_separated(model: type[Record], records: Iterable[Record], office: Office) -> bytes:
    """Return the records of a kind as CSV with headings in the office's language."""
    (table,) = filled(records, layouts_of(model, one_table=True), office)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([column.heading.say(office.lang) for column in table.layout.columns])
    writer.writerows(table.rows)
    return stream.getvalue().encode("utf-8-sig")
