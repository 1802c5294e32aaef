"""Who decided what, and whether that is signed or only stated (2.2.3, 7.5, clause 1)."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from qms.model.kinds.ch02_manual import ChangeRequest, Role, Signature
from qms.model.kinds.ch02_study import StudyConfirmation
from qms.model.kinds.ch07_documents import Concession, RecordDisposal
from qms.model.kinds.record import Correction, Extension, Record, Revision, kind_name
from qms.model.snapshot import Proof, Snapshot
from qms.text import Text

# What is filled in after a decision, and so is no part of what was decided. The verdict, its day
# and the opinion are: who reviews signs `reviewed`, who approves signs both.
_LATER = {"status", "corrections", "extensions", "effect"}
_AFTER = {
    Role.reviewed: _LATER | {"approved"},
    Role.approved: _LATER,
    Role.confirmed: _LATER,
}


class Standing(Enum):
    """How far a decision is proved."""

    signed = "signed"
    stated = "stated"
    altered = "altered"
    another = "another"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _STANDINGS[self]


_STANDINGS = {
    Standing.signed: Text(zh="已签名", en="signed"),
    Standing.stated: Text(zh="仅声明，未签名", en="stated, not signed"),
    Standing.altered: Text(zh="签名之后内容改过", en="altered since it was signed"),
    Standing.another: Text(zh="签名的是别人", en="signed by somebody else"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided: the record, the meaning, who it is said to be, and the field.

    Where it is one entry of the record's corrections or extensions, `entry` is that, the `nth`.
    """

    record: Record
    role: Role
    by: str
    field: str
    entry: Correction | Extension | Revision | None = None
    nth: int = 0

    @property
    def signature_id(self) -> str:
        """The id of the statement that signs it."""
        number = f"-{self.nth + 1}" if self.entry is not None else ""
        return f"{self.record.id}-{self.role.value}{number}"

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by among all that was decided before decisions were signed."""
        return self.record.id, self.field if self.entry is None else f"{self.field}.{self.nth}"


def decisions(snapshot: Snapshot) -> Iterator[Decision]:
    """Yield every decision on file; a draft or void sheet decides nothing."""
    for request in snapshot.valid(ChangeRequest):
        yield from decisions_of(request)
    for concession in snapshot.valid(Concession):
        yield from decisions_of(concession)
    for disposal in snapshot.valid(RecordDisposal):
        yield from decisions_of(disposal)
    for study in snapshot.valid(StudyConfirmation):
        yield from decisions_of(study)


def decisions_of(record: Record) -> Iterator[Decision]:
    """Yield what a record itself decides, its corrections and extensions aside."""
    match record:
        case ChangeRequest():
            for role, given in (
                (Role.reviewed, record.reviewed), (Role.approved, record.approved),
            ):  # fmt: skip
                if given is not None:
                    yield Decision(record, role, given.by, role.value)
        case Concession() | RecordDisposal():
            if record.approved_by:
                yield Decision(record, Role.approved, record.approved_by, "approved_by")
        case StudyConfirmation():
            yield Decision(record, Role.confirmed, record.person, "person")
        case _:
            return


def decided(decision: Decision) -> str:
    """Return the digest of what was decided: the record without what is filled in later.

    It is the SHA-256 of the record as JSON, keys sorted, without blanks and without defaults. Of a
    correction or an extension it is that of the entry, with kind and number of the record.
    """
    if decision.entry is not None:
        entry = decision.entry.model_dump(mode="json", by_alias=True, exclude_none=True)
        return _sha256({
            "kind": kind_name(type(decision.record)),
            "record": decision.record.id,
            decision.field: entry,
        })
    data = decision.record.model_dump(
        mode="json", exclude=_AFTER[decision.role], exclude_defaults=True
    )
    return _sha256(data)


def _sha256(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def unproved(snapshot: Snapshot, every: Iterable[Decision]) -> Iterator[tuple[Decision, Standing]]:
    """Yield what is not signed as it stands, with how far it is proved.

    What was only stated before decisions were signed stays stated, and is left out.
    """
    before = snapshot.signing.stated_before
    for decision in every:
        standing = standing_of(snapshot, decision)
        is_older = standing is Standing.stated and decision.key in before
        if standing is not Standing.signed and not is_older:
            yield decision, standing


def standing_of(snapshot: Snapshot, decision: Decision) -> Standing:
    """Return how far a decision is proved."""
    signature = snapshot.find(Signature, decision.signature_id)
    if signature is None or snapshot.proofs.get(signature.id) is not Proof.valid:
        return Standing.stated
    if signature.person != decision.by or signature.role is not decision.role:
        return Standing.another
    return Standing.signed if signature.sha256 == decided(decision) else Standing.altered
