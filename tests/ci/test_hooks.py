"""The hooks of pre-commit: a commit that makes things worse is stopped."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.testing.repository import commit, repository, write

ROOT = Path(__file__).parent.parent.parent
CI = ROOT / "docs/ci"
WORSE = {
    "records/instrument/i.yaml": (
        "- id: MI-001\n  name: 张力仪\n  model: 例\n  serial: '1'\n  maker: 例\n  range: 例\n"
        "  accuracy: 例\n  cycle_months: 12\n  last_calibrated: 2024-11-01\n  due: 2025-11-01\n"
        "  certificate: 例\n  department: after-sales\n  state: in-use\n"
    )
}


def data(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "r", {})


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """The program, installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "qms").write_text(f'#!/bin/sh\nexec {sys.executable} -m qms "$@"\n')
    (folder / "qms").chmod(0o755)
    return folder


def run(line: str, root: Path, bin_folder: Path) -> int:
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", line],
        cwd=root,
        env={
            "PATH": f"{bin_folder}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "CI": "true",
        },
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode in {0, 1}, done.stderr.decode()
    return done.returncode


def test_a_commit_that_makes_things_worse_is_stopped_by_the_hook(
    root: Path, bin_folder: Path
) -> None:
    hooks = {each["id"]: each for each in data(ROOT / ".pre-commit-hooks.yaml")}
    local = data(CI / "pre-commit-config.yml")["repos"][0]["hooks"][0]
    assert local["entry"] == hooks["qms-check"]["entry"]
    for hook in hooks.values():
        assert {"id", "name", "entry", "language"} <= hook.keys()
    entries = [hooks[name]["entry"] for name in ("qms-check", "qms-check-all")]
    assert [run(line, root, bin_folder) for line in entries] == [0, 0]
    write(root, WORSE)
    assert [run(line, root, bin_folder) for line in entries] == [1, 1]
    commit(root)
    assert [run(line, root, bin_folder) for line in entries] == [0, 1]
    assert run(hooks["qms-schemas"]["entry"], ROOT, bin_folder) == 0
    pattern = re.compile(hooks["qms-check"]["files"])
    assert pattern.search("records/complaint/x.yaml")
    assert pattern.search("qms.yml")
    assert not pattern.search("docs/zh/manager.md")
