"""The processes that the manual names, each with its evidence (clause 4.4)."""

import re
from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch04_system import Process
from qms.model.kinds.record import Record, place_of
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import RELEASED, register
from qms.text import Text

_RANGE = re.compile(r"\b([A-Z])(\d+)\s*(?:至|到|~|–|—)\s*\1(\d+)\b")
_NAMED = {
    "manual/04-system-and-processes.md": (
        '---\ndocument: QM-01\nchapter: "4"\ntitle: 体系\nowner: after-sales\nrevision: A/0\n'
        'clauses:\n  "4": {owner: after-sales}\n  "4.4": {owner: after-sales}\n---\n\n'
        "# 4 体系\n\n## 4.4 管理过程关系\n\n公司确定了过程三个（C1 至 C3）。\n"
    )
}


def _processes(*numbers: str, **fields: object) -> dict[str, str]:
    row: dict[str, object] = {
        "name": "例", "name_en": "Example", "owner": "after-sales",
        "owner_post": "general-manager", "inputs": "例", "activities": "例", "outputs": "例",
        "criteria": "例", "monitoring": "例", "improvement": "例", "records": ["complaint"],
    }  # fmt: skip
    return register(Process, *({"id": number} | row | fields for number in numbers))


@rule(
    "PRC101",
    clause="4.4",
    severity=Severity.ERROR,
    reads=(Chapter, Process),
    title=Text(zh="手册所列过程齐全", en="Every process of the manual is registered"),
    message=Text(zh="过程清单缺：{missing}", en="the register of processes lacks: {missing}"),
    why=Text(zh="缺的过程没有负责人。", en="A process left out has no owner."),
    cure=Text(zh="在过程清单登记。", en="Enter it in the register."),
    references=("ISO 9001:2015 4.4.1",),
    bad=Example({**_NAMED, **_processes("C1", "C3")}),
    good=Example({**_NAMED, **_processes("C1", "C2", "C3")}),
)
def process_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """A process that the manual names is not in the register."""
    known = {each.id for each in snapshot.all(Process)}
    missing = [each for each in _named_processes(snapshot) if each not in known]
    if known and missing:
        place = Place("records/process", line=1, column=1)
        yield hit(place, missing=", ".join(missing))


def _named_processes(snapshot: Snapshot) -> Iterator[str]:
    """Yield the processes that the manual counts, by the ranges in its clause: C1 至 C8."""
    for _, clause in snapshot.clauses:
        if clause.number == Process.header.clause:
            for letter, first, last in _RANGE.findall(clause.body):
                for number in range(int(first), int(last) + 1):
                    yield f"{letter}{number}"


@rule(
    "PRC102",
    clause="4.4",
    severity=Severity.ERROR,
    each=Process,
    reads=(Record,),
    title=Text(zh="过程有指标或记录证明在运行", en="A figure or record shows that a process runs"),
    message=Text(
        zh="过程 {id} {name} 没有指标，所列记录也一份都没有",
        en="process {id} {name} has no figure, and none of its records exists",
    ),
    why=Text(zh="没有证据的过程只在纸上。", en="Without evidence it runs on paper only."),
    cure=Text(zh="登记指标或证明记录的种类。", en="Name a figure, or records that exist."),
    references=("ISO 9001:2015 4.4.2",),
    bad=Example(_processes("C1", records=["recall"]) | RELEASED),
    good=Example(_processes("C1", records=["person"])),
)
def process_unproven(snapshot: Snapshot) -> Iterator[Hit]:
    """A process has neither a key figure nor a record on file that shows it running."""
    for each in snapshot.all(Process):
        if not each.kpis and not any(snapshot.has(kind) for kind in each.records):
            place = place_of(each, "records")
            name = Text(zh=each.name, en=each.name_en)
            yield hit(place, owner=each.owner, awaits=("release",), id=each.id, name=name)
