"""Walks the history of the records once and tells which did not stay as they were (clause 7.5).

Every parent of every commit is compared, from the baseline on, or from the roots where there is
none. Only files that changed after they were first committed are ever parsed, so that the cost
follows the changes and not the number of records. What was found is remembered, sealed, keyed by
the commit up to which it was walked; removing it costs one walk.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from qms.model.frozen import Baseline, Breach, RecordHistory, unexplained
from qms.model.kinds.record import Evidence
from qms.store import digests, git, loading, losses, memory, walking, yaml
from qms.store.losses import Data, Kinds, Loss, Reader
from qms.store.notebook import Notebook

_PAGE = "history"
_SETTINGS = "qms.yml"


@dataclass
class _Walk:
    """What was found on the way up to a commit; `mended` by version, since which commit."""

    tip: str = ""
    lost: list[Loss] = field(default_factory=list)
    mended: dict[str, str] = field(default_factory=dict)
    moved_in: list[str] = field(default_factory=list)


_WALK = TypeAdapter(_Walk)


class RecordWalker:
    """Notes, up to a commit, which records did not stay; goes on from what is remembered."""

    paths = ("records", _SETTINGS)

    def __init__(self, point: git.Viewpoint, since: str, kinds: Kinds) -> None:
        """Stand where the last walk ended, or at the baseline."""
        self.repository, self.since, self.kinds = point.repo, since, kinds
        self._key = digests.sha256(repr([since, _retained(kinds)]).encode())
        tip = point.tip or ""
        known = _remembered(loading.notebook_of(self.repository.root), self._key)
        later = walking.since(point, known.tip) if known else None
        if known is None or later is None:
            known, self._every = _Walk(), point.lineage()
            self.commits = list(git.coming_from(since, self._every)) if since else self._every
        else:
            self.commits, self._every = later, later
        self._lines, self._moved = _Lines(known), list[str]()
        self._is_known = known.tip == tip
        self.walked = replace(known, tip=tip)

    def see(self, step: git.Step, reader: Reader) -> None:
        """Take one step."""
        if _moves_baseline(step, reader):
            self._moved.append(step.commit)
        self._lines.reach(step)
        if not step.changes:
            return
        _note_mended(self.walked, self._lines, step, reader)
        for loss in losses.losses(step.commit, step.changes, self.kinds, reader):
            if not self._lines.is_aftermath(step, loss):
                self._lines.note(step.commit, loss)
                self.walked.lost.append(loss)

    def remember(self) -> None:
        """Add what became of the baseline, and write down what was found for the next time.

        The baseline is looked for along every line, not those alone that are judged: who takes it
        away and sets it anew later must not hide that by the new one.
        """
        if not self._is_known:
            place = {commit: nth for nth, (commit, _) in enumerate(self._every)}
            moved = [*self._moved, *self._moved_elsewhere()]
            self.walked.moved_in += sorted(moved, key=place.__getitem__)
            book = loading.notebook_of(self.repository.root)
            book.write(_PAGE, to_json({"key": self._key, "walk": self.walked}))
            self._is_known = True

    def _moved_elsewhere(self) -> Iterator[str]:
        """Yield the commits that changed the baseline on lines that are not judged."""
        seen = {commit: set(parents) for commit, parents in self.commits}
        rest = [
            (commit, tuple(each for each in parents if each not in seen.get(commit, ())))
            for commit, parents in self._every
            if commit not in seen or seen[commit] != set(parents)
        ]
        reader = Reader(self.repository)
        for step in git.steps(self.repository, rest, _SETTINGS) if rest else ():
            if _moves_baseline(step, reader):
                yield step.commit


def walker(point: git.Viewpoint, *, since: str, kinds: Kinds) -> RecordWalker | None:
    """Return who goes through the commits since the baseline; None where that leads nowhere.

    Args:
        point: What is looked at.
        since: The commit from which on history is judged; empty for all of it.
        kinds: The kinds by name, by which a file's folder tells what its records are.

    """
    if point.tip is None or _baseline(point, since) in {Baseline.gone, Baseline.shallow}:
        return None
    return RecordWalker(point, since, kinds)


def record_history(
    walked: RecordWalker | None, point: git.Viewpoint, *, since: str,
    changes: tuple[git.Change, ...],
) -> RecordHistory:  # fmt: skip
    """Return every breach in the history that leads to a commit, or to the folder as it is.

    Args:
        walked: Who went through the commits.
        point: What is looked at.
        since: The commit from which on history is judged; empty for all of it.
        changes: What is not committed yet; looked at in the folder alone.

    """
    if point.tip is None:
        return RecordHistory()
    bent, baseline = git.bent(point.repo), _baseline(point, since)
    if walked is None:
        return RecordHistory(baseline, since, bent=bent)
    walked.remember()
    walk, kinds = walked.walked, walked.kinds
    lost, moved = list(walk.lost), list(walk.moved_in)
    outside: tuple[str, ...] = ()
    if point.is_folder:
        lost += _lost_in_folder(walk, point, changes, kinds)
        moved += [""] if _settings_moved(point) else []
        outside = _outside(point.repo, changes)
    breaches = tuple(became_of(lost, point.end, kinds, walk.mended))
    return RecordHistory(baseline, since, breaches, tuple(moved), outside, bent)


def _baseline(point: git.Viewpoint, since: str) -> Baseline:
    if git.is_shallow(point.repo):
        return Baseline.shallow
    if not since:
        return Baseline.whole
    return Baseline.since if point.leads_from(since) else Baseline.gone


class _Lines:
    """Knows of each commit which losses lie behind it: one bit for each."""

    def __init__(self, before: _Walk) -> None:
        self._behind = {before.tip: (1 << len(before.lost)) - 1}
        self._count = 0
        self._of: defaultdict[tuple[str, str], list[tuple[int, Loss]]] = defaultdict(list)
        for loss in before.lost:
            self._add(loss)

    def _add(self, loss: Loss) -> None:
        self._of[loss.kind, loss.record].append((self._count, loss))
        self._count += 1

    def of(self, kind: str, record: str) -> list[Loss]:
        """Return the losses of a record."""
        return [loss for _, loss in self._of.get((kind, record), ())]

    def reach(self, step: git.Step) -> None:
        """Come to a commit over one of its parents."""
        behind = self._behind.get(step.parent or "", 0)
        self._behind[step.commit] = self._behind.get(step.commit, 0) | behind

    def note(self, commit: str, loss: Loss) -> None:
        """Remember that a commit lost something."""
        self._behind[commit] |= 1 << self._count
        self._add(loss)

    def is_aftermath(self, step: git.Step, loss: Loss) -> bool:
        """Tell whether what was lost here was itself no sound version, for an earlier loss."""
        behind = self._behind.get(step.parent or "", 0)
        return any(
            behind >> place & 1 and _departs(earlier, loss.row)
            for place, earlier in self._of.get((loss.kind, loss.record), ())
        )


def _departs(loss: Loss, row: Data) -> bool:
    return not loss.is_open and bool(unexplained(loss.row, row))


def _note_mended(walk: _Walk, lines: _Lines, step: git.Step, reader: Reader) -> None:
    """Note where a step put a record back as it had been."""
    if not walk.lost:
        return
    for change in step.changes:
        if kind := losses.kind_of(change.path):
            for number, row in reader.rows(change.after).items():
                for loss in lines.of(kind, number):
                    if loss.commit != step.commit and not _departs(loss, row):
                        walk.mended[losses.key(loss)] = step.commit


def _moves_baseline(step: git.Step, reader: Reader) -> bool:
    """Tell whether a step changed the baseline after it had been set."""
    for change in step.changes:
        if change.path == _SETTINGS:
            before = _setting(reader.content(change.before))
            return bool(before) and before != _setting(reader.content(change.after))
    return False


def _settings_moved(point: git.Viewpoint) -> bool:
    before = _setting(point.committed.read(_SETTINGS))
    return bool(before) and before != _setting(point.end.read(_SETTINGS))


def _setting(content: bytes | None) -> str:
    data = yaml.parsed(content.decode("utf-8", errors="replace")) if content else None
    return str(data.get("frozen_since") or "") if isinstance(data, dict) else ""


def uncommitted(point: git.Viewpoint) -> tuple[git.Change, ...]:
    """Return what differs between the last commit and the folder, as this program reads both.

    Git is not asked: its index may be told to look away, and its filters change what it sees.
    """
    if point.tip is None or not point.is_folder:
        return ()
    then, now, root = point.committed, point.end, point.repo.root
    known = memory.opened(loading.notebook_of(root), root)
    changes: list[git.Change] = []
    for path in sorted({*then.paths("records"), *now.paths("records")}):
        before, entry = then.entry(path).blob, now.entry(path)
        after = known.blob(path, entry.state) if entry.state else None
        if after is None and (content := now.read(path)) is not None:
            after = digests.blob_id(content)
        if before != after:
            changes.append(git.Change(path, before, after))
    return tuple(changes)


def _lost_in_folder(
    walk: _Walk, point: git.Viewpoint, changes: tuple[git.Change, ...], kinds: Kinds
) -> Iterator[Loss]:
    reader = _FolderReader(point.repo, point.end, changes)
    for loss in losses.losses(None, changes, kinds, reader):
        of_it = (each for each in walk.lost if (each.kind, each.record) == (loss.kind, loss.record))
        if not any(_departs(each, loss.row) for each in of_it):
            yield loss


class _FolderReader(Reader):
    """Reads what is committed from git, and what is not from the folder."""

    def __init__(
        self, repository: git.Repository, tree: git.Tree, changes: Iterable[git.Change]
    ) -> None:
        super().__init__(repository)
        self._tree = tree
        self._paths = {each.after: each.path for each in changes if each.after}

    def _rows(self, sha: str | None) -> dict[str, Data]:
        path = self._paths.get(sha or "")
        return losses.rows_of(self._tree.read(path)) if path else super()._rows(sha)


def _outside(repository: git.Repository, changes: Iterable[git.Change]) -> tuple[str, ...]:
    """Return the record files that git will never hold: told not to see, or of another one."""
    new = [each.path for each in changes if each.before is None and losses.kind_of(each.path)]
    hidden = git.ignored(repository, new) if new else set()
    foreign = {path for path in new if _is_of_another(repository.root, path)}
    return tuple(sorted(hidden | foreign))


def _is_of_another(root: Path, path: str) -> bool:
    folders = [root / parent for parent in Path(path).parents if parent != Path()]
    return any((folder / ".git").exists() for folder in folders)


def became_of(
    lost: Iterable[Loss], end: git.Tree, kinds: Kinds, mended: Mapping[str, str]
) -> Iterator[Breach]:
    """Judge records by what stands at the end; only files that name them are read, each once."""
    contents: dict[str, dict[str, bytes]] = {}
    parsed: dict[str, dict[str, Data]] = {}

    def found(kind: str, number: str) -> Iterator[tuple[str, Data]]:
        if kind not in contents:
            read = ((path, end.read(path)) for path in end.paths(f"records/{kind}"))
            contents[kind] = {
                path: content
                for path, content in read
                if content is not None and losses.kind_of(path) == kind
            }
        for path, content in contents[kind].items():
            if path not in parsed and number.encode() in content:
                parsed[path] = losses.rows_of(content)
            if number in parsed.get(path, ()):
                yield path, parsed[path][number]

    yield from losses.judged(lost, found, kinds, mended)


def _retained(kinds: Kinds) -> list[tuple[str, str, bool]]:
    """Return what the walk depends on besides the commits: a kind added later freezes the past."""
    return [
        (name, kinds[name].header.family, issubclass(kinds[name], Evidence))
        for name in sorted(kinds)
    ]


def _remembered(book: Notebook, key: str) -> _Walk | None:
    try:
        kept = from_json(book.read(_PAGE) or b"")
        return _WALK.validate_python(kept["walk"]) if kept["key"] == key else None
    except (ValueError, KeyError, TypeError):
        return None
