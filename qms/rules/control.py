"""What the manual claims of itself, where its releases stand, when a new edition is due (2.2)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_manual import Release, Role, Signature, release_id
from qms.model.kinds.record import place_of
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import ReleaseFact, Snapshot
from qms.rules.examples import RELEASE, RELEASED, SUM
from qms.standing.release import passed_limits, signatures_of
from qms.text import Text

_CHAPTER = """\
---
document: QM-01
chapter: "1"
title: 管理手册颁布令
owner: after-sales
revision: A/3
effective: 2026-01-01
status: effective
prepared: {by: P-001, on: 2025-12-01}
clauses:
  "1":
    owner: after-sales
---
# 1 管理手册颁布令

各部门应学习本手册。
"""


@rule(
    "REL112",
    clause="2.2.3",
    severity=Severity.WARNING,
    reads=(Release,),
    title=Text(zh="达到换版界限就换版", en="A new edition when the limit is reached"),
    message=Text(zh="{name} 已超过换版界限：{what}", en="{name} is past the limit: {what}"),
    why=Text(
        zh="修改太多的手册难以保持各本一致，应整本换版（2.2.3）。",
        en="A manual amended too often is hard to keep alike in all copies (2.2.3).",
    ),
    cure=Text(
        zh="下一次发布用 qms release --edition 换版。", en="Make the next release an edition."
    ),
    bad=Example({
        "records/release/A-10.yaml": RELEASE.replace("A-0", "A-10").replace(
            "amendment: 0", "amendment: 10"
        )
    }),
)
def edition_due(snapshot: Snapshot) -> Iterator[Hit]:
    """The newest release has more amendments, or more changed pages, than an edition bears."""
    if snapshot.releases:
        newest = snapshot.releases[-1]
        for what in passed_limits(newest, snapshot.settings.manual):
            yield hit(place_of(newest, "amendment"), name=newest.name, what=what)


@rule(
    "REL113",
    clause="2.2.1",
    severity=Severity.ERROR,
    each=Chapter,
    reads=(Release,),
    title=Text(zh="章节所称的版本确曾发布", en="The revision that a chapter claims was released"),
    message=Text(
        zh="{path} 自称 {revision} 现行有效，但没有发布记录写明这一章的这个版本",
        en="{path} claims to be {revision} and in force; no release record lists it so",
    ),
    why=Text(
        zh="版本由发布产生，写在章节开头的只是抄录。",
        en="A revision comes from a release; what the chapter says is only a copy of it.",
    ),
    cure=Text(
        zh="恢复发布时的文件头，或用 qms release 发布。",
        en="Restore the head as released, or release with qms release.",
    ),
    bad=Example({"manual/01-order.md": _CHAPTER}),
    is_integrity=True,
)
def revision_claimed(snapshot: Snapshot) -> Iterator[Hit]:
    """A chapter's front matter says effective at a revision that no release gave it."""
    released = {
        (each.path, each.revision) for release in snapshot.releases for each in release.chapters
    }
    for chapter in snapshot.chapters:
        front = chapter.front
        if front.status == "effective" and (chapter.path, front.revision) not in released:
            yield hit(chapter.place, path=chapter.path, revision=front.revision)


@rule(
    "REL114",
    clause="2.2.1",
    severity=Severity.ERROR,
    each=Chapter,
    reads=(Signature,),
    title=Text(
        zh="章节所载的批准与签署一致", en="The approvals a chapter shows are the signatures"
    ),
    message=Text(
        zh="{path} 写的{role}是 {written}，签署记录是 {signed}",
        en="{path} shows {role} {written}; signed was {signed}",
    ),
    why=Text(
        zh="印在章节上的批准，须能由签署证明。",
        en="What a chapter shows as its approval must be proved by a signature.",
    ),
    cure=Text(zh="按签署记录改正文件头。", en="Correct the head after the signature."),
    bad=Example({
        "manual/01-order.md": _CHAPTER.replace("A/3", "A/0"),
        **RELEASED,
        "records/signature/A-0-prepared.yaml": (
            f"id: A-0-prepared\nrelease: A-0\nsha256: {SUM}\nrole: prepared\nperson: P-002\n"
            "name: 例\npost: after-sales-head\nat: 2025-12-01T09:00:00+08:00\n"
        ),
    }),
    is_integrity=True,
)
def approval_shown_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """A chapter's front matter names another person or day than the signature of its release."""
    for chapter in snapshot.chapters:
        front = chapter.front
        given = signatures_of(snapshot.all(Signature), release_id(front.revision))
        shown = {
            Role.prepared: front.prepared,
            Role.reviewed: front.reviewed,
            Role.approved: front.approved,
        }
        for role, signature in given.items():
            signed = f"{signature.person} {signature.at.date()}"
            approval = shown[role]
            written = f"{approval.by} {approval.on}" if approval else "—"
            if front.status == "effective" and written != signed:
                yield hit(
                    chapter.place,
                    mark=role.value,
                    path=chapter.path,
                    role=role.label.inside,
                    written=written,
                    signed=signed,
                )


@rule(
    "REL115",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Release, ReleaseFact),
    title=Text(zh="发布过的都还在", en="What was released is still there"),
    message=Text(
        zh="标签 manual/{release} 所指的发布提交 {commit} 已不在当前历史中，或发布记录已被删除",
        en="the release tagged manual/{release} ({commit}) is not in this history, or its record "
        "is gone",
    ),
    why=Text(
        zh="改写历史或删除发布记录，会让已批准的内容无从查证。",
        en="Rewriting history or deleting the record hides what was approved.",
    ),
    cure=Text(
        zh="从标签恢复：git merge manual/{release}，或取回原来的分支。",
        en="Restore it from the tag: git merge manual/{release}, or fetch the true branch.",
    ),
    bad=Example({"tag manual/A-0": "HEAD"}),
    is_integrity=True,
)
def release_gone(snapshot: Snapshot) -> Iterator[Hit]:
    """A release tag is in this clone, and its commit or its record is not in the history."""
    for release, commit in sorted(snapshot.lost_releases.items()):
        place = Place(f"records/release/{release}.yaml", line=1, column=1)
        yield hit(place, release=release, commit=commit[:12])


@rule(
    "REL116",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Release, ReleaseFact),
    title=Text(zh="发布出自发布提交", en="A release stands in the commit that made it"),
    message=Text(
        zh="{name} 记载上一发布在提交 {wanted}，历史中是 {found}",
        en="{name} says that the release before it was made in {wanted}; history has {found}",
    ),
    why=Text(
        zh="发布提交换了，说明历史被改写，或记录是手工放进去的。",
        en="Another commit means that history was rewritten, or a record put there by hand.",
    ),
    cure=Text(zh="从备份或他人的克隆取回原历史。", en="Fetch the true history from another clone."),
    bad=Example({
        **RELEASED,
        "records/release/A-1.yaml": RELEASE.replace("A-0", "A-1").replace(
            "amendment: 0",
            f"amendment: 1\nprevious: A-0\nprevious_sha256: {SUM}\nprevious_commit: {'ab' * 20}",
        ),
    }),
    is_integrity=True,
)
def release_moved(snapshot: Snapshot) -> Iterator[Hit]:
    """The commit that a release names for the one before it is not where that one was made."""
    facts = {fact.release: fact for fact in snapshot.releases_in_git}
    for release in snapshot.releases:
        wanted = release.previous_commit
        fact = facts.get(release.previous or "")
        found = fact.commit if fact else None
        is_cut = fact is not None and fact.is_cut
        if wanted is not None and not is_cut and wanted != found:
            yield hit(
                place_of(release, "previous_commit"),
                name=release.name,
                wanted=wanted[:12],
                found=(found or "—")[:12],
            )
