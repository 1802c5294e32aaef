"""Who keeps a copy for whom, and whether a distribution list can be served (clause 2.2.2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from qms.model.kinds.ch02_copies import Holder, HolderClass
from qms.model.kinds.ch02_distribution import DistributionList, Receiver
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import called
from qms.model.snapshot import Snapshot
from qms.standing.copies import ControlledCopy, copies_on, events_of
from qms.text import Text, joined, told

_LEFT = Text(zh="{name} 已于 {day} 离职", en="{name} left {day}")
_NOT_YET = Text(zh="{name} {day} 才到职", en="{name} joins {day}")
_ELSEWHERE = Text(
    zh="{name} 属于{own}，在{other}没有岗位",
    en="{name} belongs to {own} and holds no post in {other}",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a list on a day: who keeps the copy, what forbids it, which copy is there already.

    `row` counts from 1, as people count lines.
    """

    row: int
    receiver: Receiver
    name: str
    keeper: Person | None
    faults: tuple[Text, ...]
    holds: ControlledCopy | None


def keeper_fault(snapshot: Snapshot, keeper: Person, department: str) -> Text | None:
    """Return why a person cannot keep a department's copy on the day; None when they can.

    Who belongs to the department keeps it, and who holds a post of it.
    """
    day = snapshot.as_of
    if not keeper.is_employed_on(day):
        if keeper.left is not None and keeper.left < day:
            return told(_LEFT, name=keeper.name, day=keeper.left)
        return told(_NOT_YET, name=keeper.name, day=keeper.joined)
    if belongs(snapshot, keeper, department):
        return None
    own, other = (_department(snapshot, each) for each in (keeper.department, department))
    return told(_ELSEWHERE, name=keeper.name, own=own, other=other)


def belongs(snapshot: Snapshot, keeper: Person, department: str | None) -> bool:
    """Tell whether a person belongs to a department on the day, or holds a post of it."""
    if keeper.department == department:
        return True
    posts = [each.id for each in snapshot.all(Post) if each.department == department]
    return any(keeper.holds(post, snapshot.as_of) for post in posts)


def _department(snapshot: Snapshot, number: str) -> Text:
    found = snapshot.find(Department, number)
    return Text(zh=found.name, en=found.name_en) if found else Text(zh=number, en=number)


def places(snapshot: Snapshot, chosen: DistributionList) -> tuple[Place, ...]:
    """Return every line of a list as it stands on the day."""
    out = [
        copy
        for copy in copies_on(events_of(snapshot), snapshot.as_of).values()
        if copy.state.is_out
    ]
    seen: dict[tuple[str | None, ...], int] = {}
    found: list[Place] = []
    for row, receiver in enumerate(chosen.receivers, 1):
        keeper, faults = _keeper(snapshot, receiver)
        key = (receiver.department, receiver.organisation, keeper.id if keeper else None)
        first = seen.setdefault(key, row)
        faults += [_twice(first)] if first != row and not faults else []
        faults += _unaddressed(receiver)
        held = [each for each in out if _is_held(each.holder, receiver)]
        held.sort(key=lambda each: each.holder.person != (keeper.id if keeper else None))
        out = [each for each in out if each not in held[:1]]
        name = receiver.organisation or _department(snapshot, receiver.department or "").zh
        place = Place(row, receiver, name, keeper, tuple(faults), held[0] if held else None)
        found.append(place)
    return tuple(found)


def _is_held(holder: Holder, receiver: Receiver) -> bool:
    """Tell whether a copy lies with that department or body, whoever keeps it there."""
    here, wanted = (
        (each.holder_class, each.department, each.organisation) for each in (holder, receiver)
    )
    return here == wanted


def _keeper(snapshot: Snapshot, receiver: Receiver) -> tuple[Person | None, list[Text]]:
    """Return who keeps the copy of a line, and what is wrong with that."""
    if receiver.holder_class is not HolderClass.department:
        return None, []
    department = receiver.department or ""
    if snapshot.find(Department, department) is None:
        return None, [Text(zh=f"没有部门 {department}", en=f"there is no department {department}")]
    if receiver.person is None:
        return _by_post(snapshot, receiver.post or "")
    keeper = snapshot.find(Person, receiver.person)
    if keeper is None:
        number = receiver.person
        return None, [Text(zh=f"花名册里没有 {number}", en=f"there is no person {number}")]
    fault = keeper_fault(snapshot, keeper, department)
    return keeper, [fault] if fault else []


def _by_post(snapshot: Snapshot, post: str) -> tuple[Person | None, list[Text]]:
    holders = [each for each in snapshot.all(Person) if each.holds(post, snapshot.as_of)]
    if len(holders) == 1:
        return holders[0], []
    found = snapshot.find(Post, post)
    zh, en = (found.name, found.name_en) if found else (post, post)
    if not holders:
        return None, [Text(zh=f"{zh}当日无人任职", en=f"nobody holds the post {en} on the day")]
    names = joined(called(each) for each in holders)
    return None, [
        Text(
            zh=f"{zh}有几人任职（{names.zh}），请写明保管人",
            en=f"several hold the post {en} ({names.en}); name the keeper",
        )
    ]


def _unaddressed(receiver: Receiver) -> Iterator[Text]:
    if receiver.holder_class is not HolderClass.department and not receiver.address:
        yield Text(zh="没有地址", en="no address")


def _twice(first: int) -> Text:
    return Text(zh=f"与第 {first} 行是同一持有人", en=f"the same holder as line {first}")


def receiver_of(snapshot: Snapshot, copy: ControlledCopy) -> Receiver | None:
    """Return the line of a distribution list that names the holder of a copy; the first of them.

    There stands where a letter to the holder goes, and in which language.
    """
    lines = (
        each
        for chosen in snapshot.all(DistributionList)
        for each in chosen.receivers
        if _is_held(copy.holder, each)
    )
    return next(lines, None)
