"""Puts records into their files: edits in place, adds at the end, leaves all else as it is."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from qms.errors import QmsError
from qms.forms.fields import Field, Shape, fields_of
from qms.model.frozen import is_frozen
from qms.model.kinds.record import Evidence, Record, kind_name, place_of
from qms.model.snapshot import Snapshot
from qms.model.withdrawn import is_out, withdrawals
from qms.operations.filing.drafts import Numbered, Sheet, refused
from qms.store import circumstances, records, yaml
from qms.store.changes import GONE, Amendment
from qms.text import Text, same

_MONTHLY = re.compile(r"records/[^/]+/[0-9]{4}/[0-9]{4}-[0-9]{2}\.yaml")
_DATED = {Shape.day, Shape.moment}
_ITEM = re.compile(r"^( *)- ", re.MULTILINE)


@dataclass(frozen=True)
class Placed:
    """The new content of every file, and the records as they will be read from there."""

    contents: Mapping[str, bytes | None]
    records: tuple[Record, ...]


def placed(
    root: Path, snapshot: Snapshot, given: Numbered, files: Mapping[str, bytes | None]
) -> Placed:
    """Return the files that records, new values and finished files make, each found to fit.

    Raises:
        QmsError: A new record's file is already there, or something does not fit its form.

    """
    texts = _Texts(root)
    for path, own in _by_path(given.amendments).items():
        texts.amend(path, own)
    homes = _Homes(snapshot)
    lists: defaultdict[str, list[Sheet]] = defaultdict(list)
    for sheet in given.sheets:
        path, is_list = homes.of(sheet.record)
        if is_list:
            lists[path].append(sheet)
        else:
            texts.add(path, sheet)
    for path, together in lists.items():
        texts.append(path, together)
    contents = {path: text.encode() for path, text in texts.texts.items()} | dict(files)
    wanted = [(kind_name(type(each.record)), each.record.id) for each in given.sheets]
    for each in given.amendments:
        number = each.values.get(("id",), each.record.id)
        wanted.append((kind_name(type(each.record)), str(number)))
    return Placed(contents, _read_again(snapshot, contents, wanted))


def _by_path(amendments: Iterable[Amendment]) -> Mapping[str, list[Amendment]]:
    found: defaultdict[str, list[Amendment]] = defaultdict(list)
    for each in amendments:
        found[place_of(each.record).path].append(each)
    return found


@dataclass
class _Texts:
    """The files that change, as they will be; local to one filing."""

    root: Path
    texts: dict[str, str] = field(default_factory=dict)

    def amend(self, path: str, amendments: Sequence[Amendment]) -> None:
        def change(document: Any) -> None:  # noqa: ANN401 - ruamel's
            for each in amendments:
                fields = fields_of(type(each.record))
                for keys, value in each.values.items():
                    meant = as_in_form(_field_at(fields, keys), value)
                    try:
                        _put(document, (*place_of(each.record).keys, *keys), meant)
                    except (KeyError, IndexError, TypeError, AttributeError) as error:
                        raise _nowhere(each.record, keys) from error

        self.texts[path] = yaml.edited(self._text(path), change)

    def add(self, path: str, sheet: Sheet) -> None:
        if path in self.texts or (self.root / path).exists():
            raise circumstances.occupied(path)
        self.texts[path] = yaml.dumped(_in_order(sheet))

    def append(self, path: str, sheets: Sequence[Sheet]) -> None:
        self.texts[path] = _appended(self._text(path), [_in_order(each) for each in sheets])

    def _text(self, path: str) -> str:
        if path in self.texts:
            return self.texts[path]
        target = self.root / path
        return target.read_bytes().decode("utf-8") if target.is_file() else ""


def _put(target: Any, keys: Sequence[str | int], value: object) -> None:  # noqa: ANN401 - YAML
    for key, following in pairwise(keys):
        if isinstance(target, dict) and key not in target:
            target[yaml.unmistakable(key)] = [] if isinstance(following, int) else {}
        target = target[key]
    last = keys[-1]
    if value is GONE:
        target.pop(last, None)
    elif isinstance(target, list) and last == len(target):
        target.append(yaml.dated(value))
    else:
        target[yaml.unmistakable(last)] = yaml.dated(value)


def _field_at(fields: Sequence[Field], keys: Sequence[str | int]) -> Field | None:
    """Return the field that a value at these keys fills; None where the form has none."""
    found: Field | None = None
    for key in keys:
        if isinstance(key, int) or (found is not None and found.shape is Shape.mapping):
            found = found.item if found is not None else None
        else:
            found = next((each for each in fields if each.name == key), None)
        fields = found.inner if found is not None else ()
    return found


def _nowhere(record: Record, keys: Sequence[str | int]) -> QmsError:
    return QmsError(
        Text(zh="{id} 没有字段 {field}。", en="{id} has no field {field}."),
        Text(zh="字段名见 qms show {id}。", en="qms show {id} names its fields."),
        id=same(record.id),
        field=same(".".join(map(str, keys))),
    )


@dataclass
class _Homes:
    """Where each kind's records are kept; local to one filing."""

    snapshot: Snapshot
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, record: Record) -> tuple[str, bool]:
        """Return the file where a new record belongs, and whether that file is a list.

        It follows the kind's other records: a list a month, one list, or a file each.
        """
        model = type(record)
        kind = kind_name(model)
        lists = self._lists(model)
        if isinstance(record, Evidence):
            year = f"records/{kind}/{record.date:%Y}"
            if any(_MONTHLY.fullmatch(path) for path in lists):
                return f"{year}/{record.date:%Y-%m}.yaml", True
            return f"{year}/{record.id}.yaml", False
        if model.header.family == "retained":  # signed as a file
            return f"records/{kind}/{self.snapshot.as_of:%Y}/{record.id}.yaml", False
        if lists or not self.snapshot.has(kind):
            return (lists[-1] if lists else f"records/{kind}/{kind}.yaml"), True
        return f"records/{kind}/{record.id}.yaml", False

    def _lists(self, model: type[Record]) -> tuple[str, ...]:
        kind = kind_name(model)
        if kind not in self.lists:
            places = (place_of(each) for each in self.snapshot.all(model))
            self.lists[kind] = tuple(dict.fromkeys(each.path for each in places if each.keys))
        return self.lists[kind]


def _read_again(
    snapshot: Snapshot, contents: Mapping[str, bytes | None], wanted: Iterable[tuple[str, str]]
) -> tuple[Record, ...]:
    """Return the wanted records as the new files hold them; all that stands there must fit."""
    found: dict[tuple[str, str], Record] = {}
    for path, content in contents.items():
        folder, _, rest = path.partition("/")
        model = snapshot.kinds.get(rest.partition("/")[0])
        if folder != "records" or not path.endswith(".yaml") or model is None or content is None:
            continue
        rows, problems = records.read_records(path, content, model)
        if problems:
            raise refused(problems)
        _refuse_withdrawal(snapshot, rows)
        found |= {(kind_name(type(row)), row.id): row for row in rows}
    return tuple(found[each] for each in wanted)


def _refuse_withdrawal(snapshot: Snapshot, rows: Iterable[Record]) -> None:
    """Refuse to take an open form out of judgement without a correction that tells of it."""
    for row in rows:
        before = snapshot.index.get(kind_name(type(row)), {}).get(row.id)
        if not isinstance(row, Evidence) or before is None or before is row:
            continue
        then, now = (
            each.model_dump(mode="json", by_alias=True, exclude_unset=True)
            for each in (before, row)
        )
        if is_frozen(type(row), then) or is_out(then):
            continue
        for name, old, new in withdrawals(type(row), then, now):
            raise _not_alone(row, name, old, new)


def _not_alone(record: Record, name: str, old: str, new: str) -> QmsError:
    return QmsError(
        Text(
            zh="{id} 的 {field} 由 {old} 改成 {new}，就不再受判定，须另一人批准；没有写入。",
            en="{field} of {id} changed from {old} to {new} takes it out of judgement, which "
            "another person approves; nothing was written.",
        ),
        Text(
            zh="qms correct {id} {field}={new} --reason 原因 --by 本人 --approved-by 批准人；"
            "从列表删去的，放回去。",
            en="qms correct {id} {field}={new} --reason … --by … --approved-by …; what was taken "
            "off a list stays on it.",
        ),
        id=same(record.id), field=same(name), old=same(old), new=same(new or "—"),
    )  # fmt: skip


def _in_order(sheet: Sheet) -> dict[str, Any]:
    return ordered(fields_of(type(sheet.record)), sheet.data)


def ordered(fields: Sequence[Field], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data with its keys in the order of the form; what the form lacks comes last."""
    known = {each.name: as_in_form(each, data[each.name]) for each in fields if each.name in data}
    return known | {name: value for name, value in data.items() if name not in known}


def as_in_form(field: Field | None, value: Any) -> Any:  # noqa: ANN401 - whatever a form holds
    """Return a value as its field wants it: lines in the form's order, text as nothing but text.

    A day or a moment in a field for words is quoted, so that no reader makes more of it.
    """
    if field is None:
        return value
    if isinstance(value, Mapping):
        if field.shape is Shape.mapping:
            return {key: as_in_form(field.item, each) for key, each in value.items()}
        return ordered(field.inner, value) if field.inner else value
    if isinstance(value, list | tuple):
        return [as_in_form(field.item, each) for each in value]
    return value if field.shape in _DATED else yaml.unmistakable(value)


def _appended(text: str, rows: list[dict[str, Any]]) -> str:
    """Return a list's text with more items; what stands there stays byte for byte."""
    if not text.strip() or text.strip() == "[]":
        return yaml.dumped(rows)
    first = _ITEM.search(text)
    if first is None or not isinstance(yaml.parsed(text), list):
        return yaml.edited(text, lambda there: there.extend(yaml.dated(rows)))
    items = yaml.dumped(rows)
    own = _ITEM.search(items)
    shift = len(first[1]) - (len(own[1]) if own else 0)
    lines = [
        (" " * shift + line if shift >= 0 else line[-shift:]) if line.strip() else line
        for line in items.splitlines(keepends=True)
    ]
    return text + ("" if text.endswith("\n") else "\n") + "".join(lines)
