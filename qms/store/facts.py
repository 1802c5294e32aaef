"""Finds fixed facts that were changed without a word, in records still open (clause 9.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from qms.model.facts import FactChange, silent_changes
from qms.model.frozen import is_frozen
from qms.model.kinds.record import Evidence, Record
from qms.store import digests, git, loading, yaml
from qms.store.notebook import mapping

_PAGE = "fixed-facts"
Kinds = Mapping[str, type[Record]]


def changed_facts(
    root: Path, *, ref: str | None, since: str, kinds: Kinds, changes: tuple[git.Change, ...]
) -> tuple[FactChange, ...]:
    """Return what was changed in the commits since the baseline, and in the folder.

    Args:
        root: The repository.
        ref: A commit's hash; None for the work tree, uncommitted changes included.
        since: The commit from which on history is judged; empty for all of it.
        kinds: The kinds by name.
        changes: What is not committed yet; looked at where no commit is asked for.

    """
    repository = git.repository(root)
    tip = ref or git.head(repository)
    if tip is None or git.is_shallow(repository):
        return ()
    if since and not git.is_ancestor(repository, since, tip):
        return ()
    found = list(_committed(repository, since, tip, kinds))
    if ref is None:
        folder = git.WorkTree(root)
        for change in changes:
            before = git.blob(repository, change.before)
            found += _between(kinds, change.path, before, folder.read(change.path), "")
    return tuple(dict.fromkeys(found))


def _committed(
    repository: git.Repository, since: str, tip: str, kinds: Kinds
) -> Iterator[FactChange]:
    """Yield what is remembered up to an earlier commit, and what a walk from there finds."""
    book = loading.notebook_of(repository.root)
    known = mapping(book.read(_PAGE))
    mark = digests.sha256(repr((since, sorted(kinds))).encode())
    commits, found = None, []
    if known.get("mark") == mark and git.is_ancestor(repository, str(known["tip"]), tip):
        later = git.lineage(repository, str(known["tip"]), tip)
        new = {commit for commit, _ in later} | {known["tip"]}
        if all(parent in new for _, parents in later for parent in parents):
            commits, found = later, [FactChange(**each) for each in known["found"]]
    if commits is None:
        every = git.lineage(repository, "", tip)
        commits = list(git.coming_from(since, every)) if since else every
    for step in git.steps(repository, commits, "records"):
        for change in step.changes:
            if change.before and change.after:
                old, later_ = (git.blob(repository, sha) for sha in (change.before, change.after))
                found += _between(kinds, change.path, old, later_, step.commit)
    if commits:
        kept = {"mark": mark, "tip": tip, "found": [asdict(each) for each in found]}
        book.write(_PAGE, to_json(kept))
    yield from found


def _between(
    kinds: Kinds, path: str, before: bytes | None, after: bytes | None, commit: str
) -> Iterator[FactChange]:
    model = kinds.get(path.split("/")[1]) if path.startswith("records/") else None
    if model is None or not issubclass(model, Evidence) or before is None or after is None:
        return
    now = _rows(after)
    for number, row in _rows(before).items():
        if number in now and not is_frozen(model, row) and row.get("status") != "draft":
            for field, old, new, is_deadline in silent_changes(model, row, now[number]):
                yield FactChange(number, path, field, old, new, commit, is_deadline)


def _rows(content: bytes) -> dict[str, dict[str, Any]]:
    text = yaml.decoded(content)
    data = yaml.parsed(text) if isinstance(text, str) else None
    listed = data if isinstance(data, list) else [data]
    return {str(row["id"]): row for row in listed if isinstance(row, dict) and row.get("id")}
