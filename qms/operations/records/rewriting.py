"""Changes an open record to what a form holds, unless somebody changed it meanwhile (7.5)."""

import hashlib
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from qms.errors import QmsError
from qms.model.frozen import is_frozen
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.operations.filing.differences import differences
from qms.operations.filing.drafts import fitting
from qms.store.changes import Amendment, Changes
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


def rewrite(snapshot: Snapshot, kind: str, data: Mapping[str, Any], *, seen: str) -> Changes[None]:
    """File a record's new data where it stands; what did not change stays byte for byte.

    Args:
        snapshot: As it is now.
        kind: The record's kind.
        data: All of it as it is to be, its number with it.
        seen: The mark of the record that the form was filled from.

    Raises:
        ChangedMeanwhileError: It is another one by now.
        QmsError: It is closed, or the data does not fit the form.

    """
    before = snapshot.index[kind][data["id"]]
    if mark_of(before) != seen:
        raise ChangedMeanwhileError(before)
    if is_frozen(type(before), before.model_dump(mode="json")):
        raise QmsError(
            Text(zh="{id} 已关闭，只能更正。", en="{id} is closed and can only be corrected."),
            id=same(before.id),
        )
    after = fitting(type(before), data)
    new = Amendment(before, differences(before, after, data))
    return Changes(f"{before.id} 修改", amendments=(new,) if new.values else ())
