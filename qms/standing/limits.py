"""The figures of the register where rules go by them: bound by name, converted by unit (2.2).

A rule that is older than the register reads a field of `Limits`; which entry that is stands here,
once. Rules since read the entry itself, and judge nothing where the register has none.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from pydantic import ValidationError

from qms.model.calendar import WorkCalendar, days_later, months_later
from qms.model.kinds.ch02_limits import PREFIX, Limit, Unit
from qms.model.manual import filled
from qms.settings import Limits, ManualSettings, Settings

# The field of the settings that an entry of the register takes the place of.
BOUND: Mapping[str, str] = {
    "reply_hours": "promise.reply",
    "handle_hours": "promise.handling",
    "service_manager_share": "people.service-managers",
    "obligation_months": "compliance.evaluation",
    "management_review_months": "review.management",
    "receipt_days": "copies.receipt",
    "holder_days": "copies.holder",
    "follow_up_days": "follow-up.after",
    "repair_days": "repair.substitute",
    "urgent_parts_hours": "parts.urgent.dispatch",
    "stock_take_months": "parts.stock-take",
    "carrier_months": "carrier.evaluation",
    "station_months": "station.evaluation",
    "competence_months": "people.competence",
    "inspection_months": "workplace.inspection",
    "spot_check_share": "repair.spot-check",
    "repeat_days": "complaint.repeat",
    "corrective_days": "corrective.deadline",
    "concession_months": "concession.term",
    "objective_days": "objective.result",
    "self_evaluation_months": "self-evaluation.every",
    "risk_medium_from": "risk.medium",
    "risk_high_from": "risk.high",
    "currency_months": "currency.check",
    "knowledge_months": "knowledge.review",
    "effect_days": "training.effect",
    "analysis_days": "performance.analysis",
    "handover_days": "handover.receipt",
    "recall_report_days": "recall.report",
    "nonconforming_minor_working_days": "nonconforming.minor",
    "nonconforming_ordinary_working_days": "nonconforming.ordinary",
    "nonconforming_major_working_days": "nonconforming.major",
    "dissatisfied_working_days": "follow-up.dissatisfied",
    "parts_review_working_days": "parts.review",
    "evidence_days": "records.evidence",
    "return_days": "return.closed",
    "plan_quarters": "training.plan.check",
}
BOUND_MANUAL: Mapping[str, str] = {
    "amendments_per_edition": "edition.amendments",
    "changed_share": "edition.share",
    "review_months": "manual.review",
}
Units = Mapping[Unit, Decimal | int]
_HOURS: Units = {Unit.minute: Decimal(1) / 60, Unit.hour: 1, Unit.day: 24, Unit.week: 168}
_DAYS: Units = {Unit.day: 1, Unit.week: 7}
_MONTHS: Units = {Unit.month: 1, Unit.quarter: 3, Unit.half_year: 6, Unit.year: 12}
# What a field counts in, by the end of its name, and what one of each unit is in that.
_COUNTED: tuple[tuple[str, Units], ...] = (
    ("_hours", _HOURS),
    ("_working_days", {Unit.working_day: 1}),
    ("_days", _DAYS),
    ("_months", _MONTHS),
    ("_quarters", {Unit.quarter: 1, Unit.half_year: 2, Unit.year: 4}),
    ("_share", {Unit.percent: Decimal("0.01")}),
    ("", {Unit.times: 1, Unit.plain: 1, Unit.point: 1}),
)


def settings_with(settings: Settings, entries: Iterable[Limit]) -> Settings:
    """Return the settings with what the register states in the place of their own limits."""
    register = {each.id: each for each in entries}
    if not register:
        return settings
    figures = {f"{PREFIX}{name}": each.printed for name, each in register.items()}
    limits, manual = dict(settings.limits), dict(settings.manual)
    for model, bound, values in ((Limits, BOUND, limits), (ManualSettings, BOUND_MANUAL, manual)):
        for field, name in bound.items():
            found = counted(field, register[name]) if name in register else None
            if found is not None and _is_valid(model, values, field, found):
                values[field] = found
    twice = (
        *(f"limits.{field}" for field, name in BOUND.items()
          if name in register and field in settings.limits.model_fields_set),
        *(f"manual.{field}" for field, name in BOUND_MANUAL.items()
          if name in register and field in settings.manual.model_fields_set),
    )  # fmt: skip
    return settings.stating(
        Limits.model_validate(limits),
        ManualSettings.model_validate(manual),
        figures,
        twice,
        filled(settings.promise, figures),
    )


def counted(field: str, entry: Limit) -> Decimal | None:
    """Return an entry in what a field of the settings counts in; None where it cannot be said."""
    if entry.value is None or entry.unit is None:
        return None
    units = next(units for end, units in _COUNTED if field.endswith(end))
    one = units.get(entry.unit)
    return None if one is None else entry.value * one


def _is_valid(
    model: type[Limits | ManualSettings], values: Mapping[str, object], field: str, found: Decimal
) -> bool:
    try:
        model.model_validate({**values, field: found})
    except ValidationError:
        return False
    return True


def is_usable(field: str, entry: Limit) -> bool:
    """Tell whether a rule can go by an entry: its unit converts and its value is allowed."""
    found = counted(field, entry)
    if found is None:
        return False
    if field in BOUND:
        return _is_valid(Limits, {}, field, found)
    return _is_valid(ManualSettings, {"number": "—"}, field, found)


def last_day(entry: Limit, start: dt.date, calendar: WorkCalendar) -> dt.date | None:
    """Return the last day in time, counted from a day by the entry's unit; None where it has none.

    A limit in hours or minutes runs out on the day on which its last hour falls at the latest.
    """
    if entry.value is None or entry.unit is None:
        return None
    count = int(entry.value)
    if entry.unit in _MONTHS:
        return months_later(start, count * int(_MONTHS[entry.unit]))
    if entry.unit in _DAYS:
        return days_later(start, count * int(_DAYS[entry.unit]))
    if entry.unit is Unit.working_day:
        return calendar.later(start, count)
    if entry.unit in _HOURS:
        hours = entry.value * _HOURS[entry.unit]
        return days_later(start, -int(-hours // 24))
    return None
