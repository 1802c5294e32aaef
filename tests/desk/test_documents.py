"""A document's change is read, decided and studied at the desk."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

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
