"""Numbered copies through their whole life, their packages, and who tells a forgery."""

import csv
import datetime as dt
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pikepdf
import pytest

from qms.model.kinds.ch02_copies import AmendmentNotice
from qms.standing.seal import seal_in
from qms.store.loading import load
from tests.testing.company import codes, make_company, release, replace
from tests.testing.faces import faces_of
from tests.testing.repository import commit, git, qms, qms_process, run_qms, text_of, write

pytestmark = pytest.mark.paper

BY = ("--by", "P-001")
PARAGRAPH = "各部门应按本手册办理，办理结果记入记录，并由本部门负责人核对后归档保存。" * 6


def _text(paragraphs: list[str]) -> str:
    return "# 1 管理手册颁布令\n\n各部门应学习本手册。\n\n" + "\n\n".join(paragraphs) + "\n"


def _write_text(root: Path, paragraphs: list[str]) -> None:
    path = root / "manual/01-order.md"
    head = path.read_text(encoding="utf-8").split("# 1 ")[0]
    path.write_text(head + _text(paragraphs), encoding="utf-8")


def _amend(
    root: Path, keys: dict[str, Path], paragraphs: list[str], number: int, month: int
) -> None:
    _write_text(root, paragraphs)
    write(
        root,
        {
            f"records/change-request/2026/GG-2026-000{number}.yaml": f"""\
id: GG-2026-000{number}
form: QR-2.2.3-01 A/0
date: 2026-0{month}-01
department: after-sales
filled_by: P-001
status: closed
reason: improvement
explanation: 例
method: pages
changes: [{{clause: "1", before: 甲, after: 乙}}]
reviewed: {{verdict: agreed, by: P-012, on: 2026-0{month}-02}}
approved: {{verdict: agreed, by: P-013, on: 2026-0{month}-03}}
"""
        },
    )
    commit(root)
    release(root, keys, "--amendment", f"2026-0{month}-05", f"2026-0{month}-20")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    """A company with A/0, A/1 (a page grew) and A/2 (a page shrank), and one copy of A/0."""
    company = make_company(tmp_path_factory.mktemp("books") / "company", keys)
    paragraphs = [f"第{n}段：{PARAGRAPH}" for n in range(1, 31)]
    _write_text(company, paragraphs)
    commit(company)
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    run_qms(
        company, "copy", "issue", "--to", "after-sales", "--keeper", "P-002", *BY,
        "--as-of", "2026-01-02", "--output", str(company.parent / "issued.pdf"),
    )  # fmt: skip
    grown = [*paragraphs[:4], "新增：" + PARAGRAPH, *paragraphs[4:]]
    _amend(company, keys, grown, 1, 3)
    _amend(company, keys, [*grown[:20], *grown[26:]], 2, 6)
    return company


@pytest.fixture
def books(made: Path, tmp_path: Path) -> Path:
    """The same company, for one test to change."""
    shutil.copytree(made.parent, tmp_path / "books")
    return tmp_path / "books/company"


def _pages(root: Path, name: str) -> dict[str, int]:
    import yaml

    record = yaml.safe_load((root / f"records/release/{name}.yaml").read_text(encoding="utf-8"))
    return {page["id"]: page["amendment"] for page in record["pages"]}


def test_unchanged_pages_keep_number_and_amendment_through_two_amendments(books: Path) -> None:
    first, second, third = (_pages(books, name) for name in ("A-0", "A-1", "A-2"))
    assert set(first.values()) == {0}
    assert {page for page, amendment in second.items() if amendment == 1} == {"1-1", "1-1.1"}
    changed = {page for page, amendment in third.items() if amendment == 2}
    assert changed
    assert all(page in second for page in changed)
    assert third["1-1.1"] == 1
    assert set(second) - set(third) | changed


@pytest.mark.parametrize(("start", "goal"), [("A/0", "A/1"), ("A/1", "A/2"), ("A/0", "A/2")])
def test_old_book_and_package_give_exactly_the_new_book(
    books: Path, tmp_path: Path, start: str, goal: str
) -> None:
    # While it is in force: a copy of a superseded release bears 作废 across every page.
    day = ("--as-of", {"A/1": "2026-04-01", "A/2": "2026-06-20"}[goal])
    old, new, pack = tmp_path / "old.pdf", tmp_path / "new.pdf", tmp_path / "pack.pdf"
    copy = ("--copy", "001")
    run_qms(books, "pdf", "--release", start, *copy, "--output", str(old), "--as-of", "2026-01-02")
    run_qms(books, "pdf", "--release", goal, *copy, "--output", str(new), *day)
    run_qms(books, "change-pack", "--from", start, "--to", goal, *copy, "--output", str(pack), *day)
    good = qms(books, "change-pack", "--verify", str(old), str(pack), str(new), "--lang", "en")
    assert good.exit_code == 0, good.stderr
    wrong = qms(books, "change-pack", "--verify", str(new), str(pack), str(old), "--lang", "en")
    assert wrong.exit_code == 1
    said = text_of(pack)
    assert "换页说明" in said
    assert "换页回执" in said
    assert "分发号 001" in said
    with pikepdf.open(pack) as pdf:
        told = json.loads(pdf.attachments["instruction.json"].get_file().read_bytes())
    inserted = [label for line in told["exchanges"] for label in line["insert"]]
    assert any("1-1.1" in label for label in inserted) is (start == "A/0")
    check = subprocess.run(["qpdf", "--check", pack], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout


def test_a_package_printed_two_sided_puts_each_leaf_on_one_sheet(
    books: Path, tmp_path: Path
) -> None:
    pack = tmp_path / "pack.pdf"
    day = ("--as-of", "2026-06-20")
    run_qms(books, "change-pack", "--from", "A/0", "--to", "A/2", "--output", str(pack), *day)
    pages = text_of(pack).split("\f")[:-1]
    assert len(pages) % 2 == 0
    sheets = list(zip(pages[::2], pages[1::2], strict=True))
    with pikepdf.open(pack) as pdf:
        told = json.loads(pdf.attachments["instruction.json"].get_file().read_bytes())
        listed = json.loads(pdf.attachments["pages.json"].get_file().read_bytes())
    first = told["first_sheet_page"] // 2
    for leaf, (front, back) in zip(listed, sheets[first:], strict=False):
        for side, page in zip(leaf["sides"], (front, back), strict=True):
            assert ("空白" in page.split()[-1]) if "sha256" not in side else side["id"] in page
    assert "换页说明" in sheets[0][0]
    assert "修改内容" in sheets[(told["summary_page"] - 1) // 2][0]
    receipt, back = sheets[(told["receipt_page"] - 1) // 2]
    assert "换页回执" in receipt
    assert "此面空白" in back
    numbers = [page.split()[at] for page in pages for at in (0, -1) if page.split()]
    labels = [each for each in numbers if each.startswith("换-")]
    assert len(labels) == len(set(labels))


def test_single_sided_paper_leaves_out_blank_faces_and_gives_the_same_book(
    books: Path, tmp_path: Path
) -> None:
    old, new, both, one = (tmp_path / f"{name}.pdf" for name in ("old", "new", "both", "one"))
    day = ("--as-of", "2026-06-20")
    run_qms(books, "pdf", "--release", "A/0", "--as-of", "2026-01-02", "--output", str(old))
    run_qms(books, "pdf", "--release", "A/2", "--output", str(new), *day)
    make = ("change-pack", "--from", "A/0", "--to", "A/2", *day, "--output")
    run_qms(books, *make, str(both))
    run_qms(books, *make, str(one), "--single-sided")
    with pikepdf.open(both) as two_sided, pikepdf.open(one) as one_sided:
        assert len(one_sided.pages) < len(two_sided.pages)
    run_qms(books, "change-pack", "--verify", str(old), str(one), str(new))


def test_the_proof_follows_the_printer_and_refuses_other_copies(
    books: Path, tmp_path: Path
) -> None:
    old, new, pack = (tmp_path / f"{name}.pdf" for name in ("old", "new", "pack"))
    day = ("--as-of", "2026-06-20")
    copy = ("--copy", "001")
    run_qms(books, "pdf", "--release", "A/0", *copy, "--as-of", "2026-01-02", "--output", str(old))
    run_qms(books, "pdf", "--release", "A/2", *copy, *day, "--output", str(new))
    made = ("--from", "A/0", "--to", "A/2", *copy, *day, "--output", str(pack))
    run_qms(books, "change-pack", *made)
    shifted, other = tmp_path / "shifted.pdf", tmp_path / "other.pdf"
    with pikepdf.open(pack) as pdf:
        told = json.loads(pdf.attachments["instruction.json"].get_file().read_bytes())
        del pdf.pages[1]
        _attach(pdf, "instruction.json", told | {"first_sheet_page": told["first_sheet_page"] - 1})
        pdf.save(shifted)
        _attach(pdf, "instruction.json", told | {"copy": "009"})
        pdf.save(other)
    verify = ("change-pack", "--lang", "en", "--verify", str(old))
    said = qms(books, *verify, str(shifted), str(new))
    assert said.exit_code == 1
    assert "does not fall on one sheet" in said.stderr
    said = qms(books, *verify, str(other), str(new))
    assert said.exit_code == 1
    assert said.stderr.count("\n") <= 2
    assert "The old book is copy 001, the package is for copy 009" in said.stderr
    said = qms(books, *verify, str(old), str(new))
    assert said.exit_code == 1
    assert "no change package" in said.stderr


def test_packages_for_all_bear_signed_codes_where_a_key_is_given(
    books: Path, tmp_path: Path, keys: dict[str, Path]
) -> None:
    archive = tmp_path / "all.zip"
    sends = ("change-pack", "--to", "A/2", "--all", "--send", *BY, "--as-of", "2026-06-20")
    done = qms(books, *sends, "--key", str(keys["P-011"]), "--output", str(archive))
    assert done.exit_code == 0, done.stderr
    notices = load(books, as_of=dt.date(2026, 6, 20)).all(AmendmentNotice)
    newest = [each for each in notices if each.release == "A-2"]
    assert newest
    for each in newest:
        seal = seal_in(each.seal)
        assert seal is not None
        assert (seal.number, seal.release) == (each.copy_number, "A-2")


def test_all_who_wait_are_served_in_one_run_and_one_commit(books: Path, tmp_path: Path) -> None:
    run_qms(
        books, "copy", "issue", "--to", "after-sales", "--keeper", "P-003", *BY,
        "--as-of", "2026-03-25", "--output", str(tmp_path / "second.pdf"),
    )  # fmt: skip
    archive, before = tmp_path / "all.zip", git(books, "rev-list", "--count", "HEAD")
    day = ("--as-of", "2026-06-20", "--lang", "en")
    send = ("change-pack", "--to", "A/2", "--all", "--send", *BY, *day, "--output", str(archive))
    done = qms(books, *send)
    assert done.exit_code == 0, done.stderr
    assert int(git(books, "rev-list", "--count", "HEAD")) == int(before) + 1
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()
        packages = [each for each in names if each.startswith("QM-01-")]
        assert len(packages) == 2
        counts = []
        for each in packages:
            with pikepdf.open(io.BytesIO(packed.read(each))) as pdf:
                counts.append(len(pdf.pages))
                told = json.loads(pdf.attachments["instruction.json"].get_file().read_bytes())
                assert told["copy"] == each.removesuffix(".pdf").split("-")[-1]
        with pikepdf.open(io.BytesIO(packed.read("all.pdf"))) as pdf:
            assert len(pdf.pages) == sum(counts)
        assert all(count % 2 == 0 for count in counts)
        rows = list(csv.DictReader(io.StringIO(packed.read("packages.csv").decode("utf-8-sig"))))
        assert [(row["分发号"], row["换自"], row["换到"]) for row in rows] == [
            ("001", "A/0", "A/2"), ("002", "A/1", "A/2"),
        ]  # fmt: skip
        sums = packed.read("SHA256SUMS").decode()
        assert all(row["SHA-256"] in sums for row in rows)
        for name in ("order.pdf", "letters.pdf", "labels-3x8.pdf"):
            packed.extract(name, tmp_path)
    order = text_of(tmp_path / "order.pdf")
    assert f"共 2 份，{sum(counts) // 2} 张纸" in order
    assert [each in order for each in packages] == [True, True]
    letters = text_of(tmp_path / "letters.pdf")
    assert "分发号 001 的换页包：从 A/0 换到 A/2" in "".join(letters.splitlines())
    assert len(pikepdf.open(tmp_path / "letters.pdf").pages) == 3
    assert text_of(tmp_path / "labels-3x8.pdf").count("收") == 2
    again = qms(books, *send)
    assert again.exit_code == 1
    assert "No controlled copy waits for A/2" in again.stderr
    assert "CPY109" not in codes(books)


def test_several_copies_named_are_served_in_one_run_too(books: Path, tmp_path: Path) -> None:
    made = ("copy", "issue", "--to", "after-sales", "--keeper", "P-003", *BY)
    for number in (2, 3):
        run_qms(books, *made, "--as-of", "2026-03-25", "--output", str(tmp_path / f"{number}.pdf"))
    archive = tmp_path / "some.zip"
    day = ("--as-of", "2026-06-20", "--lang", "en", "--output", str(archive))
    pack = ("change-pack", "--to", "A/2", *day)
    for wrong in (("--copy", "001", "--all"), ("--copy", "001", "--copy", "003", "--from", "A/1")):
        assert qms(books, *pack, *wrong).exit_code == 2
    unknown = qms(books, *pack, "--copy", "001", "--copy", "044", "--send", *BY)
    assert unknown.exit_code == 1
    assert not archive.exists()
    done = qms(books, *pack, "--copy", "001", "--copy", "003", "--send", *BY)
    assert done.exit_code == 0, done.stderr
    with zipfile.ZipFile(archive) as packed:
        rows = list(csv.DictReader(io.StringIO(packed.read("packages.csv").decode("utf-8-sig"))))
    assert [row["分发号"] for row in rows] == ["001", "003"]
    notices = sorted(books.glob("records/amendment-notice/2026/*.yaml"))
    assert len(notices) == 2


def test_worn_leaves_are_printed_again_as_the_book_has_them_and_it_is_on_file(
    books: Path, tmp_path: Path
) -> None:
    day = ("--as-of", "2026-02-20", "--lang", "en")
    book, leaves, before = tmp_path / "book.pdf", tmp_path / "leaves.pdf", codes(books)
    run_qms(books, "pdf", "--copy", "001", "--output", str(book), *day)
    worn = ("copy", "replace", "001", "--reason", "破损", *BY, *day, "--output", str(leaves))
    wrong = qms(books, *worn, "--pages", "1-3、9-9")
    assert wrong.exit_code == 1
    assert "no such pages: 9-9" in wrong.stderr
    assert not leaves.exists()
    done = qms(books, *worn, "--pages", "1-3", "--pages", "1-2")
    assert done.exit_code == 0, done.stderr
    whole = [digest for digest in faces_of(book) if digest in faces_of(leaves)]
    assert faces_of(leaves) == whole
    words = text_of(leaves).split("\f")[:-1]
    labels = ("1-1", "1-2", "1-3", "1-4")
    assert all(label in words[at] for at, label in enumerate(labels))
    assert len(words) == len(labels)
    assert all("分发号 001" in each for each in words)
    assert "pages printed again: 1-3, 1-2" in qms(books, "log", *day).stdout
    assert codes(books) == before


def test_who_cannot_be_served_is_named_before_anything_is_printed(
    books: Path, tmp_path: Path
) -> None:
    replace(books, "records/person/people.yaml", "id: P-002\n", "id: P-002\n  left: 2026-05-01\n")
    commit(books)
    archive = tmp_path / "all.zip"
    done = qms(books, "change-pack", "--to", "A/2", "--all", "--as-of", "2026-06-20",
               "--lang", "en", "--output", str(archive))  # fmt: skip
    assert done.exit_code == 1
    assert "001 (its keeper" in done.stderr
    assert "Nothing was printed" in done.stderr
    assert not archive.exists()


def _attach(pdf: pikepdf.Pdf, name: str, data: object) -> None:
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, json.dumps(data).encode(), filename=name)


def test_change_bars_and_link_lines_stand_on_amended_pages_only(
    books: Path, tmp_path: Path
) -> None:
    book = tmp_path / "b.pdf"
    run_qms(books, "pdf", "--release", "A/1", "--output", str(book), "--as-of", "2026-04-01")
    text = text_of(book)
    assert text.count("（下接 1-1.1 页）") == 1
    assert text.count("（下接 1-2 页）") == 1


def test_a_copy_lives_from_issue_to_destruction(books: Path) -> None:
    def do(*words: str) -> str:
        done = qms(books, "copy", *words, "--lang", "en")
        assert done.exit_code == 0, done.stderr
        return done.stdout + done.stderr

    do("ack", "1", "--received-by", "乙二", *BY, "--as-of", "2026-01-05")
    assert "held" in do("show", "001", "--as-of", "2026-01-06")
    run_qms(
        books, "change-pack", "--to", "A/2", "--copy", "001", "--send", *BY,
        "--as-of", "2026-06-20", "--output", str(books.parent / "pack.pdf"),
    )  # fmt: skip
    assert "not acknowledged: A/2" in do("list", "--as-of", "2026-06-21")
    filed = ("--to", "A/2", "--received-by", "乙二", "--leaves-returned", "1", *BY)
    do("amend", "001", *filed, "--as-of", "2026-06-25")
    assert "CPY108" in codes(books)
    assert "A/2" in do("list", "--as-of", "2026-06-26")
    again = qms(books, "copy", "amend", "001", *filed, "--as-of", "2026-06-27")
    assert again.exit_code == 1
    do("replace", "001", "--reason", "破损", *BY, "--as-of", "2026-07-01")
    to = ("--to", "after-sales", "--keeper", "P-001", "--reason", "调岗")
    do("transfer", "001", *to, *BY, "--as-of", "2026-07-02")
    early = qms(
        books, "copy", "destroy", "001", "--witness", "P-002", "--reason", "例", *BY, "--lang", "en"
    )
    assert "have it returned first" in early.stderr
    back = ("--returned-by", "甲一", "--reason", "不再需要")
    do("return", "001", *back, *BY, "--as-of", "2026-07-03")
    alone = qms(books, "copy", "destroy", "001", "--witness", "P-001", "--reason", "例", *BY)
    assert alone.exit_code == 1
    do("destroy", "001", "--witness", "P-002", "--reason", "例", *BY, "--as-of", "2026-07-04")
    assert "destroyed" in do("show", "001", "--as-of", "2026-07-05")
    assert git(books, "status", "--porcelain") == ""


def test_a_copy_reported_lost_never_gets_its_number_again(books: Path) -> None:
    lost = qms(books, "copy", "lost", "001", "--reason", "遗失", *BY, "--as-of", "2026-07-01")
    assert lost.exit_code == 0, lost.stderr
    listed = qms(books, "copy", "list", "--lang", "en", "--as-of", "2026-07-01").stdout
    assert "001  Controlled" in listed
    assert "lost, voided" in listed.splitlines()[0]
    assert listed.splitlines()[1].startswith("002")
    refused = qms(books, "copy", "ack", "001", "--received-by", "乙", *BY, "--as-of", "2026-07-02")
    assert refused.exit_code == 1
    assert "CPY101" not in codes(books)


def test_an_uncontrolled_copy_needs_consent_and_is_stamped_across(
    books: Path, tmp_path: Path
) -> None:
    outside = ("--to", "样本供应商", "--class", "supplier", "--as-of", "2026-07-01", *BY)
    refused = qms(books, "copy", "issue", *outside)
    assert refused.exit_code == 1
    wrong = qms(books, "copy", "issue", *outside, "--consent", "P-013")
    assert wrong.exit_code == 1
    book = tmp_path / "u.pdf"
    run_qms(books, "copy", "issue", *outside, "--consent", "P-011", "--output", str(book))
    pages = len(pikepdf.open(book).pages)
    words = "".join(text_of(book).split())
    assert words.count("非受控·不保证更新") == pages


def test_a_superseded_release_is_stamped_void_and_the_one_in_force_is_not(
    books: Path, tmp_path: Path
) -> None:
    for name, found in (("A/1", True), ("A/2", False)):
        book = tmp_path / "b.pdf"
        run_qms(books, "pdf", "--release", name, "--output", str(book), "--as-of", "2026-06-20")
        assert ("作废" in text_of(book)) is found


def test_verify_knows_the_issued_file_and_refuses_one_changed_byte(
    books: Path, tmp_path: Path
) -> None:
    issued = books.parent / "issued.pdf"
    then = run_qms(books, "verify", str(issued), "--as-of", "2026-02-01", "--lang", "en")
    assert "A/0, controlled copy 001, issued to Service on 2026-01-02: current" in then
    now = qms(books, "verify", str(issued), "--as-of", "2026-06-20", "--lang", "en")
    assert now.exit_code == 1
    assert "superseded" in now.stdout
    content = bytearray(issued.read_bytes())
    content[len(content) // 2] ^= 1
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(content)
    refused = qms_process(books, "verify", str(forged), "--as-of", "2026-02-01", "--lang", "en")
    assert refused.returncode == 1
    assert "issued to" not in refused.stdout
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7 nothing")
    assert qms(books, "verify", str(other)).exit_code == 1


def test_a_copy_printed_again_is_known_by_its_bytes(books: Path, tmp_path: Path) -> None:
    book = tmp_path / "again.pdf"
    day = ("--as-of", "2026-06-20")
    run_qms(books, "pdf", "--copy", "001", "--release", "A/2", "--output", str(book), *day)
    said = run_qms(books, "verify", str(book), "--lang", "en", *day)
    assert "A/2, controlled copy 001" in said


def test_a_code_is_told_however_it_is_typed_and_an_invented_one_is_not(books: Path) -> None:
    day = ("--as-of", "2026-02-01", "--lang", "en")
    code = qms(books, "copy", "show", "001", *day).stdout.split()[-1]
    code = qms(books, "copy", "show", "001", *day).stdout.splitlines()[0].split()[-1]
    for typed in (code, code.lower(), code.replace("-", " "), f"qms {code}"):
        told = qms(books, "verify", typed, *day)
        assert "controlled copy 001" in told.stdout, typed
        assert told.exit_code == 0
    wrong = qms(books, "verify", "AAAAA-AAAAA", *day)
    assert wrong.exit_code == 1
    assert "No copy bears the code" in wrong.stdout


def test_the_log_lists_copies_packages_and_what_is_outstanding(books: Path) -> None:
    run_qms(
        books, "change-pack", "--to", "A/1", "--copy", "001", "--send", *BY,
        "--as-of", "2026-03-20", "--output", str(books.parent / "p.pdf"),
    )  # fmt: skip
    log = qms(books, "log", "--format", "csv", "--lang", "en", "--as-of", "2026-03-21").stdout
    assert "HY-2026-0001,A-0 → A-1".replace("-", "/")[:4] in log.replace("-", "/")
    assert "A/0 → A/1,2026-03-20" in log
    assert "outstanding" in log


def test_who_was_sent_nothing_is_reported_with_the_command_to_type(books: Path) -> None:
    said = qms(books, "check", "--as-of", "2026-06-20", "--lang", "en").stdout
    assert "CPY109" in said
    assert "qms change-pack --to A/2 --copy 001" in said


def test_a_spelling_change_marked_editorial_gets_no_bar(
    company: Path, keys: dict[str, Path]
) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    replace(company, "manual/01-order.md", "学习本手册", "学习本手冊")
    commit(company)
    asked = qms(
        company, "change", "new", "--reason", "improvement", "--explanation", "错字",
        "--editorial", "--by", "P-001", "--as-of", "2026-02-01",
    ).stdout.strip()  # fmt: skip
    for step, person in (("review", "P-012"), ("approve", "P-013")):
        qms(company, "change", step, asked, "--by", person, "--as-of", "2026-02-02")
    release(company, keys, "--amendment", "2026-02-03", "2026-02-10")
    record = (company / "records/release/A-1.yaml").read_text(encoding="utf-8")
    assert "bars" not in record
    assert json.dumps(_pages(company, "A-1")) != json.dumps(_pages(company, "A-0"))
