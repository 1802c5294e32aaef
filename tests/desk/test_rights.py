"""Who may do what by post: whoever may not sees why and who can, and nothing is written."""

import datetime as dt
import re

import pytest

from tests.desk.conftest import DAY, Visitor, desk_over, words
from tests.testing.repository import git

SINCE, UNTIL = DAY.isoformat(), (DAY + dt.timedelta(days=9)).isoformat()

BARRED = (
    ("/copies/issue", {"where": "inside", "department": "质检部", "keeper": "P-006"}),
    ("/copies/003/lost", {"reason": "搬家"}),
    ("/copies/003/destroy", {"witness": "P-004", "reason": "作废"}),
    ("/copies/packages", {"copy": "003"}),
    ("/copies/list", {"list": "FL-01"}),
    ("/copies/exchange", {"copy": "003", "to": "A/2"}),
    ("/copies/leaver", {"person": "P-006", "how": "returned", "reason": "离职"}),
    ("/copies/stocktake", {"codes": "003"}),
    ("/remind", {"who": "P-006"}),
    ("/release/prepare", {"effective": "2026-12-01", "reason": "更新"}),
    ("/release/complete", {}),
)


@pytest.mark.parametrize(("path", "fields"), BARRED)
def test_who_lacks_the_post_is_told_who_has_it(
    reader: Visitor, path: str, fields: dict[str, str]
) -> None:
    before = git(reader.root, "rev-parse", "HEAD")
    outsider = reader.beside("P-006")
    page = outsider.post(path, **fields)
    assert page.status_code == 403
    assert "文件管理员" in words(page)
    assert "顾清和" in words(page)
    assert git(reader.root, "rev-parse", "HEAD") == before


@pytest.mark.parametrize(
    "path",
    ["/copies", "/copies/003", "/copies/list", "/copies/exchange", "/copies/leaver?person=P-006",
     "/copies/stocktake", "/remind", "/release", "/copies/packages", "/copies/issue",
     "/copies/receive"],
)  # fmt: skip
def test_the_page_says_so_before_anything_is_typed(reader: Visitor, path: str) -> None:
    outsider = reader.beside("P-006")
    assert "韩立峰没有这样的岗位" in words(outsider.get(path))
    assert "没有这样的岗位" not in words(reader.beside("P-005").get(path))


def test_a_register_that_names_the_posts_limits_it_to_those(clerk: Visitor) -> None:
    assert "没有这样的岗位" not in words(clerk.get("/copies"))  # of the department that keeps them
    posts = clerk.root / "records/post/posts.yaml"
    text = posts.read_text("utf-8")
    at = text.index("department: after-sales", text.index("id: document-controller"))
    posts.write_text(
        text[:at] + text[at:].replace(
            "department: after-sales", "department: after-sales\n    keeps_documents: true", 1
        ),
        "utf-8",
    )  # fmt: skip
    git(clerk.root, "commit", "-qam", "文件管理权")
    page = words(clerk.get("/copies"))
    assert "文件管理员" in page
    assert "许安然没有这样的岗位" in page
    assert clerk.post("/copies/003/lost", reason="搬家").status_code == 403
    assert "没有这样的岗位" not in words(clerk.beside("P-005").get("/copies"))


def test_a_substitute_has_the_rights_of_the_post_until_the_day_is_over(clerk: Visitor) -> None:
    absent, outsider = clerk.beside("P-005"), clerk.beside("P-006")
    assert outsider.post("/copies/003/lost", reason="搬家").status_code == 403
    page = absent.post("/substitutes", substitute="P-006", since=SINCE, until=UNTIL)
    assert "岗位权限随之" in words(page), words(page)[:400]
    assert "代理顾清和" in words(outsider.get("/mine"))
    assert "没有这样的岗位" not in words(outsider.get("/copies"))
    assert "永久作废" in words(outsider.post("/copies/003/lost", reason="搬家"))
    with desk_over(clerk.root, day=DAY + dt.timedelta(days=10)) as later:
        later.enter("P-006")
        assert "韩立峰没有这样的岗位" in words(later.get("/copies"))
    assert git(clerk.root, "status", "--porcelain") == ""


def test_what_falls_due_for_the_absent_waits_for_the_substitute(clerk: Visitor) -> None:
    head, other = clerk.beside("P-004"), clerk.beside("P-007")
    head.post("/substitutes", substitute="P-007", since=SINCE, until=UNTIL)
    named = words(other.get("/"))
    assert "售后服务部" in named
    back = head.post("/substitutes/back", absent="P-004", substitute="P-007")
    assert "已返岗" in words(back)
    assert SINCE + " – " + SINCE in words(head.get("/substitutes"))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"substitute": "P-012"}, "不能代理自己"),
        ({"substitute": "P-006", "since": "2026-11-22"}, "已过"),
        ({"substitute": "P-006", "until": "2026-11-01"}, "止日早于起日"),
        ({"substitute": "P-006", "until": ""}, "起止日期"),
        ({"substitute": ""}, "花名册里没有"),
        ({"substitute": "P-006", "absent": "P-004"}, "不担任"),
    ],
)
def test_a_substitute_who_cannot_be_is_refused_with_the_reason(
    reader: Visitor, fields: dict[str, str], why: str
) -> None:
    before = git(reader.root, "rev-parse", "HEAD")
    page = reader.post("/substitutes", **{"since": SINCE, "until": UNTIL, **fields})
    assert page.status_code == 409
    assert why in words(page)
    assert git(reader.root, "rev-parse", "HEAD") == before


def test_nobody_stands_in_twice_and_nothing_is_passed_on(clerk: Visitor) -> None:
    absent, first = clerk.beside("P-005"), clerk.beside("P-007")
    absent.post("/substitutes", substitute="P-007", since=SINCE, until=UNTIL)
    assert "没有这样的岗位" not in words(first.get("/copies"))
    again = absent.post("/substitutes", substitute="P-007", since=SINCE, until=UNTIL)
    assert "的岗位。" in words(again)
    assert again.status_code == 409
    first.post("/substitutes", substitute="P-006", since=SINCE, until=UNTIL)
    assert "没有这样的岗位" in words(clerk.beside("P-006").get("/copies"))


@pytest.mark.parametrize(
    ("kind", "page"), [("copy-event", "/copies"), ("reminder", "/remind"), ("release", "/release"),
                       ("copy-stocktake", "/copies/stocktake")],
)  # fmt: skip
def test_what_has_a_page_of_its_own_is_done_only_there(
    reader: Visitor, kind: str, page: str
) -> None:
    assert str(reader.get(f"/new/{kind}").url).endswith(page)
    before = git(reader.root, "rev-parse", "HEAD")
    assert str(reader.fill(f"/new/{kind}").url).endswith(page)
    assert git(reader.root, "rev-parse", "HEAD") == before


def test_who_gives_posts_keeps_the_register_of_people(reader: Visitor) -> None:
    before = git(reader.root, "rev-parse", "HEAD")
    path = "/edit/person/P-012"
    fields = {
        "name": "许安然", "department": "售后服务部", "joined": "2019-01-01",
        "posts__0__post": "总经理", "posts__0__since": "2026-11-23",
    }  # fmt: skip
    page = reader.fill(path, mark=reader.mark(path), **fields)
    assert page.status_code == 403
    assert "办公室主任" in words(page)
    assert git(reader.root, "rev-parse", "HEAD") == before


def test_the_next_number_of_a_register_stands_in_its_form(reader: Visitor) -> None:
    def number(kind: str) -> str:
        (found,) = re.findall(r'<input[^>]*name="\.id"[^>]*>', reader.get(f"/new/{kind}").text)
        return (re.findall(r'value="([^"]*)"', found) or [""])[0]

    assert number("distribution-list") == "FL-01"
    assert number("post") == ""
