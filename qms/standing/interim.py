"""Which temporary amendments hold on a day, and what became of the others (clause 2.2.3)."""

import datetime as dt
from enum import Enum

from qms.model.kinds.ch02_interim import TemporaryAmendment, TemporaryLapse
from qms.model.kinds.ch02_manual import Release, Role, Signature
from qms.model.snapshot import Snapshot
from qms.text import Text


class TemporaryState(Enum):
    """Where a temporary amendment stands on a day; derived, never stored."""

    unsigned = "unsigned"
    ahead = "ahead"
    in_force = "in-force"
    incorporated = "incorporated"
    lapsed = "lapsed"
    expired = "expired"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _LABELS[self]


_LABELS = {
    TemporaryState.unsigned: Text(zh="待签署", en="being signed"),
    TemporaryState.ahead: Text(zh="已批准，未到生效日", en="approved, not yet in effect"),
    TemporaryState.in_force: Text(zh="有效", en="in force"),
    TemporaryState.incorporated: Text(zh="已纳入手册", en="incorporated"),
    TemporaryState.lapsed: Text(zh="已终止", en="let lapse"),
    TemporaryState.expired: Text(zh="已过期失效", en="expired, void"),
}


def state_of(snapshot: Snapshot, temporary: TemporaryAmendment) -> TemporaryState:
    """Return where a temporary amendment stands on the snapshot's day."""
    day = snapshot.as_of
    release = incorporating(snapshot, temporary)
    if release is not None and release.effective <= day:
        return TemporaryState.incorporated
    lapses = [each for each in snapshot.all(TemporaryLapse) if each.temporary == temporary.id]
    if any(each.on <= day for each in lapses):
        return TemporaryState.lapsed
    if day > temporary.expires:
        return TemporaryState.expired
    if approved_at(snapshot, temporary) is None:
        return TemporaryState.unsigned
    return TemporaryState.ahead if day < temporary.effective else TemporaryState.in_force


def incorporating(snapshot: Snapshot, temporary: TemporaryAmendment) -> Release | None:
    """Return the first release that carries the change request of a temporary amendment."""
    return next((each for each in snapshot.releases if temporary.change in each.changes), None)


def approved_at(snapshot: Snapshot, temporary: TemporaryAmendment) -> dt.datetime | None:
    """Return when the last of the three signatures was given."""
    for signature in snapshot.all(Signature):
        if signature.release == temporary.id and signature.role is Role.approved:
            return signature.at
    return None


def temporaries_in_force(snapshot: Snapshot) -> tuple[TemporaryAmendment, ...]:
    """Return the temporary amendments that hold on the snapshot's day."""
    return tuple(
        each
        for each in snapshot.all(TemporaryAmendment)
        if state_of(snapshot, each) is TemporaryState.in_force
    )


def ended_requests(snapshot: Snapshot, state: TemporaryState) -> frozenset[str]:
    """Return the change requests whose temporary amendment stands like that on the day."""
    return frozenset(
        each.change
        for each in snapshot.all(TemporaryAmendment)
        if state_of(snapshot, each) is state
    )
