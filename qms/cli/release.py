"""`qms release`: prepare, make, finish or drop a release of the manual."""

import datetime as dt
from dataclasses import dataclass

import click

from qms.cli.context import Context, Day, common
from qms.errors import UsageError
from qms.text import Text, same


@click.command("release")
@common(ref=False)
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
    from qms.operations.manual import interrupted
    from qms.operations.manual import release as operation
    from qms.operations.manual.prepare import prepare as prepared
    from qms.standing.release import Step

    if resume or abort:
        finished = (interrupted.resume if resume else interrupted.abort)(context.root)
        context.say(_RESTORED if finished else _NOTHING)
        return 0
    if temporary or lapse or withdraw:
        number = _interim(
            context, _Wanted(change, clause, text, effective, expires), lapse, by, withdraw, reason
        )
        context.say(_LAPSED if lapse else _FILED, id=same(number))
        return 0
    if step is None or effective is None:
        raise UsageError(_WHICH)
    if prepare:
        made = prepared(
            context.root,
            context.snapshot(),
            Step(step),
            effective=effective,
            reason=reason or "—",
            consolidate=consolidate,
        )
        context.say(_PREPARED, name=same(made.name))
        for proposal in made.proposals:
            context.say(_PROPOSED, why=proposal)
    else:
        made = operation.release(context.root, context.snapshot(), Step(step), effective=effective)
        context.say(_RELEASED, name=same(made.name), commit=same(made.commit[:12]))
    return 0


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
    context: Context, wanted: _Wanted, lapse: str | None, by: str | None, withdraw: str | None,
    reason: str,
) -> str:  # fmt: skip
    from qms.operations.manual import interim as operation

    snapshot = context.snapshot()
    if lapse:
        return operation.let_lapse(context.root, snapshot, lapse, by=by, reason=reason).id
    if withdraw:
        if wanted.effective is None or not reason:
            raise UsageError(_WHICH_DAY)
        return operation.withdraw(
            context.root, snapshot, withdraw, effective=wanted.effective, reason=reason
        ).id
    if not (
        wanted.change and wanted.clause and wanted.text and wanted.effective and wanted.expires
    ):
        raise UsageError(_WHICH_SLIP)
    slip = operation.Slip(
        wanted.change, wanted.clause, wanted.text, wanted.effective, wanted.expires
    )
    return operation.amend_for_a_time(context.root, snapshot, slip).id
