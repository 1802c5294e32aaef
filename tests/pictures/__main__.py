"""Makes docs/pictures/ anew: the site in a browser, the check in a terminal, printed pages.

Light enough for git: few colours, and none over 60 kB (tests/test_pictures.py).
"""

import io
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.conftest import CHROMIUM

ROOT = Path(__file__).parent.parent.parent
TARGET = ROOT / "docs" / "pictures"
DAY = "2026-11-27"
STAMPED_ON = "2026-11-23"  # while the copies that are out are of the edition in force
SIZE = {"width": 900, "height": 560}
COLOURS = 32
DOTS_AN_INCH = 76
LANGS = ("zh", "en")


@dataclass(frozen=True, slots=True)
class View:
    """A page of the site: what it is called, where it is, and the top of what is shown."""

    name: str
    path: str
    top: str = "body"


VIEWS = (
    View("clause", "manual/7.html", "#clause-7\\.2"),
    View("record", "evidence/complaint/TS-2026-0014.html", "article"),
    View("start", "start.html", "article"),
    View("trends", "charts/kpi.html", "article"),
)


def main() -> int:
    """Make every picture in both languages."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, reduced_motion="reduce")
        _qms("site", "--as-of", DAY, "--output", str(folder / "site"))
        for lang in LANGS:
            _of_site(page, folder / "site", lang)
            _of_check(page, lang)
            _of_pack(folder / lang, lang)
            _of_desk(page, folder / f"desk-{lang}", lang)
        browser.close()
        _of_stamped_page(folder)
    return 0


def _qms(*words: str, may_find: bool = False) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "qms", *words],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=not may_find,
    )
    return done.stdout


def _of_site(page: Page, site: Path, lang: str) -> None:
    folder = site if lang == "zh" else site / lang
    for view in VIEWS:
        page.goto((folder / view.path).as_uri())
        page.add_style_tag(content=".md-header, .md-tabs { position: static !important }")
        page.locator(view.top).first.evaluate("each => each.scrollIntoView()")
        _keep(page.screenshot(), f"{view.name}.{lang}")


def _of_check(page: Page, lang: str) -> None:
    said = _qms("check", "--as-of", DAY, "--lang", lang, may_find=True).splitlines()
    # The first findings, and the end, which says how many there are of which severity.
    shown = [*said[:11], "…", "", said[-1]]
    style = "margin:0;padding:18px;background:#16202a;color:#e8eef4;font:14px/1.5 monospace"
    command = f"$ qms check --lang {lang} --as-of {DAY}"
    page.set_content(f'<pre style="{style};white-space:pre-wrap;min-height:524px"></pre>')
    page.locator("body").evaluate("each => { each.style.margin = 0; window.scrollTo(0, 0); }")
    text = "\n".join([command, *shown])
    page.locator("pre").evaluate("(each, text) => { each.textContent = text; }", text)
    _keep(page.screenshot(), f"check.{lang}")


def _of_desk(page: Page, root: Path, lang: str) -> None:
    """Show what waits for the head of after-sales; the desk keeps its own files, so in a clone."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(root)], check=True)
    words = ["desk", "--no-browser", "--port", "0", "--as-of", DAY, "--lang", lang]
    with subprocess.Popen(
        [sys.executable, "-m", "qms", *words, "--root", str(root)],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as desk:
        assert desk.stdout is not None
        address = next(line for line in desk.stdout if "http" in line)
        page.goto(address[address.index("http") :].strip())
        page.locator("button[value='P-004']").click()
        page.wait_for_url(lambda url: not url.endswith("/who"))
        page.goto(f"{page.url}?lang={lang}")
        _keep(page.screenshot(), f"desk.{lang}")
        desk.terminate()


def _of_pack(folder: Path, lang: str) -> None:
    _qms("review-pack", "2026", "--as-of", DAY, "--lang", lang, "--output", str(folder))
    (pack,) = folder.glob("*.pdf")
    _first_page(pack, f"pack.{lang}")


def _of_stamped_page(folder: Path) -> None:
    copy = folder / "copy.pdf"
    _qms("pdf", "--copy", "003", "--as-of", STAMPED_ON, "--output", str(copy))
    _first_page(copy, "stamped")


def _first_page(pdf: Path, name: str) -> None:
    resolution = ["-r", str(DOTS_AN_INCH)]
    made = subprocess.run(
        ["pdftoppm", "-f", "1", "-l", "1", "-png", *resolution, str(pdf)],
        capture_output=True,
        check=True,
    )
    _keep(made.stdout, name)


def _keep(picture: bytes, name: str) -> None:
    """Write a picture in few colours."""
    light = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS)
    light.save(TARGET / f"{name}.png", optimize=True)
    sys.stdout.write(f"{name}.png {(TARGET / f'{name}.png').stat().st_size}\n")


if __name__ == "__main__":
    sys.exit(main())
