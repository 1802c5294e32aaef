"""Workbooks and CSV files as sheets of cells, and notes written onto a workbook's cells.

openpyxl is known to this package alone. What a file may hold at most stands in `limits`.
"""

from qms.store.sheets.comma import from_csv
from qms.store.sheets.notes import annotated
from qms.store.sheets.workbook import from_workbook

__all__ = ["annotated", "from_csv", "from_workbook"]
