"""A group's answers as tables: counts add up over the sites that answered, and say how many did."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from qms.figures.measured import Told
from qms.model.figure import Result
from qms.model.finding import Severity
from qms.operations.group.answers import Checked, Figure, Stands, figures
from qms.operations.group.work import Answer
from qms.publish.group.tables import Line, Sheet
from qms.standing.conformity import EvidenceState
from qms.text import Lang, Text

T = TypeVar("T")
Values = Mapping[str, str | int | None]
WHOLE = Text(zh="合计", en="Whole")


def of_checks(answers: Sequence[Answer[Checked]], lang: Lang) -> tuple[Sheet, ...]:
    """Return findings by severity at each site, and the rules that found most over all."""
    keys = {each.name.lower(): each.label for each in reversed(Severity)}
    columns = {**keys, "not_judged": _NOT_JUDGED, "records": _RECORDS}

    def values(found: Checked) -> Values:
        counts = {each.name.lower(): found.severities.get(each, 0) for each in Severity}
        return {**counts, "not_judged": found.not_judged, "records": found.records}

    rules: Counter[str] = Counter()
    where: Counter[str] = Counter()
    for each in _sound(answers):
        rules.update(each.rules)
        where.update(set(each.rules))
    most = [
        Line(code, values={"count": count, "sites": where[code]})
        for code, count in sorted(rules.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return (
        _summed(_CHECK, columns, answers, values, lang),
        Sheet(_RULES, {"count": _COUNT, "sites": _SITES}, most, of=_RULE),
    )


def of_standing(answers: Sequence[Answer[Stands]], lang: Lang) -> tuple[Sheet, ...]:
    """Return the release in force, copies out and what is due at each site."""
    columns = {"release": _RELEASE, "copies": _COPIES, "overdue": _OVERDUE, "due": _DUE}

    def values(found: Stands) -> Values:
        return {
            "release": found.release,
            "copies": found.copies,
            "overdue": found.overdue,
            "due": found.due,
        }

    return (_summed(_STATUS, columns, answers, values, lang),)


def of_evidence(answers: Sequence[Answer[Mapping[str, int]]], lang: Lang) -> tuple[Sheet, ...]:
    """Return how many kinds of evidence stand how at each site."""
    columns = {str(each.value): each.label for each in EvidenceState}

    def values(found: Mapping[str, int]) -> Values:
        return {key: found.get(key, 0) for key in columns}

    return (_summed(_EVIDENCE, columns, answers, values, lang),)


def of_figures(
    answers: Sequence[Answer[tuple[Told, ...]]], lang: Lang, name: str | None
) -> tuple[Sheet, ...]:
    """Return a table for each figure: every site, and the whole over those that count alike."""
    return tuple(_figure_sheet(each, answers, lang) for each in figures(answers, name))


def _figure_sheet(figure: Figure, answers: Sequence[Answer[tuple[Told, ...]]], lang: Lang) -> Sheet:
    kpi = figure.whole.kpi
    columns = {"value": kpi.units, "counted": _COUNTED,
               "base": _BASE, "target": _TARGET, "met": _MET}  # fmt: skip
    lines = [
        Line(
            answer.site.name,
            answer.site.region,
            answer.ref,
            _figure_values(figure.sites[answer.site.name], lang)
            if answer.site.name in figure.sites
            else {},
            answer.failure or figure.left_out.get(answer.site.name),
        )
        for answer in answers
    ]
    return Sheet(
        Text(zh=f"{kpi.name}　{figure.whole.period}", en=f"{kpi.name_en}  {figure.whole.period}"),
        columns,
        lines,
        Line(WHOLE.say(lang), values=_figure_values(figure.whole, lang)),
        _missing(len(figure.sites), len(answers)),
    )


def _figure_values(result: Result, lang: Lang) -> Values:
    met = None if result.is_met is None else (_YES if result.is_met else _NO).say(lang)
    return {
        "value": None if result.value is None else f"{result.value:.{result.kpi.decimals}f}",
        "counted": len(result.counted),
        "base": len(result.base),
        "target": None if result.target is None else str(result.target),
        "met": met,
    }


def _summed(
    title: Text,
    columns: Mapping[str, Text],
    answers: Sequence[Answer[T]],
    values: Callable[[T], Values],
    lang: Lang,
) -> Sheet:
    lines = [
        Line(
            each.site.name,
            each.site.region,
            each.ref,
            {} if each.content is None else values(each.content),
            each.failure,
        )
        for each in answers
    ]
    whole: dict[str, str | int | None] = {}
    for line in lines:
        for key, value in line.values.items():
            if isinstance(value, int):
                whole[key] = int(whole.get(key) or 0) + value
    return Sheet(
        title,
        columns,
        lines,
        Line(WHOLE.say(lang), values=whole),
        _missing(sum(each.failure is None for each in answers), len(answers)),
    )


def _sound(answers: Iterable[Answer[T]]) -> list[T]:
    return [each.content for each in answers if each.content is not None]


def _missing(counted: int, of: int) -> Text | None:
    if counted == of:
        return None
    return Text(
        zh=f"合计只含 {of} 家中的 {counted} 家。",
        en=f"The whole holds {counted} of {of} sites.",
    )


_CHECK = Text(zh="符合性检查", en="Compliance check")
_RULES = Text(zh="按规则", en="By rule")
_RULE = Text(zh="规则", en="Rule")
_STATUS = Text(zh="状态", en="Standing")
_EVIDENCE = Text(zh="各类记录的状态", en="Kinds of evidence by standing")
_NOT_JUDGED = Text(zh="未判断", en="not judged")
_RECORDS = Text(zh="记录", en="records")
_COUNT = Text(zh="发现", en="findings")
_SITES = Text(zh="公司数", en="sites")
_RELEASE = Text(zh="现行版本", en="release")
_COPIES = Text(zh="在外受控本", en="copies out")
_OVERDUE = Text(zh="逾期", en="overdue")
_DUE = Text(zh="将到期", en="to come")
_COUNTED = Text(zh="分子", en="counted")
_BASE = Text(zh="分母", en="of")
_TARGET = Text(zh="目标", en="target")
_MET = Text(zh="达标", en="met")
_YES = Text(zh="是", en="yes")
_NO = Text(zh="否", en="no")
