"""A controlled document has its page on the site: file, digest, text and what changed."""

import datetime as dt
from pathlib import Path

import pytest

from qms.operations.printing.site import site_pages
from qms.publish.site_pages import Pages
from qms.store.loading import load
from tests.testing.documents import FIRST, NUMBER, SECOND, add, approve, ask, release, with_document

HOSTILE = SECOND + "\n## 3 外人\n\n<script>alert(1)</script> ![x](http://evil.example/a.png)\n"
PAGE = f"documents/{NUMBER}.md"


def _made(root: Path) -> Pages:
    return site_pages(root, load(root, as_of=dt.date(2026, 6, 1)), draft=True)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = with_document(tmp_path_factory.mktemp("site") / "r")
    add(root)
    request = ask(root, HOSTILE)
    approve(root, request)
    release(root, request)
    return root


@pytest.fixture(scope="module")
def made(root: Path) -> Pages:
    return _made(root)


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_the_page_links_to_every_file_and_shows_what_changed(made: Pages, prefix: str) -> None:
    page = made.files[prefix + PAGE]
    assert "<ins>登记并</ins>" in page
    assert {FIRST.encode(), HOSTILE.encode()} == set(made.enclosed.values())
    for path in made.enclosed:
        assert f'href="../{"../" if prefix else ""}{path}"' in page


def test_nothing_in_a_document_runs_or_asks_another_host(made: Pages) -> None:
    page = made.files[PAGE]
    assert "<script" not in page
    assert "<img" not in page


def test_a_file_that_was_altered_is_said_to_be_and_is_not_served(root: Path) -> None:
    path = next((root / "attachments/document-revision").rglob("*A-1.md"))
    was = path.read_bytes()
    path.write_bytes("别的".encode())
    made = _made(root)
    path.write_bytes(was)
    assert "文件缺失或已被改动" in made.files[PAGE]
    assert set(made.enclosed.values()) == {FIRST.encode()}
