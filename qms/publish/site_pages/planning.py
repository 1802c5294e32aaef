"""Registers of planning: obligations, risks, objectives with their key figures (chapter 6)."""

from collections.abc import Sequence

from qms.model.kinds.ch06_objectives import Objective
from qms.model.kinds.ch06_obligations import Compliance, Obligation, ObligationState
from qms.model.kinds.ch06_risks import Risk
from qms.model.kinds.ch09_evaluation import ComplianceEvaluation
from qms.publish.site_pages import Page, Site
from qms.publish.site_pages.charts import met_badge
from qms.publish.site_pages.markup import badge, clause_link, link, long_table, safe
from qms.publish.site_pages.values import href
from qms.publish.templating import html

EVIDENCE = "../evidence/"
_IN_FORCE = {
    ObligationState.in_force: "good",
    ObligationState.upcoming: "warn",
    ObligationState.superseded: "bad",
    ObligationState.repealed: "bad",
    ObligationState.to_confirm: "warn",
}
_CONFORMS = {
    Compliance.conform: "good",
    Compliance.partial: "warn",
    Compliance.nonconform: "bad",
    Compliance.not_applicable: "plain",
}


def pages(site: Site) -> list[Page]:
    """Return the registers of planning."""
    return [_obligations(site), _risks(site), _objectives(site)]


def _obligations(site: Site) -> Page:
    t = site.t
    verdicts = _verdicts(site)
    rows = [
        (
            link(each.id, href(site, "obligation", each.id, EVIDENCE)),
            safe(each.name),
            safe(each.number),
            badge(site.say(each.state.label), _IN_FORCE[each.state])
            + (html("<br>{}", each.superseded_by) if each.superseded_by else ""),
            safe(each.in_force or "—"),
            site.listed(clause_link(number) for number in each.clauses),
            safe(site.department(each.owner)),
            safe(each.last_checked),
            verdicts.get(each.id, "—"),
        )
        for each in site.today.all(Obligation)
    ]
    heads = (
        t("编号", "Number"),
        t("名称", "Name"),
        t("文号", "Its number"),
        t("状态", "State"),
        t("实施", "In force from"),
        t("手册条款", "Clauses"),
        t("责任", "Owner"),
        t("查新", "Looked up"),
        t("最近评价", "Last evaluation"),
    )
    return _page(site, "obligations", t("合规义务", "Obligations"), heads, rows)


def _verdicts(site: Site) -> dict[str, str]:
    """Return the newest evaluation of each obligation, linked."""
    found: dict[str, str] = {}
    for evaluation in sorted(site.today.all(ComplianceEvaluation), key=lambda each: each.date):
        shown = link(evaluation.id, href(site, "compliance-evaluation", evaluation.id, EVIDENCE))
        for line in evaluation.evaluated:
            word = badge(site.say(line.result.label), _CONFORMS[line.result])
            found[line.obligation] = html("{}<br>{} {}", word, evaluation.date, shown)
    return found


def _risks(site: Site) -> Page:
    t, today = site.t, site.today.as_of
    rows = []
    for each in sorted(site.today.all(Risk), key=lambda risk: (-risk.factor, risk.id)):
        state = badge(t("已完成", "done"), "good")
        if each.done_on is None:
            late = each.due < today
            state = badge(t("逾期", "overdue") if late else t("进行中", "under way"), "bad" if late else "warn")  # fmt: skip  # noqa: E501
        rows.append((
            link(each.id, href(site, "risk", each.id, EVIDENCE)),
            safe(site.process(each.process)),
            safe(each.description),
            safe(site.say(each.nature.label)),
            str(each.factor),
            safe(site.say(each.level.label)),
            safe(each.response),
            safe(site.department(each.owner)),
            safe(each.due),
            state,
        ))
    heads = (
        t("编号", "Number"),
        t("过程", "Process"),
        t("描述", "Description"),
        t("性质", "Nature"),
        t("系数", "Factor"),
        t("等级", "Level"),
        t("应对", "Response"),
        t("责任", "Owner"),
        t("期限", "Due"),
        t("状态", "State"),
    )
    return _page(site, "risks", t("风险和机遇", "Risks and opportunities"), heads, rows)


def _objectives(site: Site) -> Page:
    t = site.t
    year = str(site.today.as_of.year)
    by_kpi = {each.kpi.id: each for each in site.figures}
    rows = []
    for each in site.today.all(Objective):
        result = by_kpi.get(each.kpi or "")
        rows.append((
            link(each.id, href(site, "objective", each.id, EVIDENCE)),
            safe(each.name),
            safe(site.say(each.level.label)),
            safe(site.department(each.owner)),
            link(each.kpi, f"../charts/kpi.html#{each.kpi}")
            if each.kpi
            else safe(each.measured_by),
            safe(f"{each.targets.get(year, '—')} {each.unit}"),
            safe(result.shown(site.lang)) if result else "—",
            met_badge(site, result) if result else "—",
        ))
    heads = (
        t("编号", "Number"),
        t("目标", "Objective"),
        t("层级", "Level"),
        t("责任", "Owner"),
        t("指标", "Figure"),
        t(f"{year} 年目标值", f"Target {year}"),
        t("实绩", "Value"),
        t("结果", "Result"),
    )
    return _page(site, "objectives", t("目标", "Objectives"), heads, rows)


def _page(
    site: Site, stem: str, title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> Page:
    path = f"registers/{stem}.md"
    shown, data = long_table(site, heads, rows, name=title, path=path)
    return Page(path, title, shown, broad=True, data=data)
