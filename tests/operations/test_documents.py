"""Controlled documents other than the manual: filed, changed by request, compared, written out."""

import shutil
from pathlib import Path

import pytest

from tests.testing.company import codes
from tests.testing.documents import (
    FIRST,
    NUMBER,
    SECOND,
    add,
    approve,
    ask,
    changed,
    release,
    with_document,
)
from tests.testing.repository import git, qms, write


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return changed(tmp_path_factory.mktemp("made") / "r")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = with_document(tmp_path_factory.mktemp("begun") / "r")
    add(root)
    return root


@pytest.fixture
def root(begun: Path, tmp_path: Path) -> Path:
    return shutil.copytree(begun, tmp_path / "r")


def _refused(root: Path, *arguments: str) -> str:
    result = qms(root, *arguments, "--lang", "en")
    assert result.exit_code == 1, result.output
    return result.stderr


def test_each_version_stays_on_file_as_it_was_approved(made: Path) -> None:
    for version, text in (("A/0", FIRST), ("A/1", SECOND)):
        shown = qms(made, "document", "show", NUMBER, "--version", version)
        assert shown.stdout == text


def test_the_register_follows_the_version_in_the_same_commit(made: Path) -> None:
    files = git(made, "show", "--name-only", "--format=", "HEAD").splitlines()
    assert {each.split("/")[1] for each in files} == {"document", "document-revision"}
    listed = (made / "records/document/documents.yaml").read_text(encoding="utf-8")
    assert "version: A/1" in listed
    assert "effective: 2026-05-01" in listed
    assert "approved_on: 2026-04-03" in listed


def test_the_redline_names_the_section_and_marks_what_came(made: Path) -> None:
    told = qms(made, "diff", "A/0", "A/1", "--document", NUMBER).stdout
    assert "1 职责" in told
    assert "{+登记并+}" in told
    assert "2 记录" not in told


def test_a_request_shows_what_it_changes_before_and_after_it_is_carried_out(
    root: Path, made: Path
) -> None:
    request = ask(root)
    assert "{+登记并+}" in qms(root, "change", "show", request).stdout
    shown = qms(made, "change", "show", request).stdout
    assert "{+登记并+}" in shown
    assert "WJ-2026-0002" in shown


def test_nothing_is_released_that_is_not_approved(root: Path) -> None:
    request = ask(root)
    said = _refused(root, "document", "release", request, "--effective", "2026-05-01")
    assert "not approved" in said


def test_nothing_is_released_of_a_request_that_is_void(root: Path) -> None:
    request = ask(root)
    approve(root, request)
    file = root / f"records/change-request/2026/{request}.yaml"
    text = file.read_text(encoding="utf-8")
    assert "status: closed" in text
    file.write_text(text.replace("status: closed", "status: void"), encoding="utf-8")
    git(root, "commit", "-qam", "void")
    before = git(root, "rev-parse", "HEAD")
    said = _refused(root, "document", "release", request, "--effective", "2026-05-01")
    assert "not approved" in said
    assert git(root, "rev-parse", "HEAD") == before


def test_an_approved_change_that_nobody_released_is_told(root: Path) -> None:
    approve(root, ask(root))
    assert "DOC104" in codes(root)


def test_a_request_is_carried_out_once(made: Path) -> None:
    said = _refused(made, "document", "release", "GG-2026-0001", "--effective", "2026-06-01")
    assert "WJ-2026-0002" in said


def test_a_file_on_record_is_not_simply_replaced(root: Path) -> None:
    write(root.parent, {"other.md": SECOND})
    other = str(root.parent / "other.md")
    assert "change new --document" in _refused(
        root, "document", "add", NUMBER, other, "--by", "P-004"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--version", "A/5"), "does not follow A/0"),
        (("--version", "a1"), "like A/1"),
        (("--clause", "1"), "no clause"),
    ],
)
def test_a_request_that_does_not_fit_is_refused_with_its_cure(
    root: Path, arguments: tuple[str, ...], said: str
) -> None:
    write(root.parent, {"new.md": SECOND})
    new = str(root.parent / "new.md")
    asked = qms(root, "change", "new", "--document", NUMBER, "--file", new, "--reason",
                "improvement", "--explanation", "例", "--by", "P-004", "--lang", "en",
                *arguments)  # fmt: skip
    assert asked.exit_code in {1, 2}
    assert said in asked.stderr
    assert not list(root.glob("records/change-request/*/*"))


def test_the_same_file_again_changes_nothing(root: Path) -> None:
    write(root.parent, {"same.md": FIRST})
    same = str(root.parent / "same.md")
    said = _refused(root, "change", "new", "--document", NUMBER, "--file", same, "--reason",
                    "improvement", "--explanation", "例", "--by", "P-004")  # fmt: skip
    assert "nothing changes" in said


def test_what_runs_or_is_no_document_is_not_filed(root: Path) -> None:
    write(root.parent, {"page.html": "<script>1</script>"})
    page = str(root.parent / "page.html")
    said = _refused(root, "change", "new", "--document", NUMBER, "--file", page, "--reason",
                    "improvement", "--explanation", "例", "--by", "P-004")  # fmt: skip
    assert "Markdown, Word or PDF" in said


def test_who_is_to_study_a_version_is_named_until_exactly_that_file_is_confirmed(
    root: Path,
) -> None:
    request = ask(root, SECOND, "--study-post", "general-manager", "--study-by", "2026-05-31")
    approve(root, request)
    release(root, request)
    late = qms(root, "check", "--as-of", "2026-06-01", "--lang", "en").stdout
    assert f"甲一 has not confirmed the study of {NUMBER} A/1 by 2026-05-31" in late
    assert f"{NUMBER} A/1" in qms(root, "calendar", "--as-of", "2026-04-10").stdout
    for person in ("P-001", "P-002", "P-003"):
        done = qms(root, "study", "confirm", "--person", person, "--document", NUMBER,
                   "--as-of", "2026-05-02")  # fmt: skip
        assert done.exit_code == 0, done.stderr
    assert "STU101" not in qms(root, "check", "--as-of", "2026-06-01").stdout
    said = _refused(root, "study", "confirm", "--person", "P-001", "--document", NUMBER)
    assert "XX-2026-0001" in said
    path = "records/study-confirmation/2026/XX-2026-0001.yaml"
    text = (root / path).read_text(encoding="utf-8")
    sha = text.split("sha256: ")[1][:64]
    write(root, {path: text.replace(sha, "ab" * 32)})
    assert {"STU101", "STU102"} <= codes(root)


def test_a_version_is_confirmed_by_its_name_whatever_came_after_it(root: Path) -> None:
    for text in (SECOND, SECOND + "更多。\n"):
        request = ask(root, text, "--study-post", "general-manager")
        approve(root, request)
        release(root, request)
    late = qms(root, "check", "--as-of", "2026-06-01", "--lang", "en", "--select", "STU").stdout
    assert f"--document {NUMBER} --release A/1" in late
    for version, record in (("A/1", "WJ-2026-0002"), ("A/2", "WJ-2026-0003")):
        done = qms(root, "study", "confirm", "--person", "P-001", "--document", NUMBER,
                   "--release", version, "--as-of", "2026-05-02")  # fmt: skip
        assert done.exit_code == 0, done.stderr
        assert record in git(root, "show", "HEAD")
    said = _refused(root, "study", "confirm", "--person", "P-001", "--document", NUMBER,
                    "--release", "A/7")  # fmt: skip
    assert "no version A/7" in said


def _handed_out(root: Path) -> None:
    done = qms(root, "document", "issue", NUMBER, "--to", "after-sales", "--keeper", "P-001",
               "--received-by", "甲一", "--by", "P-004", "--as-of", "2026-03-05")  # fmt: skip
    assert done.exit_code == 0, done.stderr


def test_a_copy_is_told_until_it_is_exchanged_and_its_number_is_never_given_again(
    root: Path,
) -> None:
    _handed_out(root)
    request = ask(root)
    approve(root, request)
    release(root, request)
    assert "DOC105" not in qms(root, "check", "--as-of", "2026-04-30").stdout
    assert "copy 001 of QP-7.5-01" in qms(root, "check", "--lang", "en").stdout
    assert "001" in qms(root, "leaver", "P-001").stdout
    by = ("--received-by", "甲一", "--by", "P-004")
    assert qms(root, "document", "exchange", NUMBER, "1", *by).exit_code == 0
    assert "DOC105" not in qms(root, "check").stdout
    assert "is the version in force" in _refused(root, "document", "exchange", NUMBER, "1", *by)
    back = ("document", "take-back", NUMBER, "1", "--reason", "调岗", "--by", "P-004")
    assert qms(root, *back).exit_code == 0
    assert "is not out" in _refused(root, *back)
    _handed_out(root)
    listed = qms(root, "document", "copies", NUMBER, "--lang", "en").stdout
    assert [line.split()[0] for line in listed.splitlines()] == ["001", "002"]
    assert "Returned" in listed
