"""`qms kpi`: key figures, and the records that each counted."""

import csv
import io
import json
from typing import TYPE_CHECKING

import click

from qms.cli.context import Context, common
from qms.text import Lang, Text

if TYPE_CHECKING:
    from qms.model.figure import Result


@click.command("kpi")
@common()
@click.argument("name", required=False)
@click.option("--period", metavar="2026|2026-Q3|2026-07", help="Default: this year.")
@click.option("--by", type=click.Choice(["month"]), help="Break down.  按月")
@click.option("--ids", is_flag=True, help="List the records counted.  列出记录编号")
@click.option("--format", "format_", type=click.Choice(["text", "json", "csv"]), default="text")
def command(
    context: Context, name: str | None, period: str | None, by: str | None, *, ids: bool,
    format_: str,
) -> int:  # fmt: skip
    """Show key figures that anybody can recount.

    \b
    Example:  qms kpi 投诉闭环率 --period 2026-Q3 --ids
    """
    from qms.operations.figures import Asked, figures

    results = figures(context.snapshot(), Asked(name, period, by_month=by == "month"))
    for result in results:
        if result.problem is not None:
            context.say(result.problem)
    if format_ == "json":
        context.emit(json.dumps([_data(each, ids=ids) for each in results], ensure_ascii=False,
                                indent=2) + "\n")  # fmt: skip
    elif format_ == "csv":
        context.emit(_csv(results))
    else:
        context.emit("".join(_line(each, context.lang, ids=ids) for each in results))
    return int(any(each.problem for each in results))


def _data(result: "Result", *, ids: bool) -> dict[str, object]:
    data: dict[str, object] = {
        "id": result.kpi.id,
        "name": result.kpi.name,
        "period": result.period,
        "value": None if result.value is None else str(result.value),
        "unit": result.kpi.unit,
        "counted": len(result.counted),
        "base": len(result.base),
        "target": None if result.target is None else str(result.target),
        "met": result.is_met,
    }
    if ids:
        data |= {"counted_ids": list(result.counted), "base_ids": list(result.base)}
    return data


def _csv(results: tuple["Result", ...]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["id", "name", "period", "value", "unit", "counted", "base", "target"])
    for each in results:
        row = _data(each, ids=False)
        writer.writerow(
            [row[key] for key in ("id", "name", "period", "value", "unit", "counted", "base",
                                  "target")]
        )  # fmt: skip
    return stream.getvalue()


def _line(result: "Result", lang: Lang, *, ids: bool) -> str:
    name = result.kpi.name if lang == "zh" else result.kpi.name_en
    verdict = {True: _MET, False: _MISSED, None: _UNKNOWN}[result.is_met].say(lang)
    line = (
        f"{name}  {result.period}  {result.shown(lang)}  "
        f"({len(result.counted)}/{len(result.base)})  {_TARGET.say(lang)} "
        f"{result.target if result.target is not None else '—'}  {verdict}\n"
    )
    if ids:
        others = sorted(set(result.base) - set(result.counted))
        line += f"  + {' '.join(result.counted) or '—'}\n  - {' '.join(others) or '—'}\n"
    return line


_TARGET = Text(zh="目标", en="target")
_MET = Text(zh="达标", en="met")
_MISSED = Text(zh="未达标", en="missed")
_UNKNOWN = Text(zh="不判定", en="not judged")
