"""Changes of the manual: who decided, who studied them, what holds for a time (1 and 2.2.3)."""

import datetime as dt
from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_interim import ReleaseWithdrawal, TemporaryAmendment, TemporaryLapse
from qms.model.kinds.ch02_manual import ChangeRequest, Release, Role, Signature
from qms.model.kinds.ch02_study import StudyConfirmation
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch07_documents import DocumentRevision
from qms.model.kinds.record import Record, called, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Proof, Snapshot
from qms.rules.examples import RELEASE, RELEASED, SUM
from qms.standing.authority import signing_posts
from qms.standing.interim import TemporaryState, incorporating, state_of
from qms.standing.release import ROLES, signatures_of
from qms.standing.study import Study, studies
from qms.text import Text

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
    "records/release/A-0.yaml": RELEASE.replace(
        "reason: 例", "reason: 例\nchanges: [GG-2026-0001]"
    ),
    "records/change-request/2026/GG-2026-0001.yaml": _REQUEST,
}


@rule(
    "STU101",
    clause="1",
    severity=Severity.WARNING,
    reads=(ChangeRequest, DocumentRevision, Person, Proof, Release, StudyConfirmation),
    title=Text(zh="按期学习手册和文件", en="Manual and documents are studied by the date set"),
    message=Text(
        zh="{person} 应于 {last} 前确认学习{name}，至今未确认",
        en="{person} has not confirmed the study of {name} by {last}",
    ),
    why=Text(zh="不知道的规定做不到（第 1 章）。", en="Nobody follows what nobody has read (1)."),
    cure=Text(
        zh="本人学习后登记：qms study confirm --person {id} {option}",
        en="After studying it: qms study confirm --person {id} {option}",
    ),
    bad=Example(_CARRIED),
    good=Example(_CARRIED, as_of=dt.date(2026, 3, 31)),
    references=("ISO 9001:2015 7.3",),
)
def not_studied(snapshot: Snapshot) -> Iterator[Hit]:
    """Somebody in a post concerned has not confirmed the study of what changed in time."""
    for study in studies(snapshot):
        if study.confirmed is None and study.due < snapshot.as_of:
            yield hit(
                place_of(study.subject),
                mark=study.person.id,
                owner=study.person.department,
                who=study.person.id,
                due=study.due,
                last=study.due,
                person=called(study.person),
                id=study.person.id,
                name=_studied(study),
                option=_option(study),
            )


def _studied(study: Study) -> Text:
    zh = f" {study.name}" if study.version else f"手册 {study.name} 版"
    return Text(zh=zh, en=study.name)


def _option(study: Study) -> str:
    version = study.version
    if version:
        return f"--document {version.document} --release {version.version}"
    return f"--release {study.name}"


@rule(
    "STU102",
    clause="1",
    severity=Severity.ERROR,
    each=StudyConfirmation,
    reads=(DocumentRevision, Proof),
    title=Text(zh="学习确认针对这一版", en="What was studied is exactly this version"),
    message=Text(
        zh="{id} 确认的内容摘要与 {release} 不符",
        en="{id} confirms another content than that of {release}",
    ),
    why=Text(
        zh="学的若不是现行内容，确认就没有意义。",
        en="A confirmation of other words proves nothing.",
    ),
    cure=Text(zh="用 qms study confirm 重新确认。", en="Confirm it anew with qms study confirm."),
    bad=Example({
        **RELEASED,
        "records/study-confirmation/2026/XX-2026-0001.yaml": (
            "id: XX-2026-0001\nform: QR-1-01 A/0\ndate: 2026-02-01\ndepartment: after-sales\n"
            f"filled_by: P-001\nrelease: A-0\nsha256: {SUM}\nperson: P-001\n"
        ),
    }),
    is_integrity=True,
)
def studied_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """A study confirmation's digest is not that of the release or version that it names."""
    for confirmation in snapshot.all(StudyConfirmation):
        version = snapshot.find(DocumentRevision, confirmation.document_version)
        of_release = snapshot.signable_digests.get(confirmation.release or "")
        digest = version.file.sha256 if version else of_release
        if digest is not None and digest != confirmation.sha256:
            yield hit(
                place_of(confirmation, "sha256"), id=confirmation.id, release=confirmation.studied
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
_SLIP = {**_CARRIED, **RELEASED, "records/temporary-amendment/2026/LS-2026-0001.yaml": _TEMPORARY}


@rule(
    "TMP101",
    clause="2.2.3",
    severity=Severity.WARNING,
    each=TemporaryAmendment,
    reads=(Release, Signature, TemporaryLapse),
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
    reads=(ReleaseWithdrawal, Signature, TemporaryAmendment),
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
            yield hit(
                place_of(each),
                mark=missing[0].value,
                id=each.id,
                day=each.effective,
                role=missing[0].label.inside,
            )


def _is_over(each: Record, snapshot: Snapshot) -> bool:
    return isinstance(each, TemporaryAmendment) and each.expires < snapshot.as_of


@rule(
    "CHG101",
    clause="2.2.3",
    severity=Severity.ERROR,
    each=ChangeRequest,
    reads=(Person, Post),
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
    for request in snapshot.live(ChangeRequest):
        for role, decision in (
            (Role.reviewed, request.reviewed),
            (Role.approved, request.approved),
        ):
            if decision is None:
                continue
            person = snapshot.find(Person, decision.by)
            posts = signing_posts(snapshot, role)
            if person is None or not any(person.holds(post, decision.on) for post in posts):
                yield hit(
                    place_of(request, role.value),
                    mark=role.value,
                    id=request.id,
                    role=role.label.inside,
                    person=called(person) if person else decision.by,
                    day=decision.on,
                    post=" / ".join(posts),
                )


@rule(
    "CHG102",
    clause="2.2.3",
    severity=Severity.ERROR,
    each=Release,
    reads=(ChangeRequest,),
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
            yield hit(
                place_of(release, "changes"), mark=number, name=release.name, id=number, state=state
            )
