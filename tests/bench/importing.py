"""Twenty thousand new complaints taken in from one sheet: every row judged, one commit."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import Line, Start
from tests.bench.reading import ROOT, registers
from tests.testing.repository import git, repository

ROWS = 20_000
_DAY = "2026-11-23"
_SHEET = {
    "department": "after-sales", "filled_by": "P-012", "status": "open", "customer": "CU-003",
    "channel": "hotline", "received_by": "P-012", "complainant": "黎晚晴", "phone": "199-0000-0103",
    "serial": "YLH-26-002", "product": "optical-cable", "region": "south", "demand": "尽快修复",
    "grade": "ordinary", "owner": "P-020",
}  # fmt: skip


def run() -> list[Line]:
    """Return what was measured: what, how much, and what it may be."""
    with tempfile.TemporaryDirectory() as folder:
        root = repository(Path(folder, "company"), registers())
        sheet = Path(folder, "sheet.csv")
        _write(sheet)
        words = ["import", "complaint", str(sheet), "--as-of", _DAY, "--root", str(root)]
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "qms", *words],
            env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True, capture_output=True,
        )  # fmt: skip
        took = time.perf_counter() - begun
        new = len(git(root, "ls-files", "records/complaint").splitlines())
        if new != ROWS:
            raise RuntimeError(f"{new} records of {ROWS}")
        return [Line(f"{ROWS:,} rows imported, s", Start.COLD, took, 20)]


def _write(sheet: Path) -> None:
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["date", "received_at", "content", *_SHEET])
        for number in range(ROWS):
            day = f"2026-{number % 10 + 1:02}-{number % 28 + 1:02}"
            rows.writerow([day, f"{day}T09:00:00+08:00", f"第 {number} 次中断", *_SHEET.values()])
