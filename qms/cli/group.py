"""`qms group`: the repositories of several companies, asked as one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qms.operations.group.work import Answer, Task
    from qms.publish.group.tables import Sheet

    Sheets = Callable[[Sequence[Answer[Any]], Lang], Sequence[Sheet]]

_SITES = click.option(
    "--sites", required=True, type=click.Path(path_type=Path),
    help="The file that names the repositories.  各公司仓库清单",
)  # fmt: skip
_CLUSTER = click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler.  集群调度地址")
_WAIT = click.option(
    "--wait", type=click.FloatRange(1), default=600, metavar="SECONDS",
    help="How long to wait for the sites.  最长等待",
)  # fmt: skip
_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["text", "json", "xlsx"]), default="text"
)
_OUTPUT = click.option("--output", type=click.Path(path_type=Path), help="File.  输出到文件")


def _options(function: Callable[..., int]) -> Callable[..., int]:
    for add in (_OUTPUT, _FORMAT, _WAIT, _CLUSTER, _SITES):
        function = add(function)
    return function


@commands.group("group")
def command() -> None:
    """Ask several repositories as one: sites are named in a file.

    \b
    Example:  qms group kpi --sites group.yml --period 2026
    """


@command.command("check")
@common(ref=False)
@_options
def check(context: Context, **options: Any) -> int:
    """Judge every site by its own manual.

    \b
    Example:  qms group check --sites group.yml --format json
    """
    from qms.operations.group import answers, sheets

    return _asked(context, answers.checked, sheets.of_checks, **options)


@command.command("status")
@common(ref=False)
@_options
def status(context: Context, **options: Any) -> int:
    """Show the release in force, copies out and what is due at every site.

    \b
    Example:  qms group status --sites group.yml
    """
    from qms.operations.group import answers, sheets

    return _asked(context, answers.stands, sheets.of_standing, **options)


@command.command("matrix")
@common(ref=False)
@click.option("--against", default="manual", help="The manual, or a standard.  对照")
@_options
def matrix(context: Context, against: str, **options: Any) -> int:
    """Show how the kinds of evidence stand at every site.

    \b
    Example:  qms group matrix --sites group.yml --against iso9001
    """
    from qms.operations.group import answers, sheets

    task = answers.evidence_against(against)
    return _asked(context, task, sheets.of_evidence, **options)


@command.command("kpi")
@common(ref=False)
@click.argument("name", required=False)
@click.option("--period", metavar="2026|2026-Q3|2026-07", help="Default: this year.")
@_options
def kpi(context: Context, name: str | None, period: str | None, **options: Any) -> int:
    """Count the key figures over all sites, as over one repository with all their records.

    \b
    Example:  qms group kpi 投诉闭环率 --sites group.yml --period 2026-Q3
    """
    from qms.model.figure import span
    from qms.operations.group import answers, sheets

    task = answers.figures_over(span(period or str(context.anywhere().as_of.year)))
    return _asked(
        context, task, lambda found, lang: sheets.of_figures(found, lang, name), **options
    )


def _asked(
    context: Context,
    task: "Task[Any]",
    drawn: "Sheets",
    *,
    sites: Path,
    cluster: str | None,
    wait: float,
    format_: str,
    output: Path | None,
) -> int:
    from qms.operations.group.sites import group_of
    from qms.operations.group.work import by_site, workers
    from qms.publish.group import RENDERERS

    context = context.anywhere()
    group = group_of(sites)
    found = by_site(
        group.sites, task, as_of=context.as_of, workers=partial(workers, cluster), seconds=wait
    )
    made = drawn(found, context.lang)
    context.emit(RENDERERS[format_](group.name, context.as_of, made, context.lang), output)
    failed = [each.site.name for each in found if each.failure]
    if failed:
        context.say(_FAILED, names="、".join(failed) if context.lang == "zh" else ", ".join(failed))
    return int(bool(failed))


_FAILED = Text(zh="没有结果：{names}", en="no answer from: {names}")
