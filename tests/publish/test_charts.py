"""Charts: every value is drawn inside its frame and said in words."""

import datetime as dt
import re
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from qms.model.kinds.ch06_objectives import Direction
from qms.publish.pictures.charts import Bar, Node, bars, tree
from qms.publish.pictures.maps import organisation, organisation_formerly
from qms.publish.pictures.risks import Placed, RiskState, risk_matrix
from qms.publish.pictures.trends import Point, Target, ticks, trend
from qms.store.loading import load

ROOT = Path(__file__).parent.parent.parent
_DOT = re.compile(r'<circle cx="([-\d.]+)" cy="([-\d.]+)"')
_FRAME = re.compile(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"')
number = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)


@given(st.lists(st.none() | number, max_size=12), st.none() | number)
@example([], None)
@example([None, None], 90.0)
@example([100.0, 100.0], 100.0)
@example([0.0, None, -5.0, 1e6], 0.0)
def test_every_value_of_a_trend_is_a_dot_inside_its_frame(
    values: list[float | None], target: float | None
) -> None:
    points = [Point(f"{month:02}", value) for month, value in enumerate(values, 1)]
    aim = None if target is None else Target(target, Direction.higher_is_better, "target")
    drawn = trend("a <trend> & more", points, aim)
    frame = _FRAME.search(drawn)
    assert frame is not None
    x, y, width, height = map(float, frame.groups())
    dots = [(float(a), float(b)) for a, b in _DOT.findall(drawn)]
    assert len(dots) == sum(value is not None for value in values)
    for across, down in dots:
        assert x - 0.01 <= across <= x + width + 0.01
        assert y - 0.01 <= down <= y + height + 0.01
    assert "a &lt;trend&gt; &amp; more" in drawn
    assert ("stroke-dasharray" in drawn) is (target is not None)


def test_a_higher_value_stands_higher() -> None:
    aim = Target(50, Direction.lower_is_better, "target")
    drawn = trend("t", [Point("1", 10), Point("2", 90)], aim)
    (_, low), (_, high) = _DOT.findall(drawn)
    assert float(high) < float(low)


def test_a_gap_in_the_data_is_a_gap_in_the_line() -> None:
    values = [1.0, 2.0, None, 4.0, 5.0]
    points = [Point(str(index), value) for index, value in enumerate(values)]
    assert trend("t", points, None).count("<polyline") == 2


def test_bars_keep_the_proportions_of_their_numbers() -> None:
    drawn = bars("b", [Bar("one", 10, 5, "50 %"), Bar("two", 20, 0, "100 %")])
    widths = [float(each) for each in re.findall(r'width="([\d.]+)" height="14"', drawn)]
    assert widths[0] == widths[1]
    assert abs(widths[2] - 4 * widths[0]) < 0.05
    assert "50 %" in drawn


def test_a_risk_stands_in_the_cell_of_its_severity_and_likelihood() -> None:
    risks = (Placed("R-001", 5, 1), Placed("R-002", 1, 5, RiskState.late, "r.html"))
    drawn = risk_matrix("m", risks, (5, 15), "en")
    place = {
        name: (float(x), float(y))
        for x, y, name in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>(R-\d+)', drawn)
    }
    assert place["R-001"][0] < place["R-002"][0]
    assert place["R-001"][1] < place["R-002"][1]
    assert '<a href="r.html">' in drawn
    assert ">R-002!</text>" in drawn


def test_the_bands_of_the_matrix_are_the_levels_of_the_manual() -> None:
    fills = re.findall(r'height="44" fill="([^"]+)"', risk_matrix("m", (), (5, 15)))
    products = [severity * likelihood for severity in range(1, 6) for likelihood in range(1, 6)]
    low, medium, high = (fills[products.index(each)] for each in (4, 5, 15))
    assert len({low, medium, high}) == 3
    wanted = [high if each >= 15 else medium if each >= 5 else low for each in products]
    assert fills == wanted


def test_no_two_objectives_overlap_in_the_tree() -> None:
    leaf = Node(("leaf", ""))
    roots = [Node(("a", ""), (leaf, Node(("b", ""), (leaf, leaf)))), Node(("c", ""))]
    drawn = tree("t", roots)
    boxes = [tuple(map(float, each)) for each in _FRAME.findall(drawn)]
    assert len(boxes) == 6
    for index, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, *_ in boxes[index + 1 :]:
            assert abs(x - other_x) >= width or abs(y - other_y) >= height


@given(number, number)
@example(0.0, 0.0)
@example(100.0, 100.0)
@example(1e-9, 2e-9)
def test_marks_of_an_axis_are_few_and_reach_over_the_values(one: float, other: float) -> None:
    low, high = sorted((one, other))
    marks = ticks(low, high)
    size = marks[-1] - marks[0]
    assert marks[0] <= low + 1e-6 * size
    assert high <= marks[-1] + 1e-6 * size
    assert 2 <= len(marks) <= 8
    assert marks == sorted(set(marks))


def test_an_axis_of_a_share_ends_at_a_hundred() -> None:
    assert ticks(90, 100) == [90, 92, 94, 96, 98, 100]
    assert ticks(23, 100) == [20, 40, 60, 80, 100]


def test_the_management_representative_stands_beside_the_general_manager() -> None:
    sample = load(ROOT, as_of=dt.date(2026, 11, 23))
    holders = {"mgmt-representative": "周明岚"}
    shown = str(organisation(sample, "zh", holders))
    assert shown.count("管理者代表") == 1
    assert "周明岚" in shown
    assert str(organisation(sample)).count("管理者代表") == 1
    # A page is printed as it was released: the first editions had no such box.
    assert "管理者代表" not in str(organisation_formerly(sample))
