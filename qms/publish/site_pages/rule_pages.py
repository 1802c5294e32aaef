"""A page for every rule of the check, to which reports elsewhere link (9.2)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from qms.model.finding import Finding
from qms.model.kinds.record import kind_name
from qms.model.rule import GONE, Rule, in_words_of
from qms.publish.plain_text import shown
from qms.publish.site_pages import Filled, Site
from qms.publish.site_pages.markup import badge, clause_link, link, pairs, safe
from qms.publish.site_pages.values import href
from qms.publish.templating import Markup, html, joined

_BASE = "../../"
_EVIDENCE = "../../evidence/"


def rule_link(site: Site, code: str, base: str) -> Markup:
    """Return a link to a rule's page; what the check says without a rule has none."""
    return link(code, f"{base}rule/{code}.html") if code in site.codes else safe(code)


def rule_pages(site: Site) -> Iterator[tuple[str, Filled]]:
    """Yield the path and page of each rule, those of installed packages among them."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for each in site.report.findings:
        found[each.code].append(each)
    for rule in site.rules:
        title = f"{rule.code} {site.say(rule.title)}"
        yield f"registers/rule/{rule.code}.html", Filled(title, _body(site, rule, found[rule.code]))


def _body(site: Site, rule: Rule, found: Sequence[Finding]) -> Markup:
    t = site.t
    rows = [
        (t("条款", "Clause"), clause_link(rule.clause, base=_BASE)),
        (t("程度", "Severity"), safe(site.say(rule.severity.label))),
        (t("原因", "Why"), safe(site.say(rule.why))),
        (t("发现时说", "It says"), safe(site.say(rule.message))),
        (t("办法", "What to do"), safe(site.say(rule.cure))),
        (t("责任", "Owner"), safe(site.department(site.today.serving(rule.owner)))),
    ]
    if rule.references:
        rows.append((t("依据", "References"), safe(t("；", "; ").join(rule.references))))
    if rule.is_integrity:
        rows.append((t("让步", "Concession"), safe(t("不允许", "never"))))
    every = link(t("检查规则", "rules of the check"), "../rules.html")
    trail = html(
        '<nav class="qms-trail" aria-label="{}">{} / {}</nav>',
        t("位置", "breadcrumb"), every, rule.code,
    )  # fmt: skip
    card = pairs(rows, css="qms-head", name=rule.code)
    bad = _example(site, t("会被指出的例子", "An example that it finds"), rule.bad.files)
    good = _example(
        site, t("不会被指出的例子", "An example that it does not find"), rule.good.files
    )
    return html("{}{}{}{}{}", trail, card, _open(site, found), bad, good)


def _open(site: Site, found: Sequence[Finding]) -> Markup:
    title = site.t("现有发现项", "Findings today")
    if not found:
        none = badge(site.t("没有", "none"), "good")
        return html("<h2>{}</h2><p>{}</p>", title, none)
    items = joined(
        html("<li>{}{}</li>", _where(site, each), safe(each.say(site.lang))) for each in found
    )
    return html('<h2>{}</h2><ul class="qms-list">{}</ul>', title, items)


def _where(site: Site, finding: Finding) -> Markup:
    record = site.connections.known.get(finding.place.record or "")
    if record is None:
        return Markup("")
    return html("{} ", link(record.id, href(site, kind_name(type(record)), record.id, _EVIDENCE)))


def _example(site: Site, title: str, files: Mapping[str, str]) -> Markup:
    said = {path: in_words_of(site.lang, each) for path, each in files.items() if each != GONE}
    parts = [
        html("<p><code>{}</code></p><pre><code>{}</code></pre>", path, shown(content))
        for path, content in said.items()
    ]
    return html("<h2>{}</h2>{}", title, joined(parts)) if parts else Markup("")
