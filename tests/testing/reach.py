"""What the code of a rule can reach of a snapshot, read from its source and from all it calls."""

import ast
import inspect
import textwrap
import types
from functools import cached_property

from qms.model.facts import FactChange
from qms.model.figure import FigureFlaw, Miscount
from qms.model.frozen import RecordHistory
from qms.model.kinds import kinds
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Record
from qms.model.manual import Chapter, Translation
from qms.model.rule import Rule
from qms.model.signing import SigningHistory
from qms.model.snapshot import IN_FORCE, Problem, Proof, ReleaseFact, Snapshot
from qms.model.standard import Standard
from qms.model.timestamp import TimeStamps

# What each door of a snapshot leads to; those that take a kind say it themselves.
DOORS: dict[str, set[type]] = {
    "chapters": {Chapter},
    "clauses": {Chapter},
    "printed_chapters": {Chapter},
    "clause_facts": {Chapter},
    "figure_flaws": {FigureFlaw, Record},
    "miscounts": {Miscount, Record},
    "problems": {Problem},
    "unread": {Problem},
    "unread_files": {Problem},
    "is_unread": {Problem},
    "proofs": {Proof},
    "signable_digests": {Proof},
    "history": {RecordHistory},
    "printed": {ReleaseFact},
    "signing": {SigningHistory},
    "signed_with": {Proof},
    "copied": {Proof},
    "changed_facts": {FactChange},
    "releases_in_git": {ReleaseFact, Release},
    "lost_releases": {ReleaseFact, Release},
    "release_fact": {ReleaseFact, Release},
    "stamps": {TimeStamps},
    "translations": {Translation},
    "standards": {Standard},
    "releases": {Release},
    "withdrawn": set(IN_FORCE) - {Release},
    "in_force": set(IN_FORCE),
    "named": {Person},
    "in_charge": {Person, Department},
    "serving": {Department},
    "has": {Record},
    "tables": {Record},
    "filed": {Record},
    "records": {Record},
    "index": {Record},
    "said_of_people": {Record},
}

# What leads to no record: settings, the day, and the doors that name a kind.
OTHERS = frozenset({
    "all", "as_of", "calendar_source", "current", "find", "is_shallow", "is_work_tree", "kinds",
    "lines", "live", "of_one", "outside", "own_kinds", "ref", "settings", "tip", "valid",
    "work_calendar",
    "written_on",
})  # fmt: skip


def reached(rule: Rule) -> set[type]:
    """Return every kind and part that the rule's function, or what it calls, names."""
    found: set[type] = set()
    _follow(rule.judge, set(), found)
    return found


def _follow(function: object, seen: set[object], found: set[type]) -> None:
    function = inspect.unwrap(function)  # type: ignore[arg-type]
    is_ours = isinstance(function, types.FunctionType) and function.__module__.startswith("qms.")
    if not is_ours or function in seen:
        return
    seen.add(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(_without_declaration(tree)):
        if isinstance(node, ast.Attribute) and _is_snapshot(node.value):
            found |= DOORS.get(node.attr, set())
        elif isinstance(node, ast.Call) and _asks_by_kind(node, function):
            found.add(Record)
        elif isinstance(node, ast.Name):
            _look_at(function.__globals__.get(node.id), seen, found)


def _without_declaration(tree: ast.Module) -> ast.Module:
    """A rule's declaration and a function's annotations name kinds that it need not read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []
            node.returns = None
            node.args = ast.arguments([], [], None, [], [], None, [])
    return tree


def _asks_by_kind(node: ast.Call, function: types.FunctionType) -> bool:
    """Tell whether a kind is asked for that only the data name, so that it may be any."""
    if not (isinstance(node.func, ast.Attribute) and _is_snapshot(node.func.value)):
        return False
    if node.func.attr not in {"all", "live", "lines", "current", "valid", "find"}:
        return False
    kind = node.args[0]
    return not (isinstance(kind, ast.Name) and kind.id in function.__globals__)


def _is_snapshot(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "snapshot") or (
        isinstance(node, ast.Attribute) and node.attr == "snapshot"
    )


def _look_at(value: object, seen: set[object], found: set[type]) -> None:
    if isinstance(value, type) and value in kinds().values():
        found.add(value)
    elif isinstance(value, type) and value.__module__.startswith("qms.") and value is not Snapshot:
        for member in vars(value).values():
            if isinstance(member, property):
                _follow(member.fget, seen, found)
            elif isinstance(member, cached_property):
                _follow(member.func, seen, found)
            elif isinstance(member, types.FunctionType) and not member.__name__.startswith("__"):
                _follow(member, seen, found)
    elif callable(value) and not isinstance(value, type):
        _follow(value, seen, found)
