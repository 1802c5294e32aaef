"""The sample's site, built once, and a browser that notes whatever goes wrong in it."""

import contextlib
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
from playwright.sync_api import Browser, Page, expect

from tests.testing.repository import commit, repository

ROOT = Path(__file__).parent.parent.parent
DAY = "2026-11-23"
expect.set_options(timeout=120_000)  # a busy machine is no defect; a wait ends when it is over


def build(root: Path, target: Path, *more: str, as_of: str = DAY) -> Path:
    """Build a repository's site as a user would."""
    command = [sys.executable, "-m", "qms", "site", "--root", str(root), "--as-of", as_of]
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


COMPLAINT = """\
id: TS-{year}-{serial:04}
form: QR-8.3.6-01 A/0
date: 2026-03-{day:02}
department: after-sales
filled_by: P-001
status: closed
customer: CU-001
channel: hotline
received_at: 2026-03-{day:02}T08:00:00+08:00
received_by: P-001
complainant: 欧阳测试
phone: 199-0000-9999
product: power-cable
region: east
content: 欧阳测试来电 199-0000-9999，绞线机停机 <b>第 {number} 次</b>
demand: 修复
grade: ordinary
acknowledged_at: 2026-03-{day:02}T08:10:00+08:00
replied_at: 2026-03-{day:02}T09:00:00+08:00
handled_at: 2026-03-{day:02}T12:00:00+08:00
cause: 轴承磨损
remedy: 更换轴承
result: satisfied
callback_at: 2026-03-{day:02}T18:00:00+08:00
callback_by: P-001
closed_at: 2026-03-{day:02}T20:00:00+08:00
closed_by: P-001
corrections:
  - {{field: phone, old: 010-12345678, new: 199-0000-9999, reason: 写错, by: P-001, on: 2026-03-30}}
"""


CUSTOMER = """\
- id: CU-001
  name: 样本电缆厂
  grade: key
  region: east
  address: 样本路一号
  contact: 司徒样本
  phone: 199-0000-8888
  privacy_note: 2026-01-01 签署
  equipment: []
"""
_IN_A_FILE = 500


def complaint(number: int) -> str:
    """Return one of many complaints; from the ten-thousandth on of an earlier year."""
    year, serial = 2026 - number // 10000, number % 10000
    return COMPLAINT.format(number=number, day=number % 28 + 1, year=year, serial=serial)


def company(root: Path, *, records: int, more: str = "") -> Path:
    """Return a small company with many complaints, ready to be built."""
    files = {"records/customer/customers.yaml": CUSTOMER}
    for start in range(1, records + 1, _IN_A_FILE):
        files[f"records/complaint/2026/from-{start:06}.yaml"] = "".join(
            "- " + complaint(number).strip().replace("\n", "\n  ") + "\n"
            for number in range(start, min(start + _IN_A_FILE, records + 1))
        )
    repository(root, files)
    shutil.copy(ROOT / "mkdocs.yml", root / "mkdocs.yml")
    settings = (root / "qms.yml").read_text(encoding="utf-8")
    (root / "qms.yml").write_text(settings + more, encoding="utf-8")
    commit(root, "complaints")
    return root


@pytest.fixture(scope="session")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    return build(company(folder / "company", records=2001), folder / "built")


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def served(folder: Path) -> http.server.ThreadingHTTPServer:
    """Serve a folder on a free port of this machine, until shut down."""
    handler = functools.partial(_Silent, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@contextlib.contextmanager
def address(way: str, folder: Path) -> Iterator[str]:
    """Give the address of a built folder: from a server of this machine, or as a folder."""
    if way == "file":
        yield folder.as_uri() + "/"
        return
    server = served(folder)
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["http", "file"])
def where(request: pytest.FixtureRequest, sample_site: Path) -> Iterator[str]:
    """The sample's site, once from a server and once from a folder."""
    with address(request.param, sample_site) as found:
        yield found


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


@contextlib.contextmanager
def visiting(browser: Browser, base: str) -> Iterator[Visit]:
    """Visit a site; at the end nothing was complained of and no other host was asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(120_000)
    one = Visit(context.new_page(), base)
    yield one
    context.close()
    assert one.complaints == []
    assert one.strangers == []


@pytest.fixture
def visit(browser: Browser, where: str) -> Iterator[Visit]:
    with visiting(browser, where) as one:
        yield one


@pytest.fixture(params=["http", "file"])
def large_visit(
    request: pytest.FixtureRequest, browser: Browser, large_site: Path
) -> Iterator[Visit]:
    with address(request.param, large_site) as base, visiting(browser, base) as one:
        yield one
