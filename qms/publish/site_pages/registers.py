"""Registers of the manual: findings, releases and amendments, copies and their log (2.2)."""

from qms.model.kinds import clause_order
from qms.model.kinds.ch02_manual import Signature
from qms.model.snapshot import Proof
from qms.publish.issue_log import sheets
from qms.publish.site_pages import Page, Site, copy_pages
from qms.publish.site_pages.markup import (
    SEVERITIES,
    badge,
    clause_link,
    heading,
    link,
    long_table,
    paragraph,
    safe,
    table,
)
from qms.publish.site_pages.rule_pages import rule_link
from qms.publish.site_pages.values import Values, file_of, href
from qms.publish.templating import BREAK, Markup, escaped, html, joined
from qms.standing.release import signatures_of
from qms.text import numbered

EVIDENCE = "../evidence/"


def pages(site: Site) -> list[Page]:
    """Return the registers' pages."""
    return [_findings(site), _releases(site), _log(site)]


def _findings(site: Site) -> Page:
    t = site.t
    findings = sorted(
        site.report.findings, key=lambda each: (clause_order(each.clause), each.order)
    )
    rows, seen = [], set()
    for each in findings:
        first = each.clause not in seen
        seen.add(each.clause)
        anchor = html(' id="c-{}"', each.clause) if first else ""
        rows.append((
            html("<span{}>{}</span>", anchor, clause_link(each.clause)),
            badge(site.say(each.severity.label), SEVERITIES[each.severity]),
            rule_link(site, each.code, ""),
            safe(each.say(site.lang)),
            safe(each.say_cure(site.lang)),
            safe(site.department(each.owner)),
            safe(each.due or "—"),
            _place(site, each.place.record, f"{each.place.path}:{each.place.line or 1}"),
        ))
    heads = (
        t("条款", "Clause"),
        t("程度", "Severity"),
        t("规则", "Rule"),
        t("说明", "What"),
        t("办法", "What to do"),
        t("责任", "Owner"),
        t("期限", "Due"),
        t("位置", "Place"),
    )
    title, path = t("发现项", "Findings"), "registers/findings.md"
    rules = numbered(site.report.rules, "rule", "rules")
    records = numbered(site.report.records, "record", "records")
    lead = t(
        f"截至 {site.report.as_of}，{site.report.rules} 条规则检查 {site.report.records} 份记录。",
        f"As of {site.report.as_of}: {rules} over {records}.",
    )
    if not rows:
        none = t("没有未关闭的发现项。", "No open finding.")
        return Page(path, title, paragraph(lead) + paragraph(none) + _not_judged(site))
    shown, data = long_table(site, heads, rows, name=title, path=path)
    content = paragraph(lead) + shown + _not_judged(site)
    return Page(path, title, content, broad=True, data=data)


def _place(site: Site, record_id: str | None, where: str) -> Markup:
    record = site.connections.known.get(record_id or "")
    if record is None:
        return html("<code>{}</code>", where)
    values = Values(site, record, base=EVIDENCE)
    return html("{}<br><code>{}</code>", values.text(record.id), where)


def _not_judged(site: Site) -> Markup:
    """Return what the rules could not judge; silence would read as a pass."""
    t = site.t
    if not site.report.not_judged:
        return Markup("")
    title = t("未能判断", "Not judged")
    rows = [
        (
            link(each.code, f"rule/{each.code}.html"),
            safe(site.say(each.reason)),
            safe(each.place.path),
        )
        for each in site.report.not_judged
    ]
    heads = (t("规则", "Rule"), t("原因", "Reason"), t("位置", "Place"))
    return Markup("\n") + heading(2, title) + table(heads, rows, name=title)


def _releases(site: Site) -> Page:
    t = site.t
    rows = []
    for past in reversed(site.past):
        release = past.release
        changed = sorted({each.number.split(".")[0] for each in past.redlines}, key=clause_order)
        is_first = release.previous is None
        rows.append((
            link(release.name, href(site, "release", release.id, EVIDENCE)),
            safe(release.effective),
            safe(release.reason),
            site.listed(link(c, href(site, "change-request", c, EVIDENCE)) for c in release.changes)
            or "—",
            t("全部", "all")
            if is_first
            else site.listed(
                link(each, f"../manual/history-{each}.html#{release.id}") for each in changed
            ),
            _signed(site, release.id),
        ))
    heads = (
        t("版本", "Release"),
        t("生效日期", "Effective"),
        t("原因", "Reason"),
        t("更改申请", "Change requests"),
        t("改动的章", "Chapters changed"),
        t("签署", "Signatures"),
    )
    title = t("版本与修改", "Releases and amendments")
    return Page("registers/releases.md", title, table(heads, rows, name=title), broad=True)


def _signed(site: Site, release_id: str) -> Markup:
    shown: list[Markup] = []
    for role, signature in signatures_of(site.today.all(Signature), release_id).items():
        proof = site.today.proofs.get(signature.id, Proof.unsigned)
        good = proof is Proof.valid
        state = site.t("签名有效", "valid") if good else site.t("签名未证实", "not proven")
        shown.append(
            html(
                "{} {} {} {}",
                site.say(role.label),
                signature.name,
                f"{signature.at:%Y-%m-%d %H:%M}",
                badge(state, "good" if good else "bad"),
            )
        )
    return joined(shown, by=BREAK) or escaped("—")


def _log(site: Site) -> Page:
    parts: list[Markup] = []
    data: dict[str, str] = {}
    title = site.t("发放台账与受控本", "Issue log and copies")
    path = "registers/log.md"
    copies = frozenset(each.number for each in copy_pages.shown(site))
    for number, sheet in enumerate(sheets(site.today, site.lang)):
        name = site.say(sheet.title)
        heads = [site.say(head) for head in sheet.heads]
        of_copies = [copies if head.zh == "分发号" else frozenset() for head in sheet.heads]
        rows = [
            [_cell(site, known, str(cell)) for known, cell in zip(of_copies, row, strict=True)]
            for row in sheet.rows
        ]
        stem = path.replace(".md", f"-{number}.md")
        shown, more = long_table(site, heads, rows, name=name, path=stem)
        data |= more
        parts += [heading(2, name), shown]
    return Page(path, title, joined(parts), broad=True, data=data)


def _cell(site: Site, copies: frozenset[str], cell: str) -> Markup:
    if cell in copies:
        return link(cell, f"copy/{file_of(cell)}.html")
    record = site.connections.known.get(cell)
    return safe(cell) if record is None else Values(site, record, base=EVIDENCE).text(cell)
