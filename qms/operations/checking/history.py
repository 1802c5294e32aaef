"""Adds to a snapshot what only a check asks of the history (7.5, 2.2.1)."""

from dataclasses import replace
from pathlib import Path

from qms.model.snapshot import Snapshot
from qms.store import facts, git, history, signing, walking


def with_history(root: Path, snapshot: Snapshot) -> Snapshot:
    """Add what only the check asks for: what the history shows of closed records."""
    ref = None if snapshot.is_work_tree else snapshot.ref
    since, kinds = snapshot.settings.frozen_since, snapshot.kinds
    changes = () if ref else history.uncommitted(root)
    repository = git.repository(root)
    of_records = history.walker(repository, ref=ref, since=since, kinds=kinds)
    of_facts = facts.walker(repository, ref=ref, since=since, kinds=kinds)
    walking.walk(repository, [each for each in (of_records, of_facts) if each is not None])
    zone = snapshot.settings.zone
    return replace(
        snapshot,
        history=history.record_history(of_records, root, ref=ref, since=since, changes=changes),
        signing=signing.signing_history(root, ref=ref, since=since, zone=zone, changes=changes),
        changed_facts=facts.changed_facts(
            of_facts, root, ref=ref, changes=changes, released=_signing_the_terms(snapshot)
        ),
    )


def _signing_the_terms(snapshot: Snapshot) -> str | None:
    """Return the commit of the newest release, where it signs what its book draws and stands."""
    if not snapshot.releases or not snapshot.releases[-1].printed:
        return None
    fact = snapshot.release_fact(snapshot.releases[-1].id)
    return None if fact.altered else fact.commit
