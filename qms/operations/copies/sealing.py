"""Signs the code of a copy with the key of whoever issues it, and checks one (2.2.2)."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch07_competence import Person
from qms.model.snapshot import Snapshot
from qms.operations.manual.sign import signer_of
from qms.standing.seal import (
    NAMESPACE,
    Seal,
    armored,
    key_mark_of,
    may_seal,
    raw_signature,
    seal_of,
)
from qms.store import keys
from qms.text import Text


def sealed(snapshot: Snapshot, number: str, release_id: str, *, key: Path | None) -> str:
    """Return the signed code of a copy at a release, as of the snapshot's day; empty without key.

    Raises:
        QmsError: The key is nobody's on that day, or of a type that no browser can check.

    """
    if key is None:
        return ""
    public = keys.public_key(key)
    signer_of(snapshot, public, snapshot.as_of)
    if not may_seal(public.line):
        raise QmsError(
            Text(
                zh="签名码须用 Ed25519 或 ECDSA P-256 的密钥，浏览器才能核验。",
                en="A signed code takes an Ed25519 or ECDSA P-256 key, which browsers can check.",
            ),
            Text(zh="用 ssh-keygen -t ed25519 生成。", en="Make one: ssh-keygen -t ed25519."),
        )
    digest = snapshot.signable_digests.get(release_id, "")
    day = snapshot.as_of.isoformat()
    seal = seal_of(snapshot.settings.manual.number, number, release_id, digest, day)
    armor = keys.signed(seal.message, key, namespace=NAMESPACE)
    return replace(seal, key_mark=key_mark_of(public.line), signature=raw_signature(armor)).token


def sealer(snapshot: Snapshot, seal: Seal) -> Person | None:
    """Return whose key, good on the day that it says, signed a code; None when nobody's did."""
    try:
        day = dt.date.fromisoformat(seal.day)
    except ValueError:
        return None
    for person in snapshot.all(Person):
        for key in person.keys:
            is_named = key_mark_of(key.public) == seal.key_mark and may_seal(key.public)
            if is_named and key.is_valid_on(day):
                armor = armored(seal, key.public)
                lines = [key.public]
                if keys.is_valid(seal.message, armor, key_lines=lines, namespace=NAMESPACE):
                    return person
    return None
