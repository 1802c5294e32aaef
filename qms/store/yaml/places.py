"""Finds line and column of a key in a file.

A file is cut where its lines are indented like the first entry of the list or mapping that it is,
then the entry concerned in the same way. Each cut is proved: the fast reader must find in it
exactly what it finds there in the whole. What cannot be cut so is read by the slow, exact reader.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from qms.model.finding import Key
from qms.store.yaml.closely import composed
from qms.store.yaml.reading import unchecked

_ITEM = re.compile(r"^( *)- ", re.MULTILINE)
_ENTRY = re.compile(r"^( *)[^ \n#?-]", re.MULTILINE)
_HEAD = re.compile(r" *(?:- +|(?:\w[\w. -]*|\"[^\"\\\n]*\"|'[^'\n]*') *:(?=\s))")
Spot = tuple[int, int]


@dataclass(frozen=True)
class _Outline:
    """A text that is a list or mapping, its data by keys, and where each entry's lines begin."""

    text: str
    entries: dict[Key, Any]
    starts: list[int]
    is_list: bool

    def cut(self, key: Key) -> tuple[str, int] | None:
        """Return the lines of an entry, and how many there are before; None if unproved."""
        begin, end, above = self._spans[key]
        cut = self.text[begin:end]
        data = unchecked(cut)
        found = list(data.values() if isinstance(data, dict) else data or ())
        if type(data) is not (list if self.is_list else dict) or found != [self.entries[key]]:
            return None
        return cut, above

    @cached_property
    def _spans(self) -> dict[Key, tuple[int, int, int]]:
        """Where each entry's lines begin and end, and how many lines there are before.

        Counted once for a file, so that the places of a thousand findings cost one reading.
        """
        spans: dict[Key, tuple[int, int, int]] = {}
        above = self.text.count("\n", 0, self.starts[0])
        ends = [*self.starts[1:], len(self.text)]
        for key, begin, end in zip(self.entries, self.starts, ends, strict=True):
            spans[key] = (begin, end, above)
            above += self.text.count("\n", begin, end)
        return spans


def located(text: str, keys: Sequence[Key]) -> Spot:
    """Return line and column of a key path, or of the innermost part of it that is there."""
    outline = _outline(text)
    if outline is None:
        return _exactly(text, keys, 0) or _exactly(text, (), 0) or (1, 1)
    first = outline.starts[0]
    spot = (text.count("\n", 0, first) + 1, _indent(text[first:]) + 1)
    here, above = text, 0
    for depth, key in enumerate(keys):
        outline = _outline(here)
        if outline is None:
            return _exactly(here, keys[depth:], above) or spot
        name = key if outline.is_list else str(key)
        if name not in outline.entries:
            return spot
        cut = outline.cut(name)
        head = _HEAD.match(cut[0]) if cut else None
        if cut is None or head is None:
            return _exactly(here, keys[depth:], above) or spot
        rest = (0 if outline.is_list else name, *keys[depth + 1 :])
        above += cut[1]
        here = " " * head.end() + cut[0][head.end() :]
        if outline.is_list and cut[0][head.end() : head.end() + 1] in "\r\n#":
            return _exactly(cut[0], rest, above) or spot
        spot = (above + 1, (head.end() if outline.is_list else _indent(cut[0])) + 1)
        if len(rest) > 1 and unchecked(here) != outline.entries[name]:
            return _exactly(cut[0], rest, above) or spot
    return spot


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


@lru_cache(maxsize=16)
def _outline(text: str) -> _Outline | None:
    """Return how a text is cut; None where its lines and its data do not agree."""
    whole = unchecked(text)
    is_list = isinstance(whole, list)
    if isinstance(whole, dict) and all(isinstance(key, str) for key in whole):
        entries: dict[Key, Any] = dict(whole)
    elif isinstance(whole, list):
        entries = dict(enumerate(whole))
    else:
        return None
    found = list((_ITEM if is_list else _ENTRY).finditer(text))
    starts = [each.start() for each in found if each[1] == found[0][1]]
    return _Outline(text, entries, starts, is_list) if len(starts) == len(whole) > 0 else None


def _exactly(text: str, keys: Sequence[Key], above: int) -> Spot | None:
    """Return a place as ruamel.yaml sees it; None when not even the first key is there."""
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    node = composed(text)
    mark = node.start_mark if node is not None and not keys else None
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
    return (above + mark.line + 1, mark.column + 1) if mark is not None else None
