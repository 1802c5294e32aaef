"""All key figures over a million complaints in Parquet, against the fewest queries that could do.

The floor counts each complaint column once in one query over the same file and threads.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from tests.bench import Line, Start
from tests.testing.repository import repository

ROWS = 1_000_000
ROOT = Path(__file__).parents[2]
_DATA = """
copy (
  select 'TS-' || (2020 + range % 7) || '-' || range as id, 'closed' as status,
         'CU-' || range % 500 as customer, 'power-cable' as product, 'east' as region,
         'after-sales' as responsible_department,
         started as received_at,
         started + to_minutes((10 + range % 3000)::int) as replied_at,
         started + to_minutes((20 + range % 4000)::int) as handled_at,
         case when range % 20 > 0 then started + to_minutes((100 + range % 20000)::int) end
           as closed_at,
         case when range % 9 = 0 then 'dissatisfied' else 'satisfied' end as result,
         case when range % 11 = 0 then 'TS-1' end as repeats
  from (select range, timestamptz '2026-01-01 00:00:00+00' + to_seconds((range * 27)::int)
        as started from range(ROWS))
) to 'FILE' (format parquet)
"""
_FLOOR = """
select count(*), count(*) filter (closed_at is not null), count(*) filter (result = 'satisfied'),
       count(*) filter (replied_at <= received_at + interval 48 hour),
       count(*) filter (handled_at <= received_at + interval 48 hour), count(repeats),
       median(epoch(closed_at) - epoch(received_at))
from read_parquet('FILE') where status not in ('draft', 'void')
"""
_CHILD = """
import resource, sys
from qms.cli.main import run
status = run(sys.argv[1:])
print(status, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def run() -> list[Line]:
    """Return seconds, memory and the ratio to the floor."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "repository"
        files = {
            f"records/kpi/{path.name}": path.read_text(encoding="utf-8")
            for path in (ROOT / "records/kpi").glob("*.yaml")
        }
        settings = (
            "company: {name: 例, short: 例}\npromise: 例\nmanual: {number: QM-01}\n"
            "sources: {complaint: complaint.parquet}\n"
        )
        repository(root, files | {"qms.yml": settings})
        data = root / "complaint.parquet"
        with duckdb.connect() as connection:
            connection.execute(_DATA.replace("FILE", str(data)).replace("ROWS", str(ROWS)))
        floor = _floor(data)
        took, memory = _all_figures(root)
    return [
        Line(f"all {len(files)} figures over {ROWS:,} complaints, s", Start.COLD, took, 5),
        Line("peak memory, MiB", Start.COLD, memory, 2048, ".0f"),
        Line("against one query over the same file", Start.COLD, took / floor),
        Line("that query, s", Start.COLD, floor),
    ]


def _floor(data: Path) -> float:
    begun = time.perf_counter()
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(_FLOOR.replace("FILE", str(data))).fetchall()
    return time.perf_counter() - begun


def _all_figures(root: Path) -> tuple[float, int]:
    """Run `qms kpi` in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-c", _CHILD, "kpi", "--period", "2026", "--as-of", "2026-11-23"]
    begun = time.perf_counter()
    done = subprocess.run(
        [*command, "--root", str(root)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    took = time.perf_counter() - begun
    status, memory = done.stderr.strip().splitlines()[-1].split()
    assert status == "0", done.stderr
    assert f"/{ROWS})" in done.stdout, done.stdout
    return took, int(memory)
