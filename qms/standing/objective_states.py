"""How it stands with an objective: each period as recorded and as counted now (6.3)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from qms.model.figure import Result
from qms.model.kinds.ch06_objectives import Objective, ObjectiveResult


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A period of an objective: what was recorded, and what its figure comes to now.

    The two may differ: a complaint closed after the count changes the figure, not the record.
    """

    name: str
    recorded: ObjectiveResult | None
    counted: Result | None
    target: Decimal | None
    is_met: bool | None
    due: dt.date

    @property
    def needs_action(self) -> bool:
        """It was missed, and nothing is being done about it."""
        recorded = self.recorded
        acted = recorded is not None and (recorded.action or recorded.corrective_action)
        return self.is_met is False and recorded is not None and not acted


@dataclass(frozen=True, slots=True)
class ObjectiveState:
    """An objective with its depth in the tree and its periods."""

    objective: Objective
    depth: int
    target: Decimal | None
    periods: tuple[PeriodState, ...]
