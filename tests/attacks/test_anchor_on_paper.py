"""Paper in other hands bears the short form of the anchor: a history made anew does not give it."""

import shutil
from pathlib import Path

import pytest

from tests.testing.company import edit, make_company, release, replace, request
from tests.testing.repository import commit, git, qms, text_of, write

pytestmark = pytest.mark.attacks

DAY = ("--as-of", "2026-03-10")
BY = ("--by", "P-011")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    root = make_company(tmp_path_factory.mktemp("paper") / "company", keys)
    release(root, keys, "--edition", "2025-12-10", "2026-01-01")
    return root


@pytest.fixture
def root(tmp_path: Path, made: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "r", symlinks=True))


def short(root: Path, ref: str) -> str:
    """Return the short form of a commit's anchor as it stands on paper, in groups of four."""
    line = qms(root, "anchor", "--ref", ref).stdout
    sixteen = line.strip().rpartition("short=")[2]
    assert len(sixteen) == 16
    return " ".join(sixteen[at : at + 4] for at in range(0, 16, 4))


def printed(root: Path, file: Path) -> str:
    done = qms(root, "pdf", "--output", str(file), *DAY)
    assert done.exit_code == 0, done.stderr
    return text_of(file)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_approval_page_tells_a_history_that_was_made_anew(root: Path, tmp_path: Path) -> None:
    before = short(root, "manual/A-0^{commit}")
    commit_then = git(root, "rev-parse", "manual/A-0^{commit}")
    book = printed(root, tmp_path / "book.pdf")
    assert squeezed(f"锚{before}（提交{commit_then[:12]}") in squeezed(book)
    write(root, {"note.txt": "x"})
    commit(root)  # what comes later does not change a book
    again = printed(root, tmp_path / "again.pdf")
    assert again == book
    assert (tmp_path / "book.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()
    replace(root, "records/strategic-plan/2025/ZL-2025-0001.yaml", "goal: 例", "goal: 伪")
    git(root, "add", "-A")
    tree = git(root, "write-tree")
    git(root, "reset", "-q", "--hard", git(root, "commit-tree", tree, "-m", "all new"))
    git(root, "tag", "-f", "manual/A-0", "HEAD")
    assert short(root, "manual/A-0") != before


def test_the_receipt_of_a_change_package_bears_the_anchor_of_its_release(
    root: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    write(root, request("agreed"))
    edit(root)
    commit(root)
    release(root, keys, "--amendment", "2026-03-01", "2026-03-05")
    file = tmp_path / "pack.pdf"
    done = qms(root, "change-pack", "--from", "A/0", "--to", "A/1", "--output", str(file), *DAY)
    assert done.exit_code == 0, done.stderr
    receipt = text_of(file).partition("换页回执")[2]
    assert squeezed(short(root, "manual/A-1")) in squeezed(receipt)


def test_minutes_and_pack_of_a_review_bear_the_anchor_of_the_day(
    root: Path, tmp_path: Path
) -> None:
    head = git(root, "rev-parse", "HEAD")
    pack = tmp_path / "pack"
    done = qms(root, "review-pack", "2026", "--output", str(pack), *DAY)
    assert done.exit_code == 0, done.stderr
    first = text_of(pack / "review-2026.pdf").partition("\f")[0]
    assert squeezed(short(root, head)) in squeezed(first)
    meeting = ("--meeting-on", "2026-12-20", "--venue", "室", "--chair", "P-011")
    opened = qms(
        root, "review", "open", "2026", *BY, *meeting, "--participant", "P-012", *DAY
    )  # fmt: skip
    assert opened.exit_code == 0, opened.stderr
    minutes = (root / "records/management-review/2026/GR-2026-0001.yaml").read_text("utf-8")
    assert f"anchor: {short(root, head)}（提交 {head[:12]}" in minutes
