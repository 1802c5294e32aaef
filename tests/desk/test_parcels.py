"""Many copies at once: by a list, whole books of a new edition, a keeper gone, stock taken."""

import io
import zipfile

import httpx
import pytest

from tests.desk.conftest import Visitor, words
from tests.testing.repository import git

LIST = {
    "id": "FL-01",
    "name": "部门",
    "receivers__0__holder_class": "department",
    "receivers__0__department": "质检部",
    "receivers__0__person": "P-006 韩立峰",
    "receivers__1__holder_class": "supplier",
    "receivers__1__organisation": "蓝岭铸造厂",
    "receivers__1__contact": "质管科",
    "receivers__1__address": "青石路 9 号",
}


def archive(page: httpx.Response, desk: Visitor) -> list[str]:
    """Return the names of the files in the archive that a page offers."""
    kept = page.text.split('href="/kept/')[1].split('"')[0]
    content = desk.get(f"/kept/{kept}").content
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


@pytest.mark.paper
def test_everybody_on_a_list_without_a_copy_gets_one_and_all_is_in_one_archive(
    clerk: Visitor,
) -> None:
    controller = clerk.beside("P-005")
    made = controller.fill("/new/distribution-list", **LIST)
    assert made.status_code == 200, words(made)
    shown = words(controller.get("/copies/list"))
    assert "蓝岭铸造厂" in shown
    assert "待发" in shown
    assert "已有 " in shown  # the department holds one already
    before = git(clerk.root, "rev-parse", "HEAD")
    without = controller.post("/copies/list", list="FL-01")
    assert without.status_code == 409
    assert "同意" in words(without)
    assert git(clerk.root, "rev-parse", "HEAD") == before
    page = controller.post("/copies/list", list="FL-01", consent="P-004")
    assert "已发放 1 本" in words(page), words(page)[:600]
    assert {"all.pdf", "slips.pdf", "copies.xlsx"} <= set(archive(page, controller))
    assert git(clerk.root, "rev-list", "--count", f"{before}..HEAD") == "1"
    assert "清单上的单位都已有手册" in words(controller.get("/copies/list"))
    assert git(clerk.root, "status", "--porcelain") == ""


@pytest.mark.paper
def test_whole_books_are_sent_and_then_wait_for_their_receipts(clerk: Visitor) -> None:
    controller = clerk.beside("P-005")
    assert "先勾选" in words(controller.post("/copies/exchange", to="A/2"))
    page = controller.post("/copies/exchange", to="A/2", copy="009")
    assert "已登记发出 1 本 A/2 新册" in words(page)
    assert "all.pdf" in archive(page, controller)
    assert "009" in words(controller.get("/copies?show=behind"))


def test_a_keepers_copies_are_handed_over_in_one_act_or_not_at_all(clerk: Visitor) -> None:
    controller = clerk.beside("P-005")
    before = git(clerk.root, "rev-parse", "HEAD")
    assert "原因" in words(controller.post("/copies/leaver", person="P-006", keeper="P-012"))
    refused = controller.post("/copies/leaver", person="P-006", keeper="P-012", reason="离职")
    assert refused.status_code == 409
    assert "质检部" in words(refused)
    assert git(clerk.root, "rev-parse", "HEAD") == before
    done = controller.post("/copies/leaver", person="P-006", how="returned", reason="离职")
    assert "已全部收回" in words(done)
    assert "保管的手册" in words(controller.get("/copies/leaver?person=P-006"))
    assert git(clerk.root, "rev-list", "--count", f"{before}..HEAD") == "1"


def test_stock_is_taken_by_scanning_and_each_difference_is_named(clerk: Visitor) -> None:
    controller = clerk.beside("P-005")
    nothing = controller.post("/copies/stocktake", codes="  \n ")
    assert nothing.status_code == 409
    page = controller.post("/copies/stocktake", codes="003\r\n6\r\n004\r\nABCD-1234\r\n")
    said = words(page)
    assert "盘点 PB-2026-0001 已登记" in said
    assert "ABCD-1234 查不到是哪一本" in said
    assert "登记在外，没有盘到" in said
    assert "PB-2026-0001" in words(controller.get("/copies/stocktake"))
