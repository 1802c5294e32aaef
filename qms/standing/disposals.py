"""Whether a record that is gone was disposed of as it must be (clause 7.5)."""

import datetime as dt

from qms.model.kinds.ch07_documents import DisposalBasis, RecordDisposal
from qms.model.kinds.record import Status
from qms.model.snapshot import Snapshot
from qms.standing.decisions import Standing, decisions_of, standing_of
from qms.text import Text


def disposals_of(snapshot: Snapshot, record: str) -> list[RecordDisposal]:
    """Return what is filed of a record's disposal, drafts and void sheets left out."""
    return [each for each in snapshot.valid(RecordDisposal) if record in each.records]


def unlawful(snapshot: Snapshot, record: str, *, until: dt.date | None) -> Text | None:
    """Return why a closed record may not be gone; None where a disposal makes that lawful.

    Args:
        snapshot: The repository.
        record: The record's number.
        until: The day until which it had to be kept; None where nothing says.

    """
    found = disposals_of(snapshot, record)
    if not found:
        return Text(zh="没有销毁记录", en="there is no record of its disposal")
    approved = [each for each in found if each.approved_by is not None]
    if not approved:
        return Text(zh="销毁记录未经批准", en="its disposal was not approved")
    closed = [each for each in approved if each.status is Status.closed]
    if not closed:
        return Text(zh="销毁记录还没有关闭", en="the record of its disposal is not closed")
    if any(each.basis is DisposalBasis.personal_data for each in closed):
        return None
    if until is not None and all(each.date < until for each in closed):
        return Text(zh=f"保存期到 {until} 才满", en=f"it had to be kept until {until}")
    return None


def doubtful(snapshot: Snapshot, record: str) -> Text | None:
    """Return what an outsider cannot take on trust of a lawful disposal; None where it is proved.

    Proved is one approved, by signature, by somebody who neither asked for it nor carried it out.
    """
    why = Text(zh="没有销毁记录", en="there is no record of its disposal")
    for each in disposals_of(snapshot, record):
        if each.approved_by in {each.filled_by, each.destroyed_by, each.witnessed_by}:
            why = Text(
                zh=f"{each.id} 由经手人自己批准",
                en=f"{each.id} was approved by one of those who carried it out",
            )
            continue
        standings = [standing_of(snapshot, decision) for decision in decisions_of(each)]
        if standings and all(standing is Standing.signed for standing in standings):
            return None
        label = standings[0].label if standings else Standing.stated.label
        why = Text(zh=f"{each.id} 的批准{label.zh}", en=f"{each.id}, its approval: {label.en}")
    return why
