"""The figures of the house: modules and functions stay small enough to be read (CONTRIBUTING)."""

import ast
import math
import re
import statistics
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "qms"
LONGEST_MODULE, MEDIAN_MODULE, LONG_FUNCTION = 400, 100, 40
MODULES = sorted(PACKAGE.rglob("*.py"))


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def extent(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def functions() -> Iterator[tuple[int, str]]:
    """Yield the length of each function without its docstring and the functions inside it."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                has_words = ast.get_docstring(node) is not None
                words = first.end_lineno - first.lineno + 1 if has_words else 0  # type: ignore[operator]
                yield (
                    (node.end_lineno or node.lineno) - node.lineno + 1 - words,
                    f"{path}:{node.name}",
                )


def test_no_module_is_longer_than_can_be_read_in_one_sitting() -> None:
    long = {str(path): lines_of(path) for path in MODULES if lines_of(path) > LONGEST_MODULE}
    assert long == {}


def test_half_of_the_modules_fit_on_two_screens() -> None:
    assert statistics.median(map(lines_of, MODULES)) <= MEDIAN_MODULE


def test_whoever_catches_everything_says_why() -> None:
    bare = [
        f"{path}:{number}"
        for path in MODULES
        for before, (number, line) in pairwise(
            enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        )
        if re.search(r"except \(?(Base)?Exception", line) and "#" not in before[1] + line
    ]
    assert bare == []


def test_whoever_overrules_the_type_checker_says_why() -> None:
    bare = [
        f"{path}: {line.strip()}"
        for path in MODULES
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"# type: ignore\[[a-z-]+\](?! #)", line)
    ]
    assert bare == []


def test_of_a_hundred_functions_all_but_one_fit_on_a_screen() -> None:
    found = sorted(functions())
    at = math.ceil(0.99 * len(found)) - 1
    assert found[at][0] <= LONG_FUNCTION, found[at:]
