"""`make bench [only=book]`: prints what was measured and what it may be."""

import importlib
import sys
from pathlib import Path


def main() -> None:
    """Run every module of this folder, or those named on the command line."""
    names = sys.argv[1:] or sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    for name in names:
        module = importlib.import_module(f"tests.bench.{name}")
        for what, measured, limit in module.run():
            sys.stdout.write(f"{name:10} {what:55} {measured:>10}   at most {limit}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
