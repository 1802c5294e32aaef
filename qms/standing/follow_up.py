"""When a customer was asked about a repair or a complaint, and by when that was owed (8.3.1).

The proof is a follow-up sheet that names the repair order or the complaint, and nothing else: no
step noted on the order itself, and no sheet about another one. Rules, due dates and key figures
go by this.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from qms.model.calendar import days_later, local
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.ch08_customers import FollowUp
from qms.model.kinds.ch08_repair import RepairOrder
from qms.model.snapshot import Snapshot

# The first moment at which the customer of a repair order or complaint was asked, as SQL over the
# tables of the records: the same as `_first_asked`, for the conditions of key figures.
FOLLOWED_UP_AT = """
create macro followed_up_at(which) as (
    select min("at") from follow_up
    where status not in ('draft', 'void') and (repair_order = which or complaint = which)
)
"""


@dataclass(frozen=True, slots=True)
class Asking:
    """That a customer has to be asked about a service that is over.

    Attributes:
        over: The day from which the days run.
        due: The last day in time.
        asked: The day on which the customer was asked first; None where no sheet says so.

    """

    subject: RepairOrder | Complaint
    over: dt.date
    due: dt.date
    asked: dt.date | None

    def is_late(self, day: dt.date) -> bool:
        """Tell whether the customer was asked too late, or not until now, which is too late."""
        return (self.asked or day) > self.due


def of_repairs(snapshot: Snapshot) -> Iterator[Asking]:
    """Yield what is owed for every repair that was handed over."""
    asked = _first_asked(snapshot)
    for each in snapshot.live(RepairOrder):
        if each.handover is not None:
            yield _asking(snapshot, each, each.handover.at, asked)


def of_complaints(snapshot: Snapshot) -> Iterator[Asking]:
    """Yield what is owed for every complaint that was closed; it may be asked before."""
    asked = _first_asked(snapshot)
    for each in snapshot.live(Complaint):
        if each.closed_at is not None:
            yield _asking(snapshot, each, each.closed_at, asked)


def _asking(
    snapshot: Snapshot,
    subject: RepairOrder | Complaint,
    over: dt.datetime,
    asked: dict[str, dt.date],
) -> Asking:
    day = local(over, snapshot.settings.zone).date()
    due = days_later(day, snapshot.settings.limits.follow_up_days)
    return Asking(subject, day, due, asked.get(subject.id))


def _first_asked(snapshot: Snapshot) -> dict[str, dt.date]:
    """Return for each record that follow-ups name the day on which the customer was asked first."""
    found: dict[str, dt.date] = {}
    for each in snapshot.valid(FollowUp):
        day = local(each.at, snapshot.settings.zone).date()
        if day > snapshot.as_of:
            continue
        for concerned in (each.repair_order, each.complaint):
            if concerned is not None:
                found[concerned] = min(day, found.get(concerned, day))
    return found
