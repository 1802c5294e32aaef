"""The two clocks of a complaint, when each runs out, and whether it is still open (3.2, 8.3.6).

Rules, due dates, charts and key figures go by this.
"""

import datetime as dt
from enum import Enum

from qms.model.calendar import end_of, hours_later, local
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.snapshot import Snapshot
from qms.settings import Limits


class Clock(Enum):
    """What was promised; both run from the first contact, holidays included."""

    reply = "replied_at"
    handling = "handled_at"

    def hours(self, limits: Limits) -> int:
        """Return how many hours were promised."""
        return limits.reply_hours if self is Clock.reply else limits.handle_hours

    def stopped(self, complaint: Complaint) -> dt.datetime | None:
        """Return when it was stopped; None while it runs."""
        return complaint.replied_at if self is Clock.reply else complaint.handled_at

    def runs_out(self, complaint: Complaint, limits: Limits) -> dt.datetime:
        """Return the last moment in time."""
        return hours_later(complaint.received_at, self.hours(limits))


def sql_of(limits: Limits) -> str:
    """Return `Clock.runs_out` as SQL for the conditions of key figures."""
    return "".join(
        f"create macro {each.name}_due(received) as received + interval {each.hours(limits)} hour;"
        for each in Clock
    )


def is_late(complaint: Complaint, clock: Clock, snapshot: Snapshot) -> bool:
    """Tell whether a clock was stopped after it ran out, or ran out and still runs.

    An open clock runs to the end of the day that is judged; nobody is late before that.
    """
    settings = snapshot.settings
    end = clock.stopped(complaint) or end_of(snapshot.as_of, settings.zone)
    return end > clock.runs_out(complaint, settings.limits)


def is_open(complaint: Complaint, snapshot: Snapshot) -> bool:
    """Tell whether a complaint is not closed by the end of the day that is judged."""
    closed = complaint.closed_at
    return closed is None or local(closed, snapshot.settings.zone).date() > snapshot.as_of
