"""Gives one of the three signatures to the release that is being prepared (2.2.1)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch02_interim import ReleaseWithdrawal, TemporaryAmendment
from qms.model.kinds.ch02_manual import ReleaseCandidate, Role, Signature
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import place_of
from qms.model.snapshot import Snapshot
from qms.operations.filing.unfound import unfound
from qms.operations.manual.copied_key import refuse_a_copy
from qms.standing.amendments import amendments_of
from qms.standing.authority import signing_posts
from qms.standing.decisions import Decision, decided, decisions
from qms.standing.proved import is_open
from qms.standing.release import ROLES, signatures_of
from qms.store import digests, keys, yaml
from qms.store.changes import Changes
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person is about to sign: the words that will be filed, and what they are about.

    `public` is the key that the words name; None where a name must do.
    """

    release: str
    name: str
    person: Person
    role: Role
    record_sha256: str
    post: str
    at: dt.datetime
    path: str
    content: bytes = field(repr=False)
    public: keys.PublicKey | None = None

    @property
    def fingerprint(self) -> str | None:
        """The fingerprint of the key that is to sign; None where a name must do."""
        return self.public.fingerprint if self.public else None

    def signed(self, armor: bytes | None) -> "Given":
        """Return the statement with its signature file."""
        files: dict[str, bytes | None] = {self.path: self.content}
        if armor is not None:
            files[self.path + ".sig"] = armor
        return Given(
            self.release, self.name, self.person, self.role, self.record_sha256,
            self.fingerprint, files,
        )  # fmt: skip

    def signed_elsewhere(self, armor: bytes) -> "Given":
        """Return the statement with a signature that a tap or another machine made.

        Raises:
            QmsError: It is not this person's signature over exactly this statement.

        """
        line = self.public.line if self.public else ""
        if not keys.is_valid(self.content, armor, key_lines=[line]):
            raise QmsError(
                Text(
                    zh="这不是 {name} 用该密钥对这份声明的签名；没有写入任何内容。",
                    en="This is no signature of {name}, by that key, over this statement; "
                    "nothing was filed.",
                ),
                Text(
                    zh="重新打开签署页，对那里的声明签名。",
                    en="Open the page anew and sign the statement that stands there.",
                ),
                name=same(self.person.name),
            )
        return self.signed(armor)


@dataclass(frozen=True, slots=True)
class Given:
    """A signature that was given: by whom, on what, as what, and the files that hold it."""

    release: str
    name: str
    person: Person
    role: Role
    record_sha256: str
    fingerprint: str | None
    files: Mapping[str, bytes | None] = field(repr=False)


def given(
    root: Path,
    snapshot: Snapshot,
    role: Role,
    *,
    at: dt.datetime,
    key: Path | None,
    by: str | None,
    on: str | None = None,
) -> Given:
    """Sign a record with a person's own key; a passphrase may be asked for.

    Signed is the release that is being prepared; or what `on` names: a temporary amendment, a
    withdrawal, or a decision that the person has taken.

    Raises:
        QmsError: There is nothing to sign, it is not this signature's turn, the key belongs to
            nobody, or the person does not hold the post.

    """
    public = keys.public_key(key) if key else None
    found = statement(root, snapshot, role, at=at, public=public, by=by, on=on)
    return found.signed(keys.signed(found.content, key) if key else None)


def statement(
    root: Path,
    snapshot: Snapshot,
    role: Role,
    *,
    at: dt.datetime,
    public: keys.PublicKey | None,
    by: str | None,
    on: str | None = None,
) -> Statement:
    """Return what a person would sign with a key, without signing it (see `given`)."""
    decision = decision_on(snapshot, on, role)
    if decision is not None:
        return _of_decision(snapshot, decision, at=at, public=public)
    candidate = _signable(snapshot, on)
    person = _person(snapshot, public, by, at.date())
    post = _post_held(snapshot, person, role, at.date())
    _refuse_out_of_turn(snapshot, candidate.id, role, person)
    name = candidate.name if isinstance(candidate, ReleaseCandidate) else candidate.id
    number = f"{candidate.id}-{role.value}"
    digest = _digest(root, candidate)
    return worded(
        number, candidate.id, name, digest, person=person, role=role, post=post, at=at,
        public=public,
    )  # fmt: skip


def worded(
    number: str, on: str, name: str, digest: str, *, person: Person, role: Role, post: str,
    at: dt.datetime, public: keys.PublicKey | None,
) -> Statement:  # fmt: skip
    """Return a statement in the words that are filed.

    Args:
        number: Of the statement.
        on: What it is about, as the file says it.
        name: What it is about, as people say it.
        digest: SHA-256 of what it is about.
        person: Who states it.
        role: What it means.
        post: By which the person may.
        at: When.
        public: The key that is to sign.

    """
    content = yaml.dumped({
        "id": number,
        "release": on,
        "sha256": digest,
        "role": role.value,
        "person": person.id,
        "name": person.name,
        "post": post,
        "at": at.isoformat(),
        **({"fingerprint": public.fingerprint} if public else {}),
    }).encode()
    path = f"records/signature/{number}.yaml"
    return Statement(on, name, person, role, digest, post, at, path, content, public)


def sign(snapshot: Snapshot, given: Given, *, root: Path, on: str | None) -> Changes[None]:
    """File a signature that was given.

    Raises:
        QmsError: What was signed has changed since, or it is no longer this signature's turn.

    """
    refuse_a_copy(snapshot, given.files)
    decision = decision_on(snapshot, on, given.role)
    if decision is not None and decided(decision) == given.record_sha256:
        message = f"{given.name} {given.role.zh}: {given.person.name}"
        return Changes(message, files=given.files)
    candidate = _signable(snapshot, on)
    if (candidate.id, _digest(root, candidate)) != (given.release, given.record_sha256):
        raise QmsError(
            Text(
                zh="签署期间，{name} 变了；签名没有写入。",
                en="{name} changed while it was being signed; the signature was not written.",
            ),
            Text(zh="看过新的内容，重新签署。", en="Look at it again, and sign anew."),
            name=same(given.name),
        )
    _refuse_out_of_turn(snapshot, candidate.id, given.role, given.person)
    message = f"{given.name} {given.role.zh}: {given.person.name}"
    return Changes(message, files=given.files)


def decision_on(snapshot: Snapshot, on: str | None, role: Role) -> Decision | None:
    """Return the decision of this meaning that stands in a record, if there is one.

    Of several corrections or extensions it is the first that nobody signed yet.
    """
    if role in {Role.corrected, Role.extended}:
        records = (each[on] for each in snapshot.index.values() if on and on in each)
        found = [one for each in records for one in amendments_of(each) if one.role is role]
        unsigned = [each for each in found if is_open(snapshot, each)]
        return next(iter(unsigned or found), None)
    every = (each for each in decisions(snapshot) if each.record.id == on and each.role is role)
    return next(every, None)


def _of_decision(
    snapshot: Snapshot, decision: Decision, *, at: dt.datetime, public: keys.PublicKey | None
) -> Statement:
    if public is None:
        raise QmsError(
            Text(zh="签署决定须用本人的密钥。", en="Sign a decision with your own key."),
            Text(zh="加上 --key ~/.ssh/id_ed25519。", en="Add --key ~/.ssh/id_ed25519."),
        )
    person = signer_of(snapshot, public, at.date())
    if person.id != decision.by:
        raise QmsError(
            Text(
                zh="{id} 写的是 {said} 的决定，密钥是 {name} 的。",
                en="{id} states a decision of {said}; the key is that of {name}.",
            ),
            Text(zh="由作出决定的本人签名。", en="Let the person who decided sign."),
            id=same(decision.record.id),
            said=snapshot.named(decision.by),
            name=same(person.name),
        )
    held = [each.post for each in person.posts if person.holds(each.post, at.date())]
    digest, number = decided(decision), decision.record.id
    return worded(
        decision.signature_id, number, number, digest, person=person, role=decision.role,
        post=held[0] if held else "", at=at, public=public,
    )  # fmt: skip


Signable = ReleaseCandidate | TemporaryAmendment | ReleaseWithdrawal


def _digest(root: Path, signable: Signable) -> str:
    return digests.sha256((root / place_of(signable).path).read_bytes())


def _signable(snapshot: Snapshot, on: str | None) -> Signable:
    if on is not None:
        return _interim(snapshot, on)
    candidates = snapshot.all(ReleaseCandidate)
    if not candidates:
        raise unfound(
            snapshot,
            Text(zh="没有待签署的发布。", en="There is no release to sign."),
            Text(
                zh="先用 qms release --amendment --effective 日期 --prepare。",
                en="First: qms release --amendment --effective DATE --prepare.",
            ),
            "release-candidate",
        )
    return candidates[0]


def _interim(snapshot: Snapshot, number: str) -> TemporaryAmendment | ReleaseWithdrawal:
    found = snapshot.find(TemporaryAmendment, number) or snapshot.find(ReleaseWithdrawal, number)
    if found is None:
        raise unfound(
            snapshot,
            Text(
                zh="没有编号为 {id} 的临时更改或停用记录。",
                en="There is no temporary amendment or withdrawal {id}.",
            ),
            Text(
                zh="编号见 qms list temporary-amendment、qms list release-withdrawal。",
                en="See qms list temporary-amendment and qms list release-withdrawal.",
            ),
            "temporary-amendment",
            "release-withdrawal",
            id=same(number),
        )
    return found


def _person(
    snapshot: Snapshot, public: keys.PublicKey | None, by: str | None, day: dt.date
) -> Person:
    return _named(snapshot, by) if public is None else signer_of(snapshot, public, day)


def signer_of(snapshot: Snapshot, public: keys.PublicKey, day: dt.date) -> Person:
    """Return the person whose key it is on a day.

    Raises:
        QmsError: It is in the register for nobody, or not good on that day.

    """
    for person in snapshot.all(Person):
        for owned in person.keys:
            if " ".join(owned.public.split()[:2]) == public.body and owned.is_valid_on(day):
                return person
    raise QmsError(
        Text(
            zh="密钥 {key} 在 {day} 不属于花名册中的任何人。",
            en="Key {key} belongs to nobody in the people register on {day}.",
        ),
        Text(
            zh="把公钥登记到 records/person/ 中本人的 keys，写明 valid_from，提交后再签。",
            en="Enter the public key under the person's keys in records/person/, commit, sign.",
        ),
        key=same(public.fingerprint),
        day=same(day.isoformat()),
    )


def _named(snapshot: Snapshot, by: str | None) -> Person:
    if snapshot.settings.signatures == "required":
        raise QmsError(
            Text(
                zh="qms.yml 要求密钥签名，但没有给出密钥。",
                en="qms.yml demands signatures by key, and no key was named.",
            ),
            Text(zh="加上 --key ~/.ssh/id_ed25519。", en="Add --key ~/.ssh/id_ed25519."),
        )
    person = snapshot.find(Person, by)
    if person is None:
        raise QmsError(
            Text(zh="花名册里没有 {by}。", en="The people register has no {by}."),
            Text(zh="用 --by P-001 写明签署人。", en="Name the signer: --by P-001."),
            by=same(by or "?"),
        )
    return person


def _post_held(snapshot: Snapshot, person: Person, role: Role, day: dt.date) -> str:
    posts = signing_posts(snapshot, role)
    held = next((post for post in posts if person.holds(post, day)), None)
    if held is None:
        raise QmsError(
            Text(
                zh="{name} 在 {day} 不担任 {post}，不能签署。",
                en="{name} does not hold {post} on {day} and cannot sign.",
            ),
            Text(zh="请由任职者签署。", en="Let the holder of the post sign."),
            name=same(person.name),
            day=same(day.isoformat()),
            post=same(" / ".join(posts) or "—"),
        )
    return held


def _refuse_out_of_turn(snapshot: Snapshot, release_id: str, role: Role, person: Person) -> None:
    given = signatures_of(snapshot.all(Signature), release_id)
    missing = [each for each in ROLES[: ROLES.index(role)] if each not in given]
    if missing:
        raise QmsError(
            Text(zh="还没有{role}签署，轮不到此签。", en="It still lacks: {role}."),
            Text(zh="顺序是编制、审核、批准。", en="The order is prepared, reviewed, approved."),
            role=missing[0].label,
        )
    if role in given:
        raise QmsError(
            Text(zh="已由 {name} 签署。", en="{name} has signed it already."),
            name=same(given[role].name),
        )
    if person.id in {each.person for each in given.values()}:
        raise QmsError(
            Text(
                zh="{name} 已签过另一项；三个签署须是三个人。",
                en="{name} gave another signature; the three must be three people.",
            ),
            name=same(person.name),
        )
