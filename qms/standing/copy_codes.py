"""The code printed on a copy at a release, and the signed one filed for it (clause 2.2.2)."""

import hashlib

from qms.model.kinds.ch02_copies import AmendmentNotice, CopyEvent
from qms.model.kinds.ch02_manual import Release
from qms.model.snapshot import Snapshot
from qms.standing.copies import ControlledCopy

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 10


def code_of(number: str, copy: ControlledCopy, release_id: str, record_sha256: str) -> str:
    """Return the short code printed on a copy at a release: ten letters and digits in two groups.

    It stands for the manual, the copy, the event that issued it with its random part, and exactly
    that release record; whoever has the repository can compute it, nobody else can.

    Args:
        number: The document number of the manual.
        copy: The copy.
        release_id: The release at which it stands.
        record_sha256: The digest of that release's record.

    """
    issue = copy.events[0]
    seed = f"{number}\n{copy.number}\n{issue.id}\n{release_id}\n{record_sha256}"
    if isinstance(issue, CopyEvent) and issue.salt:  # without it, who knows the rest could guess
        seed += f"\n{issue.salt}"
    value = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
    letters = ""
    for _ in range(_CODE_LENGTH):
        value, rest = divmod(value, len(_ALPHABET))
        letters += _ALPHABET[rest]
    return f"{letters[:5]}-{letters[5:]}"


def typed_code(words: str) -> str:
    """Return a code as somebody typed or scanned it, in the printed form."""
    kept = "".join(each for each in words.upper() if each.isalnum())
    kept = kept.replace("O", "0").replace("I", "1").replace("L", "1").removeprefix("QMS")
    return f"{kept[:5]}-{kept[5:]}"


def code_for(snapshot: Snapshot, copy: ControlledCopy, release: Release) -> str:
    """Return the short code of a copy at a release."""
    digest = snapshot.signable_digests.get(release.id, "")
    return code_of(snapshot.settings.manual.number, copy, release.id, digest)


def seal_for(copy: ControlledCopy, release: Release) -> str:
    """Return the signed code filed for a copy at a release; empty where none was signed."""
    sealing = (each for each in copy.events if isinstance(each, CopyEvent | AmendmentNotice))
    return next((each.seal for each in sealing if each.seal and each.release == release.id), "")
