"""Changes an open record to what a form holds, unless somebody changed it meanwhile (7.5)."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from qms.errors import QmsError
from qms.model.frozen import is_frozen
from qms.model.kinds.record import Record, kind_name
from qms.model.snapshot import Snapshot
from qms.operations.filing.placing import Filing, changed_files
from qms.operations.filing.record import validated
from qms.store import git, yaml
from qms.text import Text, same


class ChangedMeanwhileError(QmsError):
    """The record is no longer as it was when its form was filled in."""

    def __init__(self, now: Record) -> None:
        """Take the record as it is now."""
        super().__init__(
            Text(
                zh="{id} 已被别人修改，没有写入。",
                en="{id} was changed meanwhile; nothing written.",
            ),
            Text(zh="核对现在的内容后再保存。", en="Compare with what stands there, then save."),
            id=same(now.id),
        )
        self.now = now


def mark_of(record: Record) -> str:
    """Return what tells whether a record is still the one that somebody saw."""
    return hashlib.sha256(to_json(record.model_dump(mode="json"))).hexdigest()


def rewrite(
    root: Path, snapshot: Snapshot, record: Record, data: Mapping[str, Any], *, seen: str
) -> Record:
    """Write a record's new data where it stands; what did not change stays byte for byte.

    Args:
        root: The repository.
        snapshot: As it is now.
        record: The record, found by its number in the snapshot.
        data: All of it as it is to be.
        seen: The mark of the record that the form was filled from.

    Raises:
        ChangedMeanwhileError: It is another one by now.
        QmsError: It is closed, or the data does not fit the form.

    """
    kind = kind_name(type(record))
    before = snapshot.index[kind][record.id]
    if mark_of(before) != seen:
        raise ChangedMeanwhileError(before)
    if is_frozen(type(record), before.model_dump(mode="json")):
        raise QmsError(
            Text(zh="{id} 已关闭，只能更正。", en="{id} is closed and can only be corrected."),
            id=same(record.id),
        )
    after = validated("—", yaml.dumped(dict(data)).encode(), type(record), wanted=record.id)
    files: dict[str, bytes | None] = {
        **changed_files(root, snapshot, type(record), [Filing(after, data, before)])
    }
    git.commit_files(git.repository(root), files, f"{record.id} 修改")
    return after
