"""Who wrote a commit and when: GitPython parses what the door has read.

GitPython's own commands would hand on every variable of the surroundings, so none of them is used.
"""

import datetime as dt
from dataclasses import dataclass

from git.objects.util import from_timestamp, parse_actor_and_date

from qms.store.git.door import Repository


@dataclass(frozen=True, slots=True)
class Deed:
    """A commit as people tell of it: the moment it was written at, and by whom."""

    at: dt.datetime
    author: str


def deed(repo: Repository, commit: str) -> Deed | None:
    """Return who wrote a commit, and when; None where there is no such commit."""
    content = repo.read(commit, "commit")
    if content is None:
        return None
    head = content.decode(errors="replace").split("\n\n", 1)[0]
    line = next(each for each in head.split("\n") if each.startswith("author "))
    actor, seconds, west = parse_actor_and_date(line)
    return Deed(from_timestamp(seconds, west), actor.name or "")
