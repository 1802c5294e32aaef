"""What the manual promises against what the check counts, clause by clause (2.2, 9.2)."""

from collections.abc import Iterable
from pathlib import Path

from qms.model.kinds.ch02_limits import Limit
from qms.model.rule import Rule
from qms.model.snapshot import Snapshot
from qms.operations.checking.counted import counted_by
from qms.operations.checking.rulebook import rulebook
from qms.standing.bound import Coverage, Promised, Stated, stated_in


def coverage(root: Path, snapshot: Snapshot) -> Coverage:
    """Return the coverage of the chapters as they stand in the snapshot."""
    return covered(snapshot, rulebook(root).rules)


def covered(snapshot: Snapshot, rules: Iterable[Rule]) -> Coverage:
    """Return the coverage by some rules."""
    rules = tuple(rules)
    entries = {each.id: each for each in snapshot.all(Limit)}
    by_entry = counted_by(rules, entries)
    stated: dict[str, list[Stated]] = {}
    for each in stated_in(snapshot):
        stated.setdefault(each.clause, []).append(each)
    rows = tuple(
        Promised(
            clause=clause.number,
            title=clause.title,
            duties=len(clause.duties),
            rules=tuple(sorted(each.code for each in rules if each.clause == clause.number)),
            figures=tuple(
                (each, by_entry.get(each.entry, ())) for each in stated.get(clause.number, ())
            ),
        )
        for _, clause in snapshot.clauses
    )
    return Coverage(rows, entries)
