"""ProperDocs, which carries MkDocs on, builds the same site from the same files (7.5)."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.conftest import DAY, ROOT

pytestmark = pytest.mark.browser  # builds a site anew, which the fast part has no time for

_MADE_BY = re.compile(rb'<meta name="generator" content="[^"]*">')


def made(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds, without the line that says who made it."""
    return {
        str(path.relative_to(folder)): _MADE_BY.sub(b"", path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_properdocs_builds_the_same_site_but_for_the_line_that_names_it(
    sample_site: Path, tmp_path: Path
) -> None:
    if importlib.util.find_spec("properdocs") is None:
        pytest.skip("properdocs is not installed: make setup")
    done = subprocess.run(
        [sys.executable, "-m", "properdocs", "build", "-q", "-f", "mkdocs.yml",
         "--site-dir", tmp_path / "out"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "QMS_AS_OF": DAY,
             "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1795392000"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert "ProperDocs" in page
    assert made(tmp_path / "out") == made(sample_site)
