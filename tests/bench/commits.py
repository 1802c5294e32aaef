"""A long history: twenty thousand commits, each of one record, read by a check.

Two hundred complaints are rewritten a hundred times each, then closed. The floor is git alone: it
lists what each commit changed and hands over every version of every record.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import Line, Start
from tests.bench.reading import check, complaint, forget, registers
from tests.testing.repository import commit, git, write

COMMITS, RECORDS = 20_000, 200
_ONLY = ("--select", "FIX")  # what compares each version that was ever closed with those after it


def run() -> Iterator[Line]:
    """Yield what was measured: what, how much, and what it may be."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "company")
        _build(root)
        floor, cold, warm = 1e9, 1e9, 1e9
        check(root, *_ONLY)  # compiles the program
        for _ in range(3):
            floor = min(floor, _bare(root))
            forget(root)
            cold = min(cold, check(root, *_ONLY)[0])
            warm = min(warm, check(root, *_ONLY)[0])
        yield Line(f"{COMMITS:,} commits: git alone, s", Start.COLD, floor)
        yield Line(f"{COMMITS:,} commits: check, s", Start.COLD, cold, 3)
        yield Line(f"{COMMITS:,} commits: check / git alone", Start.COLD, cold / floor)
        yield Line(f"{COMMITS:,} commits: check, s", Start.WARM, warm)


def _build(root: Path) -> None:
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    write(root, registers())
    commit(root)
    said = subprocess.run(
        ["git", "fast-import", "--quiet"],
        cwd=root,
        input="".join(_stream()).encode(),
        check=True,
        capture_output=True,
    )
    assert not said.stderr, said.stderr
    git(root, "reset", "-q", "--hard", "main")


def _stream() -> Iterator[str]:
    """Yield the commits as fast-import reads them."""
    closed = COMMITS - RECORDS  # from this commit on each record takes its last version
    for serial in range(COMMITS):
        number = f"TS-2026-{serial % RECORDS + 1:04}"
        text = complaint(number)
        if serial < closed:
            text = text.replace("status: closed", "status: open")
        text = text.replace("护套外径波动", f"第 {serial} 次记述：护套外径波动", 1)
        parent = "from refs/heads/main^0\n" if not serial else ""
        yield "commit refs/heads/main\n"
        yield f"committer bench <b@example.org> {1_800_000_000 + serial} +0800\n"
        yield f"data 4\nbusy\n{parent}M 100644 inline records/complaint/2026/{number}.yaml\n"
        yield f"data {len(text.encode())}\n{text}\n"


def _bare(root: Path) -> float:
    """Return the seconds of git alone: the list of changes, and every version."""
    begun = time.perf_counter()
    words = ("log", "-m", "--raw", "--no-renames", "--no-abbrev", "--format=")
    lines = git(root, *words, "--", "records").splitlines()
    versions = "\n".join(line.split()[3] for line in lines if line.startswith(":"))
    subprocess.run(
        ["git", "cat-file", "--batch"],
        cwd=root,
        input=versions.encode(),
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - begun
