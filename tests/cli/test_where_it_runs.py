"""Hooks, CI files and the cron line: each is sound by its own schema, and its commands run."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.testing.repository import commit, git, repository, write

ROOT = Path(__file__).parent.parent.parent
CI = ROOT / "docs/ci"
BAD = {"records/complaint/x.yaml": "id: [\n"}
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
    """A sound repository on a branch of its own, with the main branch as it is at its origin."""
    made = repository(tmp_path / "r", {})
    git(made, "update-ref", "refs/remotes/origin/main", "HEAD")
    return made


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """Programs that a machine of CI has: qms itself, and a mail program that writes to a file."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "qms").write_text(f'#!/bin/sh\nexec {sys.executable} -m qms "$@"\n')
    (folder / "mail").write_text(f"#!/bin/sh\ncat > {tmp_path}/mail.txt\n")
    for each in folder.iterdir():
        each.chmod(0o755)
    return folder


def run(line: str, root: Path, bin_folder: Path) -> int:
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", line],
        cwd=root,
        env={
            "PATH": f"{bin_folder}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "GITHUB_BASE_REF": "main",
            "GITHUB_STEP_SUMMARY": str(root / "summary.md"),
            "CI": "true",
        },
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode in {0, 1}, done.stderr.decode()
    return done.returncode


def steps() -> Iterator[tuple[str, bool]]:
    """Yield each command of the workflow, and whether it is meant to stop a bad change."""
    for step in data(CI / "github.yml")["jobs"]["check"]["steps"]:
        line = step.get("run", "")
        if line.startswith("qms "):
            yield line, "never" not in line


@pytest.mark.parametrize(
    ("file", "schema"), [("github.yml", "github-workflows"), ("gitlab.yml", "gitlab-ci")]
)
def test_ci_files_fit_their_public_schemas(file: str, schema: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}",
         str(CI / file)], check=True, capture_output=True,
    )  # fmt: skip


def test_the_workflow_of_github_passes_a_good_change_and_stops_a_bad_one(
    root: Path, bin_folder: Path
) -> None:
    commands = list(steps())
    assert len(commands) == 4
    for line, _ in commands:
        assert run(line, root, bin_folder) == 0, line
    assert "qms.sarif" in {path.name for path in root.iterdir()}
    write(root, BAD)
    commit(root)
    for line, stops in commands:
        assert run(line, root, bin_folder) == int(stops), line
    assert "FIL102" in (root / "summary.md").read_text(encoding="utf-8")


def test_the_file_of_gitlab_writes_both_reports_and_stops_a_bad_change(
    root: Path, bin_folder: Path
) -> None:
    job = data(CI / "gitlab.yml")["qms"]
    write(root, BAD)
    commit(root)
    assert [run(line, root, bin_folder) for line in job["script"]] == [0, 0, 1]
    for report in job["artifacts"]["reports"].values():
        assert "FIL102" in (root / report).read_text(encoding="utf-8")


def test_the_line_of_cron_mails_what_is_owed(root: Path, bin_folder: Path, tmp_path: Path) -> None:
    (line,) = [each for each in (CI / "crontab").read_text().splitlines() if each[0] != "#"]
    assert re.fullmatch(r"0 7 \* \* 1-5", line[:11])
    command = line[11:].strip().replace("/srv/manual", str(root))
    command = command.replace("/srv/report", str(tmp_path)).replace("git pull --quiet && ", "")
    assert run(command, root, bin_folder) == 0
    assert not (tmp_path / "mail.txt").exists()
    write(root, BAD)
    assert run(command, root, bin_folder) == 0
    assert "FIL102" in (tmp_path / "mail.txt").read_text(encoding="utf-8")


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
    assert not pattern.search("docs/manager.md")
