"""What an operation does not find may stand in a file that could not be read: it is named."""

from pathlib import Path

import pytest

from tests.testing.repository import commit, qms, repository, write

BY = ("--by", "P-001")
ASKED = {
    "change-request/2026/GG-2026-0009.yaml": ("close", "GG-2026-0009"),
    "change-request/2026/GG-2026-0008.yaml": ("change", "approve", "GG-2026-0008", *BY),
    "complaint/2026/TS-2026-0009.yaml": ("show", "TS-2026-0009"),
    "copy-event/2026/FF-2026-0001.yaml": ("copy", "show", "001"),
    "temporary-amendment/2026/LS-2026-0001.yaml": (
        "release", "--lapse", "LS-2026-0001", *BY, "--reason", "例",
    ),
    "release-withdrawal/2026/TY-2026-0001.yaml": (
        "sign", "--as", "prepared", "--on", "TY-2026-0001",
    ),
    "release-candidate/2026/A-1.yaml": ("sign", "--as", "prepared"),
    "person/p9.yaml": ("new", "change-request", "--set", "explanation=例", "--by", "P-009"),
}  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("unfound") / "qms")


@pytest.mark.parametrize("path", ASKED)
def test_a_file_of_that_kind_that_cannot_be_read_is_named(path: str, root: Path) -> None:
    before = qms(root, *ASKED[path], "--lang", "en")
    assert before.exit_code == 1, before.stderr
    assert "could not be read" not in before.stderr
    write(root, {f"records/{path}": "- id: [\n", "records/risk/other.yaml": "- id: [\n"})
    commit(root)
    done = qms(root, *ASKED[path], "--lang", "en")
    assert done.exit_code == 1
    assert f"records/{path}" in done.stderr
    assert "records/risk/" not in done.stderr
    assert "qms check" in done.stderr
    for each in (path, "risk/other.yaml"):
        (root / "records" / each).unlink()
    commit(root)
