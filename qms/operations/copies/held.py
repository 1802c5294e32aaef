"""Looks copies up as they stand, and refuses what their state does not allow (2.2.2)."""

from collections.abc import Mapping

from qms.errors import QmsError
from qms.model.kinds.ch02_manual import Release
from qms.model.snapshot import Snapshot
from qms.operations.filing.unfound import unfound
from qms.standing.copies import ControlledCopy, copies_on, events_of
from qms.text import Text, same


def copies(snapshot: Snapshot) -> Mapping[str, ControlledCopy]:
    """Return every copy by number, as it stands on the snapshot's day."""
    return copies_on(events_of(snapshot), snapshot.as_of)


def copy_named(snapshot: Snapshot, number: str) -> ControlledCopy:
    """Return a copy by its number, written 7 or 007.

    Raises:
        QmsError: No copy has that number on the snapshot's day.

    """
    wanted = number.zfill(3)
    found = copies(snapshot).get(wanted)
    if found is None:
        raise unfound(
            snapshot,
            Text(zh="没有分发号 {number}。", en="There is no copy {number}."),
            Text(zh="用 qms copy list 查看。", en="See qms copy list."),
            "copy-event",
            "copy-replacement",
            number=same(wanted),
        )
    return found


def copy_out(snapshot: Snapshot, number: str) -> ControlledCopy:
    """Return the copy of this number, which somebody must hold.

    Raises:
        QmsError: There is none, or it was lost, returned or destroyed.

    """
    copy = copy_named(snapshot, number)
    if not copy.state.is_out:
        raise QmsError(
            Text(
                zh="分发号 {number} {state}，不能再办理此事。",
                en="Copy {number} is {state}; this cannot be done with it.",
            ),
            number=same(copy.number),
            state=copy.state.label,
        )
    return copy


def refuse_acknowledged(copy: ControlledCopy) -> None:
    """Refuse a second receipt for one handing over."""
    if not copy.awaits_receipt:
        raise QmsError(
            Text(
                zh="分发号 {number} 已于 {day} 签收。",
                en="Copy {number} was acknowledged on {day} already.",
            ),
            number=same(copy.number),
            day=same(str(copy.received_on)),
        )


def refuse_unannounced(copy: ControlledCopy, release: Release) -> None:
    """Refuse a receipt for an amendment of which the holder was sent nothing."""
    if not any(sent.release == release.id for sent in copy.sent):
        raise QmsError(
            Text(
                zh="没有向分发号 {number} 发出过到 {name} 的换页通知，无从签收。",
                en="Copy {number} was sent no amendment to {name}; there is nothing to answer.",
            ),
            Text(
                zh="先发出：qms change-pack --to {name} --copy {number} --send --by 经办人",
                en="Send it: qms change-pack --to {name} --copy {number} --send --by PERSON",
            ),
            number=same(copy.number),
            name=same(release.name),
        )
