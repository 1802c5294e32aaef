"""How whatever is printed is set, measured on its pages; docs/typesetting.md has the table."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from qms.publish.book.weasy import printed
from qms.publish.templating import html
from tests.testing.repository import run_qms, text_of
from tests.testing.typography import Measured, measured, sheets_of

pytestmark = pytest.mark.paper

ROOT = Path(__file__).parents[1]
# The day on which edition B/0 took effect, the first that is set by signs.
TO_A_PRINTER = ("--as-of", "2026-11-27", "--output")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("papers")
    run_qms(ROOT, "form", "complaint", "--pdf", *TO_A_PRINTER, str(folder / "form.pdf"))
    run_qms(ROOT, "log", "--format", "pdf", *TO_A_PRINTER, str(folder / "log.pdf"))
    run_qms(ROOT, "pdf", "--auditor", *TO_A_PRINTER, str(folder / "auditor.pdf"))
    package = ("change-pack", "--from", "A/1", "--to", "A/2")
    run_qms(ROOT, *package, *TO_A_PRINTER, str(folder / "package.pdf"))
    run_qms(ROOT, "review-pack", "2026", *TO_A_PRINTER, str(folder))
    run_qms(ROOT, "pdf", *TO_A_PRINTER, str(folder / "edition.pdf"))
    run_qms(ROOT, "pdf", "--lang", "en", *TO_A_PRINTER, str(folder / "translation.pdf"))
    return {path.stem: path for path in sorted(folder.glob("*.pdf"))}


@pytest.fixture(scope="module")
def figures(papers: Mapping[str, Path]) -> Mapping[str, Measured]:
    return {name: measured(path) for name, path in papers.items()}


def test_every_kind_of_paper_is_measured(figures: Mapping[str, Measured]) -> None:
    assert set(figures) == {
        "form", "log", "auditor", "package", "review-2026", "edition", "translation",
    }  # fmt: skip


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
        # An opening mark at the beginning of a line hangs out of the measure by half of itself.
        left = min(
            (line[0].x for line in lines if line[0].says not in "（《「【“‘"), default=lines[0][0].x
        )
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
    path.write_bytes(
        printed(html("<p>䶮㛃𬭎</p><h2>𬭎</h2>"), title="名", day=dt.date(2026, 11, 27))
    )
    assert text_of(path).count("𬭎") == 2
    assert {"㛃", "䶮"} <= set(text_of(path))
    faces = {each.face for sheet in sheets_of(path) for each in sheet.signs if each.says == "𬭎"}
    assert all("QMS" in face for face in faces)
