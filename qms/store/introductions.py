"""Which commits brought a record of a release into the history (clause 2.2.1)."""

from collections import Counter

from pydantic_core import to_json

from qms.store import git
from qms.store.notebook import Notebook, mapping

FOLDER = "records/release"
_PAGE = "introductions"


def introductions(repo: git.Repository, tip: str, notebook: Notebook) -> dict[str, list[list[str]]]:
    """Return by path the commits that have a record while no parent has it, each with the blob."""
    known = mapping(notebook.read(_PAGE))
    start, found = str(known.get("tip") or ""), dict(known.get("found") or {})
    if start == tip:
        return found
    if not start or not git.is_ancestor(repo, start, tip):
        start, found = "", {}
    commits = git.lineage(repo, start, tip)
    parents = {commit: max(1, len(each)) for commit, each in commits}
    added: Counter[tuple[str, str, str]] = Counter()
    for step in git.steps(repo, commits, FOLDER):
        for change in step.changes:
            if change.before is None and change.after is not None:
                added[step.commit, change.path, change.after] += 1
    for (commit, path, blob), count in added.items():
        if count == parents[commit]:
            found.setdefault(path, []).append([commit, blob])
    notebook.write(_PAGE, to_json({"tip": tip, "found": found}))
    return found
