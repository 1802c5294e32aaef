"""Closed records do not change: what may happen to one, and what is a breach (clause 7.5).

Tamper-evident, not immutable: the history of the repository shows what was done, and an approved
disposal makes a deletion lawful.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from qms.model.calendar import months_later
from qms.model.kinds.record import Evidence, Header, Record

Data = Mapping[str, Any]

_FROZEN = frozenset({"closed", "void"})
# What no correction changes: what the record is, whether it is closed, and what was corrected.
_NEVER_CORRECTED = frozenset({"id", "form"})


class Harm(Enum):
    """What was done to a record that had to stay."""

    edited = "edited"
    deleted = "deleted"
    renumbered = "renumbered"
    moved = "moved"
    restored = "restored"


@dataclass(frozen=True, slots=True)
class Breach:
    """A record that did not stay as it was: which, where, in which commit (None: not committed).

    `detail` names the fields of an edit, the new number, the new path, or the commit since which it
    stands again as it was. `retained_until` is the end of the record's retention, where its header
    states one. Of an open record only that it is gone is a breach.
    """

    harm: Harm
    record: str
    path: str
    commit: str | None
    detail: str = ""
    retained_until: dt.date | None = None
    is_open: bool = False


class Baseline(Enum):
    """How far back the history of the records could be judged."""

    whole = "whole"
    since = "since"
    gone = "gone"
    shallow = "shallow"


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """What the history of the records shows, and from where it was read.

    `moved_in` are the commits that changed `frozen_since` after it had been set. `outside` are the
    record files that git is told not to see, so that they have no history; `bent` says what in the
    git folder would make git show another history than there is.
    """

    baseline: Baseline = Baseline.whole
    since: str = ""
    breaches: tuple[Breach, ...] = ()
    moved_in: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    bent: tuple[str, ...] = ()


def is_frozen(model: type[Record], data: Data) -> bool:
    """Tell whether a record, as plain data, may no longer change.

    A retained record freezes when it is closed or voided; one that has no status, such as a
    release or a signature, is frozen from the start.
    """
    if model.header.family != "retained":
        return False
    return not issubclass(model, Evidence) or data.get("status") in _FROZEN


def is_frozen_anyhow(data: Data) -> bool:
    """Tell whether a record says of itself that it is closed, whatever its kind declares."""
    return data.get("status") in _FROZEN


def unexplained(before: Data, after: Data) -> tuple[str, ...]:
    """Return the fields of a closed record that changed without a correction that says so.

    A correction keeps the old value and the new one. The corrections that stood there must stand
    there still, in the same order; where two lines of history met, others may stand between them.
    """
    old, new = _corrections(before), _corrections(after)
    kept = iter(old)
    wanted = next(kept, None)
    added: list[Any] = []
    for each in new:
        if wanted is not None and each == wanted:
            wanted = next(kept, None)
        else:
            added.append(each)
    if wanted is not None:
        return ("corrections",)
    then, now = leaves_apart(before, after)
    return tuple(
        field
        for field in sorted(then.keys() | now.keys())
        if then.get(field, "") != now.get(field, "")
        and not _is_told(field, then.get(field, ""), now.get(field, ""), added)
    )


def _corrections(data: Data) -> list[Any]:
    found = data.get("corrections") or []
    return list(found) if isinstance(found, list) else [found]


def _is_told(field: str, old: str, new: str, added: list[Any]) -> bool:
    """Several corrections of one field form a row from the old value to the new.

    A closed record may be voided by a correction; nothing opens it again.
    """
    if field in _NEVER_CORRECTED or (field == "status" and new != "void"):
        return False
    told = [each for each in added if isinstance(each, Mapping) and each.get("field") == field]
    value = old
    for each in told:
        if str(each.get("old", "")) != value:
            return False
        value = str(each.get("new", ""))
    return bool(told) and value == new


def leaves(data: Data) -> Iterator[tuple[str, str]]:
    """Yield every value of a record that is no correction, by its dotted field, as text."""
    for key, value in data.items():
        if key != "corrections":
            yield from _below(str(key), value)


def leaves_apart(before: Data, after: Data) -> tuple[dict[str, str], dict[str, str]]:
    """Return the values of both states of a record, without what is seen at once to be the same."""
    same = {
        key
        for key, value in before.items()
        if (now := after.get(key)) is value or (type(value) is str and now == value)
    }
    then = {key: value for key, value in before.items() if key not in same}
    now = {key: value for key, value in after.items() if key not in same}
    return dict(leaves(then)), dict(leaves(now))


def _below(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _below(f"{path}.{key}", inner)
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _below(f"{path}.{index}", inner)
    elif value is not None:
        yield path, _written(value)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def without_id(data: Data) -> dict[str, Any]:
    """Return a record's content without its number, by which a renumbered one is known again."""
    return {key: value for key, value in data.items() if key != "id"}


def retained_until(header: Header, data: Data) -> dt.date | None:
    """Return the last day on which a record must be kept, or None where that has no end or start.

    What begins on 29 February ends on the 28th where the year has no such day.
    """
    if header.retain_years is None:
        return None
    try:
        start = dt.date.fromisoformat(str(data.get(header.retain_from, ""))[:10])
    except ValueError:
        return None
    return months_later(start, 12 * header.retain_years)
