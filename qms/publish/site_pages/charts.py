"""The pictures drawn from the data, each with its numbers beside it (clauses 4.4, 6.1, 9.2)."""

import datetime as dt
from collections import Counter
from itertools import groupby

from qms.model.figure import Result
from qms.model.finding import Severity
from qms.model.kinds import clause_order
from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch06_objectives import Objective
from qms.model.kinds.ch06_risks import Risk, RiskNature
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import called
from qms.publish.pictures import maps
from qms.publish.pictures.charts import Bar, Node, bars, tree
from qms.publish.pictures.process_map import process_map
from qms.publish.pictures.risks import Placed, RiskState, risk_matrix
from qms.publish.pictures.trends import points_of, target_of, trend
from qms.publish.site_pages import Page, Site, ageing
from qms.publish.site_pages.chapters import clause_title
from qms.publish.site_pages.markup import badge, link, paragraph, safe, table
from qms.publish.site_pages.missed import missed_months, records_against
from qms.publish.site_pages.values import href
from qms.publish.templating import BREAK, Markup, html, joined

EVIDENCE = "../evidence/"


def pages(site: Site) -> list[Page]:
    """Return the pages of the pictures."""
    t = site.t
    return [
        _page("charts/kpi.md", t("指标趋势", "Trends of the figures"), trends(site), wide=True),
        _page("charts/conformity.md", t("各章符合性", "Conformity by chapter"), conformity(site)),
        _page("charts/complaints.md", t("投诉账龄", "Age of complaints"), ageing.drawn(site)),
        _page("charts/risks.md", t("风险矩阵", "Risk matrix"), _risks(site)),
        _page("charts/objectives.md", t("目标树", "Objective tree"), _objectives(site)),
        _page("charts/processes.md", t("过程关系图", "Process map"), _processes(site)),
        _page("charts/organisation.md", t("组织机构图", "Organisation chart"), _organisation(site)),
    ]


def _page(path: str, title: str, content: Markup, *, wide: bool = False) -> Page:
    return Page(path, title, content, wide=wide)


def _figure(drawn: Markup) -> Markup:
    return html('<figure class="qms-chart">{}</figure>\n\n', drawn)


def met_badge(site: Site, result: Result) -> Markup:
    """Return whether a figure reached its target, in a word."""
    if result.is_met is None:
        return badge("—", "plain")
    if result.is_met:
        return badge(site.t("达标", "met"), "good")
    return badge(site.t("未达标", "missed"), "bad")


def figure_name(site: Site, result: Result) -> str:
    """Return a figure's name."""
    return site.t(result.kpi.name, result.kpi.name_en)


def trends(site: Site) -> Markup:
    """Return each figure month by month against its target."""
    parts: list[Markup] = []
    for _id, group in groupby(site.trends, key=lambda each: each.kpi.id):
        results = [each for each in group if each.period <= f"{site.today.as_of:%Y-%m}"]
        if results:
            parts.append(html("<section>{}</section>\n", _trend(site, results)))
    return html('<div class="qms-multiples">{}</div>\n\n', joined(parts))


def _trend(site: Site, results: list[Result]) -> Markup:
    t, kpi = site.t, results[0].kpi
    name = figure_name(site, results[0])
    if kpi.period_date is None:
        return _standing(site, results[-1])
    target = results[-1].target
    shown = [(each.period, each.shown(site.lang)) for each in results]
    said = t("，", ", ").join(f"{period} {value}" for period, value in shown)
    aim = (
        t(f"目标 {target}", f"target {target}") if target is not None else t("无目标", "no target")
    )
    title = f"{name}: {said}; {aim}"
    points = points_of(results, site.today.as_of)
    drawn = trend(title, points, target_of(results[-1], t("目标", "target")))
    heads = (t("月份", "Month"), t("实绩", "Value"), t("结果", "Result"), t("计数", "Counted"))
    rows = [
        (
            safe(each.period),
            safe(each.shown(site.lang)),
            met_badge(site, each),
            safe(each.counts(site.lang)),
        )
        for each in results
    ]
    to_definition = link(t("口径", "definition"), href(site, "kpi", kpi.id, EVIDENCE))
    better = site.say(kpi.direction.label.inside)
    said = html("{} {} · {} · {}", aim, site.say(kpi.units), better, to_definition)
    numbers = html(
        "<details><summary>{}: {}</summary>{}</details>\n\n",
        t("数字", "Numbers"),
        name,
        table(heads, rows, name=name),
    )
    missed = [each for each in results if each.is_met is False]
    return joined((
        _named(kpi.id, name),
        paragraph(said),
        _figure(drawn),
        missed_months(site, missed),
        numbers,
    ))


def _named(anchor: str, name: str) -> Markup:
    return html('<h2 id="{}">{}</h2>\n', anchor, name)


def _standing(site: Site, result: Result) -> Markup:
    """A figure of what stands on the day has no past months; showing them would be untrue."""
    t, name = site.t, figure_name(site, result)
    words = t("时点指标，只有当日的值", "a figure of the day, without months")
    aim = t(f"目标 {result.target}", f"target {result.target}")
    said = html(
        "{}: <strong>{}</strong> ({}) {} {} · {}",
        words,
        result.shown(site.lang),
        aim,
        met_badge(site, result),
        records_against(site, result) if result.is_met is False else "",
        link(t("口径", "definition"), href(site, "kpi", result.kpi.id, EVIDENCE)),
    )
    return _named(result.kpi.id, name) + paragraph(said)


def conformity(site: Site, base: str = "../") -> Markup:
    """Return for each chapter how many clauses have open findings and how many have none."""
    t = site.t
    clauses: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    findings: Counter[str] = Counter(
        each.clause for each in site.report.findings if each.severity > Severity.INFO
    )
    for number in site.in_force.clause_facts:
        chapter = number.split(".")[0]
        if chapter != "0":
            clauses[chapter] += 1
            bad[chapter] += findings[number] > 0
    titles = {each.front.chapter: each.front.title for each in site.in_force.chapters}
    rows, drawn = [], []
    for chapter in sorted(clauses, key=clause_order):
        name = f"{chapter} {clause_title(site, chapter, titles[chapter])}"
        total, wrong = clauses[chapter], bad[chapter]
        free = f"{total - wrong}/{total}"
        drawn.append(Bar(_short(name), total, wrong, free))
        rows.append((link(name, f"{base}manual/{chapter}.html"), str(total), str(wrong), free))
    title = t("各章没有未关闭发现项的条款", "Clauses without an open finding, by chapter")
    said = "; ".join(f"{bar.name} {bar.note}" for bar in drawn)
    heads = (
        t("章", "Chapter"),
        t("条款数", "Clauses"),
        t("有发现项", "With findings"),
        t("无发现项", "Without findings"),
    )
    return _figure(bars(f"{title}: {said}", drawn)) + table(heads, rows, name=title)


def _short(name: str, most: int = 24) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _risks(site: Site) -> Markup:
    t = site.t
    risks = sorted(site.today.all(Risk), key=lambda each: (-each.factor, each.id))
    placed = [
        Placed(
            each.id,
            each.severity,
            each.likelihood,
            _risk_state(each, site.today.as_of),
            href(site, "risk", each.id, EVIDENCE),
        )
        for each in risks
        if each.nature is RiskNature.risk
    ]
    limits = site.today.settings.limits
    said = "; ".join(f"{each.id} {each.severity}×{each.likelihood}={each.factor}" for each in risks)
    title = t("风险矩阵", "Risk matrix")
    drawn = risk_matrix(
        f"{title}: {said}",
        placed,
        (limits.risk_medium_from, limits.risk_high_from),
        site.lang,
    )
    rows = [
        (
            link(each.id, href(site, "risk", each.id, EVIDENCE)),
            safe(site.say(each.nature.label)),
            safe(each.description),
            f"{each.severity}×{each.likelihood}={each.factor}",
            safe(site.say(each.level.label)),
            safe(site.department(each.owner)),
            safe(each.due),
            safe(each.done_on or "—"),
        )
        for each in risks
    ]
    heads = (
        t("编号", "Number"),
        t("性质", "Nature"),
        t("描述", "Description"),
        t("系数", "Factor"),
        t("等级", "Level"),
        t("责任", "Owner"),
        t("期限", "Due"),
        t("完成", "Done"),
    )
    return _figure(drawn) + table(heads, rows, name=title)


def _risk_state(risk: Risk, day: dt.date) -> RiskState:
    if risk.done_on is not None and risk.done_on <= day:
        return RiskState.done
    return RiskState.late if risk.due < day else RiskState.open


def _objectives(site: Site) -> Markup:
    t = site.t
    year = str(site.today.as_of.year)
    by_kpi = {each.kpi.id: each for each in site.figures}
    objectives = site.today.all(Objective)
    known = {each.id for each in objectives}

    def node(objective: Objective) -> Node:
        result = by_kpi.get(objective.kpi or "")
        target = objective.aim(year)
        value = result.shown(site.lang) if result else "—"
        aim = f"{t('目标', 'target')} {target} · {value}"
        below = tuple(node(each) for each in objectives if each.parent == objective.id)
        mark = {True: "✓ ", False: "✗ ", None: ""}[met(objective)]
        return Node((f"{objective.id} {_short(site.say(called(objective)), 8)}", mark + aim), below)

    def met(objective: Objective) -> bool | None:
        result = by_kpi.get(objective.kpi or "")
        return result.is_met if result else None

    roots = [node(each) for each in objectives if each.parent not in known]
    words = {True: badge(t("达标", "met"), "good"), False: badge(t("未达标", "missed"), "bad")}
    rows = []
    for each in objectives:
        result = by_kpi.get(each.kpi or "")
        reached = met(each)
        rows.append((
            link(each.id, href(site, "objective", each.id, EVIDENCE)),
            safe(each.name),
            safe(site.say(each.level.label)),
            safe(each.parent or "—"),
            safe(site.department(each.owner)),
            safe(f"{each.targets.get(year, '—')} {each.unit}"),
            safe(result.shown(site.lang) if result else "—"),
            words[reached] if reached is not None else badge("—", "plain"),
        ))
    heads = (
        t("编号", "Number"),
        t("目标", "Objective"),
        t("层级", "Level"),
        t("上级", "Parent"),
        t("责任", "Owner"),
        t(f"{year} 年目标值", f"Target {year}"),
        t("实绩", "Value"),
        t("结果", "Result"),
    )
    title = t("目标树", "Objective tree")
    said = "; ".join(f"{each.id} {each.name}" for each in objectives)
    return _figure(tree(f"{title}: {said}", roots)) + table(heads, rows, name=title)


def _processes(site: Site) -> Markup:
    t = site.t
    heads = (
        t("过程", "Process"),
        t("责任部门", "Owner"),
        t("去向过程", "Hands over to"),
        t("指标", "Figures"),
    )
    by_kpi = {each.kpi.id: each for each in site.figures}
    rows = [
        (
            link(site.process(each.id), href(site, "process", each.id, EVIDENCE)),
            safe(site.department(each.owner)),
            safe(site.listed(each.next) or "—"),
            joined(
                (
                    f"{figure_name(site, by_kpi[kpi])} {by_kpi[kpi].shown(site.lang)}"
                    for kpi in each.kpis
                    if kpi in by_kpi
                ),
                by=BREAK,
            ),
        )
        for each in site.in_force.all(Process)
    ]
    drawn = process_map(site.in_force, site.lang)
    return _figure(drawn) + table(heads, rows, name=t("过程", "Processes"))


def _organisation(site: Site) -> Markup:
    t = site.t
    heads = (t("部门", "Department"), t("负责岗位", "Headed by"), t("职责", "Duties"))
    rows = [
        (
            link(site.department(each.id), href(site, "department", each.id, EVIDENCE)),
            safe(site.post(each.head_post)),
            safe(each.duties),
        )
        for each in site.in_force.all(Department)
    ]
    holders = {
        holding.post: person.name
        for person in sorted(site.today.all(Person), key=lambda each: each.id, reverse=True)
        for holding in person.posts
        if person.holds(holding.post, site.today.as_of)
    }
    drawn = maps.organisation(site.in_force, site.lang, holders)
    return _figure(drawn) + table(heads, rows, name=t("部门", "Departments"))
