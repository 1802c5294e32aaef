"""The tree of objectives: company, department, post, each serving the one above it (6.3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from qms.model.kinds.ch06_objectives import Objective
from qms.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Branch:
    """An objective with those that serve it."""

    objective: Objective
    below: tuple["Branch", ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Objective]]:
        """Go through the branch from above, each objective with its depth."""
        yield depth, self.objective
        for each in self.below:
            yield from each.walk(depth + 1)


def trees(snapshot: Snapshot) -> tuple[Branch, ...]:
    """Return the objectives that serve no other, each with what serves it.

    An objective whose parent is missing, or that stands in a ring, opens a tree of its own: none
    is left out.
    """
    every = snapshot.all(Objective)
    known = {each.id for each in every}
    placed: set[str] = set()

    def branch(objective: Objective) -> Branch:
        placed.add(objective.id)
        below = [each for each in every if each.parent == objective.id and each.id not in placed]
        return Branch(objective, tuple(branch(each) for each in below))

    found = [branch(each) for each in every if each.parent not in known]
    in_rings = (each for each in every if each.id not in placed)
    found.extend(branch(each) for each in in_rings)
    return tuple(found)
