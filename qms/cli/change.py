"""`qms change`: change requests from the wish to the approval."""

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, Day, common
from qms.cli.copy_options import enclosures
from qms.errors import UsageError
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.model.kinds.ch02_manual import ChangeRequest, Role
    from qms.store.changes import Filed

_REASONS = ("customer", "law", "external-audit", "management-review", "improvement")


@commands.group("change")
def command() -> None:
    """Change requests: ask, review, approve or reject, list, show.

    \b
    Example:  qms change new --reason improvement --explanation 补充升级规定 --by P-004
    """


@command.command("new")
@common(ref=False, writes=True)
@click.option("--reason", type=click.Choice(_REASONS), required=True, help="Why.  更改原因")
@click.option("--explanation", required=True, help="The reason in a sentence.  原因说明")
@click.option("--by", required=True, metavar="PERSON", help="Who asks.  申请人")
@click.option(
    "--clause", "clauses", multiple=True, help="Default: what the draft changes.  条款"
)  # fmt: skip
@click.option("--before", default="", help="Default: from the draft.  修改前内容")
@click.option("--after", default="", help="Default: from the draft.  修改后内容")
@click.option("--new-edition", is_flag=True, help="By a new edition, not by pages.  换版")
@click.option("--editorial", is_flag=True, help="Spelling only.  仅文字性修改")
@click.option(
    "--study-post", "study_posts", multiple=True, help="Post that must study it.  学习岗位"
)
@click.option("--study-by", type=Day(), help="Study due.  学习期限")
@click.option("--other-document", "others", multiple=True, help="Also concerned.  涉及的其他文件")
@click.option("--document", metavar="QP-…", help="Not the manual but this document.  文件编号")
@click.option("--file", type=click.Path(path_type=Path), help="Its new file.  新文件")
@click.option("--version", metavar="A/1", help="What it becomes (default: next).  改为版本")
def new(
    context: Context,
    *,
    reason: str,
    explanation: str,
    by: str,
    clauses: tuple[str, ...],
    before: str,
    after: str,
    new_edition: bool,
    editorial: bool,
    study_posts: tuple[str, ...],
    study_by: dt.date | None,
    others: tuple[str, ...],
    document: str | None,
    file: Path | None,
    version: str | None,
) -> int:
    """File a change request; clauses and texts are read off the draft where not given.

    \b
    Example:  qms change new --reason improvement --explanation 补充升级规定 --by P-004
              qms change new --document QP-2.2.3-01 --file 新稿.docx \\
                --reason improvement --explanation 增加电子文件 --by P-004
    """
    from qms.operations.manual.change import Wish, request_change

    if document or file or version:
        if not document or not file or clauses or before or after:
            raise UsageError(_DOCUMENT_ALONE)
        from qms.operations.documents.versions import DocumentWish, request_document_change

        asked = DocumentWish(
            reason=reason, explanation=explanation, document=document, version=version,
            file=enclosures((file,))[0], study_posts=study_posts, study_by=study_by,
        )  # fmt: skip
        operation = partial(request_document_change, wish=asked, root=context.root, by=by)
        context.file(operation, partial(_tell_asked, context))
        return 0
    wish = Wish(
        reason=reason,
        explanation=explanation,
        clauses=clauses,
        before=before,
        after=after,
        new_edition=new_edition,
        editorial=editorial,
        study_posts=study_posts,
        study_by=study_by,
        other_documents=others,
    )

    operation = partial(request_change, wish=wish, root=context.root, by=by)
    context.file(operation, partial(_tell_asked, context))
    return 0


def _tell_asked(context: Context, filed: "Filed[None]") -> None:
    from qms.model.kinds.ch02_manual import ChangeRequest

    request = filed.of(ChangeRequest)
    if request.documents:
        what = ", ".join(f"{each.document} {each.version}" for each in request.documents)
        context.say(_FILED_DOCUMENT, id=same(request.id), what=same(what))
    else:
        clause_list = ", ".join(change.clause for change in request.changes)
        context.say(_FILED, id=same(request.id), clauses=same(clause_list))
    context.emit(request.id + "\n")


@command.command("review")
@common(ref=False, writes=True)
@click.argument("number", metavar="GG-…")
@click.option("--by", required=True, metavar="PERSON", help="Who reviews.  审核人")
@click.option("--opinion", default="", help="In a sentence.  意见")
def review(context: Context, number: str, by: str, opinion: str) -> int:
    """Note that the reviewer agrees."""
    return _decided(context, number, "reviewed", by=by, opinion=opinion)


@command.command("approve")
@common(ref=False, writes=True)
@click.argument("number", metavar="GG-…")
@click.option("--by", required=True, metavar="PERSON", help="Who approves.  批准人")
@click.option("--opinion", default="", help="In a sentence.  意见")
def approve(context: Context, number: str, by: str, opinion: str) -> int:
    """Note that the approver agrees; the request is then closed."""
    return _decided(context, number, "approved", by=by, opinion=opinion)


@command.command("reject")
@common(ref=False, writes=True)
@click.argument("number", metavar="GG-…")
@click.option("--by", required=True, metavar="PERSON", help="Who rejects.  否决人")
@click.option("--opinion", required=True, help="Why.  理由")
def reject(context: Context, number: str, by: str, opinion: str) -> int:
    """Reject a request at the step that it waits for; it is then closed."""
    return _decided(context, number, None, by=by, opinion=opinion)


def _decided(context: Context, number: str, role: str | None, *, by: str, opinion: str) -> int:
    from qms.operations.manual.change import decide
    from qms.standing.release import role_named

    step = role_named(role) if role else None
    operation = partial(
        decide, number=number, role=step, by=by, agreed=step is not None, opinion=opinion
    )

    def tell(_: "Filed[Role]") -> None:
        if step is None:
            context.say(_REJECTED, id=same(number))
        else:
            context.say(_NOTED, id=same(number), step=step.label)

    context.file(operation, tell)
    return 0


@command.command("list")
@common()
def list_(context: Context) -> int:
    """List the change requests with state, clauses and the release that carries them."""
    from qms.model.kinds.ch02_manual import ChangeRequest
    from qms.operations.manual.change import carrier

    snapshot = context.counted("change-request")
    for request in snapshot.all(ChangeRequest):
        release = carrier(snapshot, request)
        state = _state(request).say(context.lang)
        clauses = " ".join([
            *(change.clause for change in request.changes),
            *(f"{each.document} {each.version}" for each in request.documents),
        ])
        where = release.name if release else "—"
        context.tell(
            f"{request.id}  {request.date}  {state}  {where}  {clauses}  {request.explanation}\n"
        )
    return context.status()


@command.command("show")
@common()
@click.argument("number", metavar="GG-…")
def show(context: Context, number: str) -> int:
    """Show a change request and the redline of its clauses."""
    from qms.operations.documents.texts import request_redlines
    from qms.operations.manual.change import shown
    from qms.publish import redline
    from qms.standing.documents import made_by

    snapshot = context.snapshot()
    found = shown(context.root, snapshot, number)
    request, lang = found.request, context.lang
    redlines = (*found.redlines, *request_redlines(context.root, snapshot, request))
    carried = [found.release.name] if found.release else []
    carried += [
        f"{each.document} {each.version} ({each.id})" for each in made_by(snapshot, request)
    ]
    decisions = [
        f"{role.say(lang)}{decision.verdict.label.say(lang)} {decision.by} {decision.on} "
        f"{decision.opinion}".rstrip()
        for role, decision in ((_REVIEW, request.reviewed), (_APPROVAL, request.approved))
        if decision is not None
    ]
    lines = [
        f"{request.id}  {request.date}  {request.filled_by}  {_state(request).say(lang)}",
        f"{request.reason.label.say(lang)}  {request.method.label.say(lang)}",
        request.explanation,
        *decisions,
        _CARRIED.say(lang, name=same(", ".join(carried) or "—")),
        "",
        redline.as_text(redlines, coloured=context.is_coloured) or redline.NOTHING.say(lang),
    ]
    context.tell("\n".join(lines) + "\n")
    return 0


def _state(request: "ChangeRequest") -> Text:
    if request.is_rejected:
        return _STATE_REJECTED
    if request.is_approved:
        return _STATE_APPROVED
    return _WAITS_REVIEW if request.reviewed is None else _WAITS_APPROVAL


_FILED = Text(
    zh="已提出 {id}，条款 {clauses}。下一步：qms change review {id} --by 审核人",
    en="Filed {id}, clauses {clauses}. Next: qms change review {id} --by PERSON",
)
_FILED_DOCUMENT = Text(
    zh="已提出 {id}，文件 {what}。下一步：qms change review {id} --by 审核人；批准后 "
    "qms document release {id} --effective 日期",
    en="Filed {id}, document {what}. Next: qms change review {id} --by PERSON; once approved "
    "qms document release {id} --effective DATE",
)
_DOCUMENT_ALONE = Text(
    zh="改其他文件：--document 编号 和 --file 新文件 都要写，不写条款；改手册则都不写。",
    en="For another document give --document and --file together and no clause; for the manual "
    "neither.",
)
_NOTED = Text(zh="{id} {step}已登记。", en="{id}: {step} noted.")
_REJECTED = Text(zh="{id} 已否决并关闭。", en="{id} is rejected and closed.")
_CARRIED = Text(zh="纳入发布：{name}", en="carried by release: {name}")
_REVIEW = Text(zh="审核：", en="review: ")
_APPROVAL = Text(zh="批准：", en="approval: ")
_WAITS_REVIEW = Text(zh="待审核", en="waits for review")
_WAITS_APPROVAL = Text(zh="待批准", en="waits for approval")
_STATE_APPROVED = Text(zh="已批准", en="approved")
_STATE_REJECTED = Text(zh="已否决", en="rejected")
