"""All that somebody hands over who leaves or changes post: copies, posts, work, reviews (5.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from qms.model.finding import Place
from qms.model.kinds.ch02_distribution import DistributionList
from qms.model.kinds.ch02_manual import ChangeRequest, Role
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Evidence, Status, called, place_of
from qms.model.kinds.references import references_of
from qms.model.snapshot import Snapshot
from qms.standing.authority import signing_posts
from qms.standing.copies import copies_on, events_of
from qms.standing.document_copies import document_copies
from qms.standing.due import dues
from qms.text import Text, same


class Kept(Enum):
    """What kind of thing is handed over, in the order in which it is listed."""

    post = Text(zh="岗位", en="post")
    department = Text(zh="部门负责人", en="head of department")
    copy = Text(zh="受控本", en="copy of the manual")
    document_copy = Text(zh="受控文件", en="copy of a document")
    receiver = Text(zh="分发清单", en="distribution list")
    due = Text(zh="待办", en="owes")
    decision = Text(zh="待审批", en="to decide")
    record = Text(zh="未关闭的记录", en="open record")
    register = Text(zh="登记册中的责任", en="named in a register")
    key = Text(zh="签名密钥", en="signing key")


@dataclass(frozen=True, slots=True)
class Handed:
    """One thing to be handed over: of which kind, what it is, and where it stands."""

    kept: Kept
    what: Text
    place: Place


def handed_over(snapshot: Snapshot, person: Person) -> tuple[Handed, ...]:
    """Return all that a person hands over on the snapshot's day, kind by kind."""
    found = [
        *_posts(snapshot, person),
        *_copies(snapshot, person),
        *_owed(snapshot, person),
        *_decisions(snapshot, person),
        *_named(snapshot, person),
        *_keys(snapshot, person),
    ]
    order = list(Kept)
    return tuple(sorted(found, key=lambda each: order.index(each.kept)))


def _posts(snapshot: Snapshot, person: Person) -> Iterator[Handed]:
    day = snapshot.as_of
    for index, held in enumerate(person.posts):
        if held.until is None or held.until >= day:
            post = snapshot.find(Post, held.post)
            name = called(post) if post else same(held.post)
            yield Handed(Kept.post, name, place_of(person, "posts", index))
            for each in snapshot.all(Department):
                if each.head_post == held.post:
                    yield Handed(Kept.department, called(each), place_of(each, "head_post"))


def _copies(snapshot: Snapshot, person: Person) -> Iterator[Handed]:
    events = events_of(snapshot)
    for number, each in sorted(copies_on(events, snapshot.as_of).items()):
        if each.state.is_out and each.holder.person == person.id:
            yield Handed(Kept.copy, same(number), Place("records/copy-event"))
    for (document, number), copied in sorted(document_copies(snapshot)[0].items()):
        if copied.is_out and copied.holder.person == person.id:
            what = same(f"{document} {number}")
            yield Handed(Kept.document_copy, what, place_of(copied.event))
    for listed in snapshot.all(DistributionList):
        for index, line in enumerate(listed.receivers):
            if line.person == person.id:
                place = place_of(listed, "receivers", index)
                yield Handed(Kept.receiver, _line(listed.id, called(listed)), place)


def _owed(snapshot: Snapshot, person: Person) -> Iterator[Handed]:
    """Yield what falls due for the person, and for a department that the person heads."""
    for each in dues(snapshot):
        is_of_head = (
            snapshot.find(Person, each.owner) is None and snapshot.in_charge(each.owner) == person
        )
        if each.owner == person.id or is_of_head:
            what = Text(zh=f"{each.what.zh}（{each.day}）", en=f"{each.what.en} ({each.day})")
            yield Handed(Kept.due, what, each.place)


def _decisions(snapshot: Snapshot, person: Person) -> Iterator[Handed]:
    """Yield the change requests that wait for a decision which this person alone may give."""
    for request in snapshot.live(ChangeRequest):
        if request.status is Status.closed or request.is_rejected or request.is_approved:
            continue
        step = Role.reviewed if request.reviewed is None else Role.approved
        posts = signing_posts(snapshot, step)
        holders = {
            each.id
            for each in snapshot.all(Person)
            if any(each.holds(post, snapshot.as_of) for post in posts)
        }
        if holders == {person.id}:
            what = Text(zh=f"{request.id} {step.label.zh}", en=f"{request.id} {step.label.en}")
            yield Handed(Kept.decision, what, place_of(request))


def _named(snapshot: Snapshot, person: Person) -> Iterator[Handed]:
    """Yield open records and lines of registers that name the person in any field."""
    for model in snapshot.kinds.values():
        if model is Person:
            continue
        is_evidence = issubclass(model, Evidence)
        for record in snapshot.current(model):
            if isinstance(record, Evidence) and record.status is not Status.open:
                continue
            if not is_evidence and model.header.family != "maintained":
                continue
            keys = [keys for keys, kind, to in references_of(record) if (kind, to) == _ref(person)]
            if keys:
                what = _line(record.id, model.header.title)
                kept = Kept.record if is_evidence else Kept.register
                yield Handed(kept, what, place_of(record, *keys[0]))


def _ref(person: Person) -> tuple[str, str]:
    return "person", person.id


def _line(number: str, words: Text) -> Text:
    return Text(zh=f"{number} {words.zh}", en=f"{number} {words.en}")


def _keys(snapshot: Snapshot, person: Person) -> Iterator[Handed]:
    for index, key in enumerate(person.keys):
        if key.is_valid_on(snapshot.as_of):
            yield Handed(Kept.key, same(key.public.split()[0]), place_of(person, "keys", index))
