"""`qms release`: prepare, make, finish or drop a release of the manual."""

import datetime as dt

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
@click.option("--resume", is_flag=True, help="Finish an interrupted release.")
@click.option("--abort", is_flag=True, help="Drop an interrupted release.")
def command(
    context: Context,
    *,
    step: str | None,
    effective: dt.date | None,
    reason: str,
    prepare: bool,
    resume: bool,
    abort: bool,
) -> int:
    """Release the manual: prepare, let three people sign, release.

    \b
    Example:  qms release --amendment --effective 2026-07-01 --reason 法规更新 --prepare
              qms sign --as prepared --key ~/.ssh/id_ed25519     (then reviewed, approved)
              qms release --amendment --effective 2026-07-01
    """
    from qms.model.release import Step
    from qms.operations import release as operation

    if resume or abort:
        finished = (operation.resume if resume else operation.abort)(context.root)
        context.say(_RESTORED if finished else _NOTHING)
        return 0
    if step is None or effective is None:
        raise UsageError(_WHICH)
    if prepare:
        made = operation.prepare(
            context.root,
            context.snapshot(),
            Step(step),
            effective=effective,
            reason=reason or "—",
        )
        context.say(_PREPARED, name=same(made.name))
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
