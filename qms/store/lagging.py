"""Tells where the folder lies behind its last commit, as a crash may leave it.

A file of the last commit is lacking when the index still has it as it was before, and the folder as
before or already as committed. What somebody edited or staged since then is none of that.
"""

from qms.model.finding import Place
from qms.model.snapshot import Flaw, Problem
from qms.store import git, lock
from qms.text import Text

_KEPT = ("manual/", "records/", "schemas/", "qms.yml")


def behind(repo: git.Repository, tip: str | None) -> list[git.Change]:
    """Return the changes of the last commit that the index has not followed, nor anybody edited."""
    if tip is None or git.is_index_as_committed(repo):
        return []
    indexed = git.indexed(repo)
    here = git.WorkTree(repo.root)
    return [
        each
        for each in git.changes_of(repo, git.parent(repo, tip), tip)
        if each.path.startswith(_KEPT)
        and indexed.get(each.path) == each.before
        and _is_one_of(here.read(each.path), each)
    ]


def _is_one_of(content: bytes | None, change: git.Change) -> bool:
    return git.is_blob(content, change.before) or git.is_blob(content, change.after)


def problems(point: git.Viewpoint) -> list[Problem]:
    """Return each file that the folder lacks of its last commit; none while somebody writes."""
    repo = point.repo
    if not lock.is_free(repo.git_dir):
        return []
    return [
        Problem(
            Flaw.behind,
            Place(each.path),
            Text(
                zh="文件夹落后于最后一次提交，缺这份文件的改动",
                en="the folder lies behind the last commit and lacks what it did to this file",
            ),
            Text(
                zh="运行 qms repair；若是您自己撤回的，先提交",
                en="run qms repair; if you took it back yourself, commit that",
            ),
        )
        for each in behind(repo, point.tip)
    ]
