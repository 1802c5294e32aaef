"""Life cycle of the manual: claims, tags, editions, study and temporary amendments (1, 2.2)."""

import datetime as dt
from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.interim import TemporaryState, incorporating, state_of
from qms.model.kinds.ch02_interim import ReleaseWithdrawal, TemporaryAmendment
from qms.model.kinds.ch02_manual import ChangeRequest, Role, Signature, StudyConfirmation
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Record, place_of
from qms.model.release import POSTS, ROLES, passed_limits, signatures_of
from qms.model.rule import PEOPLE_UNREAD, Example, hit, not_judged, rule
from qms.model.snapshot import Snapshot
from qms.model.study import studies
from qms.text import Text

_SUM = "ab" * 32
_RELEASE = f"""\
id: A-0
edition: A
amendment: 0
effective: 2026-01-01
reason: 例
chapters:
  - {{path: manual/01-order.md, chapter: "1", revision: A/0, sha256: {_SUM}}}
"""
_RELEASED = {"records/release/A-0.yaml": _RELEASE}
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
        "records/release/A-10.yaml": _RELEASE.replace("A-0", "A-10").replace(
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
    cure=Text(zh="按签署记录改正文件头。", en="Mend the head after the signature."),
    bad=Example({
        "manual/01-order.md": _CHAPTER.replace("A/3", "A/0"),
        **_RELEASED,
        "records/signature/A-0-prepared.yaml": (
            f"id: A-0-prepared\nrelease: A-0\nsha256: {_SUM}\nrole: prepared\nperson: P-002\n"
            "name: 例\npost: after-sales-head\nat: 2025-12-01T09:00:00+08:00\n"
        ),
    }),
    is_integrity=True,
)
def approval_shown_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """A chapter's front matter names another person or day than the signature of its release."""
    for chapter in snapshot.chapters:
        front = chapter.front
        given = signatures_of(snapshot.all(Signature), front.revision.replace("/", "-"))
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
                    path=chapter.path,
                    role=role.label,
                    written=written,
                    signed=signed,
                )


@rule(
    "REL115",
    clause="2.2.1",
    severity=Severity.ERROR,
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
        **_RELEASED,
        "records/release/A-1.yaml": _RELEASE.replace("A-0", "A-1").replace(
            "amendment: 0",
            f"amendment: 1\nprevious: A-0\nprevious_sha256: {_SUM}\nprevious_commit: {'ab' * 20}",
        ),
    }),
    is_integrity=True,
)
def release_moved(snapshot: Snapshot) -> Iterator[Hit]:
    """The commit that a release names for the one before it is not where that one was made."""
    commits = {fact.release: fact.commit for fact in snapshot.releases_in_git}
    for release in snapshot.releases:
        wanted = release.previous_commit
        found = commits.get(release.previous or "")
        if wanted is not None and wanted != found:
            yield hit(
                place_of(release, "previous_commit"),
                name=release.name,
                wanted=wanted[:12],
                found=(found or "—")[:12],
            )


_REQUEST = """\
id: GG-2026-0001
form: QR-2.2.3-01 A/0
date: 2026-02-01
department: after-sales
filled_by: P-002
status: closed
reason: improvement
explanation: 例
method: pages
changes: [{clause: "1", before: 甲, after: 乙}]
training_needed: true
study_posts: [general-manager]
study_by: 2026-03-31
"""
_CARRIED = {
    "records/release/A-0.yaml": _RELEASE.replace(
        "reason: 例", "reason: 例\nchanges: [GG-2026-0001]"
    ),
    "records/change-request/2026/GG-2026-0001.yaml": _REQUEST,
}


@rule(
    "STU101",
    clause="1",
    severity=Severity.WARNING,
    title=Text(zh="按期学习手册", en="The manual is studied by the date set"),
    message=Text(
        zh="{person} 应于 {last} 前确认学习手册 {name} 版，至今未确认",
        en="{person} has not confirmed the study of {name} by {last}",
    ),
    why=Text(zh="不知道的规定做不到（第 1 章）。", en="Nobody follows what nobody has read (1)."),
    cure=Text(
        zh="本人学习后登记：qms study confirm --person {id} --release {name}",
        en="After studying it: qms study confirm --person {id} --release {name}",
    ),
    bad=Example(_CARRIED),
    good=Example(_CARRIED, as_of=dt.date(2026, 3, 31)),
    references=("ISO 9001:2015 7.3",),
)
def not_studied(snapshot: Snapshot) -> Iterator[Hit]:
    """Somebody in a post concerned has not confirmed the study of a release in time."""
    for study in studies(snapshot):
        if study.confirmed is None and study.due < snapshot.as_of:
            yield hit(
                place_of(study.release),
                owner=study.person.department,
                who=study.person.id,
                due=study.due,
                last=study.due,
                person=study.person.name,
                id=study.person.id,
                name=study.release.name,
            )


@rule(
    "STU102",
    clause="1",
    severity=Severity.ERROR,
    title=Text(zh="学习确认针对这份发布", en="What was studied is exactly this release"),
    message=Text(
        zh="{id} 确认的内容摘要与 {release} 的发布记录不符",
        en="{id} confirms another content than the record of {release}",
    ),
    why=Text(
        zh="学的若不是现行内容，确认就没有意义。",
        en="A confirmation of other words proves nothing.",
    ),
    cure=Text(zh="用 qms study confirm 重新确认。", en="Confirm it anew with qms study confirm."),
    bad=Example({
        **_RELEASED,
        "records/study-confirmation/2026/XX-2026-0001.yaml": (
            "id: XX-2026-0001\nform: QR-1-01 A/0\ndate: 2026-02-01\ndepartment: after-sales\n"
            f"filled_by: P-001\nrelease: A-0\nsha256: {_SUM}\nperson: P-001\n"
        ),
    }),
    is_integrity=True,
)
def studied_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """A study confirmation's digest is not that of the release that it names."""
    for confirmation in snapshot.all(StudyConfirmation):
        digest = snapshot.signable_digests.get(confirmation.release)
        if digest is not None and digest != confirmation.sha256:
            yield hit(
                place_of(confirmation, "sha256"), id=confirmation.id, release=confirmation.release
            )


_TEMPORARY = """\
id: LS-2026-0001
change: GG-2026-0001
release: A-0
clause: "1"
text: 例
effective: 2026-02-01
expires: 2026-04-30
"""
_SLIP = {**_CARRIED, **_RELEASED, "records/temporary-amendment/2026/LS-2026-0001.yaml": _TEMPORARY}


@rule(
    "TMP101",
    clause="2.2.3",
    severity=Severity.WARNING,
    title=Text(zh="临时更改到期要有结论", en="A temporary amendment ends in a decision"),
    message=Text(
        zh="临时更改 {id} 已于 {expires} 过期失效，既未纳入手册也未终止",
        en="temporary amendment {id} expired on {expires}; it was neither incorporated nor let "
        "lapse",
    ),
    why=Text(
        zh="过期后原条款恢复有效，临时页应收回；需要的应纳入手册。",
        en="The clause holds again and the slips must come back; what is needed goes into the "
        "manual.",
    ),
    cure=Text(
        zh="收回临时页，用带着 {change} 的发布纳入手册，或登记《临时更改终止记录》。",
        en="Collect the slips; release it with {change}, or file its lapse.",
    ),
    bad=Example(_SLIP),
    good=Example(_SLIP, as_of=dt.date(2026, 4, 30)),
)
def temporary_left_open(snapshot: Snapshot) -> Iterator[Hit]:
    """A temporary amendment is past its last day and nothing was decided about it."""
    for each in snapshot.all(TemporaryAmendment):
        if state_of(snapshot, each) is TemporaryState.expired and not incorporating(snapshot, each):
            yield hit(
                place_of(each, "expires"), id=each.id, expires=each.expires, change=each.change
            )


@rule(
    "TMP102",
    clause="2.2.3",
    severity=Severity.ERROR,
    title=Text(zh="临时更改和停用同样签署", en="Temporary amendments and withdrawals are signed"),
    message=Text(
        zh="{id} 自 {day} 起生效，却没有{role}签署",
        en="{id} takes effect on {day} and lacks the signature: {role}",
    ),
    why=Text(
        zh="临时更改与手册同样约束人，应按同样程序批准。",
        en="It binds people like the manual, so it is approved like the manual.",
    ),
    cure=Text(
        zh="由任职者签署：qms sign --on {id} --as …", en="Have it signed: qms sign --on {id} --as …"
    ),
    bad=Example({**_SLIP}, as_of=dt.date(2026, 3, 1)),
    is_integrity=True,
)
def interim_unsigned(snapshot: Snapshot) -> Iterator[Hit]:
    """A temporary amendment or a withdrawal has reached its day without three signatures."""
    interim: list[TemporaryAmendment | ReleaseWithdrawal] = [
        *snapshot.all(TemporaryAmendment),
        *snapshot.all(ReleaseWithdrawal),
    ]
    for each in interim:
        given = signatures_of(snapshot.all(Signature), each.id)
        missing = [role for role in ROLES if role not in given]
        if missing and each.effective <= snapshot.as_of and not _is_over(each, snapshot):
            yield hit(place_of(each), id=each.id, day=each.effective, role=missing[0].label)


def _is_over(each: Record, snapshot: Snapshot) -> bool:
    return isinstance(each, TemporaryAmendment) and each.expires < snapshot.as_of


@rule(
    "CHG101",
    clause="2.2.3",
    severity=Severity.ERROR,
    title=Text(zh="更改按原程序审核、批准", en="A change is reviewed and approved like the manual"),
    message=Text(
        zh="{id} 的{role}人 {person} 在 {day} 不担任 {post}",
        en="{id}: {person}, who {role} it, did not hold {post} on {day}",
    ),
    why=Text(
        zh="更改与原手册须由同样的岗位审核、批准（2.2.3）。",
        en="The same posts that approve the manual approve its changes (2.2.3).",
    ),
    cure=Text(
        zh="由任职者重新审核、批准：qms change review、approve。",
        en="Have the holders decide anew: qms change review, approve.",
    ),
    bad=Example({
        "records/change-request/2026/GG-2026-0001.yaml": _REQUEST
        + "reviewed: {verdict: agreed, by: P-001, on: 2026-02-02}\n"
    }),
)
def decided_without_post(snapshot: Snapshot) -> Iterator[Hit]:
    """A change request was reviewed or approved by somebody without the post, on that day."""
    for request in snapshot.all(ChangeRequest):
        for role, decision in (
            (Role.reviewed, request.reviewed),
            (Role.approved, request.approved),
        ):
            if decision is None:
                continue
            person = snapshot.find(Person, decision.by)
            if person is None and snapshot.is_unread(Person):
                yield not_judged(place_of(request, role.value), PEOPLE_UNREAD)
            elif person is None or not person.holds(POSTS[role], decision.on):
                yield hit(
                    place_of(request, role.value),
                    id=request.id,
                    role=role.label,
                    person=person.name if person else decision.by,
                    day=decision.on,
                    post=POSTS[role],
                )


@rule(
    "CHG102",
    clause="2.2.3",
    severity=Severity.ERROR,
    title=Text(zh="发布只载已批准的更改", en="A release carries approved changes only"),
    message=Text(
        zh="{name} 载有更改申请 {id}，它{state}",
        en="{name} carries change request {id}, which {state}",
    ),
    why=Text(zh="没有批准的更改不得发布。", en="What is not approved is not released."),
    cure=Text(
        zh="查明原因；更改须先批准，再发布。", en="Find out why; approval comes before release."
    ),
    bad=Example({
        **_CARRIED,
    }),
    is_integrity=True,
)
def carries_unapproved(snapshot: Snapshot) -> Iterator[Hit]:
    """A release names a change request that is missing or was not approved."""
    for release in snapshot.releases:
        for number in release.changes:
            request = snapshot.find(ChangeRequest, number)
            if request is None:
                state = Text(zh="不存在", en="is not there")
            elif not request.is_approved:
                state = Text(zh="没有批准", en="was not approved")
            else:
                continue
            yield hit(place_of(release, "changes"), name=release.name, id=number, state=state)
