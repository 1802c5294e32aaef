"""Whatever is done to a closed record, in whatever history: its end is told rightly (7.5)."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qms.model.frozen import Harm
from qms.model.kinds import kinds
from qms.store import git as store
from qms.store.history import record_history, uncommitted, walker
from qms.store.walking import walk
from tests.testing.repository import commit, git, repository, write

pytestmark = pytest.mark.attacks

PATH = "records/change-request/2026/GG-2026-0001.yaml"
CLOSED = (
    "id: GG-2026-0001\nform: QR-2.2.3-01 A/0\ndate: 2026-02-01\ndepartment: after-sales\n"
    "filled_by: P-001\nstatus: closed\nreason: improvement\nexplanation: 例\nmethod: pages\n"
    'changes: [{clause: "1", before: 甲, after: 乙}]\n'
)
FORGED = CLOSED.replace("explanation: 例", "explanation: 伪")
REOPENED = CLOSED.replace("status: closed", "status: open")
UNLIKE = REOPENED.replace("explanation: 例", "explanation: 别的")
CONTENTS = (CLOSED, FORGED, REOPENED, UNLIKE, None)


def _put(root: Path, content: str | None) -> str:
    """Commit the record with a content, or without it."""
    if content is None:
        (root / PATH).unlink(missing_ok=True)
    else:
        write(root, {PATH: content})
    return commit(root)


def straight(root: Path, content: str | None) -> None:
    """In one commit on the line."""
    _put(root, content)


def merged_in(root: Path, content: str | None) -> None:
    """On a side line whose tree the merge takes."""
    before = git(root, "rev-parse", "HEAD")
    side = _put(root, content)
    _merge(root, before, side, tree=side)


def dropped_by_a_merge(root: Path, content: str | None) -> None:
    """On a side line whose tree the merge does not take."""
    before = git(root, "rev-parse", "HEAD")
    side = _put(root, content)
    _merge(root, before, side, tree=before)


def by_another_root(root: Path, content: str | None) -> None:
    """On a line with a root of its own, which is merged as the first parent."""
    before = git(root, "rev-parse", "HEAD")
    tree = git(root, "rev-parse", f"{_put(root, content)}^{{tree}}")
    orphan = git(root, "commit-tree", tree, "-m", "root")
    _merge(root, orphan, before, tree=orphan)


def evil(root: Path, content: str | None) -> None:
    """In the merge itself, where neither parent has it."""
    before = git(root, "rev-parse", "HEAD")
    write(root, {"note.txt": git(root, "rev-parse", "HEAD")})
    side = commit(root)
    tree = _put(root, content)
    _merge(root, side, before, tree=tree)


def _merge(root: Path, first: str, second: str, *, tree: str) -> None:
    made = git(
        root, "commit-tree", git(root, "rev-parse", f"{tree}^{{tree}}"), "-p", first, "-p", second,
        "-m", "merge",
    )  # fmt: skip
    git(root, "reset", "-q", "--hard", made)


WAYS = (straight, merged_in, dropped_by_a_merge, by_another_root, evil)
Step = tuple[Callable[[Path, str | None], None], str | None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("walks") / "r", {PATH: CLOSED})


@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=st.lists(st.tuples(st.sampled_from(WAYS), st.sampled_from(CONTENTS)), max_size=5))
def test_its_end_is_told_rightly_after_any_steps(
    made: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    root = Path(shutil.copytree(made, tmp_path_factory.mktemp("walk") / "r"))
    for way, content in steps:
        way(root, content)
    point = store.viewpoint(root)
    walked = walker(point, since="", kinds=kinds())
    assert walked is not None
    walk(point.repo, [walked])
    told = record_history(walked, point, since="", changes=uncommitted(point)).breaches
    harms = {each.harm for each in told if each.record == "GG-2026-0001"}
    end = (root / PATH).read_text(encoding="utf-8") if (root / PATH).exists() else None
    if end is None:
        assert Harm.deleted in harms
    elif end == CLOSED:
        assert harms <= {Harm.restored}
        touched = any(content != CLOSED for _, content in steps)
        assert harms or not touched
    else:
        assert Harm.edited in harms
