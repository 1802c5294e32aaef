"""A new edition is one flow: planned, printed, handed over, the old book counted and destroyed."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.testing.company import edit, make_company, release, request
from tests.testing.repository import commit, git, qms, text_of, write

BY = ("--by", "P-001")


@pytest.fixture(scope="session")
def renewed(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    """A company whose two copies stand at A/0, with B/0 in force from 2026-06-01."""
    root = make_company(tmp_path_factory.mktemp("edition") / "company", keys)
    release(root, keys, "--edition", "2025-12-10", "2026-01-01")
    to = ("--to", "after-sales", "--keeper", "P-002", "--to", "after-sales", "--keeper", "P-003")
    day = ("--as-of", "2026-01-05")
    made = qms(root, "copy", "issue", *to, *BY, *day, "--output", str(root.parent / "a.zip"))
    assert made.exit_code == 0, made.stderr
    for number in ("001", "002"):
        qms(root, "copy", "ack", number, "--received-by", "乙二", *BY, *day)
    write(root, request("agreed"))
    edit(root)
    commit(root)
    release(root, keys, "--edition", "2026-05-01", "2026-06-01")
    return root


@pytest.fixture
def office(renewed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(renewed, tmp_path / "company", symlinks=True)


def _done(root: Path, day: str, *words: str, typed: str = "") -> str:
    done = qms(root, *words, "--as-of", day, "--lang", "en", typed=typed)
    assert done.exit_code == 0, done.stderr
    return done.stdout + done.stderr


def _findings(root: Path, day: str) -> dict[str, list[str]]:
    """Return the cures of what the check says of copies, by code."""
    said = qms(root, "check", "--format", "json", "--select", "CPY", "--as-of", day)
    found: dict[str, list[str]] = {}
    for each in json.loads(said.stdout)["findings"]:
        found.setdefault(each["code"], []).append(each["cure"])
    return found


def test_the_cures_of_the_check_lead_through_a_new_edition(office: Path, tmp_path: Path) -> None:
    names = {
        "经办人": "P-001", "签收人": "乙二", "监销人": "P-002",
    }  # fmt: skip

    def cure(code: str, day: str) -> None:
        (said, *_) = _findings(office, day)[code]
        command = re.search(r"qms (.*)", said)
        assert command, said
        words = [names.get(each, each) for each in command[1].split()]
        output = ("--output", str(tmp_path / "new.zip")) if words[1] == "exchange" else ()
        _done(office, day, *words, *output)

    _done(office, "2026-05-30", "copy", "leaver", "P-003", "--returned", "--reason", "例", *BY)
    cure("CPY109", "2026-06-01")
    assert "CPY109" not in _findings(office, "2026-06-01")
    cure("CPY112", "2026-06-03")
    assert not {"CPY108", "CPY112", "CPY113"} & set(_findings(office, "2026-06-03"))
    cure("CPY113", "2026-07-01")
    assert not {"CPY109", "CPY110", "CPY112", "CPY113"} & set(_findings(office, "2026-07-02"))
    assert "B/0" in _done(office, "2026-07-02", "copy", "list")


def test_what_is_to_be_sent_stands_in_the_status_from_the_release_on(office: Path) -> None:
    said = _done(office, "2026-05-02", "status", "--days", "30")
    assert "to be sent B/0 (in force from 2026-06-01): copies 001 002" in said
    assert "qms copy exchange --to B/0 --by PERSON" in said
    assert "CPY109" not in _findings(office, "2026-05-02")


def test_all_books_are_exchanged_in_one_run_and_one_commit(office: Path, tmp_path: Path) -> None:
    day = "2026-05-20"
    plan = _done(office, day, "copy", "exchange", "--to", "B/0", "--plan")
    assert [line.split()[0] for line in plan.splitlines()] == ["001", "002"]
    before = int(git(office, "rev-list", "--count", "HEAD"))
    archive = tmp_path / "new.zip"
    _done(office, day, "copy", "exchange", "--to", "B/0", *BY, "--output", str(archive))
    assert int(git(office, "rev-list", "--count", "HEAD")) == before + 1
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "new")
    slips = text_of(tmp_path / "new/slips.pdf")
    assert "本册替换您手中的 A/0 旧册" in slips
    made = git(office, "rev-parse", "manual/B-0^{commit}")
    short = _done(office, day, "anchor", "--ref", made).strip().rpartition("short=")[2]
    assert f"{short[:4]} {short[4:8]} {short[8:12]} {short[12:]}（提交 {made[:12]}" in slips
    assert "2026 年 6 月 1 日起生效" in text_of(tmp_path / "new/QM-01-B-0-001.pdf")
    again = qms(office, "copy", "exchange", "--to", "B/0", *BY, "--as-of", day, "--lang", "en")
    assert again.exit_code == 1
    assert "No controlled copy waits for B/0" in again.stderr
    shutil.rmtree(tmp_path / "new")


def test_an_old_book_is_destroyed_by_two_and_only_when_it_is_back(office: Path) -> None:
    archive = str(office.parent / "new.zip")
    _done(office, "2026-06-01", "copy", "exchange", "001", *BY, "--output", archive)
    destroy = ("copy", "destroy", "001", "--old", "A/0", "--reason", "换版", "--lang", "en")
    early = qms(office, *destroy, "--witness", "P-002", *BY, "--as-of", "2026-06-02")
    assert early.exit_code == 1
    assert "No old book A/0 has come back" in early.stderr
    notice = next((office / "records/amendment-notice/2026").glob("*.yaml"))
    due = re.search(r"leaves_recalled: (\d+)", notice.read_text(encoding="utf-8"))
    assert due
    _done(office, "2026-06-01", "copy", "receive", "--scan", *BY, typed=f"001 {due[1]}\n")
    alone = qms(office, *destroy, "--witness", "P-001", *BY, "--as-of", "2026-06-04")
    assert alone.exit_code == 1
    assert "It takes two people" in alone.stderr
    _done(office, "2026-06-04", *destroy[:-2], "--witness", "P-002", *BY)
    twice = qms(office, *destroy, "--witness", "P-002", *BY, "--as-of", "2026-06-05")
    assert twice.exit_code == 1
    sheet = next((office / "records/copy-destruction/2026").glob("*.yaml"))
    assert f"leaves: {due[1]}" in sheet.read_text(encoding="utf-8")
    assert "held" in _done(office, "2026-06-06", "copy", "show", "001")


def test_a_copy_is_refused_lent_and_handed_over(office: Path, tmp_path: Path) -> None:
    day = "2026-02-01"
    to = ("--to", "after-sales", "--keeper", "P-002", "--output", str(tmp_path / "c.pdf"))
    _done(office, day, "copy", "issue", *to, *BY)
    _done(office, day, "copy", "refuse", "003", "--reason", "不需要", *BY)
    assert "returned" in _done(office, day, "copy", "show", "003")
    _done(office, day, "copy", "destroy", "003", "--reason", "拒收", "--witness", "P-002", *BY)
    lend = ("copy", "loan", "001", "--to", "after-sales", "--keeper", "P-003")
    _done(office, day, *lend, "--until", "2026-02-20", *BY)
    again = qms(office, *lend, "--until", "2026-02-20", *BY, "--as-of", day, "--lang", "en")
    assert "Copy 001 is on loan until 2026-02-20" in again.stderr
    assert "give back the loan of copy 001" in _done(office, day, "status", "--days", "30")
    assert "CPY114" not in _findings(office, "2026-02-20")
    assert "qms copy loan 001 --back" in _findings(office, "2026-02-21")["CPY114"][0]
    _done(office, "2026-02-22", "copy", "loan", "001", "--back", *BY)
    assert "CPY114" not in _findings(office, "2026-02-22")
    held = qms(office, "copy", "leaver", "P-003", "--as-of", "2026-02-23", "--lang", "en")
    assert held.exit_code == 1
    assert [line.split()[0] for line in held.stdout.splitlines()] == ["002"]
    over = ("--keeper", "P-001", "--reason", "离职", *BY)
    _done(office, "2026-02-23", "copy", "leaver", "P-003", *over)
    assert qms(office, "copy", "leaver", "P-003", "--as-of", "2026-02-24").exit_code == 0
    _done(office, "2026-02-24", "copy", "leaver", "P-002", "--returned", "--reason", "例", *BY)
    assert not _findings(office, "2026-02-25").get("CPY110")


def test_stock_is_taken_by_codes_and_differences_are_listed(office: Path) -> None:
    day = ("--as-of", "2026-02-01", "--lang", "en")
    code = qms(office, "copy", "show", "001", *day).stdout.splitlines()[0].split()[-1]
    words = ("copy", "stocktake", *BY, *day)
    assert qms(office, *words).exit_code == 1
    found = qms(office, *words, typed=f"https://x/#{code}\nAAAAA-AAAAA\n")
    assert found.exit_code == 1
    assert "002 is out on file and was not seen" in found.stderr
    assert "AAAAA-AAAAA is the code of no copy" in found.stderr
    whole = qms(office, *words, typed=f"{code}\n002\n")
    assert whole.exit_code == 0, whole.stderr
    assert "2 seen, 0 differences" in whole.stderr


@pytest.mark.paper
def test_old_and_new_book_are_told_apart_before_and_after_the_exchange(
    office: Path, tmp_path: Path
) -> None:
    old, archive = tmp_path / "old.pdf", tmp_path / "new.zip"
    _done(office, "2026-05-01", "pdf", "--copy", "001", "--output", str(old))
    _done(office, "2026-05-20", "copy", "exchange", "001", *BY, "--to", "B/0",
          "--output", str(archive))  # fmt: skip
    with zipfile.ZipFile(archive) as packed:
        new = Path(packed.extract("QM-01-B-0-001.pdf", tmp_path))

    def verdict(book: Path, day: str) -> tuple[int, str]:
        said = qms(office, "verify", str(book), "--as-of", day, "--lang", "en")
        return said.exit_code, said.stdout

    status, said = verdict(old, "2026-05-21")
    assert (status, said.endswith("current.\n")) == (0, True)
    status, said = verdict(new, "2026-05-21")
    assert (status, "released, not yet in effect" in said) == (0, True)
    notice = next((office / "records/amendment-notice/2026").glob("*.yaml"))
    due = re.search(r"leaves_recalled: (\d+)", notice.read_text(encoding="utf-8"))
    assert due
    _done(office, "2026-06-01", "copy", "receive", "--scan", *BY, typed=f"001 {due[1]}\n")
    status, said = verdict(old, "2026-06-02")
    assert (status, "superseded, not to be used" in said) == (1, True)
    status, said = verdict(new, "2026-06-02")
    assert (status, "B/0" in said, said.endswith("current.\n")) == (0, True, True)
