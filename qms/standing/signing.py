"""How signatures stand: which verify, by which key, and by which register (2.2.1)."""

import hashlib
import re
from collections.abc import Iterator, Mapping

from qms.model.kinds.ch02_manual import Role, Signature
from qms.model.kinds.record import place_of
from qms.model.signing import KeyChange, SignatureFile, introduced_as
from qms.model.snapshot import Proof, Snapshot
from qms.text import Text, same

_NOT_YET = Text(zh="尚未提交", en="not committed yet")
_HASH_SHOWN = 12
_LEAST_OTHERS = 2
_RELEASE = re.compile(r"[A-Z]-\d{1,2}$|(LS|TY)-")


def commit_of(commit: str) -> Text:
    """Return a commit as people are shown it; an empty one is the folder's own state."""
    return same(commit[:_HASH_SHOWN]) if commit else _NOT_YET


def is_on_release(signature: Signature) -> bool:
    """Tell whether a release, temporary amendment or withdrawal is signed, and no decision."""
    return _RELEASE.match(signature.release) is not None


def file_of(snapshot: Snapshot, signature: Signature) -> SignatureFile | None:
    """Return when a signature's file came and what became of it, as far as the history tells."""
    return snapshot.signing.files.get(place_of(signature).path + ".sig")


def proved(snapshot: Snapshot) -> Iterator[tuple[Signature, str]]:
    """Yield each signature that verifies, with the fingerprint of the key that made it."""
    for signature in snapshot.all(Signature):
        if snapshot.proofs.get(signature.id) is Proof.valid:
            yield signature, snapshot.signed_with.get(signature.id, "")


def holds_key(file: SignatureFile, signature: Signature, fingerprint: str) -> bool:
    """Tell whether the register that stood before a signature holds its key as valid that day."""
    line = file.register.get(signature.person)
    terms = line.keys.get(fingerprint) if line else None
    return terms is not None and terms.covers(signature.at.date())


def is_introduced(change: KeyChange, by: Mapping[str, str]) -> bool:
    """Tell whether the signers, each with a key, may introduce it."""
    own = by.get(change.person)
    others = {mark for person, mark in by.items() if person != change.person}
    has_own = own is not None and own != change.fingerprint
    return has_own or len(others) >= _LEAST_OTHERS


def introducers(snapshot: Snapshot, change: KeyChange) -> dict[str, str]:
    """Return who signed for a key before it came, or with it, and by which key of theirs."""
    wanted = hashlib.sha256(introduced_as(change.person, change.body)).hexdigest()
    found: dict[str, str] = {}
    for signature, mark in proved(snapshot):
        if signature.sha256 != wanted or signature.role not in {Role.introduced, Role.witnessed}:
            continue
        file = file_of(snapshot, signature)
        is_in_time = file is not None and file.step.order <= change.step.order
        if file is not None and is_in_time and holds_key(file, signature, mark):
            found[signature.person] = mark
    return found
