"""What stands in a controlled document is what a request had approved, or a finding names it."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.testing.attacking import findings
from tests.testing.documents import FIRST, NUMBER, SECOND, changed
from tests.testing.repository import commit, git, qms, write

pytestmark = pytest.mark.attacks

RECORDS = "records/document-revision/2026"
REQUEST = "records/change-request/2026/GG-2026-0001.yaml"
FORGED = SECOND.replace("登记并发放", "随意发放")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return changed(tmp_path_factory.mktemp("documents") / "r")


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "r")


def _file(root: Path, version: str) -> str:
    found = sorted((root / "attachments/document-revision").rglob(f"*-{version}.md"))
    return found[-1].relative_to(root).as_posix()


def _sum(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _swap(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text, (path, old)
    write(root, {path: text.replace(old, new)})


def _edited(root: Path) -> None:
    write(root, {_file(root, "A-1"): FORGED})


def _old_version_edited(root: Path) -> None:
    write(root, {_file(root, "A-0"): FORGED})


def _removed(root: Path) -> None:
    (root / _file(root, "A-0")).unlink()


def _made_a_link(root: Path) -> None:
    path = root / _file(root, "A-1")
    elsewhere = root / "attachments/other.md"
    elsewhere.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(elsewhere)


def _digest_forged(root: Path) -> None:
    _edited(root)
    _swap(root, f"{RECORDS}/WJ-2026-0002.yaml", _sum(SECOND), _sum(FORGED))


def _digest_forged_everywhere(root: Path) -> None:
    _digest_forged(root)
    _swap(root, REQUEST, _sum(SECOND), _sum(FORGED))


def _without_request(root: Path) -> None:
    _third(root, "A/2", "")


def _by_the_old_request(root: Path) -> None:
    _third(root, "A/2", "change: GG-2026-0001\n")


def _third(root: Path, version: str, more: str) -> None:
    write(root, {
        "attachments/third.md": FORGED,
        f"{RECORDS}/WJ-2026-0003.yaml": (
            "id: WJ-2026-0003\nform: QR-7.5-06 A/0\ndate: 2026-06-01\ndepartment: after-sales\n"
            "filled_by: P-004\nchecked_by: P-005\napproved_by: P-001\nstatus: closed\n"
            f"attachments: [{{path: attachments/third.md, sha256: {_sum(FORGED)}}}]\n"
            f"document: {NUMBER}\nversion: {version}\napproved_on: 2026-06-01\n"
            f"effective: 2026-06-01\nprevious: A/1\nprevious_sha256: {_sum(SECOND)}\n{more}"
        ),
    })  # fmt: skip


def _skipped(root: Path) -> None:
    _third(root, "A/4", "")


def _doubled(root: Path) -> None:
    _third(root, "A/1", "")


def _version_taken_out(root: Path) -> None:
    (root / f"{RECORDS}/WJ-2026-0001.yaml").unlink()


def _register_says_otherwise(root: Path) -> None:
    _swap(root, "records/document/documents.yaml", "version: A/1", "version: A/3")


def _register_names_another_approver(root: Path) -> None:
    _swap(root, "records/document/documents.yaml", "approved_by: P-001", "approved_by: P-005")


def _request_never_approved(root: Path) -> None:
    _swap(root, REQUEST, "verdict: agreed", "verdict: rejected")


def _request_void(root: Path) -> None:
    _swap(root, REQUEST, "status: closed", "status: void")


ATTACKS: dict[Callable[[Path], None], set[str]] = {
    _edited: {"FIL106"},
    _old_version_edited: {"FIL106"},
    _removed: {"FIL106"},
    _made_a_link: {"FIL106"},
    _digest_forged: {"DOC102", "FRZ101"},
    _digest_forged_everywhere: {"FRZ101"},
    _without_request: {"DOC102", "DOC101"},
    _by_the_old_request: {"DOC102"},
    _skipped: {"DOC103"},
    _doubled: {"DOC103"},
    _version_taken_out: {"DOC103"},
    _register_says_otherwise: {"DOC101"},
    _register_names_another_approver: {"DOC101"},
    _request_never_approved: {"DOC102"},
    _request_void: {"DOC102"},
}


def test_what_was_done_by_the_program_is_found_sound(made: Path) -> None:
    found = {each["code"] for each in findings(made)}
    assert not {each for each in found if each.startswith(("DOC", "FRZ", "FIL"))}


@pytest.mark.parametrize("is_committed", [False, True], ids=["in the folder", "committed"])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.__name__.strip("_"))
def test_a_document_changed_outside_a_request_is_an_error(
    root: Path, attack: Callable[[Path], None], *, is_committed: bool
) -> None:
    attack(root)
    if is_committed:
        commit(root)
    errors = {each["code"] for each in findings(root) if each["severity"] == "error"}
    assert errors >= ATTACKS[attack]


def test_a_file_edited_on_a_side_line_is_found_after_the_merge(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "side")
    _edited(root)
    commit(root)
    git(root, "checkout", "-q", "main")
    commit(root, "beside")
    git(root, "merge", "-q", "--no-ff", "side", "-m", "merge")
    assert "FIL106" in {each["code"] for each in findings(root)}


def test_no_concession_and_no_baseline_hides_a_forged_document() -> None:
    from qms.rules import all_rules

    held = {each.code for each in all_rules() if each.is_integrity}
    assert {"DOC102", "DOC103", "FIL106"} <= held


def test_an_altered_file_is_neither_shown_nor_released_from(root: Path) -> None:
    _edited(root)
    commit(root)
    for arguments in (
        ("document", "show", NUMBER, "--version", "A/1"),
        ("diff", "A/0", "A/1", "--document", NUMBER),
    ):
        refused = qms(root, *arguments, "--lang", "en")
        assert refused.exit_code == 1
        assert "no longer what was attached" in refused.stderr
    assert qms(root, "document", "show", NUMBER, "--version", "A/0").stdout == FIRST
