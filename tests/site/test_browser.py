"""What an auditor does with the site in a browser, from a server and from a folder."""

import datetime as dt
import re
import shutil
import subprocess
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from qms.standing.genuine import (
    CodeState,
    genuine,
)
from qms.store.loading import load
from tests.site.conftest import ROOT, Visit

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "axe.min.js"
TYPICAL = (
    "index.html",
    "start.html",
    "registers/index.html",
    "registers/copy/009.html",
    "evidence/kpi/handled-48h.html",
    "manual/2.html",
    "manual/8.html",
    "manual/history-2.html",
    "evidence/index.html",
    "evidence/by-clause.html",
    "evidence/iso9001-2015.html",
    "evidence/complaint.html",
    "evidence/complaint/TS-2026-0014.html",
    "evidence/person/P-004.html",
    "evidence/document/QP-7.2-01.html",
    "evidence/form/QR-8.3.6-01.html",
    "charts/kpi.html",
    "charts/organisation.html",
    "charts/processes.html",
    "charts/risks.html",
    "registers/findings.html",
    "registers/log.html",
    "registers/rules.html",
    "registers/rule/CMP102.html",
    "registers/obligations.html",
    "verify/index.html",
    "verify/copy.html",
    "en/index.html",
    "en/manual/1.html",
    "en/manual/8.html",
    "en/evidence/complaint.html",
    "en/charts/processes.html",
)


DRAWN = (
    *(f"charts/{each}.html" for each in ("kpi", "conformity", "complaints", "risks", "objectives")),
    *("charts/processes.html", "charts/organisation.html", "en/charts/processes.html"),
    *("manual/4.html", "manual/5.html", "manual/8.html"),
)


def texts(page: Page, column: int) -> list[str]:
    cells = page.locator(f".qms-table tbody tr td:nth-child({column})")
    return [text.strip() for text in cells.all_inner_texts()]


def test_a_table_is_filtered_and_sorted(visit: Visit) -> None:
    page = visit.open("evidence/complaint.html")
    assert len(texts(page, 1)) == 20
    page.get_by_role("searchbox", name="筛选").fill("处理中")
    assert texts(page, 3) == ["处理中", "处理中"]
    expect(page.locator(".qms-count")).to_have_text("显示 2 / 20 行，符合 2")
    page.get_by_role("searchbox", name="筛选").fill("")
    head = page.get_by_role("columnheader", name="日期")
    head.get_by_role("button").click()
    dates = texts(page, 2)
    assert dates == sorted(dates)
    assert len(dates) == 20
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").press("Enter")
    assert texts(page, 2) == sorted(dates, reverse=True)
    expect(head).to_have_attribute("aria-sort", "descending")


def test_the_path_leads_from_a_clause_to_its_record_to_the_action_and_back(visit: Visit) -> None:
    page = visit.open("manual/8.html")
    facts = page.get_by_role("group", name="条款 8.3.6 的证据")
    facts.get_by_role("link", name="客户投诉处理单").click()
    page.get_by_role("link", name="TS-2026-0006", exact=True).click()
    expect(page.locator("h1")).to_contain_text("TS-2026-0006")
    page.locator("article").get_by_role("link", name=re.compile("^JZ-2026-")).first.click()
    expect(page.locator("h1")).to_contain_text("纠正措施单")
    referring = page.locator("h2:has-text('相关记录') + ol")
    expect(referring).to_contain_text("TS-2026-0006")
    page.get_by_role("link", name=re.compile("^条款 10")).click()
    assert page.url.endswith("manual/10.html#clause-10")
    expect(page.locator("h1")).to_contain_text("第10章")


def test_a_clause_that_changed_leads_to_its_redline(visit: Visit) -> None:
    page = visit.open("manual/2.html")
    expect(page.locator(".qms-changed").first).to_have_attribute("aria-label", "A/2 修改")
    facts = page.get_by_role("group", name="条款 2.2.3 的证据")
    facts.get_by_role("link", name="A/2 修改，对照修改前后").click()
    assert page.url.endswith("history-2.html#A-2-2.2.3")
    expect(page.locator(".qms-redline ins").first).to_contain_text("临时更改")


def test_the_head_says_who_approved_when_and_with_which_key(visit: Visit) -> None:
    page = visit.open("manual/8.html")
    row = page.get_by_role("row", name=re.compile("^批准"))
    for each in ("林远山", "总经理", "2026-09-15", "签名有效", "SHA256:"):
        expect(row).to_contain_text(each)
    head = page.get_by_role("group", name="文件头")
    for each in ("QM-AS-01", "A/2", "2026-10-01", "受控 · 现行有效", "2026-12-20"):
        expect(head).to_contain_text(each)
    expect(page.locator(".qms-uncontrolled")).to_have_text("从本页打印的纸张不受控。")


def test_a_reader_switches_language_on_the_same_page_and_back(visit: Visit) -> None:
    for path, english in (
        ("evidence/complaint/TS-2026-0014.html", "Complaint TS-2026-0014"),
        ("registers/rules.html", "Rules of the check"),
    ):
        page = visit.open(path)
        page.get_by_role("link", name="English").click()
        assert page.url.endswith("en/" + path)
        expect(page.locator("h1")).to_contain_text(english)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.get_by_role("link", name="中文").click()
        assert page.url.endswith(path)
        assert "/en/" not in page.url
        expect(page.locator("html")).to_have_attribute("lang", "zh")


def test_the_other_language_opens_at_the_same_clause(visit: Visit) -> None:
    page = visit.open("manual/8.html#clause-8.3.6")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"en/manual/8\.html#clause-8\.3\.6$"))


def test_back_finds_the_filter_as_it_was_left(visit: Visit) -> None:
    page = visit.open("evidence/complaint.html")
    page.get_by_role("searchbox", name="筛选").fill("西柳")
    left = texts(page, 1)
    assert 0 < len(left) < 20
    page.get_by_role("link", name=left[0], exact=True).click()
    expect(page.locator("h1")).to_contain_text(left[0])
    page.go_back()
    expect(page.get_by_role("searchbox", name="筛选")).to_have_value("西柳")
    expect(page.locator(".qms-count")).to_have_text(f"显示 {len(left)} / 20 行，符合 {len(left)}")


def test_a_column_is_filtered_alone_and_a_whole_cell_with_an_equals_sign(visit: Visit) -> None:
    page = visit.open("evidence/by-clause.html")
    page.get_by_label("筛选的列").first.select_option(index=1)
    page.get_by_role("searchbox", name="筛选").first.fill("=10")
    assert {each.split()[0] for each in texts(page, 1)} == {"10"}
    page = visit.open("registers/log.html")
    page.get_by_role("searchbox", name="筛选").first.fill("007")
    page.get_by_label("筛选的列").first.select_option(label="分发号")
    copies = page.get_by_role("region", name="发放回收登记")
    shown = copies.locator("tbody tr td:first-child")
    assert shown.all_inner_texts() == ["007"]


def test_an_auditor_draws_a_sample_sees_a_day_and_keeps_notes(visit: Visit) -> None:
    page = visit.open("evidence/complaint/TS-2026-0014.html")
    page.get_by_text("审核笔记").click()
    page.get_by_label("笔记", exact=True).fill("处理超时，查备件")
    page.get_by_role("button", name="记下").click()
    expect(page.locator(".qms-pad [role=status]")).to_contain_text("已记下")
    page = visit.open("start.html")
    noted = page.locator(".qms-noted")
    expect(noted).to_contain_text("处理超时，查备件")
    expect(noted.get_by_role("link").first).to_have_attribute("href", re.compile("TS-2026-0014"))
    expect(noted.get_by_role("link", name="导出全部笔记")).to_be_visible()
    drawn = []
    for _ in range(2):
        page.get_by_label("记录").select_option("complaint")
        page.get_by_label("种子").fill("审核 2026")
        page.get_by_role("button", name="抽样").click()
        expect(page.locator(".qms-sampled li")).to_have_count(5)
        drawn.append(page.locator(".qms-sampled li").all_inner_texts())
        page = visit.open("start.html")
    assert len(drawn[0]) == 5
    assert drawn[0] == drawn[1]
    page.get_by_label("日期").fill("2026-07-15")
    expect(page.locator(".qms-then")).to_contain_text("现行版本 A/1")


def test_on_a_phone_a_row_of_findings_is_a_card(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("registers/findings.html")
    row = page.locator(".qms-table tbody tr").first
    cells = [each.bounding_box() for each in row.locator("td").all()]
    lefts = {round(each["x"]) for each in cells if each}
    assert len(lefts) == 1
    shown = row.locator("td").nth(2).evaluate("each => getComputedStyle(each, '::before').content")
    assert shown == '"规则"'


def test_dark_is_chosen_and_kept(visit: Visit) -> None:
    page = visit.open("charts/objectives.html")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    light = background(page)
    page.get_by_title("切换到深色 Dark").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert background(page) != light
    box = page.locator("svg[role=img] rect").first
    assert box.evaluate("each => getComputedStyle(each).fill") == "rgb(36, 56, 74)"
    page.goto(visit.base + "index.html")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def background(page: Page) -> str:
    return str(page.locator("body").evaluate("each => getComputedStyle(each).backgroundColor"))


def test_every_typical_page_fits_a_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    too_wide = {
        path: width
        for path in TYPICAL
        if (width := visit.open(path).evaluate("document.documentElement.scrollWidth")) > 390
    }
    assert too_wide == {}


SMALLEST = """() => Array.from(document.querySelectorAll("article svg[role]"), svg => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const words = Array.from(svg.querySelectorAll("text"));
  const sizes = words.map(each => parseFloat(each.getAttribute("font-size")));
  return Math.min(...sizes) * scale;
})"""


def test_no_word_of_a_picture_is_smaller_than_eleven_pixels_on_a_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    seen = 0
    for path in DRAWN:
        sizes = visit.open(path).evaluate(SMALLEST)
        seen += len(sizes)
        assert [each for each in sizes if each < 10.99] == [], path
    assert seen > len(DRAWN)


def test_the_smallest_phone_shows_a_figures_trend_whole(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 780})
    cut = visit.open("charts/kpi.html").evaluate(
        """[...document.querySelectorAll(".qms-multiples figure")].filter(each =>
            each.scrollWidth > each.clientWidth).length"""
    )
    assert cut == 0


def test_a_picture_wider_than_a_phone_scrolls_by_keyboard(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("charts/risks.html")
    figure = page.locator("article figure").first
    expect(figure).to_have_attribute("tabindex", "0")
    figure.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('article figure').scrollLeft > 0")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_every_printed_page_bears_the_foot(visit: Visit, tmp_path: Path) -> None:
    for path in ("evidence/complaint/TS-2026-0014.html", "registers/findings.html"):
        page = visit.open(path)
        printed = tmp_path / "printed.pdf"
        page.pdf(path=printed, format="A4")
        text = subprocess.run(
            ["pdftotext", printed, "-"], capture_output=True, text=True, check=True
        ).stdout
        sheets = text.split("\f")[:-1]
        assert len(sheets) > 1
        for sheet in sheets:
            assert "打印件不受控" in sheet


def test_everything_works_without_a_pointer(visit: Visit) -> None:
    page = visit.open("manual/8.html")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.className")
    assert "md-skip" in focused
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#"))


def test_a_copys_code_is_told_typed_and_scanned(visit: Visit) -> None:
    known = genuine(load(ROOT, as_of=dt.date(2026, 11, 23)))
    current = next(each for each in known.values() if each.standing is CodeState.current)
    old = next(each for each in known.values() if each.standing is CodeState.superseded)
    page = visit.open("verify/copy.html")
    page.get_by_label("封面上的短码").fill(current.code.lower().replace("-", " "))
    page.get_by_role("button", name="核验", exact=True).click()
    verdict = page.locator(".qms-verdict")
    expect(verdict).to_contain_text(f"分发号 {current.copy.number}")
    expect(verdict).to_contain_text("现行有效")
    page.get_by_label("封面上的短码").fill("AAAAA-AAAAA")
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("没有发出过这个短码")
    page = visit.open(f"en/verify/copy.html#{old.code}")
    expect(page.locator(".qms-verdict")).to_contain_text("superseded, not to be used")


def test_a_table_of_thousands_filters_all_rows_and_shows_more(large_visit: Visit) -> None:
    page = large_visit.open("evidence/complaint.html")
    expect(page.locator(".qms-count")).to_have_text("显示 200 / 2001 行")
    page.get_by_role("button", name="再显示 200 行").click()
    expect(page.locator(".qms-count")).to_have_text("显示 400 / 2001 行")
    page.get_by_role("searchbox", name="筛选").fill("TS-2026-0777")
    expect(page.locator(".qms-count")).to_have_text("显示 1 / 2001 行，符合 1")
    assert texts(page, 1) == ["TS-2026-0777"]


def test_a_record_without_a_page_opens_above_its_table(large_visit: Visit) -> None:
    page = large_visit.open("evidence/complaint.html")
    page.get_by_role("searchbox", name="筛选").fill("TS-2026-1999")
    page.get_by_role("link", name="TS-2026-1999").click()
    expect(page.locator(".qms-detail h2").first).to_have_text("TS-2026-1999")
    expect(page.locator(".qms-detail")).to_contain_text("绞线机停机 <b>第 1999 次</b>")
    page = large_visit.open("en/evidence/complaint.html#TS-2026-1999")
    expect(page.locator(".qms-detail")).to_contain_text("Content")
    expect(page.locator(".qms-detail")).to_contain_text("Ordinary")


EVERYTHING = "{type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"
COLOURS = "{type: 'rule', values: ['color-contrast']}"


# In the dark only the colours are others.
@pytest.mark.parametrize(
    ("scheme", "wanted"), [("light", EVERYTHING), ("dark", COLOURS)], ids=["light", "dark"]
)
def test_axe_has_nothing_to_say(
    browser: Browser, sample_site: Path, scheme: Literal["light", "dark"], wanted: str
) -> None:
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    context.set_default_timeout(120_000)
    try:
        page = context.new_page()
        base = sample_site.as_uri()
        said = [line for path in TYPICAL for line in judged(page, f"{base}/{path}", wanted)]
    finally:
        context.close()
    assert said == []


def judged(page: Page, address: str, wanted: str) -> list[str]:
    page.goto(address)
    page.add_script_tag(path=str(AXE))
    found = page.evaluate(f"axe.run(document, {{runOnly: {wanted}}})")
    assert found["passes"]
    return [
        f"{address}: {each['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]
