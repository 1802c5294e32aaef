"""Whether a recall keeps the limits of its level (clause 8.2.7)."""

from collections.abc import Iterator, Mapping

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_limits import Limit
from qms.model.kinds.ch08_returns import Recall, RecallLevel, RecallNotice
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import register, retained
from qms.standing.limits import last_day
from qms.text import Text, listed

_NOTIFY: Mapping[RecallLevel, str] = {
    RecallLevel.first: "recall.level1.notify",
    RecallLevel.second: "recall.level2.notify",
    RecallLevel.third: "recall.level3.notify",
}
_COMPLETE: Mapping[RecallLevel, str] = {
    RecallLevel.first: "recall.level1.complete",
    RecallLevel.second: "recall.level2.complete",
    RecallLevel.third: "recall.level3.complete",
}


def _recalled(told: str, ended: str, due: str = "2026-03-30") -> dict[str, str]:
    rows = [
        {"id": name, "name": "例", "name_en": "x", "clause": "1", "states": "deadline",
         "value": value, "unit": unit}
        for name, value, unit in (
            ("recall.level1.notify", 24, "hour"), ("recall.level1.complete", 30, "day"),
        )
    ]  # fmt: skip
    notice = {
        "level": "first", "product": "power-cable", "models": ["例"], "serials": ["A1"],
        "produced": 1, "sold": 1, "reason": "例", "legal_basis": "例", "measures": "例",
        "sale_stopped": True, "start": "2026-03-02", "due": due, "notification": "例",
    }  # fmt: skip
    unit = {"serial": "A1", "customer": "CU-001", "state": "reached", "notified_on": told}
    return (
        register(Limit, *rows)
        | retained(RecallNotice, "ZH-2026-0001", **notice)
        | retained(
            Recall, "ZR-2026-0001", notice="ZH-2026-0001", serials=[unit], ended_on=ended,
            end_report="例",
        )
    )  # fmt: skip


@rule(
    "RCL105",
    clause="8.2.7",
    severity=Severity.ERROR,
    each=Recall,
    reads=(Limit, RecallNotice),
    title=Text(zh="召回按级别通知客户", en="Customers are told as the level wants"),
    message=Text(
        zh="召回 {id}（{level}）应在 {by} 前通知全部客户，{serials} 的客户{when}",
        en="recall {id} ({level}): customers were to be told by {by}; of {serials}: {when}",
    ),
    why=Text(zh="不知道有危险的客户还在用。", en="Who does not know of a danger goes on working."),
    cure=Text(
        zh="还没有通知的立即通知并登记日期；晚了的写明原因，纳入总结评价。",
        en="Tell them now and enter the day; say in the end report why it was late.",
    ),
    bad=Example(_recalled("2026-03-05", "2026-03-20")),
    good=Example(_recalled("2026-03-03", "2026-03-20")),
)
def told_late(snapshot: Snapshot) -> Iterator[Hit]:
    """A customer of a recalled machine was told after the limit of the level, or not at all."""
    for recall in snapshot.live(Recall):
        notice = snapshot.find(RecallNotice, recall.notice)
        entry = snapshot.find(Limit, _NOTIFY[notice.level]) if notice else None
        due = last_day(entry, notice.date, snapshot.work_calendar) if entry and notice else None
        if notice is None or due is None:
            continue
        late = [
            unit for unit in recall.serials
            if unit.customer and (unit.notified_on or snapshot.as_of) > due
        ]  # fmt: skip
        if late:
            days = [unit.notified_on for unit in late if unit.notified_on]
            when = Text(
                zh=f"{max(days)} 才通知" if len(days) == len(late) else "尚未通知",
                en=f"told on {max(days)}" if len(days) == len(late) else "not told yet",
            )
            yield hit(
                place_of(recall, "serials"), owner=recall.department, id=recall.id,
                due=None if len(days) == len(late) else due,
                level=notice.level.label.inside, by=due, when=when,
                serials=listed(unit.serial for unit in late),
            )  # fmt: skip


@rule(
    "RCL106",
    clause="8.2.7",
    severity=Severity.ERROR,
    each=Recall,
    reads=(Limit, RecallNotice),
    title=Text(zh="召回按级别完成", en="A recall is completed as its level wants"),
    message=Text(
        zh="召回 {id}（{level}）按级别应在 {by} 前完成，{when}",
        en="recall {id} ({level}) was to be completed by {by} by its level; {when}",
    ),
    why=Text(
        zh="通知里写的期限可以更早，不能比级别的期限晚。",
        en="The notice may set an earlier day than the level does, and none later.",
    ),
    cure=Text(
        zh="加快完成；晚了的写明原因，纳入总结评价和管理评审。",
        en="Complete it; say in the end report and the review why it was late.",
    ),
    bad=Example(_recalled("2026-03-03", "2026-04-20")),
    good=Example(_recalled("2026-03-03", "2026-03-20")),
)
def completed_late(snapshot: Snapshot) -> Iterator[Hit]:
    """A recall ended, or is still open, after the limit of its level."""
    for recall in snapshot.live(Recall):
        notice = snapshot.find(RecallNotice, recall.notice)
        entry = snapshot.find(Limit, _COMPLETE[notice.level]) if notice else None
        due = last_day(entry, notice.date, snapshot.work_calendar) if entry and notice else None
        ended = recall.ended_on if recall.ended_on and recall.ended_on <= snapshot.as_of else None
        if notice is not None and due is not None and (ended or snapshot.as_of) > due:
            when = Text(
                zh=f"{ended} 才完成" if ended else "至今未完成",
                en=f"it was on {ended}" if ended else "it is still open",
            )
            yield hit(
                place_of(recall, "ended_on"), owner=recall.department, id=recall.id,
                due=None if ended else due,
                level=notice.level.label.inside, by=due, when=when,
            )  # fmt: skip
