"""Whether the text is that of the newest release, or a draft that a request covers (2.2.3)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_interim import TemporaryAmendment, TemporaryLapse
from qms.model.kinds.ch02_manual import ChangeRequest, Release, Signature
from qms.model.kinds.record import place_of
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import RELEASED, retained
from qms.standing.release import changed_chapters, drafted_under
from qms.text import Text, listed

_REQUESTED = retained(
    ChangeRequest, "GG-2026-0001", reason="improvement", explanation="例", method="pages",
    changes=[{"clause": "1", "before": "例", "after": "例"}],
)  # fmt: skip


@rule(
    "REL106",
    clause="2.2.3",
    severity=Severity.WARNING,
    reads=(Chapter, ChangeRequest, Release, Signature, TemporaryAmendment, TemporaryLapse),
    title=Text(zh="发布后未改动", en="Unchanged since its release"),
    message=Text(
        zh="{path} 自 {name} 发布后有改动，现行文本仍是 {name}",
        en="{path} was modified since {name}; the text in force is still that of {name}",
    ),
    why=Text(
        zh="工作区里的是草稿，未经发布不生效；没有更改申请的草稿，没有人要求过。",
        en="What stands in the work tree is a draft and not in force until released; without a "
        "change request nobody asked for it.",
    ),
    cure=Text(
        zh="提出更改申请并发布下一修改，或恢复原文。",
        en="Raise a change request and release the next amendment, or restore the text.",
    ),
    bad=Example(RELEASED),
)
def modified_since(snapshot: Snapshot) -> Iterator[Hit]:
    """A chapter's content is not that of the newest release, and no request asks for it."""
    if not snapshot.releases:
        return
    newest = snapshot.releases[-1]
    drafted = {each.path for each, _ in drafted_under(snapshot)}
    for path in sorted(changed_chapters(newest, snapshot.chapters) - drafted):
        yield hit(Place(path, line=1, column=1), path=path, name=newest.name)


@rule(
    "REL122",
    clause="2.2.3",
    severity=Severity.INFO,
    reads=(Chapter, ChangeRequest, Release, Signature, TemporaryAmendment, TemporaryLapse),
    title=Text(zh="草稿已有更改申请", en="A draft has its change request"),
    message=Text(
        zh="第 {chapters} 章按申请 {id} 起草，现行文本仍是 {name}",
        en="chapters {chapters} are drafted under {id}; the text in force is still that of {name}",
    ),
    why=Text(
        zh="起草中的文本不是现行文本，看正文的人要知道。",
        en="A text that is being drafted is not in force; its readers should know.",
    ),
    cure=Text(
        zh="申请批准以后发布：qms release --prepare。",
        en="Once the request is approved, release: qms release --prepare.",
    ),
    bad=Example(RELEASED | _REQUESTED),
)
def drafted(snapshot: Snapshot) -> Iterator[Hit]:
    """Chapters differ from the newest release, and a request asks for each of them."""
    named: dict[str, list[str]] = {}
    for chapter, request in drafted_under(snapshot):
        named.setdefault(request.id, []).append(chapter.front.chapter)
    for request in snapshot.all(ChangeRequest):
        if request.id in named:
            chapters = listed(named[request.id])
            yield hit(
                place_of(request, "changes"), id=request.id, chapters=chapters,
                name=snapshot.releases[-1].name,
            )  # fmt: skip
