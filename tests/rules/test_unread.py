"""A file that cannot be read costs what stands in it, and accuses nobody of what it may say."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from qms.operations.checking.check import check
from qms.rules.examples import RELEASED
from qms.store.loading import load
from tests.testing.company import codes
from tests.testing.repository import git, qms, repository, write
from tests.testing.sample import sample_in

DAY = dt.date(2026, 11, 23)
PEOPLE = "records/person/people.yaml"
REQUEST = {
    "records/change-request/2026/GG-2026-0001.yaml": (
        "id: GG-2026-0001\nform: QR-2.2.3-01 A/0\ndate: 2026-05-01\ndepartment: after-sales\n"
        'filled_by: P-001\nreason: law\nexplanation: 例\nmethod: pages\nchanges: [{clause: "1"}]\n'
        "reviewed: {verdict: agreed, by: P-001, on: 2026-05-02}\n"
    )
}


def unjudged(root: Path) -> dict[str, str]:
    done = qms(root, "check", "--format", "json", "--as-of", "2026-11-23", "--lang", "en")
    return {each["code"]: each["reason"] for each in json.loads(done.stdout)["not_judged"]}


@pytest.mark.parametrize("content", ["- id: [\n", "- id: P-001\n  name: ' '\n", "\x00"])
def test_who_stands_in_an_unread_register_is_neither_missing_nor_without_post(
    content: str, tmp_path: Path
) -> None:
    root = repository(tmp_path / "r", REQUEST)
    assert "CHG101" in codes(root), "the general manager does not hold the reviewer's post"
    write(root, {PEOPLE: content})
    assert not {"REF103", "CHG101"} & codes(root)
    assert {"REF103", "CHG101"} <= unjudged(root).keys()
    assert "1 references" not in unjudged(root)["REF103"]


@pytest.mark.parametrize(
    "register",
    [
        "department/departments", "process/processes", "document/documents", "person/people",
        "obligation/obligations", "post/posts", "customer/customers", "release/A-0", "release/A-1",
        "release/A-2", "signature/A-2-approved", "kpi/handled-48h", "form/forms",
        "strategic-plan/2026/ZL-2026-0001", "repair-order/2026/WX-2026-0002",
    ],
)  # fmt: skip
def test_of_the_sample_nothing_is_said_that_was_not_so_before(
    register: str, sample: Path, before: frozenset[str]
) -> None:
    path = sample / f"records/{register}.yaml"
    content = path.read_bytes()
    try:
        path.write_bytes(b"a: [\n" + content)
        report = check(sample, load(sample, as_of=DAY))
    finally:
        path.write_bytes(content)
    new = {each.code for each in report.findings if each.fingerprint not in before}
    assert {"FIL102"} <= new <= {"FIL102", "FRZ102"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_in(tmp_path_factory.mktemp("unread"))


@pytest.fixture(scope="module")
def before(sample: Path) -> frozenset[str]:
    report = check(sample, load(sample, as_of=DAY))
    return frozenset(each.fingerprint for each in report.findings)


def test_a_reference_into_a_register_that_was_read_is_judged_all_the_same(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {**REQUEST, **RELEASED})
    write(root, {"records/post/more.yaml": "- id: [\n"})
    write(root, {PEOPLE: "[]\n"})
    assert "REF103" in codes(root)


@pytest.mark.parametrize(
    ("written", "is_said"), [("例", True), ("''", False), ("' '", False), ("　", False)]
)
def test_a_text_that_a_form_asks_for_says_something(
    written: str, is_said: bool, tmp_path: Path
) -> None:
    files = {path: text.replace("explanation: 例", f"explanation: {written}")
             for path, text in REQUEST.items()}  # fmt: skip
    root = repository(tmp_path / "r", files)
    assert ("FIL103" in codes(root)) is not is_said
    if not is_said:
        said = qms(root, "check", "--select", "FIL103", "--lang", "en").stdout
        assert "explanation" in said
        assert "blank" in said or "not text" in said


def test_a_shallow_clone_accuses_nobody_of_a_forged_history(sample: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(sample, whole)
    git(whole, "add", "-A")
    git(whole, "commit", "-q", "--allow-empty", "-m", "as it is")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", whole.as_uri(), str(shallow))
    before, after = (check(root, load(root, as_of=DAY)) for root in (whole, shallow))
    assert {each.fingerprint for each in after.findings} <= {
        each.fingerprint for each in before.findings
    }
    reasons = {each.code: each.reason.en for each in after.not_judged}
    of_releases = [said for code, said in reasons.items() if code.startswith("REL")]
    assert any("git fetch --unshallow" in said for said in of_releases)
    assert "git fetch --unshallow" in reasons["FRZ101"]
