"""What falls due, for whom, and by when: the calendar of the system."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from qms.model.calendar import months_later
from qms.model.finding import Place
from qms.model.kinds.ch02_manual import ManualReview
from qms.model.kinds.ch06_planning import Objective, Risk
from qms.model.kinds.ch07_competence import ServiceManagerCertificate
from qms.model.kinds.ch07_documents import Document
from qms.model.kinds.ch07_resources import Instrument, UseState
from qms.model.kinds.ch09_evaluation import SelfEvaluation
from qms.model.kinds.ch09_review import ActionState, ManagementReview, ReviewAction
from qms.model.kinds.ch10_improvement import CorrectiveAction
from qms.model.kinds.record import place_of
from qms.model.objectives import periods, result_of
from qms.model.obligations import standings
from qms.model.snapshot import Snapshot
from qms.text import Text


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done by a day."""

    day: dt.date
    what: Text
    owner: str
    place: Place


def dues(snapshot: Snapshot) -> tuple[Due, ...]:
    """Return everything that falls due, earliest first."""
    return tuple(sorted(_all(snapshot), key=lambda due: (due.day, due.what.en)))


def _all(snapshot: Snapshot) -> Iterator[Due]:
    yield from _reviews(snapshot)
    yield from _results(snapshot)
    for instrument in snapshot.all(Instrument):
        if instrument.state is UseState.in_use:
            what = Text(
                zh=f"检定 {instrument.name} {instrument.id}", en=f"calibrate {instrument.id}"
            )
            yield Due(instrument.due, what, instrument.department, place_of(instrument, "due"))
    for action in snapshot.all(CorrectiveAction):
        if action.closed_on is None:
            what = Text(zh=f"纠正措施 {action.id}", en=f"corrective action {action.id}")
            yield Due(action.due, what, action.responsible, place_of(action, "due"))
    for decision in snapshot.all(ReviewAction):
        if decision.state not in {ActionState.done, ActionState.cancelled}:
            what = Text(zh=f"评审决定 {decision.id}", en=f"review decision {decision.id}")
            yield Due(decision.due, what, decision.owner, place_of(decision, "due"))
    for risk in snapshot.all(Risk):
        if risk.done_on is None:
            what = Text(zh=f"风险应对 {risk.id}", en=f"risk response {risk.id}")
            yield Due(risk.due, what, risk.owner, place_of(risk, "due"))
    for certificate in snapshot.all(ServiceManagerCertificate):
        what = Text(zh=f"证书到期 {certificate.id}", en=f"certificate {certificate.id} expires")
        yield Due(certificate.expires, what, "office", place_of(certificate, "expires"))
    for document in snapshot.all(Document):
        what = Text(zh=f"文件评审 {document.name}", en=f"review of document {document.id}")
        yield Due(document.next_review, what, document.owner, place_of(document, "next_review"))


def _results(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the periods whose results the objectives owe, a line for each department."""
    days = dt.timedelta(days=snapshot.settings.limits.objective_days)
    owing: dict[tuple[dt.date, str, str], list[Objective]] = {}
    for objective in snapshot.all(Objective):
        for year in (snapshot.as_of.year - 1, snapshot.as_of.year):
            if str(year) not in objective.targets:
                continue
            for each in periods(objective, year):
                if result_of(snapshot, objective, each.name) is None:
                    key = (each.last + days, each.name, objective.owner)
                    owing.setdefault(key, []).append(objective)
    for (day, period, owner), objectives in owing.items():
        what = Text(
            zh=f"{period} 目标结果 {len(objectives)} 项",
            en=f"results of {len(objectives)} objectives, {period}",
        )
        yield Due(day, what, owner, place_of(objectives[0], "frequency"))


def _reviews(snapshot: Snapshot) -> Iterator[Due]:
    settings = snapshot.settings
    newest = max(snapshot.all(ManualReview), key=lambda each: each.date, default=None)
    if newest:
        yield Due(
            months_later(newest.date, settings.manual.review_months),
            Text(zh="手册年度评审（2.2.4）", en="annual review of the manual (2.2.4)"),
            "after-sales",
            place_of(newest, "date"),
        )
    review = max(snapshot.all(ManagementReview), key=lambda each: each.date, default=None)
    if review:
        yield Due(
            months_later(review.date, settings.limits.management_review_months),
            Text(zh="管理评审（9.7）", en="management review (9.7)"),
            "leadership",
            place_of(review, "date"),
        )
    evaluation = max(snapshot.all(SelfEvaluation), key=lambda each: each.date, default=None)
    if evaluation:
        yield Due(
            months_later(evaluation.date, settings.limits.self_evaluation_months),
            Text(zh="自我评价（9.6）", en="self-evaluation (9.6)"),
            evaluation.header.owner,
            place_of(evaluation, "date"),
        )
    obligations = standings(snapshot)
    if obligations:
        first = obligations[0]
        together = sum(each.due == first.due for each in obligations)
        yield Due(
            first.due,
            Text(
                zh=f"合规性评价 {together} 项义务（9.4）",
                en=f"compliance evaluation of {together} obligations (9.4)",
            ),
            "office",
            place_of(first.obligation),
        )
