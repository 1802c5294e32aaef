"""Evidence outlives code: what an older version wrote is opened, checked, printed, amended."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from qms import settings
from qms.operations.adoption.init import init
from tests.testing.repository import commit, git, qms, write
from tests.testing.repository import repository as new_repository

pytestmark = pytest.mark.paper

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SAMPLE = "e5810ff6bde9da0ba9e073eacae84f80370ac70a"
FONTS = "qms/publish/book/fonts"
DAY = ("--as-of", "2026-11-23")
PRESENT = Path("present-company")
COMPANIES = [*sorted(HERE.glob("*-company.bundle")), PRESENT]
PROVEN = re.compile(r"REL1|FRZ|SIG")
"""Rules by which releases, signatures and closed records are verified."""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return new_repository(tmp_path / "minimal")


def opened(root: Path) -> dict[str, object]:
    report: dict[str, object] = json.loads(qms(root, "check", *DAY, "--format", "json").stdout)
    return report


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample of 0.1.0 as it stood, history and all."""
    root = tmp_path_factory.mktemp("archive") / "sample"
    subprocess.run(["git", "init", "-q", "-b", "main", root], check=True)
    pack = (HERE / "0.1.0-sample.pack").read_bytes()
    subprocess.run(["git", "-C", root, "unpack-objects", "-q"], input=pack, check=True)
    for font in sorted((ROOT / FONTS).glob("*.ttf")):
        git(root, "hash-object", "-w", str(font))
    git(root, "update-ref", "refs/heads/main", SAMPLE)
    git(root, "config", "user.name", "档案员")
    git(root, "config", "user.email", "archive@example.org")
    git(root, "checkout", "-q", "-f", "main")
    return root


@pytest.fixture(scope="module", params=COMPANIES, ids=lambda path: path.stem)
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a company as a version's `qms init` made it, or as the present one makes it."""
    root = tmp_path_factory.mktemp("archive") / "company"
    if request.param == PRESENT:
        init(root, name="云岭机械有限公司", short="云岭机械")
    else:
        subprocess.run(["git", "clone", "-q", "-b", "main", request.param, root], check=True)
    git(root, "config", "user.name", "档案员")
    git(root, "config", "user.email", "archive@example.org")
    return root


def test_every_file_of_the_sample_is_read_and_every_proof_holds(sample: Path) -> None:
    report = opened(sample)
    findings = report["findings"]
    assert isinstance(findings, list)
    assert not [each for each in findings if each["code"].startswith(("FIL", "QMS"))]
    # The sample's own departures (docs/sample.md) are there; of a release or seal there is none.
    assert not [each for each in findings if PROVEN.match(each["code"])]


def test_the_releases_of_the_sample_are_printed_under_their_own_names(
    sample: Path, tmp_path: Path
) -> None:
    for release in ("A/0", "A/2"):
        file = tmp_path / "book.pdf"
        done = qms(sample, "pdf", "--release", release, *DAY, "--output", str(file))
        assert done.exit_code == 0, done.stderr
        assert file.read_bytes().startswith(b"%PDF-")


def test_the_sample_is_amended_and_upgraded_without_rewriting_a_record(sample: Path) -> None:
    before = git(sample, "rev-parse", "HEAD:records")
    done = qms(sample, "upgrade", *DAY, "--lang", "en")
    assert done.exit_code == 0, done.stderr
    assert git(sample, "rev-parse", "HEAD:records") == before
    assert git(sample, "rev-parse", "HEAD:manual") == git(sample, "rev-parse", f"{SAMPLE}:manual")
    assert f"format: {settings.FORMAT}" in (sample / "qms.yml").read_text(encoding="utf-8")
    assert git(sample, "status", "--porcelain") == ""
    again = qms(sample, "upgrade", *DAY, "--lang", "en")
    assert "already" in again.stderr

    words = ("content=客户来电反映门不严", "--reason", "记录不全", "--by", "P-012")
    corrected = qms(sample, "correct", "TS-2026-0001", *words, *DAY)
    assert corrected.exit_code == 0, corrected.stderr
    report = opened(sample)
    findings = report["findings"]
    assert isinstance(findings, list)
    assert not [each for each in findings if each["code"].startswith(("FIL", "QMS", "FRZ"))]


def test_a_company_of_each_version_is_checked_printed_and_upgraded(
    company: Path, tmp_path: Path
) -> None:
    report = opened(company)
    findings = report["findings"]
    assert isinstance(findings, list)
    assert not [each for each in findings if each["code"].startswith(("FIL", "QMS"))]
    file = tmp_path / "draft.pdf"
    assert qms(company, "pdf", "--draft", *DAY, "--output", str(file)).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert qms(company, "upgrade", *DAY).exit_code == 0
    assert qms(company, "schemas", "--check").exit_code == 0
    assert git(company, "status", "--porcelain") == ""


def test_a_repository_of_a_newer_version_is_refused_in_a_sentence(repository: Path) -> None:
    file = repository / "qms.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + f"format: {settings.FORMAT + 1}\nnew_thing: 1\n", encoding="utf-8")
    for command in (("check",), ("status",), ("list", "person"), ("upgrade",)):
        done = qms(repository, *command, "--lang", "en")
        # A check that could not judge is no check with findings.
        assert done.exit_code == (2 if command == ("check",) else 1)
        assert "written by a newer qms" in done.stderr
        assert "new_thing" not in done.stderr


def test_a_record_of_a_newer_format_of_its_kind_says_so_and_nothing_else(repository: Path) -> None:
    write(repository, {"records/customer/customers.yaml": "- {id: C-1, format: 7, renamed: x}\n"})
    commit(repository)
    done = qms(repository, "check", "--select", "FIL", "--lang", "en")
    said = [line for line in done.stdout.splitlines() if "customers.yaml" in line]
    assert len(said) == 1
    assert "format 7, written by a newer qms" in said[0]


def test_an_upgrade_keeps_out_of_uncommitted_changes(repository: Path) -> None:
    file = repository / "qms.yml"
    file.write_text(file.read_text(encoding="utf-8") + "# half done\n", encoding="utf-8")
    done = qms(repository, "upgrade", "--lang", "en")
    assert done.exit_code == 1
    assert "uncommitted changes" in done.stderr
