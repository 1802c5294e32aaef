"""Sums of money and exact numbers as records write them."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema


def refusal(*, zh: str, en: str) -> PydanticCustomError:
    """Return what a validator raises when a record contradicts itself, in both languages."""
    return PydanticCustomError("refused", "{en}", {"zh": zh, "en": en})


_MONEY = re.compile(r"(-?[0-9]{1,13}(?:\.[0-9]{1,4})?) ([A-Z]{3})")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency, written `1200.00 CNY`; exact, never a float."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        """Return the form in which it is written."""
        return f"{self.amount} {self.currency}"

    @classmethod
    def parse(cls, written: str) -> "Money":
        """Read `1200.00 CNY`.

        Raises:
            ValueError: It is written otherwise.

        """
        found = _MONEY.fullmatch(written)
        if not found:
            message = "money is written as amount, space, currency: 1200.00 CNY"
            raise ValueError(message)
        try:
            return cls(Decimal(found[1]), found[2])
        except InvalidOperation as error:
            raise ValueError(str(error)) from error

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read from and write as a string."""
        return core_schema.no_info_after_validator_function(
            cls.parse,
            core_schema.str_schema(pattern=f"^{_MONEY.pattern}$"),
            serialization=core_schema.to_string_ser_schema(),
        )


_DIGITS = r"-?[0-9]+(\.[0-9]+)?"


@dataclass(frozen=True, slots=True)
class Digits:
    """Makes a decimal accept numbers, or text of plain digits; not ` 1e3`, not other scripts'."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Look at text before it is read as a number."""
        return core_schema.no_info_before_validator_function(_plain_digits, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say the same in the published schema."""
        described = dict(handler(schema))
        for part in described.get("anyOf", []):
            if part.get("type") == "string":
                part["pattern"] = f"^{_DIGITS}$"
        return described


def _plain_digits(value: object) -> Decimal:
    """Read a number, exactly as it is written; strict mode leaves text to us."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PydanticKnownError("decimal_type")
    if isinstance(value, str) and not re.fullmatch(_DIGITS, value):
        raise PydanticKnownError("decimal_parsing")
    return Decimal(str(value))


DIGITS = Digits()


Number = Annotated[Decimal, DIGITS]
