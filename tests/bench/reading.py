"""Reading records: against bare reading, parsing and validating, in the sample and at scale.

A hundred thousand complaints of 800 bytes stand in three hundred lists, as high-volume ledgers do,
and then in a file each. Each figure is that of a whole process, its start included.
"""

import datetime as dt
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import Line, Start
from tests.testing.repository import MINIMAL, commit, git, write

ROOT = Path(__file__).parent.parent.parent
RECORDS, LISTS = 100_000, 300
_DAY = "2026-11-23"
_YEARLY = 9000
_LEFT_OUT = ("repair_order", "cause", "fault_code")
_NAMED = ("customer", "department", "person", "post")
# What cannot be done without: read each file, parse it with ryaml, validate it with pydantic.
_FLOOR = """
import resource, sys
from pathlib import Path
import ryaml
from pydantic import TypeAdapter
from pydantic_core import to_json
from qms.model.kinds.ch08_complaints import Complaint
many, one, kept = TypeAdapter(list[Complaint]), TypeAdapter(Complaint), []
for path in sorted(Path(sys.argv[1], "records/complaint").rglob("*.yaml")):
    data = ryaml.loads(path.read_bytes().decode())
    kept.append((many if isinstance(data, list) else one).validate_json(to_json(data)))
"""
_CHILD = """
import resource, sys
from qms.cli.main import run
status = run(sys.argv[1:])
print(status, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def run() -> Iterator[Line]:
    """Yield what was measured: what, how much, and what it may be."""
    yield from _sample()
    with tempfile.TemporaryDirectory() as folder:
        yield from _many(Path(folder, "lists"), f"{RECORDS:,} in {LISTS} lists", LISTS)
        yield from _many(Path(folder, "files"), f"{RECORDS:,} in a file each", RECORDS)


def _sample() -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "sample")
        git(ROOT, "clone", "-q", "--no-hardlinks", ".", str(root))
        cold, warm = [], []
        check(root)  # compiles the program
        for _ in range(3):
            forget(root)
            cold.append(check(root)[0])
            time.sleep(3)  # what was written just now is read again: clocks of files are coarse
            check(root)
            warm.append(check(root)[0])
        yield Line("check of the sample, s", Start.COLD, min(cold), 1)
        yield Line("check of the sample, s", Start.WARM, min(warm), 0.4)


def _many(root: Path, name: str, files: int) -> Iterator[Line]:
    size = _build(root, files)
    yield Line(f"{name}: a record, bytes", Start.COLD, size / RECORDS, form=".0f")
    only = ("--select", "FIL", "--select", "REF")
    floor, cold, memory = 1e9, 1e9, 0
    for _ in range(2):
        floor = min(floor, _timed([sys.executable, "-c", _FLOOR, str(root)])[0])
        forget(root)
        took, peak = check(root, *only)
        cold, memory = min(cold, took), max(memory, peak)
    yield Line(f"{name}: bare reading, s", Start.COLD, floor)
    yield Line(f"{name}: check / bare reading", Start.COLD, cold / floor, 1 / 0.6)
    yield Line(f"{name}: its peak memory, GiB", Start.COLD, memory / 1024, 1.5)
    check(root, *only)
    changed = sorted((root / "records/complaint").rglob("*.yaml"))[files // 2]
    warm: list[float] = []
    for old, new in (("hotline", "visit"), ("visit", "letter"), ("letter", "hotline")):
        text = changed.read_text(encoding="utf-8")
        changed.write_text(text.replace(f"channel: {old}", f"channel: {new}", 1), encoding="utf-8")
        warm.append(check(root, *only)[0])
    yield Line(f"{name}: one record changed, s", Start.WARM, min(warm), 1)


def _build(root: Path, files: int) -> int:
    """Make a repository of complaints, all different, and of all that they refer to."""
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    made = registers()
    lists: list[list[str]] = [[] for _ in range(files)]
    for serial in range(RECORDS):
        number = f"TS-{2010 + serial // _YEARLY}-{serial % _YEARLY + 1:04}"
        day = dt.date(2026, 1, 1) + dt.timedelta(days=serial % 300)
        text = complaint(number).replace("2026-11-03\n", f"{day}\n", 1)
        lists[serial * files // RECORDS].append(text)
    for index, texts in enumerate(lists):
        path = f"records/complaint/{index // 1000:03}/{index:06}.yaml"
        items = ("- " + text.rstrip("\n").replace("\n", "\n  ") + "\n" for text in texts)
        made[path] = texts[0] if files == RECORDS else "".join(items)
    write(root, made)
    commit(root)
    return sum(len(text.encode()) for texts in lists for text in texts)


def registers() -> dict[str, str]:
    """Return the files that a complaint refers to, by path."""
    made = dict(MINIMAL)
    for path in (path for kind in _NAMED for path in (ROOT / "records" / kind).rglob("*.yaml")):
        made[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return made


def complaint(number: str) -> str:
    """Return a closed complaint of the sample under another number."""
    return _sample_complaint().replace("TS-2026-0018", number)


@functools.cache
def _sample_complaint() -> str:
    text = (ROOT / "records/complaint/2026/TS-2026-0018.yaml").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_LEFT_OUT))


def forget(root: Path) -> None:
    """Take away all that the program remembers of a repository."""
    shutil.rmtree(root / ".git/qms-cache", ignore_errors=True)


def check(root: Path, *options: str) -> tuple[float, int]:
    """Return seconds and mebibytes of a check, which must find nothing but the sample's own."""
    took, report, printed = _timed([
        sys.executable,
        "-c",
        _CHILD,
        "check",
        "--as-of",
        _DAY,
        *options,
        "--root",
        str(root),
    ])
    status, memory = printed.split()[-2:]
    if status != ("0" if options else "1"):
        raise RuntimeError(report[-2000:] + printed[-2000:])
    return took, int(memory)


def _timed(command: list[str]) -> tuple[float, str, str]:
    begun = time.perf_counter()
    # Python keeps what it compiled, as it does for an installed program.
    given = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | given, check=True, capture_output=True, text=True
    )
    return time.perf_counter() - begun, done.stdout, done.stderr
