"""Services that missed their requirement (clause 8.4)."""

from collections.abc import Iterator

from qms.model.calendar import UNKNOWN_YEAR
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch08_returns import NonconformingService, NonconformityGrade
from qms.model.kinds.record import Status, place_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import retained
from qms.text import Text


def _service(**fields: object) -> dict[str, str]:
    sheet = {
        "source": "例", "clause": "1", "type": "attitude", "grade": "minor", "found_by": "P-001",
        "found_on": "2026-03-02", "responsible_department": "after-sales", "fact": "例",
        "containment": "例", "remedy": "apology", "decided_by": "P-001",
        "decided_on": "2026-03-03", "rechecked_by": "P-002", "rechecked_on": "2026-03-05",
        "recheck": "例", "status": "closed",
    } | fields  # fmt: skip
    return retained(NonconformingService, "BH-2026-0001", **sheet)


@rule(
    "NCF101",
    clause="8.4",
    severity=Severity.ERROR,
    each=NonconformingService,
    title=Text(zh="不合格服务按期决定处置", en="A nonconforming service is decided in time"),
    message=Text(
        zh="不合格服务 {id}（{grade}）应在 {by} 前决定处置（{limit} 个工作日），{state}",
        en="nonconforming service {id} ({grade}) was to be decided by {by} "
        "({limit:working day|working days}); {state}",
    ),
    why=Text(zh="越严重决定的人越高，但都要快。", en="The graver, the higher it is decided: fast."),
    cure=Text(
        zh="由有权人决定，填写 remedy、decided_by、decided_on。",
        en="Have it decided; enter remedy, decided_by and decided_on.",
    ),
    bad=Example(_service(decided_on="2026-03-09", rechecked_on="2026-03-10")),
    good=Example(_service()),
)
def decided_late(snapshot: Snapshot) -> Iterator[Hit]:
    """The remedy was decided after the limit of its grade in working days, or not yet."""
    limits = snapshot.settings.limits
    by_grade = {
        NonconformityGrade.minor: limits.nonconforming_minor_working_days,
        NonconformityGrade.ordinary: limits.nonconforming_ordinary_working_days,
        NonconformityGrade.major: limits.nonconforming_major_working_days,
    }
    for each in snapshot.live(NonconformingService):
        decided = each.decided_on or None
        end = decided or snapshot.as_of
        if end <= each.found_on:
            continue
        by = snapshot.work_calendar.later(each.found_on, by_grade[each.grade])
        if end <= by:
            continue
        if not snapshot.work_calendar.knows(each.found_on, by):
            yield not_judged(place_of(each, "found_on"), UNKNOWN_YEAR)
            continue
        yield hit(
            place_of(each, "decided_on" if decided else "found_on"),
            owner=each.responsible_department,
            due=by,
            id=each.id,
            grade=each.grade.label.inside,
            by=by,
            limit=by_grade[each.grade],
            state=Text(zh=f"{decided} 才决定", en=f"it was on {decided}")
            if decided
            else Text(zh="仍未决定", en="it still is not"),
        )


@rule(
    "NCF102",
    clause="8.4",
    severity=Severity.ERROR,
    each=NonconformingService,
    title=Text(zh="补救后由他人复核", en="Somebody else re-checks the remedy"),
    message=Text(
        zh="不合格服务 {id} 已关闭，{state}", en="nonconforming service {id} is closed; {state}"
    ),
    why=Text(zh="自己复核自己，等于没有复核。", en="To re-check oneself is no re-check."),
    cure=Text(zh="请他人复核并登记。", en="Have somebody else re-check it."),
    bad=Example(_service(rechecked_by="P-001")),
    good=Example(_service()),
)
def not_rechecked(snapshot: Snapshot) -> Iterator[Hit]:
    """A nonconforming service is closed without a re-check, or with one by who decided."""
    for each in snapshot.live(NonconformingService):
        if each.status is not Status.closed:
            continue
        if each.rechecked_by is None:
            state = Text(zh="没有复核", en="it was not re-checked")
        elif each.rechecked_by == each.decided_by:
            state = Text(zh="复核人就是决定人", en="it was re-checked by who decided")
        else:
            continue
        yield hit(
            place_of(each, "rechecked_by"), owner=each.responsible_department, id=each.id,
            state=state,
        )  # fmt: skip


@rule(
    "NCF103",
    clause="8.4",
    severity=Severity.ERROR,
    each=NonconformingService,
    title=Text(zh="严重或重复的不合格有纠正措施", en="Major or repeated ones lead to an action"),
    message=Text(
        zh="不合格服务 {id} {why}，没有《纠正措施单》",
        en="nonconforming service {id} {why} and has no corrective action",
    ),
    why=Text(zh="只补救不纠正，还会再来。", en="To make good without mending invites the next."),
    cure=Text(
        zh="开一份：qms new corrective-action，填入 corrective_action。",
        en="Open one: qms new corrective-action, and name it.",
    ),
    bad=Example(_service(is_repeat=True)),
    good=Example(_service()),
)
def no_corrective_action(snapshot: Snapshot) -> Iterator[Hit]:
    """A major or repeated nonconforming service led to no corrective action."""
    for each in snapshot.live(NonconformingService):
        is_major = each.grade is NonconformityGrade.major
        if (is_major or each.is_repeat) and each.corrective_action is None:
            why = Text(zh="严重", en="is major") if is_major else Text(zh="重复发生", en="repeats")
            place = place_of(each, "grade" if is_major else "is_repeat")
            yield hit(place, owner=each.responsible_department, id=each.id, why=why)
