"""Finds fixed facts that were changed without a word: of open records, of terms (9.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pydantic_core import to_json

from qms.forms.custom import FOLDER
from qms.model.facts import FactChange, Fixed, fixed_fields, held_fields, silent_changes, ways_out
from qms.model.frozen import is_frozen
from qms.model.kinds import kinds as own_kinds
from qms.model.kinds.record import Evidence, Record
from qms.model.withdrawn import is_out, withdrawals
from qms.store import digests, git, loading, losses, terms, walking
from qms.store.notebook import mapping

_PAGE = "fixed-facts"
_SHAPE = 2  # of what is remembered
Kinds = Mapping[str, type[Record]]


@dataclass
class FactWalker:
    """Notes, up to a commit, which fixed facts were changed; goes on from what is remembered."""

    repository: git.Repository
    tip: str
    kinds: Kinds
    mark: str
    commits: git.Commits = field(default_factory=list)
    found: list[FactChange] = field(default_factory=list)
    judged: terms.Walk = field(default_factory=terms.Walk)
    gone: dict[str, losses.Data] = field(default_factory=dict)
    paths = ("records", *terms.PATHS)

    def see(self, step: git.Step, reader: losses.Reader) -> None:
        """Take one step."""
        _note(self, reader, step)

    def remember(self) -> None:
        """Write down what was found, for the next time."""
        if self.commits:
            kept = {"mark": self.mark, "tip": self.tip}
            found = {"found": [asdict(each) for each in self.found]}
            judged = {"gone": self.judged.gone, "is_counted": self.tip in self.judged.counted}
            book = loading.notebook_of(self.repository.root)
            book.write(_PAGE, to_json(kept | found | {"judged": judged, "gone": self.gone}))


def walker(point: git.Viewpoint, *, since: str, kinds: Kinds) -> FactWalker | None:
    """Return who goes through the commits since the baseline; None where nothing can be told.

    Args:
        point: What is looked at.
        since: The commit from which on history is judged; empty for all of it.
        kinds: The kinds by name.

    """
    if point.tip is None or git.is_shallow(point.repo):
        return None
    if since and not point.leads_from(since):
        return None
    return _begun(point, since, point.tip, kinds)


def changed_facts(
    walked: FactWalker | None,
    point: git.Viewpoint,
    *,
    changes: tuple[git.Change, ...],
    released: str | None = None,
    signs_figures: bool = False,
) -> tuple[FactChange, ...]:
    """Return what was changed in the commits since the baseline, and in the folder.

    Args:
        walked: Who went through the commits.
        point: What is looked at.
        changes: What is not committed yet; looked at in the folder alone.
        released: The commit of the newest release that signs what its book draws, if there is one.
        signs_figures: That release signs the definitions of key figures as well.

    """
    if walked is None:
        return ()
    walked.remember()
    if point.is_folder:
        _in_folder(walked, point, changes)
    of_terms = [each for each in walked.found if each.what == Fixed.term]
    found = [each for each in walked.found if each.what != Fixed.term]
    if of_terms:
        lines = git.lineage(point.repo, "", released) if released else []
        behind = {each for each, _ in lines}
        signed = git.CommitTree(point.repo, released) if released else None
        found += terms.standing(of_terms, point.end, signed, behind, signs_figures=signs_figures)
    return tuple(dict.fromkeys(found))


def _in_folder(walk: FactWalker, point: git.Viewpoint, changes: tuple[git.Change, ...]) -> None:
    every = list(changes)
    tree, folder = point.committed, git.WorkTree(point.repo.root)
    stating = {each for part in (tree, folder) for each in part.paths(FOLDER)}
    for path in sorted({terms.SETTINGS, *stating}):
        before = tree.entry(path).blob
        if git.blob(point.repo, before) != folder.read(path):
            every.append(git.Change(path, before, None))
    step = git.Step("", tree.commit, tuple(every))
    _note(walk, losses.Reader(point.repo), step, folder=folder)


def _note(
    walk: FactWalker, reader: losses.Reader, step: git.Step, *,
    folder: git.WorkTree | None = None,
) -> None:  # fmt: skip
    """Note what one step changed; what is not committed is read from the folder."""
    before: dict[str, terms.Line] = {}
    after: dict[str, terms.Line] = {}
    for each in step.changes:
        if terms.states_terms(each.path):
            new = folder.read(each.path) if folder else reader.content(each.after)
            before |= terms.lines_in(each.path, reader.content(each.before))
            after |= terms.lines_in(each.path, new)
    _note_forms(walk, reader, step, folder=folder)
    if before or after:
        before |= _stated_before(walk, step, before, after)
        walk.found += walk.judged.changes(step, before, after)
    walk.judged.pass_by(step)


def _note_forms(
    walk: FactWalker, reader: losses.Reader, step: git.Step, *, folder: git.WorkTree | None
) -> None:
    """Note what became of each form, also of one that went to another file, or left and is back."""
    forms = [each for each in step.changes if _is_form(each.path, walk.kinds)]
    before: dict[str, losses.Data] = {}
    after: dict[str, tuple[str, losses.Data]] = {}
    for changed in (True, False):
        if not changed and not (before.keys() - after.keys() or walk.gone):
            break  # nothing that was there is looked for in new files
        for each in forms:
            if (each.before is not None) is changed:
                kind = each.path.split("/")[1]
                rows = losses.rows_of(folder.read(each.path)) if folder else reader.rows(each.after)
                after |= {f"{kind} {name}": (each.path, row) for name, row in rows.items()}
                old = reader.rows(each.before)
                before |= {f"{kind} {name}": row for name, row in old.items()}
    for name, (path, now) in after.items():
        row = before[name] if name in before else walk.gone.pop(name, None)
        if row is not None:
            walk.found += _between(walk.kinds, path, row, now, step.commit)
    walk.gone |= {name: before[name] for name in before.keys() - after.keys()}


def _is_form(path: str, kinds: Kinds) -> bool:
    model = kinds.get(path.split("/")[1]) if path.startswith("records/") else None
    return model is not None and issubclass(model, Evidence)


def _begun(point: git.Viewpoint, since: str, tip: str, kinds: Kinds) -> FactWalker:
    """Return who stands where the last walk ended, or at the baseline."""
    known = mapping(loading.notebook_of(point.repo.root).read(_PAGE))
    mark = digests.sha256(repr((_SHAPE, since, sorted(kinds), list(_own(kinds)))).encode())
    walk = FactWalker(point.repo, tip, kinds, mark)
    later = walking.since(point, str(known["tip"])) if known.get("mark") == mark else None
    if later is not None:
        found = [FactChange(**each) for each in known["found"]]
        return replace(
            walk, commits=later, found=found, judged=_judged(known), gone=dict(known["gone"])
        )
    every = point.lineage()
    walk.commits = list(git.coming_from(since, every)) if since else every
    if since and git.CommitTree(point.repo, since).paths(terms.RESULTS.rstrip("/")):
        walk.judged.counted.add(since)
    return walk


def _own(kinds: Kinds) -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    """Yield what a company's own kinds declare as fixed; of ours the program's version tells."""
    for name in sorted(kinds.keys() - own_kinds().keys()):
        yield name, sorted(fixed_fields(kinds[name]).items())
        yield name, sorted((field, True) for field in ways_out(kinds[name]))


def _judged(known: Mapping[str, Any]) -> terms.Walk:
    judged = known["judged"]
    counted = {str(known["tip"])} if judged["is_counted"] else set()
    return terms.Walk(dict(judged["gone"]), counted)


def _between(
    kinds: Kinds, path: str, before: losses.Data, now: losses.Data, commit: str
) -> Iterator[FactChange]:
    model = kinds[path.split("/")[1]]
    # What was not written anew is the same object in both: most versions differ in other fields.
    if all(before.get(name) is now.get(name) for name in held_fields(model)):
        return
    if is_frozen(model, before) or is_out(before):
        return
    number = str(now["id"])
    for name, old, new, is_deadline in silent_changes(model, before, now):
        what = Fixed.deadline if is_deadline else Fixed.happened
        yield FactChange(number, path, name, old, new, commit, what)
    for name, old, new in withdrawals(model, before, now):
        yield FactChange(number, path, name, old, new, commit, Fixed.standing)


def _stated_before(
    walk: FactWalker, step: git.Step, before: Mapping[str, terms.Line],
    after: Mapping[str, terms.Line],
) -> dict[str, terms.Line]:  # fmt: skip
    """Return what applied of each figure that a step enters into the register anew."""
    known = before.keys() | walk.judged.gone.keys()
    entered = {
        name: line
        for name, line in after.items()
        if line.path.startswith(f"{terms.LIMITS}/") and name not in known
    }
    if not entered or not step.parent:
        return {}
    settings = git.CommitTree(walk.repository, step.parent).read(terms.SETTINGS)
    return terms.stated_before(settings, entered)
