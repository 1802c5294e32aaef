"""The list of claims names tests that are there, and no attack of this folder is left out of it."""

import ast
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIST = (HERE / "README.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", LIST)


def _tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize(("file", "test"), NAMED, ids=lambda each: each.rpartition("/")[2])
def test_what_is_named_is_there(file: str, test: str) -> None:
    path = ROOT / file if "/" in file else HERE / file
    assert test in _tests(path)


def test_every_invariant_and_every_file_of_attacks_is_on_the_list() -> None:
    assert re.findall(r"^## (\d)\.", LIST, re.MULTILINE) == list("123456789")
    named = {file for file, _ in NAMED}
    others = {"test_every_claim_has_its_attack.py", "test_escaping.py", "test_escaping_of_files.py"}
    assert {each.name for each in HERE.glob("test_*.py")} <= named | others
