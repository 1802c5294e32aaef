"""The auditor's folder verified as an auditor would: with sha256sum and ssh-keygen alone."""

import hashlib
import html
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.site.conftest import DAY, ROOT
from tests.testing.repository import qms, repository

pytestmark = pytest.mark.paper


def packed(target: Path, *, seed: str = "0") -> Path:
    command = [sys.executable, "-m", "qms", "audit-pack", "--root", str(ROOT), "--as-of", DAY]
    done = subprocess.run(
        [*command, "--output", str(target)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packed(tmp_path_factory.mktemp("pack") / "audit.zip")


@pytest.fixture
def folder(pack: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )


def commands(folder: Path) -> list[str]:
    """Every command that the page tells an auditor to type, each once."""
    page = (folder / "README.html").read_text(encoding="utf-8")
    blocks = re.findall(r"<pre><code>(.*?)</code></pre>", page, re.DOTALL)
    lines = [line for block in blocks for line in html.unescape(block).splitlines()]
    return list(dict.fromkeys(lines))


def test_the_pack_holds_site_book_log_records_and_signatures(folder: Path) -> None:
    for name in (
        "README.html",
        "SHA256SUMS",
        "allowed_signers",
        "QM-AS-01-A-2.pdf",
        "log/issue-log.csv",
        "matrix/manual.html",
        "matrix/gbt27922-2011.html",
        "site/index.html",
        "site/en/index.html",
        "records/release/A-2.yaml",
        "records/signature/A-2-approved.yaml.sig",
        "manual/08-operation.md",
    ):
        assert (folder / name).is_file(), name


def test_every_command_of_the_page_succeeds_with_stock_tools(folder: Path) -> None:
    typed = commands(folder)
    assert sum(line.startswith("ssh-keygen -Y verify") for line in typed) == 9
    for line in typed:
        done = shell(line, folder)
        assert done.returncode == 0, (line, done.stderr)
        if line.startswith("ssh-keygen"):
            assert done.stdout.startswith('Good "qms-release" signature for P-')


def test_the_sums_cover_every_file_and_notice_a_changed_one(folder: Path) -> None:
    listed = {line.split("  ", 1)[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    held = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert listed == held - {"SHA256SUMS"}
    record = folder / "records/complaint/2026/TS-2026-0014.yaml"
    record.write_bytes(record.read_bytes().replace("夜班".encode(), "白班".encode()))
    done = shell("sha256sum -c --quiet SHA256SUMS", folder)
    assert done.returncode == 1
    assert "TS-2026-0014.yaml: FAILED" in done.stdout


def test_a_changed_statement_is_noticed_by_ssh_keygen(folder: Path) -> None:
    statement = folder / "records/signature/A-2-approved.yaml"
    statement.write_bytes(statement.read_bytes().replace(b"A-2", b"A-3"))
    line = next(each for each in commands(folder) if "A-2-approved" in each)
    assert shell(line, folder).returncode != 0


def test_the_signed_sum_is_that_of_the_release_record(folder: Path) -> None:
    record = (folder / "records/release/A-2.yaml").read_bytes()
    for role in ("prepared", "reviewed", "approved"):
        statement = (folder / f"records/signature/A-2-{role}.yaml").read_text(encoding="utf-8")
        assert hashlib.sha256(record).hexdigest() in statement


def test_the_records_are_the_repository_s_own_bytes(folder: Path) -> None:
    for path in sorted((ROOT / "records").rglob("*.*")):
        if path.is_file():
            packed_file = folder / path.relative_to(ROOT)
            assert packed_file.read_bytes() == path.read_bytes()


def test_the_pack_is_the_same_bytes_twice(pack: Path, tmp_path: Path) -> None:
    assert packed(tmp_path / "again.zip", seed="7").read_bytes() == pack.read_bytes()


def test_the_pack_is_made_of_a_commit_and_names_it(folder: Path, tmp_path: Path) -> None:
    head = shell("git rev-parse HEAD", ROOT).stdout.strip()
    assert head in (folder / "README.html").read_text(encoding="utf-8")
    assert f"commit={head}" in (folder / "anchor.txt").read_text(encoding="utf-8")
    root = repository(tmp_path / "dirty", {})
    (root / "qms.yml").write_text("x: 1\n", encoding="utf-8")
    done = qms(root, "audit-pack", "--lang", "en", "--output", str(tmp_path / "x.zip"))
    assert done.exit_code == 1
    assert "There are uncommitted changes" in done.stderr


def test_the_history_in_the_pack_is_a_repository(folder: Path) -> None:
    assert shell("git clone -q history.bundle again", folder).returncode == 0
    closed = folder / "again/records/complaint/2026/TS-2026-0014.yaml"
    assert closed.read_bytes() == (folder / closed.relative_to(folder / "again")).read_bytes()


def test_without_a_release_there_is_nothing_to_pack(tmp_path: Path) -> None:
    done = qms(repository(tmp_path / "new"), "audit-pack", "--output", str(tmp_path / "x.zip"))
    assert done.exit_code == 1
    assert "没有生效的手册版本" in done.stderr
    assert not (tmp_path / "x.zip").exists()
