"""A command that reads gives its whole result wherever it stands; it only does not remember."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from qms.store import notebook
from tests.testing.commands import every_command
from tests.testing.disks import fill, mounted
from tests.testing.readers import ELSEWHERE, LISTS_NOTHING, READERS, make_read, words_of
from tests.testing.repository import qms
from tests.testing.writers import WRITERS

COMMANDS = dict(every_command())
SLOW = {"build", "site", "audit-pack"}  # they build the site, some seconds each time


@dataclass(frozen=True)
class Places:
    """One company thrice: where all is well, where nothing may be written, on a full disk."""

    well: Path
    read_only: Path
    full: Path


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Iterator[Places]:
    folder = tmp_path_factory.mktemp("read")
    made = make_read(folder / "made" / "company", keys)
    for name in ("well", "read-only", "full"):
        (folder / name).mkdir()
        shutil.copy(made.parent / "book.pdf", folder / name)
        (folder / name / "group.yml").write_text(
            "name: 例\nsites: [{name: 甲, repository: company, ref: HEAD}]\n", encoding="utf-8"
        )
        (folder / name / "company").mkdir()
    roots = [folder / name / "company" for name in ("well", "read-only", "full")]
    for root in roots[:2]:
        _copy(made, root)
    with (
        mounted("--bind", "-o", "ro", str(roots[1]), str(roots[1])),
        mounted("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(roots[2])),
    ):
        _copy(made, roots[2])
        fill(roots[2])
        yield Places(*roots)


def _copy(made: Path, root: Path) -> None:
    shutil.copytree(made, root, symlinks=True, dirs_exist_ok=True)
    shutil.rmtree(root / ".git/qms-cache", ignore_errors=True)


def _given(root: Path, name: str) -> tuple[object, ...]:
    """Return status, words and every file that a command gives, the place of the folder aside."""
    beside = root.parent
    out = beside / "out"
    options = {option for each in COMMANDS[name].params for option in each.opts}
    day = ["--as-of", "2026-06-01"] if "--as-of" in options else []
    done = qms(root, *words_of(name, beside), *day)
    files = {
        path.relative_to(beside).as_posix(): path.read_bytes()
        for path in [out, *sorted(out.rglob("*"))]
        if path.is_file()
    }
    shutil.rmtree(out, ignore_errors=True)
    out.unlink(missing_ok=True)
    words = (done.stdout + done.stderr).replace(str(beside), "")
    return done.exit_code, words, files


@pytest.fixture(scope="module")
def given() -> dict[str, tuple[object, ...]]:
    return {}


@pytest.mark.parametrize("place", ["read_only", "full"])
@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=[pytest.mark.kills] * (each in SLOW)) for each in READERS],
)
def test_it_reads_where_nothing_can_be_written_and_where_nobody_is_at_home(
    name: str,
    place: str,
    places: Places,
    given: dict[str, tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if name not in given:
        given[name] = _given(places.well, name)
    status, words, files = given[name]
    assert status in {0, 1}, words
    assert words or files or name in LISTS_NOTHING
    for each in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(each, raising=False)
    notebook._secret.cache_clear()
    assert _given(getattr(places, place), name) == (status, words, files)


def test_every_command_is_in_one_of_the_tables() -> None:
    assert set(COMMANDS) == {*READERS, *ELSEWHERE, *(name.split(" --")[0] for name in WRITERS)}
