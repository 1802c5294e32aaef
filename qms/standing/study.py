"""Who has to study a release, by when, and who has confirmed it (clause 1)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from qms.model.kinds.ch02_manual import ChangeRequest, Release, StudyConfirmation
from qms.model.kinds.ch07_competence import Person
from qms.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Study:
    """One person's duty to study one release, and the confirmation that answers it."""

    release: Release
    person: Person
    posts: tuple[str, ...]
    due: dt.date
    confirmed: StudyConfirmation | None


def studies(snapshot: Snapshot) -> Iterator[Study]:
    """Yield the duty of everybody who holds a concerned post on the snapshot's day.

    Which posts a release concerns, and until when, its change requests say. A confirmation counts
    only for exactly the release record that it names by digest.
    """
    confirmations = {
        (each.release, each.person, each.sha256): each for each in snapshot.live(StudyConfirmation)
    }
    for release in snapshot.releases:
        concerned = _concerned(snapshot, release)
        if concerned is None:
            continue
        posts, due = concerned
        digest = snapshot.signable_digests.get(release.id, "")
        for person in snapshot.all(Person):
            held = tuple(post for post in posts if person.holds(post, snapshot.as_of))
            if held:
                found = confirmations.get((release.id, person.id, digest))
                yield Study(release, person, held, due, found)


def _concerned(snapshot: Snapshot, release: Release) -> tuple[tuple[str, ...], dt.date] | None:
    posts: dict[str, None] = {}
    due: list[dt.date] = []
    for number in release.changes:
        request = snapshot.find(ChangeRequest, number)
        if request is not None and request.training_needed:
            posts |= dict.fromkeys(request.study_posts)
            due.append(request.study_by or release.effective)
    return (tuple(posts), min(due)) if posts else None
