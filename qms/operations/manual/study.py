"""Notes that somebody has read and understood exactly one release of the manual (clause 1)."""

from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch02_manual import StudyConfirmation
from qms.model.snapshot import Snapshot
from qms.operations.filing.record import (
    file_record,
    person_named,
)
from qms.standing.release import chosen_release
from qms.text import Text, same


def confirm_study(
    root: Path, snapshot: Snapshot, *, person: str, release: str | None
) -> StudyConfirmation:
    """File a person's confirmation for a release, by default the newest; return it.

    Raises:
        QmsError: There is no such person or release, or it is confirmed already.

    """
    who = person_named(snapshot, person)
    name = release or (snapshot.releases[-1].name if snapshot.releases else None)
    chosen = chosen_release(snapshot, name)
    digest = snapshot.signable_digests[chosen.id]
    for each in snapshot.all(StudyConfirmation):
        if (each.person, each.release, each.sha256) == (who.id, chosen.id, digest):
            raise QmsError(
                Text(zh="{name} 已确认学习 {release}（{id}）。", en="{name} confirmed it: {id}."),
                name=same(who.name),
                release=same(chosen.name),
                id=same(each.id),
            )
    data: dict[str, object] = {
        "form": StudyConfirmation.header.form_and_version,
        "date": snapshot.as_of.isoformat(),
        "department": who.department,
        "filled_by": who.id,
        "status": "closed",
        "release": chosen.id,
        "sha256": digest,
        "person": who.id,
        "understood": True,
    }
    message = f"{who.name} 学习 {chosen.name}：{{id}}"
    return file_record(root, snapshot, StudyConfirmation, data, message=message)
