"""Writes plain records as block-style YAML, byte for byte as ruamel.yaml does, and faster.

Lines and indents are written here; a value that is not plain beyond doubt is written by
ruamel.yaml, and so is a whole document with anything unusual in it. A property holds the two
against each other.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

# A word or sentence that no reader takes for anything else: it begins with a letter or a Chinese
# sign, and what could mean something to YAML is not in it.
_FIRST = "A-Za-z\u3400-\u9fff"
_THEN = _FIRST + "0-9_./()（）、，。；：“”·%+-"
_PHONE = re.compile(r"\d{3}-\d{4}-\d{4}")
_LONGEST_KEY = 100  # a longer one stands on a line of its own
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
Scalar = Callable[[Any], str]


@cache
def _plain() -> re.Pattern[str]:
    """Return what a plain text is; so many signs take long to compile, and who reads needs none."""
    return re.compile(f"[{_FIRST}][{_THEN}]*(?: [{_FIRST}0-9(（][{_THEN}]*)*")


class UnusualError(Exception):
    """There is something in the data that is left to ruamel.yaml as a whole."""


def block(data: dict[str, Any], scalar: Scalar) -> str:
    """Return a mapping as YAML.

    Args:
        data: What is to be written; text that may be mistaken is already marked for quotes.
        scalar: Writes a value on one line as ruamel.yaml does.

    Raises:
        UnusualError: It is left to ruamel.yaml.

    """
    return "".join(f"{line}\n" for line in _mapping(data, "", scalar))


def _mapping(data: dict[str, Any], indent: str, scalar: Scalar) -> Iterator[str]:
    for key, value in data.items():
        name = _named(key)
        if isinstance(value, dict) and value:
            yield f"{indent}{name}:"
            yield from _mapping(value, indent + "  ", scalar)
        elif isinstance(value, list) and value:
            yield f"{indent}{name}:"
            yield from _items(value, indent + "  ", scalar)
        elif value is None:
            yield f"{indent}{name}:"
        else:
            yield f"{indent}{name}: {_written(value, scalar)}"


def _items(data: list[Any], indent: str, scalar: Scalar) -> Iterator[str]:
    for value in data:
        if isinstance(value, dict) and value:
            lines = _mapping(value, indent + "  ", scalar)
            yield f"{indent}- {next(lines).removeprefix(indent + '  ')}"
            yield from lines
        elif isinstance(value, list) or value is None:
            raise UnusualError
        else:
            yield f"{indent}- {_written(value, scalar)}"


def _named(key: object) -> str:
    if type(key) is not str or len(key) > _LONGEST_KEY or not _plain().fullmatch(key):
        raise UnusualError
    return key


def _written(value: Any, scalar: Scalar) -> str:
    if type(value) is str:
        if _plain().fullmatch(value) or _PHONE.fullmatch(value):
            return value
        if _MOMENT.fullmatch(value):
            return f"'{value}'"
    if type(value) is int:
        return str(value)
    if type(value) is dt.date:
        return value.isoformat()
    said = scalar(value)
    if "\n" in said:
        raise UnusualError
    return said
