"""The list of the rules of the compliance check, each with its page, and the glossary (2.4)."""

from collections import Counter

from qms.publish.site_pages import Page, Site
from qms.publish.site_pages.markup import clause_link, link, safe, table
from qms.publish.site_pages.rule_pages import rule_link
from qms.publish.site_pages.terms import anchor, terms
from qms.publish.templating import html


def pages(site: Site) -> list[Page]:
    """Return the rules and the glossary."""
    return [_rules(site), _glossary(site)]


def _rules(site: Site) -> Page:
    t = site.t
    found = Counter(each.code for each in site.report.findings)
    heads = (
        t("规则", "Rule"), t("要求", "Wants"), t("条款", "Clause"), t("程度", "Severity"),
        t("发现项", "Findings"),
    )  # fmt: skip
    rows = [
        (
            html('<span id="{}">{}</span>', each.code.lower(), rule_link(site, each.code, "")),
            safe(site.say(each.title)),
            clause_link(each.clause),
            safe(site.say(each.severity.label)),
            str(found[each.code]),
        )
        for each in site.rules
    ]
    title = t("检查规则", "Rules of the check")
    return Page("registers/rules.md", title, table(heads, rows, name=title))


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
