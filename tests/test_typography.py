"""How whatever is printed is set, measured on its pages; docs/typesetting.md has the table."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from qms.operations.printing.book import imprint_of
from qms.publish.book.book import laid_book
from qms.publish.book.new_pages import new_pages
from qms.publish.book.weasy import printed
from qms.publish.book.writing import written
from qms.publish.templating import html
from qms.store.loading import load
from qms.store.workers import spread
from tests.testing.repository import run_qms, text_of
from tests.testing.typography import Measured, measured, sheets_of

pytestmark = pytest.mark.paper

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 11, 23)
TO_A_PRINTER = ("--as-of", DAY.isoformat(), "--output")


def new_edition(path: Path) -> Path:
    """Print the text of the sample's release as a first release of today would be."""
    snapshot = load(ROOT, as_of=DAY)
    release = snapshot.in_force
    assert release is not None
    imprint = imprint_of(ROOT, snapshot, release)
    opening = {"edition": "B", "amendment": 0, "format": 4, "pages": (), "deleted_pages": ()}
    made = new_pages(imprint.as_released, None, amendment=0, spread=spread)
    fresh = release.model_copy(update=opening | {"pages": made.pages})
    path.write_bytes(written(laid_book(replace(imprint, release=fresh))))
    return path


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("papers")
    run_qms(ROOT, "form", "complaint", "--pdf", *TO_A_PRINTER, str(folder / "form.pdf"))
    run_qms(ROOT, "log", "--format", "pdf", *TO_A_PRINTER, str(folder / "log.pdf"))
    run_qms(ROOT, "pdf", "--auditor", *TO_A_PRINTER, str(folder / "auditor.pdf"))
    package = ("change-pack", "--from", "A/1", "--to", "A/2")
    run_qms(ROOT, *package, *TO_A_PRINTER, str(folder / "package.pdf"))
    run_qms(ROOT, "review-pack", "2026", *TO_A_PRINTER, str(folder))
    new_edition(folder / "edition.pdf")
    return {path.stem: path for path in sorted(folder.glob("*.pdf"))}


@pytest.fixture(scope="module")
def figures(papers: Mapping[str, Path]) -> Mapping[str, Measured]:
    return {name: measured(path) for name, path in papers.items()}


def test_every_kind_of_paper_is_measured(figures: Mapping[str, Measured]) -> None:
    assert set(figures) == {"form", "log", "auditor", "package", "review-2026", "edition"}


def test_nothing_stands_out_of_its_page_or_over_its_neighbour(
    figures: Mapping[str, Measured],
) -> None:
    for name, each in figures.items():
        assert (name, each.overfull, each.overlaps) == (name, [], [])


def test_between_chinese_and_latin_is_a_quarter_of_an_em_that_never_stretches(
    figures: Mapping[str, Measured],
) -> None:
    edition = figures["edition"]
    assert edition.mixed > 300
    assert edition.even == edition.mixed
    for name, each in figures.items():
        # A package holds pages of an edition that was set before.
        assert name == "package" or each.widest <= 0.5, (name, each.widest)


def test_no_page_of_the_edition_holds_two_lines_or_begins_with_the_end_of_a_paragraph(
    figures: Mapping[str, Measured],
) -> None:
    assert figures["edition"].scant == []
    assert figures["edition"].stranded == []


def test_type_is_legible_in_print(figures: Mapping[str, Measured]) -> None:
    for name, each in figures.items():
        assert each.smallest >= 7, (name, each.smallest)


def test_lines_of_text_end_flush(papers: Mapping[str, Path]) -> None:
    """Justified lines end where the measure ends; only what no sign may share falls short."""
    short = full = 0
    for sheet in sheets_of(papers["edition"]):
        lines = [line for line in sheet.lines if "Serif" in line[0].face and line[0].size > 10]
        if not lines:
            continue
        left = min(line[0].x for line in lines)
        for line in lines:
            ends = [each for each in line if each.says.strip()][-1]
            end = ends.end - (ends.size / 2 if ends.says in "，。、；：）》”" else 0) - left
            if end > 41 * 10.5:
                full += 1
                short += abs(end - 453.5) > 1
    assert full > 300
    assert short <= full // 4  # the last lines of paragraphs among them


def test_a_rare_name_is_printed_with_the_fonts_of_the_package(tmp_path: Path) -> None:
    path = tmp_path / "rare.pdf"
    path.write_bytes(printed(html("<p>䶮㛃𬭎</p><h2>𬭎</h2>"), title="名", day=DAY))
    assert text_of(path).count("𬭎") == 2
    assert {"㛃", "䶮"} <= set(text_of(path))
    faces = {each.face for sheet in sheets_of(path) for each in sheet.signs if each.says == "𬭎"}
    assert all("QMS" in face for face in faces)
