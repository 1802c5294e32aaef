"""Puts records into their files: edits in place, adds at the end, leaves all else as it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qms.errors import QmsError
from qms.forms.fields import (
    Field,
    Shape,
    fields_of,
)
from qms.model.kinds.record import Evidence, Record, kind_name, place_of
from qms.model.snapshot import Snapshot
from qms.store import yaml
from qms.text import Text, same

_MONTHLY = re.compile(r"records/[^/]+/[0-9]{4}/[0-9]{4}-[0-9]{2}\.yaml")
_ITEM = re.compile(r"^( *)- ", re.MULTILINE)


@dataclass(frozen=True)
class Filing:
    """A record to be written: its data as YAML holds it, and what it was before."""

    record: Record
    data: Mapping[str, Any]
    before: Record | None = None


def changed_files(
    root: Path, snapshot: Snapshot, model: type[Record], filings: Sequence[Filing]
) -> dict[str, bytes]:
    """Return the new content of every file that these records change.

    Raises:
        QmsError: A new record's file is already there.

    """
    texts: dict[str, str] = {}
    for filing in filings:
        if filing.before is not None:
            path = place_of(filing.before).path
            texts[path] = _edited(_text(root, texts, path), filing)
    for filing in filings:
        if filing.before is None:
            path, is_list = home(snapshot, model, filing.record)
            data = ordered(fields_of(model), filing.data)
            if is_list:
                texts[path] = _appended(_text(root, texts, path), data)
            elif path in texts or (root / path).exists():
                raise _occupied(path)
            else:
                texts[path] = yaml.dumped(data)
    return {path: text.encode() for path, text in texts.items()}


def _text(root: Path, texts: Mapping[str, str], path: str) -> str:
    if path in texts:
        return texts[path]
    target = root / path
    return target.read_bytes().decode("utf-8") if target.is_file() else ""


def home(snapshot: Snapshot, model: type[Record], record: Record) -> tuple[str, bool]:
    """Return the file where a new record belongs, and whether that file is a list.

    It follows the kind's other records: a list a month, one list, or a file each.
    """
    kind = kind_name(model)
    places = [place_of(each) for each in snapshot.all(model)]
    lists = [place.path for place in places if place.keys]
    if isinstance(record, Evidence):
        year = f"records/{kind}/{record.date:%Y}"
        if any(_MONTHLY.fullmatch(path) for path in lists):
            return f"{year}/{record.date:%Y-%m}.yaml", True
        return f"{year}/{record.id}.yaml", False
    if lists or not places:
        return (lists[-1] if lists else f"records/{kind}/{kind}.yaml"), True
    return f"records/{kind}/{record.id}.yaml", False


def ordered(fields: Sequence[Field], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data with its keys in the order of the form."""
    found: dict[str, Any] = {}
    for field in fields:
        if field.name not in data:
            continue
        value = data[field.name]
        if field.shape is Shape.sheet and isinstance(value, Mapping):
            value = ordered(field.inner, value)
        elif field.item is not None and field.item.inner and isinstance(value, list):
            value = [
                ordered(field.item.inner, each) if isinstance(each, Mapping) else each
                for each in value
            ]
        found[field.name] = value
    return found


def _appended(text: str, data: dict[str, Any]) -> str:
    """Return a list's text with one item more; what stands there stays byte for byte."""
    if not text.strip() or text.strip() == "[]":
        return yaml.dumped([data])
    first = _ITEM.search(text)
    if first is None or not isinstance(yaml.parsed(text), list):
        return yaml.edited(text, lambda rows: rows.append(yaml.dated(data)))
    item = yaml.dumped([data])
    own = _ITEM.search(item)
    shift = len(first[1]) - (len(own[1]) if own else 0)
    lines = [
        (" " * shift + line if shift >= 0 else line[-shift:]) if line.strip() else line
        for line in item.splitlines(keepends=True)
    ]
    return text + ("" if text.endswith("\n") else "\n") + "".join(lines)


def _edited(text: str, filing: Filing) -> str:
    """Return a file's text with only the changed values of one record replaced."""
    before = filing.before or filing.record
    keys = place_of(before).keys
    was, now = before.model_dump(), filing.record.model_dump()
    data = ordered(fields_of(type(filing.record)), filing.data)

    return yaml.edited(text, lambda document: _merge(document, data, was, now), keys)


def _merge(
    target: Any,  # noqa: ANN401 - ruamel's mapping
    data: Mapping[str, Any],
    was: Mapping[str, Any],
    now: Mapping[str, Any],
) -> None:
    for name, value in now.items():
        if name in was and was[name] == value:
            continue
        old, new = was.get(name), data.get(name)
        if name not in data:
            target.pop(name, None)
        elif (
            isinstance(old, dict)
            and isinstance(new, Mapping)
            and isinstance(value, dict)
            and (name in target and old.keys() == value.keys())
        ):
            _merge(target[name], new, old, value)
        else:
            target[name] = yaml.dated(new)


def _occupied(path: str) -> QmsError:
    return QmsError(
        Text(
            zh="{path} 已存在，没有写入任何记录。", en="{path} is there already; nothing written."
        ),
        Text(
            zh="先用 qms check 看该文件为何没有读入。",
            en="See with qms check why that file was not read.",
        ),
        path=same(path),
    )
