"""Lists of what is tried name tests that are there, and no attack of this folder is left out."""

import ast
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIST = (HERE / "README.md").read_text(encoding="utf-8")
_TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
NAMED = _TEST.findall(LIST)
GREEN = ROOT / "tests/ci/README.md"
PLACES = [
    (ROOT / file if "/" in file else folder / file, test)
    for folder, named in ((HERE, NAMED), (GREEN.parent, _TEST.findall(GREEN.read_text("utf-8"))))
    for file, test in named
]


def _tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize(("path", "test"), PLACES, ids=lambda each: getattr(each, "name", each))
def test_what_is_named_is_there(path: Path, test: str) -> None:
    assert test in _tests(path)


def test_every_way_to_turn_a_figure_green_names_what_tells_of_it() -> None:
    rows = re.findall(r"^\| .+ \| (.+) \|$", GREEN.read_text(encoding="utf-8"), re.MULTILINE)
    ways = [each for each in rows if each not in {"what tells of it", "---"}]
    assert ways
    assert all(_TEST.search(each) for each in ways)


def test_every_invariant_and_every_file_of_attacks_is_on_the_list() -> None:
    assert re.findall(r"^## (\d)\.", LIST, re.MULTILINE) == list("123456789")
    named = {file for file, _ in NAMED}
    others = {"test_every_claim_has_its_attack.py", "test_escaping.py", "test_escaping_of_files.py"}
    assert {each.name for each in HERE.glob("test_*.py")} <= named | others
