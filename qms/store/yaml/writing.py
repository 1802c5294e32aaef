"""Writes YAML, and edits a document without disturbing the rest of it."""

import contextlib
import datetime as dt
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

from qms.model.finding import Key
from qms.store.yaml.block import UnusualError, block
from qms.store.yaml.reading import CONTROL

# What readers of YAML 1.1 take for a truth, nothing, a number or a time: yes, NO, 12:34:56, 1_000.
_OTHERWISE_READ = re.compile(
    r"(?i:y|yes|n|no|on|off|true|false|null|~|=|<<)"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[-+]?[0-9][0-9_,]*_[0-9_,]*(?:\.[0-9_]*)?"
    r"|[-+]?0[bo]?[0-7_]+|[-+]?0x[0-9a-fA-F_]+"
    r"|[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?i:inf)|\.(?i:nan)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:")
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def dumped(data: Any) -> str:
    """Return data as block-style YAML, keys in the order given, the same bytes every time."""
    ready = dated(data)
    if not isinstance(ready, dict) or not ready:
        return slowly(ready)
    try:
        return block(ready, _scalar)
    except UnusualError:
        return slowly(ready)


def slowly(data: Any) -> str:
    """Return what is ready to be written as ruamel.yaml writes it."""
    stream = io.StringIO()
    _writer().dump(data, stream)
    return stream.getvalue()


def _scalar(value: Any) -> str:
    """Return a value as it stands behind its key."""
    return slowly({"x": value}).removeprefix("x: ").removesuffix("\n")


def dated(data: Any) -> Any:
    """Turn written days into dates, which are written plain, without quotes, as are moments.

    Text that is to stay text whatever it looks like is given as `unmistakable` returns it.
    """
    if isinstance(data, dict):
        return {unmistakable(key): dated(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [dated(value) for value in data]
    if type(data) is not str or _MOMENT.match(data):
        return data
    if _DAY.fullmatch(data):
        with contextlib.suppress(ValueError):
            return dt.date.fromisoformat(data)
    return unmistakable(data)


def unmistakable(data: Any) -> Any:
    """Return data so that text, a key above all, is written as nothing but text.

    Text with a character that is not to stand in a file is quoted, and the character escaped;
    text that another reader would take for a truth, a number, a day or a time is quoted as well.
    """
    if type(data) is not str:
        return data
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

    if CONTROL.search(data):
        return DoubleQuotedScalarString(data)
    looks_otherwise = _OTHERWISE_READ.fullmatch(data) or _MOMENT.match(data)
    return SingleQuotedScalarString(data) if looks_otherwise else data


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
