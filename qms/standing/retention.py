"""Which records have been kept as long as they must, and may be put up for disposal (7.5)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from qms.model.frozen import retained_until
from qms.model.kinds.record import Evidence, Record, Status
from qms.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Expired:
    """A record and the last day on which it had to be kept."""

    record: Evidence
    until: dt.date


def disposable(snapshot: Snapshot, models: Iterable[type[Record]] | None = None) -> list[Expired]:
    """Return the finished records whose retention is over on the day, longest over first.

    Args:
        snapshot: What is looked through.
        models: The kinds; by default all.

    """
    found = [
        Expired(record, until)
        for model in (snapshot.kinds.values() if models is None else models)
        if issubclass(model, Evidence) and model.header.retain_years is not None
        for record in snapshot.all(model)
        if record.status in {Status.closed, Status.void}
        if (until := _until(record)) is not None and until < snapshot.as_of
    ]
    return sorted(found, key=lambda each: (each.until, each.record.id))


def _until(record: Evidence) -> dt.date | None:
    start = record.header.retain_from
    return retained_until(record.header, {start: getattr(record, start, "")})
