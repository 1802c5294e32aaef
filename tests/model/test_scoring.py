"""The arithmetic of the self-evaluation: exclusions, samples, specials, levels."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.model.kinds.ch09_evaluation import EvaluatedIndicator, EvaluationItem, SelfEvaluation
from qms.standing.scoring import (
    GROUP_POINTS,
    Score,
    score,
)
from qms.store.loading import load

ROOT = Path(__file__).parents[2]


def item(points: str, **judged: object) -> dict[str, object]:
    return {
        "indicator": "5.1-1", "name": "例", "group": "5.1", "points": points, "evidence": "例",
        **judged,
    }  # fmt: skip


def evaluated(*items: dict[str, object], deductions: int = 0, bonus: str = "") -> Score:
    evaluation = SelfEvaluation.model_validate(
        {
            "id": "ZP-2026-0001", "form": "QR-9.6-01 A/0", "date": "2026-10-26",
            "department": "quality", "filled_by": "P-006", "year": 2026, "area": "after-sales",
            "evaluators": ["P-006"], "points_note": "例", "indicators": list(items),
            "deductions": [{"reason": str(each)} for each in range(deductions)],
            "bonus": bonus, "conclusion": "例",
        },
        strict=False,
    )  # fmt: skip
    return score(evaluation)


def test_by_hand_with_an_exclusion_a_sample_a_deduction_and_the_bonus() -> None:
    """40 met, 35 excluded, 25 with 1 of 10 failed: 40 + 22.5 - 2 + 1 = 61.5 of 65."""
    found = evaluated(
        item("40", met=True),
        item("35", applicable=False, note="不适用"),
        item("25", sampled={"checked": 10, "failed": 1}),
        deductions=2,
        bonus="领先",
    )
    assert found.items == (40, None, Fraction(45, 2))
    assert (found.applicable, found.obtained) == (65, Fraction(123, 2))
    assert found.value == Fraction(61.5) / 65 * 100
    assert (found.shown, found.level.en) == ("94.61", "four stars")


def test_what_is_not_met_loses_all_of_its_points() -> None:
    found = evaluated(item("40", met=False), item("60", met=True))
    assert (found.value, found.level.en) == (60, "below the standard")


@pytest.mark.parametrize(
    ("lost", "level"),
    [
        ("5", "five stars"),
        ("5.01", "four stars"),
        ("10", "four stars"),
        ("10.01", "three stars"),
        ("20", "three stars"),
        ("20.01", "reached the standard"),
        ("30", "reached the standard"),
        ("30.01", "below the standard"),
    ],
)
def test_each_level_begins_exactly_at_its_bound(lost: str, level: str) -> None:
    kept = str(100 - Decimal(lost))
    assert evaluated(item(lost, met=False), item(kept, met=True)).level.en == level


def test_a_score_just_below_a_bound_does_not_read_as_the_bound() -> None:
    found = evaluated(item("0.005", met=False), item("5", met=False), item("94.995", met=True))
    assert (found.shown, found.level.en) == ("94.99", "four stars")


def test_nothing_applicable_has_no_score() -> None:
    found = evaluated(item("100", applicable=False, note="例"))
    assert (found.value, found.shown, found.level.en) == (None, "—", "nothing applies")


POINTS = st.sampled_from(["0", "0.01", "5.71", "12.50", "40"]) | st.decimals(
    min_value=0, max_value=40, places=2
).map(str)
SAMPLES = st.tuples(st.integers(1, 50), st.integers(0, 50)).map(
    lambda pair: {"checked": pair[0], "failed": min(pair)}
)
ITEMS = st.lists(
    st.one_of(
        st.builds(lambda points, met: item(points, met=met), POINTS, st.booleans()),
        st.builds(lambda points: item(points, applicable=False, note="例"), POINTS),
        st.builds(lambda points, sampled: item(points, sampled=sampled), POINTS, SAMPLES),
    ),
    min_size=1,
    max_size=15,
)
SPECIALS = st.integers(0, 5)
BONUS = st.sampled_from(["", "领先"])


@given(ITEMS, SPECIALS, BONUS)
def test_the_score_is_obtained_over_applicable_within_bounds(
    items: list[dict[str, object]], deductions: int, bonus: str
) -> None:
    """Counted a second way: in decimals, item by item, from the data as it is written."""
    found = evaluated(*items, deductions=deductions, bonus=bonus)
    applicable = obtained = Fraction(0)
    for each in items:
        if each.get("applicable") is False:
            continue
        points = Fraction(str(each["points"]))
        applicable += points
        sample = each.get("sampled")
        if isinstance(sample, dict):
            obtained += points - points * sample["failed"] / sample["checked"]
        elif each["met"]:
            obtained += points
    obtained += (1 if bonus else 0) - deductions
    assert found.applicable == applicable
    assert found.obtained == obtained
    if not applicable:
        assert found.value is None
    else:
        assert found.value == max(Fraction(0), min(Fraction(100), obtained * 100 / applicable))


@given(ITEMS, SPECIALS)
def test_excluding_what_failed_never_lowers_and_a_deduction_never_raises(
    items: list[dict[str, object]], deductions: int
) -> None:
    before = evaluated(*items, deductions=deductions)
    more = evaluated(*items, deductions=deductions + 1)
    assert more.obtained == before.obtained - 1
    lenient = [
        item(str(each["points"]), applicable=False, note="例") if each.get("met") is False else each
        for each in items
    ]
    excluded = evaluated(*lenient)
    whole = evaluated(*items)
    if excluded.value is not None and whole.value is not None:
        assert excluded.value >= whole.value


def test_the_points_of_the_sample_are_an_even_split_and_say_so() -> None:
    snapshot = load(ROOT, as_of=dt.date(2026, 11, 23))
    items = snapshot.all(EvaluationItem)
    assert len(items) == 15
    assert all("平均分配" in each.points_note for each in items)
    for group, total in GROUP_POINTS.items():
        points = [each.points for each in items if each.group is group]
        assert sum(points) == total
        assert max(points) - min(points) <= Decimal("0.03")


def test_an_item_says_how_it_was_judged_exactly_one_way() -> None:
    for judged in ({}, {"met": True, "sampled": {"checked": 1, "failed": 0}}):
        with pytest.raises(ValueError, match="met or sampled"):
            EvaluatedIndicator.model_validate(item("1", **judged), strict=False)
