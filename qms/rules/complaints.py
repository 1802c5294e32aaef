"""Whether complaints are answered, handled, closed and learnt from as promised (3.2, 8.3.6)."""

import datetime as dt
from collections.abc import Iterator

from qms.model.calendar import end_of, hours_between
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch08_complaints import Complaint, ComplaintGrade
from qms.model.kinds.record import Status, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER
from qms.standing.promise import Clock, is_late
from qms.text import Text

_HEAD = """\
id: TS-2026-0001
form: QR-8.3.6-01 A/0
date: 2026-03-02
department: after-sales
filled_by: P-001
customer: CU-001
channel: hotline
received_at: 2026-03-02T09:00:00+08:00
received_by: P-001
complainant: 例先生
phone: "000"
product: power-cable
region: east
content: 例
demand: 例
owner: P-001
"""
_PATH = "records/complaint/2026/TS-2026-0001.yaml"


def _example(rest: str) -> Example:
    return Example({_PATH: _HEAD + rest, **CUSTOMER})


def _hours(complaint: Complaint, end: dt.datetime) -> float:
    return round(hours_between(complaint.received_at, end), 1)


@rule(
    "CMP101",
    clause="3.2",
    severity=Severity.ERROR,
    each=Complaint,
    title=Text(zh="按承诺的时限实质答复投诉", en="A complaint is answered within the promise"),
    message=Text(
        zh="投诉 {id} 受理后 {hours} 小时才答复（承诺 {limit} 小时）",
        en="complaint {id} was answered {hours} h after receipt (promise: {limit} h)",
    ),
    why=Text(
        zh="承诺从客户第一次联系起算，节假日不停；答复是第一只时钟。",
        en="The promise runs from first contact, holidays included; the reply is its first clock.",
    ),
    cure=Text(
        zh="查明延误原因，在投诉单写明，必要时开《纠正措施单》。",
        en="Find out why, note it on the form, and raise a corrective action where needed.",
    ),
    bad=_example(
        "grade: ordinary\nreplied_at: 2026-03-05T09:00:00+08:00\n"
        "handled_at: 2026-03-05T09:00:00+08:00\n"
    ),
    good=_example(
        "grade: ordinary\nreplied_at: 2026-03-03T09:00:00+08:00\n"
        "handled_at: 2026-03-04T08:00:00+08:00\n"
    ),
    references=("GB/T 27922 5.3.2",),
)
def late_reply(snapshot: Snapshot) -> Iterator[Hit]:
    """The first substantive reply came, or is still missing, after the promised hours."""
    yield from _stopped_late(snapshot, Clock.reply)


@rule(
    "CMP102",
    clause="3.2",
    severity=Severity.ERROR,
    each=Complaint,
    title=Text(zh="按承诺的时限处理投诉", en="A complaint is handled within the promise"),
    message=Text(
        zh="投诉 {id} 受理后 {hours} 小时才处理完（承诺 {limit} 小时）",
        en="complaint {id} was handled {hours} h after receipt (promise: {limit} h)",
    ),
    why=Text(
        zh="3.2 承诺在时限内“反馈和处理”，答复不等于处理，是第二只时钟。",
        en="The promise is reply and handling; an answer is not a solution: the second clock.",
    ),
    cure=Text(
        zh="查明延误原因，在投诉单写明，必要时开《纠正措施单》。",
        en="Find out why, note it on the form, and raise a corrective action where needed.",
    ),
    bad=_example(
        "grade: ordinary\nreplied_at: 2026-03-03T09:00:00+08:00\n"
        "handled_at: 2026-03-05T09:00:00+08:00\n"
    ),
    good=_example(
        "grade: ordinary\nreplied_at: 2026-03-03T09:00:00+08:00\n"
        "handled_at: 2026-03-04T08:00:00+08:00\n"
    ),
    references=("GB/T 27922 5.3.2",),
)
def late_handling(snapshot: Snapshot) -> Iterator[Hit]:
    """The complaint was handled after the promised hours."""
    yield from _stopped_late(snapshot, Clock.handling)


def _stopped_late(snapshot: Snapshot, clock: Clock) -> Iterator[Hit]:
    """Yield the complaints one of whose clocks was stopped, and only after the limit."""
    for complaint in snapshot.live(Complaint):
        stopped = clock.stopped(complaint)
        if stopped is not None and is_late(complaint, clock, snapshot):
            yield hit(
                place_of(complaint, clock.value),
                who=complaint.owner,
                id=complaint.id,
                hours=_hours(complaint, stopped),
                limit=clock.hours(snapshot.settings.limits),
                since=complaint.received_at.date(),
            )


@rule(
    "CMP103",
    clause="3.2",
    severity=Severity.ERROR,
    each=Complaint,
    title=Text(zh="投诉不得超时未答复、未处理", en="No complaint stays open past the promise"),
    message=Text(
        zh="投诉 {id} 已过 {hours} 小时仍缺{what}（承诺 {limit} 小时）",
        en="complaint {id} has not been {what}, {hours} h after receipt (promise: {limit} h)",
    ),
    why=Text(zh="时钟还在走，客户还在等。", en="The clock is running and the customer is waiting."),
    cure=Text(
        zh="今天联系客户，答复或处理后填入时间；按 8.3.6 升级。",
        en="Contact the customer today, enter the time, and escalate it by 8.3.6.",
    ),
    bad=_example("grade: ordinary\nreplied_at: 2026-03-03T09:00:00+08:00\n"),
    good=_example(
        "grade: ordinary\nreplied_at: 2026-03-03T09:00:00+08:00\n"
        "handled_at: 2026-03-04T08:00:00+08:00\n"
    ),
)
def running_late(snapshot: Snapshot) -> Iterator[Hit]:
    """A clock that still runs has passed the promise."""
    limits = snapshot.settings.limits
    now = end_of(snapshot.as_of, snapshot.settings.zone)
    for complaint in snapshot.live(Complaint):
        for clock in Clock:
            if clock.stopped(complaint) is None and is_late(complaint, clock, snapshot):
                yield hit(
                    place_of(complaint, "received_at"),
                    mark=clock.value,
                    who=complaint.owner,
                    id=complaint.id,
                    hours=_hours(complaint, now),
                    limit=clock.hours(limits),
                    what=_NOT_YET[clock],
                    due=clock.runs_out(complaint, limits).date(),
                )


_NOT_YET = {
    Clock.reply: Text(zh="实质答复", en="answered"),
    Clock.handling: Text(zh="处理完成", en="handled"),
}


@rule(
    "CMP201",
    clause="8.3.6",
    severity=Severity.ERROR,
    each=Complaint,
    title=Text(zh="投诉关闭须有答复、客户确认和回访", en="Closing needs reply, result, call-back"),
    message=Text(
        zh="投诉 {id} 已关闭，但缺 {missing}", en="complaint {id} was closed without {missing}"
    ),
    why=Text(
        zh="没有客户确认的关闭只是我们自己的说法。",
        en="Closed without the customer's word is only our own opinion.",
    ),
    cure=Text(
        zh="补做并用 qms correct 更正记录，或重新打开投诉。",
        en="Do what is missing and correct the record, or open the complaint again.",
    ),
    bad=_example(
        "grade: ordinary\nstatus: closed\nreplied_at: 2026-03-03T09:00:00+08:00\n"
        "handled_at: 2026-03-04T08:00:00+08:00\nclosed_at: 2026-03-05T08:00:00+08:00\n"
        "closed_by: P-001\nresult: satisfied\n"
    ),
    references=("GB/T 27922 5.3.2", "ISO 9001:2015 9.1.2"),
)
def closed_too_early(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed complaint lacks the reply, the customer's result or the call-back."""
    for complaint in snapshot.live(Complaint):
        if complaint.status is not Status.closed:
            continue
        needed = {
            "replied_at": complaint.replied_at,
            "result": complaint.result,
            "callback_at": complaint.callback_at,
            "closed_at": complaint.closed_at,
        }
        missing = [name for name, value in needed.items() if value is None]
        if missing:
            yield hit(
                place_of(complaint, "status"), who=complaint.owner, id=complaint.id,
                missing=", ".join(missing),
            )  # fmt: skip


@rule(
    "CMP202",
    clause="8.3.6",
    severity=Severity.ERROR,
    each=Complaint,
    title=Text(zh="严重或重复投诉须有纠正措施", en="Grave or repeated leads to corrective action"),
    message=Text(
        zh="投诉 {id}（{grade}{again}）没有纠正措施",
        en="complaint {id} ({grade}{again}) has no corrective action",
    ),
    why=Text(
        zh="安全、批量、媒体关注或重复的投诉说明原因还在。",
        en="A safety, batch, media or repeated complaint says that the cause is still there.",
    ),
    cure=Text(
        zh="用 qms new corrective-action 立单，并把编号填入 corrective_action。",
        en="Raise one with qms new corrective-action and enter its number.",
    ),
    bad=_example(
        "grade: safety\nreplied_at: 2026-03-03T09:00:00+08:00\n"
        "handled_at: 2026-03-04T08:00:00+08:00\n"
    ),
    references=("ISO 9001:2015 10.2",),
)
def grave_without_action(snapshot: Snapshot) -> Iterator[Hit]:
    """A grave or repeated complaint refers to no corrective action."""
    for complaint in snapshot.live(Complaint):
        is_grave = complaint.grade is not ComplaintGrade.ordinary
        if (is_grave or complaint.repeats) and not complaint.corrective_action:
            yield hit(
                place_of(complaint, "grade"),
                who=complaint.owner,
                id=complaint.id,
                grade=complaint.grade.label.inside,
                again=_AGAIN if complaint.repeats else Text(zh="", en=""),
            )


_AGAIN = Text(zh="，重复", en=", repeated")


@rule(
    "CMP203",
    clause="8.3.6",
    severity=Severity.ERROR,
    each=Complaint,
    title=Text(zh="被投诉人不得处理该投诉", en="Nobody handles a complaint about himself"),
    message=Text(
        zh="投诉 {id} 由被投诉人 {person} 处理",
        en="complaint {id} is handled by {person}, whom it is about",
    ),
    why=Text(zh="处理人须公正。", en="Whoever handles it must be impartial."),
    cure=Text(zh="换一位处理责任人。", en="Give it to somebody else."),
    bad=_example(
        "grade: ordinary\ncomplained_of: P-001\nreplied_at: 2026-03-03T09:00:00+08:00\n"
        "handled_at: 2026-03-04T08:00:00+08:00\n"
    ),
)
def handled_by_the_accused(snapshot: Snapshot) -> Iterator[Hit]:
    """The owner of a complaint is the person whom it is about."""
    for complaint in snapshot.live(Complaint):
        if complaint.complained_of and complaint.complained_of == complaint.owner:
            yield hit(place_of(complaint, "owner"), id=complaint.id, person=complaint.complained_of)
