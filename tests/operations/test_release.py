"""The life of the manual: drafts, change requests, signatures, releases, and attacks on it."""

import subprocess
from pathlib import Path

import pytest

from tests.testing.repository import commit, git, qms, repository, write

HOLDERS = {"P-011": "after-sales-head", "P-012": "deputy-business", "P-013": "general-manager"}
ROLES = dict(zip(("prepared", "reviewed", "approved"), HOLDERS, strict=True))


def _post(post: str) -> str:
    return f"""\
- id: {post}
  name: {post}
  name_en: {post}
  department: after-sales
  overview: 例
  duties: 例
  coordination: 例
  authority: 例
  qualification: {{education: 例, experience: 例, training: 例}}
  features: 例
  written_by: P-001
  confirmed_by: P-001
  approved_by: P-001
  approved_on: 2025-01-01
"""


def _person(person: str, post: str, key: str) -> str:
    return f"""\
- id: {person}
  name: 签{person}
  department: after-sales
  joined: 2020-01-01
  posts: [{{post: {post}, since: 2020-01-01}}]
  keys: [{{public: "{key}", valid_from: 2025-01-01}}]
"""


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    for person in (*HOLDERS, "stranger"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", folder / person],
            check=True,
        )
    return {person: folder / person for person in (*HOLDERS, "stranger")}


@pytest.fixture
def company(tmp_path: Path, keys: dict[str, Path]) -> Path:
    posts = "".join(_post(p) for p in HOLDERS.values() if p != "general-manager")
    people = "".join(
        _person(person, post, Path(f"{keys[person]}.pub").read_text(encoding="utf-8").strip())
        for person, post in HOLDERS.items()
    )
    settings = (
        "company: {name: 样本公司, short: 样本}\npromise: 例\nmanual: {number: QM-01}\n"
        "signatures: required\n"
    )
    return repository(
        tmp_path / "company",
        {
            "records/post/signers.yaml": posts,
            "records/person/signers.yaml": people,
            "qms.yml": settings,
        },
    )


def _sign_all(root: Path, keys: dict[str, Path], day: str) -> None:
    for role, person in ROLES.items():
        result = qms(root, "sign", "--as", role, "--key", str(keys[person]), "--as-of", day)
        assert result.exit_code == 0, result.stderr


def _release(root: Path, keys: dict[str, Path], step: str, day: str, effective: str) -> None:
    options = (step, "--effective", effective, "--as-of", day)
    prepared = qms(root, "release", *options, "--reason", "例", "--prepare")
    assert prepared.exit_code == 0, prepared.stderr
    _sign_all(root, keys, day)
    made = qms(root, "release", *options)
    assert made.exit_code == 0, made.stderr


def _edit(root: Path) -> None:
    chapter = root / "manual/01-order.md"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text.replace("学习本手册", "学习并执行本手册"), encoding="utf-8")


def _request(verdict: str) -> dict[str, str]:
    return {
        "records/change-request/2026/GG-2026-0001.yaml": f"""\
id: GG-2026-0001
form: QR-2.2.3-01 A/0
date: 2026-02-01
department: after-sales
filled_by: P-001
reason: improvement
explanation: 例
method: pages
changes: [{{clause: "1", before: 学习, after: 学习并执行}}]
reviewed: {{verdict: {verdict}, by: P-012, on: 2026-02-02}}
approved: {{verdict: {verdict}, by: P-013, on: 2026-02-03}}
"""
    }


def _codes(root: Path) -> set[str]:
    import json

    report = json.loads(qms(root, "check", "--format", "json", "--as-of", "2026-11-23").stdout)
    return {finding["code"] for finding in report["findings"]}


def test_a_whole_life_from_draft_to_new_edition(company: Path, keys: dict[str, Path]) -> None:
    _release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    assert git(company, "status", "--porcelain") == ""
    assert git(company, "tag") == "manual/A-0"
    assert _codes(company) == set()

    _edit(company)
    commit(company)
    assert _codes(company) == {"REL106"}
    amend = ("--amendment", "--effective", "2026-03-01", "--as-of", "2026-02-10", "--prepare")
    refused = qms(company, "release", *amend, "--lang", "en")
    assert refused.exit_code == 1
    assert "without an approved change request: 1" in refused.stderr

    write(company, _request("rejected"))
    commit(company)
    assert qms(company, "release", *amend).exit_code == 1
    write(company, _request("agreed"))
    commit(company)
    _release(company, keys, "--amendment", "2026-02-10", "2026-03-01")
    assert "revision: A/1" in (company / "manual/01-order.md").read_text(encoding="utf-8")
    assert _codes(company) == set()


def test_what_is_in_force_is_the_text_of_the_newest_release_that_day(
    company: Path, keys: dict[str, Path]
) -> None:
    _release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    before = qms(company, "status", "--as-of", "2025-12-31", "--lang", "en").stdout
    after = qms(company, "status", "--as-of", "2026-01-01", "--lang", "en").stdout
    assert "no release of the manual is in force" in before
    assert "in force: A/0" in after


def test_uncommitted_changes_are_not_released(company: Path) -> None:
    _edit(company)
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
    _sign_all(company, keys, "2025-12-10")
    assert "lies before the approval" in qms(company, "release", *options).stderr


def test_stock_ssh_keygen_accepts_the_signature_and_refuses_an_altered_statement(
    company: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    _release(company, keys, "--edition", "2025-12-10", "2026-01-01")
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


def _replace(root: Path, path: str, old: str, new: str) -> None:
    target = root / path
    text = target.read_text(encoding="utf-8")
    assert old in text
    target.write_text(text.replace(old, new), encoding="utf-8")


ATTACKS = {
    "content changed after approval": (
        _edit,
        "REL106",
    ),
    "approval date moved": (
        lambda root: _replace(
            root, "records/signature/A-0-approved.yaml", "2025-12-10", "2025-12-11"
        ),
        "REL107",
    ),
    "release record edited": (
        lambda root: _replace(root, "records/release/A-0.yaml", "reason: 例", "reason: 改"),
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
        lambda root: _replace(
            root,
            "records/person/signers.yaml",
            "valid_from: 2025-01-01",
            "valid_from: 2025-01-01, revoked: 2025-06-01",
        ),
        "REL108",
    ),
    "post ended before": (
        lambda root: _replace(
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
    _release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    assert _codes(company) == set()
    act, code = ATTACKS[attack]
    act(company)
    commit(company)
    assert code in _codes(company)


def test_a_moved_tag_is_found(company: Path, keys: dict[str, Path]) -> None:
    _release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    commit(company, "later")
    git(company, "tag", "-f", "manual/A-0", "HEAD")
    assert _codes(company) == {"REL111"}
