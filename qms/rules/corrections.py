"""Whether a second person approves the correction of what rules judge by (7.5, 9.2)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch10_improvement import CorrectiveAction
from qms.model.kinds.record import Correction, Evidence, Record, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import retained
from qms.standing.amendments import amendments, is_judged
from qms.standing.authority import granting_posts
from qms.text import Text

_CORRECTED = {
    "field": "date", "old": "2026-03-01", "new": "2026-03-02", "reason": "笔误", "by": "P-003",
    "on": "2026-03-05", "approved_by": "P-002",
}  # fmt: skip


def corrected_action(**correction: object) -> dict[str, str]:
    """Return a corrective action, one of whose days was corrected."""
    entry = {name: value for name, value in (_CORRECTED | correction).items() if value}
    return retained(
        CorrectiveAction, "JZ-2026-0001", status="open", source="complaint", clause="1",
        responsible="after-sales", grade="minor", fact="例", due="2026-12-30", corrections=[entry],
    )  # fmt: skip


@rule(
    "DEC104",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(Record, Person, Post),
    title=Text(zh="据以判定的事实，更正须另一人批准", en="A second person approves a correction"),
    message=Text(
        zh="{id} 的 {field} 由 {person} 更正为 {new}，{what}",
        en="{person} corrected {field} of {id} to {new}, {what}",
    ),
    why=Text(
        zh="一个人就能改日期、状态和实绩，逾期就变成了按时。",
        en="Where one person may change days, states and values, what was late becomes in time.",
    ),
    cure=Text(
        zh="由另一位可批准的任职者批准，再更正一次："
        "qms correct {id} {field}={new} --approved-by 批准人 …",
        en="Let another person in a post that may approve it, and correct it once more: qms "
        "correct {id} {field}={new} --approved-by PERSON …",
    ),
    bad=Example(corrected_action(approved_by="")),
    good=Example(corrected_action()),
    is_integrity=True,
)
def corrected_alone(snapshot: Snapshot) -> Iterator[Hit]:
    """What rules judge by was corrected, and nobody else in a post that may approved it."""
    posts = granting_posts(snapshot)
    last: dict[tuple[str, str, str], tuple[Evidence, int, Correction]] = {}
    for each in amendments(snapshot):
        if isinstance(each.entry, Correction) and isinstance(each.record, Evidence):
            key = (place_of(each.record).path, each.record.id, each.entry.field)
            last[key] = (each.record, each.nth, each.entry)
    for record, nth, entry in last.values():
        what = _lack(snapshot, record, entry, posts)
        if what is not None and is_judged(type(record), entry.field):
            yield hit(
                place_of(record, "corrections", nth), mark=str(nth), id=record.id,
                field=entry.field, new=entry.new, person=snapshot.named(entry.by), what=what,
            )  # fmt: skip


def _lack(
    snapshot: Snapshot, record: Evidence, entry: Correction, posts: tuple[str, ...]
) -> Text | None:
    if entry.approved_by is None:
        return Text(zh="没有另一人批准", en="and nobody else approved it")
    if entry.approved_by in {entry.by, record.filled_by}:
        return Text(
            zh="批准的就是更正或填写的人", en="and who approved it made it or filed the record"
        )
    person = snapshot.find(Person, entry.approved_by)
    if person is None or not any(person.holds(post, entry.on) for post in posts):
        return Text(
            zh="批准的人当日不担任可以批准的岗位",
            en="and who approved it held no post that may on that day",
        )
    return None
