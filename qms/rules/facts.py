"""Whether what decides on late or in time stayed as it was first written (clauses 9.2 and 3.2)."""

from collections.abc import Iterator
from dataclasses import replace

from qms.model.facts import FactChange, Fixed
from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch10_improvement import CorrectiveAction
from qms.model.kinds.record import Evidence, Extension, Record, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import retained
from qms.standing.amendments import amendments
from qms.standing.authority import granting_posts
from qms.standing.due import deadlines_of
from qms.standing.signing import commit_of
from qms.text import Text

_EXTENSION = {
    "from": "2026-04-30", "to": "2026-06-30", "reason": "缺件", "approved_by": "P-002",
    "on": "2026-04-20",
}  # fmt: skip

_VOIDED = {
    "field": "status", "old": "open", "new": "void", "reason": "重复登记", "by": "P-001",
    "on": "2026-04-20", "approved_by": "P-002",
}  # fmt: skip


def _action(**fields: object) -> dict[str, str]:
    sheet = {
        "status": "open", "source": "complaint", "clause": "1", "responsible": "after-sales",
        "grade": "minor", "fact": "例", "due": "2026-04-30",
    }  # fmt: skip
    return retained(CorrectiveAction, "JZ-2026-0001", **(sheet | fields))


_EXTENDED = {"due": "2026-06-30", "extensions": [_EXTENSION]}


def _changes(snapshot: Snapshot, what: Fixed) -> Iterator[tuple[FactChange, Place]]:
    """Yield each fact that is not as it first stood, with its first value and the last commit."""
    found: dict[tuple[str, str, str], FactChange] = {}
    for change in snapshot.changed_facts:
        key = (change.path, change.record, change.field)
        first = found.get(key, change)
        found[key] = replace(change, before=first.before)
    for change in found.values():
        if change.what == what and not _is_undone(snapshot, change):
            kind = change.path.split("/")[1]
            record = snapshot.index.get(kind, {}).get(change.record)
            place = Place(change.path, line=1, column=1, record=change.record)
            yield change, place_of(record) if record is not None else place


@rule(
    "FIX101",
    clause="9.2",
    severity=Severity.ERROR,
    reads=(FactChange, Record),
    title=Text(zh="期限只能经批准延期", en="A deadline moves by an extension only"),
    message=Text(
        zh="{id} 的 {field} 由 {old} 改成 {new}，没有延期记录（提交 {commit}）",
        en="{field} of {id} was changed from {old} to {new} without an extension ({commit})",
    ),
    why=Text(
        zh="悄悄改期限，逾期就看不出来了；按时率按最初的期限计算。",
        en="A deadline moved in silence hides that it was missed; the first day is what counts.",
    ),
    cure=Text(
        zh="写入 extensions：from、to、reason、approved_by、on（不是 due 的另写 field）；"
        "或改回原期限。",
        en="Enter extensions: from, to, reason, approved_by, on (and field, if not due); or put "
        "the day back.",
    ),
    bad=Example(_action(due="2026-06-30"), committed=_action()),
    good=Example(_action(**_EXTENDED), committed=_action()),
    is_integrity=True,
)
def deadline_moved(snapshot: Snapshot) -> Iterator[Hit]:
    """A deadline of an open record was changed and no extension tells of it."""
    for change, place in _changes(snapshot, Fixed.deadline):
        yield hit(
            place, id=change.record, field=change.field, old=change.before,
            new=change.after or "—", commit=commit_of(change.commit),
        )  # fmt: skip


@rule(
    "FIX102",
    clause="9.2",
    severity=Severity.ERROR,
    reads=(FactChange, Record),
    title=Text(zh="何时发生的，写定不改", en="When something happened is written once"),
    message=Text(
        zh="{id} 的 {field} 由 {old} 改成 {new}，没有更正记录（提交 {commit}）",
        en="{field} of {id} was changed from {old} to {new} without a correction ({commit})",
    ),
    why=Text(
        zh="受理、到场、交付的时间决定是否超期，事后改动须留原值。",
        en="When it came and when it was done decides what is late; a change keeps the old value.",
    ),
    cure=Text(
        zh="改回原值，再用 qms correct {id} {field}=… 更正。",
        en="Put it back, then correct it: qms correct {id} {field}=…",
    ),
    bad=Example(_action(date="2026-03-09"), committed=_action()),
    good=Example(_action(), committed=_action()),
    is_integrity=True,
)
def fact_rewritten(snapshot: Snapshot) -> Iterator[Hit]:
    """A day on which something happened was changed in an open record, untold."""
    for change, place in _changes(snapshot, Fixed.happened):
        yield hit(
            place, id=change.record, field=change.field, old=change.before,
            new=change.after or "—", commit=commit_of(change.commit),
        )  # fmt: skip


@rule(
    "FIX106",
    clause="9.2",
    severity=Severity.ERROR,
    reads=(FactChange, Record),
    title=Text(
        zh="作废、撤回、取消，须更正并经另一人批准",
        en="What is made void, withdrawn or cancelled is so by a correction",
    ),
    message=Text(
        zh="{id} 的 {field} 由 {old} 改成 {new}，不再受判定，没有更正记录（提交 {commit}）",
        en="{field} of {id} was changed from {old} to {new} without a correction, and is judged no "
        "more ({commit})",
    ),
    why=Text(
        zh="未关闭的表单悄悄作废，逾期和投诉就从统计里消失了。",
        en="An open form made void in silence takes a complaint, or what is late, out of the "
        "count.",
    ),
    cure=Text(
        zh="qms correct {id} {field}={new} --reason 原因 --by 本人 --approved-by 批准人；"
        "从列表删去的，改回原样。",
        en="qms correct {id} {field}={new} --reason … --by … --approved-by …; what was taken off a "
        "list is put back.",
    ),
    bad=Example(_action(status="void"), committed=_action()),
    good=Example(_action(status="void", corrections=[_VOIDED]), committed=_action()),
    is_integrity=True,
)
def out_of_judgement(snapshot: Snapshot) -> Iterator[Hit]:
    """An open form, or a step of it, was taken out of judgement and no correction tells of it."""
    for change, place in _changes(snapshot, Fixed.standing):
        yield hit(
            place, id=change.record, field=change.field, old=change.before,
            new=change.after or "—", commit=commit_of(change.commit),
        )  # fmt: skip


@rule(
    "FIX103",
    clause="9.2",
    severity=Severity.ERROR,
    reads=(Record, Person, Post),
    title=Text(zh="延期由别人批准，在到期之前", en="An extension is another's, and in time"),
    message=Text(zh="{id} 的延期（至 {to}）{what}", en="the extension of {id} to {to} {what}"),
    why=Text(
        zh="自己给自己延期，或过期以后再延，等于没有期限。",
        en="To put off one's own deadline, or a missed one, is to have none.",
    ),
    cure=Text(
        zh="请责任人以外的人在到期前批准；已经逾期的按逾期处理。",
        en="Let somebody else approve it before the day; what is overdue stays overdue.",
    ),
    bad=Example(_action(due="2026-06-30", extensions=[_EXTENSION | {"approved_by": "P-001"}])),
    good=Example(_action(**_EXTENDED)),
    is_integrity=True,
)
def extended_ones_own(snapshot: Snapshot) -> Iterator[Hit]:
    """An extension was approved by who owes it or filed it, without the post, or after the day."""
    posts = granting_posts(snapshot)
    for decision in amendments(snapshot):
        record, entry = decision.record, decision.entry
        if isinstance(record, Evidence) and isinstance(entry, Extension):
            what = _flaw(snapshot, record, entry, posts)
            if what is not None:
                place = place_of(record, "extensions", decision.nth)
                yield hit(place, id=record.id, to=entry.to, what=what)


def _flaw(
    snapshot: Snapshot, record: Evidence, extension: Extension, posts: tuple[str, ...]
) -> Text | None:
    owing = {getattr(record, mark.owner) for _, mark in deadlines_of(type(record)) if mark.owner}
    if extension.approved_by in owing | {record.filled_by}:
        return Text(zh="由责任人或填写人自己批准", en="was approved by who owes or filed it")
    if extension.on > extension.from_:
        day = extension.on
        return Text(zh=f"在到期以后才批准（{day}）", en=f"came after the day ({day})")
    person = snapshot.find(Person, extension.approved_by)
    if person is None or not any(person.holds(post, extension.on) for post in posts):
        return Text(
            zh=f"批准的人当日不担任可以批准的岗位（{'、'.join(posts)}）",
            en=f"was approved by nobody who held a post that may ({', '.join(posts)}) on its day",
        )
    return None


def _is_undone(snapshot: Snapshot, change: FactChange) -> bool:
    """Tell whether the record says again what it said first, or tells of the change by now."""
    record = snapshot.index.get(change.path.split("/")[1], {}).get(change.record)
    if not isinstance(record, Evidence):
        return False
    value: object = record
    for name in change.field.split("."):
        try:
            value = value[int(name)] if isinstance(value, tuple) else getattr(value, name, None)
        except (IndexError, ValueError):
            value = None
    is_back = str(value).replace(" ", "T") == change.before.replace(" ", "T")
    told = [(each.field, each.old) for each in record.corrections]
    told += [(each.field, each.from_.isoformat()) for each in record.extensions]
    return is_back or (change.field, change.before) in told
