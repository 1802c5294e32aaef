"""Fills in, closes, corrects and finds records by their number (clause 7.5)."""

import os
import shlex
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qms.errors import QmsError, UsageError
from qms.forms.fields import (
    Field,
    Shape,
    fields_of,
)
from qms.forms.numbering import next_number
from qms.model.frozen import is_frozen
from qms.model.kinds.record import Evidence, Record, place_of
from qms.model.kinds.references import references_of
from qms.model.snapshot import Snapshot
from qms.operations.filing.placing import (
    Filing,
    changed_files,
    home,
)
from qms.operations.filing.record import (
    amend_record,
    person_named,
    validated,
)
from qms.operations.records.asking import (
    Dialogue,
    asked_for,
)
from qms.operations.records.naming import record_numbered
from qms.store import children, git, yaml
from qms.text import Lang, Text, same


def file_new(
    root: Path,
    snapshot: Snapshot,
    model: type[Record],
    given: Mapping[str, Any],
    *,
    by: str | None,
    dialogue: Dialogue | None = None,
) -> Record:
    """Number, fill in, validate, write and commit a new record.

    What all forms share is filled from the day and the person; what is still missing is asked
    for in the dialogue, if there is one.

    Raises:
        QmsError: The data does not fit the form; says every field that is wrong.

    """
    data = _shared(snapshot, model, by) | dict(given)
    if dialogue is not None:
        data |= asked_for(snapshot, model, data, dialogue)
    if "id" not in data:
        taken = [each.id for each in snapshot.all(model)]
        year = int(str(data.get("date", snapshot.as_of))[:4])
        data = {"id": next_number(model, taken, year), **data}
    record = validated("—", yaml.dumped(data).encode(), model)
    path, _ = home(snapshot, model, record)
    files: dict[str, bytes | None] = {
        **changed_files(root, snapshot, model, [Filing(record, data)])
    }
    git.commit_files(git.repository(root), files, f"{model.header.title.zh} {record.id}")
    return validated(path, files[path] or b"", model, wanted=record.id)


def _shared(snapshot: Snapshot, model: type[Record], by: str | None) -> dict[str, Any]:
    if not issubclass(model, Evidence):
        return {}
    person = person_named(snapshot, by)
    return {
        "form": model.header.form_and_version,
        "date": snapshot.as_of.isoformat(),
        "department": person.department,
        "filled_by": person.id,
    }


def typed(words: str) -> Any:  # noqa: ANN401 - a value of a form is text, number, list or mapping
    """Return what words on the command line stand for: YAML, so 3 is a number and [a, b] a list."""
    document = yaml.parsed(f"value: {words}")
    value = document.get("value") if isinstance(document, dict) and len(document) == 1 else None
    return words if value is None else value


def nested(pairs: Sequence[str]) -> dict[str, Any]:
    """Return `field=value` pairs as data; a dotted field lies inside a step.

    Raises:
        UsageError: A pair has no equals sign.

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
        place[last] = typed(words)
    return data


def from_file(path: Path) -> dict[str, Any]:
    """Return the data of a YAML file with one record.

    Raises:
        QmsError: It does not parse, or holds no single mapping.

    """
    text = yaml.decoded(path.read_bytes())
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


def told(record: Record, lang: Lang) -> Iterator[str]:
    """Yield a record as lines: its form, then each field in the manual's words."""
    header = record.header
    yield f"{record.id}  {header.title.say(lang)}  {header.form_and_version}  {header.clause}"
    data = record.model_dump(mode="json", exclude_defaults=True)
    for field in fields_of(type(record)):
        if field.name in data and field.name != "id":
            yield from _told(field, data[field.name], lang, "  ")


def _told(field: Field, value: Any, lang: Lang, indent: str) -> Iterator[str]:  # noqa: ANN401
    label = field.label.say(lang)
    if field.shape is Shape.sheet and isinstance(value, Mapping):
        yield f"{indent}{label}"
        for inner in field.inner:
            if inner.name in value:
                yield from _told(inner, value[inner.name], lang, indent + "  ")
    elif isinstance(value, list) and field.item is not None and field.item.inner:
        for number, each in enumerate(value, start=1):
            yield f"{indent}{label} {number}"
            for inner in field.item.inner:
                if inner.name in each:
                    yield from _told(inner, each[inner.name], lang, indent + "  ")
    else:
        words = dict(field.options)
        said = [
            words[each].say(lang) if each in words else _written(each)
            for each in (value if isinstance(value, list) else [value])
        ]
        yield f"{indent}{label}: {', '.join(said)}{field.unit and ' ' + field.unit}"


def close(root: Path, record: Record) -> Record:
    """Close a record: from now on it is frozen.

    Raises:
        QmsError: It is closed already, or its kind is not closed.

    """
    if not isinstance(record, Evidence) or record.status.value in {"closed", "void"}:
        raise QmsError(
            Text(zh="{id} 不能再关闭。", en="{id} cannot be closed again."), id=same(record.id)
        )

    def change(data: dict[str, object]) -> None:
        data["status"] = "closed"

    return amend_record(root, record, change, message=f"{record.id} 关闭")


def correct(
    root: Path, snapshot: Snapshot, record: Record, pair: str, *, reason: str, by: str
) -> Record:
    """Correct one field of a closed record; the old value, reason, person and day stay with it.

    Raises:
        QmsError: The record is not closed, has no such field, or the result does not fit.

    """
    raw = _raw(root, record)
    if not is_frozen(type(record), raw):
        raise QmsError(
            Text(zh="{id} 还没有关闭，直接修改即可。", en="{id} is not closed; edit it."),
            Text(zh="qms edit {id}", en="qms edit {id}"),
            id=same(record.id),
        )
    name, _, words = pair.partition("=")
    old = _written(_at(raw, name))
    entry = {
        "field": name,
        "old": old,
        "new": words,
        "reason": reason,
        "by": person_named(snapshot, by).id,
        "on": snapshot.as_of,
    }

    def change(data: dict[str, object]) -> None:
        target: Any = data
        *outer, last = name.split(".")
        for each in outer:
            target = target[int(each) if each.isdigit() else each]
        target[int(last) if last.isdigit() else last] = yaml.dated(typed(words))
        corrections = data.setdefault("corrections", [])
        if isinstance(corrections, list):
            corrections.append(entry)

    return amend_record(root, record, change, message=f"{record.id} 更正 {name}")


def _raw(root: Path, record: Record) -> dict[str, Any]:
    place = place_of(record)
    data: Any = yaml.parsed((root / place.path).read_text(encoding="utf-8"))
    for key in place.keys:
        data = data[key]
    return dict(data)


def _at(data: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - a value of a form
    value: Any = data
    for each in name.split("."):
        try:
            value = value[int(each)] if each.isdigit() else value.get(each)
        except (AttributeError, IndexError, KeyError, TypeError):
            return None
    return value


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def edit(root: Path, record: Record) -> Record | None:
    """Open the editor on the record's file; what is saved is written only if it fits.

    Returns None when nothing was changed. What does not fit is kept beside, so that no typing is
    lost.

    Raises:
        QmsError: What was saved does not fit; the repository stays as it was.

    """
    place = place_of(record)
    before = (root / place.path).read_bytes()
    if is_frozen(type(record), _raw(root, record)):
        raise QmsError(
            Text(zh="{id} 已关闭，只能更正。", en="{id} is closed and can only be corrected."),
            Text(
                zh="qms correct {id} 字段=值 --reason 原因 --by 本人",
                en="qms correct {id} field=value --reason … --by …",
            ),
            id=same(record.id),
        )
    handle, name = tempfile.mkstemp(prefix=f"{record.id}-", suffix=".yaml")
    os.close(handle)
    draft = Path(name)
    draft.write_bytes(before)
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    children.hand_over(*editor, str(draft))
    after = draft.read_bytes()
    if after == before:
        draft.unlink()
        return None
    try:
        changed = validated(place.path, after, type(record), wanted=record.id)
    except QmsError as error:
        raise QmsError(
            Text(zh="{why}\n所改内容保存在 {path}。", en="{why}\nYour text is kept in {path}."),
            why=Text(zh=error.say("zh"), en=error.say("en")),
            path=same(str(draft)),
        ) from error
    git.commit_files(git.repository(root), {place.path: after}, f"{record.id} 修改")
    draft.unlink()
    return changed


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
    wanted = nested(conditions)
    for record in snapshot.all(model):
        data = record.model_dump(mode="json")
        if all(_written(_at(data, name)) == _written(value) for name, value in _flat(wanted)):
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
    field: str = ""


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
            yield Trail(level, "→", target, link.field)
    for link in links_to(snapshot, record.id):
        if isinstance(link.source, Evidence):
            yield Trail(level, "←", link.source, link.field)


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
