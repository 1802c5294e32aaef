"""Gives drafts their numbers, and the head that every form shares (clause 7.5)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from qms.errors import QmsError
from qms.forms.numbering import Series, numbered_by_people, series_of
from qms.model.finding import Place
from qms.model.kinds.ch06_objectives import Objective, ObjectiveResult
from qms.model.kinds.numbers import Money
from qms.model.kinds.record import Evidence, Record, kind_name
from qms.model.snapshot import Problem, Snapshot
from qms.standing.definitions import definition_of
from qms.store import schema
from qms.store.changes import Amendment, Changes, Draft, Number
from qms.text import Text, joined


@dataclass(frozen=True)
class Sheet:
    """A new record that has its number and fits its form, and its data as YAML holds it."""

    record: Record
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Numbered:
    """Drafts that became sheets, amendments with every number filled in, and the numbers given."""

    sheets: tuple[Sheet, ...]
    amendments: tuple[Amendment, ...]
    numbers: Mapping[Number, str]


def numbered(snapshot: Snapshot, changes: Changes[Any]) -> Numbered:
    """Return drafts and amendments as they will be filed, numbered after all there is.

    Raises:
        QmsError: Something does not fit its form; says every field that is wrong.

    """
    counts = _Counts(snapshot, changes.drafts)
    numbers: dict[Number, str] = {}
    for draft in changes.drafts:
        numbers[draft.number] = counts.number(draft)
    sheets = tuple(_sheet(snapshot, draft, numbers) for draft in changes.drafts)
    amendments = tuple(
        replace(each, values={keys: _plain(value, numbers) for keys, value in each.values.items()})
        for each in changes.amendments
    )
    return Numbered(sheets, amendments, numbers)


@dataclass
class _Counts:
    """Counts on from the numbers of a snapshot; local to one filing."""

    snapshot: Snapshot
    drafts: Sequence[Draft]
    last: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, draft: Draft) -> str:
        if "id" in draft.values:
            return str(draft.values["id"])
        series = series_of(draft.model)
        if series is None:
            raise numbered_by_people(draft.model)
        year = int(str(draft.values.get("date") or self.snapshot.as_of)[:4])
        kind, start = kind_name(draft.model), series.start(year)
        if (kind, start) not in self.last:
            self.last[kind, start] = series.last(year, self._taken(kind, series))
        self.last[kind, start] += 1
        return series.number(year, self.last[kind, start])

    def _taken(self, kind: str, series: Series) -> Sequence[str]:
        """Return every number in use, also those of files that cannot be read."""
        table = self.snapshot.filed.get(kind)
        unread = (
            PurePosixPath(each.place.path).stem
            for each in self.snapshot.problems
            if each.place.path.startswith(f"records/{kind}/")
        )
        chosen = (
            str(each.values["id"])
            for each in self.drafts
            if "id" in each.values and kind_name(each.model) == kind
        )
        named = (*self.snapshot.unread.get(kind, ()), *unread, *chosen)
        return [*(table.ids if table else ()), *(each for each in named if series.read(each))]


def _sheet(snapshot: Snapshot, draft: Draft, numbers: Mapping[Number, str]) -> Sheet:
    data: dict[str, Any] = {"id": numbers[draft.number]}
    if issubclass(draft.model, Evidence):
        data |= _head(snapshot, draft)
    data |= _plain(draft.values, numbers)
    if draft.model is ObjectiveResult:
        data |= _definition(snapshot, data)
    return Sheet(fitting(draft.model, data), data)


def _definition(snapshot: Snapshot, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the digest of the definition that a result is counted by, where it names none."""
    objective = snapshot.find(Objective, str(data.get("objective")))
    if objective is None or data.get("definition"):
        return {}
    return {"definition": definition_of(snapshot, objective).digest}


def fitting(model: type[Record], data: Mapping[str, Any]) -> Record:
    """Return the record that data makes.

    Raises:
        QmsError: It does not fit the form; says every field that is wrong.

    """
    try:
        return model.model_validate_json(to_json(data))
    except ValidationError as error:
        raise refused(list(schema.problems(error, model, Place(""), data))) from error


def _head(snapshot: Snapshot, draft: Draft) -> dict[str, Any]:
    head = {
        "form": draft.model.header.form_and_version,
        "date": snapshot.as_of.isoformat(),
    }
    if draft.by is not None:
        head |= {"department": draft.by.department, "filled_by": draft.by.id}
    if draft.status is not None:
        head["status"] = draft.status.value
    return head


def _plain(value: Any, numbers: Mapping[Number, str]) -> Any:  # noqa: ANN401 - a value of a form
    """Return a value as YAML and JSON have it, each number filled in."""
    if isinstance(value, Number):
        return numbers[value]
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):  # a moment is one, too
        return value.isoformat()
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(each, numbers) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, numbers) for each in value]
    return value


def refused(problems: Sequence[Problem]) -> QmsError:
    """Return the refusal that says every field that is wrong."""

    def said(each: Problem) -> Text:
        name = ".".join(map(str, each.place.keys)) or "—"
        return Text(
            zh=f"{name}：{each.what.zh}（{each.wanted.zh}）",
            en=f"{name}: {each.what.en} ({each.wanted.en})",
        )

    return QmsError(
        Text(zh="没有写入，内容有误：\n{all}", en="Nothing was written; correct first:\n{all}"),
        all=joined(map(said, problems), zh="\n", en="\n"),
    )
