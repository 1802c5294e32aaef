"""Notes that somebody has read and understood exactly one release of the manual (clause 1)."""

from qms.errors import QmsError
from qms.model.kinds.ch02_manual import StudyConfirmation
from qms.model.kinds.record import Status
from qms.model.snapshot import Snapshot
from qms.operations.filing.people import person_named
from qms.standing.release import chosen_release
from qms.store.changes import Changes, Draft
from qms.text import Text, same


def confirm_study(snapshot: Snapshot, *, person: str, release: str | None) -> Changes[None]:
    """File a person's confirmation for a release, by default the newest.

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
    values = {"release": chosen.id, "sha256": digest, "person": who.id, "understood": True}
    draft = Draft(StudyConfirmation, values, by=who, status=Status.closed)
    return Changes(f"{who.name} 学习 {chosen.name}：{{id}}", (draft,))
