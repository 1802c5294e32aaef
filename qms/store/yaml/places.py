"""Finds line and column of a key in a file.

Only the entry concerned, of the list or mapping that the file is, is read by the slow and exact
reader. Where it lies is guessed from the lines indented like the first, and the guess is proved:
the fast reader must find in each part exactly what it finds there in the whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qms.model.finding import Key
from qms.store.yaml.closely import composed
from qms.store.yaml.reading import unchecked

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_ITEM = re.compile(r"^( *)- ", re.MULTILINE)
_ENTRY = re.compile(r"^( *)[^ \n#-]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Part:
    """An entry of the outermost list or mapping: its text, its key in that, the lines before it."""

    text: str
    key: Key
    line: int


def located(text: str, keys: Sequence[Key]) -> tuple[int, int]:
    """Return line and column of a key path, or of the innermost part of it that is there."""
    parts = _parts(text)
    part = parts.get(keys[0]) if keys else next(iter(parts.values()), None)
    if part is None:
        return _place(composed(text), keys)
    line, column = _place(composed(part.text), (part.key, *keys[1:]) if keys else ())
    return part.line + line, column


def _place(node: "Node | None", keys: Sequence[Key]) -> tuple[int, int]:
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    mark = node.start_mark if node is not None else None
    for key in keys:
        if isinstance(node, MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(key)), None)
            if pair is None:
                break
            mark, node = pair[0].start_mark, pair[1]
        elif isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            mark = node.start_mark
        else:
            break
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


@lru_cache(maxsize=1)
def _parts(text: str) -> dict[Key, _Part]:
    """Return the entries of a file by their keys; none where the cuts cannot be proved."""
    whole = unchecked(text)
    if not whole or not isinstance(whole, list | dict):
        return {}
    starts = _starts(text, _ITEM if isinstance(whole, list) else _ENTRY)
    if len(starts) != len(whole):
        return {}
    parts: dict[Key, _Part] = {}
    entries = enumerate(whole) if isinstance(whole, list) else whole.items()
    line, before = 0, 0
    for (key, value), start, end in zip(entries, starts, [*starts[1:], len(text)], strict=True):
        line, before = line + text.count("\n", before, start), start
        cut = text[start:end]
        if unchecked(cut) != ([value] if isinstance(whole, list) else {key: value}):
            return {}
        is_list = isinstance(whole, list)
        parts[key if is_list else str(key)] = _Part(cut, 0 if is_list else str(key), line)
    return parts


def _starts(text: str, entry: re.Pattern[str]) -> list[int]:
    """Return where lines begin that look like entries and are indented like the first of them."""
    found = list(entry.finditer(text))
    return [each.start() for each in found if each[1] == found[0][1]]
