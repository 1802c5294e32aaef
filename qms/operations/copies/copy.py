"""The life of a numbered copy, event by event; its state is derived, never stored (2.2.2).

Nothing about a copy is ever rewritten: what happened is filed, and `qms.standing.copies` tells from
it how the copy stands.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch02_copies import (
    AmendmentNotice,
    CopyAction,
    CopyClass,
    CopyDestruction,
    CopyEvent,
    CopyReplacement,
    CopyReturn,
    HolderClass,
)
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.record import Evidence
from qms.model.snapshot import Snapshot
from qms.operations.filing.record import (
    amend_record,
    file_record,
    holder_of,
    person_named,
)
from qms.standing.authority import signing_posts
from qms.standing.copies import (
    ControlledCopy,
    copies_on,
    events_of,
    next_copy_number,
)
from qms.standing.release import (
    ROLES,
    chosen_release,
)
from qms.store import loading
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a copy goes: a department with its keeper, or somebody outside."""

    to: str
    keeper: str | None = None
    holder_class: HolderClass = HolderClass.department


def _base(snapshot: Snapshot, model: type[Evidence], by: str) -> dict[str, object]:
    person = person_named(snapshot, by)
    return {
        "form": model.header.form_and_version,
        "date": snapshot.as_of.isoformat(),
        "department": person.department,
        "filled_by": person.id,
        "status": "closed",
    }


def copies(snapshot: Snapshot) -> dict[str, ControlledCopy]:
    """Return every copy by number, as it stands on the snapshot's day."""
    return copies_on(events_of(snapshot), snapshot.as_of)


def copy_named(snapshot: Snapshot, number: str) -> ControlledCopy:
    """Return a copy by its number, written 7 or 007.

    Raises:
        QmsError: No copy has that number on the snapshot's day.

    """
    wanted = number.zfill(3)
    found = copies(snapshot).get(wanted)
    if found is None:
        raise QmsError(
            Text(zh="没有分发号 {number}。", en="There is no copy {number}."),
            Text(zh="用 qms copy list 查看。", en="See qms copy list."),
            number=same(wanted),
        )
    return found


def _out(snapshot: Snapshot, number: str) -> ControlledCopy:
    copy = copy_named(snapshot, number)
    if not copy.state.is_out:
        raise QmsError(
            Text(
                zh="分发号 {number} {state}，不能再办理此事。",
                en="Copy {number} is {state}; this cannot be done with it.",
            ),
            number=same(copy.number),
            state=copy.state.label,
        )
    return copy


def holder_data(snapshot: Snapshot, recipient: Recipient) -> dict[str, object]:
    """Return the holder as a record states it.

    Raises:
        QmsError: The department is unknown, or no keeper is named.

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
            Text(zh="请写明保管人 --keeper。", en="Name the keeper: --keeper."),
        )
    keeper = person_named(snapshot, recipient.keeper)
    return {"holder_class": "department", "department": found[0].id, "person": keeper.id}


def issue(
    root: Path,
    snapshot: Snapshot,
    recipient: Recipient,
    *,
    by: str,
    consent: str | None = None,
    release: str | None = None,
) -> CopyEvent:
    """Issue a new copy of the release in force, or of the one named; return the event.

    The event stays open until the digest of the printed file is noted (`note_file`).

    The class follows from the holder. A copy that goes outside uncontrolled needs the consent of
    the head of after-sales.

    Raises:
        QmsError: No consent, an unknown holder, or no such release.

    """
    chosen = chosen_release(snapshot, release)
    copy_class = recipient.holder_class.copy_class
    data = _base(snapshot, CopyEvent, by) | {
        "status": "open",
        "action": CopyAction.issue.value,
        "copy_number": next_copy_number(copies(snapshot)),
        "release": chosen.id,
        "copy_class": copy_class.value,
        "holder": holder_data(snapshot, recipient),
    }
    if copy_class is CopyClass.uncontrolled:
        data["consent_by"] = _consent(snapshot, consent)
    message = f"发放手册 {data['copy_number']}：{{id}}"
    return file_record(root, snapshot, CopyEvent, data, message=message)


def note_file(root: Path, event: CopyEvent, pdf_sha256: str) -> CopyEvent:
    """Note the digest of the file that was printed for a copy, and close the event."""

    def change(data: dict[str, object]) -> None:
        data["pdf_sha256"] = pdf_sha256
        data["status"] = "closed"

    message = f"{event.id} 所发文件摘要"
    return amend_record(root, event, change, message=message)


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


def _event(
    root: Path, snapshot: Snapshot, copy: ControlledCopy, action: CopyAction, by: str,
    **more: object,
) -> CopyEvent:  # fmt: skip
    data = _base(snapshot, CopyEvent, by) | {
        "action": action.value,
        "copy_number": copy.number,
        "release": copy.release,
        **{name: value for name, value in more.items() if value is not None and value != ""},
    }
    message = f"{action.zh} {copy.number}：{{id}}"
    return file_record(root, snapshot, CopyEvent, data, message=message)


def acknowledge(
    root: Path, snapshot: Snapshot, number: str, *, by: str, received_by: str
) -> CopyEvent:
    """File the receipt of a copy.

    Raises:
        QmsError: There is no such copy, or it is no longer out.

    """
    copy = _out(snapshot, number)
    return _event(root, snapshot, copy, CopyAction.acknowledge, by, received_by=received_by)


def amend(
    root: Path,
    snapshot: Snapshot,
    number: str,
    *,
    by: str,
    to: str,
    received_by: str,
    leaves_returned: int,
) -> CopyEvent:
    """File the receipt of an amendment: the holder exchanged the leaves and sent the old ones back.

    Raises:
        QmsError: The copy is not out, or stands at that release already.

    """
    copy = _out(snapshot, number)
    release = chosen_release(snapshot, to)
    before = chosen_release(snapshot, copy.release)
    if release.rank <= before.rank:
        raise QmsError(
            Text(zh="分发号 {number} 已是 {name}。", en="Copy {number} stands at {name} already."),
            number=same(copy.number),
            name=same(before.name),
        )
    at = replace(copy, release=release.id)
    return _event(
        root, snapshot, at, CopyAction.amend, by,
        received_by=received_by, leaves_returned=leaves_returned,
    )  # fmt: skip


def transfer(
    root: Path, snapshot: Snapshot, number: str, recipient: Recipient, *, by: str, reason: str
) -> CopyEvent:
    """File that a copy went to another holder of the same class.

    Raises:
        QmsError: The copy is not out, or the new holder would change its class.

    """
    copy = _out(snapshot, number)
    if recipient.holder_class.copy_class is not copy.copy_class:
        raise QmsError(
            Text(
                zh="移交会改变受控状态；应收回后另行发放。",
                en="The transfer would change its class; have it returned and issue another.",
            ),
        )
    return _event(
        root, snapshot, copy, CopyAction.transfer, by,
        holder=holder_data(snapshot, recipient), reason=reason,
    )  # fmt: skip


def lost(root: Path, snapshot: Snapshot, number: str, *, by: str, reason: str) -> CopyEvent:
    """File that a copy is lost: its number is void for ever; the holder gets a new copy.

    Returns the event that issued the new copy.

    Raises:
        QmsError: The copy is not out.

    """
    copy = _out(snapshot, number)
    _event(root, snapshot, copy, CopyAction.lost, by, reason=reason)
    new = next_copy_number(copies(snapshot))
    data = _base(snapshot, CopyReplacement, by) | {
        "copy_number": copy.number,
        "replacement": "lost",
        "new_number": new,
        "explanation": reason,
    }
    snapshot = reloaded(root, snapshot)
    file_record(root, snapshot, CopyReplacement, data, message="补发 {id}")
    snapshot = reloaded(root, snapshot)
    release = chosen_release(snapshot, None)
    issued = _base(snapshot, CopyEvent, by) | {
        "action": CopyAction.issue.value,
        "copy_number": new,
        "release": release.id,
        "copy_class": copy.copy_class.value,
        "holder": copy.holder.model_dump(mode="json", exclude_none=True),
        "reason": f"补发，原分发号 {copy.number} 遗失作废",
    }
    if copy.copy_class is CopyClass.uncontrolled:
        consents = [each.consent_by for each in copy.events if isinstance(each, CopyEvent)]
        issued["consent_by"] = next(each for each in consents if each)
    return file_record(root, snapshot, CopyEvent, issued, message=f"补发手册 {new}：{{id}}")


def replace_worn(
    root: Path, snapshot: Snapshot, number: str, *, by: str, reason: str
) -> CopyReplacement:
    """File that a worn copy came back and was replaced under its own number.

    Raises:
        QmsError: The copy is not out.

    """
    copy = _out(snapshot, number)
    data = _base(snapshot, CopyReplacement, by) | {
        "copy_number": copy.number,
        "replacement": "worn",
        "explanation": reason,
    }
    return file_record(root, snapshot, CopyReplacement, data, message=f"补发 {copy.number}：{{id}}")


def take_back(
    root: Path, snapshot: Snapshot, number: str, *, by: str, returned_by: str, reason: str
) -> CopyReturn:
    """File that a copy was returned.

    Raises:
        QmsError: The copy is not out.

    """
    copy = _out(snapshot, number)
    base = _base(snapshot, CopyReturn, by)
    data = base | {
        "copy_number": copy.number,
        "returned_by": returned_by,
        "received_by": base["filled_by"],
        "reason": reason,
    }
    return file_record(root, snapshot, CopyReturn, data, message=f"回收 {copy.number}：{{id}}")


def destroy(
    root: Path, snapshot: Snapshot, number: str, *, by: str, witness: str, reason: str
) -> CopyDestruction:
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
    base = _base(snapshot, CopyDestruction, by)
    data = base | {
        "copy_numbers": [copy.number],
        "reason": reason,
        "destroyed_by": base["filled_by"],
        "witnessed_by": person_named(snapshot, witness).id,
    }
    return file_record(root, snapshot, CopyDestruction, data, message=f"销毁 {copy.number}：{{id}}")


def notice(
    root: Path,
    snapshot: Snapshot,
    copy: ControlledCopy,
    release: Release,
    *,
    by: str,
    sent: int,
    recalled: int,
    pdf_sha256: str,
) -> AmendmentNotice:
    """File that a change package was sent to the holder of a copy."""
    data = _base(snapshot, AmendmentNotice, by) | {
        "release": release.id,
        "from_release": copy.release,
        "copy_number": copy.number,
        "leaves_sent": sent,
        "leaves_recalled": recalled,
        "pdf_sha256": pdf_sha256,
    }
    return file_record(root, snapshot, AmendmentNotice, data, message="换页通知 {id}")


def reloaded(root: Path, snapshot: Snapshot) -> Snapshot:
    """Return the repository as it is after something was filed."""
    return loading.load(root, as_of=snapshot.as_of)
