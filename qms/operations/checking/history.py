"""Adds to a snapshot what only a check asks of the history (7.5, 2.2.1)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from qms.model.snapshot import Snapshot
from qms.store import facts, git, history, signing, walking


def with_history(root: Path, snapshot: Snapshot) -> Snapshot:
    """Add what only the check asks for: what the history shows of closed records."""
    point = git.Viewpoint(git.repository(root), snapshot.tip or None, snapshot.is_work_tree)
    since, kinds, zone = snapshot.settings.frozen_since, snapshot.kinds, snapshot.settings.zone
    changes = history.uncommitted(point)
    with ThreadPoolExecutor(1) as beside:
        told = beside.submit(
            signing.signing_history, point, since=since, zone=zone, changes=changes
        )
        of_records = history.walker(point, since=since, kinds=kinds)
        of_facts = facts.walker(point, since=since, kinds=kinds)
        walking.walk(point.repo, [each for each in (of_records, of_facts) if each is not None])
        released = _signing_the_terms(snapshot)
        return replace(
            snapshot,
            history=history.record_history(of_records, point, since=since, changes=changes),
            changed_facts=facts.changed_facts(of_facts, point, changes=changes, released=released),
            signing=told.result(),
        )


def _signing_the_terms(snapshot: Snapshot) -> str | None:
    """Return the commit of the newest release, where it signs what its book draws and stands."""
    if not snapshot.releases or not snapshot.releases[-1].printed:
        return None
    fact = snapshot.release_fact(snapshot.releases[-1].id)
    return None if fact.altered else fact.commit
