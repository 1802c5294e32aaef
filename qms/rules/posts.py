"""Posts that somebody holds are described, and the description approved (clause 5.3)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import called, labels_of, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import register
from qms.text import Text


def _post(**fields: object) -> dict[str, str]:
    row: dict[str, object] = {
        "id": "clerk", "name": "文员", "name_en": "Clerk", "department": "after-sales",
        "overview": "例", "duties": "例", "coordination": "例", "authority": "例",
        "qualification": {"education": "例", "experience": "例", "training": "例"},
        "features": "例", "written_by": "P-001", "confirmed_by": "P-001", "approved_by": "P-001",
        "approved_on": "2025-01-01",
    }  # fmt: skip
    person = {
        "id": "P-009", "name": "戊九", "department": "after-sales", "joined": "2020-01-01",
        "posts": [{"post": "clerk", "since": "2020-01-01"}],
    }  # fmt: skip
    return register(Post, row | fields) | register(Person, person)


@rule(
    "ORG101",
    clause="5.3",
    severity=Severity.ERROR,
    each=Post,
    reads=(Person,),
    title=Text(zh="岗位说明书完整", en="A post's description is complete"),
    message=Text(
        zh="{name} 任 {post}，岗位说明书缺 {missing}",
        en="{name} holds {post}, whose description lacks {missing}",
    ),
    why=Text(zh="职责权限不清，事情没人做。", en="Unclear duties are nobody's duties."),
    cure=Text(zh="补全并重新批准。", en="Complete it and have it approved."),
    references=("ISO 9001:2015 5.3",),
    bad=Example(_post(authority="")),
    good=Example(_post()),
    owner="office",
)
def description_incomplete(snapshot: Snapshot) -> Iterator[Hit]:
    """A post that somebody holds is described with a part left empty."""
    for person, post in _held(snapshot):
        parts = ("overview", "duties", "coordination", "authority", "features")
        missing = [name for name in parts if not getattr(post, name).strip()]
        wanted = post.qualification
        if not (wanted.education.strip() and wanted.experience.strip() and wanted.training.strip()):
            missing.append("qualification")
        if missing:
            title = Text(zh=post.name, en=post.name_en)
            place = place_of(post, missing[0])
            yield hit(place, name=called(person), post=title, missing=labels_of(Post, missing))


@rule(
    "ORG102",
    clause="5.3",
    severity=Severity.ERROR,
    each=Post,
    reads=(Person,),
    title=Text(zh="岗位说明书经批准", en="A post's description is approved"),
    message=Text(
        zh="{name} 任 {post}，岗位说明书 {on} 才批准，尚未生效",
        en="{name} holds {post}, whose description is approved on {on} only",
    ),
    why=Text(zh="未批准的说明书不算数。", en="An unapproved description does not count."),
    cure=Text(zh="批准后任职，或更正批准日期。", en="Approve it first, or correct the date."),
    references=("ISO 9001:2015 5.3",),
    bad=Example(_post(approved_on="2026-12-31")),
    good=Example(_post()),
    owner="office",
)
def description_unapproved(snapshot: Snapshot) -> Iterator[Hit]:
    """A post that somebody holds has a description not approved on the day."""
    for person, post in _held(snapshot):
        if post.approved_on > snapshot.as_of:
            title = Text(zh=post.name, en=post.name_en)
            place = place_of(post, "approved_on")
            yield hit(place, name=called(person), post=title, on=post.approved_on)


def _held(snapshot: Snapshot) -> Iterator[tuple[Person, Post]]:
    """Yield each post that is held on the day, once, with the first who holds it."""
    seen: set[str] = set()
    for person in snapshot.all(Person):
        for holding in person.posts:
            post = snapshot.find(Post, holding.post)
            if post is None or post.id in seen or not person.holds(post.id, snapshot.as_of):
                continue
            seen.add(post.id)
            yield person, post
