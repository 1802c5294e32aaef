"""Finishes or forgets what a killed writer left, and brings a folder back to its last commit."""

from collections.abc import Sequence
from dataclasses import dataclass

from qms.store import circumstances, commits, git, index_lock, journal, lagging
from qms.store.hand import Hand
from qms.store.journal import Intention


@dataclass(frozen=True, slots=True)
class Settled:
    """What was put right: the command that had been interrupted, the files brought up to date."""

    finished: Intention | None = None
    paths: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """There was nothing to put right."""
        return self.finished is None and not self.paths


def recover(repo: git.Repository, lock: int) -> Intention | None:
    """Finish what a dead writer began, or forget it where its branch has not moved.

    Returns what it had done, if its commit stands; the answer that it owes is kept.

    Raises:
        QmsError: Circumstances forbid it.

    """
    folder = repo.git_dir
    index_lock.drop_own(folder)
    intention = journal.intended(folder)
    if intention is not None and _stands(repo, intention):
        _finish(repo, lock, intention)
        journal.keep_answer(folder, intention)
    else:
        commits.clear(folder)
        intention = None
    journal.forget(folder)
    return intention


def repair(repo: git.Repository, lock: int) -> Settled:
    """Finish what was interrupted, and bring the folder up to the last commit.

    Raises:
        QmsError: Circumstances forbid it.

    """
    finished = recover(repo, lock)
    branch = circumstances.calm_branch(repo)
    tip = git.head(repo)
    lacking = lagging.behind(repo, tip)
    if lacking:
        with circumstances.explained():
            _follow(Hand(repo, lock, branch, tip), lacking)
    return Settled(finished, tuple(each.path for each in lacking))


def _stands(repo: git.Repository, intention: Intention) -> bool:
    return git.is_ancestor(repo, intention.commit, intention.branch)


def _finish(repo: git.Repository, lock: int, intention: Intention) -> None:
    hand = Hand(repo, lock, intention.branch, git.head(repo))
    if hand.tip and git.branch(repo) == intention.branch:
        with circumstances.explained():
            _follow(hand, git.changes_of(repo, intention.before, hand.tip))
    commits.finish_tag(hand, intention)


def _follow(hand: Hand, changes: Sequence[git.Change]) -> None:
    """Bring index and folder to the commit; what somebody edited meanwhile stays."""
    here = git.WorkTree(hand.root)
    with index_lock.index_locked(hand.folder):
        files = {
            each.path: git.blob(hand.repo, each.after)
            for each in changes
            if git.is_blob(here.read(each.path), each.before)
        }
        commits.placed(hand, commits.staged(hand, files, changes))
