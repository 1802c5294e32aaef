"""A page for each controlled document that has a file: versions, text, what changed (7.5)."""

from itertools import pairwise
from pathlib import PurePosixPath

from qms.model.document_text import SUFFIXES, Issue, document_redlines
from qms.model.kinds.ch07_documents import Document
from qms.model.kinds.record import called
from qms.publish.document_html import document_html
from qms.publish.redline.reading import Reading, as_read
from qms.publish.site_pages import PREFIX, Page, Site
from qms.publish.site_pages.markup import (
    badge,
    clause_link,
    heading,
    link,
    pairs,
    paragraph,
    safe,
    table,
)
from qms.publish.site_pages.values import file_of, href
from qms.publish.templating import Markup, html, joined
from qms.standing.documents import in_force

_EVIDENCE = "../evidence/"
_PAGES = {".md", ".markdown"}


def pages(site: Site) -> list[Page]:
    """Return the page of each document with a file, in the order of the register."""
    return [
        _page(site, line, site.documents[line.id])
        for line in site.today.all(Document)
        if site.documents.get(line.id)
    ]


def served(site: Site) -> dict[str, bytes]:
    """Return the files that the pages link to, by path; the same for every language."""
    return {
        _path(each): each.content
        for rows in site.documents.values()
        for each in rows
        if each.content is not None and _is_served(each)
    }


def page_of(site: Site, number: str, base: str) -> Markup:
    """Return a link to a document's page; nothing where it has none."""
    if not site.documents.get(number):
        return Markup("")
    words = site.t("文件、各版本和修改对照", "File, versions and what changed")
    return link(words, f"{base}documents/{file_of(number)}.html")


def _path(issue: Issue) -> str:
    revision = issue.revision
    suffix = PurePosixPath(revision.file.path).suffix.lower()
    suffix += ".txt" if suffix in _PAGES else ""  # else MkDocs makes a page of it
    version = revision.version.replace("/", "-")
    return f"documents/files/{file_of(revision.document)}-{version}-{revision.id}{suffix}"


def _is_served(issue: Issue) -> bool:
    return PurePosixPath(issue.revision.file.path).suffix.lower() in SUFFIXES


def _page(site: Site, line: Document, rows: tuple[Issue, ...]) -> Page:
    holding = in_force(site.today, tuple(each.revision for each in rows))
    name = site.say(called(line))
    parts = [_head(site, line, holding.version if holding else ""), _versions(site, rows)]
    shown = next((each for each in rows if each.revision is holding), rows[-1])
    parts += [_text(site, shown), *_changes(site, rows)]
    return Page(f"documents/{file_of(line.id)}.md", f"{line.id} {name}", joined(parts))


def _head(site: Site, line: Document, version: str) -> Markup:
    t = site.t
    state = (
        badge(t(f"现行版本 {version}", f"in force: {version}"), "good")
        if version
        else badge(t("未生效", "not yet in force"), "warn")
    )
    rows = [
        (t("状态", "State"), state),
        (t("归口", "Owner"), safe(site.department(line.owner))),
        (t("条款", "Clause"), clause_link(line.clause)),
        (t("下次评审", "Next review"), safe(line.next_review)),
        (t("登记", "Register"), link(line.id, href(site, "document", line.id, _EVIDENCE))),
    ]
    return pairs(rows, css="qms-head", name=line.name) + Markup("\n\n")


def _versions(site: Site, rows: tuple[Issue, ...]) -> Markup:
    t = site.t
    heads = (
        t("版本", "Version"), t("生效", "Effective"), t("编制", "Prepared"), t("审核", "Reviewed"),
        t("批准", "Approved"), t("更改申请", "Change request"), t("记录", "Record"),
        t("文件", "File"), "SHA-256",
    )  # fmt: skip
    name = t("各版本", "Versions")
    return heading(2, name) + table(heads, [_row(site, each) for each in rows], name=name)


def _row(site: Site, issue: Issue) -> tuple[str, ...]:
    each = issue.revision
    request = href(site, "change-request", each.change, _EVIDENCE) if each.change else ""
    return (
        safe(each.version),
        safe(each.effective),
        safe(site.person(each.filled_by)),
        safe(site.person(each.checked_by or "")),
        safe(f"{site.person(each.approved_by or '')} {each.approved_on}"),
        link(each.change, request) if each.change else safe("—"),
        link(each.id, href(site, "document-revision", each.id, _EVIDENCE)),
        _file(site, issue),
        html("<code>{}</code>", each.file.sha256),
    )


def _file(site: Site, issue: Issue) -> Markup:
    if issue.content is None:
        words = site.t("文件缺失或已被改动", "file gone or altered")
        return badge(words, "bad")
    name = issue.revision.file.title or PurePosixPath(issue.revision.file.path).name
    if not _is_served(issue):
        return safe(name)
    up = "../" if PREFIX[site.lang] == "" else "../../"
    return link(name, up + _path(issue))


def _text(site: Site, issue: Issue) -> Markup:
    version = issue.revision.version
    title = heading(2, site.t(f"正文（{version}）", f"Text ({version})"))
    if issue.text is None:
        words = site.t("请打开上表中的文件。", "Open the file in the table above.")
        return title + paragraph(words)
    body = document_html(issue.text)
    return title + html('<div class="qms-document" lang="zh-CN">{}</div>\n\n', body)


def _changes(site: Site, rows: tuple[Issue, ...]) -> list[Markup]:
    parts: list[Markup] = []
    for before, after in reversed(list(pairwise(rows))):
        old, new = before.revision.version, after.revision.version
        anchor = new.replace("/", "-")
        parts.append(heading(2, site.t(f"{old} 到 {new} 的修改", f"From {old} to {new}"), anchor))
        if before.text is None or after.text is None:
            words = "文件读不出文字，不能逐字对照。", "A file shows no text to be compared."
            parts.append(paragraph(site.t(*words)))
            continue
        for at, each in enumerate(document_redlines("", before.text, after.text)):
            body = as_read(each.stretches, Reading(site.lang, f"{anchor}-{at}"))
            parts.append(heading(3, each.title or site.t("开头", "Beginning")))
            parts.append(html('<div class="qms-redline" lang="zh-CN">{}</div>\n\n', body))
    return parts
