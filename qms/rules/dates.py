"""What has happened is not dated ahead (clause 7.5)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch08_returns import WasteDisposal
from qms.model.kinds.happened import happened
from qms.model.kinds.record import Record, place_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import retained
from qms.text import Text


def _waste(day: str) -> dict[str, str]:
    return retained(
        WasteDisposal, "FQ-2026-0001", date=day, waste="例", quantity=1, unit="kg",
        hazardous=False, handled_by="P-001", receiver="例",
    )  # fmt: skip


@rule(
    "DAT101",
    clause="7.5",
    severity=Severity.ERROR,
    each=Record,
    title=Text(zh="已发生的事不写将来的日期", en="What has happened is not dated ahead"),
    message=Text(
        zh="{id} 的 {field} 是 {day}，还没有到（今天 {today}）",
        en="{field} of {id} is {day}, which has not come (today is {today})",
    ),
    why=Text(
        zh="提前填好的日期不是证据。", en="A date filled in beforehand is no evidence of anything."
    ),
    cure=Text(
        zh="改为实际日期；是计划的，写到期限字段。", en="Enter the real date; plan elsewhere."
    ),
    bad=Example(_waste("2099-01-01")),
    good=Example(_waste("2026-03-02")),
)
def dated_ahead(snapshot: Snapshot) -> Iterator[Hit]:
    """A day on which something is said to have happened lies after the day that is judged.

    Where an earlier day is judged, what had been written by then may have happened by then: what
    the newest commit holds is judged by its day. What is not yet committed cannot be told apart.
    """
    limit = max(snapshot.as_of, snapshot.written_on or snapshot.as_of)
    for rows in snapshot.filed.values():
        if rows.latest <= limit:
            continue
        ahead = [(row, *each) for row in rows for each in happened(row) if each[1] > limit]
        for record, keys, day in ahead:
            if snapshot.is_work_tree and snapshot.as_of < limit:
                yield not_judged(place_of(record, *keys), _NOT_COMMITTED)
                continue
            yield hit(
                place_of(record, *keys), owner=getattr(record, "department", None),
                id=record.id, field=".".join(map(str, keys)), day=day, today=limit,
            )  # fmt: skip


_NOT_COMMITTED = Text(
    zh="查的是过去的一天，文件还没有提交，说不清写它时这一天到了没有",
    en="an earlier day is judged and the file is not committed yet: whether the day had come when "
    "it was written cannot be told",
)
