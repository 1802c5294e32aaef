"""Makes up the least that a kind's form accepts, to start an example from."""

import re
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from qms.forms.fields import Field, Shape, fields_of
from qms.model.kinds import kinds
from qms.model.kinds.record import Evidence, Record

_DAY = "2026-03-02"
_MOMENT = "2026-03-02T09:00:00+08:00"
# Tried one after the other where a form wants words of a certain make.
_WORDS = (
    "例", "A1", "E01", "0", "1", "A/0", "2026", "2026-03", "2026-Q1", "ab" * 32, "ab" * 20,
    "SHA256:" + "A" * 43, "records/x.yaml", "a@example.org", "1.0", "A", "A-1", "001", "1–2",
    "5.1-1",
)  # fmt: skip
_OF_A_NUMBER = re.compile(r"\\d(?:\{(\d+)(?:,\d+)?\})?")


def specimen(model: type[Record]) -> dict[str, Any]:
    """Return a record of a kind with the required fields only, as a file would hold it.

    The rules by which fields of one record hang together may refuse it.
    """
    data = _sheet(model)
    data["id"] = number_of(model)
    if issubclass(model, Evidence):
        data |= {"form": model.header.form_and_version, "filled_by": "P-001"}
        data |= {"date": _DAY, "department": "after-sales"}
    return data


def number_of(model: type[Record]) -> str:
    """Return the first number of a kind: TS-2026-0001."""
    pattern = model.header.id_pattern
    return next((each for each in (_first(pattern), *_WORDS) if re.fullmatch(pattern, each)), "1")


def _first(pattern: str) -> str:
    def digits(found: re.Match[str]) -> str:
        wanted = int(found[1] or 1)
        is_year = wanted == len("2026") and found.start() < pattern.rfind(r"\d")
        return "2026" if is_year else "1".zfill(wanted)

    return _OF_A_NUMBER.sub(digits, pattern)


def _sheet(model: type[BaseModel]) -> dict[str, Any]:
    hints = {info.alias or name: info for name, info in model.model_fields.items()}
    return {
        field.name: _fitting(field, TypeAdapter(hints[field.name].rebuild_annotation()))
        for field in fields_of(model)
        if field.is_required
    }


def _fitting(field: Field, adapter: TypeAdapter[object]) -> object:
    """Return a value that the field by itself accepts; the first guess where none does."""
    guesses = value_of(field)
    for guess in guesses:
        try:
            adapter.validate_python(guess, strict=False)
        except ValidationError:
            continue
        return guess
    return guesses[0]


def value_of(field: Field) -> tuple[Any, ...]:
    """Return values that a field may accept, the likeliest first."""
    if field.shape is Shape.items:
        inner = value_of(field.item) if field.item else ()
        return tuple([each] for each in inner) or ([],)
    if field.refers_to:
        referred = kinds().get(field.refers_to)
        return (number_of(referred) if referred else "1",)
    if field.options:
        return tuple(value for value, _ in field.options)
    match field.shape:
        case Shape.day:
            found: tuple[Any, ...] = (_DAY,)
        case Shape.moment:
            found = (_MOMENT,)
        case Shape.money:
            found = ("100.00 CNY",)
        case Shape.boolean:
            found = (True, False)
        case Shape.integer | Shape.decimal:
            found = (1, 3, 10, 0)
        case Shape.mapping:
            found = ({"2026": 1}, {"2026": "例"}, {})
        case Shape.sheet:
            least = {each.name: value_of(each)[0] for each in field.inner if each.is_required}
            free = [each for each in field.inner if not each.is_required]
            found = (least, *(least | {each.name: value_of(each)[0]} for each in free))
        case _:
            found = tuple(each for each in _WORDS if re.search(field.pattern, each)) or _WORDS
    return found
