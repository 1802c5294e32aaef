"""Who committed what, and what a file held then, read by GitPython from the objects themselves.

GitPython's own reader of objects (`GitDB`) starts no program and heeds no configuration, so that it
needs no door; whatever has to ask git goes through `door`.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from git import GitDB, Repo

from qms.store.git.door import Repository
from qms.store.git.trees import is_blob


@dataclass(frozen=True, slots=True)
class Deed:
    """A commit as people tell of it: the moment it was written at, and by whom."""

    at: dt.datetime
    author: str


class Objects:
    """The objects of one repository."""

    def __init__(self, repo: Repository) -> None:
        """Say of which repository."""
        self._of = repo

    @cached_property
    def _repo(self) -> Repo:
        return Repo(self._of.top, odbt=GitDB, expand_vars=False)

    def deed(self, commit: str) -> Deed:
        """Return who wrote a commit, and when."""
        found = self._repo.commit(commit)
        return Deed(found.authored_datetime, found.author.name or "")

    def content(self, blob: str) -> bytes | None:
        """Return what a file held; None where the object is not what its name says."""
        found: bytes = self._repo.odb.stream(bytes.fromhex(blob)).read()
        return found if is_blob(found, blob) else None
