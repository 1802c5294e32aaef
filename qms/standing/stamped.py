"""Which files bear a token of an outside time authority, and which still wait for one (2.2.1)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from qms.model.kinds.ch02_manual import Signature
from qms.model.kinds.record import place_of
from qms.model.snapshot import Proof, Snapshot
from qms.settings import TimeAuthority
from qms.standing.release import ROLES


@dataclass(frozen=True, slots=True)
class Stampable:
    """A file that is stamped: its path, and the time that it states, of which a token bears out."""

    path: str
    stated: dt.datetime
    is_anchor: bool = False


def stampable(snapshot: Snapshot) -> Iterator[Stampable]:
    """Yield the signatures on releases and the filed anchors, with the times that they state."""
    for each in snapshot.all(Signature):
        is_signed = snapshot.proofs.get(each.id, Proof.unsigned) is not Proof.unsigned
        if each.role in ROLES and is_signed:
            yield Stampable(f"{place_of(each).path}.sig", each.at)
    for kept in snapshot.stamps.anchors:
        if kept.day is not None:
            begins = dt.datetime.combine(kept.day, dt.time(), snapshot.settings.zone)
            yield Stampable(kept.path, begins, is_anchor=True)


def waiting(snapshot: Snapshot) -> Iterator[tuple[Stampable, TimeAuthority]]:
    """Yield what an authority of `qms.yml` has not stamped yet, from the day on that it says."""
    for each in stampable(snapshot):
        for authority in snapshot.settings.timestamps:
            is_due = each.stated.astimezone(snapshot.settings.zone).date() >= authority.since
            if is_due and snapshot.stamps.of(each.path, authority.name) is None:
                yield each, authority
