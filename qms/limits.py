"""How much is read, computed and printed at the most; beyond it a sentence, never half a result.

The figures are such that whatever keeps to them is read or refused within some seconds and some
hundred MiB. What a company may set for itself, the bytes of a record file, stands in `qms.yml`.
"""

_MIB = 1024 * 1024

# A file that is named on the command line: a printed book has some ten MiB.
GIVEN_BYTES = 128 * _MIB

# The note in a printed copy that says which one it is: some hundred bytes, packed in the PDF.
NOTE_BYTES = _MIB

# A workbook or CSV, and each sheet of it.
SHEET_BYTES = 20 * _MIB
SHEET_UNPACKED_BYTES = 120 * _MIB
SHEET_ROWS = 50_000
SHEET_COLUMNS = 1_000
SHEET_CELLS = 500_000  # with or without content: a formatted cell costs as much to read
CSV_FIELD_BYTES = _MIB

# A file of the repository.
YAML_DEPTH = 60
PROBLEMS_A_FILE = 100

# A key figure, whose conditions anybody may write.
FIGURE_SECONDS = 60
FIGURE_MEBIBYTES = 1_500
FIGURE_THREADS = 4

# The book; its chapters are counted before they are laid out, which is what takes the time.
BOOK_CHARACTERS = 2_000_000  # some 2,000 pages
BOOK_PAGES = 3_000

# What a browser sends to the desk in one form.
DESK_BYTES = 32 * _MIB
DESK_FIELDS = 20_000
DESK_FILES = 20
