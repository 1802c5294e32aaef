"""What has happened is not dated ahead (clause 7.5)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch08_returns import WasteDisposal
from qms.model.kinds.happened import happened
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
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
    """A day on which something is said to have happened lies after the day of reading.

    The day of reading, not the day judged: to judge last year as of last year finds no fault with
    what happened since.
    """
    today = snapshot.read_on
    if today is None:
        return
    for record in snapshot.records:
        for keys, day in happened(record):
            if day > today:
                yield hit(
                    place_of(record, *keys), owner=getattr(record, "department", None),
                    id=record.id, field=".".join(map(str, keys)), day=day, today=today,
                )  # fmt: skip
