"""All rules over 100,000 and 300,000 records, against reading and validating the same files."""

import datetime as dt
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import Line, Start

ROOT = Path(__file__).parent.parent.parent
_SIZES = (100_000, 300_000)
_PER_FILE = 400
_YEARS = range(2016, 2026)
# Kinds with many records in a year, each with a sample record that is multiplied.
_MANY = {
    "complaint": "2026/TS-2026-0018.yaml",
    "repair-order": "2026/WX-2026-0008.yaml",
    "return-report": "2026/TH-2026-0001.yaml",
    "corrective-action": "2026/JZ-2026-0001.yaml",
}
_CHILD = """
import resource, sys, time
from datetime import date
from pathlib import Path
import ryaml
from pydantic_core import to_json
from qms.model.kinds import kinds
from qms.operations.checking.check import check
from qms.store.loading import load

root = Path(sys.argv[1])
start = time.perf_counter()
count = 0
for path in sorted((root / "records").rglob("*.yaml")):
    model = kinds()[path.relative_to(root / "records").parts[0]]
    data = ryaml.loads(path.read_bytes().decode())
    for row in data if isinstance(data, list) else [data]:
        model.model_validate_json(to_json(row))
        count += 1
floor = time.perf_counter() - start
snapshot = load(root, as_of=date(2026, 11, 23))
report = check(root, snapshot)
rules = sum(seconds for _, _, seconds in report.profile)
slowest = max(report.profile, key=lambda each: each[2])
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(count, floor, rules, slowest[0], slowest[2], memory)
"""


def run() -> list[Line]:
    """Return the share of the rules, how it grows, and the slowest rule."""
    return list(_lines())


def _lines() -> Iterator[Line]:
    costs: list[float] = []
    for size in _SIZES:
        with tempfile.TemporaryDirectory() as name:
            root = Path(name) / "repository"
            subprocess.run(["git", "clone", "-q", str(ROOT), str(root)], check=True)
            _fill(root, size)
            done = subprocess.run(
                [sys.executable, "-c", _CHILD, str(root)],
                check=True, capture_output=True, text=True, cwd=ROOT,
            )  # fmt: skip
        count, floor, rules, slowest, its, memory = done.stdout.split()
        costs.append(float(rules) / int(count))
        yield Line(f"reading and validating {int(count):,} records, s", Start.COLD, float(floor))
        yield Line("all rules on them, share of that", Start.COLD, float(rules) / float(floor), 1)
        yield Line(f"the slowest, {slowest}, share", Start.COLD, float(its) / float(floor))
        yield Line("peak memory with all loaded, MiB", Start.COLD, float(memory), form=".0f")
    yield Line("rules for a record, 300,000 against 100,000", Start.COLD, costs[1] / costs[0], 1.3)


def _fill(root: Path, size: int) -> None:
    """Add so many records, all different, in lists as high-volume ledgers are kept."""
    each = size // len(_MANY)
    for kind, sample in _MANY.items():
        path = ROOT / "records" / kind / sample
        old = path.stem
        prefix = old.split("-", 1)[0]
        text = path.read_text(encoding="utf-8")
        rows: list[str] = []
        for serial in range(each):
            year = _YEARS[serial % len(_YEARS)]
            number = f"{prefix}-{year}-{serial // len(_YEARS) + 1:04}"
            body = re.sub(r"\b2026-(?=[01]\d-)", f"{year}-", text.replace(old, number))
            rows.append("- " + body.rstrip().replace("\n", "\n  ") + "\n")
        folder = root / "records" / kind / "many"
        folder.mkdir()
        for start in range(0, len(rows), _PER_FILE):
            file = folder / f"{start // _PER_FILE:04}.yaml"
            file.write_text("".join(rows[start : start + _PER_FILE]), encoding="utf-8")
    git = ["git", "-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
    subprocess.run([*git, "add", "-A"], cwd=root, check=True)
    day = dt.datetime(2026, 11, 20, tzinfo=dt.UTC).isoformat()
    subprocess.run([*git, "commit", "-q", "-m", "many", "--date", day], cwd=root, check=True)
