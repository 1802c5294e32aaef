"""The guides: what they tell to type really runs."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GUIDES = ("README.md", "README.zh.md", "docs/manager.md", "docs/en/manager.md")
READS = {
    "check", "status", "kpi", "log", "schemas", "diff", "copy", "change-pack", "trace", "explain",
    "list", "calendar", "matrix", "objectives",
}  # fmt: skip


def typed(guide: str) -> list[list[str]]:
    """Return the qms commands of a guide's shell blocks."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if re.match(r"(\.venv/bin/)?qms ", line)]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("docs") / "clone"
    subprocess.run(["git", "clone", "-q", ROOT, target], check=True)
    return target


@pytest.mark.parametrize("guide", GUIDES)
def test_every_reading_command_of_a_guide_runs(guide: str, clone: Path) -> None:
    commands = [words for words in typed(guide) if words[0] in READS]
    assert commands
    for words in commands:
        done = subprocess.run(
            [sys.executable, "-m", "qms", *words],
            cwd=clone,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        may_find = {0, 1} if words[0] == "check" else {0}
        assert done.returncode in may_find, (words, done.stderr)


def test_what_the_page_on_security_names_is_there() -> None:
    named = set(
        re.findall(r"`((?:tests|qms)/[^`]+)`", (ROOT / "docs/security.md").read_text("utf-8"))
    )
    assert named
    assert [each for each in sorted(named) if not (ROOT / each).exists()] == []
