"""What the register of persons and the settings say of keys, posts and signatures (2.2.1).

Any commit of any age is read so: what does not parse says nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qms.model.signing import Line, Lines, Restart, Terms, fingerprint_of, key_body
from qms.store import yaml

REQUIRED, SIGNED = "required", "signed"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a commit's settings say of signatures."""

    is_required: bool = False
    is_signed: bool = False
    restarts: frozenset[Restart] = frozenset()


def lines_of(contents: Iterable[bytes]) -> Lines:
    """Return the register that files hold; what does not parse holds nobody."""
    found: dict[str, Line] = {}
    for row in (row for content in contents for row in rows_of(content)):
        keys, bodies = {}, {}
        for each in _mappings(row.get("keys")):
            public = str(each.get("public", ""))
            mark = fingerprint_of(public)
            if mark:
                keys[mark] = Terms(
                    *(_day(each, x) for x in ("valid_from", "valid_until", "revoked"))
                )
                bodies[mark] = key_body(public)
        posts = {
            (str(each.get("post")), _day(each, "since")): _day(each, "until")
            for each in _mappings(row.get("posts"))
        }
        found.setdefault(str(row["id"]), Line(str(row.get("name", "")), keys, bodies, posts))
    return found


def rows_of(content: bytes) -> Iterator[dict[str, Any]]:
    """Yield the persons that a file of the register holds."""
    data = _data(content)
    for row in data if isinstance(data, list) else [data]:
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            yield row


def _data(content: bytes | None) -> Any:
    text = yaml.decoded(content or b"")
    return yaml.parsed(text) if isinstance(text, str) else None


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _day(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)[:10]


def rules_of(content: bytes | None) -> Rules:
    """Return what settings say; those that do not parse say nothing."""
    data = _data(content)
    if not isinstance(data, dict):
        return Rules()
    restarts = _mappings(data.get("key_restarts"))
    return Rules(
        data.get("signatures") == REQUIRED,
        data.get("decisions") == SIGNED,
        frozenset(
            Restart(_day(each, "on"), str(each.get("minutes", "")), str(each.get("reason", "")))
            for each in restarts
        ),
    )
