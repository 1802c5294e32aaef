"""Bad files, each committed to a real repository: a finding with its line and cure, never less.

A good record stands beside each bad one, and a second departure elsewhere, so that every test
also shows that the rest of the report still appears.
"""

import json
import os
from pathlib import Path

import pytest

from tests.testing.repository import commit, qms, repository, write

ELSEWHERE = {"records/clause/more.yaml": '- {id: "2", titel: 例, title_en: Example}\n'}
PATH = "records/department/more.yaml"
GOOD = "- {id: office, name: 办公室, name_en: Office, head_post: general-manager, duties: 办公}\n"


def report(root: Path, *options: str) -> list[dict[str, object]]:
    """Check a repository, which must neither break nor say anything beside the report."""
    result = qms(root, "check", "--format", "json", "--as-of", "2026-11-23", *options)
    assert result.exit_code == 1
    assert result.stderr == ""
    found: list[dict[str, object]] = json.loads(result.stdout)["findings"]
    return found


def findings(root: Path, *, lang: str = "en") -> list[dict[str, object]]:
    """Check a repository; the departure elsewhere must be in the report, and is left out here."""
    commit(root)
    found = report(root, "--lang", lang)
    assert {str(each["path"]) for each in found} >= set(ELSEWHERE)
    return [each for each in found if each["path"] not in ELSEWHERE]


def place(found: dict[str, object]) -> tuple[object, object, object]:
    return found["code"], found["path"], found["line"]


def bad(tmp_path: Path, content: bytes, path: str = PATH) -> dict[str, object]:
    """Return the one finding on a file with this content."""
    root = repository(tmp_path, ELSEWHERE)
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    (only,) = [each for each in findings(root) if each["path"] == path]
    assert only["cure"]
    return only


@pytest.mark.parametrize(
    ("content", "code", "line", "says"),
    [
        pytest.param(
            b"- id: a\n  name: x\n  name: y\n", "FIL102", 3, "duplicate", id="a key written twice"
        ),
        pytest.param(b"- id: a\n\tname: x\n", "FIL102", 2, "tab", id="a tab"),
        pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), "FIL101", 1, "BOM", id="a byte-order mark"),
        pytest.param(
            b"- id: a\n  name: " + "售后".encode("gbk") + b"\n", "FIL101", 2, "GBK", id="GBK"
        ),
        pytest.param(b"- id: \xff\xff\n", "FIL101", 1, "not UTF-8", id="neither UTF-8 nor GBK"),
        pytest.param(GOOD.replace("\n", "\r\n").encode(), "FIL101", 1, "CRLF", id="CRLF"),
        pytest.param(
            b"a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", "FIL102", 1, "alias", id="alias bomb"
        ),
        pytest.param(b"- id: !!python/object x\n", "FIL102", 1, "tag", id="a tag"),
        pytest.param(b"- <<: {id: a}\n", "FIL102", 1, "merge key", id="a merge key"),
        pytest.param(b"%YAML 1.1\n---\n- id: a\n", "FIL102", 2, "directive", id="a directive"),
        pytest.param(b"id: a\n---\nid: b\n", "FIL102", 2, "one document", id="two documents"),
        pytest.param(b"- id: a\n  name: \x07\n", "FIL102", 2, "control", id="a control character"),
        pytest.param(b"[" * 100_000, "FIL102", 1, "nested", id="100,000 brackets deep"),
        pytest.param(b"- " * 100_000 + b"x\n", "FIL102", 1, "nested", id="100,000 dashes deep"),
        pytest.param(
            b"".join(b" " * depth + b"a:\n" for depth in range(1000)),
            "FIL102", 61, "nested", id="1,000 levels of indentation",
        ),
        pytest.param(b"- id: " + b"1" * 64 + b"\n", "FIL102", 1, "quotes", id="an endless number"),
        pytest.param(b"- id: 012\n", "FIL102", 1, "quotes", id="a number with a leading zero"),
        pytest.param(b"- id: a\n  1.10: x\n", "FIL102", 2, "quotes", id="a fraction for a key"),
        pytest.param(b"- id: a\n  name: x\ty\n", "FIL102", 2, "tab", id="a tab in text"),
        pytest.param(b"hello\n", "FIL102", 1, "neither", id="no mapping and no list"),
        pytest.param(b"", "FIL103", 1, "mapping", id="an empty file"),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_finding_at_its_line(
    tmp_path: Path, content: bytes, code: str, line: int, says: str
) -> None:
    found = bad(tmp_path, content)
    assert (found["code"], found["line"]) == (code, line)
    assert says in f"{found['message']} {found['cure']}"


def messages(tmp_path: Path, path: str, content: str) -> list[tuple[object, str]]:
    """Return line and words of every finding on a record file."""
    root = repository(tmp_path, ELSEWHERE | {f"records/{path}": content})
    found = [each for each in findings(root) if each["path"] == f"records/{path}"]
    assert all(each["cure"] for each in found)
    return [(each["line"], f"{each['message']} | {each['cure']}") for each in found]


def wide(digits: str) -> str:
    """Return digits as the full-width ones of Chinese typing."""
    return "".join(chr(ord(each) + 0xFEE0) for each in digits)


CASES = {
    "a day that does not exist": ("date: 2026-05-01", "date: 2026-02-30", 3, "not a date"),
    "a number as text": ("leaves: 3", 'leaves: "3"', 8, "without quotes"),
    "full-width digits in a number": ("leaves: 3", f"leaves: {wide('3')}", 8, "half-width: 3"),
    "full-width digits in a day": (
        "date: 2026-05-01", f"date: {wide('2026')}-05-01", 3, "half-width",
    ),
    "an unknown field": ("leaves: 3", "leafs: 3", 8, "Did you mean leaves"),
    "an id of another kind": (
        "id: XH-2026-0001", "id: TS-2026-0001", 1, "does not follow the pattern",
    ),
    "full-width digits in an id": (
        "id: XH-2026-0001", f"id: XH-{wide('2026')}-0001", 1, "does not follow the pattern",
    ),
    "a reference into nothing": ("destroyed_by: P-002", "destroyed_by: P-999", 6, "P-999"),
    "a choice that there is not": ("status: closed", "status: finished", 9, "Choose from"),
    "text that is a number": ("reason: 旧版", "reason: 12", 10, "quotes"),
    "a missing field": ("reason: 旧版\n", "", 1, "reason is missing"),
    "a record that contradicts itself": (
        "destroyed_by: P-002", "destroyed_by: P-003", 1, "the same person",
    ),
    "full-width digits in a numbered copy": (
        'copy_numbers: ["001"]', f"copy_numbers: [{wide('001')}]", 11, "half-width: 001",
    ),
}  # fmt: skip
DESTRUCTION = """\
id: XH-2026-0001
form: QR-2.2.2-04 A/0
date: 2026-05-01
department: after-sales
filled_by: P-001
destroyed_by: P-002
witnessed_by: P-003
leaves: 3
status: closed
reason: 旧版
copy_numbers: ["001"]
"""


@pytest.mark.parametrize("name", CASES)
def test_a_bad_field_is_found_at_its_line_with_its_cure(tmp_path: Path, name: str) -> None:
    before, after, line, says = CASES[name]
    assert before in DESTRUCTION
    path = "copy-destruction/2026/XH-2026-0001.yaml"
    found = messages(tmp_path, path, DESTRUCTION.replace(before, after))
    assert any(at == line and says in words for at, words in found), found


COMMUNICATION = "communication/2026/GT-2026-0001.yaml"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("2026-02-30T08:00:00+08:00", "not a point in time"),
        ("2026-05-01T08:00:00", "without an offset"),
        ("2026-05-01", "not a point in time"),
        ("2026-05-01T25:00:00+08:00", "not a point in time"),
    ],
)
def test_a_wrong_time_is_named(tmp_path: Path, written: str, says: str) -> None:
    found = messages(tmp_path, COMMUNICATION, f"id: GT-2026-0001\nreceived_at: {written}\n")
    assert any(line == 2 and says in words for line, words in found), found


def test_the_record_of_these_tests_is_itself_sound(tmp_path: Path) -> None:
    path = "records/copy-destruction/2026/XH-2026-0001.yaml"
    root = repository(tmp_path, ELSEWHERE | {path: DESTRUCTION})
    families = {str(each["code"])[:3] for each in findings(root)}
    assert families <= {"CPY"}


def test_records_in_a_file_with_windows_line_ends_are_read_all_the_same(tmp_path: Path) -> None:
    root = repository(tmp_path, ELSEWHERE)
    (root / PATH).write_bytes((GOOD + GOOD).replace("\n", "\r\n").encode())
    codes = {each["code"] for each in findings(root) if each["path"] == PATH}
    assert codes == {"FIL101", "REF101"}


def test_a_giant_file_is_not_read(tmp_path: Path) -> None:
    root = repository(tmp_path, ELSEWHERE)
    with (root / PATH).open("wb") as giant:
        giant.truncate(100 * 1024 * 1024)
    (found,) = [each for each in report(root, "--lang", "en") if each["path"] == PATH]
    assert place(found) == ("FIL102", PATH, 1)
    assert "over 20 MiB" in str(found["message"])


def test_the_limit_of_a_file_is_a_setting(tmp_path: Path) -> None:
    root = repository(tmp_path, ELSEWHERE)
    with (root / "qms.yml").open("a", encoding="utf-8") as settings:
        settings.write("limits: {file_mebibytes: 1}\n")
    write(root, {PATH: GOOD + "#" * 1024 * 1024 + "\n"})
    # That the limit was moved is found as well.
    (found,) = [each for each in findings(root) if each["path"] != "qms.yml"]
    assert place(found) == ("FIL102", PATH, 1)
    assert "over 1 MiB" in str(found["message"])
    assert "file_mebibytes" in str(found["cure"])


@pytest.mark.parametrize("link", [PATH, "records/risk", "records/department/notes.txt"])
def test_a_link_out_of_the_repository_is_found_and_not_followed(tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.yaml").write_text("id: x\n", encoding="utf-8")
    root = repository(tmp_path / "qms", ELSEWHERE)
    write(root, {link: f"-> {outside}"})
    (found,) = findings(root)
    assert place(found) == ("FIL104", link, 1)
    at_the_commit = [place(each) for each in report(root, "--ref", "HEAD")]
    assert ("FIL104", link, 1) in at_the_commit


def test_records_that_are_a_link_themselves_are_found(tmp_path: Path) -> None:
    root = repository(tmp_path / "qms")
    (root / "records").rename(tmp_path / "outside")
    (root / "records").symlink_to(tmp_path / "outside")
    assert ("FIL104", "records", 1) in [place(each) for each in report(root)]


def test_a_name_that_is_not_utf8_does_not_stop_the_report(tmp_path: Path) -> None:
    root = repository(tmp_path, ELSEWHERE)
    name = os.fsencode(root) + b"/records/department/\xff.yaml"
    with open(name, "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(b"- id: [\n")
    found = report(root)
    assert {each["code"] for each in found} == {"FIL102", "FIL103"}
    commit(root)
    assert {each["code"] for each in report(root, "--ref", "HEAD")} == {"FIL102", "FIL103"}
    assert qms(root, "check").exit_code == 1


def test_every_bad_file_is_said_in_chinese_too(tmp_path: Path) -> None:
    root = repository(tmp_path, ELSEWHERE)
    (root / PATH).write_bytes("- id: 售后\n".encode("gbk"))
    (found,) = findings(root, lang="zh")
    assert found["message"] == "编码是 GBK，不是 UTF-8"
    assert "UTF-8" in str(found["cure"])
