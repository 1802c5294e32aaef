"""Tells where the folder lies behind its last commit, as a crash may leave it.

A file of the last commit is lacking when index and folder both still have it as it was before.
What somebody edited or staged since then is none of that.
"""

from qms.store import git


def behind(repo: git.Repository) -> list[git.Change]:
    """Return the changes of the last commit that neither index nor folder has followed."""
    tip = git.head(repo)
    if tip is None or git.is_index_as_committed(repo):
        return []
    indexed = git.indexed(repo)
    here = git.WorkTree(repo.root)
    return [
        each
        for each in git.changes_of(repo, git.parent(repo, tip), tip)
        if indexed.get(each.path) == each.before and git.is_blob(here.read(each.path), each.before)
    ]
