"""What is published from the sample: whole, right, and the same bytes every time."""

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

pytestmark = pytest.mark.paper

ROOT = Path(__file__).parent.parent
DAY = "2026-11-23"


def run(*arguments: str, seed: str = "0") -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qms", *arguments, "--root", str(ROOT), "--as-of", DAY],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "book.pdf"
    run("pdf", "--output", str(path))
    return path


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_book_is_a_manual_of_40_to_80_pages_in_order(book: Path) -> None:
    reader = PdfReader(book)
    assert 40 <= len(reader.pages) <= 80
    chapters = [item.title for item in reader.outline if not isinstance(item, list)]
    numbers = [title for title in chapters if title.startswith("第")]
    assert [title.split("章")[0] for title in numbers] == [f"第{n}" for n in range(1, 11)]
    assert reader.metadata is not None
    assert "A/2" in str(reader.metadata.title)


def test_every_chapter_starts_on_a_right_hand_page(book: Path) -> None:
    reader = PdfReader(book)
    for item in reader.outline:
        if not isinstance(item, list) and item.title.startswith("第"):
            assert reader.get_destination_page_number(item) % 2 == 0


def test_only_the_carried_fonts_are_embedded(book: Path) -> None:
    listing = subprocess.run(
        ["pdffonts", book], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert listing
    for line in listing:
        assert re.match(r"[A-Z]{6}\+QMS-(Serif|Sans)", line), line
        assert " yes yes yes " in line


def test_the_pdf_is_well_formed(book: Path) -> None:
    done = subprocess.run(["qpdf", "--check", book], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_printed_text_is_the_text_of_the_chapters(book: Path) -> None:
    """Split fonts print wrong characters without a word; extracted text shows it at once."""
    printed = squeezed(
        subprocess.run(["pdftotext", book, "-"], capture_output=True, text=True, check=True).stdout
    )
    for path in sorted((ROOT / "manual").glob("*.md")):
        body = _released(f"manual/{path.name}").split("\n---\n", 1)[1]
        sentences = re.findall(r"(?<=。)[一-鿿，、]{12,24}(?=[，。；])", body)
        for sentence in sentences[:40]:
            assert sentence in printed, (path.name, sentence)


def test_the_source_chapters_are_attached(book: Path) -> None:
    attached = PdfReader(book).attachments
    name = "02-company-and-manual.md"
    assert attached[name][0].decode() == _released(f"manual/{name}")


def _released(path: str) -> str:
    log = ["git", "log", "--diff-filter=A", "--format=%H", "-1", "--", "records/release/A-2.yaml"]
    commit = subprocess.run(log, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    show = ["git", "show", f"{commit.strip()}:{path}"]
    return subprocess.run(show, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_the_english_book_is_a_translation_and_says_so_on_every_page(tmp_path: Path) -> None:
    for name, seed in (("one.pdf", "0"), ("other.pdf", "1")):
        run("pdf", "--lang", "en", "--output", str(tmp_path / name), seed=seed)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.pdf").read_bytes()
    reader = PdfReader(tmp_path / "one.pdf")
    said = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert all("the Chinese text prevails" in page for page in said)
    whole = "".join(said)
    assert "Translation of revision B/0, which is not in force yet; in force is A/0." in whole
    assert "Not translated yet" not in whole
    assert "first substantive reply 48 hours" in whole
    assert "every quarter" in whole
    assert "Before 20 December of every year" in whole
    assert "responds and deals with the matter within 48 hours" in whole
    assert "{{" not in whole
    assert not reader.attachments


def test_the_book_is_the_same_bytes_in_another_process(book: Path, tmp_path: Path) -> None:
    run("pdf", "--output", str(tmp_path / "again.pdf"), seed="1")
    assert (tmp_path / "again.pdf").read_bytes() == book.read_bytes()


@pytest.mark.parametrize("form", ["html", "pdf", "xlsx", "csv"])
def test_the_log_is_the_same_bytes_and_names_every_copy(form: str, tmp_path: Path) -> None:
    for name in ("one", "other"):
        path = str(tmp_path / name)
        run("log", "--format", form, "--output", path, seed=str(len(name)))
    content = (tmp_path / "one").read_bytes()
    assert content == (tmp_path / "other").read_bytes()
    if form == "csv":
        text = content.decode("utf-8-sig")
        copy = "006,受控,生产部,高博文 P-018,A/0,2025-12-29,顾清和,,高博文,2026-01-06,,,,,在用,"
        assert f'{copy}"A/1 换页回执, A/2 换页回执"' in text
    if form == "xlsx":
        sheet = load_workbook(io.BytesIO(content))["发放回收登记"]
        assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
            f"{number:03}" for number in range(1, 12)
        ]


def test_the_review_pack_is_complete_and_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("one", "other"):
        run("review-pack", "2026", "--output", str(tmp_path / name), seed=str(len(name)))
    one = sorted((tmp_path / "one").iterdir())
    assert [path.name for path in one] == [
        "review-2026.pdf",
        "review-2026.xlsx",
        "review-2026.zip",
    ]
    for path in one:
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()
    with zipfile.ZipFile(tmp_path / "one/review-2026.zip") as archive:
        sums = archive.read("SHA256SUMS").decode().splitlines()
        for line in sums:
            digest, name = line.split("  ")
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    assert len(sums) == 2
