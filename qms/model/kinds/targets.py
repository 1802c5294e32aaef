"""By which target a year is judged, and what defines an objective and a figure (6.3, 9.2)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from qms.model.kinds.record import Revision


def aimed_at(
    targets: Mapping[str, Decimal], revisions: Sequence[Revision], year: str
) -> Decimal | None:
    """Return the first target of a year, whatever it was revised to since (6.3)."""
    first = next((each.from_ for each in revisions if each.field == f"targets.{year}"), None)
    if first is None:
        return targets.get(year)
    try:
        return Decimal(first)
    except InvalidOperation:
        return targets.get(year)


# What says how an objective is counted; fixed once a result was filed.
DEFINED_BY = (
    "kpi", "measured_by", "formula", "unit", "frequency", "direction", "rolls_up",
)  # fmt: skip
# What says how a figure is counted; fixed once a result was filed.
COUNTED_BY = (
    "population", "period_date", "where", "denominator", "numerator", "measure", "unit",
    "decimals", "direction",
)  # fmt: skip
