"""Judges a record by its company's JSON Schema and says in both languages what departs from it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from qms.model.finding import Key
from qms.model.kinds.numbers import refusal
from qms.text import Text, told

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError as Departure

_WORDS: dict[str, Text] = {
    "required": Text(zh="缺少必填字段：{wanted}", en="required fields are missing: {wanted}"),
    "dependentRequired": Text(zh="相关字段须一并填写：{wanted}", en="fill in as well: {wanted}"),
    "type": Text(zh="值的类型应是 {wanted}", en="the value should be of type {wanted}"),
    "enum": Text(zh="可选：{wanted}", en="choose from: {wanted}"),
    "const": Text(zh="只能是 {wanted}", en="it can only be {wanted}"),
    "pattern": Text(zh="写法应合 {wanted}", en="it should follow {wanted}"),
    "format": Text(zh="应是 {wanted} 的写法", en="it should be written as {wanted}"),
    "minimum": Text(zh="应不小于 {wanted}", en="it should be at least {wanted}"),
    "maximum": Text(zh="应不大于 {wanted}", en="it should be at most {wanted}"),
    "exclusiveMinimum": Text(zh="应大于 {wanted}", en="it should be over {wanted}"),
    "exclusiveMaximum": Text(zh="应小于 {wanted}", en="it should be under {wanted}"),
    "multipleOf": Text(zh="应是 {wanted} 的倍数", en="it should be a multiple of {wanted}"),
    "minLength": Text(zh="至少 {wanted} 个字", en="at least {wanted:character|characters}"),
    "maxLength": Text(zh="至多 {wanted} 个字", en="at most {wanted:character|characters}"),
    "minItems": Text(zh="至少 {wanted} 项", en="at least {wanted:item|items}"),
    "maxItems": Text(zh="至多 {wanted} 项", en="at most {wanted:item|items}"),
    "uniqueItems": Text(zh="各项不能重复", en="the items should differ"),
}
_OTHER = Text(
    zh="不合表单定义中的 {keyword}：{wanted}", en="it departs from {keyword} of the form: {wanted}"
)
_RING = Text(zh="表单定义引用了自己，无法判断", en="the form refers to itself and judges nothing")
_LONGEST = 120


class Verdicts:
    """A schema that has been compiled when it is first needed."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        """Keep the schema; the library is imported with the first record."""
        self.schema = schema

    @cached_property
    def _validator(self) -> Any:  # noqa: ANN401 - jsonschema's validator
        from jsonschema import Draft202012Validator

        return Draft202012Validator(self.schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def refuse(self, data: object) -> None:
        """Raise all that the schema has against a record's data.

        Raises:
            ValidationError: As pydantic raises it, each departure at its field.

        """
        try:
            found = [
                InitErrorDetails(
                    type=_said(each), loc=tuple(each.absolute_path), input=each.instance
                )
                for each in self._validator.iter_errors(_filled(data))
            ]
        except RecursionError:
            found = [InitErrorDetails(type=refusal(zh=_RING.zh, en=_RING.en), input=data)]
        if found:
            raise ValidationError.from_exception_data("record", found)


def flaws(schema: Mapping[str, Any]) -> Iterator[tuple[tuple[Key, ...], Text]]:
    """Yield where a document departs from JSON Schema 2020-12 itself."""
    from jsonschema import Draft202012Validator

    checker = Draft202012Validator.FORMAT_CHECKER  # a pattern that is none would break later
    judge = Draft202012Validator(Draft202012Validator.META_SCHEMA, format_checker=checker)
    for each in judge.iter_errors(schema):
        yield tuple(each.absolute_path), _words(each)


def _said(departure: "Departure") -> Any:  # noqa: ANN401 - pydantic's custom error
    words = _words(departure)
    return refusal(zh=words.zh, en=words.en)


def _words(departure: "Departure") -> Text:
    keyword = str(departure.validator)
    text = _WORDS.get(keyword, _OTHER)
    wanted = departure.validator_value
    if keyword in {"required", "dependentRequired"}:
        wanted = departure.message.split("'")[1] if "'" in departure.message else wanted
    if isinstance(wanted, list | tuple):
        wanted = ", ".join(map(str, wanted))
    shown = str(wanted)
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    values = {"wanted": shown, "keyword": keyword}
    where = ".".join(map(str, departure.absolute_path))
    before_zh, before_en = (f"{where}：", f"{where}: ") if where else ("", "")
    said = told(text, **values)
    return Text(zh=before_zh + said.zh, en=before_en + said.en)


def _filled(data: object) -> object:
    """Leave out what is null, which means the same as not written."""
    if isinstance(data, Mapping):
        return {key: _filled(value) for key, value in data.items() if value is not None}
    if isinstance(data, list | tuple):
        return [_filled(each) for each in data]
    return data
