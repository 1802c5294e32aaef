"""The same answers from a scheduler and its workers, started here on loopback."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from qms.errors import QmsError
from qms.operations.group import work
from qms.operations.group.sites import Site
from tests.group.test_group import DAY, counts_records
from tests.testing.sample import ROOT

pytestmark = pytest.mark.engines
_SCHEDULER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1",
                      dashboard_address=None) as it:
        print(it.scheduler_address, flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    script = tmp_path / "cluster.py"
    script.write_text(_SCHEDULER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        assert process.stdin is not None
        process.stdin.close()


def test_a_cluster_answers_as_this_machine_does(scheduler: str) -> None:
    sites = [Site(name=str(number), repository=str(ROOT)) for number in range(3)]
    here = work.by_site(sites, counts_records, as_of=DAY, workers=partial(work.workers, None))
    there = work.by_site(sites, counts_records, as_of=DAY, workers=partial(work.workers, scheduler))
    assert there == here
    assert all(each.content for each in here)


def test_a_scheduler_that_is_gone_is_said_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(QmsError, match="No scheduler answers"), work.workers(address):
        pass
