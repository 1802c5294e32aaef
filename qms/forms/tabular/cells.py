"""One value as one cell and back: dates, money, choices, references, lists in a cell.

A value whose plain form would not read back equal (a text with a leading space, an item with a
line break) is written as JSON: `"…"`, `[…]` or `{…}`.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from qms.forms.fields import Field, Shape
from qms.forms.tabular import amounts, faults
from qms.forms.tabular.faults import BadCell
from qms.forms.tabular.spelling import Cell, narrow, respelt
from qms.model.kinds.numbers import Money
from qms.text import Lang, Text

Data = object

YES, NO = Text(zh="是", en="yes"), Text(zh="否", en="no")
_YES = {YES.zh, "true", "yes", "y", "1", "√"}
_NO = {NO.zh, "false", "no", "n", "0", "×"}
_FIRST_DAY = dt.date(1900, 3, 1)  # Excel believes in a 29 February 1900
_MOMENT = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
    r"(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}(?:\.[0-9]{1,6})?))?)?"
    r"\s*(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_NO_YEAR = re.compile(r"[0-9]{1,2}\s*(?:月|[-./][0-9]{1,2}$)")
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_FORMULA = re.compile(r"[=+@\t-]|0[0-9]+$|[0-9]{16,}$|[0-9]+[eE][0-9]+$")


@dataclass(frozen=True)
class Office:
    """What a cell's meaning depends on: the office's time zone, and the names behind numbers.

    `lang` is the language that is written; both are read.
    """

    zone: dt.timezone
    names: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    is_text: bool = False
    lang: Lang = "zh"

    def named(self, kind: str, number: str) -> str:
        """Return a record's number with the name that people know it by."""
        name = self.names.get(kind, {}).get(number)
        return f"{number} {name.say(self.lang)}" if name is not None and name.zh else number

    def options(self, kind: str) -> list[str]:
        """Return all numbers of a register with their names, for a drop-down."""
        return [self.named(kind, number) for number in self.names.get(kind, {})]

    @cached_property
    def _by_words(self) -> dict[str, dict[str, str | None]]:
        """Each kind's numbers by what people write; None where two share a name."""
        found: dict[str, dict[str, str | None]] = {}
        for kind, names in self.names.items():
            table = found.setdefault(kind, {})
            for number, name in names.items():
                for words in dict.fromkeys((name.zh, name.en)):
                    table[words] = None if words in table else number
        for kind, names in self.names.items():
            for number, name in names.items():
                found[kind] |= {f"{number} {words}": number for words in (name.zh, name.en)}
            found[kind] |= {number: number for number in names}
        return found

    def number(self, kind: str, words: str) -> str:
        """Return the number that a cell names: as such, with its name, or by name alone."""
        return self._by_words.get(kind, {}).get(words) or words


def shown(described: Field, value: Data, office: Office) -> Cell:
    """Return the cell for a value as JSON would hold it; None is an empty cell."""
    is_left_out = value in ("", [], {}) and described.default in ("", (), [], {})
    if value is None or (is_left_out and not described.is_required):
        return None
    plain = _plain(described, value, office)
    if not isinstance(plain, str):
        return plain
    if _is_safe(plain, office) and _reads_back(described, plain, value, office):
        return plain
    return _quoted(value)


def read(described: Field, cell: Cell, office: Office) -> Data:
    """Return the value of a cell as JSON would hold it; None is an empty cell.

    Raises:
        BadCell: It does not hold what the field wants.

    """
    if isinstance(cell, str):
        cell = cell.replace("\r\n", "\n").strip()
        if cell[:1] in ('"', "[", "{"):
            found = _unquoted(cell)
            if found is not None:
                return found
    if cell is None or cell == "":
        return None
    return _value(described, respelt(described, cell), office)


def spelling(described: Field, cell: Cell) -> str | None:
    """Return how a cell is read where that is not how it is written, else None."""
    if isinstance(cell, str):
        cell = cell.replace("\r\n", "\n").strip()
        if cell[:1] in ('"', "[", "{") and _unquoted(cell) is not None:
            return None
    read_as = respelt(described, cell)
    return None if read_as == cell else str(read_as)


def _value(described: Field, cell: Cell, office: Office) -> Data:
    match described.shape:
        case Shape.text:
            return _text(described, cell, office)
        case Shape.integer:
            return amounts.integer_in(cell)
        case Shape.decimal:
            return amounts.written(amounts.decimal_in(cell))
        case Shape.boolean:
            return _boolean(cell)
        case Shape.day:
            return _day(cell)
        case Shape.moment:
            return _moment(cell, office)
        case Shape.choice:
            return _choice(described, cell)
        case Shape.money:
            return amounts.money_in(cell)
        case Shape.items:
            return _items(described, cell, office)
        case Shape.mapping:
            return _mapping(described, cell, office)
        case Shape.sheet:
            raise faults.not_json(cell)


def _plain(described: Field, value: Data, office: Office) -> Cell:
    """Return the form that an office expects."""
    match described.shape:
        case Shape.text if described.refers_to:
            return office.named(described.refers_to, str(value))
        case Shape.boolean:
            return (YES if value else NO).say(office.lang)
        case Shape.choice:
            return next(
                (word.say(office.lang) for key, word in described.options if key == value),
                str(value),
            )
        case Shape.integer | Shape.decimal:
            return amounts.number_cell(Decimal(str(value)), is_text=office.is_text)
        case Shape.day:
            day = dt.date.fromisoformat(str(value))
            return day if day >= _FIRST_DAY and not office.is_text else day.isoformat()
        case Shape.moment:
            return _moment_cell(dt.datetime.fromisoformat(str(value)), office)
        case Shape.items if described.item is not None and isinstance(value, list):
            item = described.item
            return "\n".join(str(_plain(item, each, office)) for each in value) or "[]"
        case Shape.mapping if described.item is not None and isinstance(value, dict):
            item = described.item
            lines = (f"{key}: {_plain(item, each, office)}" for key, each in value.items())
            return "\n".join(lines) or "{}"
        case _:
            return str(value)


def _moment_cell(moment: dt.datetime, office: Office) -> Cell:
    """Return a date cell in office time, or text where a date cell would lose something."""
    is_office_time = moment.utcoffset() == office.zone.utcoffset(None)
    if office.is_text or not is_office_time or moment.microsecond or moment.date() < _FIRST_DAY:
        return moment.isoformat()
    return moment.replace(tzinfo=None)


def _is_safe(plain: str, office: Office) -> bool:
    """Tell whether a spreadsheet program leaves a text as it is, and runs no formula in it."""
    return not _UNSAFE.search(plain) and not (office.is_text and _FORMULA.match(plain))


def _reads_back(described: Field, plain: str, value: Data, office: Office) -> bool:
    try:
        return is_same(described, read(described, plain, office), value)
    except BadCell:
        return False


def is_same(described: Field, one: Data, other: Data) -> bool:
    """Tell whether two values of a field mean the same: 1.0 and 1, 08:00+08:00 and 00:00Z."""
    if one is None or other is None:
        return one is other
    match described.shape:
        case Shape.decimal | Shape.integer:
            return Decimal(str(one)) == Decimal(str(other))
        case Shape.moment:
            written = (dt.datetime.fromisoformat(str(each)) for each in (one, other))
            first, second = written
            return first == second and first.utcoffset() == second.utcoffset()
        case Shape.money:
            return Money.parse(str(one)) == Money.parse(str(other))
        case Shape.mapping if isinstance(one, dict) and isinstance(other, dict):
            item = described.item or described
            same_keys = list(one) == list(other)
            return same_keys and all(is_same(item, one[key], other[key]) for key in one)
        case _:
            return one == other


def _quoted(value: Data) -> str:
    """Return a value as JSON that any spreadsheet keeps as it is."""
    written = json.dumps(value, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: "".join(f"\\u{ord(each):04x}" for each in found[0]), written)


def _unquoted(cell: str) -> Data:
    try:
        found: Data = json.loads(cell, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
    return _written_inside(found)


def _written_inside(found: Data) -> Data:
    if isinstance(found, Decimal):
        return amounts.written(found)
    if isinstance(found, dict):
        return {key: _written_inside(each) for key, each in found.items()}
    if isinstance(found, list):
        return [_written_inside(each) for each in found]
    return found


def _text(described: Field, cell: Cell, office: Office) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    if not isinstance(cell, str):
        raise faults.not_text(cell)
    if not described.refers_to:
        return cell
    number = office.number(described.refers_to, cell)
    return office.number(described.refers_to, narrow(cell)) if number == cell else number


def _boolean(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    words = str(cell).lower()
    if words in _YES | _NO:
        return words in _YES
    raise faults.not_yes_or_no(cell)


def _parts(cell: Cell, shape: Shape) -> tuple[dt.datetime, bool, str | None]:
    """Return a written day or moment, whether it states a time, and its offset."""
    words = str(cell)
    found = _MOMENT.fullmatch(words)
    if not found:
        if _NO_YEAR.match(words):
            raise faults.no_year(cell)
        raise faults.not_a_date(cell, shape.label)
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        whole = dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0))  # noqa: DTZ001 - the offset follows
        moment = whole + dt.timedelta(microseconds=int(Decimal(second or 0) * 1_000_000))
    except ValueError as error:
        raise faults.no_such_date(cell) from error
    return moment, hour is not None, offset


def _day(cell: Cell) -> str:
    if isinstance(cell, dt.datetime):
        if cell.time() != dt.time():
            raise faults.time_in_a_day(cell)
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    moment, has_time, _ = _parts(cell, Shape.day)
    if has_time and moment.time() != dt.time():
        raise faults.time_in_a_day(cell)
    return moment.date().isoformat()


def _moment(cell: Cell, office: Office) -> str:
    if isinstance(cell, dt.datetime):
        whole = (cell + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        return whole.replace(tzinfo=office.zone).isoformat()
    if isinstance(cell, dt.date):
        raise faults.no_time(cell)
    moment, has_time, offset = _parts(cell, Shape.moment)
    if not has_time:
        raise faults.no_time(cell)
    return moment.isoformat() + (offset or office.zone.tzname(None).removeprefix("UTC") or "+00:00")


def _choice(described: Field, cell: Cell) -> str:
    words = str(cell)
    for key, label in described.options:
        if words in {key, label.zh, label.en}:
            return key
    raise faults.no_choice(words, [label for _, label in described.options])


def _items(described: Field, cell: Cell, office: Office) -> Data:
    item = described.item or described
    is_term = item.refers_to is not None or item.shape is Shape.choice
    lines = re.split(r"[\n、；;，,]" if is_term else r"\n", str(cell))
    values = (read(item, line, office) for line in lines)
    return [value for value in values if value is not None]


def _mapping(described: Field, cell: Cell, office: Office) -> Data:
    item = described.item or described
    found: dict[str, Data] = {}
    for line in str(cell).split("\n"):
        pair = re.fullmatch(r"([^:：]+)[:：](.*)", line.strip())
        if not pair:
            raise faults.no_pair(line)
        key = pair[1].strip()
        if key in found:
            raise faults.twice(key)
        value = read(item, pair[2], office)
        found[key] = "" if value is None and item.shape is Shape.text else value
    return found
