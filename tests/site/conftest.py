"""The sample's site, built once, and a browser that notes whatever goes wrong in it."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
DAY = "2026-11-23"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def build(root: Path, target: Path, *more: str) -> Path:
    """Build a repository's site as a user would."""
    command = [sys.executable, "-m", "qms", "site", "--root", str(root), "--as-of", DAY]
    done = subprocess.run(
        [*command, "--output", str(target), *more],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("site") / "built")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as play:
        arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
        arguments += ["--disable-background-networking", "--disable-component-update"]
        opened = play.chromium.launch(executable_path=CHROMIUM, args=[*arguments, "--disable-sync"])
        yield opened
        opened.close()


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def served(folder: Path) -> http.server.ThreadingHTTPServer:
    """Serve a folder on a free port of this machine, until shut down."""
    handler = functools.partial(_Silent, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(params=["http", "file"])
def where(request: pytest.FixtureRequest, sample_site: Path) -> Iterator[str]:
    """The site's address, once from a server and once from a folder."""
    if request.param == "file":
        yield sample_site.as_uri() + "/"
        return
    server = served(sample_site)
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@dataclass
class Visit:
    """A page being visited, with what it complained of and whom it asked."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._request(request.url))

    def _console(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def _request(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.strangers.append(url)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page


@pytest.fixture
def visit(browser: Browser, where: str) -> Iterator[Visit]:
    """Visit the site; at the end nothing was complained of and no other host was asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    one = Visit(context.new_page(), where)
    yield one
    context.close()
    assert one.complaints == []
    assert one.strangers == []
