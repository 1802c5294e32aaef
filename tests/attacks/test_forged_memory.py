"""What the program wrote down for itself changes no report, whoever forges or removes it.

Two copies of the sample: a clean one, and one where a closed record was edited, a signature broken
and a figure bent. Pages of the clean one's memory are laid into the other's.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qms.store import notebook
from tests.testing.repository import commit, qms
from tests.testing.sample import sample_in

CHECK = ("check", "--format", "json", "--as-of", "2026-11-23")
SAID = {"FRZ101", "REL107", "FIG101"}
PAGES = (
    "facts", "figures", "fixed-facts", "history", "introductions", "released", "rows-*",
    "signatures", "states", "working-days",
)  # fmt: skip


def memory(root: Path) -> Path:
    return root / ".git" / notebook.FOLDER


def report(root: Path) -> str:
    return qms(root, *CHECK).stdout


def codes(said: str) -> set[str]:
    return {each["code"] for each in json.loads(said)["findings"]}


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], None]]:
    """Become another user of the machine, who has a secret of his own."""
    patch = pytest.MonkeyPatch()
    patch.setattr("qms.store.memory._RACY", 0)  # files just copied are remembered at once

    def become(name: str) -> None:
        folder = tmp_path_factory.getbasetemp() / f"account-{name}"
        folder.mkdir(exist_ok=True)
        patch.setenv("XDG_CACHE_HOME", str(folder))
        notebook._secret.cache_clear()

    yield become
    patch.undo()
    notebook._secret.cache_clear()


@pytest.fixture(scope="module")
def forged(
    tmp_path_factory: pytest.TempPathFactory, account: Callable[[str], None]
) -> dict[str, Path]:
    """The memory of a clean copy: as this account wrote it, and as another did."""
    clean = sample_in(tmp_path_factory.mktemp("clean"))
    shutil.rmtree(memory(clean), ignore_errors=True)
    kept: dict[str, Path] = {}
    for name in ("another", "own"):
        account(name)
        said = report(clean)
        assert not SAID & codes(said)
        kept[name] = clean.parent / name
        shutil.copytree(memory(clean), kept[name])
    return kept


@pytest.fixture(scope="module")
def tampered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = sample_in(tmp_path_factory.mktemp("tampered"))
    shutil.rmtree(memory(root), ignore_errors=True)
    closed = root / "records/complaint/2026/TS-2026-0003.yaml"
    lines = closed.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = ["content: 改过\n" if line.startswith("content:") else line for line in lines]
    assert changed != lines
    closed.write_text("".join(changed), encoding="utf-8")
    signature = root / "records/signature/A-1-approved.yaml.sig"
    other = root / "records/signature/A-0-approved.yaml.sig"
    signature.write_bytes(other.read_bytes())
    figure = root / "records/kpi/handled-48h.yaml"
    figure.write_text(
        figure.read_text(encoding="utf-8").replace("numerator:", "numerator: nowhere AND", 1),
        encoding="utf-8",
    )
    commit(root)
    return root


@pytest.fixture(scope="module")
def truth(tampered: Path, forged: dict[str, Path], account: Callable[[str], None]) -> str:
    account("own")
    assert forged
    said = report(tampered)
    assert codes(said) >= SAID
    return said


def cut(page: Path) -> None:
    page.write_bytes(page.read_bytes()[:-7])


def emptied(page: Path) -> None:
    seal, _, _ = page.read_bytes().partition(b"\n")
    page.write_bytes(seal + b"\n{}")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_brings_a_verdict_along(
    page: str, tampered: Path, forged: dict[str, Path], truth: str
) -> None:
    own = memory(tampered)
    for source in forged.values():
        assert list(source.glob(page)), "this page is not kept at all"
        for each in source.glob(page):
            shutil.copy(each, own / each.name)
        assert report(tampered) == truth
    for spoil in (cut, emptied):
        for each in own.glob(page):
            spoil(each)
        assert report(tampered) == truth


def test_every_page_that_is_kept_is_forged_here(tampered: Path, truth: str) -> None:
    assert truth
    known = {each.name for page in PAGES for each in memory(tampered).glob(page)}
    assert {each.name for each in memory(tampered).iterdir()} == known


def test_nothing_but_these_pages_is_kept_in_the_git_folder(tampered: Path, truth: str) -> None:
    assert truth
    named = {each.name for each in (tampered / ".git").iterdir() if each.name.startswith("qms")}
    assert named <= {notebook.FOLDER, "qms.lock"}


def test_a_removed_memory_changes_nothing(tampered: Path, truth: str) -> None:
    shutil.rmtree(memory(tampered))
    assert report(tampered) == truth
    assert report(tampered) == truth
