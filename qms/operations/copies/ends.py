"""How a numbered copy ends or is made good: lost, worn, returned, destroyed (2.2.2)."""

import secrets
from collections.abc import Sequence

from qms.errors import QmsError
from qms.model.kinds.ch02_copies import (
    CopyAction,
    CopyDestruction,
    CopyEvent,
    CopyReplacement,
    CopyReturn,
    OldBook,
    ReplacementReason,
)
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import SALT_BYTES, closed
from qms.operations.copies.held import copies, copy_named, copy_out
from qms.operations.filing.people import person_named
from qms.standing.copies import ControlledCopy, CopyState, next_copy_number
from qms.standing.release import chosen_release
from qms.store.changes import Changes
from qms.text import Text, listed, same


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


def replace_worn(
    snapshot: Snapshot, number: str, *, by: str, reason: str, pages: Sequence[str] = ()
) -> Changes[None]:
    """File that a worn copy, or pages of it, came back and was replaced under its own number.

    Raises:
        QmsError: The copy is not out.

    """
    copy = copy_out(snapshot, number)
    draft = closed(snapshot, CopyReplacement, by, {
        "copy_number": copy.number,
        "replacement": ReplacementReason.worn,
        "pages": list(pages) or None,
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


def destroy_old_books(
    snapshot: Snapshot, numbers: Sequence[str], *, old: str, by: str, witness: str, reason: str
) -> Changes[None]:
    """File that books of a release, which came back for new ones, were destroyed by two people.

    Raises:
        QmsError: One of them did not come back, or is destroyed already; or the two are one.

    """
    chosen = [copy_named(snapshot, each) for each in numbers]
    release = chosen_release(snapshot, old)
    books = [OldBook(copy_number=each.number, release=release.id) for each in chosen]
    absent = [
        book.copy_number
        for copy, book in zip(chosen, books, strict=True)
        if book not in copy.kept_old_books
    ]
    if absent:
        raise QmsError(
            Text(
                zh="{name} 的旧册没有收回，或已经销毁：{numbers}。",
                en="No old book {name} has come back, or it is destroyed already: {numbers}.",
            ),
            Text(
                zh="先登记收回：qms copy amend 或 qms copy receive。",
                en="File first that it came back: qms copy amend, or qms copy receive.",
            ),
            name=same(release.name),
            numbers=listed(absent),
        )
    leaves = sum(_leaves_back(copy, release.id) for copy in chosen)
    draft = closed(snapshot, CopyDestruction, by, {
        "old_books": books,
        "leaves": leaves,
        "reason": reason,
        **_two_people(snapshot, by, witness),
    })  # fmt: skip
    numbers = "、".join(each.number for each in chosen)
    return Changes(f"销毁 {release.name} 旧册 {numbers}：{{id}}", (draft,))


def _leaves_back(copy: ControlledCopy, release: str) -> int:
    """Return how many leaves of an old book came back."""
    pairs = zip(copy.old_books, copy.new_books, strict=True)
    return sum(event.leaves_returned or 0 for book, event in pairs if book.release == release)


def destroy(
    snapshot: Snapshot, numbers: Sequence[str], *, by: str, witness: str, reason: str
) -> Changes[None]:
    """File that returned copies were destroyed by one person and witnessed by another.

    Raises:
        QmsError: One is still out, or the two are one person.

    """
    chosen = [copy_named(snapshot, each) for each in numbers]
    for copy in chosen:
        if copy.state is not CopyState.returned:
            raise _not_back(copy)
    draft = closed(snapshot, CopyDestruction, by, {
        "copy_numbers": [each.number for each in chosen],
        "reason": reason,
        **_two_people(snapshot, by, witness),
    })  # fmt: skip
    return Changes(f"销毁 {'、'.join(each.number for each in chosen)}：{{id}}", (draft,))


def _two_people(snapshot: Snapshot, by: str, witness: str) -> dict[str, object]:
    """Return who destroys and who watches.

    Raises:
        QmsError: They are one person, or unknown.

    """
    destroyer, watcher = person_named(snapshot, by), person_named(snapshot, witness)
    if destroyer.id == watcher.id:
        raise QmsError(
            Text(
                zh="销毁须有两人：销毁人和监销人都写了 {name}。",
                en="It takes two people: {name} is named as both who destroys and who watches.",
            ),
            Text(zh="另请一人监销：--witness。", en="Let another watch: --witness."),
            name=same(destroyer.name),
        )
    return {"destroyed_by": destroyer.id, "witnessed_by": watcher.id}


def _not_back(copy: ControlledCopy) -> QmsError:
    return QmsError(
        Text(
            zh="分发号 {number} {state}；先收回（qms copy return）再销毁。",
            en="Copy {number} is {state}; have it returned first (qms copy return).",
        ),
        number=same(copy.number),
        state=copy.state.label,
    )
