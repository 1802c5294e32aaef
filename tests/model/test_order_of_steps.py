"""Steps of a record that cannot have happened in that order are refused, in both languages."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import to_json

from qms.model.kinds import kinds
from tests.testing.records import some_of

STEPS = [
    ("repair-order", "reception.at", "confirmation.at"),
    ("repair-order", "confirmation.at", "repair.at"),
    ("repair-order", "repair.at", "repair.finished_at"),
    ("repair-order", "repair.finished_at", "inspection.at"),
    ("repair-order", "inspection.at", "handover.at"),
    ("repair-order", "handover.at", "followup.at"),
    ("complaint", "received_at", "acknowledged_at"),
    ("complaint", "acknowledged_at", "replied_at"),
    ("complaint", "received_at", "handled_at"),
    ("complaint", "handled_at", "callback_at"),
    ("complaint", "handled_at", "closed_at"),
    ("complaint", "replied_at", "closed_at"),
    ("corrective-action", "effect_check.on", "closed_on"),
    ("corrective-action", "date", "closed_on"),
    ("return-report", "requested_on", "contacted_on"),
    ("return-report", "requested_on", "reported_on"),
    ("return-report", "contacted_on", "closed_on"),
    ("return-report", "reported_on", "closed_on"),
    ("recall-notice", "start", "due"),
    ("nonconforming-service", "found_on", "decided_on"),
    ("nonconforming-service", "decided_on", "rechecked_on"),
    ("dispatch", "dispatched", "arrived"),
    ("installation-commission", "started_on", "finished_on"),
    ("installation-commission", "requested_on", "signed_on"),
    ("installation-commission", "signed_on", "acceptance_signed_on"),
    ("parts-order", "ordered_at", "reviewed_at"),
    ("parts-order", "reviewed_at", "dispatched_at"),
    ("system-change", "date", "decided_on"),
]


def at(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = (data or {}).get(name)
    return data


def put(data: Any, path: str, value: str) -> Any:
    name, _, rest = path.partition(".")
    return data | {name: put(data[name], rest, value) if rest else value}


def moved(value: str, minutes: int) -> str:
    if "T" in value:
        return (dt.datetime.fromisoformat(value) + dt.timedelta(minutes=minutes)).isoformat()
    return (dt.date.fromisoformat(value) + dt.timedelta(days=minutes)).isoformat()


def whole(kind: str, *paths: str) -> dict[str, Any]:
    """Return a record in which all these steps are filled in."""
    return next(data for data in some_of(kind) if all(at(data, path) for path in paths))


@pytest.mark.parametrize(("kind", "first", "second"), STEPS)
def test_a_step_before_the_one_that_comes_first_is_refused(
    kind: str, first: str, second: str
) -> None:
    model = kinds()[kind]
    data = whole(kind, first, second)
    model.model_validate_json(to_json(data))
    for minutes in (1, 7, 400):
        spoilt = put(data, second, moved(at(data, first), -minutes))
        with pytest.raises(ValidationError) as refused:
            model.model_validate_json(to_json(spoilt))
        (error,) = refused.value.errors(include_url=False)[:1]
        assert error["type"] == "refused"
        last = second.rpartition(".")[2]
        for words in (error["ctx"]["zh"], error["ctx"]["en"]):
            assert last in words or second in words or second.split(".", 1)[0] in words
        assert error["ctx"]["zh"] != error["ctx"]["en"]


NAMES = ("reception", "confirmation", "repair", "inspection", "handover", "followup")


@given(st.sets(st.sampled_from(NAMES[1:])))
def test_a_repair_without_a_step_has_none_of_those_after_it(left_out: set[str]) -> None:
    model = kinds()["repair-order"]
    data = whole("repair-order", *(f"{name}.at" for name in NAMES))
    spoilt = {name: value for name, value in data.items() if name not in left_out}
    kept = [name for name in NAMES if name not in left_out]
    is_a_beginning = list(NAMES[: len(kept)]) == kept
    try:
        model.model_validate_json(to_json(spoilt))
    except ValidationError:
        assert not is_a_beginning
    else:
        assert is_a_beginning
