"""What stands in a form's inputs, as typed: flat words by the path of the input.

A path is the names and row numbers on the way to a field, joined by dots: `lines.2.part`. A row
that is there has a mark of its own (`lines.2~`), so that an empty row stays where it is.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData

from qms.desk.filling.choosing import Chooser
from qms.forms.fields import Field, Shape
from qms.model.calendar import local
from qms.text import Lang

ROW = "~"
_CURRENCY = "CNY"


@dataclass(frozen=True, slots=True)
class Hand:
    """How values are written for somebody: names of records, language, the office's clock."""

    chooser: Chooser
    lang: Lang
    zone: dt.tzinfo


@dataclass(frozen=True)
class Typed:
    """The words in all inputs of a form."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def at(self, path: str) -> str:
        """Return the words of one input."""
        return next(iter(self.words.get(path, ())), "")

    def all_at(self, path: str) -> tuple[str, ...]:
        """Return the choices that are ticked."""
        return tuple(each for each in self.words.get(path, ()) if each)

    def rows(self, path: str) -> list[int]:
        """Return the numbers of the rows of a table, as they stand."""
        pattern = re.compile(re.escape(path) + r"\.([0-9]{1,6})(?:\.|~|$)")
        found = {int(match[1]) for each in self.words if (match := pattern.match(each))}
        return sorted(found)

    def is_empty(self, path: str) -> bool:
        """Tell whether nothing is typed at a path or below it; a currency alone is nothing."""
        below = f"{path}."
        return not any(
            word.strip()
            for each, words in self.words.items()
            if (each == path or each.startswith(below)) and not each.endswith((ROW, ".currency"))
            for word in words
        )

    def with_row(self, path: str) -> "Typed":
        """Return the form with one more row in a table."""
        number = max(self.rows(path), default=-1) + 1
        return Typed({**self.words, f"{path}.{number}{ROW}": ("1",)})

    def without(self, path: str) -> "Typed":
        """Return the form without a row."""
        return Typed({
            each: words
            for each, words in self.words.items()
            if each not in {path, path + ROW} and not each.startswith(f"{path}.")
        })  # fmt: skip

    def as_json(self) -> str:
        """Return it for a draft that is kept."""
        return json.dumps(self.words, ensure_ascii=False)

    @classmethod
    def from_json(cls, content: str) -> "Typed":
        """Return a draft that was kept; an unreadable one is empty."""
        try:
            found = json.loads(content)
            return cls({str(path): tuple(map(str, words)) for path, words in found.items()})
        except (ValueError, AttributeError, TypeError):
            return cls()

    @classmethod
    def posted(cls, form: FormData) -> "Typed":
        """Return what a form was sent with; its own fields begin with a dot."""
        words: dict[str, tuple[str, ...]] = {}
        for name, value in form.multi_items():
            if isinstance(value, str) and name.startswith("."):
                words[name[1:]] = (*words.get(name[1:], ()), value.replace("\r\n", "\n"))
        return cls(words)


def typed_from(fields: Iterable[Field], data: Mapping[str, Any], hand: Hand) -> Typed:
    """Return data, as JSON holds it, as it would have been typed."""
    words: dict[str, tuple[str, ...]] = {}
    for each in fields:
        if data.get(each.name) is not None:
            _put(words, each, each.name, data[each.name], hand)
    return Typed(words)


def _put(
    words: dict[str, tuple[str, ...]],
    described: Field,
    path: str,
    value: Any,
    hand: Hand,
) -> None:
    match described.shape:
        case Shape.sheet if isinstance(value, Mapping):
            for inner in described.inner:
                if value.get(inner.name) is not None:
                    _put(words, inner, f"{path}.{inner.name}", value[inner.name], hand)
        case Shape.items if described.item is not None and isinstance(value, Sequence):
            _put_rows(words, described.item, path, value, hand)
        case Shape.mapping if described.item is not None and isinstance(value, Mapping):
            for number, (key, inner) in enumerate(value.items()):
                words[f"{path}.{number}{ROW}"] = ("1",)
                words[f"{path}.{number}.key"] = (str(key),)
                _put(words, described.item, f"{path}.{number}.value", inner, hand)
        case Shape.money:
            amount, _, currency = str(value).partition(" ")
            words[f"{path}.amount"] = (amount,)
            words[f"{path}.currency"] = (currency or _CURRENCY,)
        case _:
            words[path] = (_plain(described, value, hand),)


def _put_rows(
    words: dict[str, tuple[str, ...]], item: Field, path: str, value: Sequence[Any], hand: Hand
) -> None:
    if item.options:
        words[path] = tuple(map(str, value))
        return
    for number, each in enumerate(value):
        words[f"{path}.{number}{ROW}"] = ("1",)
        _put(words, item, f"{path}.{number}", each, hand)


def _plain(described: Field, value: object, hand: Hand) -> str:
    if described.shape is Shape.boolean:
        return "yes" if value else "no"
    if described.shape is Shape.moment:
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
        here = local(moment, hand.zone)
        return here.strftime("%Y-%m-%dT%H:%M:%S" if here.second else "%Y-%m-%dT%H:%M")
    if described.refers_to is not None:
        return hand.chooser.named(described.refers_to, str(value)).say(hand.lang)
    return str(value)
