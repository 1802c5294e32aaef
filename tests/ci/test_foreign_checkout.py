"""The sample as services check it out: nobody is accused of what the checkout lacks.

Detached, without tags, of another account, in UTC and the POSIX locale, with an empty home, and cut
off at a depth: what can be judged is judged as at home, the rest is not judged, with what to type.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.testing.repository import git

ROOT = Path(__file__).parent.parent.parent
DAY = ("--as-of", "2026-11-23")


def _report(folder: Path, *more: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "qms", "check", *DAY, "--format", "json", *more],
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder.parent),
            "LC_ALL": "POSIX",
            "TZ": "UTC",
            "QMS_LANG": "en",
            "CI": "true",
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr.decode()
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _known(report: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["code"], each["fingerprint"]) for each in report["findings"]}


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("home") / "company"
    git(ROOT, "clone", "-q", str(ROOT), str(folder))
    return _report(folder)


@pytest.mark.parametrize("depth", [0, 1, 20])
def test_a_checkout_of_a_service_is_judged_as_at_home(
    depth: int, at_home: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    cut = ("--depth", str(depth)) if depth else ()
    git(ROOT, "clone", "-q", "--no-tags", *cut, f"file://{ROOT}", str(folder))
    git(folder, "checkout", "-q", "--detach", "HEAD")
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "65534", folder], check=True)
    report = _report(folder)
    assert _known(report) <= _known(at_home)
    judged = {each["code"] for each in report["not_judged"]}
    lost = {code for code, _ in _known(at_home) - _known(report)}
    assert lost <= judged
    if depth:
        assert "FRZ101" in judged
        said = [each["reason"] for each in report["not_judged"] if each["code"] == "FRZ101"]
        assert any("git fetch --unshallow" in each for each in said)
    else:
        assert not lost


def test_what_a_branch_brought_needs_its_beginning_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    git(ROOT, "clone", "-q", "--no-tags", "--depth", "1", f"file://{ROOT}", str(folder))
    done = subprocess.run(
        [sys.executable, "-P", "-m", "qms", "check", "--changed-since", "HEAD~1", "--lang", "en"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {1, 2}
    assert "git fetch --unshallow" in done.stderr
    assert "Traceback" not in done.stderr
