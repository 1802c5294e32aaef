"""All that somebody hands over who leaves: nothing that the other lists know is missing."""

from pathlib import Path

from tests.testing.documents import with_document
from tests.testing.repository import qms, write
from tests.testing.sample import ROOT

DAY = "2026-11-23"


def test_posts_copies_and_what_is_owed_are_on_one_list() -> None:
    listed = qms(ROOT, "leaver", "P-015", "--as-of", DAY)
    assert listed.exit_code == 1
    kept = qms(ROOT, "copy", "leaver", "P-015", "--as-of", DAY).stdout.split("\n")
    copies = [line.split()[0] for line in kept if line]
    assert copies
    for word in ("岗位", "部门负责人", "R-010", "GJ-2026-0002", *copies):
        assert word in listed.stdout, word


def test_a_document_that_a_head_is_to_review_is_owed_by_the_head(tmp_path: Path) -> None:
    root = with_document(tmp_path / "r")
    told = qms(root, "leaver", "P-001", "--lang", "en", "--as-of", "2026-11-23").stdout
    assert "head of department" in told
    assert "named in a register  QP-7.5-01" in told


def test_who_has_handed_everything_over_has_an_empty_list(tmp_path: Path) -> None:
    root = with_document(tmp_path / "r")
    write(root, {
        "records/person/gone.yaml": (
            "- id: P-009\n  name: 庚九\n  department: after-sales\n  joined: 2020-01-01\n"
            "  left: 2026-03-31\n  posts: []\n"
        )
    })  # fmt: skip
    done = qms(root, "leaver", "P-009", "--lang", "en", "--as-of", "2026-11-23")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "nothing to hand over" in done.stderr


def test_nobody_of_that_number_is_a_refusal(tmp_path: Path) -> None:
    assert qms(with_document(tmp_path / "r"), "leaver", "P-099").exit_code == 1
