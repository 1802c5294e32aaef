"""Puts files beside an open record: photos, scans, letters, each fixed by its digest (7.5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.model.frozen import is_frozen
from qms.model.kinds.record import Evidence
from qms.model.snapshot import Snapshot
from qms.store import digests, git
from qms.store.changes import Amendment, Changes
from qms.text import Text, same

FOLDER = "attachments"
_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file as somebody sends it: the name it had, and what is in it."""

    name: str
    content: bytes


def attach(snapshot: Snapshot, kind: str, number: str, files: Sequence[Enclosure]) -> Changes[None]:
    """File files with a record that is still open, under the record's own folder.

    Raises:
        QmsError: There is no such record, it is closed, or a file is empty.

    """
    record = snapshot.index.get(kind, {}).get(number)
    if not isinstance(record, Evidence) or is_frozen(type(record), record.model_dump(mode="json")):
        raise QmsError(
            Text(zh="{id} 已关闭，不能再加附件。", en="{id} is closed and takes no more files."),
            id=same(number),
        )
    _refuse_empty(files)
    known = [each.model_dump(mode="json") for each in record.attachments]
    written: dict[str, bytes | None] = {}
    for each in files:
        sha256 = digests.sha256(each.content)
        path = f"{FOLDER}/{kind}/{_safe(number)}/{sha256[:8]}-{_safe(each.name)}"
        if any(one["sha256"] == sha256 for one in known):
            continue
        known.append({"path": path, "sha256": sha256, "title": each.name})
        written[path] = each.content
    amendments = (Amendment(record, {("attachments",): known}),) if written else ()
    return Changes(f"{number} 附件", amendments=amendments, files=written)


def enclosed(
    kind: str, folder: str, files: Sequence[Enclosure]
) -> tuple[list[dict[str, str]], dict[str, bytes | None]]:
    """Return what new records say of files that belong to them all, and the files to write.

    Raises:
        QmsError: A file is empty.

    """
    if files:
        _refuse_empty(files)
    told: list[dict[str, str]] = []
    written: dict[str, bytes | None] = {}
    for each in files:
        sha256 = digests.sha256(each.content)
        path = f"{FOLDER}/{kind}/{folder}/{sha256[:8]}-{_safe(each.name)}"
        told.append({"path": path, "sha256": sha256, "title": each.name})
        written[path] = each.content
    return told, written


def _refuse_empty(files: Sequence[Enclosure]) -> None:
    empty = [each.name for each in files if not each.content]
    if empty or not files:
        raise QmsError(
            Text(
                zh="没有内容的文件不能作附件：{names}", en="Empty files are no attachments: {names}"
            ),
            names=same(", ".join(empty) or "—"),
        )


def _safe(name: str) -> str:
    cleaned = _UNSAFE.sub("-", Path(name).name).strip(".-")
    return cleaned[-_LONGEST:].lstrip(".-") or "file"


def attached(root: Path, snapshot: Snapshot, record: Evidence, index: int) -> Enclosure:
    """Return a file that is attached to a record, as it was attached.

    Raises:
        QmsError: It is not there, or is not what was attached.

    """
    entry = record.attachments[index] if index < len(record.attachments) else None
    is_folder = snapshot.is_work_tree
    tree: git.Tree = git.WorkTree(root) if is_folder else git.tree_at(root, snapshot.ref)
    content = tree.read(entry.path) if entry is not None else None
    if entry is None or content is None or digests.sha256(content) != entry.sha256:
        raise QmsError(
            Text(
                zh="这个附件不在，或已不是当时所附的。",
                en="This file is not there, or is no longer what was attached.",
            )
        )
    return Enclosure(entry.title or Path(entry.path).name, content)
