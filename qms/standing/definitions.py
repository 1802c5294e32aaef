"""How a result was counted: the digest of the definition, and the definitions that went before.

A filed result names the digest of the definition that it was counted by. A definition may be
revised in the open (`extensions` of its line); undoing the revisions gives those before (6.3, 9.2).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import to_json

from qms.model.kinds.ch06_objectives import Objective
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.kinds.record import Revision
from qms.model.kinds.targets import COUNTED_BY, DEFINED_BY
from qms.model.snapshot import Snapshot

_ABSENT = "—"


@dataclass(frozen=True, slots=True)
class Definition:
    """How an objective is counted: its own line, and that of the figure it is bound to."""

    objective: Objective
    kpi: Kpi | None

    @property
    def digest(self) -> str:
        """The SHA-256 of what defines it as JSON, keys sorted, without blanks."""
        stated = {
            "objective": self.objective.model_dump(mode="json", include=set(DEFINED_BY)),
            "kpi": self.kpi.model_dump(mode="json", include=set(COUNTED_BY)) if self.kpi else None,
        }
        text = json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def definition_of(snapshot: Snapshot, objective: Objective) -> Definition:
    """Return how an objective is counted today."""
    return Definition(objective, snapshot.find(Kpi, objective.kpi))


def definitions_of(snapshot: Snapshot, objective: Objective) -> Iterator[Definition]:
    """Yield how an objective is counted today, and before each revision, the newest first."""
    standing = definition_of(snapshot, objective)
    yield standing
    revisions = [(each.on, 0, place, each) for place, each in enumerate(objective.extensions)]
    if standing.kpi is not None:
        revisions += [(each.on, 1, i, each) for i, each in enumerate(standing.kpi.extensions)]
    for _, of_figure, _, each in sorted(revisions, key=lambda row: row[:3], reverse=True):
        before = _before(standing, each, is_of_figure=bool(of_figure))
        if before is not None:
            standing = before
            yield standing


def _before(now: Definition, revision: Revision, *, is_of_figure: bool) -> Definition | None:
    line = now.kpi if is_of_figure else now.objective
    if line is None or revision.field not in (COUNTED_BY if is_of_figure else DEFINED_BY):
        return None
    value = None if revision.from_ == _ABSENT else revision.from_
    data = line.model_dump(mode="json", by_alias=True) | {revision.field: value}
    if revision.field == "decimals":
        data["decimals"] = int(revision.from_) if revision.from_.isdecimal() else 0
    try:
        made = type(line).model_validate_json(to_json(data))
    except ValidationError:
        return None
    return Definition(now.objective, made) if isinstance(made, Kpi) else Definition(made, now.kpi)
