"""Evidence that a clause wants at intervals, and registers that it wants at all (clause 7.5)."""

from collections.abc import Iterator
from typing import Any

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.record import Record, place_of
from qms.model.manual import Chapter, Frequency
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import RELEASED
from qms.standing.conformity import MONTHS, EvidenceState, Held, held, wanted
from qms.text import Text, joined, same

# Kinds of which a rule of their own says the same, and which rule that is.
MISSING_ELSEWHERE = {"self-evaluation": "EVL107", "stock-take": "PRT103"}
OVERDUE_ELSEWHERE = {
    "manual-review": "MAN108",
    "management-review": "POL101",
    "self-evaluation": "EVL106",
    "stock-take": "PRT103",
    "competence-assessment": "CPT103",
}

_EVERY: dict[Frequency, Text] = {
    "month": Text(zh="每月", en="month"),
    "quarter": Text(zh="每季度", en="quarter"),
    "half-year": Text(zh="每半年", en="half-year"),
    "year": Text(zh="每年", en="year"),
}
_CHAPTER = """\
---
document: QM-01
chapter: "1"
title: 管理手册颁布令
owner: after-sales
revision: A/0
clauses:
  "1":
    owner: after-sales
    records: [risk, site-inspection]
    evidence:
      - {kind: site-inspection, every: month}
---
# 1 管理手册颁布令

各部门应学习本手册。
"""
_INSPECTION = """\
id: JC-2026-0001
form: QR-7.1.4-01 A/0
date: DAY
department: after-sales
filled_by: P-001
status: closed
area: 维修车间
score: 95
"""


def _released(*, day: str | None = None) -> dict[str, str]:
    """Return a manual in force that wants an inspection a month, and the last one made."""
    files = {"manual/01-order.md": _CHAPTER, **RELEASED}
    if day:
        path = f"records/site-inspection/{day[:4]}/JC-2026-0001.yaml"
        files[path] = _INSPECTION.replace("DAY", day)
    return files


def _periodic(snapshot: Snapshot) -> Iterator[tuple[Held, tuple[str, ...], Place, str]]:
    """Yield each kind that is wanted at intervals, once, where the shortest interval is asked."""
    asked: dict[str, list[tuple[Frequency, str]]] = {}
    for number, (_, facts) in snapshot.clause_facts.items():
        for kind, every in wanted(facts):
            if every is not None:
                asked.setdefault(kind, []).append((every, number))
    for kind, demands in asked.items():
        every, number = min(demands, key=lambda each: MONTHS[each[0]])
        numbers = tuple(each for _, each in demands)
        place, owner = _clause(snapshot, number)
        yield held(snapshot, kind, every), numbers, place, owner


def _clause(snapshot: Snapshot, number: str) -> tuple[Place, str]:
    """Return where a clause begins, and who answers for it."""
    chapter, facts = snapshot.clause_facts[number]
    heading = next((each for each in chapter.clauses if each.number == number), None)
    return chapter.at(heading.line) if heading else chapter.place, facts.owner


@rule(
    "EVD101",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(Chapter, Record),
    title=Text(zh="定期的证据已经产生", en="Evidence wanted at intervals exists"),
    message=Text(
        zh="条款 {clauses} 要求{every}一份《{kind}》，期限 {due_on} 已过，一份也没有",
        en="clause {clauses} wants “{kind}” every {every}; one was due on {due_on}, and there is "
        "none",
    ),
    why=Text(
        zh="手册要求定期做的事，没有记录就无从证明做过。",
        en="What the manual wants done regularly is not proven without a record.",
    ),
    cure=Text(
        zh="做完后登记：qms new {name}。确实不做的，申请修改手册。",
        en="Do it and file it with `qms new {name}`; if it is not done at all, change the manual.",
    ),
    bad=Example(_released()),
    good=Example(_released(day="2026-11-02")),
    references=("ISO 9001:2015 7.5.3",),
)
def evidence_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """A clause has been in force longer than its interval and nothing of the kind is on file."""
    for found, numbers, place, owner in _periodic(snapshot):
        if found.standing is EvidenceState.outside:
            yield not_judged(place, _outside(found))
        elif found.standing is EvidenceState.missing and found.kind not in MISSING_ELSEWHERE:
            yield hit(place, mark=found.kind, owner=owner, due=found.due, **_values(found, numbers))


@rule(
    "EVD102",
    clause="7.5",
    severity=Severity.WARNING,
    reads=(Chapter, Record),
    title=Text(zh="定期的证据没有逾期", en="Evidence wanted at intervals is recent"),
    message=Text(
        zh="条款 {clauses} 要求{every}一份《{kind}》，最新的 {record} 是 {last}，"
        "期限 {due_on} 已过",
        en="clause {clauses} wants “{kind}” every {every}; the newest, {record}, is of {last}, "
        "and the next was due on {due_on}",
    ),
    why=Text(
        zh="只有按期的记录才证明一直在做。",
        en="Only records in time prove that it is still being done.",
    ),
    cure=Text(
        zh="补做后登记：qms new {name}；迟做的原因写进记录。",
        en="Do it and file it with `qms new {name}`; say in it why it is late.",
    ),
    bad=Example(_released(day="2026-09-02")),
    good=Example(_released(day="2026-11-02")),
    references=("ISO 9001:2015 7.5.3",),
)
def evidence_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """The newest record of a kind is older than the interval and the days of grace after it."""
    for found, numbers, _, owner in _periodic(snapshot):
        late = found.standing is EvidenceState.overdue and found.kind not in OVERDUE_ELSEWHERE
        if late and found.newest is not None:
            yield hit(
                place_of(found.newest),
                mark=found.kind,
                owner=owner,
                due=found.due,
                record=found.newest.id,
                last=found.newest_on,
                **_values(found, numbers),
            )


@rule(
    "EVD103",
    clause="7.5",
    severity=Severity.WARNING,
    reads=(Chapter, Record),
    title=Text(zh="条款要求的清单有内容", en="A register that a clause wants has lines"),
    message=Text(
        zh="手册已生效，条款 {clauses} 要求的《{kind}》还没有一行",
        en="the manual is in force, and “{kind}”, wanted by clause {clauses}, has not one line",
    ),
    why=Text(
        zh="空的清单什么也证明不了，依它作出的判断也都落空。",
        en="An empty register proves nothing, and whatever is judged by it is judged in vain.",
    ),
    cure=Text(zh="登记：qms new {name}。", en="Fill it with `qms new {name}`."),
    bad=Example(_released(day="2026-11-02")),
    references=("ISO 9001:2015 7.5.3",),
)
def register_empty(snapshot: Snapshot) -> Iterator[Hit]:
    """A release is in force and a register that its clauses want has no line."""
    if snapshot.in_force is None:
        return
    asked: dict[str, list[str]] = {}
    for number, (_, facts) in snapshot.clause_facts.items():
        for kind, _ in wanted(facts):
            model = snapshot.kinds.get(kind)
            if model is not None and model.header.family == "maintained":
                asked.setdefault(kind, []).append(number)
    for kind, numbers in asked.items():
        found = held(snapshot, kind, None)
        if found.standing is EvidenceState.empty:
            place, owner = _clause(snapshot, numbers[0])
            yield hit(place, mark=kind, owner=owner, **_values(found, tuple(numbers)))


def _outside(found: Held) -> Text:
    return Text(
        zh=f"《{found.title.zh}》取自仓库外的表，这里没有数它",
        en=f"{found.title.en} comes from a table outside, which is not counted here",
    )


def _values(found: Held, numbers: tuple[str, ...]) -> dict[str, Any]:
    every = _EVERY.get(found.every) if found.every else None
    return {
        "clauses": joined(map(same, numbers)),
        "kind": found.title,
        "name": found.kind,
        "due_on": found.due,
        "every": every,
    }
