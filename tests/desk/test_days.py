"""Each person's day from opening the desk to leaving it, by what the pages show and nothing else.

Nothing is known here but the words on the pages and in the guide: no address is typed, nothing is
found by what only the program calls it.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.desk.conftest import Visitor
from tests.desk.test_browser import DESKTOP, PHONE, at_the_desk
from tests.desk.test_pages import INTERNAL
from tests.testing.repository import git

pytestmark = pytest.mark.browser
EACH = pytest.mark.parametrize(("size", "lang"), [(DESKTOP, "zh"), (PHONE, "en")])
Size = tuple[int, int]


class Sitting:
    """Somebody at the desk: reads, clicks and types what is called by a name in their language."""

    def __init__(self, page: Page, lang: str) -> None:
        self.page = page
        self.lang = lang

    def t(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def menu(self, zh: str, en: str) -> None:
        menu = self.page.get_by_role("navigation", name=self.t("目录", "Menu"))
        menu.get_by_role("link", name=self.t(zh, en), exact=True).click()

    def own_menu(self) -> None:
        self.page.locator("header details summary").click()

    def link(self, zh: str, en: str) -> None:
        main = self.page.get_by_role("main")
        main.get_by_role("link", name=self.t(zh, en), exact=True).first.click()

    def button(self, zh: str, en: str) -> None:
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=self.t(zh, en)).first.click()

    def fold(self, zh: str, en: str) -> None:
        self.page.locator("main summary", has_text=self.t(zh, en)).first.click()

    def type(self, zh: str, en: str, words: str) -> None:
        self._labelled(zh, en).fill(words)

    def choose(self, zh: str, en: str, words: str) -> None:
        found = self._labelled(zh, en)
        offered = found.locator("option").all_inner_texts()
        found.select_option(label=next(each for each in offered if words in each))

    def _labelled(self, zh: str, en: str) -> Locator:
        """Return the first input in sight whose label begins so."""
        label = re.compile("^" + re.escape(self.t(zh, en)) + "(?![a-z])")  # no Addressee
        return self.page.get_by_role("main").get_by_label(label).locator("visible=true").first

    def tick(self, zh: str, en: str) -> None:
        self.page.get_by_role("main").get_by_label(self.t(zh, en)).check()

    def reads(self, zh: str, en: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(self.t(zh, en))

    def leaves(self) -> None:
        """Look that no word of the program stands here, and let somebody else sit down."""
        assert INTERNAL.findall(self.page.get_by_role("main").inner_text()) == []
        self.own_menu()
        self.page.get_by_role("button", name=self.t("换人", "Somebody else")).click()
        expect(self.page.locator("h1")).to_contain_text(self.t("谁", "are you"))


def issue_by_list(me: Sitting, archive: Path) -> str:
    """Make a list, issue what it lacks, get it for printing; return the new copy's number."""
    me.menu("受控本", "Copies")
    me.link("按清单发放", "Issue by list")
    me.link("建一份", "Make one")
    me.type("名称", "Name", "外部单位")
    me.choose("持有人类别", "Class of holder", me.t("供应商", "Supplier"))
    me.type("单位", "Organisation", "蓝岭铸造厂")
    me.type("收件人", "Addressee", "质管科")
    me.type("地址", "Address", "青石路 9 号")
    me.button("保存", "Save")
    me.menu("受控本", "Copies")
    me.link("按清单发放", "Issue by list")
    me.reads("待发", "to get one")
    me.choose("同意人", "Who consents", "何映雪")
    me.button("发放 1 本", "Issue 1")
    me.reads("已发放 1 本", "Issued 1 copy")
    with me.page.expect_download() as download:
        me.link("下载打印", "Get it for printing")
    download.value.save_as(archive)
    return me.page.locator("tbody th a").last.inner_text()


def receive(me: Sitting, number: str) -> None:
    me.menu("受控本", "Copies")
    me.link("扫码收回执", "Receive by scanning")
    me.type("短码或分发号", "Short code or number", number)
    me.page.keyboard.press("Enter")
    me.type("签收人", "Who signed for it", "质管科")
    me.button("登记签收", "File the receipt")
    me.reads(f"已登记 {number} 的签收", f"The receipt of copy {number} is filed")


@EACH
def test_a_controllers_day(
    browser: Browser, clerk: Visitor, tmp_path: Path, size: Size, lang: str
) -> None:
    """Issue by a list, receive, take stock, a keeper leaves, remind, name a substitute."""
    with at_the_desk(browser, clerk, "P-005", size=size, lang=lang) as page:
        page.set_default_timeout(180_000)
        me = Sitting(page, lang)
        number = issue_by_list(me, tmp_path / "books.zip")
        assert (tmp_path / "books.zip").stat().st_size > 100_000
        receive(me, number)
        me.menu("受控本", "Copies")
        me.link("盘点", "Stock-taking")
        me.type("短码或分发号", "Codes or numbers", f"003\n{number}")
        me.button("盘完，登记", "Done: file it")
        me.reads("没有盘到", "was not seen")
        me.menu("受控本", "Copies")
        me.link("离职、调岗交接", "A keeper leaves")
        me.choose("谁离开", "Who leaves", "韩立峰")
        me.tick("全部收回", "All came back")
        me.type("原因", "Reason", "离职")
        me.button("登记", "File it")
        me.reads("已全部收回", "came back")
        me.menu("受控本", "Copies")
        me.link("催办", "Remind")
        me.button("提醒勾选的人", "Remind those who are ticked")
        me.reads("已登记提醒", "on file as reminded")
        me.reads("今天已提醒", "reminded today")
        me.own_menu()
        page.get_by_role("link", name=me.t("代理", "Substitutes"), exact=True).click()
        me.choose("谁代理", "Who stands in", "许安然")
        me.type("最后一天", "Last day", "2026-11-30")
        me.button("登记", "Enter it")
        me.reads("许安然代理顾清和", "许安然 stands in for 顾清和")
        me.leaves()
    assert git(clerk.root, "status", "--porcelain") == ""


@EACH
def test_a_copy_comes_back_and_is_destroyed_by_two(
    browser: Browser, clerk: Visitor, size: Size, lang: str
) -> None:
    with at_the_desk(browser, clerk, "P-005", size=size, lang=lang) as page:
        me = Sitting(page, lang)
        me.menu("受控本", "Copies")
        me.link("扫码收回执", "Receive by scanning")
        me.type("短码或分发号", "Short code or number", "6")
        page.keyboard.press("Enter")
        me.type("收回旧页张数", "Old leaves that came back", "6")
        me.button("登记换到", "File the exchange to")
        me.reads("006 的换页回执", "Copy 006: the exchange is filed")
        me.menu("受控本", "Copies")
        me.link("003", "003")
        me.fold("收回", "Take it back")
        me.type("交回人", "Who brought it", "韩立峰")
        me.type("原因", "Reason", "调岗")
        me.button("收回", "Take it back")
        me.reads("已回收", "returned")
        me.choose("监销人", "Who watches", "顾清和")
        me.type("原因", "Reason", "作废")
        page.get_by_role("button", name=me.t("销毁", "Destroy it"), exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        me.choose("监销人", "Who watches", "何映雪")
        me.type("原因", "Reason", "作废")
        page.get_by_role("button", name=me.t("销毁", "Destroy it"), exact=True).click()
        me.reads("已销毁", "destroyed")
        me.leaves()
    assert git(clerk.root, "status", "--porcelain") == ""


@EACH
def test_an_approvers_day(browser: Browser, clerk: Visitor, size: Size, lang: str) -> None:
    """An engineer asks for a change; the deputy agrees with an opinion; others see who may."""
    with at_the_desk(browser, clerk, "P-009", size=size, lang=lang) as page:
        me = Sitting(page, lang)
        me.menu("更改与签署", "Changes")
        me.link("提出更改", "Ask for a change")
        page.locator("#f-reason").select_option(index=1)
        page.locator("#f-explanation").fill("夜间值守需写明")
        me.type("条款号", "Clauses", "8.3.6")
        me.type("改成", "Text as it should be", "夜间值守由热线受理。")
        me.button("提交审核", "Send for review")
        expect(page.locator("h1")).to_contain_text("GG-2026-")
        me.reads("周明岚", "周明岚")
        expect(page.get_by_role("button", name=me.t("同意", "Agree"))).to_have_count(0)
        number = page.locator("h1").inner_text().split()[0]
        me.leaves()
    with at_the_desk(browser, clerk, "P-002", size=size, lang=lang) as page:
        me = Sitting(page, lang)
        me.reads("夜间值守需写明", "夜间值守需写明")
        me.link(number, number)
        me.type("意见", "Opinion", "可行")
        me.button("同意", "Agree")
        me.reads("可行", "可行")
        me.menu("更改与签署", "Changes")
        me.link("发布手册", "Release the manual")
        me.reads("没有这样的岗位", "holds none of them")
        me.leaves()


@EACH
def test_a_readers_and_a_managers_day(
    browser: Browser, clerk: Visitor, size: Size, lang: str
) -> None:
    """Search the manual; what is owed; figures down to their records; a day of the past."""
    with at_the_desk(browser, clerk, "P-001", size=size, lang=lang) as page:
        me = Sitting(page, lang)
        me.menu("手册", "Manual")
        found = page.get_by_role("main").get_by_role("searchbox").first
        found.fill("48小时")
        found.press("Enter")
        page.get_by_role("main").get_by_role("link", name="8.3.6").first.click()
        expect(page.locator("h1")).to_contain_text("8")
        me.menu("学习", "Study")
        me.menu("发现项", "Findings")
        me.menu("到期", "Due")
        me.menu("指标", "Figures")
        page.locator("tbody a").first.click()
        me.reads("计入的记录", "Records counted")
        me.menu("符合性矩阵", "Matrix")
        me.menu("评审资料", "Review pack")
        me.own_menu()
        page.get_by_role(
            "link", name=me.t("我的岗位、手册与学习", "My posts, copies and study")
        ).click()
        me.type("日期", "Day", "2026-06-30")
        me.button("按这天显示", "Show that day")
        me.reads("A/0", "A/0")
        me.button("回到今天", "Back to today")
        me.reads("A/2", "A/2")
        me.leaves()
