"""What falls due, for whom, and by when: the calendar of the system."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from qms.model.calendar import days_later, hours_later, months_later
from qms.model.finding import Place
from qms.model.kinds.ch02_manual import ManualReview
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch06_planning import Objective, Risk
from qms.model.kinds.ch07_competence import (
    Person,
    ServiceManagerCertificate,
    Training,
    TrainingPlan,
)
from qms.model.kinds.ch07_documents import Concession, Document
from qms.model.kinds.ch07_resources import Equipment, Instrument, UseState
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.ch08_customers import FollowUp
from qms.model.kinds.ch08_delivery import Carrier, CarrierEvaluation
from qms.model.kinds.ch08_parts import PartsOrder
from qms.model.kinds.ch08_repair import ServiceStation, StationEvaluation
from qms.model.kinds.ch08_returns import ReturnReport
from qms.model.kinds.ch09_evaluation import SelfEvaluation
from qms.model.kinds.ch09_review import ActionState, ManagementReview, ReviewAction
from qms.model.kinds.ch10_improvement import CorrectiveAction, ImprovementProject
from qms.model.kinds.record import Evidence, Record, Status, place_of
from qms.model.snapshot import Snapshot
from qms.standing.copies import (
    answer_to,
    copies_on,
    events_of,
)
from qms.standing.interim import temporaries_in_force
from qms.standing.objectives import (
    periods,
    result_of,
)
from qms.standing.obligations import standings
from qms.standing.study import studies
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done by a day: the duty, what it concerns, and who owes it.

    `owner` is the id of a department or of a person.
    """

    day: dt.date
    duty: Text
    subject: Text
    owner: str
    place: Place
    clause: str

    @property
    def what(self) -> Text:
        """The duty and what it concerns."""
        return Text(
            zh=f"{self.duty.zh} {self.subject.zh}".rstrip(),
            en=f"{self.duty.en} {self.subject.en}".rstrip(),
        )


def dues(snapshot: Snapshot) -> tuple[Due, ...]:
    """Return everything that falls due, earliest first."""
    return tuple(sorted(_all(snapshot), key=lambda due: (due.day, due.what.en)))


@dataclass(frozen=True, slots=True)
class _Deadline:
    """A kind whose records name the day by which something is to be done.

    Args:
        model: The kind.
        field: The field that holds the day; a record without one owes nothing.
        duty: What is to be done.
        owner: The field that names who owes it.
        is_open: Whether it is still owed.

    """

    model: type[Record]
    field: str
    duty: Text
    owner: str
    is_open: Callable[[Any], bool]


_DEADLINES = (
    _Deadline(Instrument, "due", Text(zh="检定", en="calibrate"), "department",
              lambda each: each.state is UseState.in_use),
    _Deadline(CorrectiveAction, "due", Text(zh="纠正措施", en="corrective action"), "in_charge",
              lambda each: each.closed_on is None),
    _Deadline(ReviewAction, "due", Text(zh="评审决定", en="review decision"), "owner",
              lambda each: each.state not in {ActionState.done, ActionState.cancelled}),
    _Deadline(ImprovementProject, "due", Text(zh="改进项目", en="improvement project"), "owner",
              lambda each: each.finished_on is None),
    _Deadline(Risk, "due", Text(zh="风险应对", en="risk response"), "responsible",
              lambda each: each.done_on is None),
    _Deadline(ServiceManagerCertificate, "expires", Text(zh="证书到期", en="certificate expires"),
              "", lambda _: True),
    _Deadline(Document, "next_review", Text(zh="文件评审", en="review of document"), "owner",
              lambda _: True),
    _Deadline(Concession, "expires", Text(zh="让步到期", en="concession ends"), "department",
              lambda _: True),
    _Deadline(Carrier, "licence_until", Text(zh="承运商许可到期", en="carrier's licence expires"),
              "", lambda each: each.is_active),
    _Deadline(Carrier, "insured_until", Text(zh="承运商保险到期", en="carrier's insurance ends"),
              "", lambda each: each.is_active),
    _Deadline(CarrierEvaluation, "action_due", Text(zh="承运商整改", en="carrier's action"),
              "department", lambda each: each.status is not Status.closed),
    _Deadline(ServiceStation, "contract_until", Text(zh="服务站合同到期", en="station's contract"),
              "", lambda each: each.is_active),
    _Deadline(StationEvaluation, "action_due", Text(zh="服务站整改", en="station's action"),
              "department", lambda each: each.status is not Status.closed),
    _Deadline(PartsOrder, "due", Text(zh="备件发货", en="dispatch parts"), "department",
              lambda each: each.dispatched_at is None),
    _Deadline(ReturnReport, "replacement_due", Text(zh="换货", en="replacement"), "department",
              lambda each: each.replacement_dispatch is None and each.closed_on is None),
    _Deadline(FollowUp, "action_due", Text(zh="回访不满意的措施", en="action after a follow-up"),
              "action_owner", lambda each: each.rechecked_on is None and not each.action_result),
)  # fmt: skip


def _all(snapshot: Snapshot) -> Iterator[Due]:
    for each in _DEADLINES:
        yield from _dated(snapshot, each)
    yield from _reviews(snapshot)
    yield from _results(snapshot)
    yield from _maintenance(snapshot)
    yield from _trainings(snapshot)
    yield from _copies(snapshot)
    yield from _studies(snapshot)
    yield from _complaints(snapshot)
    for temporary in temporaries_in_force(snapshot):
        yield _due(
            temporary, "expires", temporary.expires, Text(zh="临时更改到期", en="temporary ends")
        )


def _dated(snapshot: Snapshot, deadline: _Deadline) -> Iterator[Due]:
    for record in snapshot.current(deadline.model):
        day = getattr(record, deadline.field)
        if day is not None and deadline.is_open(record):
            owner = getattr(record, deadline.owner) if deadline.owner else ""
            yield _due(record, deadline.field, day, deadline.duty, owner)


def _due(record: Record, field: str, day: dt.date, duty: Text, owner: str = "") -> Due:
    name = getattr(record, "name", "")
    name_en = getattr(record, "name_en", name)
    return Due(
        day,
        duty,
        Text(zh=f"{name} {record.id}".strip(), en=f"{name_en} {record.id}".strip()),
        owner or record.header.owner,
        place_of(record, field),
        record.header.clause,
    )


def _maintenance(snapshot: Snapshot) -> Iterator[Due]:
    duty = Text(zh="设备维护", en="maintain")
    for asset in snapshot.all(Equipment):
        if asset.state is UseState.in_use:
            day = months_later(asset.last_maintained, asset.cycle_months)
            yield _due(asset, "last_maintained", day, duty, asset.owner)


def _trainings(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the trainings planned and not yet held, each due at the end of its month."""
    held = {each.plan_item for each in snapshot.live(Training)}
    for plan in snapshot.live(TrainingPlan):
        for index, item in enumerate(plan.planned):
            if item.item in held:
                continue
            month = dt.date.fromisoformat(f"{item.month}-01")
            yield Due(
                months_later(month, 1) - dt.timedelta(days=1),
                Text(zh="培训", en="training"),
                Text(zh=f"{item.topic} {item.item}", en=item.item),
                item.organiser,
                place_of(plan, "planned", index, "month"),
                plan.header.clause,
            )


def _copies(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the receipts that holders owe: for the copy itself, and for each amendment sent."""
    days = snapshot.settings.limits.receipt_days
    for copy in copies_on(events_of(snapshot), snapshot.as_of).values():
        if not copy.state.is_out:
            continue
        number = Text(zh=f"分发号 {copy.number}", en=f"copy {copy.number}")
        owner = copy.holder.person or copy.holder.department or "after-sales"
        if copy.received_on is None:
            yield Due(
                days_later(copy.issued_on, days),
                Text(zh="手册签收", en="receipt for"),
                number,
                owner,
                place_of(copy.events[0]),
                "2.2.2",
            )
        for notice in copy.sent:
            if answer_to(copy, notice) is None and notice.date <= snapshot.as_of:
                yield Due(
                    days_later(notice.date, days),
                    Text(zh="换页回执", en="receipt of amendment for"),
                    number,
                    owner,
                    place_of(notice),
                    "2.2.3",
                )


def _studies(snapshot: Snapshot) -> Iterator[Due]:
    for each in studies(snapshot):
        if each.confirmed is None:
            yield Due(
                each.due,
                Text(zh="学习手册", en="study"),
                same(each.release.name),
                each.person.id,
                place_of(each.release),
                "1",
            )


def _complaints(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the complaints whose second clock runs, on the day on which it runs out (3.2)."""
    limit = snapshot.settings.limits.handle_hours
    duty = Text(zh="处理投诉", en="handle complaint")
    for each in snapshot.live(Complaint):
        if each.handled_at is None and each.received_at.date() <= snapshot.as_of:
            end = hours_later(each.received_at, limit)
            yield _due(each, "received_at", end.date(), duty, each.owner or each.department)


def _results(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the periods whose results the objectives owe, a line for each department."""
    days = snapshot.settings.limits.objective_days
    owing: dict[tuple[dt.date, str, str], list[Objective]] = {}
    for objective in snapshot.all(Objective):
        for year in (snapshot.as_of.year - 1, snapshot.as_of.year):
            if str(year) not in objective.targets:
                continue
            for each in periods(objective, year):
                if result_of(snapshot, objective, each.name) is None:
                    key = (days_later(each.last, days), each.name, objective.owner)
                    owing.setdefault(key, []).append(objective)
    for (day, period, owner), objectives in owing.items():
        count = len(objectives)
        yield Due(
            day,
            Text(zh="目标结果", en="results of objectives"),
            Text(zh=f"{period} {count} 项", en=f"{period}, {count}"),
            owner,
            place_of(objectives[0], "frequency"),
            "6.3",
        )


def _reviews(snapshot: Snapshot) -> Iterator[Due]:
    settings = snapshot.settings
    limits = settings.limits
    yield from _yearly(
        snapshot, ManualReview, settings.manual.review_months,
        Text(zh="手册年度评审", en="annual review of the manual"), "after-sales",
    )  # fmt: skip
    yield from _yearly(
        snapshot, ManagementReview, limits.management_review_months,
        Text(zh="管理评审", en="management review"), "leadership",
    )  # fmt: skip
    yield from _yearly(
        snapshot, SelfEvaluation, limits.self_evaluation_months,
        Text(zh="自我评价", en="self-evaluation"), SelfEvaluation.header.owner,
    )  # fmt: skip
    obligations = standings(snapshot)
    if obligations:
        first = obligations[0]
        together = sum(each.due == first.due for each in obligations)
        yield Due(
            first.due,
            Text(zh="合规性评价", en="compliance evaluation"),
            Text(zh=f"{together} 项义务", en=f"of {together} obligations"),
            "office",
            place_of(first.obligation),
            "9.4",
        )


def _yearly(
    snapshot: Snapshot, model: type[Evidence], months: int, duty: Text, owner: str
) -> Iterator[Due]:
    newest = max(snapshot.live(model), key=lambda each: each.date, default=None)
    if newest is not None:
        yield Due(
            months_later(newest.date, months),
            duty,
            same(""),
            owner,
            place_of(newest, "date"),
            model.header.clause,
        )


def owner_name(snapshot: Snapshot, owner: str) -> Text:
    """Return the department and the person that an id stands for; of a department its head."""
    department, person = owing(snapshot, owner)
    name = person.name if person else ""
    if department is None:
        return same(name or owner)
    return Text(zh=f"{department.name} {name}".rstrip(), en=f"{department.name_en} {name}".rstrip())


def owing(snapshot: Snapshot, owner: str) -> tuple[Department | None, Person | None]:
    """Return the department and the person that an id stands for, on the day."""
    person = snapshot.find(Person, owner)
    department = snapshot.find(Department, person.department if person else owner)
    return department, snapshot.in_charge(owner)
