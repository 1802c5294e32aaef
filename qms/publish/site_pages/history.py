"""A page for each chapter with what every release changed in it, as a redline (clause 2.2.3)."""

from qms.model.kinds import clause_order
from qms.model.kinds.ch02_manual import Signature
from qms.model.manual import Chapter
from qms.model.redline import ClauseRedline, Mark
from qms.publish.redline.reading import Reading, as_read
from qms.publish.site_pages import Page, Past, Site
from qms.publish.site_pages.chapters import clause_title
from qms.publish.site_pages.markup import heading, link, paragraph
from qms.publish.site_pages.values import href
from qms.publish.templating import Markup, html, joined
from qms.standing.release import signatures_of
from qms.text import numbered


def pages(site: Site) -> list[Page]:
    """Return the history of each chapter, in the order of the manual."""
    ordered = sorted(site.in_force.chapters, key=lambda each: clause_order(each.front.chapter))
    return [_page(site, chapter) for chapter in ordered if chapter.front.chapter != "0"]


def _page(site: Site, chapter: Chapter) -> Page:
    number = chapter.front.chapter
    title = site.t(f"第{number}章修改历史", f"History of chapter {number}")
    back = link(clause_title(site, number, chapter.front.title), f"{number}.html")
    parts = [html("{}: {}\n\n", site.t("本章", "Chapter"), back)]
    if not site.past:
        parts.append(paragraph(site.t("手册尚未发布。", "The manual has not been released.")))
    earlier: list[Past | None] = [None, *site.past]
    for before, past in reversed(list(zip(earlier, site.past, strict=False))):
        parts.append(_release(site, before, past, number))
    return Page(f"manual/history-{number}.md", title, joined(parts))


def _release(site: Site, before: Past | None, past: Past, number: str) -> Markup:
    release = past.release
    head = site.t(
        f"{release.name}，{release.effective} 起生效", f"{release.name}, from {release.effective}"
    )
    parts = [
        heading(2, head, release.id),
        paragraph(
            html("{}: {}{}", site.t("原因", "Reason"), release.reason, _requests(site, past))
        ),
        paragraph(_signed(site, past)),
    ]
    if before is None:
        parts.append(paragraph(site.t("首次发布。", "First issue.")))
        return joined(parts)
    changed = [each for each in past.redlines if each.number.split(".")[0] == number]
    if not changed:
        parts.append(paragraph(_unchanged(site, before, past, number)))
    if changed:
        parts.append(_summary(site, release.id, changed))
    for each in changed:
        title = f"{each.number} {clause_title(site, each.number, each.title)}"
        anchor = f"{release.id}-{each.number}"
        body = as_read(each.stretches, Reading(site.lang, anchor))
        parts.append(heading(3, title, anchor))
        parts.append(html('<div class="qms-redline" lang="zh-CN">{}</div>\n\n', body))
    return joined(parts)


def _summary(site: Site, release: str, changed: list[ClauseRedline]) -> Markup:
    """Return one line a changed clause: its name, and how much went and came."""
    items = []
    for each in changed:
        name = f"{each.number} {clause_title(site, each.number, each.title)}"
        gone, new = (
            sum(len(stretch.text) for stretch in each.stretches if stretch.mark is mark)
            for mark in (Mark.gone, Mark.new)
        )
        signs = site.t(
            f"删 {gone} 字，增 {new} 字", f"{numbered(gone, 'sign', 'signs')} out, {new} in"
        )
        items.append(html("<li>{} · {}</li>", link(name, f"#{release}-{each.number}"), signs))
    return html("<ul>{}</ul>\n\n", joined(items))


def _unchanged(site: Site, before: Past, past: Past, number: str) -> str:
    """Return that a chapter stayed as it was, or that only what stands outside clauses changed."""
    old, new = (
        {each.sha256 for each in one.chapters if each.front.chapter == number}
        for one in (before, past)
    )
    if old == new:
        return site.t("本章未变。", "No change in this chapter.")
    return site.t(
        "各条款现行文字未变，文件的其他内容有改动（内容摘要不同）。",
        "No clause reads differently; something else in the file changed (its digest differs).",
    )


def _requests(site: Site, past: Past) -> Markup:
    if not past.release.changes:
        return Markup("")
    links = site.listed(
        link(each, href(site, "change-request", each, "../evidence/"))
        for each in past.release.changes
    )
    return html("（{}）" if site.lang == "zh" else " ({})", links)


def _signed(site: Site, past: Past) -> Markup:
    given = signatures_of(site.today.all(Signature), past.release.id)
    signed = (
        f"{site.say(role.label)} {signature.name} "
        f"{site.post(signature.post)} {signature.at:%Y-%m-%d %H:%M}"
        for role, signature in given.items()
    )
    return joined(signed, by=site.t("；", "; "))
