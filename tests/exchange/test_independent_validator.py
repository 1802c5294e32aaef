"""An independent validator of JSON Schema agrees with `qms` on samples and on mutated records.

JSON Schema cannot say what two fields owe each other, so the claim has two halves. Whatever the
published schema refuses, `qms` refuses. And where one field was spoilt alone - its type, choice,
pattern, bounds, a missing or an unknown field - both refuse.
"""

import copy
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qms.forms.fields import (
    Field,
    Shape,
    fields_of,
)
from qms.model.kinds import kinds
from qms.operations.records.schemas import expected
from tests.testing.records import some_of, valid

Data = dict[str, Any]


def spoilt(fields: tuple[Field, ...], data: Data) -> Iterator[tuple[str, Data]]:
    """Yield copies of a record, each with one thing wrong that a schema can say."""
    yield "an unknown field", data | {"unheard_of": 1}
    for field in fields:
        name, value = field.name, data.get(field.name)
        if field.is_required:
            yield f"no {name}", {key: each for key, each in data.items() if key != name}
        for what, wrong in wrong_values(field):
            yield f"{name} {what}", data | {name: wrong}
        if field.shape is Shape.sheet and isinstance(value, dict):
            for what, inner in spoilt(field.inner, value):
                yield f"{name}: {what}", data | {name: inner}
        if field.is_list_of_sheets and field.item is not None and value:
            for what, inner in spoilt(field.item.inner, value[0]):
                yield f"{name}.0: {what}", data | {name: [inner, *value[1:]]}


def wrong_values(field: Field) -> Iterator[tuple[str, object]]:
    """Yield what a field cannot hold, with what is wrong about it."""
    yield "of a wrong type", _wrong_type(field)
    for shape, what, wrong in (
        (Shape.choice, "with a choice that there is not", "no-such-choice"),
        (Shape.day, "on a day that does not exist", "2026-13-45"),
        (Shape.moment, "that is no time", "noon"),
        (Shape.money, "without currency", "12.00"),
        (Shape.decimal, "in full-width digits", chr(0xFF11)),
    ):
        if field.shape is shape:
            yield what, wrong
    if field.pattern:
        yield "against its pattern", "?"
    if field.lowest is not None:
        yield "too low", int(field.lowest) - 1
    if field.highest is not None:
        yield "too high", int(field.highest) + 1


def _wrong_type(field: Field) -> object:
    if field.shape in {Shape.text, Shape.day, Shape.moment, Shape.choice, Shape.money}:
        return 12
    if field.shape in {Shape.integer, Shape.decimal, Shape.boolean}:
        return "many"
    return "no list and no mapping"


def cases(kind: str) -> list[tuple[str, Data, bool]]:
    """Return mutated records of a kind, with what `qms` says to each."""
    model, chance = kinds()[kind], random.Random(kind)  # noqa: S311 - to choose test cases
    records = some_of(kind)
    found = list(spoilt(fields_of(model), copy.deepcopy(chance.choice(records))))
    chosen = chance.sample(found, min(12, len(found)))
    return [(what, data, valid(model, data) is not None) for what, data in chosen]


def refused_by_the_validator(folder: Path, kind: str, records: dict[str, Data]) -> set[str]:
    """Return the names of the records that check-jsonschema refuses."""
    names: dict[Path, str] = {}
    for number, (name, data) in enumerate(records.items()):
        path = folder / f"{kind}-{number:04}.json"
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        names[path] = name
    schema = folder / f"{kind}.schema.json"
    schema.write_text(expected()[f"{kind}.json"], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "-o", "json", "--schemafile", schema, *names],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert not report.get("parse_errors")
    return {names[Path(error["filename"])] for error in report["errors"]}


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_the_validator_agrees_with_qms(kind: str, tmp_path: Path) -> None:
    model = kinds()[kind]
    samples = {f"sample {at}": data for at, data in enumerate(some_of(kind))}
    mutated = {what: data for what, data, _ in cases(kind)}
    accepted = {what for what, _, is_accepted in cases(kind) if is_accepted}
    refused = refused_by_the_validator(tmp_path, kind, samples | mutated)
    assert all(valid(model, data) for data in samples.values())
    assert refused & samples.keys() == set()
    assert refused & accepted == set(), "the schema refuses what qms takes"
    assert accepted == set(), "qms takes a record with one field spoilt"
    assert mutated.keys() - refused == set(), "the schema takes what qms refuses"


def test_several_hundred_records_were_mutated() -> None:
    assert sum(len(cases(kind)) for kind in kinds()) > 800
