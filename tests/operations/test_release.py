"""Making a release: refusals, stock verification, and attacks on what was released."""

import subprocess
from pathlib import Path

import pytest

from tests.testing.company import codes, edit, release, replace, request, sign_all
from tests.testing.repository import commit, git, qms, write


def test_a_whole_life_from_draft_to_newedition(company: Path, keys: dict[str, Path]) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    assert git(company, "status", "--porcelain") == ""
    assert git(company, "tag") == "manual/A-0"
    assert codes(company) == set()

    edit(company)
    commit(company)
    assert codes(company) == {"REL106"}
    amend = ("--amendment", "--effective", "2026-03-01", "--as-of", "2026-02-10", "--prepare")
    refused = qms(company, "release", *amend, "--lang", "en")
    assert refused.exit_code == 1
    assert "without an approved change request: 1" in refused.stderr

    write(company, request("rejected"))
    commit(company)
    assert qms(company, "release", *amend).exit_code == 1
    write(company, request("agreed"))
    commit(company)
    assert codes(company) == {"REL122"}, "approved and not released yet: asked for, a note"
    release(company, keys, "--amendment", "2026-02-10", "2026-03-01")
    assert "revision: A/1" in (company / "manual/01-order.md").read_text(encoding="utf-8")
    assert codes(company) == set()


def test_a_request_for_another_document_is_none_of_the_manuals(
    company: Path, keys: dict[str, Path]
) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    edit(company)
    mine = request("agreed")
    path, text = next(iter(mine.items()))
    other = text.replace("GG-2026-0001", "GG-2026-0002").replace(
        'changes: [{clause: "1", before: 学习, after: 学习并执行}]',
        f"documents: [{{document: QP-1-01, version: A/1, sha256: {'0' * 64}}}]",
    )
    assert "changes:" not in other
    write(company, mine | {path.replace("0001", "0002"): other})
    commit(company)
    release(company, keys, "--amendment", "2026-02-10", "2026-03-01")
    made = (company / "records/release/A-1.yaml").read_text(encoding="utf-8")
    assert "GG-2026-0001" in made
    assert "GG-2026-0002" not in made


def test_what_is_in_force_is_the_text_of_the_newest_release_that_day(
    company: Path, keys: dict[str, Path]
) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    before = qms(company, "status", "--as-of", "2025-12-31", "--lang", "en").stdout
    after = qms(company, "status", "--as-of", "2026-01-01", "--lang", "en").stdout
    assert "no release of the manual is in force" in before
    assert "in force: A/0" in after


def test_uncommitted_changes_are_not_released(company: Path) -> None:
    edit(company)
    options = ("--edition", "--effective", "2026-01-01", "--prepare", "--lang", "en")
    result = qms(company, "release", *options)
    assert result.exit_code == 1
    assert "uncommitted changes" in result.stderr


def test_signing_out_of_turn_or_without_the_post_is_refused(
    company: Path, keys: dict[str, Path]
) -> None:
    qms(company, "release", "--edition", "--effective", "2026-01-01", "--prepare")
    day = ("--as-of", "2025-12-10", "--lang", "en")
    early = qms(company, "sign", "--as", "approved", "--key", str(keys["P-013"]), *day)
    wrong = qms(company, "sign", "--as", "prepared", "--key", str(keys["P-013"]), *day)
    nobody = qms(company, "sign", "--as", "prepared", "--key", str(keys["stranger"]), *day)
    assert "still lacks: Prepared" in early.stderr
    assert "does not hold after-sales-head" in wrong.stderr
    assert "belongs to nobody" in nobody.stderr
    assert {early.exit_code, wrong.exit_code, nobody.exit_code} == {1}


def test_an_unsigned_release_is_refused(company: Path) -> None:
    options = ("--edition", "--effective", "2026-01-01", "--as-of", "2025-12-10", "--lang", "en")
    qms(company, "release", *options, "--prepare")
    result = qms(company, "release", *options)
    assert result.exit_code == 1
    assert "still lacks: Prepared" in result.stderr


def test_an_effective_date_before_the_approval_is_refused(
    company: Path, keys: dict[str, Path]
) -> None:
    options = ("--edition", "--effective", "2025-12-01", "--as-of", "2025-12-10", "--lang", "en")
    qms(company, "release", *options, "--prepare")
    sign_all(company, keys, "2025-12-10")
    assert "lies before the approval" in qms(company, "release", *options).stderr


def test_stock_ssh_keygen_accepts_the_signature_and_refuses_an_altered_statement(
    company: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    statement = company / "records/signature/A-0-approved.yaml"
    public = Path(f"{keys['P-013']}.pub").read_text(encoding="utf-8")
    allowed = tmp_path / "allowed_signers"
    allowed.write_text(f'P-013 namespaces="qms-release" {public}', encoding="utf-8")
    command = ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", "P-013", "-n", "qms-release"]
    command += ["-s", f"{statement}.sig"]
    good = subprocess.run(command, input=statement.read_bytes(), capture_output=True, check=False)
    altered = statement.read_bytes().replace(b"2025-12-10", b"2025-12-09")
    bad = subprocess.run(command, input=altered, capture_output=True, check=False)
    assert good.returncode == 0
    assert bad.returncode != 0


ATTACKS = {
    "content changed after approval": (
        edit,
        "REL106",
    ),
    "approval date moved": (
        lambda root: replace(
            root, "records/signature/A-0-approved.yaml", "2025-12-10", "2025-12-11"
        ),
        "REL107",
    ),
    "release record edited": (
        lambda root: replace(root, "records/release/A-0.yaml", "reason: 例", "reason: 改"),
        "REL102",
    ),
    "signature deleted": (
        lambda root: (root / "records/signature/A-0-reviewed.yaml").unlink(),
        "REL101",
    ),
    "signature file of another": (
        lambda root: (root / "records/signature/A-0-approved.yaml.sig").write_bytes(
            (root / "records/signature/A-0-prepared.yaml.sig").read_bytes()
        ),
        "REL107",
    ),
    "key revoked before": (
        lambda root: replace(
            root,
            "records/person/signers.yaml",
            "valid_from: 2025-01-01",
            "valid_from: 2025-01-01, revoked: 2025-06-01",
        ),
        "REL108",
    ),
    "signer without the post": (
        lambda root: replace(
            root, "records/person/signers.yaml", "post: deputy-business", "post: after-sales-head"
        ),
        "REL103",
    ),
    "signer before holding the post": (
        lambda root: replace(
            root,
            "records/person/signers.yaml",
            "post: general-manager, since: 2020-01-01",
            "post: general-manager, since: 2026-01-01",
        ),
        "REL103",
    ),
    "key expired before": (
        lambda root: replace(
            root,
            "records/person/signers.yaml",
            "valid_from: 2025-01-01",
            "valid_from: 2025-01-01, valid_until: 2025-06-01",
        ),
        "REL108",
    ),
    "one person signing twice": (
        lambda root: replace(
            root, "records/signature/A-0-approved.yaml", "person: P-013", "person: P-012"
        ),
        "REL104",
    ),
    "approval copied into a chapter": (
        lambda root: replace(root, "manual/01-order.md", "by: P-013", "by: P-012"),
        "REL114",
    ),
    "revision never released": (
        lambda root: replace(root, "manual/01-order.md", "revision: A/0", "revision: A/2"),
        "REL113",
    ),
    "release record put elsewhere": (
        lambda root: git(root, "mv", "records/release/A-0.yaml", "records/release/x.yaml"),
        "FRZ104",
    ),
    "post ended before": (
        lambda root: replace(
            root,
            "records/person/signers.yaml",
            "post: general-manager, since: 2020-01-01",
            "post: general-manager, since: 2020-01-01, until: 2025-01-01",
        ),
        "REL103",
    ),
    "file replaced by a link": (
        lambda root: (
            (root / "records/clause/clauses.yaml").unlink(),
            (root / "records/clause/clauses.yaml").symlink_to("/etc/hostname"),
        ),
        "FIL104",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_found(attack: str, company: Path, keys: dict[str, Path]) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    assert codes(company) == set()
    act, code = ATTACKS[attack]
    act(company)
    commit(company)
    assert code in codes(company)


def test_a_moved_tag_is_found(company: Path, keys: dict[str, Path]) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    commit(company, "later")
    git(company, "tag", "-f", "manual/A-0", "HEAD")
    assert codes(company) == {"REL111"}


def test_a_signature_copied_from_another_release_is_found(
    company: Path, keys: dict[str, Path]
) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    edit(company)
    write(company, request("agreed"))
    commit(company)
    release(company, keys, "--amendment", "2026-02-10", "2026-03-01")
    assert codes(company) == set()
    folder = company / "records/signature"
    for suffix in (".yaml", ".yaml.sig"):
        content = (folder / f"A-0-approved{suffix}").read_bytes()
        (folder / f"A-1-approved{suffix}").write_bytes(
            content.replace(b"A-0", b"A-1") if suffix == ".yaml" else content
        )
    commit(company)
    assert {"REL102", "REL107"} <= codes(company)


def test_a_release_taken_out_of_the_chain_is_found(company: Path, keys: dict[str, Path]) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    edit(company)
    write(company, request("agreed"))
    commit(company)
    release(company, keys, "--amendment", "2026-02-10", "2026-03-01")
    git(company, "tag", "-d", "manual/A-0")
    git(company, "rm", "-q", "records/release/A-0.yaml")
    commit(company)
    assert {"REL110", "REL116"} <= codes(company)


_OTHER = {"after-sales-head": "chief", "deputy-business": "second", "general-manager": "director"}


def test_whoever_the_register_lets_sign_signs_whatever_the_posts_are_called(
    company: Path, keys: dict[str, Path]
) -> None:
    for path in (company / "records").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for before, now in _OTHER.items():
            text = text.replace(before, now)
        path.write_text(text, encoding="utf-8")
    for name, post, role in (
        ("signers.yaml", "chief", "prepared"),
        ("signers.yaml", "second", "reviewed"),
        ("posts.yaml", "director", "approved"),
    ):
        head = f"- id: {post}\n"
        replace(company, f"records/post/{name}", head, f"{head}  signs: [{role}]\n")
    commit(company)
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    assert codes(company) == set()


def test_a_post_that_the_register_gives_no_right_does_not_sign(
    company: Path, keys: dict[str, Path]
) -> None:
    replace(
        company, "records/post/posts.yaml", "- id: general-manager\n",
        "- id: general-manager\n  signs: [prepared, reviewed, approved]\n",
    )  # fmt: skip
    commit(company)
    qms(company, "release", "--edition", "--effective", "2026-01-01", "--prepare")
    day = ("--as-of", "2025-12-10", "--lang", "en")
    refused = qms(company, "sign", "--as", "prepared", "--key", str(keys["P-011"]), *day)
    assert refused.exit_code == 1
    assert "does not hold general-manager" in refused.stderr
