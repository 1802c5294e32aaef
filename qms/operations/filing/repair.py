"""Puts right what an interrupted command left behind."""

from collections.abc import Callable
from pathlib import Path

from qms.store import clock, git, loading, lock, settling
from qms.store.settling import Settled
from qms.text import Text


def repair(root: Path, *, verb: str, says: Callable[[Text], None]) -> Settled:
    """Finish or forget an interrupted command; bring the folder up to its last commit.

    Raises:
        QmsError: Circumstances forbid it.

    """
    repo = git.repository(root)
    zone = loading.read_settings(git.WorkTree(root)).zone
    since = clock.now(zone).isoformat(" ")
    with lock.held(repo.git_dir, verb, since, lambda holder: says(lock.waiting(holder))) as hold:
        return settling.repair(repo, hold)
