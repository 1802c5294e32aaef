"""A release that was interrupted: what it meant to do is noted, so that it can be finished (2.2.1).

The note is written once the commit's objects are; then the branch moves in one step, then the
tag, then the folder follows. Killed anywhere, `qms release --resume` finishes or `--abort` forgets.
"""

import json
from pathlib import Path

from qms.errors import QmsError
from qms.store import git, proofs
from qms.store.writing import write_file
from qms.text import Text

_INTENTION = "qms-release.json"


def intend(root: Path, commit: str, before: str | None, release_id: str, message: str) -> None:
    """Note the release that is about to be made."""
    intention = {"commit": commit, "before": before, "tag": release_id, "message": message}
    write_file(_intention_path(root), json.dumps(intention, ensure_ascii=False).encode())


def _intention_path(root: Path) -> Path:
    return Path(git.repository(root).git_dir) / _INTENTION


def refuse_unfinished(root: Path) -> None:
    """Refuse to begin while an interrupted release waits to be finished.

    Raises:
        QmsError: There is one.

    """
    if _intention_path(root).exists():
        raise QmsError(
            Text(zh="上一次发布被中断。", en="An earlier release was interrupted."),
            Text(
                zh="用 qms release --resume 完成，或 --abort 放弃。",
                en="Finish it with qms release --resume, or drop it with --abort.",
            ),
        )


def resume(root: Path) -> bool:
    """Finish an interrupted release from wherever it stopped; tell whether there was one."""
    path = _intention_path(root)
    if not path.exists():
        return False
    intention = json.loads(path.read_text(encoding="utf-8"))
    repo = git.repository(root)
    commit, before = intention["commit"], intention["before"]
    if git.head(repo) == before:
        git.move_branch(repo, commit, before)
    name = proofs.TAG_PREFIX + intention["tag"]
    if intention["tag"] not in git.tags(repo, proofs.TAG_PREFIX):
        git.tag(repo, name, commit, intention["message"])
    git.settle(repo, before, commit)
    path.unlink()
    return True


def abort(root: Path) -> bool:
    """Forget an interrupted release whose branch has not moved; else finish it.

    Tells whether there was one. A release that already stands in the branch is a fact, and the
    only sound state to return to is the finished one.
    """
    path = _intention_path(root)
    if not path.exists():
        return False
    intention = json.loads(path.read_text(encoding="utf-8"))
    if git.head(git.repository(root)) == intention["commit"]:
        return resume(root)
    path.unlink()
    return True
