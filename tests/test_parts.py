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
