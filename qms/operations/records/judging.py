"""Judges data against its form before anything is written."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from qms.model.finding import Place
from qms.model.kinds.record import Record
from qms.model.snapshot import Problem
from qms.store import schema


def judged(model: type[Record], data: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return what does not fit a kind's form, each with the keys of where it stands."""
    try:
        model.model_validate_json(to_json(data))
    except ValidationError as error:
        return tuple(schema.problems(error, model, Place(""), dict(data)))
    return ()
