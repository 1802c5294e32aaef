"""Puts each input of the review together: figures, trend, what the check says, records (9.7)."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qms.model.figure import Result, rounded
from qms.model.finding import Finding
from qms.model.kinds.ch09_review import GivenInput, ReviewInput
from qms.model.kinds.record import Evidence
from qms.publish.pictures.trends import Point, points_of, target_of, trend
from qms.publish.review_pack import means, performance, system
from qms.publish.review_pack.agenda import AGENDA, Topic, input_of
from qms.publish.review_pack.material import Chart, Fact, Grid, Material, Part

_PARTS: Mapping[ReviewInput, Callable[[Material], Part]] = {
    ReviewInput.last_actions: system.last_actions,
    ReviewInput.context: system.context,
    ReviewInput.satisfaction: performance.satisfaction,
    ReviewInput.objectives: performance.objectives,
    ReviewInput.processes: performance.processes,
    ReviewInput.corrective_actions: system.corrective_actions,
    ReviewInput.monitoring: means.monitoring,
    ReviewInput.audits: means.audits,
    ReviewInput.providers: performance.providers,
    ReviewInput.resources: means.resources,
    ReviewInput.risks: system.risks,
    ReviewInput.complaints: performance.complaints,
    ReviewInput.compliance: system.compliance,
    ReviewInput.manual: system.manual,
    ReviewInput.policy: system.policy,
    ReviewInput.improvement: system.improvement,
}


@dataclass(frozen=True)
class Section:
    """One input of the review, ready to be printed and to be put into the workbook."""

    number: int
    input: ReviewInput
    part: Part
    results: tuple[Result, ...]
    charts: tuple[Chart, ...]
    findings: tuple[Finding, ...]
    records: tuple[tuple[str, tuple[str, ...]], ...]
    given: GivenInput | None
    by_month: str = ""

    @property
    def is_empty(self) -> bool:
        """Neither a record nor a figure with data: there is nothing to review."""
        return not any(ids for _, ids in self.records) and all(
            each.value is None for each in self.results
        )

    @property
    def excuse(self) -> str:
        """Why there is nothing, as the minutes of the review say; empty where nobody said."""
        return self.given.none_because if self.given else ""

    @property
    def is_complete(self) -> bool:
        """It has contents, or somebody has said why it has none."""
        return not self.is_empty or bool(self.excuse)

    def name(self, m: Material) -> str:
        """Return the input's name with its number."""
        return f"{self.number}　{m.say(self.input.label)}"


def sections(m: Material) -> tuple[Section, ...]:
    """Return every input in the order of the agenda."""
    minutes = {each.input: each for each in m.minutes.inputs} if m.minutes else {}
    return tuple(
        _section(m, number, each, AGENDA[each], minutes.get(each))
        for number, each in enumerate(ReviewInput, 1)
    )


def _section(
    m: Material, number: int, which: ReviewInput, topic: Topic, given: GivenInput | None
) -> Section:
    part = _PARTS[which](m)
    found = [m.figure(kpi, str(m.year)) for kpi in topic.kpis]
    results = tuple(each for each in found if each is not None)
    return Section(
        number,
        which,
        part,
        results,
        (*(_trend(m, each) for each in results), *part.charts),
        tuple(each for each in m.report.findings if input_of(each) is which),
        _records(m, which, topic),
        given,
        _monthly_words(m, topic),
    )


def _records(
    m: Material, which: ReviewInput, topic: Topic
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the ids by kind; the decisions of the review before are those it hands over."""
    listed = [
        (m.say(model.header.title), tuple(each.id for each in m.of_year(model)))
        for model in topic.kinds
    ]
    if which is ReviewInput.last_actions:
        handed = [decision.action for _, decision in m.handed_on if decision.action]
        listed = [(listed[0][0], tuple(dict.fromkeys([*handed, *listed[0][1]])))]
    return tuple(listed)


def _trend(m: Material, result: Result) -> Chart:
    """Return a figure's twelve months with its target and the months of the year before."""
    kpi = result.kpi
    months = list(m.months(kpi.id, m.year))
    points = points_of(months, m.report.as_of)
    earlier_months = list(m.months(kpi.id, m.year - 1))
    was_counted = any(len(each.base) for each in earlier_months)
    before = [_number(each) for each in earlier_months] if was_counted else []
    name = kpi.name if m.lang == "zh" else kpi.name_en
    unit = m.say(kpi.units)
    said = m.t("，", ", ").join(f"{point.period} {_said(result, point)}" for point in points)
    earlier = (
        m.t("空心方块为上年", "open squares: the year before")
        if any(each is not None for each in before)
        else m.t("上年无数据", "no data for the year before")
    )
    state = "" if kpi.period_date else m.t("（取月末状态）", " (state at the month's end)")
    caption = m.t(
        f"{name}{state}，逐月（{unit}）；{earlier}。{kpi.traps}",
        f"{name}{state}, by month ({unit}); {earlier}. {kpi.traps_en or kpi.traps}",
    )
    target = target_of(result, m.t("目标", "target"))
    return Chart(trend(f"{name}: {said}", points, target, before), caption)


def _number(result: Result) -> float | None:
    return None if result.value is None else float(result.value)


def _said(result: Result, point: Point) -> str:
    if point.value is None:
        return "—"
    return str(rounded(Decimal(repr(point.value)), result.kpi.decimals))


def _monthly_words(m: Material, topic: Topic) -> str:
    """Return how many records each month brought, in words: a line of ones and noughts says less.

    Inputs that rest on key figures have their trends instead.
    """
    kinds = [each for each in topic.kinds if issubclass(each, Evidence)]
    if topic.kpis or not kinds:
        return ""
    this, last = (_monthly(m, kinds, year) for year in (m.year, m.year - 1))
    sep = m.t("，", ", ")
    names = m.t("、", ", ").join(m.say(each.header.title) for each in kinds)
    months = sep.join(f"{month:02}: {this[month]}" for month in sorted(this)) or m.t("无", "none")
    return m.t(
        f"{names}：每月份数 {months}；上年共 {last.total()} 份。",
        f"{names}, records by month: {months}; {last.total()} in the year before.",
    )


def _monthly(m: Material, kinds: list[type[Evidence]], year: int) -> Counter[int]:
    return Counter(each.date.month for model in kinds for each in m.of_year(model, year))


def figure_rows(m: Material, results: tuple[Result, ...]) -> Grid:
    """Return key figures with last year, target, verdict and what was counted."""
    met = {True: m.t("达标", "met"), False: m.t("未达标", "missed"), None: "—"}
    rows: list[tuple[object, ...]] = []
    for each in results:
        last = m.figure(each.kpi.id, str(m.year - 1))
        verdict = met[each.is_met]
        if each.is_running(m.as_of):
            verdict += m.t("（至今）", " so far") if each.is_met is not None else ""
        elif each.is_alarming:
            verdict += m.t("，警戒", ", alarm")
        rows.append((
            each.kpi.name if m.lang == "zh" else each.kpi.name_en,
            each.shown(m.lang),
            last.shown(m.lang) if last else "—",
            each.target if each.target is not None else "—",
            verdict,
            each.counts(m.lang),
            each.backlog.shown(m.lang) if each.backlog else "—",
        ))  # fmt: skip
    return Grid(
        m.t("绩效指标", "Key figures"),
        (m.t("指标", "Figure"), str(m.year), str(m.year - 1), m.t("目标", "Target"),
         m.t("结果", "Result"), m.t("计数/总数", "Counted/base"), m.t("未了及账龄", "Open, age")),
        tuple(rows),
    )  # fmt: skip


def fact_rows(m: Material, facts: tuple[Fact, ...]) -> Grid:
    """Return the section's own numbers with last year and what they should be."""
    return Grid(
        m.t("要点", "Key points"),
        (m.t("项目", "What"), str(m.year), str(m.year - 1), m.t("应为", "Target")),
        tuple((each.name, each.value, each.last, each.target) for each in facts),
    )


def finding_rows(m: Material, findings: tuple[Finding, ...]) -> Grid:
    """Return what the check says."""
    return Grid(
        m.t("检查发现", "What the check found"),
        (m.t("规则", "Rule"), m.t("程度", "Severity"), m.t("说明", "What"), m.t("责任", "Owner"),
         m.t("位置", "Where")),
        tuple(
            (each.code, m.say(each.severity.label), each.say(m.lang), m.department(each.owner),
             each.place.record or each.place.path)
            for each in findings
        ),
    )  # fmt: skip
