"""What an outsider kept finds what no rule inside can: a repository that was rebuilt as a whole."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.testing.company import make_company, release, replace
from tests.testing.repository import commit, git, qms, write

pytestmark = pytest.mark.attacks

PATH = "records/change-request/2026/GG-2026-0001.yaml"
CLOSED = """\
id: GG-2026-0001
form: QR-2.2.3-01 A/0
date: 2026-02-01
department: after-sales
filled_by: P-001
status: closed
reason: improvement
explanation: 例
method: pages
changes: [{clause: "1", before: 甲, after: 乙}]
"""
DISPOSAL = """\
id: JX-2026-0001
form: QR-7.5-04 A/0
date: 2026-11-01
department: after-sales
filled_by: P-001
approved_by: APPROVED
status: STATUS
records: [GG-2026-0001]
basis: personal-data
reason: 例
method: 删除文件
destroyed_by: P-001
witnessed_by: P-002
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    root = make_company(tmp_path_factory.mktemp("anchored") / "company", keys)
    write(root, {PATH: CLOSED})
    commit(root)
    release(root, keys, "--edition", "2025-12-10", "2026-01-01")
    return root


@pytest.fixture
def root(tmp_path: Path, made: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "r", symlinks=True))


@pytest.fixture
def anchor(root: Path, tmp_path: Path) -> Path:
    file = tmp_path / "anchor.txt"
    done = qms(root, "anchor", "--output", str(file))
    assert done.exit_code == 0, done.stderr
    return file


def held(root: Path, *options: str) -> set[str]:
    done = qms(root, "check", "--format", "json", *options)
    report = json.loads(done.stdout)
    return {each["code"] for each in report["findings"] if each["code"].startswith("ANC")}


def test_what_stands_as_it_did_is_not_complained_of(root: Path, anchor: Path) -> None:
    assert held(root, "--since-anchor", str(anchor)) == set()
    write(root, {PATH.replace("0001", "0002"): CLOSED.replace("0001", "0002")})
    git(root, "mv", PATH, "records/change-request/moved.yaml")
    commit(root)
    assert held(root, "--since-anchor", str(anchor)) == set()


def all_rewritten(root: Path) -> None:
    """A new root, the tags moved: nothing inside tells."""
    replace(root, PATH, "explanation: 例", "explanation: 伪")
    git(root, "add", "-A")
    tree = git(root, "write-tree")
    git(root, "reset", "-q", "--hard", git(root, "commit-tree", tree, "-m", "all new"))
    git(root, "tag", "-d", "manual/A-0")
    git(root, "reflog", "expire", "--expire=now", "--all")
    git(root, "gc", "-q", "--prune=now")


def record_edited(root: Path) -> None:
    replace(root, PATH, "explanation: 例", "explanation: 伪")
    commit(root)


def record_deleted(root: Path) -> None:
    git(root, "rm", "-q", PATH)
    commit(root)


def key_taken_out(root: Path) -> None:
    people = root / "records/person/signers.yaml"
    lines = people.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if "ssh-ed25519" in line)
    swapped = lines[at].split("AAAA")[0] + "AAAA" + lines[at].split("AAAA")[1][::-1].strip() + "\n"
    people.write_text("".join([*lines[:at], swapped, *lines[at + 1 :]]), encoding="utf-8")
    commit(root)


def release_remade(root: Path) -> None:
    replace(root, "records/release/A-0.yaml", "reason: 例", "reason: 别的")
    commit(root)


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        (all_rewritten, "ANC101"),
        (record_edited, "ANC103"),
        (record_deleted, "ANC103"),
        (release_remade, "ANC104"),
        (key_taken_out, "ANC105"),
    ],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_what_changed_since_is_an_error(
    root: Path, anchor: Path, attack: Callable[[Path], None], code: str
) -> None:
    attack(root)
    assert code in held(root, "--since-anchor", str(anchor))
    done = qms(root, "check", "--select", "CMP", "--since-anchor", str(anchor))
    assert done.exit_code == 1  # no choice of rules leaves it out


def disposal(status: str, approved: str, number: str = "0001") -> dict[str, str]:
    text = DISPOSAL.replace("STATUS", status).replace("APPROVED", approved)
    path = f"records/record-disposal/2026/JX-2026-{number}.yaml"
    return {path: text.replace("JX-2026-0001", f"JX-2026-{number}")}


def test_a_disposal_is_accepted_when_another_approved_it_and_signed(
    root: Path, anchor: Path, keys: dict[str, Path]
) -> None:
    record_deleted(root)
    kept = ("--since-anchor", str(anchor))
    write(root, disposal("open", "P-013"))
    assert held(root, *kept) == {"ANC103"}
    write(root, disposal("closed", "P-001"))  # who approved it destroyed it too
    assert held(root, *kept) == {"ANC109"}
    write(root, disposal("closed", "P-013"))
    commit(root)
    said = qms(root, "check", "--select", "CMP", *kept, "--lang", "en")
    assert said.exit_code == 1
    assert "JX-2026-0001, its approval: stated, not signed" in said.stdout
    signing = ("sign", "--on", "JX-2026-0001", "--as", "approved", "--key", str(keys["P-013"]))
    signed = qms(root, *signing)
    assert signed.exit_code == 0, signed.stderr
    assert held(root, *kept) == set()
    assert "FRZ102" not in qms(root, "check").stdout
    replace(root, next(iter(disposal("", ""))), "reason: 例", "reason: 别的")  # after it was signed
    commit(root)
    assert held(root, *kept) == {"ANC109"}


def test_an_anchor_that_was_altered_is_refused(root: Path, anchor: Path) -> None:
    line = anchor.read_text(encoding="utf-8")
    anchor.write_text(line.replace("closed=", "closed=9"), encoding="utf-8")
    refused = qms(root, "check", "--since-anchor", str(anchor), "--lang", "en")
    assert refused.exit_code == 2
    assert "holds no anchor" in refused.stderr


def test_a_shallow_clone_says_that_it_cannot_tell(root: Path, anchor: Path, tmp_path: Path) -> None:
    write(root, {"note.txt": "x"})
    commit(root)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", str(clone))
    said = qms(clone, "check", "--since-anchor", str(anchor), "--lang", "en").stdout
    assert held(clone, "--since-anchor", str(anchor)) == set()
    assert "a shallow clone lacks the anchor's commit" in said


def test_signatures_are_held_against_keys_that_were_kept(
    root: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    signers = tmp_path / "signers"
    lines = {
        person: f'{person} namespaces="qms-release" {Path(f"{key}.pub").read_text("utf-8")}'
        for person, key in keys.items()
    }
    signers.write_text("".join(lines.values()), encoding="utf-8")
    assert held(root, "--signers", str(signers)) == set()
    other = lines["stranger"].replace("stranger", "P-013", 1)
    signers.write_text(lines["P-011"] + lines["P-012"] + other, encoding="utf-8")
    report = json.loads(qms(root, "check", "--format", "json", "--signers", str(signers)).stdout)
    named = [each["path"] for each in report["findings"] if each["code"] == "ANC106"]
    assert named == ["records/signature/A-0-approved.yaml"]
