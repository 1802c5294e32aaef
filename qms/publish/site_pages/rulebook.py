"""The rules of the compliance check, explained from their declarations, and the glossary (2.4)."""

from collections import Counter
from itertools import groupby

from qms.model.rule import Rule
from qms.publish.site_pages import Page, Site
from qms.publish.site_pages.markup import clause_link, heading, link, pairs, safe, table
from qms.publish.site_pages.terms import anchor, terms
from qms.publish.templating import Markup, html, joined


def pages(site: Site) -> list[Page]:
    """Return the rules and the glossary."""
    return [_rules(site), _glossary(site)]


def _rules(site: Site) -> Page:
    t = site.t
    found = Counter(each.code for each in site.report.findings)
    heads = (t("规则", "Rule"), t("要求", "Wants"), t("条款", "Clause"), t("发现项", "Findings"))
    rows = [
        (
            link(each.code, f"#{each.code.lower()}"),
            safe(site.say(each.title)),
            clause_link(each.clause),
            str(found[each.code]),
        )
        for each in site.rules
    ]
    title = t("检查规则", "Rules of the check")
    parts = [table(heads, rows, name=title)]
    for family, members in groupby(site.rules, key=lambda each: each.code[:3]):
        parts.append(heading(2, family))
        parts += [_rule(site, each, found[each.code]) for each in members]
    return Page("registers/rules.md", title, joined(parts))


def _rule(site: Site, rule: Rule, found: int) -> Markup:
    t = site.t
    lines: list[tuple[str, str]] = [
        (t("条款", "Clause"), clause_link(rule.clause)),
        (t("程度", "Severity"), safe(site.say(rule.severity.label))),
        (t("原因", "Why"), safe(site.say(rule.why))),
        (t("发现时说", "It says"), safe(site.say(rule.message))),
        (t("办法", "What to do"), safe(site.say(rule.cure))),
        (t("责任", "Owner"), safe(site.department(site.today.serving(rule.owner)))),
    ]
    if rule.references:
        lines.append((t("依据", "References"), safe("；".join(rule.references))))
    if rule.is_integrity:
        lines.append((t("让步", "Concession"), t("不允许", "never")))
    open_ones = link(t(f"{found} 项", f"{found}"), "findings.html") if found else "0"
    lines.append((t("未关闭", "Open"), open_ones))
    return html(
        '<details class="qms-rule" id="{}"><summary>{} {}</summary>{}</details>\n\n',
        rule.code.lower(),
        rule.code,
        site.say(rule.title),
        pairs(lines, css="qms-facts", name=rule.code).strip(),
    )


def _glossary(site: Site) -> Page:
    rows = [
        (html('<span id="{}">{}</span>', anchor(term), term), safe(meaning))
        for term, meaning in terms(site)
    ]
    t = site.t
    title = t("术语", "Glossary")
    source = link("2.4", "../manual/2.html#clause-2.4")
    lead = t("来自条款", "From clause")
    heads = (t("术语", "Term"), t("定义", "Definition"))
    return Page(
        "registers/glossary.md",
        title,
        html("{} {}\n\n{}", lead, source, table(heads, rows, name=title)),
    )
