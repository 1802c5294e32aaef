"""Releases of the manual: what one carries, what changed since, and what covers it (2.2.3)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from qms.errors import QmsError
from qms.model.kinds import clause_order
from qms.model.kinds.ch02_manual import (
    ChangeRequest,
    DeletedPage,
    Release,
    ReleasedPage,
    Role,
    Signature,
    release_name,
)
from qms.model.kinds.record import Status
from qms.model.manual import Chapter
from qms.model.snapshot import Snapshot
from qms.settings import ManualSettings
from qms.standing.interim import TemporaryState, ended_requests
from qms.text import Text, numbered, same

ROLES = (Role.prepared, Role.reviewed, Role.approved)
NAMESPACE = "qms-release"
# What a release record says: 1 the chapters and pages, 2 also what else the book prints, 3 the
# same, with front matter as an office reads it, 4 the same, set by signs where an edition begins
# with it, 5 also the definitions of key figures and how long a company's own forms are kept; a book
# is printed for ever as its release was.
FORMAT = 5


def role_named(name: str) -> Role:
    """Return the signature that a word on the command line stands for."""
    return next(role for role in Role if role.value == name)


class Step(Enum):
    """Whether the next release amends the edition or begins a new one."""

    amendment = "amendment"
    edition = "edition"


@dataclass(frozen=True, slots=True)
class Candidate:
    """The name of the next release and the release that it follows."""

    edition: str
    amendment: int
    previous: Release | None

    @property
    def id(self) -> str:
        """The id of the release record."""
        return f"{self.edition}-{self.amendment}"

    @property
    def name(self) -> str:
        """How people write it: A/1."""
        return f"{self.edition}/{self.amendment}"


def following(releases: Iterable[Release], step: Step) -> Candidate:
    """Return what the next release is called.

    Raises:
        QmsError: The manual has not had its first edition, so there is nothing to amend.

    """
    newest = max(releases, key=lambda release: release.rank, default=None)
    if newest is None:
        if step is Step.amendment:
            raise QmsError(
                Text(zh="手册尚未首次发布，不能修改。", en="The manual has no edition to amend."),
                Text(zh="首次发布用 qms release --edition。", en="Use qms release --edition."),
            )
        return Candidate("A", 0, None)
    if step is Step.edition:
        return Candidate(chr(ord(newest.edition) + 1), 0, newest)
    return Candidate(newest.edition, newest.amendment + 1, newest)


class ReleaseState(Enum):
    """Where a release stands on a day; derived, never stored (2.2.1)."""

    approved = "approved"
    effective = "effective"
    superseded = "superseded"
    withdrawn = "withdrawn"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _STATES[self]


_STATES = {
    ReleaseState.approved: Text(zh="已批准，未到生效日", en="approved, not yet in effect"),
    ReleaseState.effective: Text(zh="现行有效", en="in force"),
    ReleaseState.superseded: Text(zh="已被替代", en="superseded"),
    ReleaseState.withdrawn: Text(zh="已停用", en="withdrawn"),
}


def state_of(snapshot: Snapshot, release: Release) -> ReleaseState:
    """Return where a release stands on the snapshot's day."""
    if release.id in snapshot.withdrawn:
        return ReleaseState.withdrawn
    if release.effective > snapshot.as_of:
        return ReleaseState.approved
    in_force = snapshot.in_force
    is_in_force = in_force is not None and in_force.id == release.id
    return ReleaseState.effective if is_in_force else ReleaseState.superseded


def passed_limits(release: Release, limits: ManualSettings) -> tuple[Text, ...]:
    """Return the limits of its edition that a release has passed, said with the numbers (2.2.3)."""
    found: list[Text] = []
    most = limits.amendments_per_edition
    if release.amendment > most:
        made = numbered(release.amendment, "amendment", "amendments")
        found.append(
            Text(
                zh=f"本版已修改 {release.amendment} 次，上限 {most} 次",
                en=f"{made} in this edition, at most {most}",
            )
        )
    pages = len(release.pages)
    changed = sum(page.amendment > 0 for page in release.pages)
    if pages and changed > limits.changed_share * pages:
        share = f"{float(limits.changed_share):.0%}"
        found.append(
            Text(
                zh=f"{pages} 页中已有 {changed} 页改过，上限 {share}",
                en=f"{changed} of {pages} pages have changed, at most {share}",
            )
        )
    return tuple(found)


def changed_chapters(previous: Release | None, chapters: Iterable[Chapter]) -> set[str]:
    """Return the paths of chapters whose controlled content differs from the release's."""
    before = {each.path: each.sha256 for each in previous.chapters} if previous else {}
    now = {chapter.path: chapter.sha256 for chapter in chapters}
    return {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}


def drafted_under(snapshot: Snapshot) -> Iterator[tuple[Chapter, ChangeRequest]]:
    """Yield each chapter that differs from the newest release, with a request that names it.

    Such a request is open, or approved and in no release yet; the first one counts. What was a
    temporary amendment that has lapsed is none.
    """
    released = {each for release in snapshot.releases for each in release.changes}
    past = released | ended_requests(snapshot, TemporaryState.lapsed)
    wanted = [
        each for each in snapshot.live(ChangeRequest)
        if each.id not in past and not each.is_rejected
        if each.is_approved or each.status is not Status.closed
    ]  # fmt: skip
    newest = snapshot.releases[-1] if snapshot.releases and wanted else None
    changed = changed_chapters(newest, snapshot.chapters) if newest else set()
    for chapter in snapshot.chapters:
        for request in wanted if chapter.path in changed else ():
            named = {change.clause.split(".")[0] for change in request.changes}
            if chapter.front.chapter in named:
                yield chapter, request
                break


def departures(
    release: Release,
    chapters: Iterable[Chapter],
    releases: Iterable[Release],
    signatures: Iterable[Signature],
) -> Iterator[str]:
    """Yield the paths of chapters that are not as a release has them: text, head, or there at all.

    The head says by which release a chapter is in force, since when and by whose approval; the
    digest leaves that out, so it is held against the release named and its signatures.
    """
    chapters = tuple(chapters)
    changed = changed_chapters(release, chapters)
    revisions = {each.path: each.revision for each in release.chapters}
    by_name = {each.name: each for each in releases}
    given = tuple(signatures)
    for chapter in chapters:
        of = by_name.get(revisions.get(chapter.path, ""))
        if chapter.path not in changed and (of is None or not _is_headed(chapter, of, given)):
            changed.add(chapter.path)
    yield from sorted(changed)


def _is_headed(chapter: Chapter, release: Release, signatures: Iterable[Signature]) -> bool:
    front = chapter.front
    if (front.revision, front.effective) != (release.name, release.effective):
        return False
    approvals = {role: getattr(front, role.value) for role in ROLES}
    signed = signatures_of(signatures, release.id)
    return front.status == "effective" and all(
        shown is not None and (shown.by, shown.on) == (signed[role].person, signed[role].at.date())
        for role, shown in approvals.items()
        if role in signed
    )


def changed_clauses(before: Iterable[Chapter], after: Iterable[Chapter]) -> tuple[str, ...]:
    """Return the numbers of clauses whose text or facts differ, in order."""
    old, new = _clause_contents(before), _clause_contents(after)
    changed = {number for number in old.keys() | new.keys() if old.get(number) != new.get(number)}
    return tuple(sorted(changed, key=lambda number: (clause_order(number), number)))


def _clause_contents(chapters: Iterable[Chapter]) -> Mapping[str, str]:
    contents: dict[str, str] = {}
    for chapter in chapters:
        facts = chapter.front.clauses
        for clause in chapter.clauses:
            contents[clause.number] = f"{clause.title}\n{clause.body.strip()}"
        for number, fact in facts.items():
            contents[number] = contents.get(number, "") + fact.model_dump_json()
        contents.setdefault(chapter.front.chapter, "")
        head = chapter.body.split("\n#", 1)[0] if not chapter.clauses else ""
        contents[chapter.front.chapter] += head + chapter.front.title + chapter.front.owner
    return contents


def uncovered(clauses: Iterable[str], requests: Iterable[ChangeRequest]) -> tuple[str, ...]:
    """Return the changed clauses that no approved change request names.

    A request for a clause covers what lies below it: 8.2 covers 8.2.4.
    """
    approved = [request for request in requests if request.is_approved]
    return tuple(number for number in clauses if not covers(approved, number))


def covers(requests: Iterable[ChangeRequest], number: str) -> bool:
    """Tell whether one of the requests names a clause, or one above it."""
    named = [change.clause for request in requests for change in request.changes]
    return any(number == each or number.startswith(each + ".") for each in named)


def record_of(
    candidate: Candidate,
    chapters: Iterable[Chapter],
    *,
    effective: dt.date,
    reason: str,
    changes: tuple[str, ...],
    previous_sha256: str | None,
    previous_commit: str | None,
    consolidate: tuple[str, ...],
    pages: Iterable[ReleasedPage],
    deleted: Iterable[DeletedPage],
    tools: Mapping[str, str],
    printed: Mapping[str, str],
) -> dict[str, object]:
    """Return the release record as plain data, ready to be written."""
    chapters = tuple(chapters)
    changed = changed_chapters(candidate.previous, chapters)
    before = {each.path: each for each in candidate.previous.chapters} if candidate.previous else {}
    is_new_edition = candidate.amendment == 0
    data: dict[str, object] = {
        "id": candidate.id,
        "edition": candidate.edition,
        "amendment": candidate.amendment,
        "effective": effective.isoformat(),
        "reason": reason,
    }
    if changes:
        data["changes"] = list(changes)
    if candidate.previous:
        data |= {"previous": candidate.previous.id, "previous_sha256": previous_sha256}
        if previous_commit:
            data["previous_commit"] = previous_commit
    data["chapters"] = [
        {
            "path": chapter.path,
            "chapter": chapter.front.chapter,
            "revision": candidate.name
            if is_new_edition or chapter.path in changed
            else before[chapter.path].revision,
            "sha256": chapter.sha256,
        }
        for chapter in chapters
    ]
    data["pages"] = [page.model_dump(mode="json", exclude_defaults=True) for page in pages]
    gone = [page.model_dump(mode="json") for page in deleted]
    if gone:
        data["deleted_pages"] = gone
    if consolidate:
        data["consolidated"] = list(consolidate)
    data["tools"] = dict(sorted(tools.items()))
    data |= {"format": FORMAT, "printed": dict(sorted(printed.items()))}
    return data


def signatures_of(signatures: Iterable[Signature], release_id: str) -> Mapping[Role, Signature]:
    """Return a release's signatures in their order; of two with one meaning the first."""
    found: dict[Role, Signature] = {}
    for signature in signatures:
        if signature.release == release_id:
            found.setdefault(signature.role, signature)
    return {role: found[role] for role in ROLES if role in found}


def chosen_release(snapshot: Snapshot, name: str | None) -> Release:
    """Return the release asked for, else the one in force on the day.

    Raises:
        QmsError: There is none.

    """
    if name is not None:
        wanted = release_name(name)
        found = next((each for each in snapshot.releases if each.name == wanted), None)
        if found is None:
            raise QmsError(
                Text(zh="没有名为 {name} 的发布。", en="There is no release {name}."),
                Text(zh="已发布：{known}", en="Released so far: {known}"),
                name=same(wanted),
                known=same(", ".join(each.name for each in snapshot.releases) or "—"),
            )
        return found
    if snapshot.in_force is None:
        raise QmsError(
            Text(
                zh="{day} 没有生效的手册版本。", en="No release of the manual is in force on {day}."
            ),
            Text(
                zh="用 --draft 打印草稿，或先发布：qms release。",
                en="Print the draft with --draft, or release first: qms release.",
            ),
            day=same(snapshot.as_of.isoformat()),
        )
    return snapshot.in_force
