"""Finds a kind or a record by the name that people give it (clause 7.5)."""

import re
from difflib import get_close_matches

from qms.errors import QmsError, UsageError
from qms.model.kinds.record import Record, kind_name
from qms.model.snapshot import Snapshot
from qms.operations.filing.unfound import unfound
from qms.text import Text, same


def kind_named(snapshot: Snapshot, name: str) -> type[Record]:
    """Return the kind of a name: `complaint`, its form number or its Chinese title.

    Raises:
        UsageError: There is none.

    """
    known = snapshot.kinds
    wanted = name.replace("_", "-")
    if wanted in known:
        return known[wanted]
    for model in known.values():
        header = model.header
        if name in {header.form, header.form_and_version, header.title.zh}:
            return model
    raise _unknown_kind(name, list(known))


def kinds_named(snapshot: Snapshot, names: str) -> tuple[type[Record], ...]:
    """Return the kinds of several names with commas between them, each once.

    Raises:
        UsageError: One of them is none.

    """
    each = (name.strip() for name in re.split("[,，、]", names))
    return tuple(dict.fromkeys(kind_named(snapshot, name) for name in each if name))


def _unknown_kind(name: str, known: list[str]) -> UsageError:
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    return UsageError(
        Text(zh="没有名为 {name} 的记录种类。", en="There is no record kind {name}."),
        Text(zh="相近的有：{near}", en="Near ones: {near}")
        if near
        else Text(zh="种类见 qms schemas。", en="qms schemas lists the kinds."),
        name=same(name),
        near=same(", ".join(near)),
    )


def is_kind(snapshot: Snapshot, name: str) -> bool:
    """Tell whether a name stands for a kind rather than for a record."""
    known = snapshot.kinds
    return name in known or any(
        name in {model.header.form, model.header.form_and_version, model.header.title.zh}
        for model in known.values()
    )


def _kinds_of(snapshot: Snapshot, kind: str, number: str) -> list[str]:
    """Return the kinds whose numbers begin like this one, or the one that was named."""
    start = number.partition("-")[0]
    alike = [
        name
        for name, model in snapshot.kinds.items()
        if model.header.id_pattern.startswith(f"{start}-")
    ]
    return [kind] if kind else alike


def record_numbered(snapshot: Snapshot, number: str) -> Record:
    """Return the one record with a number; `kind/number` where kinds share it.

    Raises:
        QmsError: No record has that number, or records of several kinds have it.

    """
    kind, _, rest = number.rpartition("/")
    known = {
        name: table[rest]
        for name, table in snapshot.index.items()
        if rest in table and kind in {"", name}
    }
    if not known:
        raise unfound(
            snapshot,
            Text(zh="没有编号为 {number} 的记录。", en="There is no record {number}."),
            Text(zh="编号见 records/ 或 qms export。", en="Look it up in records/."),
            *_kinds_of(snapshot, kind, rest),
            number=same(number),
        )
    if len(known) > 1:
        raise QmsError(
            Text(zh="{number} 是几种记录的编号。", en="Several kinds have a {number}."),
            Text(zh="写明种类：{choices}", en="Name the kind: {choices}"),
            number=same(number),
            choices=same(", ".join(f"{name}/{rest}" for name in known)),
        )
    return next(iter(known.values()))


def numbered(record: Record) -> str:
    """Return what names a record among those of all kinds."""
    return f"{kind_name(type(record))}/{record.id}"
