"""`qms objectives`: the objectives as a tree, with what each period came to."""

from typing import TYPE_CHECKING

import click

from qms.cli.context import Context, common
from qms.cli.kpi import ALLOW_SOURCE, say_sources
from qms.publish.answers import as_json
from qms.text import Lang, Text

if TYPE_CHECKING:
    from qms.operations.evaluation.objectives import (
        ObjectiveState,
        PeriodState,
    )


_FORMAT = 1  # of the answer as JSON


@click.command("objectives")
@common()
@click.option("--year", type=click.IntRange(2000, 2100), help="Default: this year.  年度")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@ALLOW_SOURCE
def command(context: Context, year: int | None, format_: str, allowed: tuple[str, ...]) -> int:
    """Show the objectives from company to post: target, recorded result, action for a miss.

    \b
    Example:  qms objectives --year 2026
    """
    from qms.operations.evaluation.objectives import objectives
    from qms.store.sources import sources_of

    snapshot = context.snapshot()
    sources = sources_of(context.root, snapshot, allowed)
    say_sources(context, sources)
    states = objectives(snapshot, year or snapshot.as_of.year, sources)
    if format_ == "json":
        said = [_data(each) for each in states]
        context.emit(as_json(_FORMAT, {"as_of": str(context.as_of), "objectives": said}))
    else:
        context.emit("".join(_lines(each, context) for each in states) or _NONE.say(context.lang))
    return int(any(period.needs_action for each in states for period in each.periods))


def _lines(state: "ObjectiveState", context: Context) -> str:
    lang = context.lang
    objective = state.objective
    indent = "  " * state.depth
    aim = "—" if state.target is None else f"{state.target} {objective.unit}"
    whose = objective.post or objective.owner
    head = (
        f"{indent}{objective.id} {objective.name}  {objective.level.label.say(lang)} {whose}  "
        f"{_TARGET.say(lang)} {aim} ({objective.direction.label.say(lang)})\n"
    )
    return head + "".join(
        f"{indent}    {_period(each, lang, overdue=each.due < context.as_of)}\n"
        for each in state.periods
    )


def _period(state: "PeriodState", lang: Lang, *, overdue: bool) -> str:
    recorded = state.recorded
    if recorded is None:
        said = (_MISSING if overdue else _LATER).say(lang, day=state.due)
    elif recorded.value is None:
        said = _NO_DATA.say(lang)
    else:
        verdict = {True: _MET, False: _MISSED, None: _UNKNOWN}[state.is_met].say(lang)
        said = f"{recorded.value}  {verdict} ({recorded.id})"
    line = f"{state.name}  {said}"
    if state.counted is not None and state.counted.value is not None:
        line += f"  {_COUNTED.say(lang)} {state.counted.shown(lang)}"
    if recorded is not None and state.is_met is False:
        action = recorded.corrective_action or recorded.action or _NO_ACTION.say(lang)
        line += f"  → {action}"
    return line


def _data(state: "ObjectiveState") -> dict[str, object]:
    objective = state.objective
    return {
        "id": objective.id,
        "name": objective.name,
        "level": objective.level.value,
        "parent": objective.parent,
        "owner": objective.owner,
        "post": objective.post,
        "kpi": objective.kpi,
        "measured_by": objective.measured_by,
        "unit": objective.unit,
        "target": None if state.target is None else str(state.target),
        "periods": [
            {
                "period": each.name,
                "record": each.recorded.id if each.recorded else None,
                "value": str(each.recorded.value)
                if each.recorded and each.recorded.value is not None
                else None,
                "met": each.is_met,
                "counted": str(each.counted.value)
                if each.counted and each.counted.value is not None
                else None,
                "due": each.due.isoformat(),
            }
            for each in state.periods
        ],
    }


_NONE = Text(zh="没有目标。\n", en="There are no objectives.\n")
_TARGET = Text(zh="目标", en="target")
_MET = Text(zh="达成", en="met")
_MISSED = Text(zh="未达成", en="missed")
_UNKNOWN = Text(zh="不判定", en="not judged")
_NO_DATA = Text(zh="无数据", en="no data")
_MISSING = Text(zh="没有结果，应于 {day} 前统计", en="no result; it was due on {day}")
_LATER = Text(zh="{day} 前统计", en="due on {day}")
_COUNTED = Text(zh="现重算", en="counted now")
_NO_ACTION = Text(zh="没有措施", en="no action")
