"""How long a corrective action may take (clause 10)."""

from collections.abc import Iterator

from qms.model.calendar import days_later
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch10_improvement import CorrectiveAction
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import retained
from qms.text import Text


def _action(due: str) -> dict[str, str]:
    return retained(
        CorrectiveAction, "JZ-2026-0001", source="complaint", clause="1",
        responsible="after-sales", grade="minor", fact="例", due=due, cause="例",
    )  # fmt: skip


@rule(
    "CAR107",
    clause="10",
    severity=Severity.WARNING,
    each=CorrectiveAction,
    title=Text(zh="纠正措施的期限不超过规定", en="A corrective action is planned within the limit"),
    message=Text(
        zh="纠正措施 {id} 计划 {planned} 完成，自立项起 {days} 天（限 {limit} 天）",
        en="corrective action {id} is planned for {planned}, {days:day|days} after it was opened "
        "(limit {limit})",
    ),
    why=Text(
        zh="期限由责任部门自己定得越宽，越不会逾期。",
        en="Whoever sets his own day wide enough is never late.",
    ),
    cure=Text(
        zh="缩短期限；确需更长的，由他人在到期前批准延期（extensions）。",
        en="Shorten it; where more is needed, another approves an extension before it is due.",
    ),
    bad=Example(_action("2026-12-31")),
    good=Example(_action("2026-03-31")),
    owner="quality",
)
def planned_too_late(snapshot: Snapshot) -> Iterator[Hit]:
    """The day first planned lies beyond the limit, counted from the day it was opened."""
    limit = snapshot.settings.limits.corrective_days
    for each in snapshot.live(CorrectiveAction):
        put_off = [line.from_ for line in each.extensions if line.field == "due"]
        planned = min([each.due, *put_off])
        if planned > days_later(each.date, limit):
            yield hit(
                place_of(each, "due"), owner=each.responsible, id=each.id, planned=planned,
                days=(planned - each.date).days, limit=limit,
            )  # fmt: skip
