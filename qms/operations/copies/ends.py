"""How a numbered copy ends or is made good: lost, worn, returned, destroyed (2.2.2)."""

import secrets

from qms.errors import QmsError
from qms.model.kinds.ch02_copies import (
    CopyAction,
    CopyDestruction,
    CopyEvent,
    CopyReplacement,
    CopyReturn,
    ReplacementReason,
)
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import SALT_BYTES, closed
from qms.operations.copies.held import copies, copy_named, copy_out
from qms.operations.filing.people import person_named
from qms.standing.copies import ControlledCopy, next_copy_number
from qms.standing.release import chosen_release
from qms.store.changes import Changes
from qms.text import Text, same


def lost(snapshot: Snapshot, number: str, *, by: str, reason: str) -> Changes[str]:
    """File that a copy is lost: its number is void for ever; the holder gets a new copy.

    Loss, replacement and issue are one. The answer is the number of the new copy.

    Raises:
        QmsError: The copy is not out.

    """
    copy = copy_out(snapshot, number)
    new = next_copy_number(copies(snapshot))
    loss = {
        "action": CopyAction.lost,
        "copy_number": copy.number,
        "release": copy.release,
        "reason": reason,
    }
    replacement = {
        "copy_number": copy.number,
        "replacement": ReplacementReason.lost,
        "new_number": new,
        "explanation": reason,
    }
    issue = {
        "action": CopyAction.issue,
        "copy_number": new,
        "release": chosen_release(snapshot, None).id,
        "copy_class": copy.copy_class,
        "holder": copy.holder,
        "consent_by": _consented(copy),
        "salt": secrets.token_hex(SALT_BYTES),
        "reason": f"补发，原分发号 {copy.number} 遗失作废",
    }
    drafts = (
        closed(snapshot, CopyEvent, by, issue),
        closed(snapshot, CopyEvent, by, loss),
        closed(snapshot, CopyReplacement, by, replacement),
    )
    return Changes(f"遗失作废 {copy.number}，补发 {new}：{{id}}", drafts, answer=new)


def _consented(copy: ControlledCopy) -> str | None:
    """Return who consented to a copy that went outside."""
    consents = [each.consent_by for each in copy.events if isinstance(each, CopyEvent)]
    return next((each for each in consents if each), None)


def replace_worn(snapshot: Snapshot, number: str, *, by: str, reason: str) -> Changes[None]:
    """File that a worn copy came back and was replaced under its own number.

    Raises:
        QmsError: The copy is not out.

    """
    copy = copy_out(snapshot, number)
    draft = closed(snapshot, CopyReplacement, by, {
        "copy_number": copy.number,
        "replacement": ReplacementReason.worn,
        "explanation": reason,
    })  # fmt: skip
    return Changes(f"补发 {copy.number}：{{id}}", (draft,))


def take_back(
    snapshot: Snapshot, number: str, *, by: str, returned_by: str, reason: str
) -> Changes[None]:
    """File that a copy was returned.

    Raises:
        QmsError: The copy is not out.

    """
    copy = copy_out(snapshot, number)
    draft = closed(snapshot, CopyReturn, by, {
        "copy_number": copy.number,
        "returned_by": returned_by,
        "received_by": person_named(snapshot, by).id,
        "reason": reason,
    })  # fmt: skip
    return Changes(f"回收 {copy.number}：{{id}}", (draft,))


def destroy(
    snapshot: Snapshot, number: str, *, by: str, witness: str, reason: str
) -> Changes[None]:
    """File that a returned copy was destroyed by one person and witnessed by another.

    Raises:
        QmsError: The copy is still out, or the two are one person.

    """
    copy = copy_named(snapshot, number)
    if copy.state.is_out or copy.state.value != "returned":
        raise QmsError(
            Text(
                zh="分发号 {number} {state}；先收回（qms copy return）再销毁。",
                en="Copy {number} is {state}; have it returned first (qms copy return).",
            ),
            number=same(copy.number),
            state=copy.state.label,
        )
    draft = closed(snapshot, CopyDestruction, by, {
        "copy_numbers": [copy.number],
        "reason": reason,
        "destroyed_by": person_named(snapshot, by).id,
        "witnessed_by": person_named(snapshot, witness).id,
    })  # fmt: skip
    return Changes(f"销毁 {copy.number}：{{id}}", (draft,))
