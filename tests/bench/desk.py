"""The desk: a page of the sample, a page over 20,000 records, and fifty people at once."""

import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import httpx

from tests.bench import Line, Start
from tests.bench.reading import ROOT
from tests.site.conftest import company
from tests.testing.repository import git

DAY = "2026-11-23"
_PATHS = ("/", "/records", "/list/complaint", "/new/complaint", "/copies", "/manual", "/findings")
_PEOPLE, _ROUNDS, _PAUSE = 50, 8, 5.0


def run() -> Iterator[Line]:
    """Yield what was measured: what, how much, and what it may be."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "sample")
        git(ROOT, "clone", "-q", "--no-hardlinks", ".", str(root))
        with _Desk(root) as desk:
            yield Line("a page of the sample, median s", Start.WARM, desk.median("P-012"), 0.1)
            p95, errors = desk.crowd()
            yield Line("50 people, 5 % writing: p95, s", Start.WARM, p95, 1)
            yield Line("50 people: requests that failed", Start.WARM, errors, 0, form=".0f")
            yield Line("the desk's memory, MB", Start.WARM, desk.megabytes(), 500, form=".0f")
        large = company(Path(folder, "large"), records=20_000)
        with _Desk(large) as desk:
            yield Line(
                "a page over 20,000 records, median s", Start.WARM, desk.median("P-001"), 0.3
            )
            yield Line("its memory, MB", Start.WARM, desk.megabytes(), 500, form=".0f")


class _Desk:
    """A running desk, asked as browsers ask it, on this machine alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "qms", "desk", "--root", str(self._root), "--port", "0"]
        self._process = subprocess.Popen(
            [*command, "--no-browser", "--as-of", DAY], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self._link = self._process.stdout.readline().split()[1]
        self._base = self._link.split("/open/")[0]
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait()

    def entered(self, person: str) -> tuple[httpx.Client, str]:
        client = httpx.Client(base_url=self._base, follow_redirects=True, timeout=120)
        page = client.get(self._link)
        token = re.search(r'name="token" value="([^"]+)"', page.text)
        assert token is not None
        client.post("/who", data={"token": token[1], "person": person})
        return client, token[1]

    def median(self, person: str) -> float:
        """Return the median over the pages, each asked once before."""
        self._client, self._token = self.entered(person)
        took = []
        for path in (*_PATHS, *_PATHS, *_PATHS):
            start = time.perf_counter()
            self._client.get(path).raise_for_status()
            took.append(time.perf_counter() - start)
        return statistics.median(took[len(_PATHS) :])

    def crowd(self) -> tuple[float, int]:
        """Return the 95th percentile of what a page takes, and how many failed.

        Each of the people asks for a page every five seconds; every twentieth request writes.
        """
        took: list[float] = []
        failed: list[int] = []

        def work(number: int) -> None:
            ready = threading.Event()
            ready.wait(number * _PAUSE / _PEOPLE)
            for turn in range(_ROUNDS):
                start = time.perf_counter()
                if (number * _ROUNDS + turn) % 20:
                    answer = self._client.get(_PATHS[(number + turn) % len(_PATHS)])
                else:
                    answer = self._client.post("/new/communication", data=self._sheet(number))
                took.append(time.perf_counter() - start)
                failed.extend([answer.status_code] if answer.status_code >= 400 else [])
                ready.wait(max(0.0, _PAUSE - took[-1]))

        people = [threading.Thread(target=work, args=(each,)) for each in range(_PEOPLE)]
        for each in people:
            each.start()
        for each in people:
            each.join()
        took.sort()
        return took[int(len(took) * 0.95)], len(failed)

    def _sheet(self, number: int) -> dict[str, str]:
        return {
            "token": self._token, "do": "save", ".date": DAY, ".department": "售后服务部",
            ".source": f"班前会 {number}", ".urgency": "normal", ".received_at": f"{DAY}T08:00",
            ".content": "当日安排",
        }  # fmt: skip

    def megabytes(self) -> int:
        """Return the most memory that the desk ever held."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmHWM:\s+(\d+)", status)
        assert found is not None
        return int(found[1]) // 1024
