"""Tells a record in words: labels instead of field names, names beside numbers (clause 7.5)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from qms.forms.fields import Field, Shape, fields_of
from qms.forms.tabular.cells import NO, YES, Office
from qms.model.calendar import local
from qms.model.kinds.record import Record
from qms.operations.records.record import Link, field_at, written
from qms.text import Lang


def told(record: Record, office: Office) -> Iterator[str]:
    """Yield a record as lines: its form, then each field in the manual's words."""
    header = record.header
    title = header.title.say(office.lang)
    yield f"{record.id}  {title}  {header.form_and_version}  {header.clause}"
    data = record.model_dump(mode="json", exclude_defaults=True)
    for field in fields_of(type(record)):
        if field.name in data and field.name != "id":
            yield from _told(field, data[field.name], office, "  ")


def told_field(link: Link, lang: Lang) -> str:
    """Return what the field is called in which a record names another: 涉及的维修单 2."""
    keys = [int(key) if key.isdigit() else key for key in link.field.split(".")]
    words: list[str] = []
    for at, key in enumerate(keys):
        if isinstance(key, int):
            words.append(str(key + 1))
            continue
        field = field_at(type(link.source), keys[: at + 1])
        words.append(field.label.say(lang) if field is not None else key)
    return " ".join(words)


def _told(field: Field, value: Any, office: Office, indent: str) -> Iterator[str]:  # noqa: ANN401
    label = field.label.say(office.lang)
    if field.shape is Shape.sheet and isinstance(value, Mapping):
        yield f"{indent}{label}"
        for inner in field.inner:
            if inner.name in value:
                yield from _told(inner, value[inner.name], office, indent + "  ")
    elif isinstance(value, list) and field.item is not None and field.item.inner:
        for number, each in enumerate(value, start=1):
            yield f"{indent}{label} {number}"
            for inner in field.item.inner:
                if inner.name in each:
                    yield from _told(inner, each[inner.name], office, indent + "  ")
    else:
        unit = field.unit.say(office.lang)
        one = field.item if isinstance(value, list) and field.item is not None else field
        said = [
            _said(one, each, office) for each in (value if isinstance(value, list) else [value])
        ]
        yield f"{indent}{label}: {', '.join(said)}{' ' + unit if unit else ''}"


def _said(field: Field, value: object, office: Office) -> str:
    words = dict(field.options)
    if isinstance(value, str) and value in words:
        return words[value].say(office.lang)
    if isinstance(value, bool):
        return (YES if value else NO).say(office.lang)
    if field.shape is Shape.moment:
        here = local(dt.datetime.fromisoformat(str(value)), office.zone)
        return here.strftime("%Y-%m-%d %H:%M:%S" if here.second else "%Y-%m-%d %H:%M")
    if field.refers_to:
        return _named(field.refers_to, str(value), office)
    return written(value)


def _named(kind: str, number: str, office: Office) -> str:
    """Return a name with its number, or the name alone where the number is only a word."""
    name = office.names.get(kind, {}).get(number)
    if name is None or not name.zh:
        return number
    is_word = not any(each.isdigit() for each in number)
    return name.say(office.lang) if is_word else f"{name.say(office.lang)} {number}"
