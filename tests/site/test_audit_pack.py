"""The auditor's folder verified as an auditor would: with sha256sum and ssh-keygen alone."""

import datetime as dt
import hashlib
import html
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from qms.model.kinds.ch02_copies import CopyEvent
from qms.model.kinds.ch07_competence import Person
from qms.model.personal import is_telephone, personal
from qms.store import yaml
from qms.store.loading import load
from tests.site.conftest import DAY, ROOT
from tests.testing.repository import qms, repository

pytestmark = pytest.mark.paper
SIGNED = len(list((ROOT / "records/signature").glob("?-?-*.sig")))  # those of releases


def packed(target: Path, *options: str, seed: str = "0") -> Path:
    command = [sys.executable, "-m", "qms", "audit-pack", "--root", str(ROOT), "--as-of", DAY]
    done = subprocess.run(
        [*command, *options, "--output", str(target)],
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
    assert sum(line.startswith("ssh-keygen -Y verify") for line in typed) == SIGNED
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


@pytest.fixture(scope="module")
def veiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a masked pack; the salts lie beside it."""
    target = tmp_path_factory.mktemp("masked")
    with zipfile.ZipFile(packed(target / "audit.zip", "--masked", "--ref", "HEAD")) as archive:
        archive.extractall(target / "folder")
    return target / "folder"


def test_a_masked_pack_verifies_and_bears_no_history(veiled: Path) -> None:
    assert not (veiled / "history.bundle").exists()
    typed = [line for line in commands(veiled) if "ORIGINAL" not in line]
    assert sum(line.startswith("ssh-keygen -Y verify") for line in typed) == SIGNED
    for line in typed:
        done = shell(line, veiled)
        assert done.returncode == 0, (line, done.stderr)


def test_nothing_about_people_outside_can_be_read_in_a_masked_pack(veiled: Path) -> None:
    snapshot = load(ROOT, as_of=dt.date.fromisoformat(DAY), ref="HEAD")
    outside = {
        value
        for record in snapshot.records
        for value in personal(record)
        if is_telephone(value) or not value.startswith("P-")
    }
    outside -= {person.name for person in snapshot.all(Person)}  # of the staff, and said so
    outside -= {event.holder.organisation for event in snapshot.all(CopyEvent) if event.holder}
    assert len(outside) > 20
    texts = {".yaml", ".html", ".json", ".csv", ".txt", ".md", ".js", ".xml", ""}
    for path in sorted(each for each in veiled.rglob("*") if each.is_file()):
        if path.suffix in texts:
            said = path.read_text(encoding="utf-8", errors="replace")
            assert not [each for each in outside if each in said], path


def test_who_asks_for_an_original_checks_it_by_its_salt_and_can_guess_none(veiled: Path) -> None:
    path = "records/complaint/2026/TS-2026-0014.yaml"
    salts = (veiled.parent / "audit.zip.salts").read_text(encoding="utf-8").splitlines()
    salt = next(line.split("  ")[0] for line in salts if line.endswith(path))
    original = ROOT / path
    done = shell(f"(printf %s {salt}; cat {original}) | sha256sum", veiled)
    sums = (veiled / "WITHHELD").read_text(encoding="utf-8").splitlines()
    digest = next(line.split("  ")[0] for line in sums if line.endswith(path))
    assert done.stdout.split()[0] == digest
    assert hashlib.sha256(original.read_bytes()).hexdigest() != digest
    assert {line.split("  ")[1] for line in sums} == {line.split("  ")[1] for line in salts}


def test_a_masked_record_says_what_the_original_says_but_for_people(veiled: Path) -> None:
    path = "records/complaint/2026/TS-2026-0014.yaml"
    shown = yaml.parsed((veiled / path).read_text(encoding="utf-8"))
    original = yaml.parsed((ROOT / path).read_text(encoding="utf-8"))
    differs = {key for key in original if str(shown.get(key)) != str(original[key])}
    assert differs == {"complainant", "phone"}


def test_the_pack_says_which_personal_data_it_holds_and_who_signed(
    folder: Path, veiled: Path
) -> None:
    for each in (folder, veiled):
        page = (each / "README.html").read_text(encoding="utf-8")
        assert "<li>Complaint (20): Complainant, Phone</li>" in page
        assert "仅声明，未签名" in page
        assert "stated, not signed" in (each / "decisions.csv").read_text(encoding="utf-8-sig")
    assert "仅供审核使用" in (folder / "README.html").read_text(encoding="utf-8")
    assert "已遮盖" in (veiled / "README.html").read_text(encoding="utf-8")
