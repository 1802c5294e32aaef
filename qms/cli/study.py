"""`qms study`: who has to study a release, and who has confirmed it."""

from functools import partial
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, joined, same

if TYPE_CHECKING:
    from qms.store.changes import Filed


@commands.group("study")
def command() -> None:
    """Study of the manual: who owes it, and confirming it.

    \b
    Example:  qms study confirm --person P-014 --release A/1
    """


@command.command("list")
@common()
@click.option("--open", "only_open", is_flag=True, help="Only what is outstanding.  只列未确认")
def list_(context: Context, *, only_open: bool) -> int:
    """List for each release who has to study it, by when, and who has."""
    from qms.model.kinds.ch05_leadership import Post
    from qms.model.kinds.record import called
    from qms.standing.study import studies

    lang = context.lang
    snapshot = context.counted()
    for study in studies(snapshot):
        if study.confirmed and only_open:
            continue
        state = (
            _CONFIRMED.say(lang, day=study.confirmed.date, id=same(study.confirmed.id))
            if study.confirmed
            else _OPEN.say(lang, day=study.due)
        )
        held = [snapshot.find(Post, each) for each in study.posts]
        posts = joined([called(each) for each in held if each])
        context.tell(
            f"{study.name}  {study.person.id}  {called(study.person).say(lang)}  "
            f"{posts.say(lang)}  {state}\n"
        )
    return context.status()


@command.command("confirm")
@common(ref=False, writes=True)
@click.option("--person", required=True, metavar="PERSON", help="Who has studied it.  学习人")
@click.option("--release", metavar="A/1", help="Default: the newest.  版本")
@click.option("--document", metavar="QP-…", help="Of this document, not the manual.  文件编号")
def confirm(context: Context, person: str, release: str | None, document: str | None) -> int:
    """Confirm that a person has read and understood exactly this release, or this document."""
    from qms.model.kinds.ch02_study import StudyConfirmation
    from qms.operations.manual.study import confirm_study

    def tell(filed: "Filed[None]") -> None:
        study = filed.of(StudyConfirmation)
        context.say(_FILED, id=same(study.id), sha=same(study.sha256[:12]))

    asked = partial(confirm_study, person=person, release=release, document=document)
    context.file(asked, tell)
    return 0


_CONFIRMED = Text(zh="已于 {day} 确认（{id}）", en="confirmed on {day} ({id})")
_OPEN = Text(zh="未确认，期限 {day}", en="outstanding, due {day}")
_FILED = Text(zh="已登记 {id}（摘要 {sha}…）。", en="Filed {id} (digest {sha}…).")
