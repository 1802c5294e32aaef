"""A kind's fields as data: name, words, shape, choices and what they refer to.

Forms, workbooks and prompts are made from this description, so that none of them knows a kind.
"""

import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache

from annotated_types import Ge, Le
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from qms.model.finding import Key
from qms.model.kinds.numbers import Money
from qms.model.kinds.record import SAID, SAID_OR_EMPTY, Choice, Day, Label, Ref
from qms.text import Text, same

NOTHING = same("")


class Shape(Enum):
    """What kind of value a field holds."""

    text = "text"
    integer = "integer"
    decimal = "decimal"
    boolean = "boolean"
    day = "day"
    moment = "moment"
    choice = "choice"
    money = "money"
    sheet = "sheet"
    items = "items"
    mapping = "mapping"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _SHAPE_WORDS[self]


_SHAPE_WORDS = {
    Shape.text: Text(zh="文字", en="text"),
    Shape.integer: Text(zh="整数", en="whole number"),
    Shape.decimal: Text(zh="数", en="number"),
    Shape.boolean: Text(zh="是/否", en="yes/no"),
    Shape.day: Text(zh="日期", en="date"),
    Shape.moment: Text(zh="日期和时间", en="date and time"),
    Shape.choice: Text(zh="选项", en="choice"),
    Shape.money: Text(zh="金额", en="money"),
    Shape.sheet: Text(zh="一组栏目", en="group"),
    Shape.items: Text(zh="列表", en="list"),
    Shape.mapping: Text(zh="键和值", en="keys and values"),
}

_LEAVES: dict[object, Shape] = {
    str: Shape.text,
    int: Shape.integer,
    Decimal: Shape.decimal,
    bool: Shape.boolean,
    Day: Shape.day,
    AwareDatetime: Shape.moment,
    Money: Shape.money,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind, or of a sheet inside it."""

    name: str
    label: Text
    shape: Shape
    is_required: bool = False
    default: object = None
    unit: Text = NOTHING
    hint: Text = NOTHING
    is_personal: bool = False
    options: tuple[tuple[str, Text], ...] = ()
    refers_to: str | None = None
    inner: tuple["Field", ...] = ()
    item: "Field | None" = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    pattern: str = ""

    @property
    def is_list_of_sheets(self) -> bool:
        """A table inside the form: several lines with the same columns."""
        return self.shape is Shape.items and self.item is not None and bool(self.item.inner)


@cache
def fields_of(model: type[BaseModel]) -> tuple[Field, ...]:
    """Return a model's fields as files name them, in the order in which they are declared."""
    hints = typing.get_type_hints(model, include_extras=True)
    return tuple(
        _field(info.alias or name, hints[name], info)
        for name, info in model.model_fields.items()
        if not info.exclude
    )


def _field(name: str, hint: object, info: FieldInfo) -> Field:
    marks, bare = _unwrapped(hint)
    label = next((mark for mark in marks if isinstance(mark, Label)), None)
    described = _described(name, bare, marks)
    return Field(
        name=name,
        label=label.text if label else same(name),
        shape=described.shape,
        is_required=info.is_required(),
        default=None if info.is_required() else info.get_default(call_default_factory=True),
        unit=label.measure if label else NOTHING,
        hint=label.advice if label else NOTHING,
        is_personal=bool(label and label.personal),
        options=described.options,
        refers_to=described.refers_to,
        inner=described.inner,
        item=described.item,
        lowest=described.lowest,
        highest=described.highest,
        pattern=described.pattern,
    )


def _unwrapped(hint: object) -> tuple[tuple[object, ...], object]:
    """Return all marks of a type and the type itself, without `Annotated` and `| None`."""
    marks: tuple[object, ...] = ()
    while True:
        if typing.get_origin(hint) is typing.Annotated:
            marks += tuple(typing.get_args(hint)[1:])
            hint = typing.get_args(hint)[0]
        elif typing.get_origin(hint) in {types.UnionType, typing.Union}:
            parts = [part for part in typing.get_args(hint) if part is not type(None)]
            hint = parts[0]
        else:
            return _flat(marks), hint


def _flat(marks: tuple[object, ...]) -> tuple[object, ...]:
    """Open pydantic's `Field(...)`, which keeps its own marks inside."""
    return tuple(
        part
        for mark in marks
        for part in (mark.metadata if isinstance(mark, FieldInfo) else [mark])
    )


def _described(name: str, bare: object, marks: tuple[object, ...]) -> Field:
    nameless = same(name)
    if typing.get_origin(bare) in {tuple, list}:
        item_marks, item = _unwrapped(typing.get_args(bare)[0])
        described = _described(name, item, item_marks)
        return Field(name, nameless, Shape.items, item=described, refers_to=described.refers_to)
    if typing.get_origin(bare) is dict:
        value_marks, value = _unwrapped(typing.get_args(bare)[1])
        return Field(name, nameless, Shape.mapping, item=_described(name, value, value_marks))
    if typing.get_origin(bare) is typing.Literal:
        words = tuple((str(word), same(str(word))) for word in typing.get_args(bare))
        return Field(name, nameless, Shape.choice, options=words)
    if isinstance(bare, type) and issubclass(bare, Choice):
        options = tuple((member.value, member.label) for member in bare)
        return Field(name, nameless, Shape.choice, options=options)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return Field(name, nameless, Shape.sheet, inner=fields_of(bare))
    return Field(
        name,
        nameless,
        _LEAVES.get(bare, Shape.text),
        refers_to=next((mark.kind for mark in marks if isinstance(mark, Ref)), None),
        lowest=_bound(next((mark.ge for mark in marks if isinstance(mark, Ge)), None)),
        highest=_bound(next((mark.le for mark in marks if isinstance(mark, Le)), None)),
        pattern=next(filter(None, map(_pattern, marks)), ""),
    )


def _pattern(mark: object) -> str:
    """Return the way of writing that a mark asks for; that something is written goes unsaid."""
    found = getattr(mark, "pattern", None)
    return "" if found in {None, SAID, SAID_OR_EMPTY} else str(found)


def _bound(limit: object) -> Decimal | None:
    return None if limit is None else Decimal(str(limit))


def references_in(
    fields: Sequence[Field], data: object, keys: tuple[Key, ...] = ()
) -> Iterator[tuple[tuple[Key, ...], str, str]]:
    """Yield where in raw data an id stands, the kind that it is of, and the id."""
    if not isinstance(data, Mapping):
        return
    for field in fields:
        value, here = data.get(field.name), (*keys, field.name)
        each = (
            [((*here, at), item) for at, item in enumerate(value)]
            if isinstance(value, list)
            else [(here, value)]
        )
        for place, item in each:
            if field.refers_to is not None and isinstance(item, str):
                yield place, field.refers_to, item
            inner = field.item.inner if field.item is not None else field.inner
            yield from references_in(inner, item, place)
