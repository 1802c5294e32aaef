"""Lets somebody stand in for another for a time: in the register, and so with the posts' rights.

A substitute holds each post of the absent one from the first to the last day. Nothing else tells
who may sign, decide or answer for what falls due, so that all of it follows (clause 5.3).
"""

import datetime as dt
from dataclasses import dataclass

from qms.errors import QmsError
from qms.model.kinds.ch07_competence import Holding, Person
from qms.model.snapshot import Snapshot
from qms.operations.filing.people import holder_of, person_named
from qms.standing.authority import Act, posts_for
from qms.store.changes import Amendment, Changes, Keys
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class Absence:
    """Who is away, who stands in, and the first and last day of it."""

    absent: str
    substitute: str
    since: dt.date
    until: dt.date


def stand_in(snapshot: Snapshot, absence: Absence, *, by: str) -> Changes[None]:
    """Enter that somebody holds the posts of another for a time.

    Everybody names their own substitute; whoever keeps the staff register names it for others.

    Raises:
        QmsError: Who files it may not; the days are past or the wrong way round; the two are one;
            the substitute is not employed all the time; or there is no post to stand in for.

    """
    absent = person_named(snapshot, absence.absent)
    substitute = person_named(snapshot, absence.substitute)
    if person_named(snapshot, by).id != absent.id and posts_for(snapshot, Act.staff):
        holder_of(snapshot, by, posts_for(snapshot, Act.staff))
    _refuse_days(snapshot, absence)
    _refuse_unfit(absence, absent, substitute)
    posts = [
        each for each in _own_posts(absent, absence) if not _is_held(substitute, each, absence)
    ]
    if not posts:
        raise QmsError(
            Text(
                zh="{absent} 在这段时间没有要由 {substitute} 代理的岗位。",
                en="{absent} holds no post in that time in which {substitute} could stand in.",
            ),
            absent=same(absent.name),
            substitute=same(substitute.name),
        )
    first = len(substitute.posts)
    lines: dict[Keys, object] = {
        ("posts", first + place): {
            "post": post,
            "since": absence.since,
            "until": absence.until,
            "instead_of": absent.id,
        }
        for place, post in enumerate(posts)
    }
    message = f"{substitute.name} 代理 {absent.name}：{absence.since} 至 {absence.until}"
    return Changes(message, amendments=(Amendment(substitute, lines),))


def _refuse_days(snapshot: Snapshot, absence: Absence) -> None:
    if absence.since < snapshot.as_of:
        raise QmsError(
            Text(
                zh="代理从今天或以后开始；{day} 已过，不能补记。",
                en="It begins today or later; {day} is past and nothing is entered afterwards.",
            ),
            day=same(str(absence.since)),
        )
    if absence.until < absence.since:
        raise QmsError(
            Text(zh="止日早于起日。", en="The last day lies before the first."),
        )


def _refuse_unfit(absence: Absence, absent: Person, substitute: Person) -> None:
    if absent.id == substitute.id:
        raise QmsError(Text(zh="不能代理自己。", en="Nobody stands in for themselves."))
    for day in (absence.since, absence.until):
        if not substitute.is_employed_on(day):
            raise QmsError(
                Text(zh="{name} 在 {day} 不在职。", en="{name} is not employed on {day}."),
                name=same(substitute.name),
                day=same(str(day)),
            )


def _own_posts(absent: Person, absence: Absence) -> list[str]:
    """Return the posts held in their own right; nobody passes on what they hold for another."""
    return [
        each.post
        for each in absent.posts
        if each.instead_of is None and each.covers(absence.since) and absent.holds(
            each.post, absence.since
        )
    ]  # fmt: skip


def _is_held(substitute: Person, post: str, absence: Absence) -> bool:
    """Tell whether somebody holds a post at any time of these days already."""
    return any(
        each.post == post
        and each.since <= absence.until
        and (each.until is None or absence.since <= each.until)
        for each in substitute.posts
    )


def back(snapshot: Snapshot, *, absent: str, substitute: str, by: str) -> Changes[None]:
    """Enter that somebody is back: who stands in does so today for the last time.

    Raises:
        QmsError: Who files it may not, or that person does not stand in today.

    """
    away, person = person_named(snapshot, absent), person_named(snapshot, substitute)
    if person_named(snapshot, by).id not in {away.id, person.id} and posts_for(snapshot, Act.staff):
        holder_of(snapshot, by, posts_for(snapshot, Act.staff))
    day = snapshot.as_of
    places = [
        place
        for place, each in enumerate(person.posts)
        if each.instead_of == away.id and each.covers(day) and each.until != day
    ]
    if not places:
        raise QmsError(
            Text(
                zh="{substitute} 今天不代理 {absent}，或今天本来就是最后一天。",
                en="{substitute} does not stand in for {absent} today, or today is the last day.",
            ),
            absent=same(away.name),
            substitute=same(person.name),
        )
    ends = Amendment(person, {("posts", place, "until"): day for place in places})
    return Changes(f"{away.name} 返岗，{person.name} 代理至 {day}", amendments=(ends,))


def substitutions(snapshot: Snapshot) -> tuple[tuple[Person, Holding], ...]:
    """Return who stands in for somebody now or later, with the post and the days; by first day."""
    found = (
        (person, each)
        for person in snapshot.all(Person)
        for each in person.posts
        if each.instead_of is not None and each.until is not None and each.until >= snapshot.as_of
    )
    return tuple(sorted(found, key=lambda pair: (pair[1].since, pair[0].id)))
