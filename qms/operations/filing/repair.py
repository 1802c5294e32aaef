"""Puts right what an interrupted command left behind."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from qms.store import clock, git, journal, loading, lock, settling
from qms.store.settling import Settled
from qms.text import Text

T = TypeVar("T")


def finish(root: Path, *, verb: str, says: Callable[[Text], None]) -> None:
    """Finish or forget an interrupted command, if there is one; its answer is kept.

    Raises:
        QmsError: Circumstances forbid it.

    """
    if journal.intended(git.repository(root).git_dir) is not None:
        _held(root, settling.recover, verb=verb, says=says)


def repair(root: Path, *, verb: str, says: Callable[[Text], None]) -> Settled:
    """Finish or forget an interrupted command; bring the folder up to its last commit.

    Raises:
        QmsError: Circumstances forbid it.

    """
    return _held(root, settling.repair, verb=verb, says=says)


def _held(
    root: Path, work: Callable[[git.Repository, int], T], *, verb: str, says: Callable[[Text], None]
) -> T:
    repo = git.repository(root)
    zone = loading.read_settings(git.WorkTree(root)).zone
    since = clock.now(zone).isoformat(" ")
    with lock.held(repo.git_dir, verb, since, lambda holder: says(lock.waiting(holder))) as hold:
        return work(repo, hold)
