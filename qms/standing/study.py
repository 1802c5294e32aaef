"""Who has to study a release or a document, by when, and who has confirmed it (clause 1)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qms.model.kinds.ch02_manual import ChangeRequest, Release
from qms.model.kinds.ch02_study import StudyConfirmation
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch07_documents import DocumentRevision
from qms.model.snapshot import Snapshot

Studied = Release | DocumentRevision


@dataclass(frozen=True, slots=True)
class Study:
    """One person's duty to study one release or version, and the confirmation that answers it."""

    subject: Studied
    person: Person
    posts: tuple[str, ...]
    due: dt.date
    confirmed: StudyConfirmation | None

    @property
    def name(self) -> str:
        """How people write what is studied: A/1; QP-2.2.3-01 A/1."""
        return self.subject.name

    @property
    def release(self) -> Release | None:
        """The release of the manual; None where it is another document."""
        return self.subject if isinstance(self.subject, Release) else None

    @property
    def version(self) -> DocumentRevision | None:
        """The version of another document; None where it is the manual."""
        return self.subject if isinstance(self.subject, DocumentRevision) else None


def studies(snapshot: Snapshot) -> Iterator[Study]:
    """Yield the duty of everybody who holds a concerned post on the snapshot's day.

    Which posts it concerns, and until when, the change requests say. A confirmation counts only
    for exactly the release record or file that it names by digest.
    """
    confirmations = {
        (each.studied, each.person, each.sha256): each for each in snapshot.live(StudyConfirmation)
    }
    for subject, numbers, digest in _subjects(snapshot):
        concerned = _concerned(snapshot, numbers, subject.effective)
        if concerned is None:
            continue
        posts, due = concerned
        for person in snapshot.all(Person):
            held = tuple(post for post in posts if person.holds(post, snapshot.as_of))
            if held:
                found = confirmations.get((subject.id, person.id, digest))
                yield Study(subject, person, held, due, found)


def _subjects(snapshot: Snapshot) -> Iterator[tuple[Studied, tuple[str, ...], str]]:
    """Yield what may have to be studied, with its change requests and its digest."""
    for release in snapshot.releases:
        yield release, release.changes, snapshot.signable_digests.get(release.id, "")
    for version in snapshot.live(DocumentRevision):
        yield version, (version.change,) if version.change else (), version.file.sha256


def _concerned(
    snapshot: Snapshot, numbers: Iterable[str], effective: dt.date
) -> tuple[tuple[str, ...], dt.date] | None:
    posts: dict[str, None] = {}
    due: list[dt.date] = []
    for number in numbers:
        request = snapshot.find(ChangeRequest, number)
        # One that names nobody asks nobody, and sets nobody a day.
        if request is not None and request.training_needed and request.study_posts:
            posts |= dict.fromkeys(request.study_posts)
            due.append(request.study_by or effective)
    return (tuple(posts), min(due)) if posts else None
