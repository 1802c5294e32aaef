"""The life of a numbered copy, event by event; its state is derived, never stored (2.2.2).

Nothing about a copy is ever rewritten: what happened is filed, and `qms.standing.copies` tells from
it how the copy stands.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qms.errors import QmsError
from qms.model.kinds.ch02_copies import (
    AmendmentNotice,
    CopyAction,
    CopyClass,
    CopyEvent,
    HolderClass,
)
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Evidence, Status, called
from qms.model.snapshot import Snapshot
from qms.operations.copies.held import (
    copies,
    copy_named,
    copy_out,
    refuse_acknowledged,
    refuse_unannounced,
)
from qms.operations.filing.people import holder_of, person_named
from qms.operations.records.attaching import Enclosure, enclosed
from qms.standing.authority import signing_posts
from qms.standing.copies import ControlledCopy, next_copy_number
from qms.standing.distribution import keeper_fault
from qms.standing.release import ROLES, ReleaseState, chosen_release, state_of
from qms.store.changes import Changes, Draft
from qms.text import Text, joined, same, told

SALT_BYTES = 8
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a copy goes: a department with its keeper, or somebody outside."""

    to: str
    keeper: str | None = None
    holder_class: HolderClass = HolderClass.department


def closed(
    snapshot: Snapshot, model: type[Evidence], by: str, values: Mapping[str, object]
) -> Draft:
    """Return an event that is complete as it is filed; what is None or empty is left out."""
    said = {name: value for name, value in values.items() if value is not None and value != ""}
    return Draft(model, said, by=person_named(snapshot, by), status=Status.closed)


def holder_data(snapshot: Snapshot, recipient: Recipient) -> dict[str, object]:
    """Return the holder as a record states it.

    Raises:
        QmsError: The department is unknown, no keeper is named, or the one named is not with the
            company on the day or not with that department.

    """
    if recipient.holder_class is not HolderClass.department:
        return {"holder_class": recipient.holder_class.value, "organisation": recipient.to}
    found = [each for each in snapshot.all(Department) if recipient.to in {each.id, each.name}]
    if not found:
        raise QmsError(
            Text(zh="没有部门 {name}。", en="There is no department {name}."),
            Text(
                zh="发往公司外的，用 --class 写明持有人类别，如 --class supplier。",
                en="For somebody outside say the class of holder, such as --class supplier.",
            ),
            name=same(recipient.to),
        )
    if recipient.keeper is None:
        raise QmsError(
            Text(zh="没有写明保管人。", en="No keeper is named."), _who_may_keep(snapshot, found[0])
        )
    keeper = person_named(snapshot, recipient.keeper)
    fault = keeper_fault(snapshot, keeper, found[0].id)
    if fault is not None:
        raise QmsError(
            Text(
                zh="{why}，不能为{department}保管手册。",
                en="{why}, and cannot keep a copy for {department}.",
            ),
            _who_may_keep(snapshot, found[0]),
            why=fault,
            department=Text(zh=found[0].name, en=found[0].name_en),
        )
    return {"holder_class": "department", "department": found[0].id, "person": keeper.id}


def _who_may_keep(snapshot: Snapshot, department: Department) -> Text:
    """Say who could keep a department's copy on the day, the first few of them."""
    fit = [
        person
        for person in snapshot.all(Person)
        if keeper_fault(snapshot, person, department.id) is None
    ]
    if not fit:
        return Text(
            zh="那里现在没有人能保管：先登记人员或任职。",
            en="Nobody there could keep one now: register a person or a post first.",
        )
    names = joined(joined((same(each.id), called(each)), zh=" ", en=" ") for each in fit[:_NAMED])
    return told(
        Text(zh="写 --keeper；可由 {names} 保管。", en="Use --keeper; it may be {names}."),
        names=names,
    )


def issued(
    snapshot: Snapshot,
    recipient: Recipient,
    *,
    by: str,
    consent: str | None = None,
    release: str | None = None,
) -> Draft:
    """Return the issue of a new copy of the release in force, or of the one named.

    The class follows from the holder. A copy that goes outside uncontrolled needs the consent of
    the head of after-sales.

    Raises:
        QmsError: No consent, an unknown holder, no such release, or a controlled copy of one that
            is no longer in force.

    """
    copy_class = recipient.holder_class.copy_class
    uncontrolled = copy_class is CopyClass.uncontrolled
    chosen = chosen_release(snapshot, release)
    if not uncontrolled:
        _refuse_over(snapshot, chosen)
    return closed(snapshot, CopyEvent, by, {
        "action": CopyAction.issue,
        "copy_number": next_copy_number(copies(snapshot)),
        "release": chosen.id,
        "copy_class": copy_class,
        "holder": holder_data(snapshot, recipient),
        "consent_by": _consent(snapshot, consent) if uncontrolled else None,
        "salt": secrets.token_hex(SALT_BYTES),
    })  # fmt: skip


def _refuse_over(snapshot: Snapshot, release: Release) -> None:
    """Refuse a controlled copy of a release that nobody may work by any more."""
    state = state_of(snapshot, release)
    if state in {ReleaseState.effective, ReleaseState.approved}:
        return
    in_force = snapshot.in_force
    raise QmsError(
        Text(
            zh="{name} {state}，不能作为受控本发放。",
            en="{name} is {state} and cannot be issued as a controlled copy.",
        ),
        Text(
            zh="发放现行的 {current}：不写 --release。",
            en="Issue {current}, which is in force: leave out --release.",
        )
        if in_force
        else Text(zh="先发布新的一版。", en="Release the manual first."),
        name=same(release.name),
        state=state.label,
        current=same(in_force.name if in_force else ""),
    )


def _consent(snapshot: Snapshot, consent: str | None) -> str:
    if consent is None:
        raise QmsError(
            Text(
                zh="发往公司外的非受控本须经售后服务部负责人同意。",
                en="An uncontrolled copy needs the consent of the head of after-sales.",
            ),
            Text(zh="用 --consent 写明同意人。", en="Name who consents: --consent."),
        )
    return holder_of(snapshot, consent, signing_posts(snapshot, ROLES[0])).id


def event_of(
    snapshot: Snapshot,
    copy: ControlledCopy,
    action: CopyAction,
    by: str,
    *,
    scans: Sequence[Enclosure] = (),
    **more: object,
) -> Changes[None]:
    """Return the filing of an event of a copy, with scans of what was signed."""
    attachments, files = enclosed("copy-event", copy.number, scans)
    values = {"action": action, "copy_number": copy.number, "release": copy.release, **more}
    draft = closed(snapshot, CopyEvent, by, {**values, "attachments": attachments or None})
    return Changes(f"{action.zh} {copy.number}：{{id}}", (draft,), files=files)


def acknowledge(
    snapshot: Snapshot,
    number: str,
    *,
    by: str,
    received_by: str,
    scans: Sequence[Enclosure] = (),
) -> Changes[None]:
    """File the receipt of a copy, with scans of what was signed.

    Raises:
        QmsError: There is no such copy, or it is no longer out.

    """
    copy = copy_out(snapshot, number)
    refuse_acknowledged(copy)
    return event_of(
        snapshot, copy, CopyAction.acknowledge, by, received_by=received_by, scans=scans
    )


def amend(
    snapshot: Snapshot,
    number: str,
    *,
    by: str,
    to: str,
    received_by: str,
    leaves_returned: int,
    reason: str = "",
    scans: Sequence[Enclosure] = (),
) -> Changes[None]:
    """File the receipt of an amendment: the holder exchanged the leaves and sent the old ones back.

    Raises:
        QmsError: The copy is not out, or stands at that release already.

    """
    copy = copy_out(snapshot, number)
    release = chosen_release(snapshot, to)
    before = chosen_release(snapshot, copy.release)
    if release.rank <= before.rank:
        raise QmsError(
            Text(zh="分发号 {number} 已是 {name}。", en="Copy {number} stands at {name} already."),
            number=same(copy.number),
            name=same(before.name),
        )
    refuse_unannounced(copy, release)
    return event_of(
        snapshot, copy, CopyAction.amend, by,
        release=release.id, received_by=received_by, leaves_returned=leaves_returned,
        reason=reason, scans=scans,
    )  # fmt: skip


def transfer(
    snapshot: Snapshot, number: str, recipient: Recipient, *, by: str, reason: str
) -> Changes[None]:
    """File that a copy went to another holder of the same class.

    Raises:
        QmsError: The copy is not out, or the new holder would change its class.

    """
    copy = copy_out(snapshot, number)
    if recipient.holder_class.copy_class is not copy.copy_class:
        raise QmsError(
            Text(
                zh="移交会改变受控状态；应收回后另行发放。",
                en="The transfer would change its class; have it returned and issue another.",
            ),
        )
    holder = holder_data(snapshot, recipient)
    return event_of(snapshot, copy, CopyAction.transfer, by, holder=holder, reason=reason)


def notice(
    snapshot: Snapshot,
    number: str,
    release: Release,
    *,
    by: str,
    at: str,
    sent: int,
    recalled: int,
    pdf_sha256: str,
    seal: str = "",
) -> Changes[None]:
    """File that a change package was sent to the holder of a copy.

    Raises:
        QmsError: The copy no longer stands at the release at which it stood when it was made.

    """
    copy = copy_named(snapshot, number)
    if copy.release != at:
        raise QmsError(
            Text(
                zh="分发号 {number} 现在是 {now}，制作换页包时是 {then}。",
                en="Copy {number} stands at {now}; when the package was made, it was {then}.",
            ),
            Text(zh="重新制作换页包。", en="Make the package again."),
            number=same(copy.number),
            now=same(chosen_release(snapshot, copy.release).name),
            then=same(chosen_release(snapshot, at).name),
        )
    draft = closed(snapshot, AmendmentNotice, by, {
        "release": release.id,
        "from_release": copy.release,
        "copy_number": copy.number,
        "leaves_sent": sent,
        "leaves_recalled": recalled,
        "pdf_sha256": pdf_sha256,
        "seal": seal,
    })  # fmt: skip
    return Changes("换页通知 {id}", (draft,))
