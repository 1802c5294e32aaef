"""Withholds from the folder for the auditor what is about people, and vouches for it (7.5, 1).

Of each file that is shown masked, or not at all, the folder bears a digest. A bare digest of a file
in which nothing but a telephone number is unknown would give the number away to whoever tries them
all; so a random salt goes before the content, which the company keeps and hands over, file by file,
with the original.
"""

import hmac
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qms.model.kinds.record import Record, place_of
from qms.model.personal import fields_about_people, is_key, masked, without
from qms.model.record_files import Table, Tables
from qms.model.snapshot import Snapshot
from qms.store import digests, git, yaml

_SIGNATURES = "records/signature/"


@dataclass(frozen=True, slots=True)
class Withheld:
    """The files as they are shown, and of each that is withheld the salt and the digest."""

    shown: Mapping[str, bytes]
    sealed: Mapping[str, tuple[str, str]]

    @property
    def sums(self) -> str:
        """The list for the folder: digest and path."""
        return "".join(f"{digest}  {path}\n" for path, (_, digest) in sorted(self.sealed.items()))

    @property
    def salts(self) -> str:
        """The list that the company keeps: salt and path."""
        return "".join(f"{salt}  {path}\n" for path, (salt, _) in sorted(self.sealed.items()))


def withheld(tree: git.Tree, snapshot: Snapshot, secret: bytes) -> Withheld:
    """Return the records of a commit without what is about people.

    A file without anything of the kind is shown to the byte. One that could not be read, or that is
    no record, such as a scan or a photo, is not shown: what it holds, nobody looked at.

    Args:
        tree: The commit.
        snapshot: What was read of it.
        secret: From which the salts are made.

    """
    rows = _by_path(snapshot)
    known = snapshot.said_of_people
    shown: dict[str, bytes] = {}
    sealed: dict[str, tuple[str, str]] = {}
    for path in tree.paths("records"):
        content = tree.read(path)
        if content is None:
            continue
        if path not in snapshot.unread_files and _is_plain(path, rows.get(path), content, known):
            shown[path] = content
            continue
        salt = hmac.digest(secret, path.encode(), "sha256").hex()
        sealed[path] = salt, digests.sha256(salt.encode() + content)
        if path in rows and path not in snapshot.unread_files:
            shown[path] = _written(path, rows[path], known)
    return Withheld(shown, sealed)


def _by_path(snapshot: Snapshot) -> Mapping[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in snapshot.records:
        found[place_of(record).path].append(record)
    return found


def _is_plain(
    path: str, rows: Sequence[Record] | None, content: bytes, known: tuple[str, ...]
) -> bool:
    """Tell whether a file holds nothing about people outside; signatures are over public words."""
    if path.startswith(_SIGNATURES):
        return True
    if rows is None or any(next(fields_about_people(row), None) for row in rows):
        return False
    lines = content.decode(errors="replace").splitlines()
    text = "\n".join(line for line in lines if not is_key(line.partition(":")[2].strip()))
    return without(text, known) == text


def _written(path: str, rows: Sequence[Record], known: tuple[str, ...]) -> bytes:
    """Return records as they are shown: a list where the file holds one, else the record."""
    data: list[dict[str, Any]] = [
        masked(row, known).model_dump(mode="json", by_alias=True, exclude_unset=True)
        for row in rows
    ]
    is_register = len(rows) > 1 or not path.endswith(f"/{rows[0].id}.yaml")
    return yaml.dumped(data if is_register else data[0]).encode()


def without_people(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with every record masked: for tables that repeat what records say."""
    tables = {
        kind: Table.of(
            snapshot.kinds[kind], tuple(masked(row, snapshot.said_of_people) for row in rows)
        )
        for kind, rows in snapshot.filed.items()
    }
    settings = snapshot.settings
    if settings.privacy == "full":
        settings = settings.model_copy(update={"privacy": "masked"})
    return replace(snapshot, tables=Tables(tables), settings=settings)
