"""Prepares the next release of the manual, for three people to sign (2.2.1)."""

import datetime as dt
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic_core import to_json

from qms import __version__
from qms.errors import QmsError
from qms.model.finding import Severity
from qms.model.kinds.ch02_manual import ChangeRequest, Release, ReleaseCandidate
from qms.model.snapshot import Snapshot
from qms.operations.checking.check import Choices, check
from qms.rules import all_rules
from qms.standing.interim import TemporaryState, ended_requests
from qms.standing.release import (
    Candidate,
    Step,
    changed_chapters,
    changed_clauses,
    covers,
    following,
    passed_limits,
    record_of,
    uncovered,
)
from qms.store import digests, git, workers, yaml
from qms.store.changes import Changes
from qms.store.loading import effective_snapshot
from qms.text import Text, joined, same

if TYPE_CHECKING:
    from qms.publish.book.new_pages import NewPages


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be released: which step, from which day, why, and what is set anew."""

    step: Step
    effective: dt.date
    reason: str
    consolidate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """The pages of a release to come, what they depend on, and the requests that they carry."""

    depends_on: tuple[object, ...] = field(repr=False)
    changes: tuple[str, ...] = field(repr=False)
    made: "NewPages" = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A candidate that waits for signatures, and why it should rather be a new edition."""

    name: str
    proposals: tuple[Text, ...] = ()


def lay_out(root: Path, snapshot: Snapshot, plan: Plan) -> Laid:
    """Set the pages of the next release; takes its time.

    Raises:
        QmsError: Uncommitted changes; errors in the manual; content that no approved change
            request covers; nothing changed since the previous release.

    """
    refuse_dirty(root)
    _refuse_faulty(root, snapshot)
    candidate = following(snapshot.releases, plan.step)
    changes = _covering_requests(root, snapshot, candidate.previous)
    made = _pages(snapshot, candidate, plan.effective, changes, plan.consolidate)
    return Laid(_depends_on(snapshot, candidate, plan), changes, made)


def prepare(snapshot: Snapshot, plan: Plan, laid: Laid, *, root: Path) -> Changes[Prepared]:
    """File the record of the next release, for three people to sign.

    Raises:
        QmsError: Uncommitted changes, or the pages were set for another state of the repository.

    """
    refuse_dirty(root)
    candidate = following(snapshot.releases, plan.step)
    if laid.depends_on != _depends_on(snapshot, candidate, plan):
        raise _outdated()
    previous = candidate.previous
    data = record_of(
        candidate,
        snapshot.chapters,
        effective=plan.effective,
        reason=plan.reason,
        changes=laid.changes,
        previous_sha256=_digest(root, previous),
        previous_commit=snapshot.release_fact(previous.id).commit if previous else None,
        consolidate=plan.consolidate,
        pages=laid.made.pages,
        deleted=laid.made.deleted,
        tools=_tools(),
        printed=snapshot.printed,
    )
    files: dict[str, bytes | None] = {
        candidate_path(old.id): None for old in snapshot.all(ReleaseCandidate)
    }
    files[candidate_path(candidate.id)] = yaml.dumped(data).encode()
    prepared = Prepared(candidate.name, _proposals(snapshot, plan.step, data))
    return Changes(f"待发布 {candidate.name}：{plan.reason}", files=files, answer=prepared)


def _digest(root: Path, release: Release | None) -> str | None:
    if release is None:
        return None
    return digests.sha256((root / record_path(release.id)).read_bytes())


def _depends_on(snapshot: Snapshot, candidate: Candidate, plan: Plan) -> tuple[object, ...]:
    """Return all that the pages and the choice of change requests follow from."""
    from qms.publish.book.parts import parts_of

    text = replace(snapshot, as_of=plan.effective)
    blocks = tuple(block.digest for part in parts_of(text) for block in part.blocks)
    requests = tuple((each.id, each.is_approved) for each in snapshot.all(ChangeRequest))
    ended = tuple(ended_requests(snapshot, each) for each in TemporaryState)
    return (candidate.id, snapshot.chapters, requests, ended, blocks)


def _outdated() -> QmsError:
    return QmsError(
        Text(
            zh="排版期间，手册或更改申请变了，没有写入任何内容。",
            en="The manual or its change requests changed while the pages were set; "
            "nothing was written.",
        ),
        Text(zh="再运行一次。", en="Type the command again."),
    )


def candidate_path(release_id: str) -> str:
    """Return where a release record waits for its signatures."""
    return f"records/release-candidate/{release_id}.yaml"


def record_path(release_id: str) -> str:
    """Return where a release record stands for good."""
    return f"records/release/{release_id}.yaml"


def _pages(
    snapshot: Snapshot,
    candidate: Candidate,
    effective: dt.date,
    changes: tuple[str, ...],
    consolidate: tuple[str, ...],
) -> "NewPages":
    """Return the pages of the release, set once on trial."""
    from qms.publish.book.new_pages import new_pages, refuse_unprintable

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
    refuse_unprintable(text, candidate.previous, candidate.amendment, made)
    return made


def _tools() -> dict[str, str]:
    """Return what the pages depend on: with these versions they come out the same."""
    versions = {name: version(name) for name in ("weasyprint", "markdown-it-py")}
    return {"qms": __version__, "python": platform.python_version(), **versions}


def _refuse_faulty(root: Path, snapshot: Snapshot) -> None:
    """What the check calls an error in the chapters themselves is not released."""
    guards = tuple(each.code for each in all_rules() if each.guards_release)
    report = check(root, snapshot, Choices(select=guards, waits=False))
    errors = [
        each
        for each in report.findings
        if each.severity is Severity.ERROR and each.place.path.startswith("manual/")
    ]
    if errors:
        lines = joined(
            (
                Text(zh=f"{at}: {each.say('zh')}", en=f"{at}: {each.say('en')}")
                for each in errors
                for at in (f"{each.place.path}:{each.place.line}",)
            ),
            zh="\n",
            en="\n",
        )
        raise QmsError(
            Text(zh="手册有错误，不能发布：\n{lines}", en="The manual has errors:\n{lines}"),
            Text(zh="改正后提交，再来。", en="Correct them, commit, then come back."),
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
    lapsed = ended_requests(snapshot, TemporaryState.lapsed)
    past = {*carried, *lapsed}
    # One that changes other documents alone is none of the manual's.
    requests = [e for e in snapshot.all(ChangeRequest) if e.id not in past and e.changes]
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
    return tuple(sorted(each.id for each in _really_carried(snapshot, clauses, requests)))


def _really_carried(
    snapshot: Snapshot, clauses: Iterable[str], requests: Sequence[ChangeRequest]
) -> list[ChangeRequest]:
    """Return the approved requests; of a temporary amendment that expired only where it is needed.

    Its words held for a time and went; only a clause that nothing else covers shows that they were
    taken into the manual after all.
    """
    expired = ended_requests(snapshot, TemporaryState.expired)
    approved = [each for each in requests if each.is_approved]
    others = [each for each in approved if each.id not in expired]
    left = uncovered(clauses, others)
    needed = [
        each
        for each in approved
        if each.id in expired and any(covers([each], clause) for clause in left)
    ]
    return [*others, *needed]


def refuse_dirty(root: Path) -> None:
    """Refuse to release while anything is uncommitted.

    Raises:
        QmsError: Something is.

    """
    repo = git.repository(root)
    if not git.is_clean(repo, "manual", "records", "qms.yml"):
        raise QmsError(
            Text(
                zh="有未提交的改动，不能发布。",
                en="There are uncommitted changes; nothing is released from them.",
            ),
            Text(zh="先 git commit，或用 git status 查看。", en="Commit first; see git status."),
        )
