"""`qms kpi`: key figures, and the records that each counted."""

import csv
import io
from typing import TYPE_CHECKING

import click

from qms.cli.context import Context, common
from qms.publish.answers import as_json
from qms.text import Lang, Text

if TYPE_CHECKING:
    from qms.model.figure import Result, Sources
    from qms.operations.evaluation.figures import By

ALLOW_SOURCE = click.option(
    "--allow-source", "allowed", multiple=True, metavar="KIND",
    help="Read this kind's source although it lies outside.  允许读取仓库外的数据",
)  # fmt: skip


_FORMAT = 1  # of the answer as JSON


@click.command("kpi")
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
    from qms.operations.evaluation.figures import (
        EVERY,
        Asked,
        figures,
    )
    from qms.store.sources import sources_of

    snapshot = context.snapshot()
    sources = sources_of(context.root, snapshot, allowed)
    asked = Asked(name, period, by, listed=EVERY if ids else 0, sources=sources)
    results = figures(snapshot, asked)
    say_sources(context, sources)
    for problem in dict.fromkeys(each.problem for each in results if each.problem):
        context.say(problem)
    if format_ == "json":
        said = [_data(each, context.lang, ids=ids) for each in results]
        context.emit(as_json(_FORMAT, {"as_of": str(context.as_of), "figures": said}))
    elif format_ == "csv":
        context.emit(_csv(results, context.lang))
    else:
        context.emit("".join(_line(each, context.lang, ids=ids) for each in results))
    return int(any(each.problem for each in results))


def say_sources(context: Context, sources: "Sources") -> None:
    """Say which files the figures were counted in, and which could not be attached."""
    for each in sources.attached:
        context.say(_ATTACHED, kind=each.kind, path=each.path, sha256=each.sha256)
    for kind, why in sources.refused.items():
        context.say(_UNATTACHED, kind=kind, why=why)


def _data(result: "Result", lang: Lang, *, ids: bool) -> dict[str, object]:
    backlog = result.backlog
    data: dict[str, object] = {
        "id": result.kpi.id,
        "name": result.kpi.name,
        "period": result.period,
        "group": None if result.group is None else result.group.label.say(lang),
        "value": None if result.value is None else str(result.value),
        "unit": result.kpi.unit,
        "counted": len(result.counted),
        "base": len(result.base),
        "target": None if result.target is None else str(result.target),
        "met": result.is_met,
        "open": None if backlog is None else len(backlog.open),
        "oldest_days": None if backlog is None else _number(backlog.oldest_days),
    }
    if ids:
        data |= {"counted_ids": list(result.counted), "base_ids": list(result.base)}
        data |= {"open_ids": [] if backlog is None else list(backlog.open)}
    return data


def _number(value: object) -> str | None:
    return None if value is None else str(value)


def _csv(results: tuple["Result", ...], lang: Lang) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    columns = ("id", "name", "period", "group", "value", "unit", "counted", "base", "target",
               "open", "oldest_days")  # fmt: skip
    writer.writerow(columns)
    for each in results:
        row = _data(each, lang, ids=False)
        writer.writerow(["" if row[key] is None else row[key] for key in columns])
    return stream.getvalue()


def _line(result: "Result", lang: Lang, *, ids: bool) -> str:
    name = result.kpi.name if lang == "zh" else result.kpi.name_en
    verdict = {True: _MET, False: _MISSED, None: _UNKNOWN}[result.is_met].say(lang)
    group = "" if result.group is None else f"  {result.group.label.say(lang)}"
    line = (
        f"{name}  {result.period}{group}  {result.shown(lang)}  "
        f"({result.counts(lang)})  {_TARGET.say(lang)} "
        f"{result.target if result.target is not None else '—'}  {verdict}"
        f"{_ALARM.say(lang) if result.is_alarming else ''}\n"
    )
    if result.backlog is not None:
        line += f"  {result.backlog.shown(lang)}\n"
    if ids:
        others = sorted(set(result.base) - set(result.counted))
        line += f"  + {' '.join(result.counted) or '—'}\n  - {' '.join(others) or '—'}\n"
        if result.backlog is not None:
            line += f"  {_OPEN.say(lang)} {' '.join(result.backlog.open) or '—'}\n"
    return line


_TARGET = Text(zh="目标", en="target")
_MET = Text(zh="达标", en="met")
_MISSED = Text(zh="未达标", en="missed")
_UNKNOWN = Text(zh="不判定", en="not judged")
_ALARM = Text(zh="，越过警戒值", en=", beyond the alarm value")
_OPEN = Text(zh="未了", en="open")
_ATTACHED = Text(
    zh="{kind} 取自 {path}（SHA-256 {sha256}）", en="{kind} comes from {path} (SHA-256 {sha256})"
)
_UNATTACHED = Text(zh="未接入 {kind}：{why}", en="{kind} is not attached: {why}")
