"""Finds the people who act: by number or name, and whether they hold a post (clause 5.3)."""

from qms.errors import QmsError
from qms.model.kinds.ch07_competence import Person
from qms.model.snapshot import Snapshot
from qms.operations.filing.unfound import unfound
from qms.text import Text, same


def person_named(snapshot: Snapshot, by: str | None) -> Person:
    """Return the person with this number or name.

    Raises:
        QmsError: The register has none, or several of that name.

    """
    found = [each for each in snapshot.all(Person) if by in {each.id, each.name}]
    if len(found) != 1:
        raise unfound(
            snapshot,
            Text(zh="花名册里没有唯一的 {by}。", en="The people register has no single {by}."),
            Text(zh="用人员编号写明，如 --by P-001。", en="Name the person by number: --by P-001."),
            "person",
            by=same(by or "—"),
        )
    return found[0]


def holder_of(snapshot: Snapshot, by: str | None, posts: tuple[str, ...]) -> Person:
    """Return the person named, who must hold one of the posts on the snapshot's day.

    Raises:
        QmsError: The person is unknown or holds none of them.

    """
    person = person_named(snapshot, by)
    if not any(person.holds(post, snapshot.as_of) for post in posts):
        raise QmsError(
            Text(
                zh="{name} 在 {day} 不担任 {posts}，不能办理此事。",
                en="{name} does not hold {posts} on {day} and may not do this.",
            ),
            Text(zh="请由任职者办理。", en="Let the holder of the post do it."),
            name=same(person.name),
            day=same(snapshot.as_of.isoformat()),
            posts=same(" / ".join(posts)),
        )
    return person
