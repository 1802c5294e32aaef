"""The pages of the site that an auditor browses, as Markdown with HTML in it (clause 7.5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from qms.model.figure import Result
from qms.model.finding import Report
from qms.model.kinds.ch02_manual import Release
from qms.model.rule import Rule
from qms.model.snapshot import Snapshot


@dataclass(frozen=True)
class Site:
    """All that the site shows: the evidence today, the manual in force, the check, the figures."""

    evidence: Snapshot
    manual: Snapshot
    release: Release | None
    report: Report
    figures: tuple[Result, ...]
    rules: tuple[Rule, ...]

    @property
    def is_draft(self) -> bool:
        """The chapters come from no release."""
        return self.release is None


@dataclass(frozen=True)
class Pages:
    """The pages by path, and how they are arranged."""

    files: Mapping[str, str]
    nav: list[dict[str, object]]


def pages(site: Site) -> Pages:
    """Return every page of the site; the same site gives the same pages."""
    from qms.publish.pages import chapters, evidence, home, registers

    files: dict[str, str] = {"index.md": home.page(site)}
    nav: list[dict[str, object]] = [{"首页": "index.md"}]
    sections = (
        ("手册", chapters.pages(site)),
        ("证据", evidence.pages(site)),
        ("登记册", registers.pages(site)),
    )
    for title, made in sections:
        files |= {path: content for _, path, content in made}
        listed: list[object] = [{name: path} for name, path, _ in made if name]
        nav.append({title: listed})
    return Pages(files, nav)
