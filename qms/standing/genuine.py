"""What a short code or a printed copy stands for, and how it stands today (clause 2.2.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from qms.model.kinds.ch02_copies import CopyClass
from qms.model.kinds.ch02_manual import Release
from qms.model.snapshot import Snapshot
from qms.standing.copies import ControlledCopy, CopyState, copies_on, events_of
from qms.standing.copy_codes import code_of
from qms.text import Text


class CodeState(Enum):
    """How a copy that was once issued stands today."""

    current = "current"
    ahead = "ahead"
    superseded = "superseded"
    uncontrolled = "uncontrolled"
    voided = "voided"
    returned = "returned"
    destroyed = "destroyed"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _LABELS[self]


_LABELS = {
    CodeState.current: Text(zh="现行有效", en="current"),
    CodeState.ahead: Text(zh="已发布，未到生效日", en="released, not yet in effect"),
    CodeState.superseded: Text(zh="已被替代，不得使用", en="superseded, not to be used"),
    CodeState.uncontrolled: Text(zh="非受控，不保证更新", en="uncontrolled, not kept up to date"),
    CodeState.voided: Text(zh="分发号已作废（遗失）", en="voided: the copy was lost"),
    CodeState.returned: Text(zh="已收回", en="returned"),
    CodeState.destroyed: Text(zh="已销毁", en="destroyed"),
}


@dataclass(frozen=True, slots=True)
class Genuine:
    """A code that this repository gave: to which copy, at which release, and how it stands."""

    code: str
    copy: ControlledCopy
    release: Release
    standing: CodeState


def genuine(snapshot: Snapshot) -> Mapping[str, Genuine]:
    """Return every code given so far, by code, as it stands on the snapshot's day."""
    return {each.code: each for each in _given(snapshot)}


def _given(snapshot: Snapshot) -> Iterator[Genuine]:
    copies = copies_on(events_of(snapshot), snapshot.as_of)
    number = snapshot.settings.manual.number
    for copy in copies.values():
        first = next((r for r in snapshot.releases if r.id == copy.first_release), None)
        for release in snapshot.releases:
            if first is None or release.rank < first.rank:
                continue
            digest = snapshot.signable_digests.get(release.id, "")
            code = code_of(number, copy, release.id, digest)
            yield Genuine(code, copy, release, _standing(snapshot, copy, release))


def _standing(snapshot: Snapshot, copy: ControlledCopy, release: Release) -> CodeState:
    ended = {
        CopyState.lost: CodeState.voided,
        CopyState.returned: CodeState.returned,
        CopyState.destroyed: CodeState.destroyed,
    }
    if copy.state in ended:
        return ended[copy.state]
    in_force = snapshot.in_force
    if in_force is None or release.rank < in_force.rank or release.id in snapshot.withdrawn:
        return CodeState.superseded
    if release.effective > snapshot.as_of:
        return CodeState.ahead
    if copy.copy_class is CopyClass.uncontrolled:
        return CodeState.uncontrolled
    return CodeState.current
