"""Adds to a snapshot what only a check asks of the history (7.5, 2.2.1)."""

from dataclasses import replace
from pathlib import Path

from qms.model.snapshot import Snapshot
from qms.store import facts, history, signing


def with_history(root: Path, snapshot: Snapshot) -> Snapshot:
    """Add what only the check asks for: what the history shows of closed records."""
    ref = None if snapshot.is_work_tree else snapshot.ref
    since = snapshot.settings.frozen_since
    changes = () if ref else history.uncommitted(root)
    kinds = snapshot.kinds
    found = history.record_history(root, ref=ref, since=since, kinds=kinds, changes=changes)
    zone = snapshot.settings.zone
    keys = signing.signing_history(root, ref=ref, since=since, zone=zone, changes=changes)
    released = _signing_the_terms(snapshot)
    changed = facts.changed_facts(
        root, ref=ref, since=since, kinds=kinds, changes=changes, released=released
    )
    return replace(snapshot, history=found, signing=keys, changed_facts=changed)


def _signing_the_terms(snapshot: Snapshot) -> str | None:
    """Return the commit of the newest release, where it signs what its book draws and stands."""
    if not snapshot.releases or not snapshot.releases[-1].printed:
        return None
    fact = snapshot.release_fact(snapshot.releases[-1].id)
    return None if fact.altered else fact.commit
