"""The process map: each flow of the register is an arrow from its source to its target (4.4)."""

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import pytest

from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch04_system import Process
from qms.model.snapshot import Snapshot
from qms.publish.book.blocks import digest_of
from qms.publish.pictures.process_map import as_known, process_map
from qms.store import loading
from qms.text import LANGS, Lang

ROOT = Path(__file__).parent.parent.parent
_BOX = re.compile(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="4"')
_LINE = re.compile(r'<polyline points="([^"]*)"')
_TEXT = re.compile(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
_SLACK = 0.01
Point = tuple[float, float]


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return loading.load(ROOT, as_of=dt.date(2026, 11, 23))


def boxes(drawn: str) -> dict[str, tuple[float, float, float, float]]:
    """Return each box by the number that stands in it."""
    places = [tuple(map(float, each)) for each in _BOX.findall(drawn)]
    found = {}
    for x, y, words in _TEXT.findall(drawn):
        number = re.match(r"[MCS]\d", words)
        for left, top, width, height in places:
            inside = left < float(x) < left + width and top < float(y) < top + height
            if number and inside:
                found[number[0]] = left, top, width, height
    return found


def ways(drawn: str) -> list[list[Point]]:
    """Return the corners of each arrow."""
    return [
        [(float(x), float(y)) for x, y in (each.split(",") for each in points.split())]
        for points in _LINE.findall(drawn)
    ]


def touches(box: tuple[float, float, float, float], point: Point) -> bool:
    left, top, width, height = box
    across = left - _SLACK <= point[0] <= left + width + _SLACK
    return across and top - _SLACK <= point[1] <= top + height + _SLACK


@pytest.mark.parametrize("lang", LANGS)
def test_every_flow_is_one_arrow_from_its_source_to_its_target(
    sample: Snapshot, lang: Lang
) -> None:
    drawn = str(process_map(sample, lang))
    places = boxes(drawn)
    wanted = sorted((each.id, to) for each in sample.all(Process) for to in each.next)
    assert set(places) == {each.id for each in sample.all(Process)}
    shown = []
    for way in ways(drawn):
        (source,) = [name for name, box in places.items() if touches(box, way[0])]
        (target,) = [name for name, box in places.items() if touches(box, way[-1])]
        shown.append((source, target))
    assert sorted(shown) == wanted


@pytest.mark.parametrize("lang", LANGS)
def test_no_arrow_runs_through_a_box(sample: Snapshot, lang: Lang) -> None:
    drawn = str(process_map(sample, lang))
    for way in ways(drawn):
        for (x1, y1), (x2, y2) in pairwise(way):
            assert x1 == x2 or y1 == y2
            for left, top, width, height in boxes(drawn).values():
                beside = max(x1, x2) <= left + _SLACK or min(x1, x2) >= left + width - _SLACK
                above = max(y1, y2) <= top + _SLACK or min(y1, y2) >= top + height - _SLACK
                assert beside or above, (way, left, top)


def test_arrows_to_different_processes_share_no_upright_line(sample: Snapshot) -> None:
    spans: dict[float, list[tuple[float, float, Point]]] = {}
    for way in ways(str(process_map(sample))):
        (x, y1), (_, y2), end = way[-3:]
        spans.setdefault(x, []).append((min(y1, y2), max(y1, y2), end))
    for here in spans.values():
        for low, high, end in here:
            for other_low, other_high, other in here:
                assert end == other or high < other_low or other_high < low


def test_a_released_page_knows_the_map_by_its_words_and_not_by_its_drawing(
    sample: Snapshot,
) -> None:
    """Each edition holds it in its annex: one of years ago still prints as it was released."""
    known = digest_of("figure", f"<figure>{as_known(sample)}</figure>")
    for release in sample.all(Release):
        assert any(known in page.blocks for page in release.pages)
