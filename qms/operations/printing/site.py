"""Gathers what the site shows (clause 7.5)."""

from pathlib import Path
from typing import TYPE_CHECKING

from qms.model.manual import printed_chapters
from qms.model.redline import clause_redlines
from qms.model.snapshot import Snapshot
from qms.operations.checking.check import check
from qms.operations.checking.rulebook import rulebook
from qms.operations.documents.texts import issues
from qms.operations.evaluation.figures import Asked, figures
from qms.publish.site_pages import Pages, Past, Site, pages
from qms.standing.documents import versions
from qms.store import loading
from qms.store.loading import effective_snapshot

if TYPE_CHECKING:
    from qms.model.manual import Chapter


def site_pages(root: Path, snapshot: Snapshot, *, draft: bool) -> Pages:
    """Return the pages: chapters of the release in force, or of the draft where there is none."""
    return pages(gathered(root, snapshot, draft=draft))


def gathered(root: Path, snapshot: Snapshot, *, draft: bool) -> Site:
    """Return all that the site shows."""
    release = None if draft else snapshot.in_force
    manual = snapshot if release is None else effective_snapshot(root, snapshot, release)
    return Site(
        today=snapshot,
        in_force=manual,
        release=release,
        report=check(root, snapshot),
        figures=figures(snapshot, Asked(None, None)),
        trends=figures(snapshot, Asked(None, None, by="month")),
        rules=rulebook(root).rules,
        past=_past(root, snapshot),
        documents={each: issues(root, snapshot, each) for each in versions(snapshot)},
        translations=loading.translations(
            root, ref=None if snapshot.is_work_tree else snapshot.ref
        ),
    )


def _past(root: Path, snapshot: Snapshot) -> tuple[Past, ...]:
    """Return the releases up to the day, oldest first, each compared with the one before."""
    facts = {each.release: each.commit for each in snapshot.releases_in_git}
    found: list[Past] = []
    before: tuple[Chapter, ...] = ()
    for release in snapshot.releases:
        commit = facts.get(release.id)
        if commit is None or release.effective > snapshot.as_of:
            continue
        chapters, variables = loading.manual_at(root, commit)
        printed = printed_chapters(chapters, variables)
        changed = clause_redlines(before, printed) if before else ()
        found.append(Past(release, chapters, printed, changed))
        before = printed
    return tuple(found)
