"""A document's change is read, decided and studied at the desk."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qms.desk.house import House
from qms.desk.speech import spoken
from tests.desk.conftest import Visitor, desk_over, words
from tests.testing.documents import NUMBER, SECOND, add, approve, ask, release, with_document


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Visitor]:
    root = with_document(tmp_path / "r")
    add(root)
    request = ask(root, SECOND, "--study-post", "general-manager")
    approve(root, request)
    release(root, request)
    with desk_over(root, day=dt.date(2026, 5, 2)) as visitor:
        yield visitor.enter("P-001")


def test_the_request_shows_document_version_and_what_changes(office: Visitor) -> None:
    page = office.get("/changes/GG-2026-0001")
    assert page.status_code == 200
    assert f"{NUMBER} A/1" in words(page)
    assert "<ins>登记并</ins>" in page.text


def test_a_version_is_studied_and_confirmed(office: Visitor) -> None:
    page = office.get("/study")
    assert f"{NUMBER} A/1" in words(page)
    assert "<ins>登记并</ins>" in page.text
    done = office.post("/study", document=NUMBER)
    assert f"您已学习并理解 {NUMBER} A/1" in words(done)
    assert "没有等您学习的版本" in words(office.get("/study"))


def test_what_is_confirmed_is_the_version_that_the_page_showed(office: Visitor) -> None:
    page = office.get("/study")
    shown = dict(re.findall(r'name="(document|release)" value="([^"]+)"', page.text))
    request = ask(office.root, SECOND + "更多。\n")
    approve(office.root, request)
    release(office.root, request)
    done = office.post("/study", **shown)
    assert f"您已学习并理解 {NUMBER} A/1" in words(done)


@pytest.mark.parametrize(
    ("command", "page"),
    [(f"qms document exchange {NUMBER} 001 --by P-001", "/list/document"),
     ("qms key introduce", "/passkeys")],
)  # fmt: skip
def test_a_cure_by_a_command_names_a_page(office: Visitor, command: str, page: str) -> None:
    snapshot = House(office.root).reading().snapshot
    said = spoken(f"换发：{command}", snapshot, "zh")
    assert said.text.removeprefix("换发：")
    assert [each.href for each in said.ways] == [page]
