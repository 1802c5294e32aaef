"""Whether a signature is its signer's, by the register that stood before it (clause 2.2.1)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_manual import Signature
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import place_of
from qms.model.rule import GONE, Example, hit, not_judged, rule
from qms.model.signing import SigningHistory
from qms.model.snapshot import Proof, Snapshot
from qms.rules.signed_examples import KEY, SIGNATURE, SIGNERS, prepared, reviewed, signer
from qms.standing.release import signatures_of
from qms.standing.signing import commit_of, file_of, holds_key, is_on_release, proved
from qms.text import Text, told

_REGISTERED = {SIGNERS: signer()}


@rule(
    "KEY102",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Proof, Signature),
    title=Text(zh="三项签署用三把密钥", en="Three signatures, three keys"),
    message=Text(
        zh="{release} 的{later}与{earlier}是同一把密钥 {key} 签的",
        en="{later} and {earlier} of {release} were signed with one key, {key}",
    ),
    why=Text(
        zh="编制、审核、批准由三个人作出；同一把密钥就是同一个人。",
        en="Three people prepare, review and approve; one key is one person.",
    ),
    cure=Text(
        zh="由三个人各用自己的密钥重新签署。", en="Have three people sign anew, each with a key."
    ),
    bad=Example(prepared() | reviewed() | {SIGNERS: signer() + signer("P-012", KEY)}),
    good=Example(prepared()),
    is_integrity=True,
)
def one_key_twice(snapshot: Snapshot) -> Iterator[Hit]:
    """Two signatures on one record were made with the same key."""
    marks = {signature.id: mark for signature, mark in proved(snapshot)}
    for signed in dict.fromkeys(each.release for each in snapshot.all(Signature)):
        seen: dict[str, Signature] = {}
        for signature in signatures_of(snapshot.all(Signature), signed).values():
            mark = marks.get(signature.id)
            if mark is None:
                continue
            first = seen.setdefault(mark, signature)
            if first is not signature:
                yield hit(
                    place_of(signature, "fingerprint"), release=signed, key=mark,
                    later=signature.role.label.inside, earlier=first.role.label.inside,
                )  # fmt: skip


@rule(
    "KEY103",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Person, Proof, Signature, SigningHistory),
    title=Text(zh="签署所写就是签名所证", en="A statement says what its signature proves"),
    message=Text(
        zh="{id} 写的{what}是 {said}，签名证明的是 {proved}",
        en="{id} says {what} {said}; its signature proves {proved}",
    ),
    why=Text(
        zh="批准页上印的姓名和指纹取自签署，须与密钥和花名册一致。",
        en="Name and fingerprint are printed as proof; they must be the key's and the register's.",
    ),
    cure=Text(
        zh="从 git 历史查明谁写的；由本人重新签署：qms sign。",
        en="See in git history who wrote it; have the person sign anew: qms sign.",
    ),
    bad=Example(prepared("别人")),
    good=Example(prepared()),
    is_integrity=True,
)
def said_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """Fingerprint or name in a statement are not those of the key that verified it."""
    for signature, mark in proved(snapshot):
        if signature.fingerprint != mark:
            yield hit(
                place_of(signature, "fingerprint"), id=signature.id, proved=mark,
                what=Text(zh="指纹", en="fingerprint"), said=signature.fingerprint or "—",
            )  # fmt: skip
        file = file_of(snapshot, signature)
        line = file.register.get(signature.person) if file else None
        person = snapshot.find(Person, signature.person)
        name = line.name if line else person.name if person else signature.name
        if signature.name != name:
            yield hit(
                place_of(signature, "name"), id=signature.id, proved=name,
                what=Text(zh="姓名", en="name"), said=signature.name,
            )  # fmt: skip


@rule(
    "KEY104",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Proof, Signature, SigningHistory),
    title=Text(zh="先登记密钥，后签名", en="A key is registered before it signs"),
    message=Text(
        zh="{id} 提交时（{commit}），花名册里 {person} 名下还没有有效的密钥 {key}",
        en="when {id} came ({commit}), the register held no valid key {key} of {person}",
    ),
    why=Text(
        zh="与签名同时或事后登记的密钥，谁都可以替别人登记。",
        en="A key entered with its signature, or after it, may have been entered by anybody.",
    ),
    cure=Text(
        zh="先用 qms key introduce 登记并提交密钥，再由本人重新签署。",
        en="Register the key first (qms key introduce), then have the person sign anew.",
    ),
    bad=Example(prepared()),
    good=Example(prepared(), committed=_REGISTERED),
    is_integrity=True,
)
def key_unknown_then(snapshot: Snapshot) -> Iterator[Hit]:
    """The register that stood before a signature does not hold its key as valid."""
    if not snapshot.signing.is_whole:
        yield not_judged(Place("records/signature", line=1, column=1), _SHALLOW)
    old = 0
    for signature, mark in proved(snapshot):
        file = file_of(snapshot, signature)
        if file is None or holds_key(file, signature, mark):
            continue
        if file.step.is_old:
            old += 1
            continue
        yield hit(
            place_of(signature, "person"), id=signature.id, commit=commit_of(file.step.commit),
            key=mark, person=signature.name,
        )  # fmt: skip
    if old:
        yield not_judged(Place("records/signature", line=1, column=1), _before(old))


_SHALLOW = Text(
    zh="仓库的历史不完整（浅克隆），不能核对密钥登记在先；用 git fetch --unshallow 取全",
    en="the history is not whole (a shallow clone), so that nobody can tell whether keys were "
    "registered first; git fetch --unshallow brings it",
)


def _before(count: int) -> Text:
    sentence = Text(
        zh="{count} 项签名在 frozen_since 之前随密钥一起导入，不能核对密钥登记在先",
        en="{count:signature came together with its key|signatures came together with their keys} "
        "before frozen_since; whether the keys were registered first was not judged",
    )
    return told(sentence, count=count)


@rule(
    "KEY105",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Proof, Signature, SigningHistory),
    title=Text(zh="先任职，后签署", en="The post is held before signing"),
    message=Text(
        zh="{id} 提交时（{commit}），花名册里 {person} 在 {day} 不担任 {post}",
        en="when {id} came ({commit}), the register did not say that {person} held {post} on {day}",
    ),
    why=Text(
        zh="事后补写的任职不能使先前的签署有效。",
        en="A post written in afterwards does not make an earlier signature good.",
    ),
    cure=Text(
        zh="由当时的任职者重新签署；任职变动先登记并提交。",
        en="Have the holder of the post sign anew; enter a change of posts before it is used.",
    ),
    bad=Example(
        prepared(),
        committed={SIGNERS: signer(since="2026-12-01")},
    ),
    good=Example(prepared(), committed=_REGISTERED),
    is_integrity=True,
)
def post_unknown_then(snapshot: Snapshot) -> Iterator[Hit]:
    """The register that stood before a signature does not say that its signer held the post."""
    for signature, _ in proved(snapshot):
        file = file_of(snapshot, signature)
        if file is None or file.step.is_old or not is_on_release(signature):
            continue
        line, day = file.register.get(signature.person), signature.at.date()
        if line is not None and not line.holds(signature.post, day):
            yield hit(
                place_of(signature, "post"), id=signature.id, commit=commit_of(file.step.commit),
                person=signature.name, day=day, post=signature.post,
            )  # fmt: skip


@rule(
    "KEY115",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Proof, Signature),
    title=Text(zh="写了指纹就要有签名", en="Who states a fingerprint has signed"),
    message=Text(
        zh="{id} 写有密钥指纹 {key}，却没有签名文件",
        en="{id} states the fingerprint {key} and has no signature beside it",
    ),
    why=Text(
        zh="批准页会把指纹印作证明，没有签名就是冒充。",
        en="The approval page prints it as proof; without a signature it is a pretence.",
    ),
    cure=Text(
        zh="从 git 历史恢复签名文件；没有签过的，由本人重新签署。",
        en="Restore the signature from git history; if there was none, have the person sign.",
    ),
    bad=Example(prepared() | {SIGNATURE: GONE}, committed=prepared()),
    good=Example(prepared(), committed=_REGISTERED),
    is_integrity=True,
)
def fingerprint_unproved(snapshot: Snapshot) -> Iterator[Hit]:
    """A statement names a key and no signature stands beside it, whatever the settings demand."""
    for signature in snapshot.all(Signature):
        is_unsigned = snapshot.proofs.get(signature.id) is Proof.unsigned
        if is_unsigned and signature.fingerprint:
            place = place_of(signature, "fingerprint")
            yield hit(place, id=signature.id, key=signature.fingerprint)
