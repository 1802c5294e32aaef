"""The site's speed: against plain Material for MkDocs, and in the browser."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench import Line, Start
from tests.conftest import CHROMIUM
from tests.site.conftest import ROOT, build, company
from tests.testing.repository import git

_PLAIN = """\
site_name: plain
use_directory_urls: false
theme: {name: material, language: zh, font: false, features: [navigation.tabs, navigation.prune]}
plugins: [{search: {lang: [zh, en]}}, offline]
extra: {polyfills: [iframe-worker.js]}
"""
_TEXT = "售后服务部应保存记录，使任何人可以查明做了什么、由谁做、何时做。\n\n" * 3
_TABLE = "| 编号 | 日期 | 状态 |\n|---|---|---|\n" + "| TS-2026-0001 | 2026-03-01 | 已关闭 |\n" * 10


def run() -> list[Line]:
    """Return what was measured: what, how much, and what it may be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [*_against_plain(folder), *_two_thousand(folder), *_largest_table(folder)]


def _timed_build(root: Path, target: Path) -> float:
    begun = time.perf_counter()
    build(root, target)
    return time.perf_counter() - begun


def _against_plain(folder: Path) -> list[Line]:
    git(ROOT, "clone", "-q", ".", str(folder / "sample"))  # which remembers nothing
    ours = _timed_build(folder / "sample", folder / "ours")
    pages = sum(1 for _ in (folder / "ours").rglob("*.html"))
    records = sum(1 for _ in (folder / "ours").glob("**/evidence/*/*.html"))
    by_theme = pages - records
    docs = folder / "plain" / "docs"
    docs.mkdir(parents=True)
    (folder / "plain" / "mkdocs.yml").write_text(_PLAIN, encoding="utf-8")
    (docs / "iframe-worker.js").write_text("", encoding="utf-8")
    for number in range(pages):
        # As many pages stand in the search index as do in ours, which leaves records out.
        head = "" if number < by_theme else "---\nsearch:\n  exclude: true\n---\n\n"
        place = docs / f"part-{number % 20:02}" / f"page-{number:04}.md"
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"{head}# 页 {number}\n\n{_TEXT}\n{_TABLE}", encoding="utf-8")
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder / "out")],
        cwd=folder / "plain",
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        check=True,
        capture_output=True,
    )
    plain = time.perf_counter() - begun
    largest = max(path.stat().st_size for path in (folder / "ours").rglob("*.html"))
    median = _median(folder / "ours")
    total = sum(path.stat().st_size for path in (folder / "ours").rglob("*") if path.is_file())
    return [
        Line(f"sample, {pages} pages, against plain Material", Start.COLD, ours / plain, 1.5),
        Line(
            "bytes a page against plain Material", Start.COLD, median / _median(folder / "out"), 1
        ),
        Line("half of all pages are smaller, kB", Start.COLD, median / 1000, 12),
        Line("the whole site of the sample, MB", Start.COLD, total / 1e6, 45),
        Line("largest page of the sample, kB", Start.COLD, largest / 1000, 300, ".0f"),
    ]


def _median(folder: Path) -> float:
    return statistics.median(path.stat().st_size for path in folder.rglob("*.html"))


def _two_thousand(folder: Path) -> list[Line]:
    root = company(folder / "company-2000", records=2000)
    took = _timed_build(root, folder / "built-2000")
    return [Line("2,000 records, s", Start.COLD, took, 60)]


def _largest_table(folder: Path) -> list[Line]:
    root = company(folder / "company-50000", records=50_000)
    took = _timed_build(root, folder / "built-50000")
    lines = [Line("50,000 records, s", Start.COLD, took)]
    if CHROMIUM is None:
        return [*lines, Line("first view of 50,000 rows, s", Start.COLD, None, 1)]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((folder / "built-50000/index.html").as_uri())
        begun = time.perf_counter()
        address = (folder / "built-50000/evidence/complaint.html").as_uri()
        page.goto(address, wait_until="commit")
        page.wait_for_selector(".qms-table tbody tr")
        first = time.perf_counter() - begun
        page.wait_for_function("document.querySelector('.qms-count').textContent !== ''")
        whole = time.perf_counter() - begun
        page.locator(".qms-filter input").first.fill("TS-2024-0777")
        page.wait_for_function("document.querySelectorAll('.qms-table tbody tr').length === 1")
        filtered = time.perf_counter() - begun - whole
        browser.close()
    return [
        *lines,
        Line("first view of 50,000 rows, s", Start.COLD, first, 1),
        Line("all 50,000 rows ready, s", Start.COLD, whole),
        Line("filter over 50,000 rows, s", Start.WARM, filtered),
    ]
