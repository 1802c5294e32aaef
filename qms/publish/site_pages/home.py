"""The first page: what is in force, what is due and whose, what the check found, the figures."""

import datetime as dt

from qms.model.finding import Severity
from qms.publish.site_pages import Page, Site
from qms.publish.site_pages.charts import conformity, figure_name, met_badge
from qms.publish.site_pages.markup import badge, heading, link, note, paragraph, safe, table
from qms.publish.site_pages.values import Values
from qms.publish.templating import Markup, html, joined
from qms.standing.due import Due, owner_name
from qms.text import numbered

_AHEAD = dt.timedelta(days=60)


def page(site: Site) -> Page:
    """Return the home page."""
    t = site.t
    settings = site.today.settings
    title = t(
        f"{settings.company.get('short', '')}{settings.manual.title}",
        f"Service manual {settings.manual.number}",
    )
    parts = [
        _in_force(site),
        _cards(site),
        _part(t("逾期", "Overdue"), _due(site, late=True)),
        _part(t("绩效指标与目标", "Figures against targets"), _figures(site)),
        _part(t("各章符合性", "Conformity by chapter"), _check(site) + conformity(site, "")),
        _part(t("未来六十天", "The next sixty days"), _due(site, late=False)),
    ]
    return Page("index.md", title, joined(parts), named=t("首页", "Home"))


def _part(words: str, content: Markup) -> Markup:
    return html("{}{}\n", heading(2, words), content)


def _in_force(site: Site) -> Markup:
    number = site.today.settings.manual.number
    t, day = site.t, site.today.as_of
    if site.release is None:
        title = t("草稿", "Draft")
        words = t(
            f"{number} 的工作稿，不得作为工作依据。",
            f"The working text of {number}; not to be worked by.",
        )
        return note("warning", title, words)
    release = site.release
    title = t(f"现行版本 {release.name}", f"In force: {release.name}")
    words = t(
        f"文件编号 {number}，{release.effective} 起生效。数据截至 {day}。",
        f"Document {number}, effective from {release.effective}. Data as of {day}.",
    )
    history = link(t("版本与修改", "releases and amendments"), "registers/releases.html")
    return note("success", title, html("{} {}", words, history))


def _cards(site: Site) -> Markup:
    """Return the few numbers that a reader wants before anything else."""
    t, report = site.t, site.report
    late = sum(each.day < site.today.as_of for each in site.calendar)
    judged = [each for each in site.figures if each.is_met is not None]
    met = sum(bool(each.is_met) for each in judged)
    clauses = [number for number in site.in_force.clause_facts if not number.startswith("0")]
    wrong = {each.clause for each in report.findings if each.severity > Severity.INFO}
    conform = sum(number not in wrong for number in clauses)
    name = site.release.name if site.release else "—"
    share = f"{conform}/{len(clauses)}"
    cards = [
        (t("现行版本", "In force"), name, "registers/releases.html"),
        *_reviews(site),
        (t("无发现项的条款", "Clauses without findings"), share, "registers/findings.html"),
        (t("指标达标", "Figures on target"), f"{met}/{len(judged)}", "charts/kpi.html"),
        (t("逾期事项", "Overdue"), str(late), "#qms-overdue"),
    ]
    form = '<li><a href="{}"><strong>{}</strong><span>{}</span></a></li>'
    items = joined(html(form, target, value, name) for name, value, target in cards)
    label = t("概览", "Overview")
    shown = html('<ul class="qms-cards" aria-label="{}">{}</ul>\n\n', label, items)
    return _uncounted(site) + shown


def _uncounted(site: Site) -> Markup:
    """Return a warning where the numbers below do not count everything."""
    if not site.report.unread:
        return Markup("")
    where = link(site.t("见检查发现", "see the findings"), "registers/findings.html")
    return note("danger", site.say(site.report.uncounted), where)


def _reviews(site: Site) -> list[tuple[str, str, str]]:
    """Return the days to the next reviews of the manual and by management."""
    found: list[tuple[str, str, str]] = []
    names = {
        "2.2.4": site.t("距手册评审（天）", "Days to the manual's review"),
        "9.7": site.t("距管理评审（天）", "Days to management review"),
    }
    for due in site.dues:
        for number, name in names.items():
            # A decision of a review falls due under the same clause and has a subject.
            if due.clause == number and not due.subject.zh:
                left = (due.day - site.today.as_of).days
                chapter = number.split(".")[0]
                found.append((name, str(left), f"manual/{chapter}.html#clause-{number}"))
    return found


def _due(site: Site, *, late: bool) -> Markup:
    t, today = site.t, site.today.as_of
    rows = []
    for due in site.calendar:
        left = (due.day - today).days
        if (left < 0) != late or due.day - today > _AHEAD:
            continue
        when = badge(
            t(f"逾期 {-left} 天", f"{-left} {'day' if left == -1 else 'days'} late"), "bad"
        )
        if left >= 0:
            days = "day" if left == 1 else "days"
            said = t(f"还有 {left} 天", f"in {left} {days}") if left else t("今天到期", "today")
            when = badge(said, "warn")
        owner = owner_name(site.today, due.owner)
        rows.append((safe(due.day), when, _what(site, due), safe(t(owner.zh, owner.en))))
    anchor = Markup('<span id="qms-overdue"></span>\n\n') if late else Markup("")
    if not rows:
        return anchor + paragraph(t("无。", "Nothing."))
    heads = (t("期限", "Due"), t("状态", "State"), t("事项", "What"), t("责任", "Owner"))
    name = t("逾期", "Overdue") if late else t("未来六十天", "The next sixty days")
    return anchor + table(heads, rows, name=name)


def _what(site: Site, due: Due) -> Markup:
    record = site.connections.known.get(due.place.record or "")
    words = safe(site.say(due.what))
    if record is None:
        return words
    shown = Values(site, record, base="evidence/").text(record.id)
    number = safe(record.id)
    before, found, after = words.partition(number)
    return before + shown + after if found else html("{} {}", words, shown)


def _check(site: Site) -> Markup:
    report, t = site.report, site.t
    counts = t("，", ", ").join(
        f"{site.say(severity.label)} {report.count(severity)}" for severity in reversed(Severity)
    )
    listing = link(t("全部发现项", "all findings"), "registers/findings.html")
    rules = numbered(report.rules, "rule", "rules")
    records = numbered(report.records, "record", "records")
    said = t(
        f"{report.rules} 条规则、{report.records} 份记录：{counts}。",
        f"{rules}, {records}: {counts}. ",
    )
    return html("{}{}\n\n", said, listing)


def _figures(site: Site) -> Markup:
    t = site.t
    rows = [
        (
            link(figure_name(site, result), f"charts/kpi.html#{result.kpi.id}"),
            safe(result.period),
            safe(result.shown(site.lang)),
            safe(result.target if result.target is not None else "—"),
            met_badge(site, result),
            safe(result.counts(site.lang)),
            safe(site.department(result.kpi.owner)),
        )
        for result in site.figures
    ]
    heads = (
        t("指标", "Figure"),
        t("期间", "Period"),
        t("实绩", "Value"),
        t("目标", "Target"),
        t("结果", "Result"),
        t("计数", "Counted"),
        t("统计部门", "Owner"),
    )
    return table(heads, rows, name=t("绩效指标", "Figures"))
