"""Turns the properties of a JSON Schema into the typed fields that all kinds have.

What the types cannot say (patterns, conditions, lengths) is left to the schema itself, which judges
every record as well; a part that no type fits is kept as plain data.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, create_model

from qms.model.kinds.marks import Due, Happened, Judged, OutOfJudgement
from qms.model.kinds.numbers import Money, Number
from qms.model.kinds.record import Choice, Day, Label, Moment, Ref, Sheet

Schema = Mapping[str, Any]
_DEEPEST = 12


def annotated_fields(schema: Schema, *, known: set[str], name: str) -> dict[str, Any]:
    """Return pydantic's fields for a schema's properties, but for those that all forms have."""
    return _fields(schema, schema, known, name, 0)


# What a field is where its schema does not say it; what we declare ourselves we always say.
_HAPPENED = ("_on", "_at")
_DUE, _STATE, _OUT = "due", "state", ("cancelled",)
_JUDGED = frozenset({"value", "met", "result", "definition"})


def _fields(root: Schema, part: Schema, known: set[str], name: str, depth: int) -> dict[str, Any]:
    required = set(part.get("required", ()))
    fields: dict[str, Any] = {}
    for field, declared in part.get("properties", {}).items():
        if field in known:
            continue
        whole = _resolved(root, declared)
        label = Label(
            zh=str(whole.get("title", field)),
            en=str(whole.get("x-title-en", field)),
            unit=str(whole.get("x-unit", "")),
            hint=str(whole.get("description", "")),
            personal=bool(whole.get("x-personal", False)),
        )
        kind = _type(root, whole, f"{name}{field.title().replace('_', '')}", depth)
        said = (*_marks(field, whole, kind, depth), label)
        fields[field] = (
            (Annotated[kind, *said], ...)
            if field in required
            else (Annotated[kind | None, *said], None)
        )
    return fields


def _marks(field: str, whole: Schema, kind: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401 - a type
    """Yield what a schema says of a field, or its name where the schema is silent."""
    if kind in {Day, Moment} and whole.get("x-happened", field.endswith(_HAPPENED)):
        yield Happened()
    if whole.get("x-due", field == _DUE):
        yield Due()
    if whole.get("x-judged", depth == 0 and field in _JUDGED):
        yield Judged()
    out = whole.get("x-out", _OUT if field == _STATE else ())
    if isinstance(out, list | tuple) and out:
        yield OutOfJudgement(frozenset(map(str, out)))


def referred_to(root: Schema, reference: str) -> Any:  # noqa: ANN401 - a part of a JSON document
    """Return what a reference of the form `#/$defs/name` names; None where it leads nowhere."""
    if reference == "#":
        return root
    head, *steps = reference.split("/")
    target: Any = root if head == "#" else None
    for step in steps:
        name = step.replace("~1", "/").replace("~0", "~")
        target = target.get(name) if isinstance(target, Mapping) else None
    return target


def _resolved(root: Schema, part: Any) -> Schema:  # noqa: ANN401 - a part of a JSON document
    """Follow references within the file; one that leads in a ring ends where it began."""
    seen: set[str] = set()
    while isinstance(part, Mapping) and "$ref" in part and part["$ref"] not in seen:
        seen.add(part["$ref"])
        target = referred_to(root, part["$ref"])
        beside = {key: value for key, value in part.items() if key != "$ref"}
        part = {**target, **beside} if isinstance(target, Mapping) else beside
    return part if isinstance(part, Mapping) else {}


def _type(root: Schema, part: Schema, name: str, depth: int) -> Any:  # noqa: ANN401 - a type
    part = _resolved(root, part)
    if depth > _DEEPEST:
        return JsonValue
    if "x-ref" in part:
        return Annotated[str, Ref(str(part["x-ref"]))]
    if "enum" in part:
        return _choice(part, name)
    match part.get("type"):
        case "string":
            return _text(part)
        case "integer":
            return Annotated[int, _bounds(part)]
        case "number":
            return Annotated[Number, _bounds(part)]
        case "boolean":
            return bool
        case "array":
            item: Any = _type(root, part.get("items", {}), name, depth + 1)
            return tuple[item, ...]
        case "object":
            return _sheet(root, part, name, depth)
        case _:
            return JsonValue


def _text(part: Schema) -> Any:  # noqa: ANN401 - a type
    if "const" in part:
        return Literal[str(part["const"])]
    return {"date": Day, "date-time": Moment, "money": Money}.get(part.get("format", ""), str)


def _bounds(part: Schema) -> Any:  # noqa: ANN401 - pydantic's field
    return Field(ge=part.get("minimum"), le=part.get("maximum"))


def _choice(part: Schema, name: str) -> Any:  # noqa: ANN401 - a type
    values = part["enum"]
    if not values or not all(isinstance(each, str) for each in values):
        return JsonValue
    zh, en = part.get("x-labels-zh") or values, part.get("x-labels-en") or values
    if not len(zh) == len(en) == len(values):
        zh = en = values
    members = {
        f"value_{index}": (value, str(zh[index]), str(en[index]))
        for index, value in enumerate(values)
    }
    functional: Any = Choice  # an enumeration is called like this to make another
    return functional(name, members)


def _sheet(root: Schema, part: Schema, name: str, depth: int) -> Any:  # noqa: ANN401 - a type
    if part.get("properties"):
        if not all(re.fullmatch(r"[a-z][a-z0-9_]*", field) for field in part["properties"]):
            return dict[str, JsonValue]
        fields = _fields(root, part, set(), name, depth + 1)
        return create_model(name, __base__=Sheet, __module__=__name__, **fields)
    rest = part.get("additionalProperties")
    if isinstance(rest, Mapping) and rest.get("type") == "string":
        return dict[str, str]
    return dict[str, JsonValue]
