"""What is asked of every site of a group, and put together: report, figures, standing, matrix."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from qms.figures.measured import Told, told, united
from qms.model.figure import Result, Span
from qms.model.finding import Severity
from qms.model.snapshot import Snapshot
from qms.operations.checking.check import check
from qms.operations.checking.matrix import matrix
from qms.operations.group.work import Answer, Task
from qms.standing.copies import copies_on, events_of
from qms.standing.due import dues
from qms.text import Text


@dataclass(frozen=True, slots=True)
class Checked:
    """The report of one site in numbers, and its rules with what each found."""

    severities: Mapping[Severity, int]
    rules: Mapping[str, int]
    not_judged: int
    records: int


@dataclass(frozen=True, slots=True)
class Stands:
    """Where one site stands: the release in force, copies out, what is overdue and due."""

    release: str | None
    copies: int
    overdue: int
    due: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the group, at each site that counts in it, and the sites that do not."""

    whole: Result
    sites: Mapping[str, Result]
    left_out: Mapping[str, Text]


def checked(root: Path, snapshot: Snapshot) -> Checked:
    """Return a site's report in numbers."""
    report = check(root, snapshot)
    return Checked(
        Counter(each.severity for each in report.findings),
        Counter(each.code for each in report.findings),
        len(report.not_judged),
        report.records,
    )


def stands(_: Path, snapshot: Snapshot) -> Stands:
    """Return where a site stands."""
    out = copies_on(events_of(snapshot), snapshot.as_of).values()
    days = [each.day for each in dues(snapshot)]
    late = sum(day < snapshot.as_of for day in days)
    return Stands(
        snapshot.in_force.name if snapshot.in_force else None,
        sum(each.state.is_out for each in out),
        late,
        len(days) - late,
    )


def evidence(root: Path, snapshot: Snapshot, against: str) -> Mapping[str, int]:
    """Return how many kinds of evidence stand how at a site, by the state's value."""
    counted = matrix(root, snapshot, against).standings
    return {str(state.value): count for state, count in counted.items()}


def evidence_against(against: str) -> "Task[Mapping[str, int]]":
    """Return the task that draws the matrix against the manual or a standard at each site."""
    return partial(evidence, against=against)


def figures_over(period: Span) -> "Task[tuple[Told, ...]]":
    """Return the task that counts the figures of a period at each site."""
    return partial(_told, period=period)


def _told(_: Path, snapshot: Snapshot, period: Span) -> tuple[Told, ...]:
    return told(snapshot, period)


def figures(
    answers: Sequence[Answer[tuple[Told, ...]]], name: str | None = None
) -> tuple[Figure, ...]:
    """Return each figure over the sites that count it alike; the first site's definition holds."""
    by_figure: dict[str, dict[str, Told]] = {}
    for answer in answers:
        for each in answer.content or ():
            by_figure.setdefault(each.result.kpi.id, {})[answer.site.name] = each
    found = (_figure(parts, answers) for parts in by_figure.values())
    return tuple(
        each
        for each in found
        if name is None or name in {each.whole.kpi.id, each.whole.kpi.name, each.whole.kpi.name_en}
    )


def _figure(parts: Mapping[str, Told], answers: Iterable[Answer[tuple[Told, ...]]]) -> Figure:
    sound = {site: each for site, each in parts.items() if each.result.problem is None}
    chosen = next(iter((sound or parts).values()))
    alike = {site: each for site, each in sound.items() if each.definition == chosen.definition}
    left_out = {answer.site.name: _ABSENT for answer in answers if answer.site.name not in parts}
    left_out |= {site: _OTHERWISE for site in sound if site not in alike}
    left_out |= {
        site: each.result.problem for site, each in parts.items() if each.result.problem is not None
    }
    return Figure(
        united(list(alike.values()) or [chosen]),
        {site: each.result for site, each in alike.items()},
        left_out,
    )


_ABSENT = Text(zh="没有这个指标或没有结果", en="it has no such figure, or gave no answer")
_OTHERWISE = Text(zh="口径不同", en="it counts the figure otherwise")
