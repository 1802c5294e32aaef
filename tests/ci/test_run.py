"""What CI runs: a part that is wrong fails it, one that could not be tried is said."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("made", "bare", "status", "words"),
    [
        (0, 0, 0, "bare trixie: passed"),
        (0, 2, 0, "bare bookworm: not checked"),
        (0, 1, 1, "FAILED: (bare bookworm) (bare trixie)"),
        (2, 0, 1, "further parts of the tests: FAILED"),
    ],
)
def test_the_parts_decide(made: int, bare: int, status: int, words: str, tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / "tests/bare").mkdir(parents=True)
    shutil.copy2(ROOT / ".ci/run", tmp_path / ".ci/run")
    for script, code in ((tmp_path / "make", made), (tmp_path / "tests/bare/run", bare)):
        script.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
        script.chmod(0o755)
    done = subprocess.run(
        ["bash", tmp_path / ".ci/run"],
        env={"PATH": f"{tmp_path}{os.pathsep}/usr/bin:/bin"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout
    assert words in done.stdout
