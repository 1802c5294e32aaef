"""Whether the tag of a release names the commit that made it (clause 2.2.1)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_manual import Release, release_name
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import ReleaseFact, Snapshot
from qms.rules.examples import RELEASED
from qms.text import Text


@rule(
    "REL111",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Release, ReleaseFact),
    title=Text(zh="标签指向发布提交", en="The tag is where the release was made"),
    message=Text(
        zh="标签 manual/{id} 指向 {found}，{name} 的发布提交是 {wanted}",
        en="the tag manual/{id} points at {found}; {name} was released in {wanted}",
    ),
    why=Text(
        zh="标签被移动，别人取到的就不是所批准的内容。",
        en="When the tag is moved, others fetch something else than what was approved.",
    ),
    cure=Text(
        zh="查明谁移动了标签，用 git tag -f 放回发布提交。",
        en="Find out who moved it; put it back on the release commit with git tag -f.",
    ),
    bad=Example(RELEASED | {"tag manual/A-0": "HEAD"}),
    is_integrity=True,
)
def tag_moved(snapshot: Snapshot) -> Iterator[Hit]:
    """A release's tag is in this clone and points at another commit."""
    for fact in snapshot.releases_in_git:
        if fact.tag_commit and not fact.is_cut and fact.tag_commit != fact.commit:
            yield hit(
                Place(f"records/release/{fact.release}.yaml", line=1, column=1),
                id=fact.release,
                name=release_name(fact.release),
                found=fact.tag_commit[:12],
                wanted=(fact.commit or "—")[:12],
            )
