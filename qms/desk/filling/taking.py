"""What a form's inputs stand for: data as the record holds it, and what is wrong at which input."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qms.desk.filling.choosing import Chooser
from qms.desk.filling.typed import Typed
from qms.forms.fields import Field, Shape
from qms.forms.tabular import amounts, cells
from qms.forms.tabular.cells import Office
from qms.forms.tabular.faults import BadCell
from qms.model.finding import Key
from qms.text import Text

_WANTED = Text(zh="请填写", en="Please fill this in")
_NOTHING = Text(zh="", en="")
_YES = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong at an input: what it is, and what is wanted."""

    path: str
    what: Text
    wanted: Text = _NOTHING


@dataclass
class Taken:
    """The data of a form, where each part of it was typed, and what could not be understood."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[tuple[Key, ...], str] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    def path_of(self, keys: tuple[Key, ...]) -> str:
        """Return the input of a key path, or of the nearest part around it."""
        for length in range(len(keys), 0, -1):
            if keys[:length] in self.places:
                return self.places[keys[:length]]
        return ""


def taken(fields: Iterable[Field], typed: Typed, office: Office, chooser: Chooser) -> Taken:
    """Return the data that the inputs stand for; an empty optional one is left out."""
    work = _Taking(typed, office, chooser, Taken())
    for each in fields:
        value = work.value(each, each.name, (each.name,))
        if value is not None:
            work.taken.data[each.name] = value
    return work.taken


@dataclass
class _Taking:
    typed: Typed
    office: Office
    chooser: Chooser
    taken: Taken

    def value(self, described: Field, path: str, keys: tuple[Key, ...]) -> Any:
        """Return a value as JSON would hold it; None where nothing was filled in."""
        self.taken.places[keys] = path
        try:
            found = self._read(described, path, keys)
        except BadCell as error:
            self.taken.troubles.append(Trouble(path, error.what, error.wanted))
            return None
        if found is None and described.is_required and described.shape is not Shape.sheet:
            self.taken.troubles.append(Trouble(path, _WANTED))
        return found

    def _read(self, described: Field, path: str, keys: tuple[Key, ...]) -> Any:
        match described.shape:
            case Shape.sheet:
                return self._sheet(described, path, keys)
            case Shape.items if described.item is not None:
                return self._items(described, described.item, path, keys)
            case Shape.mapping if described.item is not None:
                return self._mapping(described.item, path, keys)
            case Shape.money:
                at = self.typed.at
                amount = at(f"{path}.amount").strip()
                return amounts.money(amount, at(f"{path}.currency")) if amount else None
            case _:
                return self._plain(described, self.typed.at(path))

    def _plain(self, described: Field, words: str) -> Any:
        if described.shape is Shape.text and described.refers_to is None:
            return words if words.strip() else None  # what somebody writes is theirs
        if described.shape is Shape.boolean and words in _YES:
            return _YES[words]
        if described.refers_to is not None:
            return self._number(described.refers_to, words.strip())
        return cells.read(described, words, self.office)

    def _number(self, kind: str, words: str) -> str | None:
        """Return the number that a chooser's words stand for.

        Raises:
            BadCell: Nothing, or more than one thing, is called so.

        """
        if not words:
            return None
        found = self.chooser.number(kind, words)
        if found is None:
            raise BadCell(
                Text(zh=f"登记里没有唯一的“{words}”", en=f"the register has no single “{words}”"),
                Text(zh="从列表里选，或写编号", en="choose from the list, or give the number"),
            )
        return found

    def _sheet(self, described: Field, path: str, keys: tuple[Key, ...]) -> Any:
        if self.typed.is_empty(path) and not described.is_required:
            return None
        found = {
            inner.name: self.value(inner, f"{path}.{inner.name}", (*keys, inner.name))
            for inner in described.inner
        }
        return {name: value for name, value in found.items() if value is not None}

    def _items(
        self, described: Field, item: Field, path: str, keys: tuple[Key, ...]
    ) -> list[Any] | None:
        if item.options:
            found: list[Any] = list(self.typed.all_at(path))
        else:
            filled = [
                number
                for number in self.typed.rows(path)
                if not self.typed.is_empty(f"{path}.{number}")
            ]
            found = [
                value
                for place, number in enumerate(filled)
                if (value := self.value(item, f"{path}.{number}", (*keys, place))) is not None
            ]
        return found or ([] if described.is_required and not described.item else None)

    def _mapping(self, item: Field, path: str, keys: tuple[Key, ...]) -> Mapping[str, Any] | None:
        found: dict[str, Any] = {}
        for number in self.typed.rows(path):
            key = self.typed.at(f"{path}.{number}.key").strip()
            if not key and self.typed.is_empty(f"{path}.{number}"):
                continue
            value = self.value(item, f"{path}.{number}.value", (*keys, key))
            if not key:
                self.taken.troubles.append(Trouble(f"{path}.{number}.key", _WANTED))
            elif value is not None:
                found[key] = value
        return found or None
