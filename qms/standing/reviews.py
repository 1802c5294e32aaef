"""The management reviews: the yearly one, and those held between two of them (9.7)."""

from qms.model.kinds.ch09_review import ManagementReview, ReviewDecision
from qms.model.kinds.record import Status
from qms.model.snapshot import Snapshot


def yearly_review(snapshot: Snapshot, year: int) -> ManagementReview | None:
    """Return the yearly review of a year, open or closed; none of those added for an occasion."""
    found = (e for e in snapshot.live(ManagementReview) if e.year == year and not e.occasion)
    return min(found, key=lambda each: each.id, default=None)


def yearly_before(snapshot: Snapshot, year: int) -> ManagementReview | None:
    """Return the last yearly review of an earlier year, up to the snapshot's day."""
    earlier = [
        each for each in snapshot.live(ManagementReview) if each.year < year and not each.occasion
    ]
    return max(earlier, key=lambda each: (each.year, each.date), default=None)


def handing_on(snapshot: Snapshot, year: int) -> tuple[ManagementReview, ...]:
    """Return the reviews whose decisions are the first input of a year's, oldest first.

    They are the yearly review before, and those added for an occasion and closed since; what was
    added after the year's own review was closed is the next one's.
    """
    before, now = yearly_before(snapshot, year), yearly_review(snapshot, year)
    until = now.date if now and now.status is Status.closed else snapshot.as_of
    added = [
        each
        for each in snapshot.live(ManagementReview)
        if each.occasion and each.year <= year and each.status is Status.closed
        if each.date <= until and (before is None or each.date >= before.date)
    ]
    return (*((before,) if before else ()), *sorted(added, key=lambda each: (each.date, each.id)))


def handed_on(snapshot: Snapshot, year: int) -> tuple[ReviewDecision, ...]:
    """Return the decisions that are the first input of a year's review (9.7)."""
    return tuple(each for review in handing_on(snapshot, year) for each in review.decisions)
