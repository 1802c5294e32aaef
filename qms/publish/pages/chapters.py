"""A page for each chapter: its head, its text, and beside each clause what proves it."""

from qms.model.kinds import clause_order, kinds
from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.record import Evidence
from qms.model.manual import Chapter, ClauseFacts
from qms.publish.book.blocks import Passage, passages
from qms.publish.book.front import approvals
from qms.publish.pages import Site
from qms.publish.pages.markup import Page, front, link, safe


def pages(site: Site) -> list[Page]:
    """Return the chapters' pages in the order of the manual."""
    ordered = sorted(
        (chapter for chapter in site.manual.chapters if chapter.front.chapter != "0"),
        key=lambda chapter: clause_order(chapter.front.chapter),
    )
    return [_page(site, chapter) for chapter in ordered]


def _page(site: Site, chapter: Chapter) -> Page:
    number = chapter.front.chapter
    title = f"第{number}章　{chapter.front.title}"
    parts = [front(title), _head(site, chapter)]
    pending: Passage | None = None
    for block in passages(chapter, site.manual):
        if block.heading:
            if pending is not None:
                parts.append(_facts(site, chapter, pending.clause))
            parts.append(_heading(block))
            pending = block
        else:
            parts.append(block.html + "\n\n")
    if pending is not None:
        parts.append(_facts(site, chapter, pending.clause))
    return title, f"manual/{number}.md", "".join(parts)


def _heading(block: Passage) -> str:
    if block.depth == 1:
        return ""
    return f"{'#' * block.depth} {block.heading} {{ #clause-{block.clause} }}\n\n"


def _head(site: Site, chapter: Chapter) -> str:
    head = chapter.front
    departments = {each.id: each.name for each in site.manual.all(Department)}
    signed = "；".join(
        f"{each.role.zh} {each.name}（{each.post}，{each.when}，"
        f"{'密钥 ' + each.proof if each.is_signed else '未签名'}）"
        for each in approvals(site.evidence, site.release)
    )
    state = "草稿" if site.is_draft else "受控 · 现行有效"
    lines = (
        ("文件编号", head.document),
        ("版本", head.revision),
        ("生效日期", head.effective or "—"),
        ("归口部门", departments.get(head.owner, head.owner)),
        ("批准", signed or "—"),
        ("状态", state),
    )
    rows = "".join(f"<dt>{safe(name)}</dt><dd>{safe(value)}</dd>" for name, value in lines)
    return f'<dl class="qms-head">{rows}</dl>\n<p class="qms-note">从本页打印的纸张不受控。</p>\n\n'


def _facts(site: Site, chapter: Chapter, clause: str) -> str:
    """Return what stands under a clause: processes, documents, records, evidence, findings."""
    facts = chapter.front.clauses.get(clause)
    if facts is None:
        return ""
    departments = {each.id: each.name for each in site.manual.all(Department)}
    processes = {each.id: each.name for each in site.manual.all(Process)}
    lines: list[tuple[str, str]] = [("责任", safe(departments.get(facts.owner, facts.owner)))]
    if facts.processes:
        named = "、".join(f"{each} {processes.get(each, '')}".strip() for each in facts.processes)
        lines.append(("过程", safe(named)))
    if facts.documents:
        lines.append(("相关文件", safe("、".join(f"《{name}》" for name in facts.documents))))
    if facts.records:
        lines.append(("相关记录", _evidence(site, facts)))
    findings = [each for each in site.report.findings if each.clause == clause]
    if findings:
        target = f"../registers/findings.html#c-{clause}"
        lines.append(("未关闭的发现项", link(f"{len(findings)} 项", target)))
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in lines)
    return f'<dl class="qms-facts" aria-label="条款 {safe(clause)} 的证据">{rows}</dl>\n\n'


def _evidence(site: Site, facts: ClauseFacts) -> str:
    shown: list[str] = []
    for kind in facts.records:
        model = kinds().get(kind)
        if model is None:
            continue
        rows = site.evidence.tables.get(kind, ())
        dates = [row.date for row in rows if isinstance(row, Evidence)]
        newest = f"，最新 {max(dates)}" if dates else ""
        target = f"../evidence/{kind}.html"
        shown.append(f"{link(model.header.title.zh, target)}（{len(rows)} 份{newest}）")
    return "；".join(shown)
