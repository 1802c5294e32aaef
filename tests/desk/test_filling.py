"""Forms at the desk: filled in, refused and given back, changed by two, closed, corrected."""

import pytest

from tests.desk.conftest import COMPLAINT, Visitor, words
from tests.testing.repository import git


def filed(clerk: Visitor, **more: str) -> str:
    page = clerk.fill("/new/complaint", **(COMPLAINT | more))
    assert page.status_code == 200, words(page)
    return str(page.url).rsplit("/", 1)[1]


def test_a_form_is_filed_under_the_next_number_in_one_step(clerk: Visitor) -> None:
    before = git(clerk.root, "rev-parse", "HEAD")
    assert filed(clerk) == "TS-2026-0021"
    assert git(clerk.root, "rev-list", "--count", f"{before}..HEAD") == "1"
    assert git(clerk.root, "status", "--porcelain") == ""


def test_who_fills_in_and_the_form_are_not_asked(clerk: Visitor) -> None:
    page = clerk.get("/new/complaint").text
    assert 'name=".filled_by"' not in page
    assert 'name=".form"' not in page
    assert "填写人 P-012 许安然" in words(clerk.get(f"/record/complaint/{filed(clerk)}"))


def test_a_refused_form_comes_back_filled_with_a_message_at_each_input(clerk: Visitor) -> None:
    before = git(clerk.root, "rev-parse", "HEAD")
    page = clerk.fill("/new/complaint", **(COMPLAINT | {"customer": "没有这家", "grade": ""}))
    assert page.status_code == 422
    assert 'value="没有这家"' in page.text or ">没有这家<" in page.text
    assert "登记里没有唯一的“没有这家”" in words(page)
    assert 'id="f-grade" name=".grade" aria-invalid="true"' in page.text
    assert "绞线机漏油" in page.text
    assert git(clerk.root, "rev-parse", "HEAD") == before


def test_what_contradicts_itself_is_said_in_the_forms_words(clerk: Visitor) -> None:
    page = clerk.fill("/new/complaint", **(COMPLAINT | {"replied_at": "2026-11-22T09:00"}))
    assert page.status_code == 422
    assert "答复时间 早于受理时间" in words(page)
    assert "replied_at 早于" not in page.text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '" onmouseover="x',
        "{{ 7*7 }}",
        "'; DROP--",
        "[1, 2]",
        "# no: yes",
    ],
)
def test_hostile_text_stays_text(clerk: Visitor, hostile: str) -> None:
    number = filed(clerk, content=hostile)
    page = clerk.get(f"/record/complaint/{number}")
    assert hostile in words(page)
    assert "<script>alert" not in page.text
    edited = clerk.get(f"/edit/complaint/{number}")
    assert hostile in words(edited)


def test_of_two_who_change_one_sheet_the_second_sees_both_versions(clerk: Visitor) -> None:
    path = f"/edit/complaint/{filed(clerk)}"
    mark = clerk.mark(path)
    assert clerk.fill(path, mark=mark, **(COMPLAINT | {"demand": "换新"})).status_code == 200
    page = clerk.fill(path, mark=mark, **(COMPLAINT | {"demand": "退货"}))
    assert page.status_code == 409
    assert "现在登记的： 换新" in words(page)
    assert ">退货</textarea>" in page.text
    again = clerk.fill(path, mark=clerk.mark(path), **(COMPLAINT | {"demand": "退货"}))
    assert again.status_code == 200
    assert "客户要求 退货" in words(again)


def test_a_row_is_added_and_removed_without_filing_anything(clerk: Visitor) -> None:
    before = git(clerk.root, "rev-parse", "HEAD")
    page = clerk.fill("/new/training-plan", do="add:planned", year="2027")
    assert 'name=".planned.0~"' in page.text
    assert 'value="2027"' in page.text
    page = clerk.fill("/new/training-plan", do="drop:planned.0", **{"planned__0~": "1"})
    assert 'name=".planned.0~"' not in page.text
    assert git(clerk.root, "rev-parse", "HEAD") == before


def test_a_closed_sheet_is_corrected_and_keeps_what_stood_there(clerk: Visitor) -> None:
    number = filed(clerk)
    assert "已关闭" in words(clerk.post(f"/close/complaint/{number}"))
    assert clerk.fill(f"/edit/complaint/{number}", mark="x", **COMPLAINT).status_code == 409
    path = f"/correct/complaint/{number}"
    unsaid = {"token": clerk.token, "field": "demand", ".demand": "修好", "reason": ""}
    assert clerk.http.post(path, data=unsaid).status_code == 422
    page = clerk.http.post(
        path, data={"token": clerk.token, "field": "demand", ".demand": "修好", "reason": "听错"}
    )
    assert "客户要求 修好" in words(page)
    story = words(clerk.get(f"/story/complaint/{number}"))
    assert "更正" in story
    assert "原因：听错" in story
    assert "客户要求 修复 修好" in story


def test_a_new_sheet_begins_as_a_copy_of_an_earlier_one(clerk: Visitor) -> None:
    page = clerk.get("/new/complaint?from=TS-2026-0014").text
    assert "框绞机变频器过热停机" in page
    assert 'value="2026-11-23"' in page


def test_what_was_changed_at_the_command_line_shows_at_once(clerk: Visitor) -> None:
    clerk.get("/list/complaint")
    path = clerk.root / "records/complaint/2026"
    file = next(
        each for each in sorted(path.iterdir()) if "TS-2026-0020" in each.read_text("utf-8")
    )
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("TS-2026-0020", "TS-2026-0077"), encoding="utf-8")
    git(clerk.root, "commit", "-qam", "elsewhere")
    assert "TS-2026-0077" in clerk.get("/list/complaint").text


def test_saving_and_closing_is_one_step(clerk: Visitor) -> None:
    before = git(clerk.root, "rev-parse", "HEAD")
    page = clerk.fill("/new/complaint", do="close", **COMPLAINT)
    assert "已关闭" in words(page)
    assert git(clerk.root, "rev-list", "--count", f"{before}..HEAD") == "1"


def test_a_change_is_taken_back_as_long_as_nobody_changed_more(clerk: Visitor) -> None:
    path = f"/edit/complaint/{filed(clerk)}"
    undo = path.replace("/edit/", "/undo/")
    clerk.fill(path, mark=clerk.mark(path), **(COMPLAINT | {"demand": "换新"}))
    assert "客户要求 修复" in words(clerk.post(undo))
    assert clerk.post(undo).status_code == 404
    clerk.fill(path, mark=clerk.mark(path), **(COMPLAINT | {"demand": "换新"}))
    other = clerk.beside("P-004")
    other.fill(path, mark=other.mark(path), **(COMPLAINT | {"demand": "退货"}))
    assert "客户要求 退货" in words(clerk.post(undo))


def test_a_photo_is_attached_and_comes_back_as_it_was(clerk: Visitor) -> None:
    number = filed(clerk)
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    hostile = "../../现场 <照片>.png"
    page = clerk.http.post(
        f"/attach/complaint/{number}",
        data={"token": clerk.token},
        files={"file": (hostile, content, "image/png")},
    )
    assert "已附 1 个文件" in words(page)
    got = clerk.get(f"/attachment/complaint/0/{number}")
    assert got.content == content
    assert got.headers["content-disposition"].startswith("attachment")
    assert git(clerk.root, "status", "--porcelain") == ""
    clerk.post(f"/close/complaint/{number}")
    page = clerk.http.post(
        f"/attach/complaint/{number}",
        data={"token": clerk.token},
        files={"file": ("late.png", content + b"x", "image/png")},
    )
    assert "不能再加附件" in words(page)


def test_a_branch_that_moves_back_or_is_packed_shows_at_once(clerk: Visitor) -> None:
    number = filed(clerk)
    git(clerk.root, "pack-refs", "--all")
    assert number in clerk.get("/list/complaint").text
    git(clerk.root, "reset", "-q", "--hard", "HEAD^")
    assert number not in clerk.get("/list/complaint").text
    git(clerk.root, "checkout", "-q", "--detach", "HEAD@{1}")
    assert number in clerk.get("/list/complaint").text
