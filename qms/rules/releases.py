"""Whether releases follow one another without a gap and stayed as made (2.2.1, 2.2.3)."""

from collections.abc import Iterator
from itertools import pairwise

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_manual import ChangeRequest, Release, release_name
from qms.model.kinds.record import place_of
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Proof, ReleaseFact, Snapshot
from qms.rules.examples import RELEASE, retained
from qms.standing.release import changed_chapters, drafted_under
from qms.text import Text

_PATH = "records/release/A-0.yaml"
_REQUESTED = retained(
    ChangeRequest, "GG-2026-0001", reason="improvement", explanation="例", method="pages",
    changes=[{"clause": "1", "before": "例", "after": "例"}],
)  # fmt: skip


@rule(
    "REL106",
    clause="2.2.3",
    severity=Severity.WARNING,
    reads=(Chapter, ChangeRequest, Release),
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
    bad=Example({_PATH: RELEASE}),
)
def modified_since(snapshot: Snapshot) -> Iterator[Hit]:
    """A chapter's content is not that of the newest release, and no open request names it."""
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
    reads=(Chapter, ChangeRequest, Release),
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
        zh="审核、批准申请后发布：qms release --prepare。",
        en="Have the request reviewed and approved, then release: qms release --prepare.",
    ),
    bad=Example({_PATH: RELEASE} | _REQUESTED),
)
def drafted(snapshot: Snapshot) -> Iterator[Hit]:
    """Chapters differ from the newest release, and an open request names each of them."""
    named: dict[str, list[str]] = {}
    for chapter, request in drafted_under(snapshot):
        named.setdefault(request.id, []).append(chapter.front.chapter)
    for request in snapshot.all(ChangeRequest):
        if request.id in named:
            chapters = "、".join(named[request.id])
            yield hit(
                place_of(request, "changes"), id=request.id, chapters=chapters,
                name=snapshot.releases[-1].name,
            )  # fmt: skip


@rule(
    "REL110",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Proof, Release),
    title=Text(zh="发布前后相连", en="Releases form a chain"),
    message=Text(
        zh="{name} 所记的上一发布与实际不符（{previous}）",
        en="what {name} says of the release before it does not hold ({previous})",
    ),
    why=Text(
        zh="每次发布记下上一发布的摘要，抽走或改动任何一次都会断链。",
        en="Each release holds the digest of the one before; taking one out breaks the chain.",
    ),
    cure=Text(
        zh="从 git 历史恢复缺失或被改的发布记录。",
        en="Restore the missing or changed release record from git history.",
    ),
    bad=Example({
        "records/release/A-1.yaml": RELEASE.replace("A-0", "A-1").replace(
            "amendment: 0", "amendment: 1\nprevious: A-0\nprevious_sha256: " + "ab" * 32
        ),
        _PATH: RELEASE,
    }),
    is_integrity=True,
)
def chain_broken(snapshot: Snapshot) -> Iterator[Hit]:
    """A release does not follow the one before it, by name and by digest."""
    digests = snapshot.signable_digests
    for before, release in zip((None, *snapshot.releases), snapshot.releases, strict=False):
        wanted = (before.id, digests.get(before.id)) if before else (None, None)
        if (release.previous, release.previous_sha256) != wanted:
            yield hit(
                place_of(release, "previous"),
                name=release.name,
                previous=release.previous or "—",
            )


@rule(
    "REL117",
    clause="2.2.3",
    severity=Severity.ERROR,
    reads=(Release,),
    title=Text(zh="修改次数连续", en="Amendments are counted without a gap"),
    message=Text(
        zh="{before} 之后是 {name}，中间缺号；应为 {wanted}",
        en="{name} follows {before}, which leaves a gap; it should be {wanted}",
    ),
    why=Text(
        zh="缺了号，持有人分不清是漏收了换页，还是本来没有。",
        en="With a gap no holder can tell a lost amendment from one that never was.",
    ),
    cure=Text(
        zh="从 git 历史找回缺少的发布；确实没有的，说明原因并登记让步。",
        en="Restore the missing release from history; if there was none, say why in a concession.",
    ),
    bad=Example({
        _PATH: RELEASE,
        "records/release/A-2.yaml": RELEASE.replace("A-0", "A-2").replace(
            "amendment: 0", "amendment: 2"
        ),
    }),
    good=Example({
        _PATH: RELEASE,
        "records/release/A-1.yaml": RELEASE.replace("A-0", "A-1").replace(
            "amendment: 0", "amendment: 1"
        ),
    }),
)
def number_left_out(snapshot: Snapshot) -> Iterator[Hit]:
    """A release is neither the next amendment of its edition nor the first of the next edition."""
    for before, release in pairwise(snapshot.releases):
        if release.edition == before.edition:
            wanted = f"{before.edition}/{before.amendment + 1}"
        else:
            wanted = f"{chr(ord(before.edition) + 1)}/0"
        if release.name not in {wanted, before.name}:  # the same once more is another rule's
            yield hit(
                place_of(release, "amendment"), name=release.name, before=before.name,
                wanted=wanted,
            )  # fmt: skip


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
    bad=Example({_PATH: RELEASE, "tag manual/A-0": "HEAD"}),
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
