"""Walks the history of the records once and tells where a closed one was touched (clause 7.5).

Only files that changed after they were first committed are ever parsed, so that the cost follows
the changes and not the number of records. What was found is remembered in the git folder, keyed by
the commit up to which it was walked; removing it costs one walk.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from qms.model.frozen import (
    Baseline,
    Breach,
    Harm,
    RecordHistory,
    is_frozen,
    retained_until,
    unexplained,
    without_id,
)
from qms.model.kinds.record import Record
from qms.store import digests, git, loading, memory, yaml
from qms.store.notebook import Notebook

_PAGE = "history"
_FOUND = TypeAdapter(RecordHistory)
_SETTINGS = "qms.yml"
Kinds = Mapping[str, type[Record]]
Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Step:
    """A commit (None: the folder, not committed) and what it did to files of the records."""

    commit: str | None
    changes: tuple[git.Change, ...]
    kinds: Kinds


def record_history(root: Path, *, ref: str | None, since: str, kinds: Kinds) -> RecordHistory:
    """Return every breach in the history that leads to a commit, or to the folder as it is.

    Args:
        root: The repository.
        ref: A commit's hash; None for the work tree, uncommitted changes included.
        since: The commit from which on history is judged; empty for all of it.
        kinds: The kinds by name, by which a file's folder tells what its records are.

    """
    repository = git.repository(root)
    tip = ref or git.head(repository)
    if tip is None:
        return RecordHistory()
    baseline = _baseline(repository, since, tip)
    if baseline in {Baseline.gone, Baseline.shallow}:
        return RecordHistory(baseline, since)
    walked = _walked(repository, since, tip, kinds)
    if ref is None:
        step = _Step(None, tuple(_uncommitted(repository, root, tip)), kinds)
        walked = replace(
            walked,
            breaches=(*walked.breaches, *_breaches(repository, root, step)),
            moved_in=(*walked.moved_in, *_moved(repository, root, step)),
        )
    return replace(walked, baseline=baseline, since=since)


def _baseline(repository: git.Repository, since: str, tip: str) -> Baseline:
    if git.is_shallow(repository):
        return Baseline.shallow
    if not since:
        return Baseline.whole
    return Baseline.since if git.is_ancestor(repository, since, tip) else Baseline.gone


def _walked(repository: git.Repository, since: str, tip: str, kinds: Kinds) -> RecordHistory:
    """Return what the commits up to `tip` show: what is remembered, and a walk of the rest."""
    book = loading.notebook_of(repository.root)
    known = _remembered(book, since, kinds)
    start, found = since, RecordHistory()
    if known is not None and git.is_ancestor(repository, known[0], tip):
        start, found = known
    if start == tip:
        return found
    for step in _steps(repository, start, tip, "records", kinds):
        breaches = (*found.breaches, *_breaches(repository, None, step))
        found = replace(found, breaches=breaches)
    # Who takes the baseline away and sets it anew later must not hide that by the new one.
    settings_from = start if start != since else ""
    for step in _steps(repository, settings_from, tip, _SETTINGS, kinds):
        found = replace(found, moved_in=(*found.moved_in, *_moved(repository, None, step)))
    _remember(book, since, tip, found, kinds)
    return found


def _steps(
    repository: git.Repository, start: str, tip: str, path: str, kinds: Kinds
) -> Iterator[_Step]:
    for each in git.steps(repository, start, tip, path):
        yield _Step(each.commit, each.changes, kinds)


def _uncommitted(repository: git.Repository, root: Path, tip: str) -> Iterator[git.Change]:
    """Yield what differs between a commit and the folder, as this program reads both.

    Git is not asked: its index may be told to look away, and its filters change what it sees.
    """
    then, now = git.CommitTree(repository, tip), git.WorkTree(root)
    known = memory.opened(loading.notebook_of(root), root)
    for path in sorted({*then.paths("records"), *now.paths("records"), _SETTINGS}):
        before, entry = then.entry(path).blob, now.entry(path)
        after = known.blob(path, entry.state) if entry.state else None
        if after is None and (content := now.read(path)) is not None:
            after = digests.blob_id(content)
        if before != after:
            yield git.Change(path, before, after)


def _moved(repository: git.Repository, root: Path | None, step: _Step) -> Iterator[str]:
    """Tell when a commit (empty: the folder) changed the baseline after it had been set."""
    for change in step.changes:
        if change.path == _SETTINGS:
            before = _setting(git.blob(repository, change.before))
            if before and before != _setting(_content(repository, root, change)):
                yield step.commit or ""


def _setting(content: bytes | None) -> str:
    data = yaml.parsed(content.decode("utf-8", errors="replace")) if content else None
    return str(data.get("frozen_since") or "") if isinstance(data, dict) else ""


def _breaches(repository: git.Repository, root: Path | None, step: _Step) -> Iterator[Breach]:
    """Compare each touched file before and after; added files only tell where records went."""
    changes = [each for each in step.changes if each.path.startswith("records/")]
    touched = [each for each in changes if each.before is not None]
    if not touched:
        return
    gone: list[tuple[git.Change, str, dict[str, Any]]] = []
    for change in touched:
        before = _frozen_rows(step.kinds, change.path, git.blob(repository, change.before))
        if not before:
            continue
        after = _rows(_content(repository, root, change))
        for number, data in before.items():
            if number not in after:
                gone.append((change, number, data))
            elif fields := unexplained(data, after[number]):
                detail = ", ".join(fields)
                yield _breach(step, Harm.edited, data, change.path, detail=detail)
    if gone:
        yield from _departures(repository, root, step, changes, gone)


def _departures(
    repository: git.Repository,
    root: Path | None,
    step: _Step,
    changes: Iterable[git.Change],
    gone: list[tuple[git.Change, str, dict[str, Any]]],
) -> Iterator[Breach]:
    """Tell for each closed record that left its file whether it moved, was renamed, or vanished."""
    arrivals = [
        (each.path, number, data)
        for each in changes
        for number, data in _rows(_content(repository, root, each)).items()
    ]
    for change, number, data in gone:
        kind = _kind(change.path)
        moved = [path for path, other, _ in arrivals if other == number and _kind(path) == kind]
        content = without_id(data)
        renamed = [other for _, other, row in arrivals if without_id(row) == content]
        if moved:
            detail, harm = moved[0], Harm.moved
        elif renamed:
            detail, harm = renamed[0], Harm.renumbered
        else:
            detail, harm = "", Harm.deleted
        yield _breach(step, harm, data, change.path, detail=detail)


def _breach(step: _Step, harm: Harm, data: Mapping[str, Any], path: str, *, detail: str) -> Breach:
    model = step.kinds.get(_kind(path))
    until = retained_until(model.header, data) if model else None
    return Breach(harm, str(data["id"]), path, step.commit, detail, until)


def _content(repository: git.Repository, root: Path | None, change: git.Change) -> bytes | None:
    if root is not None:
        return git.WorkTree(root).read(change.path)
    return git.blob(repository, change.after)


def _kind(path: str) -> str:
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""  # noqa: PLR2004 - records/KIND/FILE


def _frozen_rows(kinds: Kinds, path: str, content: bytes | None) -> Rows:
    model = kinds.get(_kind(path))
    if model is None or model.header.family != "retained":
        return {}
    return {number: row for number, row in _rows(content).items() if is_frozen(model, row)}


def _rows(content: bytes | None) -> Rows:
    """Return a file's records as plain data by number; a file that does not parse has none."""
    text = yaml.decoded(content or b"")
    data = yaml.parsed(text) if isinstance(text, str) else None
    listed = data if isinstance(data, list) else [data]
    return {
        str(row["id"]): row
        for row in listed
        if isinstance(row, dict) and isinstance(row.get("id"), str)
    }


def _remembered(book: Notebook, since: str, kinds: Kinds) -> tuple[str, RecordHistory] | None:
    try:
        kept = from_json(book.read(_PAGE) or b"")
        if (kept["since"], kept["kinds"]) != (since, _retained(kinds)):
            return None
        return kept["tip"], _FOUND.validate_python(kept["found"])
    except (ValueError, KeyError, TypeError):
        return None


def _retained(kinds: Kinds) -> str:
    """Return what the walk depends on besides the commits: a kind added later freezes the past."""
    headers = [(name, repr(kinds[name].header)) for name in sorted(kinds)]
    return digests.sha256(repr(headers).encode())


def _remember(book: Notebook, since: str, tip: str, found: RecordHistory, kinds: Kinds) -> None:
    kept = {"since": since, "kinds": _retained(kinds), "tip": tip, "found": found}
    book.write(_PAGE, to_json(kept))
