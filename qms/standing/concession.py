"""When a concession holds: approved by somebody else of the right post, in its term (7.5)."""

import datetime as dt

from qms.model.calendar import months_later
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch07_documents import Concession
from qms.model.kinds.record import Status
from qms.model.snapshot import Snapshot
from qms.standing.authority import granting_posts


def is_approved(snapshot: Snapshot, concession: Concession) -> bool:
    """Tell whether somebody who may grant it, and did not ask for it, has approved it that day."""
    person = snapshot.find(Person, concession.approved_by)
    if person is None or person.id == concession.filled_by:
        return False
    return any(person.holds(post, concession.date) for post in granting_posts(snapshot))


def longest(snapshot: Snapshot, concession: Concession) -> dt.date:
    """Return the last day on which a concession may hold, whatever it says itself."""
    return months_later(concession.date, snapshot.settings.limits.concession_months)


def is_granted(snapshot: Snapshot, concession: Concession) -> bool:
    """Tell whether a concession holds on the snapshot's day."""
    end = min(concession.expires, longest(snapshot, concession))
    begun = concession.date <= snapshot.as_of <= end
    return begun and concession.status is not Status.void and is_approved(snapshot, concession)
