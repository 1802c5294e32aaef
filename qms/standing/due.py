"""What falls due, for whom, and by when: the calendar of the system."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from qms.model.calendar import days_later, months_later
from qms.model.finding import Place
from qms.model.kinds.ch02_copies import HolderClass
from qms.model.kinds.ch02_review import ManualReview
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch06_objectives import Objective
from qms.model.kinds.ch07_competence import Person, Training, TrainingPlan
from qms.model.kinds.ch07_resources import Equipment, Instrument, InstrumentCheck, UseState
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.ch08_repair import RepairOrder
from qms.model.kinds.ch09_evaluation import SelfEvaluation
from qms.model.kinds.ch09_review import ManagementReview
from qms.model.kinds.marks import Deadline
from qms.model.kinds.record import Evidence, Record, called, place_of
from qms.model.snapshot import Snapshot
from qms.standing.copies import answer_to, copies_on, events_of
from qms.standing.follow_up import of_complaints, of_repairs
from qms.standing.interim import temporaries_in_force
from qms.standing.objectives import periods, result_of
from qms.standing.obligations import standings
from qms.standing.promise import Clock
from qms.standing.study import studies
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done by a day: the duty, what it concerns, and who owes it.

    `owner` is the id of a department or of a person; `copy` the number of the copy that it
    concerns, where somebody outside the company holds it and is the one who owes it.
    """

    day: dt.date
    duty: Text
    subject: Text
    owner: str
    place: Place
    clause: str
    copy: str = ""

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


def _all(snapshot: Snapshot) -> Iterator[Due]:
    yield from _dated(snapshot)
    yield from _reviews(snapshot)
    yield from _results(snapshot)
    yield from _maintenance(snapshot)
    yield from _checks(snapshot)
    yield from _trainings(snapshot)
    yield from _copies(snapshot)
    yield from _studies(snapshot)
    yield from _complaints(snapshot)
    yield from _askings(snapshot)
    for temporary in temporaries_in_force(snapshot):
        yield _due(
            snapshot,
            temporary,
            "expires",
            temporary.expires,
            Text(zh="临时更改到期", en="temporary amendment expires:"),
        )


def _dated(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the days that fields declare to be deadlines, where they are still owed."""
    for model in snapshot.kinds.values():
        for field, deadline in deadlines_of(model):
            for record in snapshot.current(model):
                day = getattr(record, field)
                if day is not None and deadline.is_owed(record):
                    owner = getattr(record, deadline.owner) if deadline.owner else ""
                    yield _due(snapshot, record, field, day, deadline.duty, owner=owner)


@cache
def deadlines_of(model: type[Record]) -> tuple[tuple[str, Deadline], ...]:
    """Return the fields of a kind that are declared to be deadlines."""
    return tuple(
        (name, mark)
        for name, field in model.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, Deadline)
    )


def _due(
    snapshot: Snapshot, record: Record, field: str, day: dt.date, duty: Text, *, owner: str = ""
) -> Due:
    name = called(record)
    return Due(
        day,
        duty,
        Text(zh=f"{name.zh} {record.id}".strip(), en=f"{name.en} {record.id}".strip()),
        owner or snapshot.serving(record.header.owner),
        place_of(record, field),
        record.header.clause,
    )


def _maintenance(snapshot: Snapshot) -> Iterator[Due]:
    duty = Text(zh="设备维护", en="maintenance:")
    for asset in snapshot.all(Equipment):
        if asset.state is UseState.in_use:
            day = months_later(asset.last_maintained, asset.cycle_months)
            yield _due(snapshot, asset, "last_maintained", day, duty, owner=asset.owner)


def check_due(check: InstrumentCheck) -> dt.date:
    """Return the day by which a recurring check is to be done again."""
    return months_later(check.last_done, check.every_months)


def _checks(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the next day of every recurring check of an instrument in use (7.1.5)."""
    for each in snapshot.all(Instrument):
        for index, check in enumerate(each.checks if each.state is UseState.in_use else ()):
            yield Due(
                check_due(check),
                Text(zh=f"{check.name}", en=f"{check.name}:"),
                same(f"{each.name} {each.id}"),
                each.department,
                place_of(each, "checks", index, "last_done"),
                each.header.clause,
            )


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
        owner = copy.holder.person or copy.holder.department or snapshot.serving("after-sales")
        outside = copy.number if copy.holder.holder_class is not HolderClass.department else ""
        if copy.received_on is None:
            yield Due(
                days_later(copy.issued_on, days),
                Text(zh="手册签收", en="receipt outstanding:"),
                number,
                owner,
                place_of(copy.events[0]),
                "2.2.2",
                outside,
            )
        if copy.loan is not None and copy.loan.until is not None:
            yield Due(
                copy.loan.until,
                Text(zh="归还借阅的手册", en="give back the loan of"),
                number,
                (copy.loan.holder and copy.loan.holder.person) or owner,
                place_of(copy.loan),
                "2.2.2",
            )
        for notice in copy.sent:
            if answer_to(copy, notice) is None and notice.date <= snapshot.as_of:
                yield Due(
                    days_later(notice.date, days),
                    Text(zh="换页回执", en="receipt of amendment outstanding:"),
                    number,
                    owner,
                    place_of(notice),
                    "2.2.3",
                    outside,
                )


_STUDY = Text(zh="学习手册", en="study of the manual:")
_STUDY_OF_DOCUMENT = Text(zh="学习文件", en="study of")


def _studies(snapshot: Snapshot) -> Iterator[Due]:
    for each in studies(snapshot):
        if each.confirmed is None:
            yield Due(
                each.due,
                _STUDY if each.release else _STUDY_OF_DOCUMENT,
                same(each.name),
                each.person.id,
                place_of(each.subject),
                "1",
            )


def _complaints(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the complaints whose clocks run, on the day on which each runs out (3.2)."""
    duties = {
        Clock.reply: Text(zh="答复投诉", en="reply to complaint"),
        Clock.handling: Text(zh="处理投诉", en="handle complaint"),
    }
    for each in snapshot.live(Complaint):
        for clock, duty in duties.items():
            if clock.stopped(each) is None:
                day = clock.runs_out(each, snapshot.settings.limits).date()
                owner = each.owner or each.department
                yield _due(snapshot, each, "received_at", day, duty, owner=owner)


def _askings(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the customers of repairs and complaints who have not been asked yet (8.3.1)."""
    duty = Text(zh="回访客户", en="ask the customer about")
    for each in (*of_repairs(snapshot), *of_complaints(snapshot)):
        if each.asked is None:
            is_repair = isinstance(each.subject, RepairOrder)
            field = "handover" if is_repair else "closed_at"
            owner = each.subject.department
            yield _due(snapshot, each.subject, field, each.due, duty, owner=owner)


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
            Text(zh="目标结果", en="file the results of objectives for"),
            Text(zh=f"{period} {count} 项", en=f"{period} ({count})"),
            owner,
            place_of(objectives[0], "frequency"),
            "6.3",
        )


def _reviews(snapshot: Snapshot) -> Iterator[Due]:
    settings = snapshot.settings
    limits = settings.limits
    yield from _yearly(
        snapshot, ManualReview, settings.manual.review_months,
        Text(zh="手册年度评审", en="annual review of the manual"), snapshot.serving("after-sales"),
    )  # fmt: skip
    yield from _yearly(
        snapshot, ManagementReview, limits.management_review_months,
        Text(zh="管理评审", en="management review"), snapshot.serving("leadership"),
    )  # fmt: skip
    yield from _yearly(
        snapshot, SelfEvaluation, limits.self_evaluation_months,
        Text(zh="自我评价", en="self-evaluation"), snapshot.serving(SelfEvaluation.header.owner),
    )  # fmt: skip
    obligations = standings(snapshot)
    if obligations:
        first = obligations[0]
        together = sum(each.due == first.due for each in obligations)
        yield Due(
            first.due,
            Text(zh="合规性评价", en="compliance evaluation"),
            Text(zh=f"{together} 项义务", en=_OBLIGATIONS.say("en", count=together)),
            snapshot.serving("office"),
            place_of(first.obligation),
            "9.4",
        )


_OBLIGATIONS = Text(zh="{count} 项义务", en="of {count:obligation|obligations}")


def _yearly(
    snapshot: Snapshot, model: type[Evidence], months: int, duty: Text, owner: str
) -> Iterator[Due]:
    held = (e for e in snapshot.live(model) if not (isinstance(e, ManagementReview) and e.occasion))
    newest = max(held, key=lambda each: each.date, default=None)
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
    name = called(person) if person else same("")
    if department is None:
        return name if person else same(owner)
    return Text(
        zh=f"{department.name} {name.zh}".rstrip(), en=f"{department.name_en} {name.en}".rstrip()
    )


def owing(snapshot: Snapshot, owner: str) -> tuple[Department | None, Person | None]:
    """Return the department and the person that an id stands for, on the day."""
    person = snapshot.find(Person, owner)
    department = snapshot.find(Department, person.department if person else owner)
    return department, snapshot.in_charge(owner)
