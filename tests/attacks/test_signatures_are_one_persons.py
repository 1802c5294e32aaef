"""Forged, borrowed and dated-back signatures and keys are found; each way out works (2.2.1)."""

import subprocess
from pathlib import Path

import pytest

from qms.store import clock
from tests.testing.attacking import findings
from tests.testing.company import (
    HOLDERS,
    codes,
    edit,
    make_company,
    release,
    replace,
    request,
    sign_all,
)
from tests.testing.records import OFFICE
from tests.testing.repository import commit, git, qms, write

pytestmark = pytest.mark.attacks

PEOPLE = "records/person/signers.yaml"
_MINUTES = """\
id: GR-2026-0009
form: QR-9.7-02 A/0
date: 2026-11-01
department: after-sales
filled_by: P-013
status: closed
plan: PS-2026-0001
year: 2026
chair: P-013
participants: [P-013]
inputs: []
"""


@pytest.fixture
def released(company: Path, keys: dict[str, Path]) -> Path:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    return company


def public(key: Path) -> str:
    return Path(f"{key}.pub").read_text(encoding="utf-8").strip()


def new_key(folder: Path, name: str) -> Path:
    """Make a key that nobody has in the register yet."""
    key = folder / name
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key], check=True
    )
    return key


def mark_of(key: Path) -> str:
    """Return a key's fingerprint as stock ssh-keygen prints it."""
    line = ["ssh-keygen", "-lf", f"{key}.pub"]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout.split()[1]


def enter(root: Path, person: str, key: Path, since: str = "2025-01-01") -> None:
    """Enter a key by hand, as somebody would who can push."""
    text = (root / PEOPLE).read_text(encoding="utf-8")
    head, _, rest = text.partition(f"- id: {person}\n")
    line = f'keys: [{{public: "{public(key)}", valid_from: {since}}}, '
    (root / PEOPLE).write_text(
        f"{head}- id: {person}\n{rest.replace('keys: [', line, 1)}", encoding="utf-8"
    )


def sign_with(key: Path, path: Path) -> None:
    path.with_name(path.name + ".sig").unlink(missing_ok=True)
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "qms-release", path], check=True
    )


def prepare(root: Path) -> None:
    if (root / "records/release").exists():
        edit(root)
        write(root, request("agreed"))
        commit(root, "change")
    options = ("--effective", "2026-02-01", "--as-of", "2026-01-10", "--reason", "例", "--prepare")
    made = qms(root, "release", "--edition", *options)
    assert made.exit_code == 0, made.stderr


def test_an_honest_release_has_no_finding(released: Path) -> None:
    assert codes(released) == set()


def test_one_key_for_three_people_is_found(tmp_path: Path, keys: dict[str, Path]) -> None:
    one = dict.fromkeys(keys, keys["P-011"])
    root = make_company(tmp_path / "one", one)
    found = findings(root)
    assert {"KEY101"} == {each["code"] for each in found}
    assert {"P-011", "P-012"} <= set(" ".join(each["message"] for each in found).split())


def test_a_key_of_another_in_two_statements_is_found(company: Path, keys: dict[str, Path]) -> None:
    replace(company, PEOPLE, public(keys["P-012"]), public(keys["P-011"]))
    commit(company)
    prepare(company)
    day = ("--as-of", "2026-01-10")
    qms(company, "sign", "--as", "prepared", "--key", str(keys["P-011"]), *day)
    statement = company / "records/signature/B-0-reviewed.yaml"
    first = company / "records/signature/A-0-prepared.yaml"
    text = first.read_text(encoding="utf-8")
    for old, new in (
        ("prepared", "reviewed"),
        ("P-011", "P-012"),
        ("after-sales-head", "deputy-business"),
    ):
        text = text.replace(old, new)
    statement = company / "records/signature/A-0-reviewed.yaml"
    statement.write_text(text, encoding="utf-8")
    sign_with(keys["P-011"], statement)
    commit(company)
    assert {"KEY101", "KEY102"} <= codes(company)


def test_own_keys_entered_with_the_release_that_they_sign_are_found(
    released: Path, tmp_path: Path
) -> None:
    own = {person: new_key(tmp_path, f"own-{person}") for person in HOLDERS}
    for person, key in own.items():
        enter(released, person, key)
    commit(released, "keys")
    prepare(released)
    sign_all(released, own, "2026-01-11")
    options = ("--effective", "2026-02-01", "--as-of", "2026-01-12")
    assert qms(released, "release", "--edition", *options).exit_code == 0
    found = findings(released)
    assert [each["code"] for each in found].count("KEY108") == len(own)
    assert [each["code"] for each in found].count("KEY106") == len(own)
    assert {"error"} == {each["severity"] for each in found if each["code"].startswith("KEY")}


def test_a_key_that_comes_in_the_same_commit_as_its_signature_is_found(
    company: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    prepare(company)
    sign_all(company, keys, "2026-01-10")
    mine = new_key(tmp_path, "mine")
    enter(company, "P-013", mine)
    statement = company / "records/signature/A-0-approved.yaml"
    claimed = statement.read_text(encoding="utf-8")
    fingerprint = claimed.split("fingerprint: ")[1].strip()
    mark = mark_of(mine)
    statement.write_text(claimed.replace(fingerprint, mark), encoding="utf-8")
    sign_with(mine, statement)
    commit(company, "approved anew")
    assert {"KEY108", "KEY109"} <= codes(company)
    git(company, "reset", "-q", "--soft", "HEAD~2")  # without the approval that was there before
    commit(company, "approved")
    assert {"KEY104", "KEY108"} <= codes(company)


@pytest.mark.parametrize(
    ("old", "new"),
    [("name: 签P-013", "name: 别人"), ("fingerprint: SHA256:", "fingerprint: SHA256:x")],
)
def test_a_name_or_a_fingerprint_that_is_not_the_keys_is_found(
    company: Path, keys: dict[str, Path], old: str, new: str
) -> None:
    prepare(company)
    sign_all(company, keys, "2026-01-10")
    statement = "records/signature/A-0-approved.yaml"
    replace(company, statement, old, new)
    sign_with(keys["P-013"], company / statement)
    git(company, "add", "-A")
    git(company, "commit", "-q", "--amend", "-m", "approved")
    found = [each for each in findings(company) if each["code"].startswith("KEY")]
    assert [(each["code"], each["record"]) for each in found] == [("KEY103", "A-0-approved")]


def test_who_is_made_general_manager_today_since_long_ago_is_found(
    released: Path,
) -> None:
    write(released, {"records/person/ninth.yaml": (
        "- id: P-099\n  name: 九\n  department: after-sales\n  joined: 2020-01-01\n"
        "  posts: [{post: general-manager, since: 2015-01-01}]\n"
    )})  # fmt: skip
    commit(released)
    found = [each for each in findings(released) if each["code"].startswith("KEY")]
    assert [each["code"] for each in found] == ["KEY107"]
    assert "P-099" in found[0]["message"]


def test_a_term_of_office_that_had_ended_and_is_lengthened_is_found(
    company: Path, keys: dict[str, Path]
) -> None:
    since = "{post: general-manager, since: 2020-01-01"
    text = (company / PEOPLE).read_text(encoding="utf-8")
    (company / PEOPLE).write_text(
        text.replace(since, f"{since}, until: 2026-01-31"), encoding="utf-8"
    )
    commit(company)
    prepare(company)
    sign_all(company, keys, "2026-01-10")
    assert "KEY107" not in codes(company)
    (company / PEOPLE).write_text(text, encoding="utf-8")
    commit(company)
    assert "KEY107" in codes(company)


def test_a_post_entered_after_the_signature_does_not_make_it_good(
    company: Path, keys: dict[str, Path]
) -> None:
    prepare(company)
    before = (company / PEOPLE).read_text(encoding="utf-8")
    sign_all(company, keys, "2026-01-10")
    git(company, "reset", "-q", "--soft", "HEAD~3")
    replace(company, PEOPLE, "post: general-manager", "post: deputy-technology")
    git(company, "add", PEOPLE)
    git(company, "commit", "-q", "-m", "posts", "--", PEOPLE)
    commit(company, "signed")
    (company / PEOPLE).write_text(before, encoding="utf-8")
    commit(company, "posts as they were")
    assert {"KEY105", "KEY107"} <= codes(company)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("valid_from: 2025-01-01", "valid_from: 2024-01-01"),
        ("revoked: 2999-01-01", "valid_until: 2999-01-01"),
        ("valid_until: 2026-01-31", "valid_until: 2999-01-01"),
    ],
)
def test_a_key_whose_terms_are_changed_afterwards_is_found(
    released: Path, old: str, new: str
) -> None:
    write(released, {})
    if old not in (released / PEOPLE).read_text(encoding="utf-8"):
        first = old.replace("2999-01-01", "2999-01-01")
        replace(released, PEOPLE, "valid_from: 2025-01-01", f"valid_from: 2025-01-01, {first}")
        git(released, "add", "-A")
        commit(released, "terms")
    replace(released, PEOPLE, old, new)
    commit(released)
    assert "KEY106" in codes(released)


def test_a_key_taken_out_of_the_register_is_found(
    released: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    replace(released, PEOPLE, public(keys["P-011"]), public(new_key(tmp_path, "other")))
    commit(released)
    found = findings(released)
    assert {"KEY106", "KEY108"} <= {each["code"] for each in found}


def test_optional_signatures_and_no_signature_files_are_found_and_can_be_put_right(
    released: Path,
) -> None:
    replace(released, "qms.yml", "signatures: required", "signatures: optional")
    for path in (released / "records/signature").glob("*.sig"):
        path.unlink()
    bad = commit(released)
    found = findings(released)
    assert {each["code"] for each in found} == {"KEY109", "KEY111", "KEY115"}
    assert all(bad[:12] in each["message"] for each in found if each["code"] != "KEY115")
    git(released, "checkout", "-q", "HEAD~1", "--", ".")
    good = commit(released)
    found = findings(released)
    assert {(each["code"], each["severity"]) for each in found} == {
        ("KEY110", "info"), ("KEY112", "info"),
    }  # fmt: skip
    assert any(bad[:12] in each["message"] and good[:12] in each["message"] for each in found)


def test_a_signature_dropped_in_a_merge_is_found(released: Path) -> None:
    git(released, "checkout", "-q", "-b", "side")
    write(released, {"notes.txt": "x"})
    commit(released)
    git(released, "checkout", "-q", "main")
    git(released, "merge", "-q", "--no-ff", "--no-commit", "side")
    (released / "records/signature/A-0-approved.yaml.sig").unlink()
    git(released, "add", "-A")
    git(released, "commit", "-q", "-m", "merge")
    assert "KEY109" in codes(released)


def test_keys_from_a_root_of_their_own_are_found(released: Path, tmp_path: Path) -> None:
    git(released, "checkout", "-q", "--orphan", "forged")
    git(released, "rm", "-rq", "--cached", "records/signature", "records/release")
    enter(released, "P-013", new_key(tmp_path, "forged"))
    (released / ".git/info/exclude").write_text("records/signature\nrecords/release\n")
    commit(released, "begin")
    (released / ".git/info/exclude").write_text("")
    git(released, "merge", "-q", "-s", "ours", "--allow-unrelated-histories", "main", "-m", "join")
    git(released, "checkout", "-q", "main", "--", "records/signature", "records/release")
    git(released, "commit", "-q", "--amend", "-m", "join")
    assert "KEY108" in codes(released)


def test_a_new_key_is_introduced_by_the_older_one(
    released: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    fresh = new_key(tmp_path, "fresh")
    done = qms(released, "key", "introduce", "P-011", f"{fresh}.pub", "--key", str(keys["P-011"]))
    assert done.exit_code == 0, done.stderr
    assert codes(released) == set()
    assert public(fresh).split()[1] in (released / PEOPLE).read_text(encoding="utf-8")


def test_who_lost_the_key_is_introduced_by_two_others(
    released: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    fresh = new_key(tmp_path, "fresh")
    introduce = ("key", "introduce", "P-011", f"{fresh}.pub", "--lang", "en", "--key")
    first = qms(released, *introduce, str(keys["P-012"]))
    assert "takes another person" in first.stderr
    assert public(fresh).split()[1] not in (released / PEOPLE).read_text(encoding="utf-8")
    again = qms(released, *introduce, str(keys["P-012"]))
    assert again.exit_code == 1
    second = qms(released, *introduce, str(keys["P-013"]))
    assert second.exit_code == 0, second.stderr
    assert codes(released) == set()
    mark = mark_of(keys["P-011"])
    assert qms(released, "key", "revoke", mark).exit_code == 0
    assert codes(released) == set()


def test_a_key_introduced_by_one_other_alone_is_found(
    released: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    fresh = new_key(tmp_path, "fresh")
    qms(released, "key", "introduce", "P-011", f"{fresh}.pub", "--key", str(keys["P-012"]))
    enter(released, "P-011", fresh, since="2999-01-01")
    commit(released)
    assert "KEY108" in codes(released)


def test_when_all_keys_are_lost_everybody_begins_anew_and_it_stays_told(
    released: Path, tmp_path: Path
) -> None:
    fresh = {person: new_key(tmp_path, f"new-{person}") for person in HOLDERS}
    new = [f"{person}={key}.pub" for person, key in fresh.items()]
    restart = ("key", "restart", "--minutes", "GR-2026-0009", "--reason", "全部遗失", *new)
    assert qms(released, *restart).exit_code == 1  # without minutes
    write(released, {"records/management-review/2026/GR-2026-0009.yaml": _MINUTES})
    commit(released)
    signers = tmp_path / "signers"
    signers.write_text(qms(released, "key", "list").stdout, encoding="utf-8")
    done = qms(released, *restart)
    assert done.exit_code == 0, done.stderr
    found = [each for each in findings(released) if each["code"].startswith("KEY")]
    assert [(each["code"], each["severity"]) for each in found] == [("KEY113", "info")]
    assert "GR-2026-0009" in found[0]["message"]

    day = clock.today(OFFICE).isoformat()  # the keys begin on the office's day
    edit(released)
    write(released, request("agreed"))
    commit(released, "change")
    release(released, fresh, "--edition", day, "2999-01-01")
    kept = findings(released, "--signers", str(signers))
    unknown = [each["record"] for each in kept if each["code"] == "ANC106"]
    assert unknown == ["B-0-approved", "B-0-prepared", "B-0-reviewed"]

    settings = (released / "qms.yml").read_text(encoding="utf-8")
    (released / "qms.yml").write_text(settings.split("key_restarts")[0], encoding="utf-8")
    commit(released)
    found = [each for each in findings(released) if each["severity"] == "error"]
    assert "KEY114" in {each["code"] for each in found}


def test_new_keys_for_all_without_minutes_are_found(released: Path, tmp_path: Path) -> None:
    enter(released, "P-013", new_key(tmp_path, "mine"), since="2999-01-01")
    settings = (released / "qms.yml").read_text(encoding="utf-8")
    entry = "key_restarts: [{on: 2026-11-01, minutes: GR-2026-0009, reason: 例}]\n"
    (released / "qms.yml").write_text(settings + entry, encoding="utf-8")
    commit(released)
    assert {"KEY113", "KEY114"} <= codes(released)


def test_an_auditors_list_follows_introduced_keys_and_finds_strangers(
    released: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    signers = tmp_path / "signers"
    signers.write_text(qms(released, "key", "list").stdout, encoding="utf-8")
    assert findings(released, "--signers", str(signers)) == []
    fresh = new_key(tmp_path, "fresh")
    qms(released, "key", "introduce", "P-011", f"{fresh}.pub", "--key", str(keys["P-011"]))
    found = findings(released, "--signers", str(signers))
    assert [(each["code"], each["severity"]) for each in found] == [("ANC108", "info")]
    signers.write_text(f"P-013 {public(fresh)}\n", encoding="utf-8")
    found = findings(released, "--signers", str(signers))
    assert {"ANC106", "ANC107"} == {each["code"] for each in found}
    signers.write_text("P-013 nonsense\n", encoding="utf-8")
    assert qms(released, "check", "--signers", str(signers)).exit_code == 2


def test_in_a_shallow_clone_the_order_of_keys_is_said_not_to_be_judged(
    released: Path, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{released}", "clone")
    result = qms(tmp_path / "clone", "check", "--lang", "en", "--as-of", "2026-11-23")
    assert "KEY104 the history is not whole" in result.stdout
