"""When a concession holds: approved by the right post, and not yet expired (clause 7.5)."""

from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch07_documents import Concession
from qms.model.kinds.record import Status
from qms.model.snapshot import Snapshot
from qms.standing.authority import granting_posts


def is_approved(snapshot: Snapshot, concession: Concession) -> bool:
    """Tell whether somebody who may grant it has approved a concession, on its day."""
    person = snapshot.find(Person, concession.approved_by)
    return person is not None and any(
        person.holds(post, concession.date) for post in granting_posts(snapshot)
    )


def is_granted(snapshot: Snapshot, concession: Concession) -> bool:
    """Tell whether a concession holds on the snapshot's day."""
    begun = concession.date <= snapshot.as_of <= concession.expires
    return begun and concession.status is not Status.void and is_approved(snapshot, concession)
