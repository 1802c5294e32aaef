"""The objectives as an answer: as a tree in text, and as JSON for scripts."""

import datetime as dt
from collections.abc import Mapping, Sequence

from qms.model.kinds.record import called
from qms.publish.answers import as_json
from qms.publish.plain_text import shown
from qms.standing.objective_states import ObjectiveState, PeriodState
from qms.text import Lang, Text

_FORMAT = 1  # of the answer as JSON


def text(
    states: Sequence[ObjectiveState], names: Mapping[str, Text], day: dt.date, lang: Lang
) -> str:
    """Return the tree with what each period came to; what is overdue on the day is called so.

    `names` are those of departments and posts, by id.
    """
    return shown("".join(_lines(each, names, day, lang) for each in states) or _NONE.say(lang))


def json(states: Sequence[ObjectiveState], day: dt.date) -> str:
    """Return the objectives as one JSON document."""
    said = [_data(each) for each in states]
    return as_json(_FORMAT, {"as_of": str(day), "objectives": said})


def _lines(state: ObjectiveState, names: Mapping[str, Text], day: dt.date, lang: Lang) -> str:
    objective = state.objective
    indent = "  " * state.depth
    aim = "—" if state.target is None else f"{state.target} {_unit(state, lang)}"
    whose = objective.post or objective.owner
    whose = names[whose].say(lang) if whose in names else whose
    name = called(objective).say(lang)
    head = (
        f"{indent}{objective.id} {name}  {objective.level.label.say(lang)} {whose}  "
        f"{_TARGET.say(lang)} {aim} ({objective.direction.label.inside.say(lang)})\n"
    )
    return head + "".join(
        f"{indent}    {_period(each, lang, overdue=each.due < day)}\n" for each in state.periods
    )


def _unit(state: ObjectiveState, lang: Lang) -> str:
    """Return the unit; in English that of the figure which the objective is bound to."""
    of_figures = (each.counted.kpi.unit_en for each in state.periods if each.counted)
    return (lang == "en" and next(of_figures, "")) or state.objective.unit


def _period(state: PeriodState, lang: Lang, *, overdue: bool) -> str:
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


def _data(state: ObjectiveState) -> dict[str, object]:
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
