"""How many clicks an auditor's tasks take from the front page; typing is none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.site.conftest import visiting

pytestmark = pytest.mark.browser
CLAUSES = (
    "2.2.2", "3.2", "4.1.1", "5.3", "6.4", "7.1.5", "7.2", "8.2.4", "8.3.6", "9.5", "9.7", "10",
)  # fmt: skip


@dataclass
class Walk:
    """Somebody who begins at the front page and whose clicks are counted."""

    page: Page
    home: str
    clicks: int = 0

    def begin(self) -> None:
        self.page.goto(self.home)
        self.clicks = 0

    def click(self, what: Locator) -> None:
        what.first.click()
        self.clicks += 1

    def look_up(self, words: str) -> None:
        """Type into the search of the page and choose the first that is found."""
        self.page.get_by_role("search").get_by_role("searchbox").fill(words)
        first = self.page.locator(".qms-search__panel li a").first
        expect(first).to_be_visible()
        self.click(first)

    def tab(self, name: str) -> None:
        self.click(self.page.locator(".md-tabs").get_by_role("link", name=name, exact=True))

    def inside(self, name: str) -> Locator:
        """Return a link of the page itself."""
        return self.page.locator("article").get_by_role("link", name=name, exact=True)


@pytest.fixture(scope="module")
def walk(browser: Browser, sample_site: Path) -> Iterator[Walk]:
    base = sample_site.as_uri() + "/"
    with visiting(browser, base) as visit:
        yield Walk(visit.page, base + "index.html")


@pytest.mark.parametrize("clause", CLAUSES)
def test_the_evidence_of_a_clause_takes_two_clicks(walk: Walk, clause: str) -> None:
    walk.begin()
    walk.look_up(clause)
    chips = walk.page.get_by_role("list", name=f"条款 {clause} 一览", exact=True)
    expect(chips).to_be_in_viewport()
    walk.click(chips.get_by_role("link"))
    facts = walk.page.get_by_role("group", name=f"条款 {clause} 的证据", exact=True)
    records = walk.page.locator(".qms-table tbody tr")
    expect(facts.or_(records).first).to_be_in_viewport()
    if "/manual/" in walk.page.url:
        expect(facts).to_contain_text(re.compile("记录与证据|下属条款的证据"))
    assert walk.clicks <= 2


def test_the_newest_record_of_a_clause_takes_three_where_it_took_five(walk: Walk) -> None:
    walk.begin()
    walk.look_up("8.3.6")
    walk.click(walk.page.get_by_role("list", name="条款 8.3.6 一览").get_by_role("link"))
    walk.click(walk.inside("TS-2026-0020"))
    expect(walk.page.locator("h1")).to_contain_text("TS-2026-0020")
    assert walk.clicks <= 3


def test_by_clause_takes_two_where_it_took_three(walk: Walk) -> None:
    walk.begin()
    walk.tab("从这里开始")
    walk.click(walk.page.get_by_role("link", name="每一条款"))
    walk.page.get_by_role("searchbox", name="筛选").first.fill("8.3.6")
    expect(walk.page.locator(".qms-table tbody tr").first).to_contain_text("8.3.6")
    assert walk.clicks <= 2


def test_the_trail_of_a_complaint_takes_three(walk: Walk) -> None:
    walk.page.goto(walk.home.replace("index.html", "evidence/complaint/TS-2026-0006.html"))
    walk.clicks = 0
    expect(walk.inside("WX-2026-0008").first).to_be_visible()
    walk.click(walk.inside("JZ-2026-0001"))
    walk.click(walk.page.locator("article a[href*='CASE-001']"))
    expect(walk.page.locator("h1")).to_contain_text("CASE-001")
    assert walk.clicks <= 3


def test_from_a_complaint_to_the_figure_that_counts_it_takes_one(walk: Walk) -> None:
    walk.page.goto(walk.home.replace("index.html", "evidence/complaint/TS-2026-0014.html"))
    walk.clicks = 0
    walk.click(walk.inside("48 小时处理率"))
    expect(walk.page.get_by_role("link", name="TS-2026-0014").first).to_be_visible()
    assert walk.clicks <= 1


def test_a_figure_is_recounted_on_one_page_two_clicks_from_the_front(walk: Walk) -> None:
    walk.begin()
    walk.look_up("48 小时处理率")
    row = walk.page.locator(".qms-table tbody tr", has_text="2026-09").first
    expect(row).to_contain_text("✗ TS-2026-0014")
    assert walk.clicks <= 2


def test_how_to_verify_a_signature_takes_one(walk: Walk) -> None:
    walk.begin()
    walk.tab("核验")
    expect(walk.page.locator("article")).to_contain_text("ssh-keygen")
    assert walk.clicks <= 1


def test_what_changed_between_two_editions_takes_three(walk: Walk) -> None:
    walk.begin()
    walk.click(walk.page.locator("article").get_by_role("link", name="版本与修改"))
    walk.click(walk.page.locator("article a[href$='history-8.html#A-2']"))
    expect(walk.page.locator(".qms-redline ins").first).to_be_attached()
    assert walk.clicks <= 3


def test_who_holds_a_copy_takes_one_where_it_took_three(walk: Walk) -> None:
    walk.begin()
    walk.look_up("007")
    expect(walk.page.locator("h1")).to_contain_text("007")
    expect(walk.page.locator(".qms-head")).to_contain_text("持有人")
    assert walk.clicks <= 1


def test_a_person_and_a_record_by_number_take_one(walk: Walk) -> None:
    for words, wanted in (("何映雪", "P-004"), ("TS-2026-0014", "TS-2026-0014")):
        walk.begin()
        walk.look_up(words)
        expect(walk.page.locator("h1")).to_contain_text(wanted)
        assert walk.clicks <= 1


def test_what_is_overdue_stands_on_the_front_page(walk: Walk) -> None:
    walk.begin()
    expect(walk.page.locator("article h2", has_text="逾期").first).to_be_visible()
    assert walk.clicks == 0


def test_who_had_read_on_a_day_takes_one(walk: Walk) -> None:
    walk.begin()
    walk.tab("从这里开始")
    walk.page.get_by_label("日期").fill("2026-07-15")
    expect(walk.page.locator(".qms-then")).to_contain_text("A/1")
    assert walk.clicks <= 1
