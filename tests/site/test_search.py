"""What an auditor types leads first to what was meant, from a server and from a folder."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.site.conftest import Visit

pytestmark = pytest.mark.browser

CHINESE = {
    "48小时": "manual/8.html#clause-8.3.6",
    "48 小时": "manual/8.html#clause-8.3.6",
    "48小时处理率": "evidence/kpi/handled-48h.html",
    "TS-2026-0014": "evidence/complaint/TS-2026-0014.html",
    "ts-2026-0014": "evidence/complaint/TS-2026-0014.html",
    "WX-2026-0008": "evidence/repair-order/WX-2026-0008.html",
    "JZ-2026-0001": "evidence/corrective-action/JZ-2026-0001.html",
    "何映雪": "evidence/person/P-004.html",
    "P-004": "evidence/person/P-004.html",
    "007": "registers/copy/007.html",
    "分发号 007": "registers/copy/007.html",
    "分发号007": "registers/copy/007.html",
    "投诉": "manual/8.html#clause-8.3.6",
    "8.3.6": "manual/8.html#clause-8.3.6",
    "2.2.2": "manual/2.html#clause-2.2.2",
    "管理评审": "manual/9.html#clause-9.7",
    "逾期": "index.html#qms-overdue",
    "保修期": "evidence/knowledge-article/KB-003.html",
    "QR-8.3.6-01": "evidence/form/QR-8.3.6-01.html",
    "CMP102": "registers/rule/CMP102.html",
    "校准": "manual/7.html#clause-7.1.5",
    "MI-004": "evidence/instrument/MI-004.html",
    "R-003": "evidence/risk/R-003.html",
    "维修服务单": "evidence/repair-order.html",
    "风险矩阵": "charts/risks.html",
    "组织机构图": "charts/organisation.html",
    "备件": "manual/8.html#clause-8.2.5",
    "A/2": "evidence/release/A-2.html",
    "西柳线缆": "evidence/customer/CU-005.html",
    "客户投诉处理单": "evidence/complaint.html",
}
ENGLISH = {
    "complaints": "en/manual/8.html#clause-8.3.6",
    "complaint": "en/evidence/complaint.html",
    "calibration": "en/evidence/kpi/calibration-in-time.html",
    "calibrated": "en/evidence/objective/OBJ-010.html",
    "copy 007": "en/registers/copy/007.html",
    "TS-2026-0014": "en/evidence/complaint/TS-2026-0014.html",
    "8.3.6": "en/manual/8.html#clause-8.3.6",
    "management review": "en/evidence/management-review.html",
    "Internal Audit": "en/evidence/internal-audit.html",
    "risk matrix": "en/charts/risks.html",
    "corrective action": "en/evidence/corrective-action.html",
    "customer satisfaction": "en/manual/9.html#clause-9.5",
    "issue log": "en/registers/log.html",
    "overdue": "en/index.html#qms-overdue",
    "CMP102": "en/registers/rule/CMP102.html",
}
SMALL = 3_000_000


def hits(page: Page, words: str) -> list[str]:
    """The addresses found for some words, best first."""
    page.get_by_role("search").get_by_role("searchbox").fill(words)
    links = page.locator(".qms-search__panel li a")
    return [each.get_attribute("href") or "" for each in links.all()[:3]]


@pytest.mark.parametrize(
    ("start", "wanted"), [("index.html", CHINESE), ("en/index.html", ENGLISH)], ids=["zh", "en"]
)
def test_what_is_typed_is_found_first(visit: Visit, start: str, wanted: dict[str, str]) -> None:
    page = visit.open(start)
    page.get_by_role("search").get_by_role("searchbox").fill("TS-2026-0001")
    expect(page.locator(".qms-search__panel li a").first).to_be_visible()
    wrong = {}
    for words, target in wanted.items():
        found = hits(page, words)
        if not found or found[0] != visit.base + target:
            wrong[words] = [each.removeprefix(visit.base) for each in found]
    assert wrong == {}


def test_a_result_is_chosen_with_the_keyboard_and_its_teaser_is_short(visit: Visit) -> None:
    page = visit.open("manual/1.html")
    page.keyboard.press("/")
    page.keyboard.type("48小时内")
    first = page.locator(".qms-search__panel li a").first
    expect(first).to_contain_text("48小时内")
    assert all(len(each) < 200 for each in page.locator(".qms-search__panel li").all_inner_texts())
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(re.compile("^找到"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"manual/8\.html#clause-8\.3\.6$"))


def test_nothing_found_is_said_with_what_to_try(visit: Visit) -> None:
    page = visit.open("en/index.html")
    page.get_by_role("search").get_by_role("searchbox").fill("xyzzy")
    said = page.get_by_role("search").get_by_role("status")
    expect(said).to_have_text("Nothing found. Try a number, a name or a shorter word.")


def test_a_record_beyond_two_thousand_is_found_and_opened(large_visit: Visit) -> None:
    page = large_visit.open("index.html")
    page.get_by_role("search").get_by_role("searchbox").fill("TS-2026-1999")
    first = page.locator(".qms-search__panel li a").first
    expect(first).to_contain_text("TS-2026-1999")
    first.click()
    expect(page.locator(".qms-detail h2").first).to_have_text("TS-2026-1999")


def test_the_index_is_small_and_comes_in_parts(large_site: Path) -> None:
    parts = sorted((large_site / "search").glob("*.js"))
    assert len(parts) > 1
    assert sum(part.stat().st_size for part in parts) < SMALL
    text = "".join(part.read_text(encoding="utf-8") for part in parts)
    assert "199-0000-9999" not in text
    entries = [
        each
        for part in parts
        for each in json.loads(
            part.read_text(encoding="utf-8").split(",", 1)[1].rstrip().removesuffix(");")
        )
    ]
    assert "TS-2026-1999" in {each[1] for each in entries}
