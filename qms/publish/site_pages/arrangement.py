"""How the pages are arranged into sections, and what stands at the head of each file."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qms.publish.site_pages import (
    PREFIX,
    Page,
    Site,
    as_title,
    charts,
    codes,
    documents,
    evidence,
    history,
    home,
    planning,
    proof,
    registers,
    resources,
    rulebook,
    seals,
    start,
)
from qms.publish.site_pages import chapters as manual
from qms.publish.site_pages.markup import in_markdown, link
from qms.publish.templating import html, joined

if TYPE_CHECKING:
    from qms.text import Lang

Group = tuple[str, Sequence[Page]]


def sections(site: Site) -> tuple[tuple[str, list[Group]], ...]:
    """Return the sections with their groups; a section without a title is a single page."""
    t = site.t
    drawn: list[Group] = [("", charts.pages(site))]
    listed: list[Group] = [
        ("", registers.pages(site)),
        (t("策划", "Planning"), planning.pages(site)),
        (t("资源", "Resources"), resources.pages(site)),
        ("", rulebook.pages(site)),
    ]
    return (
        ("", [("", [home.page(site)])]),
        ("", [("", [start.page(site)])]),
        (
            t("手册", "Manual"),
            [
                ("", manual.pages(site)),
                (t("修改历史", "History"), history.pages(site)),
                (t("其他受控文件", "Other documents"), documents.pages(site)),
            ],
        ),
        (t("证据", "Evidence"), evidence.groups(site)),
        (t("图表", "Charts"), _with_index("charts", t("全部图表", "All charts"), drawn)),
        (
            t("登记册", "Registers"),
            _with_index("registers", t("全部登记册", "All registers"), listed),
        ),
        (t("核验", "Verify"), [("", [*proof.pages(site), *codes.pages(site), *seals.pages(site)])]),
    )


def _with_index(folder: str, title: str, groups: list[Group]) -> list[Group]:
    """Put a page before a section that lists its pages."""
    items = joined(
        html("<li>{}</li>", link(page.title, page.path.removeprefix(f"{folder}/")[:-3] + ".html"))
        for _name, members in groups
        for page in members
        if page.listed
    )
    page = Page(f"{folder}/index.md", title, html("<ul>{}</ul>\n", items))
    return [("", [page]), *groups]


def source(site: Site, page: Page) -> str:
    """Return a page as a Markdown file with front matter."""
    other: Lang = "en" if site.lang == "zh" else "zh"
    lines = [
        f"title: {_quoted(as_title(page.title))}",
        f"language: {site.lang}",
        f"counterpart: {_quoted(PREFIX[other] + re.sub(r'.md$', '.html', page.path))}",
    ]
    if page.wide or page.broad:
        lines += ["hide: [navigation, toc]" if page.wide else "hide: [toc]"]
    if page.path == "index.md":
        lines += ["hide: [navigation]"]
    return "---\n" + "\n".join(lines) + f"\n---\n\n# {in_markdown(page.title)}\n\n{page.content}"


def _quoted(title: str) -> str:
    return '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
