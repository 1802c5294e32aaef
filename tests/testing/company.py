"""A company with three signers, and the steps of a release, for the tests of document control."""

import json
import subprocess
from pathlib import Path

from tests.testing.repository import qms, repository

HOLDERS = {"P-011": "after-sales-head", "P-012": "deputy-business", "P-013": "general-manager"}
ROLES = dict(zip(("prepared", "reviewed", "approved"), HOLDERS, strict=True))

# A key figure that counts as it says.
KPI = "records/kpi/example.yaml"
FIGURE = """\
id: example
name: 例
name_en: Example
clause: '1'
population: person
numerator: '"left" is null'
unit: '%'
direction: higher
targets: {'2026': '60'}
owner: after-sales
frequency: quarter
traps: 无
"""


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


_PLAN = (
    "id: ZL-2025-0001\nform: QR-4.1.2-01 A/0\ndate: 2025-01-01\ndepartment: after-sales\n"
    "filled_by: P-001\nfirst_year: 2020\nlast_year: 2040\ngoal: 例\n"
    "actions: [{action: 例, owner: P-001, due: 2040-12-31, state: planned}]\n"
)


def make_keys(folder: Path) -> dict[str, Path]:
    """Make a key for each signer and one for a stranger."""
    for person in (*HOLDERS, "stranger"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", folder / person],
            check=True,
        )
    return {person: folder / person for person in (*HOLDERS, "stranger")}


def make_company(root: Path, keys: dict[str, Path], settings: str = "") -> Path:
    """Make a repository whose three signers have posts and keys."""
    posts = "".join(_post(p) for p in HOLDERS.values() if p != "general-manager")
    people = "".join(
        _person(person, post, Path(f"{keys[person]}.pub").read_text(encoding="utf-8").strip())
        for person, post in HOLDERS.items()
    )
    settings = (
        "company: {name: 样本公司, short: 样本}\npromise: 例\nmanual: {number: QM-01}\n"
        f"signatures: required\n{settings}"
    )
    return repository(
        root,
        {
            "records/post/signers.yaml": posts,
            "records/person/signers.yaml": people,
            "records/strategic-plan/2025/ZL-2025-0001.yaml": _PLAN,
            "qms.yml": settings,
        },
    )


def sign_all(root: Path, keys: dict[str, Path], day: str) -> None:
    for role, person in ROLES.items():
        result = qms(root, "sign", "--as", role, "--key", str(keys[person]), "--as-of", day)
        assert result.exit_code == 0, result.stderr


def release(root: Path, keys: dict[str, Path], step: str, day: str, effective: str) -> None:
    options = (step, "--effective", effective, "--as-of", day)
    prepared = qms(root, "release", *options, "--reason", "例", "--prepare")
    assert prepared.exit_code == 0, prepared.stderr
    sign_all(root, keys, day)
    made = qms(root, "release", *options)
    assert made.exit_code == 0, made.stderr


def edit(root: Path) -> None:
    chapter = root / "manual/01-order.md"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text.replace("学习本手册", "学习并执行本手册"), encoding="utf-8")


def request(verdict: str) -> dict[str, str]:
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


def codes(root: Path) -> set[str]:
    report = json.loads(qms(root, "check", "--format", "json", "--as-of", "2026-11-23").stdout)
    return {finding["code"] for finding in report["findings"]}


def replace(root: Path, path: str, old: str, new: str) -> None:
    target = root / path
    text = target.read_text(encoding="utf-8")
    assert old in text
    target.write_text(text.replace(old, new), encoding="utf-8")
