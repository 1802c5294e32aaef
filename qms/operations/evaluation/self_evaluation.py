"""Prepares the yearly self-evaluation, takes its result, and opens what follows from it (9.6)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qms.errors import QmsError
from qms.forms.answers import Answer, answers
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch09_evaluation import EvaluatedIndicator, EvaluationItem, SelfEvaluation
from qms.model.kinds.ch10_improvement import ActionSource
from qms.model.kinds.record import Status
from qms.model.snapshot import Snapshot
from qms.operations.checking.check import check
from qms.operations.evaluation.corrective import Nonconformity, opened_action
from qms.operations.evaluation.figures import Asked, figures
from qms.operations.filing.people import person_named
from qms.publish.evaluation.indicators import (
    BONUS,
    DEDUCTION,
    ITEMS,
    ITEMS_NAME,
    SPECIALS,
    SPECIALS_NAME,
    PreparedItem,
)
from qms.standing.evidence import beside, findings_of
from qms.store import sheets
from qms.store.changes import Changes, Draft, Number
from qms.text import Text, joined, same


def prepared(root: Path, snapshot: Snapshot, year: int) -> tuple[PreparedItem, ...]:
    """Return every indicator with the records, figures and findings beside it.

    Raises:
        QmsError: The register of items is empty.

    """
    items = _items(snapshot)
    report = check(root, snapshot)
    results = {each.kpi.id: each for each in figures(snapshot, Asked(None, str(year), listed=0))}
    last = _last(snapshot, year)
    return tuple(
        PreparedItem(
            item,
            beside(snapshot, item.kinds, year),
            tuple(results[kpi] for kpi in item.kpis if kpi in results),
            findings_of(report.findings, item.clauses),
            last.get(item.id),
        )
        for item in items
    )


def _items(snapshot: Snapshot) -> tuple[EvaluationItem, ...]:
    items = snapshot.all(EvaluationItem)
    if not items:
        raise QmsError(
            Text(
                zh="records/evaluation-item/ 里没有指标。",
                en="records/evaluation-item/ holds no items.",
            ),
            Text(
                zh="按所购的标准登记十五项指标和分值。",
                en="Enter the 15 indicators and their points from your copy of the standard.",
            ),
        )
    return items


def _last(snapshot: Snapshot, year: int) -> Mapping[str, EvaluatedIndicator]:
    before = [each for each in snapshot.all(SelfEvaluation) if each.year < year]
    newest = max(before, key=lambda each: (each.year, each.date), default=None)
    return {each.indicator: each for each in newest.indicators} if newest else {}


@dataclass(frozen=True, slots=True)
class Judged:
    """Who evaluated whom, and the conclusion; the rest stands in the sheet.

    An empty area stands for the department that serves as after-sales.
    """

    by: str
    evaluators: Sequence[str]
    area: str
    conclusion: str


def take(snapshot: Snapshot, year: int, content: bytes, judged: Judged) -> Changes[None]:
    """File the evaluation from its filled sheet; every finding becomes a corrective action.

    Raises:
        QmsError: The sheet is incomplete, an evaluator comes from the area, or nobody is known
            by such a name.

    """
    judged = replace(judged, area=judged.area or snapshot.serving("after-sales"))
    items = {each.id: each for each in _items(snapshot)}
    grids = {each.name: each.rows for each in sheets.from_workbook(content)}
    filled = answers(_sheet(grids, ITEMS_NAME), ITEMS)
    specials = answers(_sheet(grids, SPECIALS_NAME), SPECIALS)
    _refuse_incomplete(items, filled)
    evaluators = _independent(snapshot, judged)
    bonuses = [each.text("reason") for each in specials if _says(each, BONUS)]
    deductions = [each.text("reason") for each in specials if _says(each, DEDUCTION)]
    if len(bonuses) > 1 or len(bonuses) + len(deductions) < len(specials):
        raise QmsError(
            Text(
                zh="特殊项写“扣分”或“加分”，加分至多一项。",
                en="A special is a deduction or a bonus, and there is one bonus at most.",
            )
        )
    number = Number()
    acting = _Acting(snapshot, judged, number)
    rows = [_with_action(_indicator(items[each.text("item")], each),
                         acting.on(items[each.text("item")], each)) for each in filled]  # fmt: skip
    lost = [_with_action({"reason": each}, acting.against("9.6", each)) for each in deductions]
    values: dict[str, object] = {
        "year": year,
        "area": judged.area,
        "evaluators": [each.id for each in evaluators],
        "points_note": next(iter(items.values())).points_note,
        "indicators": rows,
        "conclusion": judged.conclusion,
        **({"deductions": lost} if lost else {}),
        **({"bonus": bonuses[0]} if bonuses else {}),
        **({"findings": [each.number for each in acting.drafts]} if acting.drafts else {}),
    }
    by = person_named(snapshot, judged.by)
    evaluation = Draft(SelfEvaluation, values, by=by, status=Status.closed, number=number)
    return Changes(f"{year} 年自我评价 {{id}}", (evaluation, *acting.drafts))


def _independent(snapshot: Snapshot, judged: Judged) -> list[Person]:
    """Return the evaluators, none of whom may come from the area that is evaluated."""
    evaluators = [person_named(snapshot, each) for each in judged.evaluators]
    for person in evaluators:
        if person.department == judged.area:
            raise QmsError(
                Text(
                    zh="评价人 {name} 属于被评价部门 {area}。",
                    en="{name}, an evaluator, belongs to the area evaluated, {area}.",
                ),
                Text(zh="换与该部门无关的人员（9.6）。", en="Name somebody from elsewhere (9.6)."),
                name=same(person.name),
                area=same(judged.area),
            )
    return evaluators


@dataclass
class _Acting:
    """Opens an action for each thing found; local to one evaluation."""

    snapshot: Snapshot
    judged: Judged
    evaluation: Number
    drafts: list[Draft] = field(default_factory=list)

    def on(self, item: EvaluationItem, answer: Answer) -> Draft | None:
        finding = answer.text("finding")
        return self.against((*item.clauses, "9.6")[0], finding) if finding else None

    def against(self, clause: str, fact: str) -> Draft:
        action = opened_action(
            self.snapshot,
            Nonconformity(clause, self.judged.area, fact),
            by=person_named(self.snapshot, self.judged.by),
            source=ActionSource.self_evaluation,
            record=self.evaluation,
        )
        self.drafts.append(action)
        return action


def _with_action(row: dict[str, object], action: Draft | None) -> dict[str, object]:
    return row | ({"action": action.number} if action else {})


def _sheet(grids: Mapping[str, Sequence[Sequence[object]]], name: Text) -> (
    Sequence[Sequence[object]]
):  # fmt: skip
    found = grids.get(name.zh) or grids.get(name.en)
    if found is None:
        raise QmsError(
            Text(zh="工作簿里没有“{name}”表。", en="The workbook has no sheet “{name}”."), name=name
        )
    return found


def _says(answer: Answer, word: Text) -> bool:
    return answer.text("kind") in {word.zh, word.en} and bool(answer.text("reason"))


def _refuse_incomplete(items: Mapping[str, EvaluationItem], filled: Sequence[Answer]) -> None:
    """Say everything that the sheet lacks at once."""
    given = [each.text("item") for each in filled]
    problems = [
        *(Text(zh=f"{each}：不在指标表中", en=f"{each}: not in the register of items")
          for each in given if each not in items),
        *(Text(zh=f"{each}：表中没有或重复", en=f"{each}: missing from the sheet, or there twice")
          for each in items if given.count(each) != 1),
        *(problem for each in filled if each.text("item") in items for problem in _faults(each)),
    ]  # fmt: skip
    if problems:
        lines = joined(problems, zh="\n", en="\n")
        raise QmsError(
            Text(zh="评价表还不能登记：\n{lines}", en="The sheet cannot be filed yet:\n{lines}"),
            lines=lines,
        )


def _faults(answer: Answer) -> Iterator[Text]:
    item = answer.text("item")
    if answer.truth("applicable") is False:
        if not answer.text("note"):
            yield Text(zh=f"{item}：不适用须在“说明”写原因", en=f"{item}: excluded without a note")
        return
    met, checked, failed = answer.truth("met"), answer.count("checked"), answer.count("failed")
    if (met is None) == (checked is None):
        yield Text(
            zh=f"{item}：填“符合”或“抽样数”之一", en=f"{item}: fill in met or sampled, and one only"
        )
    if checked is not None and (failed is None or failed > checked or checked == 0):
        yield Text(
            zh=f"{item}：不符合数须在 0 和抽样数之间",
            en=f"{item}: failed must be from 0 to sampled",
        )
    if not answer.text("evidence"):
        yield Text(zh=f"{item}：没有写证据", en=f"{item}: no evidence is stated")
    if (met is False or failed) and not answer.text("finding"):
        yield Text(zh=f"{item}：失分须写明发现项", en=f"{item}: points lost without a finding")


def _indicator(item: EvaluationItem, answer: Answer) -> dict[str, object]:
    data: dict[str, object] = {
        "indicator": item.id,
        "name": item.name,
        "group": item.group.value,
        "points": str(item.points),
        "applicable": answer.truth("applicable") is not False,
    }
    checked = answer.count("checked")
    if data["applicable"]:
        if checked is not None:
            data["sampled"] = {"checked": checked, "failed": answer.count("failed")}
        else:
            data["met"] = answer.truth("met")
    return data | {key: answer.text(key) for key in ("evidence", "note") if answer.text(key)}
