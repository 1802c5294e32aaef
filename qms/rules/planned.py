"""Whether the plans of a year are there on their day (clause 8.3)."""

import datetime as dt
from collections.abc import Iterator, Mapping

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_limits import Limit
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch08_plans import PlannedWork, YearlyPlan
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import RELEASED, register, retained
from qms.text import Text

_BY: Mapping[PlannedWork, str] = {
    PlannedWork.follow_up: "follow-up.plan",
    PlannedWork.care: "care.plan",
}


def _plan(year: int) -> dict[str, str]:
    item = {"what": "例", "whom": "例", "when": "例", "owner": "P-001"}
    return retained(
        YearlyPlan, "JH-2026-0001", date="2026-11-20", plans="follow-up", year=year, items=[item]
    )


_DATED: dict[str, object] = {
    "id": "follow-up.plan", "name": "例", "name_en": "x", "clause": "1", "states": "date",
    "on": "11-20",
}  # fmt: skip


@rule(
    "PLN104",
    clause="8.3.1",
    severity=Severity.WARNING,
    reads=(Limit, Release, YearlyPlan),
    title=Text(zh="下一年度的计划按期编制", en="Next year's plan is drawn up in time"),
    message=Text(
        zh="{year} 年度的{what}计划应在 {by} 前编制，还没有《客户工作年度计划》",
        en="the plan of {what} for {year} was due by {by}; there is no yearly plan of it",
    ),
    why=Text(
        zh="没有计划，一年里只会跟着事情跑。",
        en="Without a plan a year is spent running after events.",
    ),
    cure=Text(
        zh="编制、批准并登记：qms new yearly-plan",
        en="Draw it up, have it approved and file it: qms new yearly-plan",
    ),
    bad=Example(RELEASED | register(Limit, _DATED)),
    good=Example(RELEASED | register(Limit, _DATED) | _plan(2027)),
)
def plan_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """The day on which next year's plan was due is past, under a manual in force, without one."""
    there = {(each.plans, each.year) for each in snapshot.live(YearlyPlan)}
    first = min((each.effective for each in snapshot.releases), default=None)
    for work, name in _BY.items():
        due = _last(snapshot.find(Limit, name), snapshot.as_of)
        if due is None or first is None or due < first or (work, due.year + 1) in there:
            continue
        yield hit(
            Place("records/yearly-plan", line=1, column=1), mark=f"{work.value} {due.year + 1}",
            due=due, by=due, year=due.year + 1, what=work.label.inside,
        )  # fmt: skip


def _last(entry: Limit | None, day: dt.date) -> dt.date | None:
    """Return the last day of an entry's yearly date that is past; None where it states none."""
    if entry is None or "-" not in entry.on:
        return None
    month, number = map(int, entry.on.split("-"))
    for year in (day.year, day.year - 1):
        due = dt.date(year, month, min(number, 28) if month == _FEBRUARY else number)
        if due < day:
            return due
    return None


_FEBRUARY = 2
