"""Notes that somebody has read and understood one release, or version of a document (clause 1)."""

from typing import TYPE_CHECKING

from qms.errors import QmsError
from qms.model.kinds.ch02_study import StudyConfirmation
from qms.model.kinds.ch07_documents import DocumentRevision
from qms.model.kinds.record import Status
from qms.model.snapshot import Snapshot
from qms.operations.filing.people import person_named
from qms.standing.documents import version_named, versions
from qms.standing.release import chosen_release
from qms.store.changes import Changes, Draft
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.model.kinds.ch02_manual import Release


def confirm_study(
    snapshot: Snapshot, *, person: str, release: str | None, document: str | None = None
) -> Changes[None]:
    """File a person's confirmation for a release, by default the newest, or for a document.

    With a document `release` is the version of it that was studied.

    Raises:
        QmsError: There is no such person, release or document with a file, or it is confirmed.

    """
    who = person_named(snapshot, person)
    chosen: Release | DocumentRevision
    if document is not None:
        chosen = _version(snapshot, document, release)
        digest, field = chosen.file.sha256, "document_version"
    else:
        name = release or (snapshot.releases[-1].name if snapshot.releases else None)
        chosen = chosen_release(snapshot, name)
        digest, field = snapshot.signable_digests[chosen.id], "release"
    for each in snapshot.all(StudyConfirmation):
        if (each.person, each.studied, each.sha256) == (who.id, chosen.id, digest):
            raise QmsError(
                Text(zh="{name} 已确认学习 {release}（{id}）。", en="{name} confirmed it: {id}."),
                name=same(who.name),
                release=same(chosen.name),
                id=same(each.id),
            )
    values = {field: chosen.id, "sha256": digest, "person": who.id, "understood": True}
    draft = Draft(StudyConfirmation, values, by=who, status=Status.closed)
    return Changes(f"{who.name} 学习 {chosen.name}：{{id}}", (draft,))


def _version(snapshot: Snapshot, number: str, version: str | None) -> DocumentRevision:
    if not versions(snapshot).get(number):
        raise QmsError(
            Text(zh="{id} 没有文件可学。", en="{id} has no file to be studied."),
            Text(zh="有文件的见 qms document list。", en="Those with one: qms document list."),
            id=same(number),
        )
    return version_named(snapshot, number, version)
