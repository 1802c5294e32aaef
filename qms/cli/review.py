"""`qms review`: the yearly review of the manual, and the management review."""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, Day, common
from qms.errors import UsageError
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.store.changes import Filed


@commands.group("review")
def command() -> None:
    """Review the manual (2.2.4); open and close the management review (9.7).

    \b
    Example:  qms review record --by P-004 --participant P-001 --conclusion 适宜，无需修改
    """


_by = click.option("--by", required=True, metavar="PERSON", help="Who files this.  填写人")
_participants = click.option(
    "--participant", "participants", multiple=True, required=True, metavar="PERSON",
    help="Who took part.  参加人",
)  # fmt: skip


@command.command("record")
@common(ref=False, writes=True)
@_by
@_participants
@click.option("--management-review", metavar="GR-…", help="In which review.  管理评审")
@click.option(
    "--change", "changes", multiple=True, metavar="CHAPTER=NOTE",
    help="A chapter that needs a change.  需修改的章",
)  # fmt: skip
@click.option("--conclusion", required=True, help="In a sentence.  结论")
def record(
    context: Context,
    *,
    by: str,
    participants: tuple[str, ...],
    management_review: str | None,
    changes: tuple[str, ...],
    conclusion: str,
) -> int:
    """Note that the manual was reviewed; chapters not named need no change."""
    from qms.model.kinds.ch02_manual import release_name
    from qms.model.kinds.ch02_review import ManualReview
    from qms.operations.evaluation.review import record_manual_review

    if any("=" not in each for each in changes):
        raise UsageError(_CHANGE)
    pairs = dict(each.split("=", 1) for each in changes)
    operation = partial(
        record_manual_review,
        by=by,
        participants=participants,
        management_review=management_review,
        changes=pairs,
        conclusion=conclusion,
    )

    def tell(filed: "Filed[None]") -> None:
        review = filed.of(ManualReview)
        context.say(_REVIEWED, id=same(review.id), name=same(release_name(review.release)))

    context.file(operation, tell)
    return 0


@command.command("open")
@common(ref=False, writes=True)
@click.argument("year", type=int)
@_by
@click.option("--meeting-on", type=Day(), help="Day of the meeting.  评审日期")
@click.option("--venue", help="Where.  地点")
@click.option("--chair", metavar="PERSON", help="Who chairs.  主持人")
@click.option(
    "--participant", "participants", multiple=True, metavar="PERSON", help="Who takes part.  参加人"
)
@click.option(
    "--occasion", metavar="TEXT", help="Why it is added between the yearly ones.  增加评审的事由"
)
@click.option(
    "--input", "agenda", multiple=True, metavar="INPUT",
    help="An input on the agenda of an added review.  增加的评审所议的输入",
)  # fmt: skip
def open_(
    context: Context,
    year: int,
    *,
    by: str,
    meeting_on: dt.date | None,
    venue: str | None,
    chair: str | None,
    participants: tuple[str, ...],
    occasion: str | None,
    agenda: tuple[str, ...],
) -> int:
    """Create the minutes with every input, and the plan with owners and dates if there is none."""
    from qms.model.kinds.ch09_review import ManagementReview, ReviewInput
    from qms.operations.evaluation.review import Added, Meeting, open_review

    known = {each.value: each for each in ReviewInput}
    unknown = sorted(set(agenda) - set(known))
    if unknown:
        raise UsageError(_INPUT, given=same(unknown[0]), known=same(", ".join(known)))
    if bool(occasion) != bool(agenda):
        raise UsageError(_ADDED)
    added = Added(occasion, tuple(known[each] for each in agenda)) if occasion else None
    meeting = None
    if meeting_on and venue and chair and participants:
        meeting = Meeting(meeting_on, venue, chair, participants)

    def tell(filed: "Filed[None]") -> None:
        review = filed.of(ManagementReview)
        context.say(_OPENED, plan=same(review.plan), review=same(review.id))

    opening = partial(
        open_review, year=year, by=by, meeting=meeting, root=context.root, added=added
    )
    context.file(opening, tell)
    return 0


@command.command("close")
@common(ref=False, writes=True)
@click.argument("year", type=int)
@_by
def close(context: Context, year: int, by: str) -> int:
    """Close the review; each decision becomes an action that is followed."""
    from qms.model.kinds.ch09_review import ManagementReview
    from qms.operations.evaluation.review import close_review

    def tell(filed: "Filed[None]") -> None:
        review = filed.of(ManagementReview)
        actions = ", ".join(each.action or "" for each in review.decisions)
        context.say(_CLOSED, id=same(review.id), actions=same(actions or "—"))

    context.file(partial(close_review, year=year, by=by), tell)
    return 0


_CHANGE = Text(
    zh="--change 写成 章=说明，如 --change 8=补充升级规定。",
    en="Write --change as CHAPTER=NOTE, such as --change 8=escalation.",
)
_INPUT = Text(
    zh="--input {given} 不是管理评审的输入；可用：{known}。",
    en="--input {given} is no input of a review; there are {known}.",
)
_ADDED = Text(
    zh="增加的评审要同时写明事由和所议的输入：--occasion 事由 --input manual。",
    en="A review that is added states both: --occasion WHY --input manual.",
)
_REVIEWED = Text(zh="已登记 {name} 的手册评审 {id}。", en="Filed the review of {name}: {id}.")
_OPENED = Text(
    zh="评审记录 {review} 已建立，计划 {plan}；填写各项输入后 qms review close。",
    en="Opened the minutes {review} by the plan {plan}; fill in the inputs, then qms review close.",
)
_CLOSED = Text(zh="{id} 已关闭；跟踪：{actions}。", en="{id} is closed; followed as {actions}.")
