"""What is published works alone: installed into an empty environment, away from the repository."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_lock import pinned

pytestmark = pytest.mark.wheel
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = target.glob("*.whl")
    return built


class Elsewhere:
    """An empty environment and a home of its own, in a folder that knows no repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        (folder / "home").mkdir()
        (folder / "home/.gitconfig").write_text("[user]\n  name = 例\n  email = a@example.org\n")
        kept = {name: each for name, each in os.environ.items() if name.startswith("PIP_")}
        self.environment = kept | {
            "HOME": str(folder / "home"),
            "PATH": f"{folder}/venv/bin:/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
        }

    def runs(self, *words: str, status: int = 0) -> str:
        done = subprocess.run(
            words, cwd=self.folder, env=self.environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == status, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path)


def _by_version(lock: str) -> str:
    """Return a lock's versions without its hashes: what came with them is compared elsewhere."""
    lines = []
    for name, versions in pinned(lock).items():
        for version, below in versions.items():
            marker = below.split("\n")[0].strip(" \\")
            lines.append(f"{name}=={version} {marker}")
    return "\n".join(lines) + "\n"


def test_with_every_extra_a_company_is_begun_checked_and_built(
    wheel: Path, elsewhere: Elsewhere
) -> None:
    versions = elsewhere.folder / "versions.txt"
    versions.write_text(_by_version("all"), encoding="utf-8")
    elsewhere.runs("pip", "install", "-q", "-c", str(versions), f"{wheel}[all]")
    elsewhere.runs("pip", "check")
    elsewhere.runs("qms", "init", "company", "--name", "样本公司", "--short", "样本")
    # A company that has only begun has what to do before its first release, and no defect.
    found = elsewhere.runs("qms", "check", "--root", "company", "--lang", "en")
    assert "0 errors, 0 warnings" in found
    assert "Before the first release (0 of 8 done)" in found
    elsewhere.runs("qms", "build", "--root", "company")
    built = elsewhere.folder / "company/build"
    assert {"site", "check.json"} <= {each.name for each in built.iterdir()}
    assert list(built.glob("*.pdf"))


def test_the_light_set_has_every_hash_checks_and_counts_and_names_the_extra_of_the_rest(
    wheel: Path, elsewhere: Elsewhere
) -> None:
    # The two lines that the CI files type.
    lock = str(ROOT / "lock/default.txt")
    elsewhere.runs("pip", "install", "-q", "--only-binary", ":all:", "--require-hashes", "-r", lock)
    elsewhere.runs("pip", "install", "-q", "--no-deps", str(wheel))
    elsewhere.runs("pip", "check")
    elsewhere.runs("qms", "init", "company", "--name", "样本公司", "--short", "样本")
    elsewhere.runs("qms", "check", "--root", "company", "--fail-on", "never")
    elsewhere.runs("qms", "kpi", "--root", "company")
    elsewhere.runs("qms", "list", "complaint", "--root", "company")
    refused = elsewhere.runs("qms", "site", "--root", "company", "--lang", "en", status=1)
    assert "needs the extra [site]" in refused
