"""Releases of the manual: what one carries, what changed since, and what covers it (2.2.3)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from qms.errors import QmsError
from qms.model.kinds import clause_order
from qms.model.kinds.ch02_manual import ChangeRequest, Release, ReleasedPage, Role, Signature
from qms.model.manual import Chapter
from qms.text import Text

ROLES = (Role.prepared, Role.reviewed, Role.approved)
NAMESPACE = "qms-release"
POSTS = {
    Role.prepared: "after-sales-head",
    Role.reviewed: "deputy-business",
    Role.approved: "general-manager",
}


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


def changed_chapters(previous: Release | None, chapters: Iterable[Chapter]) -> set[str]:
    """Return the paths of chapters whose controlled content differs from the release's."""
    before = {each.path: each.sha256 for each in previous.chapters} if previous else {}
    now = {chapter.path: chapter.sha256 for chapter in chapters}
    return {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}


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
    approved = [
        change.clause for request in requests if request.is_approved for change in request.changes
    ]
    return tuple(
        number
        for number in clauses
        if not any(number == each or number.startswith(each + ".") for each in approved)
    )


def record_of(
    candidate: Candidate,
    chapters: Iterable[Chapter],
    *,
    effective: dt.date,
    reason: str,
    changes: tuple[str, ...],
    previous_sha256: str | None,
    pages: Iterable[ReleasedPage],
    tools: Mapping[str, str],
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
    listed = [page.model_dump(mode="json") for page in pages]
    if listed:
        data["pages"] = listed
    data["tools"] = dict(sorted(tools.items()))
    return data


def signatures_of(signatures: Iterable[Signature], release_id: str) -> Mapping[Role, Signature]:
    """Return a release's signatures in their order; of two with one meaning the first."""
    found: dict[Role, Signature] = {}
    for signature in signatures:
        if signature.release == release_id:
            found.setdefault(signature.role, signature)
    return {role: found[role] for role in ROLES if role in found}
