"""Whether each release was signed by the three posts, in order, with keys that hold (2.2.1)."""

from collections.abc import Iterator
from itertools import pairwise

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_manual import Release, Signature
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Proof, Snapshot
from qms.rules.examples import RELEASE
from qms.standing.authority import signing_posts
from qms.standing.release import ROLES, signatures_of
from qms.standing.signing import is_on_release
from qms.text import Text

_PATH = "records/release/A-0.yaml"
_POST = {
    "prepared": "after-sales-head",
    "reviewed": "deputy-business",
    "approved": "general-manager",
}


def _signature(role: str, person: str, at: str) -> dict[str, str]:
    post = _POST[role]
    return {
        f"records/signature/A-0-{role}.yaml": (
            f"id: A-0-{role}\nrelease: A-0\nsha256: {'ab' * 32}\nrole: {role}\nperson: {person}\n"
            f"name: 例\npost: {post}\nat: {at}\n"
        )
    }


@rule(
    "REL101",
    clause="2.2.1",
    severity=Severity.ERROR,
    each=Release,
    reads=(Signature,),
    title=Text(zh="发布有三项签署", en="A release bears three signatures"),
    message=Text(zh="{name} 没有{role}签署", en="{name} lacks the signature: {role}"),
    why=Text(
        zh="编制、审核、批准齐全才算发布（2.2.1）。",
        en="Only what is prepared, reviewed and approved is released (2.2.1).",
    ),
    cure=Text(
        zh="查明签署为何缺失；签署文件不得补造，应重新发布。",
        en="Find out why it is missing; never make one up, release anew.",
    ),
    bad=Example({_PATH: RELEASE}),
    is_integrity=True,
)
def signature_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """A release lacks one of the three signatures."""
    for release in snapshot.releases:
        given = signatures_of(snapshot.all(Signature), release.id)
        for role in ROLES:
            if role not in given:
                yield hit(
                    place_of(release), mark=role.value, name=release.name, role=role.label.inside
                )


@rule(
    "REL102",
    clause="2.2.1",
    severity=Severity.ERROR,
    each=Signature,
    reads=(Proof,),
    title=Text(zh="签署的就是这份发布记录", en="Signed is exactly this record"),
    message=Text(
        zh="{id} 签署的摘要与 {name} 的记录不符",
        en="{id} signs another content than the record of {name}",
    ),
    why=Text(
        zh="签署之后内容变了，签署就不再有效。",
        en="When content changes after it was signed, the signature covers it no more.",
    ),
    cure=Text(
        zh="从 git 历史恢复所签内容，或重新签署发布。",
        en="Restore what was signed from git history, or sign and release anew.",
    ),
    bad=Example({_PATH: RELEASE, **_signature("prepared", "P-001", "2025-12-01T09:00:00+08:00")}),
    is_integrity=True,
)
def signed_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """A signature's digest is not that of the release record."""
    digests = snapshot.signable_digests
    for signature in snapshot.all(Signature):
        signed = signature.release
        if signed in digests and signature.sha256 != digests[signed]:
            yield hit(place_of(signature, "sha256"), id=signature.id, name=signed)


@rule(
    "REL103",
    clause="2.2.1",
    severity=Severity.ERROR,
    each=Signature,
    reads=(Person, Post),
    title=Text(zh="签署人在任该岗位", en="Signers held the post"),
    message=Text(
        zh="{person} 在 {day} 不担任{role}所需的岗位 {post}",
        en="{person} did not hold {post} on {day}, which {role} needs",
    ),
    why=Text(zh="签署权属于岗位，不属于个人。", en="The right to sign belongs to the post."),
    cure=Text(
        zh="核对 records/person/ 的任职；若属实，由任职者重新签署。",
        en="Check the posts in records/person/; if true, have the holder sign anew.",
    ),
    bad=Example({_PATH: RELEASE, **_signature("approved", "P-003", "2026-10-01T09:00:00+08:00")}),
    is_integrity=True,
)
def signer_without_post(snapshot: Snapshot) -> Iterator[Hit]:
    """A signer did not hold the post that the signature needs, on that day."""
    for signature in snapshot.all(Signature):
        person = snapshot.find(Person, signature.person)
        if not is_on_release(signature):
            continue  # a decision, or whose key it is: other rules judge who may
        posts = signing_posts(snapshot, signature.role)
        day = signature.at.date()
        is_right = signature.post in posts
        if person is None or not is_right or not person.holds(signature.post, day):
            yield hit(
                place_of(signature, "post"),
                person=person.name if person else signature.person,
                day=day,
                role=signature.role.label.inside,
                post=" / ".join(posts),
            )


@rule(
    "REL104",
    clause="2.2.1",
    severity=Severity.ERROR,
    each=Release,
    reads=(Signature,),
    title=Text(zh="三个人依次签署", en="Three people sign in order"),
    message=Text(
        zh="{name} 的{later}与{earlier}不是先后由两个人签署",
        en="{later} of {name} was not signed after {earlier} by another person",
    ),
    why=Text(
        zh="一人签两项，或批准早于审核，等于没有复核。",
        en="One person twice, or approval before review, is no check at all.",
    ),
    cure=Text(zh="由三个人按顺序重新签署。", en="Have three people sign anew, in order."),
    bad=Example({
        _PATH: RELEASE,
        **_signature("prepared", "P-001", "2025-12-02T09:00:00+08:00"),
        **_signature("reviewed", "P-001", "2025-12-03T09:00:00+08:00"),
    }),
    is_integrity=True,
)
def signed_out_of_order(snapshot: Snapshot) -> Iterator[Hit]:
    """Two signatures of a release are by one person, or not in order of time."""
    for release in snapshot.releases:
        given = signatures_of(snapshot.all(Signature), release.id)
        present = [given[role] for role in ROLES if role in given]
        people = [each.person for each in present]
        for earlier, later in pairwise(present):
            twice = people.count(later.person) > 1
            if twice or later.at < earlier.at:
                yield hit(
                    place_of(later, "at"),
                    mark=earlier.role.value,
                    name=release.name,
                    later=later.role.label.inside,
                    earlier=earlier.role.label.inside,
                )


@rule(
    "REL105",
    clause="2.2.1",
    severity=Severity.ERROR,
    each=Release,
    reads=(Signature,),
    title=Text(zh="批准不晚于生效", en="Approved before it takes effect"),
    message=Text(
        zh="{name} 于 {effective} 生效，批准却在 {approved}",
        en="{name} took effect on {effective} and was approved on {approved}",
    ),
    why=Text(zh="未批准的手册不得生效。", en="Nothing takes effect before it is approved."),
    cure=Text(zh="重新发布，定一个不早于批准的生效日期。", en="Release anew with a later date."),
    bad=Example({_PATH: RELEASE, **_signature("approved", "P-001", "2026-01-05T09:00:00+08:00")}),
    is_integrity=True,
)
def approved_too_late(snapshot: Snapshot) -> Iterator[Hit]:
    """The approval is later than the effective date."""
    for release in snapshot.releases:
        given = signatures_of(snapshot.all(Signature), release.id)
        approval = given.get(ROLES[-1])
        if approval and approval.at.date() > release.effective:
            yield hit(
                place_of(release, "effective"),
                name=release.name,
                effective=release.effective,
                approved=approval.at.date(),
            )


@rule(
    "REL107",
    clause="2.2.1",
    severity=Severity.ERROR,
    each=Signature,
    reads=(Proof,),
    title=Text(zh="签名经得起验证", en="Signatures verify"),
    message=Text(
        zh="{id} 的签名验证不通过：不是 {person} 的密钥，或签后被改",
        en="the signature of {id} does not verify: not a key of {person}, or changed since",
    ),
    why=Text(
        zh="签名由 ssh-keygen 独立验证，伪造或改动都会露出来。",
        en="Stock ssh-keygen verifies it; a forgery or a change shows.",
    ),
    cure=Text(
        zh="从 git 历史查明谁改了签署文件，恢复或重新发布。",
        en="See in git history who changed it; restore it, or release anew.",
    ),
    bad=Example({
        _PATH: RELEASE,
        **_signature("prepared", "P-004", "2025-12-01T09:00:00+08:00"),
        "records/signature/A-0-prepared.yaml.sig": "no signature at all",
        "records/person/more.yaml": (
            "- id: P-004\n  name: 丁四\n  department: after-sales\n  joined: 2020-01-01\n"
            "  posts: []\n  keys:\n    - valid_from: 2025-01-01\n"
            "      public: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            "AAAAAAAAAAAAA x\n"
        ),
    }),
    is_integrity=True,
)
def signature_invalid(snapshot: Snapshot) -> Iterator[Hit]:
    """A signature file is there and ssh-keygen refuses it."""
    for signature in snapshot.all(Signature):
        if snapshot.proofs.get(signature.id) is Proof.invalid:
            yield hit(place_of(signature), id=signature.id, person=signature.name)


@rule(
    "REL108",
    clause="2.2.1",
    severity=Severity.ERROR,
    each=Signature,
    reads=(Person, Proof),
    title=Text(zh="签名密钥当日属于签署人", en="The key was the signer's on that day"),
    message=Text(
        zh="{person} 在 {day} 没有登记的有效密钥，{id} 无从验证",
        en="{person} had no valid key on {day}; {id} cannot be verified",
    ),
    why=Text(
        zh="密钥过期或吊销后签的，不算本人签署。",
        en="What is signed with an expired or revoked key is not that person's signature.",
    ),
    cure=Text(
        zh="核对 records/person/ 的 keys；若属实，重新签署发布。",
        en="Check keys in records/person/; if true, sign and release anew.",
    ),
    bad=Example({
        _PATH: RELEASE,
        **_signature("prepared", "P-001", "2025-12-01T09:00:00+08:00"),
        "records/signature/A-0-prepared.yaml.sig": "whatever",
    }),
    is_integrity=True,
)
def signed_without_key(snapshot: Snapshot) -> Iterator[Hit]:
    """A signature file is there and its signer had no valid key that day."""
    for signature in snapshot.all(Signature):
        if snapshot.proofs.get(signature.id) is Proof.no_key:
            signer = snapshot.find(Person, signature.person)
            yield hit(
                place_of(signature),
                id=signature.id,
                person=signer.name if signer else signature.name,
                day=signature.at.date(),
            )


@rule(
    "REL109",
    clause="2.2.1",
    severity=Severity.ERROR,
    each=Signature,
    reads=(Proof,),
    title=Text(zh="要求签名时不得缺签名", en="Signed by key where keys are required"),
    message=Text(
        zh="{id} 没有密钥签名，而 qms.yml 要求签名",
        en="{id} bears no key signature, and qms.yml demands one",
    ),
    why=Text(zh="没有签名的签署只是一行字。", en="A statement without a signature is only a line."),
    cure=Text(
        zh="用 qms sign --key 签署，或在 qms.yml 改为 optional。",
        en="Sign with qms sign --key, or set signatures to optional in qms.yml.",
    ),
    bad=Example({
        "qms.yml": (
            "company: {name: 样本公司, short: 样本}\npromise: 例\n"
            "manual: {number: QM-01}\nsignatures: required\n"
        ),
        _PATH: RELEASE,
        **_signature("prepared", "P-001", "2025-12-01T09:00:00+08:00"),
    }),
    is_integrity=True,
)
def unsigned(snapshot: Snapshot) -> Iterator[Hit]:
    """Keys are required and a signature of a release has none."""
    if snapshot.settings.signatures == "required":
        for signature in snapshot.all(Signature):
            if snapshot.proofs.get(signature.id) is Proof.unsigned:
                yield hit(place_of(signature), id=signature.id)
