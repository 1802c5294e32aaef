"""Finds fixed facts that were changed without a word: of open records, of terms (9.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from qms.forms.custom import FOLDER
from qms.model.facts import FactChange, Fixed, silent_changes
from qms.model.frozen import is_frozen
from qms.model.kinds.record import Evidence, Record
from qms.store import digests, git, loading, terms, yaml
from qms.store.notebook import mapping

_PAGE = "fixed-facts"
Kinds = Mapping[str, type[Record]]


@dataclass
class _Walk:
    """What was found on the way up to a commit."""

    found: list[FactChange] = field(default_factory=list)
    judged: terms.Walk = field(default_factory=terms.Walk)


def changed_facts(
    root: Path,
    *,
    ref: str | None,
    since: str,
    kinds: Kinds,
    changes: tuple[git.Change, ...],
    released: str | None = None,
) -> tuple[FactChange, ...]:
    """Return what was changed in the commits since the baseline, and in the folder.

    Args:
        root: The repository.
        ref: A commit's hash; None for the work tree, uncommitted changes included.
        since: The commit from which on history is judged; empty for all of it.
        kinds: The kinds by name.
        changes: What is not committed yet; looked at where no commit is asked for.
        released: The commit of the newest release that signs what its book draws, if there is one.

    """
    repository = git.repository(root)
    tip = ref or git.head(repository)
    if tip is None or git.is_shallow(repository):
        return ()
    if since and not git.is_ancestor(repository, since, tip):
        return ()
    walk = _committed(repository, since, tip, kinds)
    end: git.Tree = git.CommitTree(repository, tip)
    if ref is None:
        tree, end = git.CommitTree(repository, tip), git.WorkTree(root)
        _in_folder(walk, tree, end, kinds=kinds, changes=changes)
    of_terms = [each for each in walk.found if each.what == Fixed.term]
    found = [each for each in walk.found if each.what != Fixed.term]
    if of_terms:
        behind = {each for each, _ in git.lineage(repository, "", released)} if released else set()
        signed = git.CommitTree(repository, released) if released else None
        found += terms.standing(of_terms, end, signed, behind)
    return tuple(dict.fromkeys(found))


def _in_folder(
    walk: _Walk, tree: git.CommitTree, folder: git.WorkTree, *, kinds: Kinds,
    changes: tuple[git.Change, ...],
) -> None:  # fmt: skip
    repository = git.repository(folder.root)
    every = list(changes)
    stating = {each for part in (tree, folder) for each in part.paths(FOLDER)}
    for path in sorted({terms.SETTINGS, *stating}):
        before = tree.entry(path).blob
        if git.blob(repository, before) != folder.read(path):
            every.append(git.Change(path, before, None))
    step = git.Step("", tree.commit, tuple(every))
    _note(walk, repository, step, kinds, folder=folder)


def _note(
    walk: _Walk, repository: git.Repository, step: git.Step, kinds: Kinds, *,
    folder: git.WorkTree | None = None,
) -> None:  # fmt: skip
    """Note what one step changed; what is not committed is read from the folder."""
    before: dict[str, terms.Line] = {}
    after: dict[str, terms.Line] = {}
    for each in step.changes:
        states = terms.states_terms(each.path)
        if not states and (each.before is None or not _is_form(each.path, kinds)):
            continue
        old = git.blob(repository, each.before)
        new = folder.read(each.path) if folder else git.blob(repository, each.after)
        if states:
            before |= terms.lines_in(each.path, old)
            after |= terms.lines_in(each.path, new)
        else:
            walk.found += _between(kinds, each.path, old, new, step.commit)
    if before or after:
        walk.found += walk.judged.changes(step, before, after)
    walk.judged.pass_by(step)


def _is_form(path: str, kinds: Kinds) -> bool:
    model = kinds.get(path.split("/")[1]) if path.startswith("records/") else None
    return model is not None and issubclass(model, Evidence)


def _committed(repository: git.Repository, since: str, tip: str, kinds: Kinds) -> _Walk:
    """Return what is remembered up to an earlier commit, and what a walk from there finds."""
    book = loading.notebook_of(repository.root)
    known = mapping(book.read(_PAGE))
    mark = digests.sha256(repr((since, sorted(kinds))).encode())
    commits, walk = None, _Walk()
    if known.get("mark") == mark and git.is_ancestor(repository, str(known["tip"]), tip):
        later = git.lineage(repository, str(known["tip"]), tip)
        new = {commit for commit, _ in later} | {known["tip"]}
        if all(parent in new for _, parents in later for parent in parents):
            commits, walk = later, _remembered(known)
    if commits is None:
        every = git.lineage(repository, "", tip)
        commits = list(git.coming_from(since, every)) if since else every
        if since and git.CommitTree(repository, since).paths(terms.RESULTS.rstrip("/")):
            walk.judged.counted.add(since)
    for step in git.steps(repository, commits, "records", *terms.PATHS):
        _note(walk, repository, step, kinds)
    if commits:
        kept = {"mark": mark, "tip": tip, "found": [asdict(each) for each in walk.found]}
        judged = {"gone": walk.judged.gone, "is_counted": tip in walk.judged.counted}
        book.write(_PAGE, to_json(kept | judged))
    return walk


def _remembered(known: Mapping[str, Any]) -> _Walk:
    counted = {str(known["tip"])} if known["is_counted"] else set()
    found = [FactChange(**each) for each in known["found"]]
    return _Walk(found, terms.Walk(dict(known["gone"]), counted))


def _between(
    kinds: Kinds, path: str, before: bytes | None, after: bytes | None, commit: str
) -> Iterator[FactChange]:
    model = kinds.get(path.split("/")[1]) if path.startswith("records/") else None
    if model is None or not issubclass(model, Evidence) or before is None or after is None:
        return
    now = _rows(after)
    for number, row in _rows(before).items():
        if number in now and not is_frozen(model, row) and row.get("status") != "draft":
            for name, old, new, is_deadline in silent_changes(model, row, now[number]):
                what = Fixed.deadline if is_deadline else Fixed.happened
                yield FactChange(number, path, name, old, new, commit, what)


def _rows(content: bytes) -> dict[str, dict[str, Any]]:
    text = yaml.decoded(content)
    data = yaml.parsed(text) if isinstance(text, str) else None
    listed = data if isinstance(data, list) else [data]
    return {str(row["id"]): row for row in listed if isinstance(row, dict) and row.get("id")}
