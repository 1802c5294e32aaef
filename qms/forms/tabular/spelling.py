"""What people write, in the spelling that the records keep: days, times, full-width digits.

Only what cannot mean anything else is respelt: 2026.11.20, 2026年11月20日, 20261120 and
full-width digits. A day without its year stays as it is, and is refused where it is read.
"""

import datetime as dt
import re
import unicodedata

from qms.forms.fields import Field, Shape

Cell = str | int | float | bool | dt.date | dt.datetime | None

_DAY = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:\s*年\s*(?P<m1>[0-9]{1,2})\s*月\s*(?P<d1>[0-9]{1,2})\s*[日号]?"
    r"|(?P<sign>[-./])(?P<m2>[0-9]{1,2})(?P=sign)(?P<d2>[0-9]{1,2})"
    r"|(?P<m3>[0-9]{2})(?P<d3>[0-9]{2}))"
    r"(?P<rest>.*)",
    re.DOTALL,
)
_TIME = re.compile(
    r"(?:T|\s*)(?P<hour>[0-9]{1,2})\s*[:时点]\s*(?P<minute>[0-9]{1,2})?\s*分?"
    r"(?::?\s*(?P<second>[0-9]{1,2}(?:\.[0-9]{1,6})?)\s*秒?)?\s*(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_WIDE = re.compile(r"[\uff01-\uff5e0-9\s]*[\uff10-\uff19][\uff01-\uff5e0-9\s]*")
_COMPACT = range(1900_01_01, 9999_12_31)


def respelt(field: Field, cell: Cell) -> Cell:
    """Return a cell in the spelling that the records keep; as it is where nothing is to change."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        is_day = field.shape in {Shape.day, Shape.moment} and cell in _COMPACT
        return _day_respelt(str(cell)) if is_day else cell
    if not isinstance(cell, str):
        return cell
    if field.shape in {Shape.day, Shape.moment}:
        return _day_respelt(narrow(cell.strip()))
    if field.shape in {Shape.integer, Shape.decimal} or _is_number_in_text(field, cell):
        return narrow(cell)
    return cell


def _is_number_in_text(field: Field, cell: str) -> bool:
    """Tell whether a text is a number of some sort, and no prose with its own signs."""
    if field.shape is not Shape.text or field.refers_to:
        return False
    if field.pattern:
        fits = re.compile(field.pattern).search
        return not fits(cell) and bool(fits(narrow(cell)))
    return bool(_WIDE.fullmatch(cell))


def narrow(words: str) -> str:
    """Return words with full-width digits, letters and signs made half-width."""
    return "".join(
        unicodedata.normalize("NFKC", each) if "\uff01" <= each <= "\uff5e" else each
        for each in words
    )


def _day_respelt(words: str) -> str:
    found = _DAY.fullmatch(words)
    if not found or found["sign"] in {"-", "/"}:
        return words
    month = next(found[name] for name in ("m1", "m2", "m3") if found[name])
    day = next(found[name] for name in ("d1", "d2", "d3") if found[name])
    written = f"{found['year']}-{int(month):02}-{int(day):02}"
    rest = found["rest"].strip()
    if not rest:
        return written
    time = _TIME.fullmatch(found["rest"])
    if time is None:
        return words
    second = f":{time['second'].zfill(2)}" if time["second"] else ""
    minute = int(time["minute"] or 0)
    return f"{written} {int(time['hour']):02}:{minute:02}{second}{time['offset'] or ''}"
