"""Writes YAML, and edits a document without disturbing the rest of it."""

import contextlib
import datetime as dt
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

from qms.model.finding import Key
from qms.store.yaml.reading import CONTROL

_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def dumped(data: Any) -> str:
    """Return data as block-style YAML, keys in the order given, the same bytes every time."""
    stream = io.StringIO()
    _writer().dump(dated(data), stream)
    return stream.getvalue()


def dated(data: Any) -> Any:
    """Turn written days into dates, which are written plain, without quotes.

    Text with a character that is not to stand in a file is quoted, and the character escaped.
    """
    if isinstance(data, dict):
        return {_escaped(key): dated(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [dated(value) for value in data]
    if isinstance(data, str) and _DAY.fullmatch(data):
        with contextlib.suppress(ValueError):
            return dt.date.fromisoformat(data)
    return _escaped(data)


def _escaped(data: Any) -> Any:
    if not isinstance(data, str) or not CONTROL.search(data):
        return data
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return DoubleQuotedScalarString(data)


def edited(text: str, change: Callable[[Any], None], at: Sequence[Key] = ()) -> str:
    """Return a document with `change` applied to its data, or to what lies at a key path.

    Comments, order and style of the rest survive.
    """
    writer = _writer()
    data = writer.load(text)
    part = data
    for key in at:
        part = part[key]
    change(part)
    stream = io.StringIO()
    writer.dump(data, stream)
    return stream.getvalue()


def _writer() -> Any:
    from ruamel.yaml import YAML

    writer = YAML(typ="rt", pure=True)
    writer.width = 10_000
    writer.preserve_quotes = True
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer


def scalar(words: str) -> str:
    """Return words as a YAML value on one line, quoted where they need it."""
    return dumped({"x": words.replace("\n", " ")}).removeprefix("x: ").rstrip("\n")
