"""`make bench [only=book]`: prints what was measured and what it may be; 1 past a limit."""

import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.bench import Line


def main() -> int:
    """Run every module of this folder, or those named on the command line."""
    names = sys.argv[1:] or sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    modules = ((name, importlib.import_module(f"tests.bench.{name}").run()) for name in names)
    passed = [line for name, lines in modules for line in shown(name, lines) if line.is_passed]
    if passed:
        sys.stdout.write(f"{len(passed)} past the limit\n")
    return 1 if passed else 0


def shown(name: str, lines: Iterable[Line]) -> list[Line]:
    """Print lines as they come and return them."""
    kept = []
    for line in lines:
        sys.stdout.write(f"{name:10} {line.said()}\n")
        sys.stdout.flush()
        kept.append(line)
    return kept


if __name__ == "__main__":
    sys.exit(main())
