"""Every command of the auditor's guide runs as typed, in a plain shell in a clone without tags."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.testing.sample import sample_in

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.attacks


def blocks(lang: str) -> list[str]:
    text = (ROOT / "docs" / lang / "auditor.md").read_text(encoding="utf-8")
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_block_of_the_guide_runs_in_a_shell(lang: str, tmp_path: Path) -> None:
    clone = sample_in(tmp_path / "clone")
    programs = tmp_path / "bin"
    programs.mkdir()
    started = programs / "qms"
    started.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m qms "$@"\n', encoding="utf-8")
    started.chmod(0o755)
    said = ""
    for block in blocks(lang):
        done = subprocess.run(
            ["sh", "-u", "-c", block],
            cwd=clone,
            env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
            check=False,
            capture_output=True,
            text=True,
        )
        assert "not found" not in done.stderr
        assert not done.stderr.startswith("Usage"), block
        said += done.stdout
    assert 'Good "qms-release" signature for P-001' in said
    assert "still there" in said
    assert "ANC10" not in said.replace("ANC106", "")  # the guide's signers file holds one person


def test_the_sum_of_the_guide_is_the_one_that_was_signed() -> None:
    statement = (ROOT / "records/signature/A-1-approved.yaml").read_text(encoding="utf-8")
    done = subprocess.run(
        ["sha256sum", "records/release/A-1.yaml"], cwd=ROOT, check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.stdout.split()[0] in statement
