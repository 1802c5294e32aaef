"""The page of the matrix in a browser: readable for everybody, and it asks nobody."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.test_browser import EVERYTHING, judged
from tests.testing.repository import qms

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    made = []
    for lang, day in (("zh", "2026-11-23"), ("en", "2026-12-20")):
        target = tmp_path / f"{lang}.html"
        words = ("matrix", "--format", "html", "--lang", lang, "--as-of", day)
        assert qms(ROOT, *words, "--output", str(target)).exit_code == 0
        made.append(target)
    return made


@pytest.mark.parametrize("width", [1280, 400])
def test_the_page_passes_axe_and_does_not_scroll_sideways(
    browser: Browser, pages: list[Path], width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(120_000)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for each in pages:
        assert judged(page, each.as_uri(), EVERYTHING) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert all(url.startswith("file:") for url in asked)
    context.close()
