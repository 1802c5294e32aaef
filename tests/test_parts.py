"""The parts of the tests: the same names wherever a part is named."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_parts_are_the_marks() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    marks = [each.split(":")[0] for each in options["tool"]["pytest"]["ini_options"]["markers"]]
    for file, line in (("Makefile", r"^PARTS := (.*)$"), (".ci/tests", r'^parts="(.*)"$')):
        named = re.search(line, (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
        assert named
        assert named[1].split() == marks, file


def test_no_test_sleeps_and_no_wait_ends_under_two_minutes() -> None:
    """A busy machine is no defect; a bench may wait for a coarse clock."""
    found = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path.is_relative_to(ROOT / "tests/bench"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            wait = re.search(r"\btimeout=([0-9_.]+)|\bwait\(([0-9_.]+)\)", line)
            short = wait and float((wait[1] or wait[2]).replace("_", "")) < _TWO_MINUTES
            if re.search(r"\bsleep\([0-9]", line) or short:
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not found


_TWO_MINUTES = 120
