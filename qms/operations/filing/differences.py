"""Tells what is new in a record by its places, so that all else stays byte for byte."""

from collections.abc import Mapping
from typing import Any

from qms.model.kinds.record import Record
from qms.store.changes import GONE, Keys


def differences(before: Record, after: Record, data: Mapping[str, Any]) -> dict[Keys, object]:
    """Return the new values of a record by their places, as the row has them."""
    found: dict[Keys, object] = {}
    _differ(found, (), before.model_dump(), after.model_dump(), data)
    return found


def _differ(
    found: dict[Keys, object],
    at: Keys,
    was: Mapping[str, Any],
    now: Mapping[str, Any],
    data: Mapping[str, Any],
) -> None:
    for name, value in now.items():
        if name in was and was[name] == value:
            continue
        old, new = was.get(name), data.get(name)
        if name not in data:
            found[*at, name] = GONE
        elif (
            isinstance(old, dict)
            and isinstance(new, Mapping)
            and isinstance(value, dict)
            and old.keys() == value.keys()
        ):
            _differ(found, (*at, name), old, value, new)
        else:
            found[*at, name] = new
