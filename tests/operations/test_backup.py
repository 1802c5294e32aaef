"""A lost machine comes back from its backup with nothing missing, or the backup is refused."""

import datetime as dt
import errno
import json
import os
import shutil
import threading
import zipfile
from pathlib import Path

import pytest

from qms.store import backups, clock, drafts, enrolments
from qms.store.lock import held
from tests.testing.authenticator import Authenticator
from tests.testing.company import make_company, release
from tests.testing.repository import git, qms

pytestmark = pytest.mark.attacks
DAY = ("--as-of", "2026-11-23")


def passkey_of(root: Path, person: str) -> str:
    device, now = Authenticator(), clock.now(dt.UTC)
    code = enrolments.new_code(root, person, now=now)
    return enrolments.enrol(root, device.passkey(), code=code, now=now).line


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    """A company with a release, a second branch, unfiled work, a passkey and a draft."""
    root = make_company(tmp_path_factory.mktemp("machine") / "company", keys)
    release(root, keys, "--edition", "2026-11-20", "2026-11-21")
    git(root, "branch", "aside", "HEAD~1")
    chapter = root / "manual/01-order.md"
    chapter.write_text(chapter.read_text("utf-8") + "\n", encoding="utf-8")
    (root / "新的 文件.txt").write_text("还没有登记", encoding="utf-8")
    (root / "records/strategic-plan/2025/ZL-2025-0001.yaml").unlink()
    passkey_of(root, "P-012")
    assert drafts.keep(root, "P-012", "/new/complaint", "写了一半")
    return root


@pytest.fixture(scope="module")
def kept(machine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("elsewhere") / "backup.zip"
    done = qms(machine, "backup", str(file), "--lang", "en")
    assert done.exit_code == 0, done.stderr
    assert "3 files were changed and not filed" in done.stderr
    return file


def state_of(root: Path) -> dict[str, object]:
    """Return everything that must come back."""
    desk = root / ".git/qms-desk"
    files = [each for each in root.rglob("*") if each.is_file() and ".git" not in each.parts]
    return {
        "names": git(root, "for-each-ref"),
        "head": git(root, "rev-parse", "HEAD") + git(root, "symbolic-ref", "HEAD"),
        "log": git(root, "log", "--all", "--format=%H %an %ae %at %B"),
        "status": git(root, "status", "--porcelain"),
        "files": {each.relative_to(root): each.read_bytes() for each in files},
        "desk": {p.relative_to(desk): p.read_bytes() for p in desk.rglob("*") if p.is_file()},
    }


def test_the_drill_a_lost_machine_comes_back_with_nothing_missing(
    machine: Path, kept: Path, tmp_path: Path
) -> None:
    lost = shutil.copytree(machine, tmp_path / "old", symlinks=True)
    before, found = state_of(lost), qms(lost, "check", *DAY, "--format", "json").stdout
    shutil.rmtree(lost)
    new = tmp_path / "new machine" / "qms"
    done = qms(tmp_path, "restore", str(kept), str(new), "--check", *DAY, "--lang", "en")
    assert done.exit_code == 0, done.stderr
    assert "Proved" in done.stderr
    assert state_of(new) == before
    again = json.loads(qms(new, "check", *DAY, "--format", "json").stdout)
    assert again["findings"] == json.loads(found)["findings"]
    assert enrolments.enrolments(new).of("P-012")
    assert drafts.kept(new, "P-012", "/new/complaint") == "写了一半"


def test_a_restored_repository_goes_on(kept: Path, tmp_path: Path) -> None:
    assert qms(tmp_path, "restore", str(kept), str(tmp_path / "new")).exit_code == 0
    git(tmp_path / "new", "checkout", "-q", "--", ".")
    done = qms(
        tmp_path / "new", "change", "new", "--reason", "improvement", "--clause", "1",
        "--explanation", "例", "--by", "P-011", *DAY,
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr


def test_nothing_that_is_there_is_overwritten(machine: Path, kept: Path, tmp_path: Path) -> None:
    content = kept.read_bytes()
    assert qms(machine, "backup", str(kept)).exit_code == 1
    assert kept.read_bytes() == content
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/own.txt").write_text("own")
    assert qms(tmp_path, "restore", str(kept), str(tmp_path / "taken")).exit_code == 1
    assert [each.name for each in (tmp_path / "taken").iterdir()] == ["own.txt"]


def test_a_backup_is_for_its_owner_alone(kept: Path) -> None:
    assert kept.stat().st_mode & 0o077 == 0


def test_no_damage_passes(kept: Path, tmp_path: Path) -> None:
    whole = kept.read_bytes()
    bad = tmp_path / "bad.zip"
    step = len(whole) // 40
    for at in range(step // 2, len(whole), step):
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        done = qms(tmp_path, "restore", str(bad), str(tmp_path / "new"), "--check", *DAY)
        if done.exit_code == 0:  # a byte that says nothing, such as a time in the archive's list
            assert state_of(tmp_path / "new")["head"]
            shutil.rmtree(tmp_path / "new")
            continue
        assert done.exit_code == 1, done.stderr
        assert not (tmp_path / "new").exists() or "不完整" in done.stderr
        shutil.rmtree(tmp_path / "new", ignore_errors=True)
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        bad.write_bytes(whole[:length])
        assert qms(tmp_path, "restore", str(bad), str(tmp_path / "new")).exit_code == 1
        assert not (tmp_path / "new").exists()


def altered(kept: Path, target: Path, name: str, content: bytes, *, gone: str = "") -> Path:
    """Return a backup into which somebody put one part more, with its right digest."""
    with zipfile.ZipFile(kept) as given, zipfile.ZipFile(target, "w") as taken:
        manifest = json.loads(given.read("manifest.json"))
        for each in given.namelist():
            if each != "manifest.json":
                taken.writestr(each, given.read(each))
        taken.writestr(name, content)
        manifest["parts"][name] = backups.hashlib.sha256(content).hexdigest()
        manifest["gone"] += [gone] if gone else []
        taken.writestr("manifest.json", json.dumps(manifest))
    return target


@pytest.mark.parametrize(
    "name",
    ["work/../../out.txt", "../out.txt", "/out.txt", "state/../../hooks/pre-commit", "out.txt",
     "work/.git/hooks/pre-commit", "work/.GIT/config", "work/a\\..\\out.txt", "work"],
)  # fmt: skip
def test_a_part_never_lands_elsewhere(kept: Path, tmp_path: Path, name: str) -> None:
    evil = altered(kept, tmp_path / "evil.zip", name, b"out")
    done = qms(tmp_path, "restore", str(evil), str(tmp_path / "a/new"))
    assert done.exit_code == 1, done.stderr
    assert not (tmp_path / "a/new").exists()
    assert list(tmp_path.rglob("out*")) == []


def test_no_link_in_the_repository_leads_a_part_or_a_removal_out(
    machine: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(machine, tmp_path / "linked", symlinks=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/own.txt").write_text("own")
    (root / "link").symlink_to(tmp_path / "outside")
    git(root, "add", "link")
    git(root, "commit", "-qm", "a link")
    assert qms(root, "backup", str(tmp_path / "good.zip")).exit_code == 0
    for name, gone in (("work/link/own.txt", ""), ("work/plain.txt", "link/own.txt")):
        evil = altered(tmp_path / "good.zip", tmp_path / "evil.zip", name, b"evil", gone=gone)
        done = qms(tmp_path, "restore", str(evil), str(tmp_path / "new"))
        assert done.exit_code == 1
        assert (tmp_path / "outside/own.txt").read_text() == "own"
        evil.unlink()


def test_a_file_that_became_a_folder_and_a_folder_that_became_a_file_come_back(
    machine: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(machine, tmp_path / "turned", symlinks=True)
    for name in ("was-file", "was-folder/inside/a.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("filed")
        git(root, "add", name)
    git(root, "commit", "-qm", "a file and a folder")
    (root / "was-file").unlink()
    (root / "was-file").mkdir()
    (root / "was-file/new.txt").write_text("new")
    shutil.rmtree(root / "was-folder")
    (root / "was-folder").write_text("new")
    assert qms(root, "backup", str(tmp_path / "turned.zip")).exit_code == 0
    done = qms(tmp_path, "restore", str(tmp_path / "turned.zip"), str(tmp_path / "new"))
    assert done.exit_code == 0, done.stderr
    assert state_of(tmp_path / "new") == state_of(root)


def test_a_file_whose_name_is_no_text_is_named_and_nothing_is_left_half(
    machine: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(machine, tmp_path / "odd", symlinks=True)
    (root / os.fsdecode(b"\xff\xfe.txt")).write_text("odd")
    done = qms(root, "backup", str(tmp_path / "odd.zip"))
    assert done.exit_code == 1, done.stderr
    assert "dcff" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["odd"]


def test_a_backup_waits_for_who_writes(machine: Path, tmp_path: Path) -> None:
    told = threading.Event()
    with held(machine / ".git", "new", "now", lambda _: None):
        waiting = threading.Thread(
            target=lambda: backups.back_up(
                machine, tmp_path / "b.zip", moment="2026-11-23T09:00:00+08:00",
                says=lambda _: told.set(),
            )
        )  # fmt: skip
        waiting.start()
        assert told.wait(120)
        assert not (tmp_path / "b.zip").exists()
    waiting.join()
    assert (tmp_path / "b.zip").exists()


def test_a_stick_that_knows_no_links_takes_a_backup_and_loses_none(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[Path] = []

    def refuse(self: Path, _target: Path) -> None:
        for each in came:
            each.write_text("came meanwhile")
        raise PermissionError(errno.EPERM, "Operation not permitted", str(self))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    target = tmp_path / "stick.zip"
    assert qms(machine, "backup", str(target)).exit_code == 0
    assert qms(tmp_path, "restore", str(target), str(tmp_path / "new")).exit_code == 0
    came.append(tmp_path / "other.zip")
    assert qms(machine, "backup", str(came[0])).exit_code == 1
    assert came[0].read_text() == "came meanwhile"


@pytest.mark.parametrize(
    "odd",
    [{"head": 5}, {"head": None}, {"parts": ["history.bundle"]}, {"parts": {"history.bundle": 5}},
     {"refs": 5}, {"gone": [5]}, {"gone": None}, {"format": "x"}, {"version": {}}],
)  # fmt: skip
def test_a_list_of_parts_that_is_none_is_refused(
    kept: Path, tmp_path: Path, odd: dict[str, object]
) -> None:
    with zipfile.ZipFile(kept) as given, zipfile.ZipFile(tmp_path / "odd.zip", "w") as taken:
        manifest = json.loads(given.read("manifest.json")) | odd
        taken.writestr("history.bundle", given.read("history.bundle"))
        taken.writestr("manifest.json", json.dumps(manifest))
    done = qms(tmp_path, "restore", str(tmp_path / "odd.zip"), str(tmp_path / "new"))
    assert done.exit_code == 1, done.stderr
    assert "不是完好的备份" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_backup_of_a_later_version_names_that_version(kept: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(kept) as given, zipfile.ZipFile(tmp_path / "later.zip", "w") as taken:
        later = {"format": 2, "version": "99.0", "something": "new"}
        manifest = json.loads(given.read("manifest.json")) | later
        taken.writestr("manifest.json", json.dumps(manifest))
    done = qms(tmp_path, "restore", str(tmp_path / "later.zip"), str(tmp_path / "new"))
    assert done.exit_code == 1
    assert "99.0" in done.stderr
