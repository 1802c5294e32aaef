"""Prepares the evaluation of obligations, takes its result, and opens actions for gaps (9.4)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from qms.errors import QmsError
from qms.forms.answers import Answer, answers
from qms.model.kinds.ch06_obligations import Compliance, Obligation
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch09_evaluation import ComplianceEvaluation
from qms.model.kinds.ch10_improvement import ActionSource
from qms.model.kinds.record import Status
from qms.model.snapshot import Snapshot
from qms.operations.checking.check import check
from qms.operations.evaluation.corrective import Nonconformity, opened_action
from qms.operations.filing.people import person_named
from qms.publish.evaluation.obligations import NAME, OBLIGATIONS, PreparedObligation
from qms.standing.evidence import beside, findings_of, kinds_of
from qms.standing.obligations import standings
from qms.store import sheets
from qms.store.changes import Changes, Draft, Number
from qms.text import Text, joined

_GAPS = {Compliance.partial, Compliance.nonconform}


def prepared(
    root: Path, snapshot: Snapshot, *, days: int, everything: bool
) -> tuple[PreparedObligation, ...]:
    """Return the obligations due within so many days, each with records and findings beside it."""
    report = check(root, snapshot)
    until = snapshot.as_of + dt.timedelta(days=days)
    return tuple(
        PreparedObligation(
            each,
            beside(snapshot, kinds_of(snapshot, each.obligation.clauses), snapshot.as_of.year),
            findings_of(report.findings, each.obligation.clauses),
        )
        for each in standings(snapshot)
        if everything or each.due <= until
    )


def take(
    snapshot: Snapshot,
    content: bytes,
    *,
    by: str,
    evaluators: Sequence[str],
    conclusion: str,
) -> Changes[None]:
    """File the evaluation from its filled sheet; every gap becomes a corrective action.

    A row without a result was not evaluated and is left out; it stays due.

    Raises:
        QmsError: The sheet has no result, or one that lacks method, evidence or gap.

    """
    grids = {each.name: each.rows for each in sheets.from_workbook(content)}
    rows = grids.get(NAME.zh) or grids.get(NAME.en)
    filled = [each for each in answers(rows or [], OBLIGATIONS) if each.text("result")]
    known = {each.id: each for each in snapshot.all(Obligation)}
    _refuse_incomplete(filled, known)
    person, number = person_named(snapshot, by), Number()
    actions = {
        each.text("obligation"): _action(snapshot, each, known, person, number)
        for each in filled
        if _result(each) in _GAPS
    }
    values = {
        "evaluators": [person_named(snapshot, each).id for each in evaluators],
        "evaluated": [_evaluated(each, actions) for each in filled],
        "conclusion": conclusion,
    }
    evaluation = Draft(ComplianceEvaluation, values, by=person, status=Status.closed, number=number)
    return Changes("合规性评价 {id}", (evaluation, *actions.values()))


def _refuse_incomplete(filled: Sequence[Answer], known: Mapping[str, Obligation]) -> None:
    problems = [problem for each in filled for problem in _faults(each, known)]
    if not filled:
        problems.append(Text(zh="没有一行写了结论", en="no row has a result"))
    if problems:
        lines = joined(problems, zh="\n", en="\n")
        raise QmsError(
            Text(zh="评价表还不能登记：\n{lines}", en="The sheet cannot be filed yet:\n{lines}"),
            lines=lines,
        )


def _faults(answer: Answer, known: Mapping[str, Obligation]) -> Iterator[Text]:
    number = answer.text("obligation")
    if number not in known:
        yield Text(zh=f"{number}：不在合规义务清单中", en=f"{number}: not in the register")
    result = _result(answer)
    if result is None:
        zh = "、".join(each.zh for each in Compliance)
        en = ", ".join(each.value for each in Compliance)
        yield Text(zh=f"{number}：结论须是{zh}", en=f"{number}: the result is one of {en}")
    lacking = [key for key in ("method", "evidence") if not answer.text(key)]
    if result in _GAPS and not answer.text("gap"):
        lacking.append("gap")
    heads = {column.key: column.head for column in OBLIGATIONS}
    for key in lacking:
        yield Text(zh=f"{number}：没有写{heads[key].zh}", en=f"{number}: no {key} is stated")


def _result(answer: Answer) -> Compliance | None:
    words = answer.text("result")
    return next((each for each in Compliance if words in {each.value, each.zh, each.en}), None)


def _evaluated(answer: Answer, actions: Mapping[str, Draft]) -> dict[str, object]:
    number, result = answer.text("obligation"), _result(answer)
    data: dict[str, object] = {
        "obligation": number,
        "method": answer.text("method"),
        "evidence": answer.text("evidence"),
        "result": result or "",
    }
    if answer.text("gap"):
        data["gap"] = answer.text("gap")
    if number in actions:
        data["action"] = actions[number].number
    return data


def _action(
    snapshot: Snapshot,
    answer: Answer,
    known: Mapping[str, Obligation],
    by: Person,
    evaluation: Number,
) -> Draft:
    """Return the corrective action for a gap."""
    obligation, result = known[answer.text("obligation")], _result(answer)
    clause = (*obligation.clauses, "9.4")[0]
    word = result.zh if result else ""
    fact = f"{obligation.id}《{obligation.name}》{word}：{answer.text('gap')}"
    found = Nonconformity(clause, obligation.owner, fact)
    return opened_action(snapshot, found, by=by, source=ActionSource.compliance, record=evaluation)
