"""Duties that name their record, yearly plans that are there, the manual as listed (2.2, 8.3)."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_interim import ReleaseWithdrawal
from qms.model.kinds.ch02_limits import Limit
from qms.model.kinds.ch02_manual import Release, Signature
from qms.model.kinds.ch07_documents import Document
from qms.model.kinds.ch08_plans import PlannedWork, YearlyPlan
from qms.model.kinds.record import place_of
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import MINIMAL, RELEASED, register, retained
from qms.text import Text

_ORDER = "manual/01-order.md"
_WRITTEN = re.compile(
    r"(?:编制|制定|编写|建立|形成|起草)[^，；。、《》\n]{0,24}?(?:计划|方案|报告|清单|台账|分析|总结)"
)
# What a duty in which nothing is cited may be about all the same: another's papers, or a way.
_AT_HAND = re.compile("处理方案|维修方案|更换方案")


def _chapter(body: str) -> dict[str, str]:
    return {_ORDER: MINIMAL[_ORDER].replace("各部门应学习本手册。", body)}


@rule(
    "MAN110",
    clause="7.5",
    severity=Severity.WARNING,
    each=Chapter,
    title=Text(zh="要写的东西说明写在哪里", en="A duty to write says on which record"),
    message=Text(
        zh="条款 {number} 要求“{words}”，没有写明用什么记录",
        en="clause {number} wants “{words}” and names no record",
    ),
    why=Text(
        zh="谁、何时、用什么记录，断在最后一环，就查不到做没做。",
        en="Who, when, on which record: without the last nobody can tell whether it was done.",
    ),
    cure=Text(
        zh="写上登记的记录名《……》；没有合适的，先登记表单。",
        en="Name a registered record in 《…》; where none fits, register a form first.",
    ),
    bad=Example(_chapter("各部门应每年编制工作计划。")),
    good=Example(_chapter("各部门应每年编制工作计划，登记《手册学习确认表》。")),
)
def record_unnamed(snapshot: Snapshot) -> Iterator[Hit]:
    """A sentence obliges somebody to draw up a plan, report or list, and cites nothing."""
    for chapter, clause in snapshot.clauses:
        for duty in clause.duties:
            found = None if "《" in duty else _WRITTEN.search(duty)
            if found and not _AT_HAND.search(found[0]):
                before = clause.body[: clause.body.index(duty)]
                line = clause.line + 1 + before.count("\n")
                yield hit(chapter.at(line), mark=found[0], number=clause.number, words=found[0])


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


def _listed(version: str) -> dict[str, str]:
    line = {
        "id": "QM-01", "name": "手册", "name_en": "x", "version": version, "clause": "1",
        "owner": "after-sales", "prepared_by": "P-001", "reviewed_by": "P-001",
        "approved_by": "P-001", "approved_on": "2025-12-20", "effective": "2026-01-01",
        "last_review": "2025-12-20", "next_review": "2026-12-19",
    }  # fmt: skip
    return RELEASED | register(Document, line)


@rule(
    "MAN111",
    clause="7.5",
    severity=Severity.WARNING,
    reads=(Document, Release, ReleaseWithdrawal, Signature),
    title=Text(zh="清单里的手册是现行版本", en="The register lists the manual in force"),
    message=Text(
        zh="受控文件清单把手册 {id} 写成 {listed}，现行版本是 {name}",
        en="the register lists the manual {id} as {listed}; in force is {name}",
    ),
    why=Text(
        zh="清单随书印出，持有人照它核对手里的版本。",
        en="The register is printed in the book; holders check their copy by it.",
    ),
    cure=Text(
        zh="按发布记录改正版本、批准日期和生效日期。",
        en="Correct version, approval and day of effect by the release.",
    ),
    bad=Example(_listed("A/1")),
    good=Example(_listed("A/0")),
)
def manual_listed_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """The line of the manual in the register of documents is not of the release in force."""
    line = snapshot.find(Document, snapshot.settings.manual.number)
    release = snapshot.in_force
    if line is not None and release is not None and line.version != release.name:
        yield hit(place_of(line, "version"), id=line.id, listed=line.version, name=release.name)
