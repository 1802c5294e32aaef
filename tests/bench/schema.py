"""Reading and validating records: against check-jsonschema on the very same files."""

import datetime as dt
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.testing.repository import MINIMAL, git, write

ROOT = Path(__file__).parent.parent.parent
Line = tuple[str, str, str]
_FEW, _MANY = 300, 3000
_LIMIT = f"{1 / 25:.1%}"
_DAY = "2026-11-23"


def run() -> list[Line]:
    """Return what was measured: what, how much, and what it may be."""
    return [*_many_of_one_kind(), *_the_sample()]


def _many_of_one_kind() -> Iterator[Line]:
    """Yield our share of their time: whole processes, and what a further record costs."""
    few, many = (_both(count) for count in (_FEW, _MANY))
    yield f"check-jsonschema on {_MANY} records, seconds", f"{many[1]:.2f}", "(the measure)"
    yield f"qms check of these {_MANY}, its share", f"{many[0] / many[1]:.1%}", _LIMIT
    further = (many[0] - few[0]) / (many[1] - few[1])
    yield "the same without both start-ups", f"{further:.1%}", _LIMIT


def _both(count: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        git(root, "init", "-q", "-b", "main")
        write(root, MINIMAL | _complaints(count))
        files = sorted((root / "records/complaint").rglob("*.yaml"))
        # The best of three, since the other's time is long enough to be steady.
        ours = min(_timed(_check(root)) for _ in range(3))
        return ours, _timed(_validator("complaint", files))


def _the_sample() -> Iterator[Line]:
    """Yield our share of their time on the sample, whose kinds have a schema each."""
    folders = sorted(path for path in (ROOT / "records").iterdir() if path.is_dir())
    theirs = sum(
        _timed(_validator(folder.name, sorted(folder.rglob("*.yaml")))) for folder in folders
    )
    ours = min(_timed(_check(ROOT)) for _ in range(3))
    yield "check-jsonschema on the sample, kind by kind, seconds", f"{theirs:.2f}", "(the measure)"
    yield "qms check --select FIL of the sample, its share", f"{ours / theirs:.1%}", _LIMIT


def _check(root: Path) -> list[str]:
    return [
        sys.executable, "-m", "qms", "check", "--root", str(root), "--select", "FIL",
        "--as-of", _DAY,
    ]  # fmt: skip


def _validator(kind: str, files: list[Path]) -> list[str]:
    schema = ROOT / f"schemas/{kind}.json"
    return [
        sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), *map(str, files),
    ]  # fmt: skip


def _complaints(count: int) -> dict[str, str]:
    """Return files of one complaint each, all different, some 800 bytes long."""
    sample = (ROOT / "records/complaint/2026/TS-2026-0018.yaml").read_text(encoding="utf-8")
    first = dt.date(2026, 1, 1)
    made: dict[str, str] = {}
    for serial in range(1, count + 1):
        number = f"TS-2026-{serial:04}"
        day = (first + dt.timedelta(days=serial % 300)).isoformat()
        text = sample.replace("TS-2026-0018", number).replace("date: 2026-11-03", f"date: {day}")
        made[f"records/complaint/2026/{number}.yaml"] = text
    return made


def _timed(command: list[str]) -> float:
    """Return the seconds of a whole process, start-up included; it must accept every file."""
    begun = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    taken = time.perf_counter() - begun
    if done.returncode != 0:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return taken
