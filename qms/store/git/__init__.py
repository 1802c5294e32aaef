"""What git knows: the files of a commit, the commits of releases, and making commits and tags."""

from qms.store.git.commits import (
    Change,
    Step,
    head,
    introducing_commit,
    is_ancestor,
    is_clean,
    is_shallow,
    steps,
    tags,
    written_on,
)
from qms.store.git.door import GitRefusedError, Repository, commit_of, repository, root_of
from qms.store.git.making import (
    advance,
    begin,
    commit_files,
    commit_object,
    follow,
    move_branch,
    settle,
    tag,
)
from qms.store.git.trees import CommitTree, Entry, State, Tree, WorkTree, blob, tree_at

__all__ = [
    "Change",
    "CommitTree",
    "Entry",
    "GitRefusedError",
    "Repository",
    "State",
    "Step",
    "Tree",
    "WorkTree",
    "advance",
    "begin",
    "blob",
    "commit_files",
    "commit_object",
    "commit_of",
    "follow",
    "head",
    "introducing_commit",
    "is_ancestor",
    "is_clean",
    "is_shallow",
    "move_branch",
    "repository",
    "root_of",
    "settle",
    "steps",
    "tag",
    "tags",
    "tree_at",
    "written_on",
]
