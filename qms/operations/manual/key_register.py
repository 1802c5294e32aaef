"""Brings a new key into the register, revokes one, or begins anew when all are lost (2.2.1)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch02_manual import Role, Signature
from qms.model.kinds.ch07_competence import Person, SigningKey
from qms.model.kinds.ch09_review import ManagementReview
from qms.model.kinds.record import Status
from qms.model.signing import fingerprint_of, introduced_as
from qms.model.snapshot import Snapshot
from qms.operations.filing.people import person_named
from qms.operations.filing.unfound import unfound
from qms.operations.manual.copied_key import refuse_a_copy
from qms.operations.manual.sign import Statement, signer_of, worded
from qms.store import digests, keys, yaml
from qms.store.changes import Amendment, Changes, Keys
from qms.text import Text, same

_MARK_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Introduction:
    """A signature that a key is a person's: whose, which, by whom, and its files once signed."""

    person: str
    public: keys.PublicKey
    by: Person
    role: Role
    at: dt.datetime
    statement: Statement
    files: Mapping[str, bytes | None] = field(default_factory=dict, repr=False)

    def signed(self, files: Mapping[str, bytes | None]) -> "Introduction":
        """Return it with the files that hold its signature."""
        return replace(self, files=files)


def introduction(
    snapshot: Snapshot, person: str, public: Path, *, key: Path, at: dt.datetime
) -> Introduction:
    """Sign that a key is a person's; a passphrase may be asked for.

    Args:
        snapshot: The repository.
        person: Whose key it is, by number or name.
        public: The file of the new public key.
        key: The signer's own key.
        at: When.

    Raises:
        QmsError: The key is somebody's already, or the signer has no valid key or has signed.

    """
    new, own = keys.public_key(public), keys.public_key(key)
    found = introducing(snapshot, person, new, own=own, at=at)
    given = found.statement.signed(keys.signed(found.statement.content, key))
    return found.signed(given.files)


def introducing(
    snapshot: Snapshot, person: str, new: keys.PublicKey, *, own: keys.PublicKey, at: dt.datetime
) -> Introduction:
    """Return what is to be signed to introduce a key, without signing it (see `introduction`)."""
    owner = person_named(snapshot, person)
    signer = signer_of(snapshot, own, at.date())
    role = _next_role(snapshot, owner, new, signer)
    statement = _statement(owner, new, signer, own, role=role, at=at)
    return Introduction(owner.id, new, signer, role, at, statement)


def enter_first(
    snapshot: Snapshot, person: str, public: keys.PublicKey, *, day: dt.date
) -> Changes[None]:
    """Enter a key before anything was ever signed; later a key is introduced.

    Raises:
        QmsError: Something is signed already, or the key is somebody's.

    """
    owner = person_named(snapshot, person)
    _refuse_known(snapshot, public.fingerprint)
    if snapshot.all(Signature):
        raise QmsError(
            Text(
                zh="已经有签署记录；新密钥须由本人的旧密钥或另外两个人签名引入。",
                en="Something is signed already; a new key is introduced by an older one of that "
                "person, or by two others.",
            )
        )
    message = f"登记 {owner.name} 的密钥 {public.fingerprint}"
    return Changes(message, amendments=(_entering(owner, public, day),))


def introduce(snapshot: Snapshot, given: Introduction) -> Changes[bool]:
    """File that a key was introduced; it is entered once the owner or two others have signed.

    The answer is whether it is in the register now.

    Raises:
        QmsError: Somebody else was faster.

    """
    refuse_a_copy(snapshot, given.files)
    owner = person_named(snapshot, given.person)
    if _next_role(snapshot, owner, given.public, given.by) is not given.role:
        raise QmsError(
            Text(zh="别人刚刚也签了；请再试一次。", en="Somebody else signed just now; try again.")
        )
    is_complete = given.by.id == owner.id or given.role is Role.witnessed
    entered = (_entering(owner, given.public, given.at.date()),) if is_complete else ()
    message = f"引入 {owner.name} 的密钥 {given.public.fingerprint}: {given.by.name}"
    return Changes(message, amendments=entered, files=given.files, answer=is_complete)


def _next_role(snapshot: Snapshot, owner: Person, new: keys.PublicKey, signer: Person) -> Role:
    """Return what this signature means: the first of others, the second, or the owner's own."""
    _refuse_known(snapshot, new.fingerprint)
    digest = digests.sha256(introduced_as(owner.id, new.line))
    given = [
        each
        for each in snapshot.all(Signature)
        if each.sha256 == digest and each.role in {Role.introduced, Role.witnessed}
    ]
    if signer.id in {each.person for each in given}:
        raise QmsError(
            Text(
                zh="{name} 已签过；还须另一人签一次。",
                en="{name} has signed already; it takes another person.",
            ),
            name=same(signer.name),
        )
    return Role.witnessed if given else Role.introduced


def _refuse_known(snapshot: Snapshot, fingerprint: str) -> None:
    for person in snapshot.all(Person):
        if any(fingerprint_of(each.public) == fingerprint for each in person.keys):
            raise QmsError(
                Text(
                    zh="密钥 {key} 已登记在 {name} 名下。",
                    en="Key {key} is in the register already, as that of {name}.",
                ),
                Text(
                    zh="另生成一把：ssh-keygen -t ed25519。",
                    en="Make another: ssh-keygen -t ed25519.",
                ),
                key=same(fingerprint),
                name=same(person.name),
            )


def _statement(
    owner: Person, new: keys.PublicKey, signer: Person, own: keys.PublicKey,
    *, role: Role, at: dt.datetime,
) -> Statement:  # fmt: skip
    digest = digests.sha256(introduced_as(owner.id, new.line))
    number = f"{owner.id}-{digest[:_MARK_LENGTH]}-{role.value}"
    held = [each.post for each in signer.posts if signer.holds(each.post, at.date())]
    if not held:
        raise QmsError(
            Text(zh="{name} 现在没有任何岗位，不能引入密钥。", en="{name} holds no post today."),
            name=same(signer.name),
        )
    return worded(
        number, f"{owner.id} {new.fingerprint}", owner.name, digest, person=signer, role=role,
        post=held[0], at=at, public=own,
    )  # fmt: skip


def revoke(snapshot: Snapshot, fingerprint: str, *, day: dt.date) -> Changes[str]:
    """Let a key be good no more from a day on; the answer is whose it was.

    Raises:
        QmsError: Nobody has this key, or it is revoked already.

    """
    for person in snapshot.all(Person):
        for index, each in enumerate(person.keys):
            if fingerprint_of(each.public) == fingerprint and each.revoked is None:
                change = Amendment(person, {("keys", index, "revoked"): day})
                message = f"吊销 {person.name} 的密钥 {fingerprint}"
                return Changes(message, amendments=(change,), answer=person.name)
    raise QmsError(
        Text(zh="花名册里没有有效的密钥 {key}。", en="The register holds no valid key {key}."),
        Text(zh="用 qms key list 查看。", en="See them: qms key list."),
        key=same(fingerprint),
    )


def new_keys(snapshot: Snapshot, files: Mapping[str, Path]) -> dict[str, keys.PublicKey]:
    """Return the new public keys by person.

    Raises:
        QmsError: A person is unknown, a file is no key, or the key is somebody's already.

    """
    found = {person_named(snapshot, name).id: keys.public_key(file) for name, file in files.items()}
    for public in found.values():
        _refuse_known(snapshot, public.fingerprint)
    return found


def restart(
    snapshot: Snapshot,
    new: Mapping[str, keys.PublicKey],
    *,
    root: Path,
    minutes: str,
    reason: str,
    day: dt.date,
) -> Changes[tuple[str, ...]]:
    """Revoke every key and enter new ones, by the minutes of a management review.

    It is said in every report from then on. The answer names those who have new keys.

    Raises:
        QmsError: There are no such closed minutes.

    """
    review = snapshot.find(ManagementReview, minutes)
    if review is None or review.status is not Status.closed or review.date > day:
        raise unfound(
            snapshot,
            Text(zh="没有已关闭的管理评审 {id}。", en="There is no closed management review {id}."),
            Text(
                zh="先召开管理评审，在决议中写明密钥重新开始，关闭记录。",
                en="Hold one, let its decisions say that all keys begin anew, and close it.",
            ),
            "management-review",
            id=same(minutes),
        )
    people = [each for each in snapshot.all(Person) if each.keys or each.id in new]
    entry = yaml.dated({"on": day.isoformat(), "minutes": minutes, "reason": reason})
    settings = (root / "qms.yml").read_text(encoding="utf-8")
    told = yaml.edited(settings, lambda data: data.setdefault("key_restarts", []).append(entry))
    return Changes(
        f"密钥全部重新开始（{minutes}）",
        amendments=tuple(_replaced(each, new.get(each.id), day) for each in people),
        files={"qms.yml": told.encode()},
        answer=tuple(each.name for each in people if each.id in new),
    )


def _replaced(person: Person, new: keys.PublicKey | None, day: dt.date) -> Amendment:
    values: dict[Keys, object] = {
        ("keys", index, "revoked"): day
        for index, each in enumerate(person.keys)
        if each.revoked is None
    }
    if new is not None:
        values |= dict(_entering(person, new, day).values)
    return Amendment(person, values)


def _entering(person: Person, public: keys.PublicKey, day: dt.date) -> Amendment:
    key = SigningKey(public=public.line, valid_from=day)
    return Amendment(
        person, {("keys", len(person.keys)): key} if person.keys else {("keys",): [key]}
    )
