"""The first page: what is in force, what is due, what the check found, the figures."""

from collections import Counter

from qms.model.due import dues
from qms.model.finding import Severity
from qms.model.kinds import clause_order
from qms.model.kinds.ch05_leadership import Department
from qms.publish.pages import Site
from qms.publish.pages.markup import front, link, safe, table
from qms.publish.pictures import PICTURES

_AHEAD = 60


def page(site: Site) -> str:
    """Return the home page."""
    settings = site.evidence.settings
    title = f"{settings.company.get('short', '')}{settings.manual.title}"
    return (
        front(title)
        + _in_force(site)
        + "\n## 需要关注\n\n"
        + _due(site)
        + "\n## 符合性检查\n\n"
        + _check(site)
        + "\n## 绩效指标\n\n"
        + _figures(site)
        + "\n## 过程关系图\n\n"
        + PICTURES["process-map"](site.manual)
        + "\n"
    )


def _in_force(site: Site) -> str:
    number = site.evidence.settings.manual.number
    if site.release is None:
        return f'!!! warning "草稿"\n    {number} 尚无生效版本，本站显示草稿，不得作为工作依据。\n'
    release = site.release
    return (
        f'!!! success "现行版本 {release.name}"\n'
        f"    文件编号 {number}，{release.effective} 起生效。数据截至 {site.evidence.as_of}。\n"
    )


def _due(site: Site) -> str:
    departments = {each.id: each.name for each in site.evidence.all(Department)}
    rows = []
    for due in dues(site.evidence):
        left = (due.day - site.evidence.as_of).days
        if left <= _AHEAD:
            when = f"逾期 {-left} 天" if left < 0 else f"还有 {left} 天"
            rows.append((
                safe(due.day),
                when,
                safe(due.what.zh),
                safe(departments.get(due.owner, due.owner)),
            ))
    return table(("期限", "状态", "事项", "责任"), rows, name="需要关注")


def _check(site: Site) -> str:
    report = site.report
    counts = "，".join(
        f"{severity.label.zh} {report.count(severity)}" for severity in reversed(Severity)
    )
    by_clause = Counter(finding.clause for finding in report.findings)
    rows = [
        (safe(number), str(by_clause[number])) for number in sorted(by_clause, key=clause_order)
    ]
    listing = link("全部发现项", "registers/findings.html")
    summary = f"{report.rules} 条规则、{report.records} 份记录：{counts}。{listing}\n\n"
    return summary + (table(("条款", "发现项"), rows, name="按条款") if rows else "")


def _figures(site: Site) -> str:
    rows = [
        (
            safe(result.kpi.name),
            safe(result.period),
            safe(result.shown("zh")),
            safe(result.target if result.target is not None else "—"),
            {True: "达标", False: "未达标", None: "—"}[result.is_met],
            f"{len(result.counted)}/{len(result.base)}",
        )
        for result in site.figures
    ]
    return table(("指标", "期间", "实绩", "目标", "结果", "计数"), rows, name="绩效指标")
