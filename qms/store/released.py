"""What the history shows of each release: its commit, and whether that holds what was signed.

A record may have been brought in more than once, by a forged line that was merged. The commit taken
is the first whose text is what three people signed; where there is none, the newest, and what
departs there is told (clause 2.2.1).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qms.model.kinds.ch02_manual import ChangeRequest, Release, Signature
from qms.model.kinds.record import Record
from qms.model.manual import Chapter
from qms.model.snapshot import ReleaseFact
from qms.standing.release import changed_clauses, departures, uncovered
from qms.store import digests, git
from qms.store.introductions import FOLDER, introductions
from qms.store.notebook import Notebook, Proven
from qms.store.printed import printed_digests

TAG_PREFIX = "manual/"
Chapters = Callable[[git.CommitTree], tuple[Chapter, ...]]


@dataclass
class _Judge:
    """Holds releases against commits; what was sound once is not read again."""

    repo: git.Repository
    tables: Mapping[str, Sequence[Record]]
    chapters_of: Chapters
    known: Proven
    _chapters: dict[str, tuple[Chapter, ...]] = field(default_factory=dict)

    @property
    def signatures(self) -> list[Signature]:
        return [row for row in self.tables.get("signature", ()) if isinstance(row, Signature)]

    def chapters(self, commit: str) -> tuple[Chapter, ...]:
        if commit not in self._chapters:
            self._chapters[commit] = self.chapters_of(git.CommitTree(self.repo, commit))
        return self._chapters[commit]

    def altered(self, release: Release, releases: Sequence[Release], commit: str) -> list[str]:
        """Return what departs in a commit from what was signed."""
        found: list[str] = []

        def is_sound() -> bool:
            found.extend(departures(release, self.chapters(commit), releases, self.signatures))
            if release.printed:
                now = printed_digests(git.CommitTree(self.repo, commit))
                found.extend(release.departing(now))
            return not found

        signed = [[each.id, each.person, each.at] for each in self.signatures]
        question = [
            "as signed",
            commit,
            [each.model_dump(mode="json") for each in releases],
            signed,
        ]
        self.known.holds([*question, release.id], is_sound)
        return found

    def uncovered(self, release: Release, commit: str, before: str) -> tuple[str, ...]:
        """Return the clauses that a release changed and no approved request of it names."""
        requests = [
            row
            for row in self.tables.get("change-request", ())
            if isinstance(row, ChangeRequest) and row.id in release.changes
        ]
        found: list[str] = []

        def is_sound() -> bool:
            changed = changed_clauses(self.chapters(before), self.chapters(commit))
            found.extend(uncovered(changed, requests))
            return not found

        asked = [each.model_dump(mode="json") for each in requests]
        self.known.holds(["covered", release.id, commit, before, asked], is_sound)
        return tuple(found)


def releases_of(
    point: git.Viewpoint,
    tables: Mapping[str, Sequence[Record]],
    notebook: Notebook,
    chapters_of: Chapters,
) -> tuple[dict[str, str], tuple[ReleaseFact, ...]]:
    """Return the tagged releases that are lost, and what git knows of those that are there."""
    repo, tree, tip = point.repo, point.end, point.tip
    tagged = git.tags(repo, TAG_PREFIX)
    rows = [row for row in tables.get("release", ()) if isinstance(row, Release)]
    releases = sorted(rows, key=lambda release: release.rank)
    lost = _lost_releases(point, releases, tagged) if tagged else {}
    if not releases or tip is None:
        return lost, tuple(ReleaseFact(each.id, None, tagged.get(each.id)) for each in releases)
    judge = _Judge(repo, tables, chapters_of, Proven.opened(notebook, "released"))
    made = introductions(repo, tip, notebook)
    facts = tuple(_facts(judge, releases, tree, made, tagged))
    judge.known.save()
    return lost, facts


def _facts(
    judge: _Judge,
    releases: Sequence[Release],
    tree: git.Tree,
    made: Mapping[str, list[list[str]]],
    tagged: Mapping[str, str],
) -> Iterator[ReleaseFact]:
    cut = git.cut_at(judge.repo)
    pinned = {each.previous: each.previous_commit for each in releases}
    before: str | None = None
    for release in releases:
        path = f"{FOLDER}/{release.id}.yaml"
        now = digests.blob_id(tree.read(path) or b"")
        there = made.get(path, [])
        commits = [commit for commit, blob in there if blob == now] or [each[0] for each in there]
        whole = [each for each in commits if each not in cut]
        pin = pinned.get(release.id)
        whole = [each for each in whole if each == pin] + [each for each in whole if each != pin]
        fact = ReleaseFact(release.id, None, tagged.get(release.id), is_cut=bool(cut) and not whole)
        fact = _with_commit(judge, fact, release, releases, whole)
        if before and fact.commit:
            fact = replace(fact, uncovered=judge.uncovered(release, fact.commit, before))
        before = fact.commit
        yield fact


def _with_commit(
    judge: _Judge,
    fact: ReleaseFact,
    release: Release,
    releases: Sequence[Release],
    commits: Sequence[str],
) -> ReleaseFact:
    altered: list[str] = []
    chosen = commits[-1] if commits else None
    for commit in commits:
        altered = judge.altered(release, releases, commit)
        if not altered:
            chosen = commit
            break
    also = tuple(each for each in commits if each != chosen)
    return replace(fact, commit=chosen, altered=tuple(altered), also=also)


def _lost_releases(
    point: git.Viewpoint, releases: Iterable[Record], tagged: Mapping[str, str]
) -> dict[str, str]:
    """Return the tagged releases that this state no longer has, with the tag's commit.

    The folder must have every tagged release in its history; an older commit only those that
    were made before it.
    """
    known = {release.id for release in releases}
    reached = git.tags(point.repo, TAG_PREFIX, point.tip or "HEAD")
    lost: dict[str, str] = {}
    for release, commit in tagged.items():
        led_here = release in reached
        if (point.is_folder and not led_here) or (led_here and release not in known):
            lost[release] = commit
    return lost
