"""Whether who decides signs, and is not who asked (2.2.3, 7.5, clause 1)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_manual import ChangeRequest, Signature
from qms.model.kinds.ch02_study import StudyConfirmation
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch07_documents import Concession, RecordDisposal
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.signing import SigningHistory
from qms.model.snapshot import Proof, Snapshot
from qms.rules.examples import SETTINGS
from qms.standing.decisions import decisions, unproved
from qms.standing.signing import commit_of
from qms.text import Text, told

_SIGNED = {"qms.yml": SETTINGS + "decisions: signed\n"}


def _request(filer: str = "P-003") -> dict[str, str]:
    return {
        "records/change-request/2026/GG-2026-0001.yaml": (
            "id: GG-2026-0001\nform: QR-2.2.3-01 A/0\ndate: 2026-02-01\ndepartment: after-sales\n"
            f"filled_by: {filer}\nreason: improvement\nexplanation: 例\nmethod: pages\n"
            'changes: [{clause: "1", before: 甲, after: 乙}]\n'
            "reviewed: {verdict: agreed, by: P-002, on: 2026-02-02}\n"
            "approved: {verdict: agreed, by: P-001, on: 2026-02-03}\n"
        )
    }


@rule(
    "DEC101",
    clause="2.2.3",
    severity=Severity.ERROR,
    reads=(
        ChangeRequest,
        Concession,
        Person,
        Proof,
        RecordDisposal,
        Signature,
        SigningHistory,
        StudyConfirmation,
    ),
    title=Text(zh="谁决定，谁签名", en="Who decides, signs"),
    message=Text(zh="{id} 的{role}（{person}）{how}", en="{id}, {role} by {person}: {how}"),
    why=Text(
        zh="只写名字，谁都可以替别人写；签名才证明是本人决定的。",
        en="A name can be typed by anybody; a signature proves that the person decided.",
    ),
    cure=Text(
        zh="由本人签名：qms sign --on {id} --as {word} --key 密钥",
        en="Let the person sign: qms sign --on {id} --as {word} --key KEY",
    ),
    bad=Example(_request() | _SIGNED),
    good=Example(_SIGNED, committed=_request()),
    is_integrity=True,
)
def not_signed(snapshot: Snapshot) -> Iterator[Hit]:
    """Decisions are to be signed and one is only stated, altered since, or signed by another."""
    every = list(decisions(snapshot))
    if snapshot.settings.decisions != "signed":
        if snapshot.settings.signatures == "required" and every:
            yield not_judged(Place("qms.yml", line=1, column=1), _only_stated(len(every)))
        return
    for decision, standing in unproved(snapshot, every):
        yield hit(
            place_of(decision.record, decision.field), id=decision.record.id,
            role=decision.role.label, person=snapshot.named(decision.by), how=standing.label,
            word=decision.role.value,
        )  # fmt: skip


def _only_stated(count: int) -> Text:
    sentence = Text(
        zh="{count} 项决定（更改审批、让步、销毁、学习确认）仅声明，未签名，"
        "不能核对是否本人作出；在 qms.yml 写 decisions: signed 后起算",
        en="{count:decision|decisions} (requests, concessions, disposals, study) stated, not "
        "signed: whether the person decided so was not judged; decisions: signed in qms.yml begins "
        "it",
    )
    return told(sentence, count=count)


@rule(
    "DEC102",
    clause="2.2.3",
    severity=Severity.ERROR,
    reads=(ChangeRequest, Concession, Person, RecordDisposal),
    title=Text(zh="申请的人不批准", en="Who asks does not approve"),
    message=Text(
        zh="{id} 由 {person} 批准，而{as_what}也是此人",
        en="{id} was approved by {person}, who also {as_what}",
    ),
    why=Text(
        zh="自己批准自己的申请，等于没有批准。", en="To approve one's own request is no approval."
    ),
    cure=Text(
        zh="由另一位任职者审核、批准。", en="Let another holder of the post review and approve it."
    ),
    bad=Example(_request(filer="P-001")),
    good=Example(_request()),
    is_integrity=True,
)
def approved_ones_own(snapshot: Snapshot) -> Iterator[Hit]:
    """Somebody approved what he himself asked for, reviewed, or carried out."""
    asked = Text(zh="填写人", en="filled it in")
    for request in snapshot.valid(ChangeRequest):
        if request.approved and request.approved.by == request.filled_by:
            yield _own(snapshot, request, request.approved.by, asked)
        elif request.approved and request.reviewed and request.approved.by == request.reviewed.by:
            yield _own(snapshot, request, request.approved.by, Text(zh="审核人", en="reviewed it"))
    for concession in snapshot.valid(Concession):
        if concession.approved_by == concession.filled_by:
            yield _own(snapshot, concession, concession.approved_by, asked)
    for disposal in snapshot.valid(RecordDisposal):
        did = {disposal.filled_by, disposal.destroyed_by, disposal.witnessed_by}
        if disposal.approved_by in did:
            carried_out = Text(zh="填写、销毁或监销的", en="filled it in or carried it out")
            yield _own(snapshot, disposal, str(disposal.approved_by), carried_out)


def _own(
    snapshot: Snapshot, record: ChangeRequest | Concession | RecordDisposal, who: str, what: Text
) -> Hit:
    return hit(place_of(record), id=record.id, person=snapshot.named(who), as_what=what)


@rule(
    "DEC103",
    clause="2.2.3",
    severity=Severity.ERROR,
    reads=(SigningHistory,),
    title=Text(zh="决定签名之后不再放宽", en="Decisions stay signed"),
    message=Text(
        zh="qms.yml 曾要求决定须签名（decisions: signed），提交 {commit} 改成不要求",
        en="qms.yml demanded that decisions be signed; {commit} took that back",
    ),
    why=Text(
        zh="放宽之后，谁都可以替别人写一个名字。",
        en="Once taken back, anybody can type somebody else's name.",
    ),
    cure=Text(zh="在 qms.yml 恢复 decisions: signed。", en="Set decisions: signed again."),
    bad=Example({"qms.yml": SETTINGS}, committed=_SIGNED),
    good=Example(_SIGNED, committed=_SIGNED),
    is_integrity=True,
)
def taken_back(snapshot: Snapshot) -> Iterator[Hit]:
    """Decisions had to be signed and need not be any more."""
    if snapshot.signing.eased and snapshot.settings.decisions != "signed":
        commit = commit_of(snapshot.signing.eased[-1])
        yield hit(Place("qms.yml", line=1, column=1), commit=commit)
