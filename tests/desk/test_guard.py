"""The desk lets in nobody but its own pages, as if strangers were on the network."""

import re

import pytest

from qms import limits
from tests.desk.conftest import Visitor, words

pytestmark = pytest.mark.attacks


def test_a_link_opens_once_and_without_it_nothing_is_shown(clerk: Visitor) -> None:
    link = f"/open/{clerk.visits.new_link()}"
    clerk.http.cookies.clear()
    assert clerk.get("/list/person").status_code == 401
    assert "许安然" not in clerk.get("/list/person").text
    assert clerk.get(link).status_code == 200
    clerk.http.cookies.clear()
    assert clerk.get(link).status_code == 401
    assert clerk.get("/open/guess").status_code == 401


def test_health_needs_no_link(clerk: Visitor) -> None:
    clerk.http.cookies.clear()
    assert clerk.get("/health").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost", "localhost:1", "127.0.0.1.evil.example"]
)
def test_a_foreign_name_for_this_machine_is_refused(clerk: Visitor, host: str) -> None:
    assert clerk.http.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_what_another_page_sends_is_refused(clerk: Visitor, headers: dict[str, str]) -> None:
    data = {"token": clerk.token}
    answer = clerk.http.post("/close/complaint/TS-2026-0020", data=data, headers=headers)
    assert answer.status_code == 403
    assert "处理中" in words(clerk.get("/record/complaint/TS-2026-0020"))


@pytest.mark.parametrize("token", ["", "x", "None"])
def test_a_form_without_its_token_is_refused(clerk: Visitor, token: str) -> None:
    answer = clerk.http.post("/close/complaint/TS-2026-0020", data={"token": token})
    assert answer.status_code == 403
    assert "处理中" in words(clerk.get("/record/complaint/TS-2026-0020"))


def test_the_cookie_is_strict_and_hidden_from_scripts(clerk: Visitor) -> None:
    clerk.http.follow_redirects = False
    cookie = clerk.get(f"/open/{clerk.visits.new_link()}").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_no_page_runs_a_script_of_its_own_text(clerk: Visitor) -> None:
    page = clerk.get("/new/complaint")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script(?![^>]*\bsrc=)", page.text) == []
    assert re.findall(r"\son[a-z]+=|\sstyle=", page.text) == []


def test_what_is_too_large_is_refused(clerk: Visitor) -> None:
    data = {"token": clerk.token, "do": "save", ".content": "字" * 12_000_000}
    answer = clerk.http.post("/new/complaint", data=data)
    assert answer.status_code == 413


def test_what_changes_something_is_not_done_by_looking(clerk: Visitor) -> None:
    for path in ("/close/complaint/TS-2026-0020", "/leave", "/copies/001/lost"):
        assert clerk.get(path).status_code in {404, 405}


def test_what_just_fits_is_taken(clerk: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    data = {"token": clerk.token, "do": "save", ".content": "x" * 2000}
    size = len(clerk.http.build_request("POST", "/new/complaint", data=data).content)
    monkeypatch.setattr(limits, "DESK_BYTES", size)
    assert clerk.http.post("/new/complaint", data=data).status_code == 422  # incomplete
    monkeypatch.setattr(limits, "DESK_BYTES", size - 1)
    assert clerk.http.post("/new/complaint", data=data).status_code == 413
    monkeypatch.setattr(limits, "DESK_BYTES", size)
    monkeypatch.setattr(limits, "DESK_FIELDS", 3)
    assert clerk.http.post("/new/complaint", data=data).status_code == 422
    monkeypatch.setattr(limits, "DESK_FIELDS", 2)
    answer = clerk.http.post("/new/complaint", data=data)
    assert answer.status_code == 400
    assert "多于" in answer.text


def test_so_many_files_are_taken_and_no_more(
    clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = {"token": clerk.token, "do": "save"}
    monkeypatch.setattr(limits, "DESK_FILES", 2)

    def sent(count: int) -> int:
        files = [("attached", (f"{each}.txt", b"x", "text/plain")) for each in range(count)]
        return clerk.http.post("/new/complaint", data=data, files=files).status_code

    assert [sent(each) for each in (1, 2, 3)] == [422, 422, 400]


def test_a_decision_that_is_only_typed_says_so(clerk: Visitor) -> None:
    page = words(clerk.get("/record/change-request/GG-2026-0003"))
    assert "批准：仅声明，未签名" in page
