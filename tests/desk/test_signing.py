"""A prepared release is signed at the desk with the signer's own key, or it stays open."""

from pathlib import Path

import pytest

from tests.desk.conftest import desk_over, words
from tests.testing.repository import git, qms


def prepared(company: Path) -> Path:
    git(company, "config", "user.name", "desk")
    git(company, "config", "user.email", "desk@example.org")
    options = ("--edition", "--effective", "2026-12-01", "--as-of", "2026-11-23")
    done = qms(company, "release", *options, "--reason", "首次发布", "--prepare")
    assert done.exit_code == 0, done.stderr
    return company


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An account of its own, with no key yet."""
    (tmp_path / "home/.ssh").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home/.ssh"


def test_who_has_the_key_here_signs_and_it_proves_genuine(
    company: Path, keys: dict[str, Path], home: Path
) -> None:
    root = prepared(company)
    for part in ("", ".pub"):
        content = Path(f"{keys['P-011']}{part}").read_bytes()
        (home / f"id_ed25519{part}").write_bytes(content)
        (home / f"id_ed25519{part}").chmod(0o600)
    with desk_over(root) as desk:
        desk.enter("P-011")
        assert "等您签署" in words(desk.get("/changes"))
        page = desk.post("/changes/sign", candidate="A-0")
        assert "编制已签署" in words(page)
        assert "等您签署" not in words(desk.get("/changes"))
    signature = next((root / "records/signature").rglob("*.sig"))
    assert b"SSH SIGNATURE" in signature.read_bytes()
    assert git(root, "status", "--porcelain") == ""


def test_who_has_no_key_here_is_told_so_and_the_release_waits(company: Path, home: Path) -> None:
    del home
    root = prepared(company)
    before = git(root, "rev-parse", "HEAD")
    with desk_over(root) as desk:
        desk.enter("P-011")
        page = words(desk.post("/changes/sign", candidate="A-0"))
        assert "本机上没有找到" in page
        assert "等您签署" in page
    assert git(root, "rev-parse", "HEAD") == before


def test_whose_turn_it_is_not_cannot_sign(company: Path, home: Path) -> None:
    del home
    root = prepared(company)
    with desk_over(root) as desk:
        desk.enter("P-013")
        assert "等您签署" not in words(desk.get("/changes"))
        assert "现在不等您" in words(desk.post("/changes/sign", candidate="A-0"))


def test_a_release_is_prepared_signed_by_three_and_completed_at_the_desk(
    company: Path, keys: dict[str, Path], home: Path
) -> None:
    git(company, "config", "user.name", "desk")
    git(company, "config", "user.email", "desk@example.org")
    with desk_over(company) as desk:
        desk.enter("P-011")
        early = desk.post("/release/complete")
        assert "没有待发布的版本" in words(early)
        asked = {"step": "edition", "effective": "2026-12-01", "reason": "首次发布"}
        assert "写明发布原因" in words(desk.post("/release/prepare", **asked | {"reason": ""}))
        assert "A/0 已准备好" in words(desk.post("/release/prepare", **asked))
        unsigned = words(desk.post("/release/complete"))
        assert "还缺签署" in unsigned
        assert "qms" not in unsigned
        for person in ("P-011", "P-012", "P-013"):
            for part in ("", ".pub"):
                (home / f"id_ed25519{part}").write_bytes(Path(f"{keys[person]}{part}").read_bytes())
                (home / f"id_ed25519{part}").chmod(0o600)
            desk.enter(person)
            assert "已签署" in words(desk.post("/changes/sign", candidate="A-0"))
        assert "可以完成" in words(desk.get("/release"))
        page = words(desk.post("/release/complete"))
        assert "A/0 已发布" in page
    assert (company / "records/release/A-0.yaml").is_file()
    assert git(company, "tag") != ""
    assert git(company, "status", "--porcelain") == ""
