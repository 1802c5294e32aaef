"""Makes a release of the manual from the candidate that three people signed (2.2.1).

One commit, one tag: the record moves from the candidates to the releases, the chapters get their
revision. What is in force on a day is read from that commit.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch02_manual import ReleaseCandidate, Role, Signature
from qms.model.manual import Chapter
from qms.model.snapshot import Snapshot
from qms.operations.manual.prepare import candidate_path, record_path, refuse_dirty
from qms.standing.release import ROLES, Step, changed_chapters, following, signatures_of
from qms.store import digests, released, yaml
from qms.store.changes import Changes
from qms.text import Text, same


def release(snapshot: Snapshot, step: Step, *, effective: dt.date, root: Path) -> Changes[str]:
    """Make the signed candidate the newest release: one commit and one annotated tag.

    The answer is the release's name.

    Raises:
        QmsError: Uncommitted changes, a missing signature, changed content, or a date of effect
            before the approval.

    """
    refuse_dirty(root)
    candidates = snapshot.all(ReleaseCandidate)
    if not candidates:
        raise QmsError(
            Text(zh="没有待发布的记录。", en="There is no candidate to release."),
            Text(
                zh="先用 qms release --amendment --effective 日期 --prepare，再签署。",
                en="First qms release … --prepare, then have it signed.",
            ),
        )
    candidate = candidates[0]
    _refuse_other_plan(snapshot, candidate, step, effective)
    signatures = signatures_of(snapshot.all(Signature), candidate.id)
    _refuse_unsigned(root, candidate, signatures)
    _refuse_changed(candidate, snapshot.chapters)
    _refuse_other_pages(candidate, snapshot)
    return Changes(
        f"发布 {candidate.name}：{candidate.reason}",
        files=_released_files(root, snapshot, candidate, signatures),
        tag=released.TAG_PREFIX + candidate.id,
        answer=candidate.name,
    )


def _refuse_other_plan(
    snapshot: Snapshot, candidate: ReleaseCandidate, step: Step, effective: dt.date
) -> None:
    """What is released is what was signed: the next number in the row, on the day stated."""
    expected = following(snapshot.releases, step)
    if (candidate.id, candidate.effective) != (expected.id, effective):
        raise QmsError(
            Text(
                zh="签署的是 {signed}（{day} 生效），要求发布的是 {asked}（{other} 生效）。",
                en="Signed is {signed} (from {day}); asked for is {asked} (from {other}).",
            ),
            Text(
                zh="按签署的内容发布，或重新 --prepare。",
                en="Release what was signed, or prepare again.",
            ),
            signed=same(candidate.name),
            day=same(candidate.effective.isoformat()),
            asked=same(expected.name),
            other=same(effective.isoformat()),
        )


def _refuse_unsigned(
    root: Path, candidate: ReleaseCandidate, signatures: Mapping[Role, Signature]
) -> None:
    given = dict(signatures)
    missing = [role for role in ROLES if role not in given]
    if missing:
        raise QmsError(
            Text(zh="{name} 还缺签署：{role}。", en="{name} still lacks: {role}."),
            Text(
                zh="请任职者运行 qms sign --as {command} --key 密钥文件。",
                en="Let the holder of the post run qms sign --as {command} --key FILE.",
            ),
            name=same(candidate.name),
            role=missing[0].label,
            command=same(missing[0].value),
        )
    digest = digests.sha256((root / candidate_path(candidate.id)).read_bytes())
    stale = [each for each in given.values() if each.sha256 != digest]
    if stale:
        raise QmsError(
            Text(
                zh="{who} 签的不是现在这份发布记录。",
                en="{who} signed another version of this release record.",
            ),
            Text(zh="重新签署。", en="Have it signed again."),
            who=same(stale[0].name),
        )
    approved = given[Role.approved].at.date()
    if candidate.effective < approved:
        raise QmsError(
            Text(
                zh="生效日期 {effective} 早于批准日期 {approved}。",
                en="The effective date {effective} lies before the approval, {approved}.",
            ),
            Text(
                zh="改生效日期，重新 --prepare 并签署。",
                en="Choose a later date, prepare and sign again.",
            ),
            effective=same(candidate.effective.isoformat()),
            approved=same(approved.isoformat()),
        )


def _refuse_changed(candidate: ReleaseCandidate, chapters: Iterable[Chapter]) -> None:
    changed = changed_chapters(candidate, chapters)
    if changed:
        raise QmsError(
            Text(zh="签署之后又改了：{paths}。", en="Changed after it was signed: {paths}."),
            Text(zh="重新 --prepare 并签署。", en="Prepare and sign again."),
            paths=same(", ".join(sorted(changed))),
        )


def _refuse_other_pages(candidate: ReleaseCandidate, snapshot: Snapshot) -> None:
    """A register that the manual draws may have changed while people signed."""
    from qms.publish.book.parts import parts_of
    from qms.publish.book.setting import hand_of

    moved = candidate.departing(snapshot.printed)
    text = replace(snapshot, as_of=candidate.effective)
    hand = hand_of(candidate, snapshot.releases)
    now = [block.digest for part in parts_of(text, hand) for block in part.blocks]
    if moved or now != [digest for page in candidate.pages for digest in page.blocks]:
        raise QmsError(
            Text(
                zh="签署之后，手册所引登记册的内容变了，页面与签署的不同。",
                en="A register that the manual draws changed since it was signed; pages differ.",
            ),
            Text(zh="重新 --prepare 并签署。", en="Prepare and sign again."),
        )


def _released_files(
    root: Path,
    snapshot: Snapshot,
    candidate: ReleaseCandidate,
    signatures: Mapping[Role, Signature],
) -> dict[str, bytes | None]:
    record = (root / candidate_path(candidate.id)).read_bytes()
    files: dict[str, bytes | None] = {
        candidate_path(candidate.id): None,
        record_path(candidate.id): record,
    }
    revisions = {each.path: each.revision for each in candidate.chapters}
    for chapter in snapshot.chapters:
        if revisions[chapter.path] == candidate.name:
            files[chapter.path] = _released_chapter(chapter, candidate, signatures)
    return files


def _released_chapter(
    chapter: Chapter, candidate: ReleaseCandidate, signatures: Mapping[Role, Signature]
) -> bytes:
    def state(front: dict[str, object]) -> None:
        front["revision"] = candidate.name
        front["effective"] = candidate.effective
        front["status"] = "effective"
        for role in ROLES:
            given = signatures[role]
            front[role.value] = {"by": given.person, "on": given.at.date()}

    front = yaml.edited(chapter.front_source, state)
    return f"---\n{front}---\n{chapter.body}".encode()
