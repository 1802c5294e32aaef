"""`qms kpi`: key figures, and the records that each counted."""

from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text

if TYPE_CHECKING:
    from qms.model.figure import Sources
    from qms.operations.evaluation.figures import By

ALLOW_SOURCE = click.option(
    "--allow-source", "allowed", multiple=True, metavar="KIND",
    help="Allow this kind's source file outside the repository.  允许读取仓库外的数据",
)  # fmt: skip


@commands.command("kpi")
@common()
@click.argument("name", required=False)
@click.option("--period", metavar="2026|2026-Q3|2026-07", help="Default: this year.")
@click.option(
    "--by", type=click.Choice(["month", "quarter", "department", "product", "region"]),
    help="Break down.  分月、季度、部门、产品、区域",
)  # fmt: skip
@click.option("--ids", is_flag=True, help="List the records counted.  列出记录编号")
@click.option("--format", "format_", type=click.Choice(["text", "json", "csv"]), default="text")
@ALLOW_SOURCE
def command(
    context: Context, name: str | None, period: str | None, by: "By | None", *, ids: bool,
    format_: str, allowed: tuple[str, ...],
) -> int:  # fmt: skip
    """Show key figures that anybody can recount.

    \b
    Example:  qms kpi 投诉闭环率 --period 2026-Q3 --ids
    """
    from qms.operations.evaluation.figures import EVERY, Asked, figures
    from qms.publish.answers import key_figures
    from qms.store.sources import sources_of

    snapshot = context.counted()
    sources = sources_of(context.root, snapshot, allowed)
    asked = Asked(name, period, by, listed=EVERY if ids else 0, sources=sources)
    results = figures(snapshot, asked)
    say_sources(context, sources)
    for problem in dict.fromkeys(each.problem for each in results if each.problem):
        context.say(problem)
    context.emit(
        key_figures.json(results, context.as_of, context.lang, ids=ids)
        if format_ == "json"
        else key_figures.table(results, context.as_of, context.lang)
        if format_ == "csv"
        else key_figures.text(results, context.as_of, context.lang, ids=ids)
    )
    return context.status(int(any(each.problem for each in results)))


def say_sources(context: Context, sources: "Sources") -> None:
    """Say which files the figures were counted in, and which could not be attached."""
    for each in sources.attached:
        context.say(_ATTACHED, kind=each.kind, origin=each.origin, sha256=each.sha256)
    for kind, why in sources.refused.items():
        context.say(_UNATTACHED, kind=kind, why=why)


_ATTACHED = Text(
    zh="{kind} 取自{origin}（SHA-256 {sha256}）",
    en="{kind} comes from {origin} (SHA-256 {sha256})",
)
_UNATTACHED = Text(zh="未接入 {kind}：{why}", en="{kind} is not attached: {why}")
