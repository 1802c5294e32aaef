"""Reads the record files of a tree; what was read before is remembered (`store/memory.py`)."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from qms import limits
from qms.forms.custom import OwnRecord
from qms.model.finding import Place
from qms.model.kinds import kinds
from qms.model.kinds.record import Evidence, Record, filed, place_of
from qms.model.record_files import Facts, RecordFile, Table, facts_of
from qms.model.snapshot import Flaw, Problem
from qms.settings import Settings
from qms.store import custom, digests, files, git, schema, yaml
from qms.store.memory import Memory
from qms.text import Text

# So many places of a file are named where it departs from its form; beyond them, how many more.
# From this many bytes on it pays to make a validator for the whole list.
_LONG = 50_000


@dataclass
class Records:
    """The record files read so far, by kind, and what is wrong with others; local to one load."""

    files: dict[str, list[RecordFile]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def tables(self) -> dict[str, Table]:
        """The records of each kind that has a file."""
        return {kind: Table(files) for kind, files in self.files.items()}


def read_all(tree: git.Tree, settings: Settings, own: custom.OwnKinds, memory: Memory) -> Records:
    """Return the records of a tree and what is wrong with its record files."""
    read = Records()
    for path in tree.paths("records"):
        entry = tree.entry(path)
        kind = path.split("/")[1] if "/" in path else ""
        model = kinds().get(kind) or own.models.get(kind)
        if entry.is_link:
            read.problems.append(files.link(path))
        elif not path.endswith((".yaml", ".yml")):
            continue
        elif kind in own.broken or model is None or path.count("/") < 2:  # noqa: PLR2004 - records/KIND/FILE
            content, bad = files.content_of(tree, path, settings, entry)
            read.problems.extend(bad)
            if content is not None:
                is_broken = kind in own.broken
                read.problems.append((_broken_kind if is_broken else _unknown_kind)(path, kind))
        else:
            source = _Source(tree, path, entry, model, own.digests.get(kind, ""), memory)
            found, problems = _recalled(source, settings) or _read(source, settings)
            if found:
                read.files.setdefault(kind, []).append(found)
            read.problems.extend(problems)
    for each in [each for files_ in read.files.values() for each in files_]:
        if each.facts.has_attachments:
            read.problems.extend(
                problem
                for row in each.rows
                if isinstance(row, Evidence)
                for problem in _bad_attachments(tree, row)
            )
    memory.save(is_work_tree=not isinstance(tree, git.CommitTree))
    return read


@dataclass(frozen=True, slots=True)
class _Source:
    """A file that records of one kind are read from."""

    tree: git.Tree
    path: str
    entry: git.Entry
    model: type[Record]
    declaration: str
    memory: Memory

    def key(self, blob: str) -> str:
        """Return what a content is remembered by: also its kind, and how that is declared."""
        return f"{self.path.split('/')[1]}:{self.declaration}:{blob}"


Outcome = tuple[RecordFile | None, Sequence[Problem]]


def _recalled(source: _Source, settings: Settings) -> Outcome | None:
    """Return a file that need not be read, since its content is known and remembered."""
    blob = source.entry.blob
    if blob is None and source.entry.state is not None:
        blob = source.memory.blob(source.path, source.entry.state)
    if blob is None or files.is_too_large(source.entry.size, settings):
        return None
    return _remembered(source, source.key(blob))


def _remembered(source: _Source, key: str) -> Outcome | None:
    facts = source.memory.recall(key)
    if facts is None:
        return None
    return RecordFile(facts, partial(_built, source, key, facts), f"{source.path} {key}"), ()


def _read(source: _Source, settings: Settings) -> Outcome:
    """Read a file whose content is not known, or not remembered."""
    content, problems = files.content_of(source.tree, source.path, settings, source.entry)
    if content is None:
        return None, problems
    blob = digests.blob_id(content)
    if source.entry.state is not None:
        source.memory.note_state(source.path, source.entry.state, blob)
    key = source.key(blob)
    remembered = None if problems else _remembered(source, key)
    if remembered is not None:
        return remembered
    data = _data(source.path, content)
    packed = b"" if isinstance(data, Problem) else to_json(data)
    rows, refused = _rows(source.path, source.model, data, packed)
    problems += refused
    facts = facts_of(source.model, rows)
    if problems:
        return RecordFile(facts, lambda: rows), problems
    source.memory.keep(key, facts, packed)
    return RecordFile(facts, lambda: rows, f"{source.path} {key}"), problems


def _built(source: _Source, key: str, facts: Facts) -> Sequence[Record]:
    """Build the records of a remembered file; where the memory is no good the file is read."""
    kept = source.memory.rows(key) or b""
    with suppress(ValueError):  # of JSON, or pydantic's
        rows = _validated(source.model, kept)
        if tuple(row.id for row in rows) == facts.ids:
            return _placed(source.path, rows, is_list=kept.startswith(b"["))
    return read_records(source.path, source.tree.read(source.path) or b"", source.model)[0]


def read_records(
    path: str, content: bytes, model: type[Record]
) -> tuple[Sequence[Record], list[Problem]]:
    """Return the records of one file, and what is wrong with the rest of it."""
    data = _data(path, content)
    return _rows(path, model, data, b"" if isinstance(data, Problem) else to_json(data))


def _data(path: str, content: bytes) -> Any | Problem:
    text = yaml.decoded(content)
    data = text if isinstance(text, yaml.BadYaml) else yaml.parsed(text)
    return files.bad(path, data) if isinstance(data, yaml.BadYaml) else data


def _rows(
    path: str, model: type[Record], data: Any, packed: bytes
) -> tuple[Sequence[Record], list[Problem]]:
    """Return the records among data, the same as JSON, and what is wrong with the rest."""
    if isinstance(data, Problem):
        return [], [data]
    if isinstance(data, list) and _is_long(model, packed):
        with suppress(ValidationError):
            return _placed(path, _list_of(model).validate_json(packed), is_list=True), []
    whole = Place(path)
    places = [(whole, data)]
    if isinstance(data, list):
        places = [(whole.at(index), row) for index, row in enumerate(data)]
    rows: list[Record] = []
    problems: list[Problem] = []
    unnamed = 0
    for at, row in places:
        number = row.get("id") if isinstance(row, dict) else None
        place = replace(at, record=number) if isinstance(number, str) else at
        try:
            record = model.model_validate_json(packed if row is data else to_json(row))
        except ValidationError as error:
            if len(problems) < limits.PROBLEMS_A_FILE:
                problems.extend(schema.problems(error, model, place, row))
            else:
                unnamed += error.error_count()
        else:
            rows.append(filed(record, Place(path, place.keys, record=record.id)))
    return rows, _limited(path, problems, unnamed)


def _limited(path: str, problems: list[Problem], unnamed: int) -> list[Problem]:
    more = unnamed + max(0, len(problems) - limits.PROBLEMS_A_FILE)
    if not more:
        return problems
    last = Problem(
        Flaw.schema,
        Place(path),
        Text(
            zh=f"这个文件里另有 {more:,} 处不合表单，没有逐一列出",
            en=f"and {more:,} more in this file, which are not listed one by one",
        ),
        Text(
            zh="先改正列出的，再检查一次；整批导入的可重新导入",
            en="correct those that are listed and check again; what was imported, import anew",
        ),
    )
    return [*problems[: limits.PROBLEMS_A_FILE], last]


def _validated(model: type[Record], packed: bytes) -> Sequence[Record]:
    """Return the records that stand in JSON; raises ValueError where they are none."""
    if not packed.startswith(b"["):
        return [model.model_validate_json(packed)]
    if _is_long(model, packed):
        return _list_of(model).validate_json(packed)
    return [model.model_validate_json(to_json(row)) for row in from_json(packed)]


def _is_long(model: type[Record], packed: bytes) -> bool:
    return len(packed) > _LONG and not issubclass(model, OwnRecord)  # judged one by one


@cache
def _list_of(model: type[Record]) -> TypeAdapter[list[Record]]:
    return TypeAdapter(list[model])  # type: ignore[valid-type] # a class known at run time


def _placed(path: str, rows: Sequence[Record], *, is_list: bool) -> Sequence[Record]:
    for index, row in enumerate(rows):
        filed(row, Place(path, (index,) if is_list else (), record=row.id))
    return rows


def _bad_attachments(tree: git.Tree, record: Evidence) -> Iterator[Problem]:
    """Compare each attached file with the digest under which the record holds it."""
    for index, attached in enumerate(record.attachments):
        place = place_of(record, "attachments", index)
        parts = attached.path.split("/")
        content = None if ".." in parts or parts[0] == "" else tree.read(attached.path)
        if content is None:
            what = Text(
                zh=f"附件 {attached.path} 不在仓库里，或是链接",
                en=f"attachment {attached.path} is not in the repository, or is a link",
            )
        elif digests.sha256(content) != attached.sha256:
            what = Text(
                zh=f"附件 {attached.path} 与登记的摘要不符，已被改动",
                en=f"attachment {attached.path} is not what was attached: its digest differs",
            )
        else:
            continue
        wanted = Text(
            zh="放回原来的附件文件；路径从仓库根写起",
            en="put the file back that was attached; its path starts at the repository's root",
        )
        yield Problem(Flaw.attachment, place, what, wanted)


def _unknown_kind(path: str, kind: str) -> Problem:
    return Problem(
        Flaw.unknown_kind,
        Place(path, line=1, column=1),
        Text(zh=f"没有名为 {kind} 的记录种类", en=f"there is no record kind {kind}"),
        Text(
            zh="放进 records/种类/ 之下；种类见 qms schemas",
            en="put it under records/KIND/; qms schemas lists the kinds",
        ),
    )


def _broken_kind(path: str, kind: str) -> Problem:
    return Problem(
        Flaw.unknown_kind,
        Place(path, line=1, column=1),
        Text(
            zh=f"未读取：schemas/custom/ 中 {kind} 的定义有误",
            en=f"not read: the declaration of {kind} in schemas/custom/ is broken",
        ),
        Text(zh="先改正该定义", en="correct that declaration first"),
    )
