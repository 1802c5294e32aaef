"""How long others wait while thirty copies are issued in one run: the lock is held that long."""

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from qms.store import lock
from tests.bench import Line, Start
from tests.testing.repository import commit, git, qms, write

ROOT = Path(__file__).parent.parent.parent
DAY = "2026-11-23"
COPIES = 30
LIST = "records/distribution-list/bench.yaml"


def run() -> list[Line]:
    """Return what was measured: what, how much, and what it may be."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "company")
        git(Path(folder), "clone", "-q", str(ROOT), str(root))
        git(root, "config", "user.name", "bench")
        git(root, "config", "user.email", "bench@example.org")
        write(root, {LIST: _outsiders()})
        commit(root, "list")
        words = ("--list", "FL-99", "--by", "P-005", "--consent", "P-001", "--as-of", DAY)
        with _watched() as held:
            begun = time.perf_counter()
            done = qms(root, "copy", "issue", *words, "--output", str(Path(folder, "all.zip")))
            whole = time.perf_counter() - begun
        assert done.exit_code == 0, done.stderr
        return [
            Line(f"seconds under the lock, {COPIES} copies issued", Start.WARM, max(held), 2),
            Line(f"seconds in all, {COPIES} copies issued", Start.WARM, whole),
        ]


def _outsiders() -> str:
    """Return a list of bodies outside, so that no two lines are one department's."""
    lines = "\n".join(
        f"    - {{holder_class: certification-body, organisation: 样本认证机构 {n:02}, contact: 例,"
        f" address: 某市某路 {n} 号}}"
        for n in range(1, COPIES + 1)
    )
    return f"- id: FL-99\n  name: 三十本\n  receivers:\n{lines}\n"


@contextlib.contextmanager
def _watched() -> Iterator[list[float]]:
    """Note how long each holder held the lock."""
    seen: list[float] = []
    truly = lock.held

    @contextlib.contextmanager
    def held(*words: object, **more: object) -> Iterator[int]:
        with truly(*words, **more) as hold:  # type: ignore[arg-type] # as it was called
            begun = time.perf_counter()
            yield hold
            seen.append(time.perf_counter() - begun)

    lock.held = held  # type: ignore[assignment] # the same door, with a watch
    try:
        yield seen
    finally:
        lock.held = truly
