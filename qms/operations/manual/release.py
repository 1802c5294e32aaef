"""Prepares and makes a release of the manual: one commit, one tag, whole or not at all (2.2.1).

The commit's objects are written first; then a note of the intention, then the branch moves in one
step, then the tag, then the folder follows. Killed anywhere, `qms release --resume` finishes or
`--abort` forgets.
"""

import datetime as dt
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic_core import to_json

from qms import __version__
from qms.errors import QmsError
from qms.model.finding import Severity
from qms.model.kinds.ch02_manual import ChangeRequest, Release, ReleaseCandidate, Role, Signature
from qms.model.manual import Chapter
from qms.model.snapshot import Snapshot
from qms.operations.checking.check import (
    Choices,
    check,
)
from qms.standing.release import (
    ROLES,
    Candidate,
    Step,
    changed_chapters,
    changed_clauses,
    following,
    passed_limits,
    record_of,
    signatures_of,
    uncovered,
)
from qms.store import digests, git, proofs, workers, yaml
from qms.store.loading import effective_snapshot
from qms.store.writing import write_file
from qms.text import Text, same

if TYPE_CHECKING:
    from git import Repo

    from qms.publish.book.book import NewPages

_INTENTION = "qms-release.json"


@dataclass(frozen=True, slots=True)
class Made:
    """A release that was made, or the candidate that now waits for signatures."""

    name: str
    commit: str
    proposals: tuple[Text, ...] = ()


def candidate_path(release_id: str) -> str:
    """Return where a release record waits for its signatures."""
    return f"records/release-candidate/{release_id}.yaml"


def record_path(release_id: str) -> str:
    """Return where a release record stands for good."""
    return f"records/release/{release_id}.yaml"


def prepare(
    root: Path,
    snapshot: Snapshot,
    step: Step,
    *,
    effective: dt.date,
    reason: str,
    consolidate: tuple[str, ...] = (),
) -> Made:
    """Write and commit the record of the next release, for three people to sign.

    Raises:
        QmsError: Uncommitted changes; content that no approved change request covers; nothing
            changed since the previous release.

    """
    repo = git.repository(root)
    _refuse_dirty(repo)
    _refuse_faulty(root, snapshot)
    candidate = following(snapshot.releases, step)
    changes = _covering_requests(root, snapshot, candidate.previous)
    previous_sha256 = previous_commit = None
    if candidate.previous:
        previous_commit = snapshot.release_fact(candidate.previous.id).commit
        previous_sha256 = digests.sha256((root / record_path(candidate.previous.id)).read_bytes())
    made = _pages(snapshot, candidate, effective, changes, consolidate)
    data = record_of(
        candidate,
        snapshot.chapters,
        effective=effective,
        reason=reason,
        changes=changes,
        previous_sha256=previous_sha256,
        previous_commit=previous_commit,
        consolidate=consolidate,
        pages=made.pages,
        deleted=made.deleted,
        tools=_tools(),
    )
    proposals = _proposals(snapshot, step, data)
    files: dict[str, bytes | None] = {
        f"records/release-candidate/{old.id}.yaml": None for old in snapshot.all(ReleaseCandidate)
    }
    files[candidate_path(candidate.id)] = yaml.dumped(data).encode()
    commit = git.commit_files(repo, files, f"待发布 {candidate.name}：{reason}")
    return Made(candidate.name, commit, proposals)


def _pages(
    snapshot: Snapshot,
    candidate: Candidate,
    effective: dt.date,
    changes: tuple[str, ...],
    consolidate: tuple[str, ...],
) -> "NewPages":
    """Return the pages of the release, set once on trial."""
    from qms.publish.book.book import (
        new_pages,
        refuse_unprintable,
    )

    text = replace(snapshot, as_of=effective)
    requests = [each for each in snapshot.all(ChangeRequest) if each.id in changes]
    made = new_pages(
        text,
        candidate.previous,
        amendment=candidate.amendment,
        changes=requests,
        consolidate=consolidate,
        spread=workers.spread,
    )
    refuse_unprintable(text, made)
    return made


def _tools() -> dict[str, str]:
    """Return what the pages depend on: with these versions they come out the same."""
    versions = {name: version(name) for name in ("weasyprint", "markdown-it-py")}
    return {"qms": __version__, "python": platform.python_version(), **versions}


def _refuse_faulty(root: Path, snapshot: Snapshot) -> None:
    """What the check calls an error in the chapters themselves is not released."""
    report = check(root, snapshot, Choices(select=("MAN", "FIL", "REF")))
    errors = [
        each
        for each in report.findings
        if each.severity is Severity.ERROR and each.place.path.startswith("manual/")
    ]
    if errors:
        said = [f"{each.place.path}:{each.place.line}: " for each in errors]
        lines = Text(
            zh="\n".join(a + b.say("zh") for a, b in zip(said, errors, strict=True)),
            en="\n".join(a + b.say("en") for a, b in zip(said, errors, strict=True)),
        )
        raise QmsError(
            Text(zh="手册有错误，不能发布：\n{lines}", en="The manual has errors:\n{lines}"),
            Text(zh="改正后提交，再来。", en="Mend them, commit, then come back."),
            lines=lines,
        )


def _proposals(snapshot: Snapshot, step: Step, data: dict[str, object]) -> tuple[Text, ...]:
    """Return why the release should rather be a new edition (2.2.3)."""
    if step is Step.edition:
        return ()
    return passed_limits(
        ReleaseCandidate.model_validate_json(to_json(data)), snapshot.settings.manual
    )


def _covering_requests(root: Path, snapshot: Snapshot, previous: Release | None) -> tuple[str, ...]:
    if previous is None:
        return ()
    if not changed_chapters(previous, snapshot.chapters):
        raise QmsError(
            Text(zh="自 {name} 以来手册没有变化。", en="The manual has not changed since {name}."),
            name=same(previous.name),
        )
    before = effective_snapshot(root, snapshot, previous)
    clauses = changed_clauses(before.chapters, snapshot.chapters)
    carried = {change for release in snapshot.releases for change in release.changes}
    requests = [each for each in snapshot.all(ChangeRequest) if each.id not in carried]
    bare = uncovered(clauses, requests)
    if bare:
        raise QmsError(
            Text(
                zh="下列条款已改动，但没有已批准的更改申请：{clauses}。",
                en="These clauses changed without an approved change request: {clauses}.",
            ),
            Text(
                zh="用 qms change new 提出申请，审核、批准后再来。",
                en="Ask with qms change new; have it reviewed and approved, then come back.",
            ),
            clauses=same(", ".join(bare)),
        )
    return tuple(sorted(each.id for each in requests if each.is_approved))


def release(root: Path, snapshot: Snapshot, step: Step, *, effective: dt.date) -> Made:
    """Make the signed candidate the newest release: one commit and one annotated tag.

    Raises:
        QmsError: Uncommitted changes, a missing signature, changed content, or a date of effect
            before the approval.

    """
    repo = git.repository(root)
    refuse_unfinished(root)
    _refuse_dirty(repo)
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
    files = _released_files(root, snapshot, candidate, signatures)
    message = f"发布 {candidate.name}：{candidate.reason}"
    commit = git.commit_object(repo, files, message)
    _intend(root, commit, git.head(repo), candidate.id, message)
    resume(root)
    return Made(candidate.name, commit)


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

    text = replace(snapshot, as_of=candidate.effective)
    now = [block.digest for part in parts_of(text) for block in part.blocks]
    if now != [digest for page in candidate.pages for digest in page.blocks]:
        raise QmsError(
            Text(
                zh="签署之后，手册所引登记册的内容变了，页面与签署的不同。",
                en="A register that the manual draws changed since it was signed; pages differ.",
            ),
            Text(zh="重新 --prepare 并签署。", en="Prepare and sign again."),
        )


def _refuse_dirty(repo: "Repo") -> None:
    if not git.is_clean(repo, "manual", "records", "qms.yml"):
        raise QmsError(
            Text(
                zh="有未提交的改动，不能发布。",
                en="There are uncommitted changes; nothing is released from them.",
            ),
            Text(zh="先 git commit，或用 git status 查看。", en="Commit first; see git status."),
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


def _intend(root: Path, commit: str, before: str | None, release_id: str, message: str) -> None:
    intention = {"commit": commit, "before": before, "tag": release_id, "message": message}
    write_file(_intention_path(root), json.dumps(intention, ensure_ascii=False).encode())


def _intention_path(root: Path) -> Path:
    return Path(git.repository(root).git_dir) / _INTENTION


def refuse_unfinished(root: Path) -> None:
    """Refuse to begin while an interrupted release waits to be finished.

    Raises:
        QmsError: There is one.

    """
    if _intention_path(root).exists():
        raise QmsError(
            Text(zh="上一次发布被中断。", en="An earlier release was interrupted."),
            Text(
                zh="用 qms release --resume 完成，或 --abort 放弃。",
                en="Finish it with qms release --resume, or drop it with --abort.",
            ),
        )


def resume(root: Path) -> bool:
    """Finish an interrupted release from wherever it stopped; tell whether there was one."""
    path = _intention_path(root)
    if not path.exists():
        return False
    intention = json.loads(path.read_text(encoding="utf-8"))
    repo = git.repository(root)
    commit, before = intention["commit"], intention["before"]
    if git.head(repo) == before:
        git.move_branch(repo, commit, before)
    name = proofs.TAG_PREFIX + intention["tag"]
    if intention["tag"] not in git.tags(repo, proofs.TAG_PREFIX):
        git.tag(repo, name, commit, intention["message"])
    git.settle(repo, before, commit)
    path.unlink()
    return True


def abort(root: Path) -> bool:
    """Forget an interrupted release whose branch has not moved; else finish it.

    Tells whether there was one. A release that already stands in the branch is a fact, and the
    only sound state to return to is the finished one.
    """
    path = _intention_path(root)
    if not path.exists():
        return False
    intention = json.loads(path.read_text(encoding="utf-8"))
    if git.head(git.repository(root)) == intention["commit"]:
        return resume(root)
    path.unlink()
    return True
