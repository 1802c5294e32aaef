"""Key figures as an answer: as text, as CSV, and as JSON for scripts."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal

from qms.model.figure import Result
from qms.model.kinds.record import called
from qms.publish.answers import as_json
from qms.publish.plain_text import cell, shown
from qms.text import Lang, Text

_FORMAT = 1  # of the answer as JSON


def text(results: Sequence[Result], day: dt.date, lang: Lang, *, ids: bool) -> str:
    """Return a line a figure; with `ids` also the numbers of what was counted and what was not.

    What is open is open on the day and belongs to no period: it stands once, below the last.
    """
    last = {each.kpi.id: each for each in results if each.backlog is not None}
    return shown(
        "".join(
            _line(each, day, lang, ids=ids)
            + (_open(each, day, lang, ids=ids) if last.get(each.kpi.id) is each else "")
            for each in results
        )
    )


def json(results: Sequence[Result], day: dt.date, lang: Lang, *, ids: bool) -> str:
    """Return the figures as one JSON document."""
    said = [_data(each, day, lang, ids=ids) for each in results]
    return as_json(_FORMAT, {"as_of": str(day), "figures": said})


def table(results: Sequence[Result], day: dt.date, lang: Lang) -> str:
    """Return the figures as CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    columns = ("id", "name", "period", "group", "value", "unit", "counted", "base", "target",
               "running", "open", "oldest_days")  # fmt: skip
    writer.writerow(columns)
    for each in results:
        row = _data(each, day, lang, ids=False)
        writer.writerow(["" if row[key] is None else cell(row[key]) for key in columns])
    return stream.getvalue()


def _data(result: Result, day: dt.date, lang: Lang, *, ids: bool) -> dict[str, object]:
    backlog = result.backlog
    data: dict[str, object] = {
        "id": result.kpi.id,
        "name": called(result.kpi).say(lang),
        "period": result.period,
        "group": None if result.group is None else result.group.label.say(lang),
        "value": _number(result.value),
        "unit": _unit(result, lang),
        "counted": len(result.counted),
        "base": len(result.base),
        "target": _number(result.target),
        "met": result.is_met,
        "running": result.is_running(day),
        "open": None if backlog is None else len(backlog.open),
        "oldest_days": None if backlog is None else _number(backlog.oldest_days),
    }
    if ids:
        data |= {"counted_ids": list(result.counted), "base_ids": list(result.base)}
        data |= {"open_ids": [] if backlog is None else list(backlog.open)}
    return data


def _number(value: object) -> str | None:
    """Return a number in as many digits as it needs, and six behind the point at the most."""
    if value is None:
        return None
    digits = f"{Decimal(str(value)):.6f}"
    return digits.rstrip("0").rstrip(".")


def _unit(result: Result, lang: Lang) -> str:
    return result.kpi.units.say(lang)


def _line(result: Result, day: dt.date, lang: Lang, *, ids: bool) -> str:
    name = called(result.kpi).say(lang)
    verdict = {True: _MET, False: _MISSED, None: _UNKNOWN}[result.is_met].say(lang)
    after = _ALARM.say(lang) if result.is_alarming else ""
    if result.is_running(day):
        after = _SO_FAR.say(lang, day=day)
    group = "" if result.group is None else f"  {result.group.label.say(lang)}"
    if result.target is None:
        judged = _NO_TARGET.say(lang)
    else:
        unit = _unit(result, lang)
        judged = f"{_TARGET.say(lang)} {result.target} {unit}  {verdict}{after}"
    line = (
        f"{name}  {result.period}{group}  {result.shown(lang)}  ({result.counts(lang)})  {judged}\n"
    )
    if ids:
        others = sorted(set(result.base) - set(result.counted))
        line += f"  + {' '.join(result.counted) or '—'}\n  - {' '.join(others) or '—'}\n"
    return line


def _open(result: Result, day: dt.date, lang: Lang, *, ids: bool) -> str:
    if result.backlog is None:
        return ""
    line = f"  {_ON.say(lang, day=day)}{result.backlog.shown(lang)}\n"
    if ids:
        line += f"  {_OPEN.say(lang)} {' '.join(result.backlog.open) or '—'}\n"
    return line


_TARGET = Text(zh="目标", en="target")
_MET = Text(zh="达标", en="met")
_MISSED = Text(zh="未达标", en="missed")
_UNKNOWN = Text(zh="不判定", en="not judged")
_NO_TARGET = Text(zh="没有目标值", en="no target set")
_ALARM = Text(zh="，越过警戒值", en=", beyond the alarm value")
_SO_FAR = Text(zh="（到 {day} 为止，本期未完）", en=" so far (to {day}; the period is not over)")
_ON = Text(zh="{day} 当天：", en="on {day}: ")
_OPEN = Text(zh="未了", en="open")
