"""Records of every kind: those of the sample, and others made up from what a form wants."""

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from qms.forms.fields import (
    Field,
    Shape,
    fields_of,
)
from qms.model.kinds import kinds
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.store.loading import load

ROOT = Path(__file__).parent.parent.parent
DAY = dt.date(2026, 11, 23)
OFFICE = dt.timezone(dt.timedelta(hours=8))

# What a spreadsheet, a CSV file or a careless reader turns into something else.
TRAPS = [
    "", " ", " x", "x ", "a\nb", "a\r\nb", "a\tb", "\n", "'x", '"x"', '"', "[1]", "{}", "[]",
    "=1+1", "+1", "-1", "@x", "007", "1.10", "1e5", "12345678901234567890", "2026-03-15", "3/4",
    "TRUE", "是", "否", "null", "~", "#N/A", "_x000D_", "\x01", "\u2028", "a,b", "a;b", "a: b",
    "键：值", "a、b", "P-001 林远山", "/", "*", "编号", chr(0xFF11) + chr(0xFF12), "\ufffe", "😀",
    "新1",
]  # fmt: skip
texts = st.sampled_from(TRAPS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
days = st.dates(dt.date(1, 1, 1)) | st.sampled_from([dt.date(1900, 2, 28), dt.date(1900, 3, 1)])
zones = st.sampled_from([OFFICE, dt.UTC, dt.timezone(dt.timedelta(hours=-3, minutes=-30))])
moments = st.datetimes(dt.datetime(1890, 1, 1), timezones=zones)  # noqa: DTZ001 - with zones
numbers = st.decimals(0, 10**12, places=4) | st.sampled_from(["0.1", "3", "100", "99.99", "1.10"])


@cache
def sample() -> Snapshot:
    """Return the sample company's repository."""
    return load(ROOT, as_of=DAY)


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Return a strategy for values of a field, as JSON holds them."""
    match field.shape:
        case Shape.text if field.pattern:
            return st.from_regex(field.pattern, fullmatch=True)
        case Shape.text:
            return texts
        case Shape.integer:
            low, high = int(field.lowest or -(10**9)), int(field.highest or 10**15)
            return st.integers(low, high)
        case Shape.decimal:
            return numbers.map(str)
        case Shape.boolean:
            return st.booleans()
        case Shape.day:
            return days.map(dt.date.isoformat)
        case Shape.moment:
            return moments.map(dt.datetime.isoformat)
        case Shape.choice:
            return st.sampled_from([key for key, _ in field.options])
        case Shape.money:
            amount = st.decimals(-(10**13) + 1, 10**13 - 1, places=4) | st.decimals(0, 99, places=0)
            return st.builds(lambda value, unit: f"{value:f} {unit}", amount, _CURRENCIES)
        case Shape.sheet:
            return sheet_of(field.inner)
        case Shape.items:
            return st.lists(value_of(field.item or field), max_size=3)
        case Shape.mapping:
            return st.dictionaries(texts, value_of(field.item or field), max_size=3)


_CURRENCIES = st.sampled_from(["CNY", "USD", "XXX"])


def sheet_of(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for a part of a form: what is required, and some of the rest."""
    return st.fixed_dictionaries(
        {field.name: value_of(field) for field in fields if field.is_required},
        optional={field.name: value_of(field) for field in fields if not field.is_required},
    )


def first(field: Field) -> object:
    """Return a plain value for a field."""
    plain: dict[Shape, object] = {
        Shape.text: "例", Shape.integer: 1, Shape.decimal: 1, Shape.boolean: True,
        Shape.day: "2026-03-15", Shape.moment: "2026-03-15T08:00:00+08:00",
        Shape.money: "12.00 CNY", Shape.mapping: {"a": "1"},
    }  # fmt: skip
    if field.pattern:
        return _WRITTEN.get(field.pattern, "ab" * 32)
    if field.shape is Shape.choice:
        return field.options[0][0]
    if field.shape is Shape.sheet:
        return {inner.name: first(inner) for inner in field.inner if inner.is_required}
    if field.shape is Shape.items and field.item is not None:
        return [first(field.item)]
    return plain[field.shape]


_WRITTEN = {
    r"^[A-Z]-[0-9]{1,2}$": "A-0",
    r"^[A-Z]/[0-9]{1,2}$": "A/0",
    r"^[A-Z]$": "A",
    r"^[0-9]{3,4}$": "001",
    r"^[0-9a-f]{16}$": "ab" * 8,
}


def some_of(kind: str) -> list[dict[str, Any]]:
    """Return the sample's records of a kind as data; one made up where it has none."""
    model = kinds()[kind]
    rows = [row.model_dump(mode="json") for row in sample().all(model)]
    made = {each.name: first(each) for each in fields_of(model) if each.is_required}
    return rows or [made | _FURTHER.get(kind, {})]


_FURTHER: dict[str, dict[str, object]] = {
    "release-candidate": {"id": "A-1", "amendment": 1},
    "document-copy": {
        "holder": {"holder_class": "department", "department": "after-sales", "person": "P-001"},
        "received_by": "甲一",
    },
    "temporary-lapse": {},
    "reminder": {
        "reminded": [{"person": "P-001", "means": ["letter"], "matters": ["换页回执 003"]}]
    },
    "distribution-list": {"receivers": [{"department": "after-sales", "person": "P-001"}]},
}


def valid(model: type[Record], data: dict[str, Any]) -> Record | None:
    """Return the record that data makes, or None when the form refuses it."""
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError:
        return None


@st.composite
def records(draw: Callable[..., Any], kind: str) -> list[Record]:
    """Draw sound records of a kind: sample ones with some of their fields made up anew."""
    model = kinds()[kind]
    found: list[Record] = []
    for number in range(draw(st.integers(1, 2))):
        data = dict(draw(st.sampled_from(some_of(kind))))
        for field in draw(st.lists(st.sampled_from(fields_of(model)[1:]), max_size=5)):
            tried = data | {field.name: draw(value_of(field))}
            data = tried if valid(model, tried) else data
        if number == 0 or kind not in _OWN_NUMBERS:
            made = valid(model, data if kind in _OWN_NUMBERS else data | {"id": f"X-{number}"})
            assert made is not None
            found.append(made)
    return found


_OWN_NUMBERS = {"release", "release-candidate"}  # the number follows from edition and amendment
