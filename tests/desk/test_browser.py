"""People's days at the desk in a real browser: what they click, type and read."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.conftest import Visitor
from tests.desk.test_pages import INTERNAL, PAGES
from tests.testing.repository import git

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent.parent / "site" / "axe.min.js"
DESKTOP, PHONE = (1280, 900), (360, 780)
ZOOMED = (640, 450)  # a desktop at 200 %


@contextlib.contextmanager
def at_the_desk(
    browser: Browser,
    desk: Visitor,
    person: str,
    *,
    size: tuple[int, int] = DESKTOP,
    lang: str = "zh",
    **more: object,
) -> Iterator[Page]:
    """Open the desk as somebody; at the end nothing was complained of, no other host was asked."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, **more)
    context.set_default_timeout(90_000)
    page = context.new_page()
    complaints: list[str] = []
    strangers: list[str] = []
    page.on("console", lambda each: complaints.append(each.text) if each.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request", lambda each: strangers.append(each.url) if desk.base not in each.url else None
    )
    page.goto(f"{desk.base}/open/{desk.visits.new_link()}")
    page.locator(f'button[value="{person}"]').click()
    if lang == "en":
        page.goto(f"{desk.base}/?lang=en")
    yield page
    context.close()
    assert [each for each in complaints if "422" not in each and "409" not in each] == []
    assert [each for each in strangers if not each.startswith("data:")] == []


@pytest.mark.parametrize(
    ("scheme", "size", "lang"),
    [
        ("light", DESKTOP, "zh"), ("dark", DESKTOP, "en"), ("dark", PHONE, "zh"),
        ("light", PHONE, "en"), ("light", ZOOMED, "zh"), ("dark", ZOOMED, "en"),
    ],
)  # fmt: skip
def test_axe_has_nothing_to_say_and_nothing_runs_over_the_edge(
    browser: Browser, reader: Visitor, scheme: str, size: tuple[int, int], lang: str
) -> None:
    more = {"color_scheme": scheme, "bypass_csp": True, "reduced_motion": "reduce"}
    said: list[str] = []
    with at_the_desk(browser, reader, "P-004", size=size, lang=lang, **more) as page:
        for path in PAGES:
            page.goto(reader.base + path)
            said += judged(page, path)
    assert said == []


def judged(page: Page, path: str) -> Iterator[str]:
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if over > 0:
        yield f"{path}: {over} px too wide"
    page.add_script_tag(path=str(AXE))
    wanted = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']"
    found = page.evaluate(f"axe.run(document, {{runOnly: {wanted}}})")
    for each in found["violations"]:
        for node in each["nodes"][:2]:
            yield f"{path}: {each['id']}: {node['html'][:160]} {node['failureSummary'][:160]}"


@pytest.mark.parametrize(("size", "lang"), [(DESKTOP, "zh"), (PHONE, "en")])
def test_a_clerks_day(browser: Browser, clerk: Visitor, size: tuple[int, int], lang: str) -> None:
    """Take a complaint, be refused, mend, go on with it, close it, correct it, read its story."""
    zh = lang == "zh"
    with at_the_desk(browser, clerk, "P-012", size=size, lang=lang) as page:
        page.get_by_role("link", name="客户投诉处理单" if zh else "Complaint QR").first.click()
        page.locator("#f-customer").select_option(index=4)
        page.locator("#f-channel").select_option("hotline")
        page.locator("#f-received_at").fill("2026-11-23T09:00")
        page.locator("#f-received_by").select_option(index=12)
        page.locator("#f-phone").fill("199-0000-1234")
        page.locator("#f-product").select_option(index=1)
        page.locator("#f-region").select_option(index=1)
        page.locator("#f-content").fill("绞线机漏油")
        page.locator("#f-demand").fill("修复")
        page.locator("#f-grade").select_option(index=1)
        page.wait_for_load_state()
        page.keyboard.press("Control+s")
        expect(page.locator("#summary")).to_contain_text("投诉人" if zh else "Complainant")
        expect(page.locator("#f-content")).to_have_value("绞线机漏油")
        page.locator("#f-complainant").fill("张三")
        page.wait_for_load_state()
        page.keyboard.press("Control+s")
        expect(page.locator("h1")).to_contain_text("TS-2026-0021")
        page.get_by_text("关闭" if zh else "Close", exact=True).click()
        page.get_by_role("button", name="确认关闭" if zh else "Yes, close it").click()
        expect(page.locator("h1")).to_contain_text("已关闭" if zh else "Closed")
        page.get_by_role("link", name="更正" if zh else "Correct", exact=True).click()
        page.wait_for_load_state()
        page.locator("#field").select_option("demand")
        page.locator("#f-demand").fill("换新")
        page.locator("#reason").fill("听错")
        page.locator("form[method=post] button[data-save]").click()
        expect(page.locator(".sheet").first).to_contain_text("换新")
        page.get_by_role("link", name="经过" if zh else "What became of it", exact=True).click()
        expect(page.locator(".story del", has_text="修复")).to_be_visible()
        assert INTERNAL.findall(page.locator("main").inner_text()) == []
    assert git(clerk.root, "status", "--porcelain") == ""


def test_a_row_comes_without_leaving_the_page(browser: Browser, clerk: Visitor) -> None:
    with at_the_desk(browser, clerk, "P-024") as page:
        page.goto(f"{clerk.base}/new/training-plan")
        rows = page.locator(".line")
        expect(rows).to_have_count(1)
        page.locator("#f-planned-0-topic").fill("安全")
        page.get_by_role("button", name="加一行").first.click()
        expect(rows).to_have_count(2)
        expect(page.locator("#f-planned-0-topic")).to_have_value("安全")
        page.get_by_role("button", name="去掉").first.click()
        expect(rows).to_have_count(1)


def test_the_desk_works_without_scripts(browser: Browser, clerk: Visitor) -> None:
    with at_the_desk(browser, clerk, "P-024", java_script_enabled=False) as page:
        page.goto(f"{clerk.base}/new/training-plan")
        page.get_by_role("button", name="加一行").first.click()
        expect(page.locator(".line")).to_have_count(2)
        page.goto(f"{clerk.base}/new/communication")
        page.get_by_role("button", name="保存", exact=True).last.click()
        expect(page.locator("#summary")).to_contain_text("请填写")


def test_what_was_typed_is_there_again_after_the_window_was_lost(
    browser: Browser, clerk: Visitor
) -> None:
    with at_the_desk(browser, clerk, "P-012") as page:
        page.goto(f"{clerk.base}/new/complaint")
        page.locator("#f-content").press_sequentially("绞线机漏油，夜班停机")
        expect(page.get_by_text("草稿已留存")).to_be_visible()
    with at_the_desk(browser, clerk, "P-012") as page:
        page.goto(f"{clerk.base}/new/complaint")
        expect(page.locator("#f-content")).to_have_value("绞线机漏油，夜班停机")
        page.get_by_role("button", name="丢弃").click()
        expect(page.locator("#f-content")).to_have_value("")
    assert git(clerk.root, "status", "--porcelain") == ""
