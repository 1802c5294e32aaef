"""Reads what people type as a record, and tells, finds and traces records (clause 7.5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qms.errors import QmsError, UsageError
from qms.forms.fields import Field, Shape, fields_of
from qms.model.kinds.record import Evidence, Record
from qms.model.kinds.references import references_of
from qms.model.snapshot import Snapshot
from qms.operations.records.naming import record_numbered
from qms.store import given, yaml
from qms.text import Text, same

_AS_WRITTEN = {Shape.text, Shape.choice, Shape.day, Shape.moment, Shape.money}


class Typed(str):
    """Words as typed on the command line; what they stand for depends on the field."""

    __slots__ = ()


def field_at(model: type[Record], names: Sequence[str | int]) -> Field | None:
    """Return the field that a path of names leads to, through groups and lines of tables."""
    fields, found = fields_of(model), None
    for name in names:
        if isinstance(name, int):
            found = found and found.item
        else:
            found = next((each for each in fields if each.name == name), None)
        if found is None:
            return None
        fields = found.inner or (found.item.inner if found.item else ())
    return found


def typed(words: str, field: Field | None) -> Any:  # noqa: ANN401 - text, number, list or mapping
    """Return what words stand for in a field: as they are where the form takes text.

    Elsewhere they are YAML, so that 3 is a number and [a, b] a list.
    """
    if field is not None and field.shape in _AS_WRITTEN:
        return str(words)
    document = yaml.parsed(f"value: {words}")
    value = document.get("value") if isinstance(document, dict) and len(document) == 1 else None
    return words if value is None else value


def meant(
    model: type[Record], given: Mapping[str, Any], names: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return data with the words typed on the command line as what their fields make of them."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        here = (*names, name)
        if isinstance(value, Typed):
            found[name] = typed(value, field_at(model, here))
        else:
            found[name] = meant(model, value, here) if isinstance(value, Mapping) else value
    return found


def nested(pairs: Sequence[str]) -> dict[str, Any]:
    """Return `field=value` pairs as data, the words as typed; a dotted field lies inside a step.

    Raises:
        UsageError: A pair has no equals sign, or a field is given twice.

    """
    data: dict[str, Any] = {}
    for pair in pairs:
        name, sign, words = pair.partition("=")
        if not sign:
            raise UsageError(
                Text(zh="写成 字段=值：{pair}", en="Write field=value: {pair}"), pair=same(pair)
            )
        place = data
        *outer, last = name.split(".")
        for each in outer:
            place = place.setdefault(each, {})
            if isinstance(place, Typed):
                raise _given_twice(name)
        if last in place:
            raise _given_twice(name)
        place[last] = Typed(words)
    return data


def _given_twice(name: str) -> UsageError:
    return UsageError(
        Text(
            zh="字段 {name} 写了不止一次，没有写入任何内容。",
            en="Field {name} is given more than once; nothing was written.",
        ),
        Text(
            zh="每个字段写一次；列表写成 字段=[甲, 乙]。",
            en="Give each field once; a list is written field=[one, two].",
        ),
        name=same(name),
    )


def from_file(path: Path) -> dict[str, Any]:
    """Return the data of a YAML file with one record.

    Raises:
        QmsError: It does not parse, or holds no single mapping.

    """
    text = yaml.decoded(given.content(path))
    data = yaml.parsed(text) if isinstance(text, str) else text
    if isinstance(data, yaml.BadYaml):
        where = same(f"{path}:{data.line}:{data.column}: ")
        raise QmsError(
            Text(zh="{where}{what}", en="{where}{what}"), data.wanted, where=where, what=data.what
        )
    if not isinstance(data, dict):
        raise QmsError(
            Text(zh="{path} 应是一份记录。", en="{path} should hold one record."),
            path=same(str(path)),
        )
    return data


def value_at(data: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - a value of a form
    """Return the value of a dotted field; None where there is none."""
    value: Any = data
    for each in name.split("."):
        try:
            value = value[int(each)] if each.isdigit() else value.get(each)
        except (AttributeError, IndexError, KeyError, TypeError):
            return None
    return value


def written(value: object) -> str:
    """Return a value as it is written in a file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Link:
    """One record that names another, and in which field."""

    source: Record
    field: str
    target: str


def links_from(record: Record) -> Iterator[Link]:
    """Yield what a record refers to."""
    for keys, _, target in references_of(record):
        yield Link(record, ".".join(map(str, keys)), target)


def links_to(snapshot: Snapshot, number: str) -> Iterator[Link]:
    """Yield what refers to a record."""
    for record in snapshot.records:
        for link in links_from(record):
            if link.target == number and record.id != number:
                yield link


def matching(
    snapshot: Snapshot, model: type[Record], conditions: Sequence[str]
) -> Iterator[Record]:
    """Yield a kind's records whose fields have the values asked for: status=open, grade=severe."""
    wanted = meant(model, nested(conditions))
    for record in snapshot.all(model):
        data = record.model_dump(mode="json")
        if all(written(value_at(data, name)) == written(value) for name, value in _flat(wanted)):
            yield record


def _flat(data: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


@dataclass(frozen=True, slots=True)
class Trail:
    """A step of a trace: how deep, which way, and what stands there."""

    depth: int
    arrow: str
    record: Record
    link: Link | None = None


def trail(snapshot: Snapshot, number: str, *, depth: int = 3) -> Iterator[Trail]:
    """Yield a record, what it refers to (→) and what refers to it (←), and so on, each once.

    Registers such as people and departments end a trace: everything leads to them.
    """
    start = record_numbered(snapshot, number)
    seen = {start.id}
    yield Trail(0, "", start)
    edge = [start]
    for level in range(1, depth + 1):
        found: list[Record] = []
        for record in edge:
            for step in _neighbours(snapshot, record, level):
                if step.record.id not in seen:
                    seen.add(step.record.id)
                    found.append(step.record)
                    yield step
        edge = found


def _neighbours(snapshot: Snapshot, record: Record, level: int) -> Iterator[Trail]:
    for link in links_from(record):
        rows = (rows[link.target] for rows in snapshot.index.values() if link.target in rows)
        target = next(rows, None)
        if isinstance(target, Evidence):
            yield Trail(level, "→", target, link)
    for link in links_to(snapshot, record.id):
        if isinstance(link.source, Evidence):
            yield Trail(level, "←", link.source, link)


def evidence_of(snapshot: Snapshot, clause: str) -> Iterator[tuple[type[Record], list[Record]]]:
    """Yield the kinds that prove a clause, each with its records.

    Raises:
        QmsError: The manual has no such clause.

    """
    facts = snapshot.clause_facts.get(clause)
    if facts is None:
        raise QmsError(
            Text(zh="手册里没有条款 {clause}。", en="The manual has no clause {clause}."),
            clause=same(clause),
        )
    named = dict.fromkeys((*facts[1].records, *(each.kind for each in facts[1].evidence)))
    for name in named:
        model = snapshot.kinds.get(name)
        if model is not None:
            yield model, list(snapshot.all(model))
