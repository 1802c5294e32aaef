"""How the pages are arranged into sections, and what stands at the head of each file."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qms.publish.site_pages import (
    PREFIX,
    Page,
    Site,
    as_title,
    charts,
    codes,
    evidence,
    history,
    home,
    planning,
    proof,
    registers,
    resources,
    rulebook,
    seals,
)
from qms.publish.site_pages import chapters as manual
from qms.publish.site_pages.markup import in_markdown

if TYPE_CHECKING:
    from qms.text import Lang

Group = tuple[str, Iterable[Page]]


def sections(site: Site) -> tuple[tuple[str, list[Group]], ...]:
    """Return the sections with their groups; a section without a title is a single page."""
    return (
        ("", [("", [home.page(site)])]),
        (
            site.t("手册", "Manual"),
            [("", manual.pages(site)), (site.t("修改历史", "History"), history.pages(site))],
        ),
        (site.t("证据", "Evidence"), evidence.groups(site)),
        (site.t("图表", "Charts"), [("", charts.pages(site))]),
        (
            site.t("登记册", "Registers"),
            [
                ("", registers.pages(site)),
                (site.t("策划", "Planning"), planning.pages(site)),
                (site.t("资源", "Resources"), resources.pages(site)),
                ("", rulebook.pages(site)),
            ],
        ),
        (
            site.t("核验", "Verify"),
            [("", [*proof.pages(site), *codes.pages(site), *seals.pages(site)])],
        ),
    )


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
