"""Finds terms that were changed without a word: limits, targets, definitions, retention (6.3, 9.2).

What a company is judged by is fixed in advance. An entry of the register of figures that is new is
held against what `qms.yml` said of it, or what applied where that was silent. A line that was taken
out and came back is held against what it said before. Definitions are fixed from the first result
on that was filed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import BaseModel, ValidationError

from qms.forms.custom import FOLDER, HEADER
from qms.model.facts import FactChange, Fixed
from qms.model.kinds.ch02_limits import Limit
from qms.model.kinds.ch06_objectives import Objective
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.kinds.targets import COUNTED_BY, DEFINED_BY
from qms.settings import Limits, ManualSettings
from qms.standing.limits import BOUND, BOUND_MANUAL, counted
from qms.store import git, yaml
from qms.store.printed import KEPT

SETTINGS = "qms.yml"
LIMITS = "records/limit"
PATHS = (SETTINGS, FOLDER)
_ABSENT = "—"
RESULTS = "records/objective-result/"
_DEFINED: Mapping[str, tuple[type[BaseModel], tuple[str, ...]]] = {
    "records/kpi": (Kpi, COUNTED_BY),
    "records/objective": (Objective, DEFINED_BY),
}
_TARGETS = "targets."
_EDITIONS = ("amendments_per_edition", "changed_share", "review_months")
# The term of the settings that each bound entry of the register takes the place of.
_FIELD_OF: Mapping[str, str] = {name: f"limits.{field}" for field, name in BOUND.items()} | {
    name: f"manual.{field}" for field, name in BOUND_MANUAL.items()
}
Terms = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """What states terms, where it stands, what it says, and which changes it tells of."""

    path: str
    terms: Terms
    told: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Walk:
    """What a walk knows: lines that are gone, and the commits behind which results were filed."""

    gone: dict[str, dict[str, str]] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)

    def changes(
        self, step: git.Step, before: Mapping[str, Line], after: Mapping[str, Line]
    ) -> Iterator[FactChange]:
        """Yield each term that one step changed without telling of it."""
        is_counted = step.parent in self.counted
        for name, line in after.items():
            old = before[name].terms if name in before else self.gone.pop(name, {})
            for term, value in old.items():
                new = line.terms.get(term, _ABSENT)
                is_fixed = is_counted or term.startswith(_TARGETS) or not _is_line(line.path)
                if is_fixed and new != value and not is_told(line, term, value):
                    yield FactChange(name, line.path, term, value, new, step.commit, Fixed.term)
        self.gone |= {name: dict(before[name].terms) for name in before if name not in after}

    def pass_by(self, step: git.Step) -> None:
        """Note whether results of objectives were filed by then."""
        if step.parent in self.counted or any(
            each.path.startswith(RESULTS) for each in step.changes
        ):
            self.counted.add(step.commit)


def _is_line(path: str) -> bool:
    return path.startswith("records/") and _register(path) != LIMITS


def states_terms(path: str) -> bool:
    """Tell whether a file states what is judged by."""
    if path == SETTINGS or path.rpartition("/")[0] == FOLDER:
        return True
    return _register(path) in _DEFINED or _register(path) == LIMITS


def stated_before(settings: bytes | None, lines: Mapping[str, Line]) -> dict[str, Line]:
    """Return, of entries that are new to the register, what settings said of each till then."""
    text = yaml.decoded(settings or b"")
    data = yaml.parsed(text) if isinstance(text, str) else None
    terms = _limits(data) if isinstance(data, dict) else {}
    found: dict[str, Line] = {}
    for name, line in lines.items():
        field = _FIELD_OF.get(name.removeprefix("limit "))
        if field in terms:
            found[name] = Line(line.path, {"value": terms[field]})
    return found


def _register(path: str) -> str:
    return "/".join(path.split("/")[:2])


def is_told(line: Line, term: str, value: str) -> bool:
    """Tell whether revisions lead from an old value to what stands there."""
    for name, before, after in line.told:
        if name == term and before == value:
            value = after
    return value == line.terms.get(term, _ABSENT)


def lines_in(path: str, content: bytes | None) -> dict[str, Line]:
    """Return the lines of a file by name, `objective OBJ-001`; of what cannot be read none."""
    text = yaml.decoded(content or b"")
    data: Any = yaml.parsed(text) if isinstance(text, str) else None
    if path == SETTINGS:
        return {SETTINGS: Line(path, _limits(data))} if isinstance(data, dict) else {}
    if path.startswith(FOLDER):
        header = data.get(HEADER) if isinstance(data, dict) else None
        name = path.rpartition("/")[2].partition(".")[0]
        return {name: Line(path, _chosen(header, KEPT))} if isinstance(header, dict) else {}
    kind = path.split("/")[1]
    rows = data if isinstance(data, list) else [data]
    named = {f"{kind} {row['id']}": row for row in rows if isinstance(row, dict) and row.get("id")}
    if _register(path) == LIMITS:
        return {name: Line(path, {"value": _figure(row)}) for name, row in named.items()}
    model, names = _DEFINED[_register(path)]
    return {name: _line(path, model, names, row) for name, row in named.items()}


def _figure(row: dict[str, Any]) -> str:
    """Return what an entry states: as a rule counts it where one does, else with its unit."""
    try:
        entry = Limit.model_validate(row, strict=False)
    except ValidationError:
        return _ABSENT
    field = _FIELD_OF.get(entry.id, "").rpartition(".")[2]
    number = counted(field, entry) if field else None
    return said(number) if number is not None else f"{said(row.get('value'))} {row.get('unit')}"


def _line(path: str, model: type[BaseModel], names: tuple[str, ...], row: dict[str, Any]) -> Line:
    written = {
        name: row.get(name, None if model.model_fields[name].is_required() else
                      model.model_fields[name].default)
        for name in names
    }  # fmt: skip
    terms = _chosen(written, names)
    targets = row.get("targets")
    if isinstance(targets, dict):
        terms |= {f"{_TARGETS}{year}": said(value) for year, value in targets.items()}
    told = row.get("extensions")
    return Line(
        path,
        terms,
        tuple(
            (str(each.get("field")), said(each.get("from")), said(each.get("to")))
            for each in (told if isinstance(told, list) else ())
            if isinstance(each, dict)
            and all(each.get(name) for name in ("reason", "approved_by", "on"))
        ),
    )


def _chosen(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    return {name: said(row.get(name)) for name in names}


def said(value: object) -> str:
    """Return a value as it is compared: 90, 90.0 and '90' are one number."""
    if value is None or value == "":
        return _ABSENT
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except InvalidOperation:
        return str(value)


def _limits(data: dict[str, Any]) -> dict[str, str]:
    """Return every limit that settings state or leave as it is; none where they are no limits."""
    manual = data.get("manual")
    stated = manual if isinstance(manual, dict) else {}
    try:
        limits = Limits.model_validate(data.get("limits") or {})
        editions = ManualSettings.model_validate(
            {"number": _ABSENT} | {name: stated[name] for name in _EDITIONS if name in stated}
        )
    except ValidationError:
        return {}
    return {f"limits.{name}": said(value) for name, value in limits} | {
        f"manual.{name}": said(getattr(editions, name)) for name in _EDITIONS
    }


def standing(
    changes: list[FactChange],
    end: git.Tree,
    released: git.CommitTree | None,
    behind: set[str],
    *,
    signs_figures: bool,
) -> Iterator[FactChange]:
    """Yield the changes of terms that still stand, each with its first value.

    Args:
        changes: What was found, in the order of the commits.
        end: The tree that is judged.
        released: The tree of the newest release, which signs limits, objectives and retention.
        behind: The commits that lead to that release.
        signs_figures: It signs the definitions of key figures as well.

    """
    if not changes:
        return
    now, then = _all_lines(end), _all_lines(released) if released else {}
    first: dict[tuple[str, str], FactChange] = {}
    for each in changes:
        signed = then.get(each.record)
        is_signed = signs_figures or not each.path.startswith("records/kpi/")
        is_behind = each.commit in behind and is_signed
        if is_behind and signed is not None:  # what the release signed is the first value now
            each = replace(each, before=signed.terms.get(each.field, _ABSENT))  # noqa: PLW2901
        first.setdefault((each.record, each.field), each)
    for change in first.values():
        line = now.get(change.record)
        value = line.terms.get(change.field, _ABSENT) if line else _ABSENT
        is_told_by_now = line is not None and is_told(line, change.field, change.before)
        if value != change.before and not is_told_by_now:
            last = [each for each in changes if (each.record, each.field) == (
                change.record, change.field)][-1]  # fmt: skip
            yield FactChange(
                change.record, line.path if line else change.path, change.field, change.before,
                value, last.commit, Fixed.term,
            )  # fmt: skip


def _all_lines(tree: git.Tree) -> dict[str, Line]:
    found = lines_in(SETTINGS, tree.read(SETTINGS))
    for folder in (*_DEFINED, LIMITS, FOLDER):
        for path in tree.paths(folder):
            if states_terms(path):
                found |= lines_in(path, tree.read(path))
    return found
