"""`qms release`: prepare, make, finish or drop a release of the manual."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, Day, common
from qms.errors import UsageError
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.store.changes import Filed, Operation


@commands.command("release")
@common(ref=False, writes=True)
@click.option("--amendment", "step", flag_value="amendment", help="Next amendment.  修改")
@click.option("--edition", "step", flag_value="edition", help="New edition.  换版")
@click.option("--effective", type=Day(), help="In force from this day.  生效日期")
@click.option("--reason", default="", help="Why, in a sentence.  发布原因")
@click.option("--prepare", is_flag=True, help="Write the record that is to be signed.")
@click.option("--consolidate", multiple=True, metavar="CHAPTER", help="Number its pages anew.")
@click.option("--temporary", is_flag=True, help="A temporary amendment.  临时更改")
@click.option("--expires", type=Day(), help="Its last day.  有效期至")
@click.option("--change", "change", metavar="GG-…", help="Its change request.  更改申请")
@click.option("--clause", help="The clause that it alters.  条款")
@click.option("--text", help="Its words.  临时规定")
@click.option("--lapse", metavar="LS-…", help="Let a temporary amendment lapse.  终止临时更改")
@click.option("--by", metavar="PERSON", help="Who decides the lapse.  决定人")
@click.option("--withdraw", metavar="A/1", help="Take a release out of force.  停用")
@click.option("--resume", is_flag=True, help="Finish an interrupted release.")
@click.option("--abort", is_flag=True, help="Drop an interrupted release.")
def command(
    context: Context,
    *,
    step: str | None,
    effective: dt.date | None,
    reason: str,
    prepare: bool,
    consolidate: tuple[str, ...],
    temporary: bool,
    expires: dt.date | None,
    change: str | None,
    clause: str | None,
    text: str | None,
    lapse: str | None,
    by: str | None,
    withdraw: str | None,
    resume: bool,
    abort: bool,
) -> int:
    """Release the manual: prepare, let three people sign, release.

    \b
    Example:  qms release --amendment --effective 2026-07-01 --reason 法规更新 --prepare
              qms sign --as prepared --key ~/.ssh/id_ed25519     (then reviewed, approved)
              qms release --amendment --effective 2026-07-01
              qms release --temporary --effective 2026-08-01 --expires 2026-10-31
                --change GG-2026-0003 --clause 8.3.6 --text 临时规定
    """
    if resume or abort:
        from qms.operations.filing.repair import repair

        settled = repair(context.root, verb="release --resume", says=context.say)
        context.say(_NOTHING if settled.is_nothing else _RESTORED)
    elif temporary or lapse or withdraw:
        wanted = _Wanted(change, clause, text, effective, expires)
        words = _LAPSED if lapse else _FILED
        context.file(
            _interim(wanted, lapse, by, withdraw, reason),
            lambda filed: context.say(words, id=same(filed.record.id)),
        )
    elif step is None or effective is None:
        raise UsageError(_WHICH)
    elif prepare:
        _prepare(context, step, effective, reason, consolidate)
    else:
        _release(context, step, effective)
    return 0


def _prepare(
    context: Context, step: str, effective: dt.date, reason: str, consolidate: tuple[str, ...]
) -> None:
    from qms.operations.manual import prepare as operation
    from qms.standing.release import Step

    plan = operation.Plan(Step(step), effective, reason or "—", consolidate)
    laid = operation.lay_out(context.root, context.snapshot(), plan)

    def tell(filed: "Filed[operation.Prepared]") -> None:
        if filed.answer is None:
            context.say(_AGAIN)
            return
        context.say(_PREPARED, name=same(filed.answer.name))
        for proposal in filed.answer.proposals:
            context.say(_PROPOSED, why=proposal)

    context.file(partial(operation.prepare, plan=plan, laid=laid, root=context.root), tell)


def _release(context: Context, step: str, effective: dt.date) -> None:
    from qms.operations.manual.release import release
    from qms.standing.release import Step

    def tell(filed: "Filed[str]") -> None:
        if filed.answer is None or filed.commit is None:
            context.say(_AGAIN)
        else:
            context.say(_RELEASED, name=same(filed.answer), commit=same(filed.commit[:12]))

    context.file(partial(release, step=Step(step), effective=effective, root=context.root), tell)


_AGAIN = Text(
    zh="此前被中断的同一条命令已经办成，现已补完。",
    en="The same command, interrupted before, had succeeded; it is finished now.",
)
_RESTORED = Text(zh="中断的发布已处理完毕。", en="The interrupted release is settled.")
_NOTHING = Text(zh="没有被中断的发布。", en="No release was interrupted.")
_WHICH = Text(
    zh="请写明 --amendment 或 --edition，以及 --effective 日期。",
    en="Say --amendment or --edition, and --effective DATE.",
)
_PREPARED = Text(
    zh="{name} 待签署：依次运行 qms sign --as prepared、reviewed、approved。",
    en="{name} waits for signatures: qms sign --as prepared, then reviewed, then approved.",
)
_RELEASED = Text(zh="已发布 {name}（提交 {commit}）。", en="Released {name} (commit {commit}).")
_FILED = Text(
    zh="已登记 {id}；由三个人签署：qms sign --on {id} --as prepared、reviewed、approved。",
    en="Filed {id}; three people sign it: qms sign --on {id} --as prepared, reviewed, approved.",
)
_LAPSED = Text(zh="已登记终止 {id}。", en="Filed the lapse, {id}.")
_PROPOSED = Text(
    zh="建议换版（qms release --edition）：{why}。",
    en="Better make it a new edition (qms release --edition): {why}.",
)
_WHICH_SLIP = Text(
    zh="临时更改须写明 --change、--clause、--text、--effective、--expires。",
    en="A temporary amendment needs --change, --clause, --text, --effective and --expires.",
)
_WHICH_DAY = Text(zh="停用须写明 --effective 与 --reason。", en="Say --effective and --reason.")


@dataclass(frozen=True, slots=True)
class _Wanted:
    change: str | None
    clause: str | None
    text: str | None
    effective: dt.date | None
    expires: dt.date | None


def _interim(
    wanted: _Wanted, lapse: str | None, by: str | None, withdraw: str | None, reason: str
) -> "Operation[None]":
    from qms.operations.manual import interim as operation

    if lapse:
        return partial(operation.let_lapse, number=lapse, by=by, reason=reason)
    if withdraw:
        if wanted.effective is None or not reason:
            raise UsageError(_WHICH_DAY)
        return partial(operation.withdraw, name=withdraw, effective=wanted.effective, reason=reason)
    if not (
        wanted.change and wanted.clause and wanted.text and wanted.effective and wanted.expires
    ):
        raise UsageError(_WHICH_SLIP)
    slip = operation.Slip(
        wanted.change, wanted.clause, wanted.text, wanted.effective, wanted.expires
    )
    return partial(operation.amend_for_a_time, slip=slip)
