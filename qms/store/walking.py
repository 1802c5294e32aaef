"""Goes through the history once for all who look at it: each version is fetched and read once."""

from collections.abc import Sequence
from typing import Protocol

from qms.store import git
from qms.store.losses import Reader


class Walker(Protocol):
    """Looks at what commits changed, parents before children."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The files and folders whose changes it wants to see; others may be shown as well."""

    @property
    def commits(self) -> git.Commits:
        """The commits that it has not seen yet."""

    def see(self, step: git.Step, reader: Reader) -> None:
        """Take one step."""


def since(point: git.Viewpoint, known: str) -> git.Commits | None:
    """Return the commits after one up to which was walked; None where that does not lead here.

    It does not either where a line comes in from before it: what lies there was not walked.
    """
    if not point.tip or not point.leads_from(known):
        return None
    commits = point.lineage(known)
    new = {commit for commit, _ in commits} | {known}
    is_all = all(parent in new for _, parents in commits for parent in parents)
    return commits if is_all else None


def walk(repository: git.Repository, walkers: Sequence[Walker]) -> None:
    """Show each walker its commits; those who have the same ones before them go together."""
    left = [each for each in walkers if each.commits]
    while left:
        commits = left[0].commits
        together = [each for each in left if each.commits == commits]
        left = [each for each in left if each not in together]
        paths = dict.fromkeys(path for each in together for path in each.paths)
        reader = Reader(repository)
        for step in reader.ahead(git.steps(repository, commits, *paths)):
            for each in together:
                each.see(step, reader)
