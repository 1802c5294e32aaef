"""Gathers what the site shows and builds it (clause 7.5)."""

from pathlib import Path

from qms import rules
from qms.model.snapshot import Snapshot
from qms.operations.check import check
from qms.operations.figures import Asked, figures
from qms.operations.release import effective_snapshot
from qms.publish.pages import Pages, Site, pages


def site_pages(root: Path, snapshot: Snapshot, *, draft: bool) -> Pages:
    """Return the pages: chapters of the release in force, or of the draft where there is none."""
    release = None if draft else snapshot.in_force
    manual = snapshot if release is None else effective_snapshot(root, snapshot, release)
    return pages(
        Site(
            evidence=snapshot,
            manual=manual,
            release=release,
            report=check(root, snapshot),
            figures=figures(snapshot, Asked(None, None)),
            rules=rules.all_rules(),
        )
    )
