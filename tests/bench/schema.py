"""Reading and validating records: against check-jsonschema on the very same files."""

import datetime as dt
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import Line, Start
from tests.bench.reading import forget
from tests.testing.repository import MINIMAL, git, write

ROOT = Path(__file__).parent.parent.parent
_FEW, _MANY = 300, 3000
# Cold, everything is read; warm, what was read before is remembered. The other remembers nothing.
_COLD, _WARM = (1 / 8, ".1%"), (1 / 20, ".1%")
_DAY = "2026-11-23"


def run() -> Iterator[Line]:
    """Yield our share of their time, with nothing remembered and with everything."""
    yield from _many_of_one_kind()
    yield from _the_sample()


def _many_of_one_kind() -> Iterator[Line]:
    """Yield our share: whole processes, and what a further record costs."""
    few, many = (_both(count) for count in (_FEW, _MANY))
    yield Line(f"check-jsonschema on {_MANY} records, s", Start.COLD, many.theirs)
    yield Line(f"qms check of these {_MANY}, its share", Start.COLD, many.cold_share, *_COLD)
    yield Line(f"qms check of these {_MANY}, its share", Start.WARM, many.warm_share, *_WARM)
    further = (many.cold - few.cold) / (many.theirs - few.theirs)
    yield Line("the same without both start-ups", Start.COLD, further, *_COLD)


@dataclass(frozen=True)
class _Times:
    """Seconds of one set of files: ours from either start, theirs, which remembers nothing."""

    cold: float
    warm: float
    theirs: float

    @property
    def cold_share(self) -> float:
        return self.cold / self.theirs

    @property
    def warm_share(self) -> float:
        return self.warm / self.theirs


def _both(count: int) -> _Times:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        git(root, "init", "-q", "-b", "main")
        write(root, MINIMAL | _complaints(count))
        files = sorted((root / "records/complaint").rglob("*.yaml"))
        cold, warm = _ours(root)
        return _Times(cold, warm, _timed(_validator("complaint", files)))


def _ours(root: Path) -> tuple[float, float]:
    """Return the best of three from each start; the other's time is long enough to be steady."""
    cold, warm = [], []
    for _ in range(3):
        forget(root)
        cold.append(_timed(_check(root)))
        warm.append(_timed(_check(root)))
    return min(cold), min(warm)


def _the_sample() -> Iterator[Line]:
    """Yield our share of their time on the sample, whose kinds have a schema each."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "sample")
        git(ROOT, "clone", "-q", ".", str(root))
        folders = sorted(path for path in (root / "records").iterdir() if path.is_dir())
        theirs = sum(
            _timed(_validator(folder.name, sorted(folder.rglob("*.yaml")))) for folder in folders
        )
        times = _Times(*_ours(root), theirs)
    yield Line("check-jsonschema on the sample, kind by kind, s", Start.COLD, theirs)
    yield Line("qms check --select FIL of it, its share", Start.COLD, times.cold_share, *_COLD)
    yield Line("qms check --select FIL of it, its share", Start.WARM, times.warm_share, *_WARM)


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
