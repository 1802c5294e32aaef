"""What a field of a kind says of itself: that it happened, that it falls due, that it is judged by.

Nothing of this is told from a field's name; a company's own kinds say it by the same words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from qms.text import Text


@dataclass(frozen=True, slots=True)
class Happened:
    """Marks a day or moment on which something has happened, and which therefore cannot lie ahead.

    A day that something is due, planned or valid until is not marked: it may.

    Args:
        by: The field that names who did it; before the day it is empty as well.
        closes: It is the day on which the form was closed.
        after_closing: It may come when the form is closed already: a payment, a spot check.
        turns: The state of the record before, and the state that it has since.

    """

    by: str = ""
    closes: bool = False
    after_closing: bool = False
    turns: tuple[Enum, Enum] | None = None

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say so in the schema as well."""
        return dict(handler(schema)) | {"x-happened": True}


@dataclass(frozen=True, slots=True)
class Due:
    """Marks a day by which something is to be done that no calendar of duties names.

    So are the days of the steps in a list: what owes them is the form that they stand in.
    """

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say so in the schema as well."""
        return dict(handler(schema)) | {"x-due": True}


@dataclass(frozen=True, slots=True)
class OutOfJudgement:
    """Marks the field by which a form, or a step of it, leaves judgement: nothing of it is late.

    Args:
        values: What stands there then.

    """

    values: frozenset[str]

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say so in the schema as well."""
        return dict(handler(schema)) | {"x-out": sorted(self.values)}


@dataclass(frozen=True, slots=True)
class Judged:
    """Marks what came out, by which a rule judges: its correction takes a second person."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say so in the schema as well."""
        return dict(handler(schema)) | {"x-judged": True}


@dataclass(frozen=True, slots=True)
class Deadline:
    """Marks the day by which something is to be done, or up to which something holds.

    Args:
        zh: The duty in Chinese.
        en: The duty in English.
        owner: The field that names who owes it; without one it is who owns the kind's form.
        is_owed: Tells of a record whether it is still owed; a record without the day owes nothing.

    """

    zh: str
    en: str
    owner: str = ""
    is_owed: Callable[[Any], bool] = lambda _: True

    @property
    def duty(self) -> Text:
        """What is to be done."""
        return Text(zh=self.zh, en=self.en)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say in the schema that it falls due."""
        return dict(handler(schema)) | {"x-due": True}
