"""What else happens to numbered copies: refused, lent, handed over by who leaves (2.2.2)."""

import datetime as dt

from qms.errors import QmsError
from qms.model.kinds.ch02_copies import CopyAction, CopyReturn
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import Recipient, closed, event_of, holder_data, transfer
from qms.operations.copies.held import copies, copy_out, refuse_acknowledged
from qms.operations.filing.people import person_named
from qms.standing.copies import ControlledCopy
from qms.store.changes import Changes
from qms.text import Text, same


def refuse(snapshot: Snapshot, number: str, *, by: str, reason: str) -> Changes[None]:
    """File that a holder would not take a copy; it is back.

    Raises:
        QmsError: The copy is not out, or was signed for.

    """
    copy = copy_out(snapshot, number)
    refuse_acknowledged(copy)
    return event_of(snapshot, copy, CopyAction.refuse, by, reason=reason)


def lend(
    snapshot: Snapshot, number: str, *, borrower: Recipient, until: dt.date, by: str
) -> Changes[None]:
    """File that a copy was lent until a day; its holder answers for it all the same.

    Raises:
        QmsError: The copy is not out or on loan already, the borrower is unknown, or the day past.

    """
    copy = copy_out(snapshot, number)
    if copy.loan is not None:
        raise QmsError(
            Text(
                zh="分发号 {number} 已借出到 {until}，还没有归还。",
                en="Copy {number} is on loan until {until} and was not given back.",
            ),
            Text(
                zh="先登记归还：qms copy loan {number} --back。",
                en="File first that it is back: qms copy loan {number} --back.",
            ),
            number=same(copy.number),
            until=same(str(copy.loan.until)),
        )
    if until < snapshot.as_of:
        raise QmsError(
            Text(zh="归还期限 {until} 已过。", en="The day {until} is past."),
            until=same(str(until)),
        )
    holder = holder_data(snapshot, borrower)
    return event_of(snapshot, copy, CopyAction.loan, by, holder=holder, until=until)


def give_back(snapshot: Snapshot, number: str, *, by: str) -> Changes[None]:
    """File that a copy on loan was given back.

    Raises:
        QmsError: It is not on loan.

    """
    copy = copy_out(snapshot, number)
    if copy.loan is None:
        raise QmsError(
            Text(zh="分发号 {number} 没有借出。", en="Copy {number} is not on loan."),
            number=same(copy.number),
        )
    return event_of(snapshot, copy, CopyAction.give_back, by)


def kept_by(snapshot: Snapshot, person: str) -> tuple[ControlledCopy, ...]:
    """Return every copy that a person keeps, in the order of their numbers.

    Raises:
        QmsError: The register has no such person.

    """
    keeper = person_named(snapshot, person).id
    found = [
        each
        for each in copies(snapshot).values()
        if each.state.is_out and each.holder.person == keeper
    ]
    return tuple(sorted(found, key=lambda each: each.number))


def hand_over(
    snapshot: Snapshot, person: str, *, keeper: str | None, by: str, reason: str
) -> Changes[None]:
    """File in one act that all copies of a keeper went to another, or came back for good.

    Raises:
        QmsError: The person keeps none, or the other cannot keep one of them.

    """
    found = kept_by(snapshot, person)
    leaver = person_named(snapshot, person)
    if not found:
        raise QmsError(
            Text(zh="{name} 名下没有手册。", en="{name} keeps no copy."), name=same(leaver.name)
        )
    drafts = [
        draft
        for copy in found
        for draft in (
            transfer(
                snapshot,
                copy.number,
                Recipient(copy.holder.department or "", keeper),
                by=by,
                reason=reason,
            ).drafts
            if keeper
            else (
                closed(snapshot, CopyReturn, by, {
                    "copy_number": copy.number,
                    "returned_by": leaver.name,
                    "received_by": person_named(snapshot, by).id,
                    "reason": reason,
                }),
            )
        )
    ]  # fmt: skip
    numbers = "、".join(each.number for each in found)
    return Changes(f"{leaver.name} 交出 {numbers}：{{id}}", tuple(drafts))
