"""The yearly reviews: of the manual (2.2.4), and the management review from plan to close (9.7)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch02_review import ManualReview
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch09_review import (
    ActionState,
    GivenInput,
    ManagementReview,
    ManagementReviewPlan,
    ReviewAction,
    ReviewDecision,
    ReviewInput,
)
from qms.model.kinds.record import Status
from qms.model.snapshot import Snapshot
from qms.operations.checking.anchor import newest_anchor
from qms.operations.filing.people import person_named
from qms.standing.release import chosen_release
from qms.standing.reviews import handed_on, yearly_review
from qms.store.changes import Amendment, Changes, Draft, Keys
from qms.text import Text, joined, same

_CHANGE = "change"
_DAYS_BEFORE = 14
_NOTHING_BEFORE = "没有上次评审的决定"
# Who prepares which input, unless the plan is edited; departments as the register names them.
_OWNERS: Mapping[ReviewInput, str] = {
    ReviewInput.last_actions: "office",
    ReviewInput.context: "leadership",
    ReviewInput.resources: "office",
    ReviewInput.risks: "quality",
    ReviewInput.audits: "quality",
    ReviewInput.monitoring: "quality",
    ReviewInput.policy: "leadership",
}


def record_manual_review(
    snapshot: Snapshot,
    *,
    by: str,
    participants: Sequence[str],
    management_review: str | None,
    changes: Mapping[str, str],
    conclusion: str,
) -> Changes[None]:
    """File that the manual was reviewed on the snapshot's day, with an outcome for each chapter.

    A chapter not named in `changes` was found suitable. "No change needed" is a full record: it
    resets the day on which the next review is due, without a revision.

    Raises:
        QmsError: Nothing is in force, a chapter or person is unknown.

    """
    release = chosen_release(snapshot, None)
    person = person_named(snapshot, by)
    chapters = [each.chapter for each in release.chapters if each.chapter != "0"]
    unknown = [number for number in changes if number not in chapters]
    if unknown:
        raise QmsError(
            Text(zh="手册没有第 {chapter} 章。", en="The manual has no chapter {chapter}."),
            chapter=same(", ".join(unknown)),
        )
    values = {
        "release": release.id,
        "participants": [person_named(snapshot, each).id for each in participants],
        **({"management_review": management_review} if management_review else {}),
        "chapters": [_outcome(number, changes) for number in chapters],
        "conclusion": conclusion,
    }
    draft = Draft(ManualReview, values, by=person, status=Status.closed)
    return Changes("手册评审 {id}", (draft,))


def _outcome(number: str, changes: Mapping[str, str]) -> dict[str, str]:
    if number not in changes:
        return {"chapter": number, "outcome": "unchanged"}
    return {"chapter": number, "outcome": _CHANGE, "note": changes[number]}


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where a review meets, and who takes part."""

    on: dt.date
    venue: str
    chair: str
    participants: Sequence[str]


@dataclass(frozen=True, slots=True)
class Added:
    """Why a review was added between the yearly ones, and what is on its agenda (9.7)."""

    occasion: str
    agenda: Sequence[ReviewInput]


def open_review(
    snapshot: Snapshot,
    year: int,
    *,
    by: str,
    meeting: Meeting | None,
    root: Path,
    added: Added | None = None,
) -> Changes[None]:
    """File the plan and the minutes of a year's review, with every input and its owner and date.

    A plan that is on file already is taken as it is, and `meeting` is not needed. The decisions
    of the review before stand in the minutes already, each with how far it is. The minutes come
    first among what is filed, and bear the short form of the anchor of that day. A review `added`
    for an occasion (9.7) always has a plan of its own, and its minutes say of each input that is
    not on its agenda that it was left to the yearly one.

    Raises:
        QmsError: The year has its review, there is neither plan nor meeting, or a person is
            unknown.

    """
    if added is None and yearly_review(snapshot, year):
        raise QmsError(
            Text(zh="{year} 年的管理评审已建立。", en="The review of {year} is open already."),
            Text(
                zh="遇重大事项增加的评审，用 --occasion 写明事由。",
                en="A review added for an occasion states it by --occasion.",
            ),
            year=same(str(year)),
        )
    person = person_named(snapshot, by)
    plan = None if added else _plan_of(snapshot, year)
    agenda = added.agenda if added else tuple(ReviewInput)
    planned = None
    if plan is None:
        planned = _plan(snapshot, year, person, meeting, agenda)
    anchor = newest_anchor(root, snapshot)
    said = planned.values if planned else plan.model_dump() if plan else {}
    values = {
        "plan": planned.number if planned else plan and plan.id,
        "year": year,
        "chair": said["chair"],
        "participants": said["participants"],
        "inputs": [_input(each, snapshot, year, agenda) for each in ReviewInput],
        **({"occasion": added.occasion} if added else {}),
        **({"anchor": anchor.on_paper.say(snapshot.settings.lang)} if anchor else {}),
    }
    minutes = Draft(ManagementReview, values, by=person, status=Status.open)
    drafts = (minutes, planned) if planned else (minutes,)
    return Changes(f"{year} 年管理评审 {{id}}", drafts)


def _plan_of(snapshot: Snapshot, year: int) -> ManagementReviewPlan | None:
    """Return the newest plan of a meeting in that year whose minutes are not open yet."""
    used = {each.plan for each in snapshot.all(ManagementReview)}
    found = [
        each
        for each in snapshot.all(ManagementReviewPlan)
        if each.meeting_on.year == year and each.id not in used
    ]
    return max(found, key=lambda each: (each.date, each.id), default=None)


def _plan(
    snapshot: Snapshot,
    year: int,
    by: Person,
    meeting: Meeting | None,
    agenda: Sequence[ReviewInput],
) -> Draft:
    if meeting is None:
        raise QmsError(
            Text(
                zh="{year} 年还没有管理评审计划。", en="There is no plan of a review in {year} yet."
            ),
            Text(
                zh="用 --meeting-on、--venue、--chair、--participant 写明会议。",
                en="State the meeting: --meeting-on, --venue, --chair, --participant.",
            ),
            year=same(str(year)),
        )
    due = meeting.on - dt.timedelta(days=_DAYS_BEFORE)
    due = min(max(due, snapshot.as_of), meeting.on)
    values = {
        "meeting_on": meeting.on,
        "venue": meeting.venue,
        "chair": person_named(snapshot, meeting.chair).id,
        "participants": [person_named(snapshot, each).id for each in meeting.participants],
        "inputs": [
            {"input": each, "owner": snapshot.serving(_OWNERS.get(each, "after-sales")), "due": due}
            for each in agenda
        ],
    }
    return Draft(ManagementReviewPlan, values, by=by, status=Status.closed)


def _input(
    which: ReviewInput, snapshot: Snapshot, year: int, agenda: Sequence[ReviewInput]
) -> dict[str, str]:
    """Return an input; that on the decisions of the review before is filled from their records."""
    data = {"input": which.value}
    if which not in agenda:
        return data | {"none_because": "本次评审因故增加，此项留待年度评审"}
    if which is ReviewInput.last_actions:
        followed = "；".join(_followed(snapshot, handed_on(snapshot, year)))
        return data | ({"summary": followed} if followed else {"none_because": _NOTHING_BEFORE})
    return data


def _followed(snapshot: Snapshot, decisions: Sequence[ReviewDecision]) -> Iterator[str]:
    for decision in decisions:
        action = snapshot.find(ReviewAction, decision.action)
        state = f"{action.state.zh}（{action.id}）" if action else "未跟踪"
        yield f"{decision.text}：{state}"


def close_review(snapshot: Snapshot, year: int, *, by: str) -> Changes[None]:
    """Close the open review of a year: its decisions become actions that `qms status` follows.

    Where a review added for an occasion is open beside the yearly one, it is closed first.

    Raises:
        QmsError: An input is empty, a decision lacks owner or date, a decision of the review
            before has no status, or the conclusion is missing; says everything that is.

    """
    of_year = (each for each in snapshot.all(ManagementReview) if each.year == year)
    opened = (each for each in of_year if each.status is Status.open)
    review = min(opened, key=lambda each: (not each.occasion, each.id), default=None)
    if review is None:
        raise QmsError(
            Text(zh="{year} 年没有开启中的管理评审。", en="There is no open review of {year}."),
            Text(zh="用 qms review open 建立。", en="Open it with qms review open."),
            year=same(str(year)),
        )
    missing = list(_missing(snapshot, review))
    if missing:
        lines = joined(missing, zh="\n", en="\n")
        raise QmsError(
            Text(zh="还不能关闭：\n{lines}", en="It cannot be closed yet:\n{lines}"), lines=lines
        )
    person = person_named(snapshot, by)
    values: dict[Keys, object] = {("status",): Status.closed}
    drafts: list[Draft] = []
    for place, decision in enumerate(review.decisions):
        if not decision.action:
            drafts.append(_action(review, decision, person))
            values["decisions", place, "action"] = drafts[-1].number
    return Changes(f"{review.id} 关闭", drafts, (Amendment(review, values),))


def _action(review: ManagementReview, decision: ReviewDecision, by: Person) -> Draft:
    values = {
        "review": review.id,
        "decision": decision.text,
        "owner": decision.owner,
        "due": decision.due or "",
        "state": ActionState.not_started,
    }
    return Draft(ReviewAction, values, by=by, status=Status.open)


def _missing(snapshot: Snapshot, review: ManagementReview) -> Iterator[Text]:
    given: dict[ReviewInput, GivenInput] = {each.input: each for each in review.inputs}
    for which in ReviewInput:
        found = given.get(which)
        if found is None or not (found.summary or found.none_because):
            yield Text(
                zh=f"输入“{which.zh}”是空的：填 summary，或写明 none_because",
                en=f"the input “{which.en}” is empty: fill summary, or say none_because",
            )
    for number, decision in enumerate(review.decisions, start=1):
        for field, value in (("owner", decision.owner), ("due", decision.due)):
            if value is None:
                yield Text(
                    zh=f"第 {number} 项决定缺 {field}", en=f"decision {number} lacks {field}"
                )
    if not review.occasion:
        yield from _unfollowed(snapshot, review)
    if not review.conclusion:
        yield Text(zh="缺结论 conclusion", en="the conclusion is missing")


def _unfollowed(snapshot: Snapshot, review: ManagementReview) -> Iterator[Text]:
    for decision in handed_on(snapshot, review.year):
        if snapshot.find(ReviewAction, decision.action) is None:
            yield Text(
                zh=f"上次评审的决定“{decision.text}”没有跟踪记录",
                en=f"the last review's decision “{decision.text}” has no status",
            )
