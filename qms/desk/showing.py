"""A record as people read it: each field in the form's words, numbers as links with their names."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from qms.desk.filling.choosing import Chooser
from qms.desk.filling.typed import Hand
from qms.forms.fields import Field, Shape, fields_of
from qms.model.calendar import local
from qms.model.kinds.record import Record
from qms.text import Text

HEAD = frozenset({
    "id", "form", "date", "department", "filled_by", "checked_by", "approved_by", "status",
    "attachments", "corrections", "extensions", "not_applicable",
})  # fmt: skip
"""What all forms share; it stands at the head and the foot."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a value, and the page that they lead to."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A field with its value: words, or the lines of a group, or the rows of a table."""

    label: Text
    pieces: tuple[Piece, ...] = ()
    inner: tuple["Line", ...] = ()
    heads: tuple[Text, ...] = ()
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()


def lines(record: Record, hand: Hand, *, leave_out: frozenset[str] = HEAD) -> Iterator[Line]:
    """Yield the filled fields of a record."""
    data = record.model_dump(mode="json")
    for each in fields_of(type(record)):
        if each.name not in leave_out and is_filled(data.get(each.name)):
            yield _line(each, data[each.name], hand)


def is_filled(value: object) -> bool:
    """Tell whether there is anything to show."""
    return value not in (None, "", [], {})


def _line(described: Field, value: Any, hand: Hand) -> Line:
    if described.shape is Shape.sheet and isinstance(value, Mapping):
        inner = tuple(_below(described.inner, value, hand))
        return Line(described.label, inner=inner)
    if described.is_list_of_sheets and described.item is not None:
        filled = [
            each
            for each in described.item.inner
            if any(is_filled(row.get(each.name)) for row in value)
        ]
        rows = tuple(
            tuple(pieces(each, row.get(each.name), hand) for each in filled) for row in value
        )
        return Line(described.label, heads=tuple(each.label for each in filled), rows=rows)
    return Line(described.label, pieces=pieces(described, value, hand))


def _below(fields: Iterable[Field], value: Mapping[str, Any], hand: Hand) -> Iterator[Line]:
    for each in fields:
        if is_filled(value.get(each.name)):
            yield _line(each, value[each.name], hand)


def pieces(described: Field, value: Any, hand: Hand) -> tuple[Piece, ...]:
    """Return a value in words."""
    if not is_filled(value):
        return ()
    if isinstance(value, list):
        item = described.item or described
        parts = [pieces(item, each, hand) for each in value]
        between = Piece("、" if hand.lang == "zh" else ", ")
        return tuple(
            piece
            for place, part in enumerate(parts)
            for piece in ((between, *part) if place else part)
        )
    if isinstance(value, Mapping):
        return (Piece(_mapping(described, value, hand)),)
    if described.refers_to is not None:
        return (reference(hand.chooser, hand, described.refers_to, str(value)),)
    return (Piece(_plain(described, value, hand)),)


def reference(chooser: Chooser, hand: Hand, kind: str, number: str) -> Piece:
    """Return a record's name with the way to it."""
    words = chooser.named(kind, number).say(hand.lang)
    if chooser.number(kind, number) is None:
        return Piece(words)
    return Piece(words, f"/record/{kind}/{quote(number, safe='')}")


def _mapping(described: Field, value: Mapping[str, Any], hand: Hand) -> str:
    inner = {each.name: each for each in described.inner}
    item = described.item or described
    said = []
    for key, each in value.items():
        field = inner.get(key, item)
        words = "".join(piece.text for piece in pieces(field, each, hand))
        label = inner[key].label.say(hand.lang) if key in inner else key
        said.append(f"{label}：{words}" if hand.lang == "zh" else f"{label}: {words}")
    return "；".join(said) if hand.lang == "zh" else "; ".join(said)


_YES_NO = {True: Text(zh="是", en="Yes"), False: Text(zh="否", en="No")}


def _plain(described: Field, value: Any, hand: Hand) -> str:
    if described.shape is Shape.boolean:
        return _YES_NO[bool(value)].say(hand.lang)
    if described.shape is Shape.choice:
        return dict(described.options).get(str(value), Text(str(value), str(value))).say(hand.lang)
    if described.shape is Shape.moment:
        here = local(dt.datetime.fromisoformat(str(value)), hand.zone)
        return here.strftime("%Y-%m-%d %H:%M:%S" if here.second else "%Y-%m-%d %H:%M")
    return f"{value} {described.unit.say(hand.lang)}".rstrip()
