"""Change requests: who wants what changed in the manual, and who agreed (clause 2.2.3)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch02_manual import ChangeRequest, Release, Role, Verdict
from qms.model.kinds.record import Status
from qms.model.manual import Chapter
from qms.model.redline import ClauseRedline, changed_lines, clause_redlines
from qms.model.snapshot import Snapshot
from qms.operations.filing.people import holder_of, person_named
from qms.operations.filing.unfound import unfound
from qms.standing.authority import signing_posts
from qms.standing.release import changed_clauses, covers
from qms.store.changes import Amendment, Changes, Draft, Keys
from qms.store.loading import effective_snapshot
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for; clauses may be left out and are then read off the draft."""

    reason: str
    explanation: str
    clauses: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    new_edition: bool = False
    editorial: bool = False
    study_posts: tuple[str, ...] = ()
    study_by: dt.date | None = None
    other_documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A change request with the release that carries it and the redline of its clauses."""

    request: ChangeRequest
    release: Release | None
    redlines: tuple[ClauseRedline, ...]


def request_change(snapshot: Snapshot, wish: Wish, *, root: Path, by: str | None) -> Changes[None]:
    """File a change request; before and after come from the draft where it has the change.

    Raises:
        QmsError: No clause is named and the draft changes none that is not yet asked for; or a
            named clause is not in the manual.

    """
    person = person_named(snapshot, by)
    before, after = _released(root, snapshot), snapshot.chapters
    clauses = wish.clauses or _not_yet_asked(snapshot, before)
    if not clauses:
        raise QmsError(
            Text(
                zh="草稿里没有尚未申请的改动，也没有写明条款。",
                en="The draft changes nothing that is not asked for yet, and no clause is named.",
            ),
            Text(zh="用 --clause 8.3.6 写明条款。", en="Name a clause: --clause 8.3.6."),
        )
    _refuse_unknown(clauses, (*before, *after))
    changes = [_change(number, wish, before, after) for number in clauses]
    data: dict[str, object] = {
        "reason": wish.reason,
        "explanation": wish.explanation,
        "method": "edition" if wish.new_edition else "pages",
        "changes": changes,
        "training_needed": bool(wish.study_posts),
    }
    if wish.study_posts:
        data["study_posts"] = list(wish.study_posts)
    if wish.study_by:
        data["study_by"] = wish.study_by
    if wish.other_documents:
        data["other_documents"] = list(wish.other_documents)
    draft = Draft(ChangeRequest, data, by=person, status=Status.open)
    return Changes("更改申请 {id}", (draft,))


def _released(root: Path, snapshot: Snapshot) -> tuple[Chapter, ...]:
    if not snapshot.releases:
        return ()
    return effective_snapshot(root, snapshot, snapshot.releases[-1]).chapters


def _not_yet_asked(snapshot: Snapshot, before: Iterable[Chapter]) -> tuple[str, ...]:
    carried = {number for release in snapshot.releases for number in release.changes}
    waiting = [
        each
        for each in snapshot.all(ChangeRequest)
        if each.id not in carried and not each.is_rejected
    ]
    changed = changed_clauses(before, snapshot.chapters)
    return tuple(number for number in changed if not covers(waiting, number))


def _refuse_unknown(clauses: Iterable[str], chapters: Iterable[Chapter]) -> None:
    known = {clause.number for chapter in chapters for clause in chapter.clauses}
    known |= {chapter.front.chapter for chapter in chapters}
    unknown = [number for number in clauses if number not in known]
    if unknown:
        raise QmsError(
            Text(zh="手册里没有条款 {clause}。", en="The manual has no clause {clause}."),
            clause=same(", ".join(unknown)),
        )


def _change(
    number: str, wish: Wish, before: Iterable[Chapter], after: Iterable[Chapter]
) -> dict[str, object]:
    old, new = changed_lines(_body(before, number), _body(after, number))
    change: dict[str, object] = {
        "clause": number,
        "before": wish.before or old,
        "after": wish.after or new,
    }
    return change | ({"editorial": True} if wish.editorial else {})


def _body(chapters: Iterable[Chapter], number: str) -> str:
    bodies = [each.body for chapter in chapters for each in chapter.clauses]
    numbers = [each.number for chapter in chapters for each in chapter.clauses]
    return bodies[numbers.index(number)] if number in numbers else ""


def decide(
    snapshot: Snapshot,
    number: str,
    role: Role | None,
    *,
    by: str | None,
    agreed: bool,
    opinion: str,
) -> Changes[Role]:
    """Note the review or approval of a change request, or its rejection at that step.

    Without a role it is the step that the request waits for, which is the answer.

    Raises:
        QmsError: There is no such request, it is decided, not this step's turn, or the person
            does not hold the post.

    """
    request = request_named(snapshot, number)
    role = role or next_step(request)
    _refuse_out_of_turn(request, role)
    person = holder_of(snapshot, by, signing_posts(snapshot, role))
    if person.id in {request.filled_by, request.reviewed and request.reviewed.by}:
        raise QmsError(
            Text(
                zh="{name} 已经办过这份申请；审核、批准须由另外的人。",
                en="{name} acted on this request before; review and approval need other people.",
            ),
            name=same(person.name),
        )

    verdict = {
        "verdict": Verdict.agreed if agreed else Verdict.rejected,
        "by": person.id,
        "on": snapshot.as_of,
        **({"opinion": opinion} if opinion else {}),
    }
    values: dict[Keys, object] = {(role.value,): verdict}
    if role is Role.approved or not agreed:
        values["status",] = Status.closed
    word = role.zh if agreed else "否决"
    message = f"{number} {word}: {person.name}"
    return Changes(message, amendments=(Amendment(request, values),), answer=role)


def next_step(request: ChangeRequest) -> Role:
    """Return the decision that a request waits for."""
    return Role.reviewed if request.reviewed is None else Role.approved


def _refuse_out_of_turn(request: ChangeRequest, role: Role) -> None:
    if request.is_rejected or request.is_approved or request.status is not Status.open:
        raise QmsError(Text(zh="{id} 已办结。", en="{id} is decided already."), id=same(request.id))
    waits = next_step(request)
    if waits is not role:
        raise QmsError(
            Text(zh="{id} 现在等待的是{step}。", en="{id} waits for another step: {step}."),
            id=same(request.id),
            step=waits.label,
        )


def request_named(snapshot: Snapshot, number: str) -> ChangeRequest:
    """Return the change request with this number.

    Raises:
        QmsError: There is none.

    """
    request = snapshot.find(ChangeRequest, number)
    if request is None:
        raise unfound(
            snapshot,
            Text(zh="没有更改申请 {id}。", en="There is no change request {id}."),
            Text(zh="用 qms change list 查看。", en="See qms change list."),
            "change-request",
            id=same(number),
        )
    return request


def carrier(snapshot: Snapshot, request: ChangeRequest) -> Release | None:
    """Return the release that carries a change request."""
    return next((each for each in snapshot.releases if request.id in each.changes), None)


def shown(root: Path, snapshot: Snapshot, number: str) -> Shown:
    """Return a change request with its redline: as released, or as the draft stands.

    Raises:
        QmsError: There is no such request.

    """
    request = request_named(snapshot, number)
    release = carrier(snapshot, request)
    older = [each for each in snapshot.releases if release is None or each.rank < release.rank]
    after = effective_snapshot(root, snapshot, release) if release else snapshot
    before = effective_snapshot(root, snapshot, older[-1]).printed_chapters if older else ()
    redlines = tuple(
        each
        for each in clause_redlines(before, after.printed_chapters)
        if covers([request], each.number)
    )
    return Shown(request, release, redlines)
