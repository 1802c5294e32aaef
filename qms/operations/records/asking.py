"""Asks somebody for the fields of a form, one after the other, each answer checked at once."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from qms.errors import QmsError
from qms.forms.fields import Field, Shape, fields_of
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.operations.filing.people import person_named
from qms.text import Text, listed

_GROUPS = {Shape.sheet, Shape.items, Shape.mapping}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_MONEY = re.compile(r"-?[0-9]+(\.[0-9]+)? [A-Z]{3}")
_YES, _NO = {"是", "y", "yes", "true", "1"}, {"否", "n", "no", "false", "0"}


@dataclass(frozen=True, slots=True)
class Dialogue:
    """How the asking side speaks: a question, a yes or no, a sentence."""

    ask: Callable[[Field], str]
    confirm: Callable[[Text], bool]
    say: Callable[[Text], None]


class _BadAnswerError(Exception):
    def __init__(self, why: Text) -> None:
        self.why = why


def asked_for(
    snapshot: Snapshot, model: type[Record], given: Mapping[str, Any], dialogue: Dialogue
) -> dict[str, Any]:
    """Return the answers to what a form needs and `given` lacks, then to the rest on request."""
    form = _Form(snapshot, dialogue)
    open_fields = [each for each in fields_of(model) if each.name not in {*given, "id"}]
    answers = form.filled([each for each in open_fields if each.is_required])
    rest = [each for each in open_fields if not each.is_required and each.shape not in _GROUPS]
    rest = [each for each in rest if each.name not in _SHARED]
    if rest and dialogue.confirm(_REST):
        answers |= form.filled(rest)
    return answers


_SHARED = {
    "status",
    "checked_by",
    "approved_by",
    "not_applicable",
    "attachments",
    "corrections",
    "extensions",
}
_REST = Text(zh="还填写选填的栏目吗？", en="Fill in the optional fields too?")


@dataclass(frozen=True, slots=True)
class _Form:
    snapshot: Snapshot
    dialogue: Dialogue

    def filled(self, fields: list[Field]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in fields:
            value = self._value(field)
            if value is not None:
                found[field.name] = value
        return found

    def _value(self, field: Field) -> Any:  # noqa: ANN401 - as the form has it
        if field.shape is Shape.sheet:
            self.dialogue.say(field.label)
            return self.filled([each for each in field.inner if each.is_required])
        if field.shape is Shape.items:
            return list(self._items(field))
        if field.shape is Shape.mapping:
            return None
        return self._answer(field)

    def _items(self, field: Field) -> Iterator[Any]:
        item = field.item
        if item is None:
            return
        one = replace(item, label=field.label, is_required=field.is_required)
        while True:
            if item.inner:
                self.dialogue.say(field.label)
                yield self.filled([each for each in item.inner if each.is_required])
            else:
                yield self._answer(one)
            if not self.dialogue.confirm(_another(field.label)):
                return

    def _answer(self, field: Field) -> Any:  # noqa: ANN401 - as the form has it
        while True:
            words = self.dialogue.ask(field).strip()
            if not words and not field.is_required:
                return None
            try:
                return self._read(field, words)
            except _BadAnswerError as error:
                self.dialogue.say(error.why)

    def _read(self, field: Field, words: str) -> Any:  # noqa: ANN401 - as the form has it
        """Return what an answer stands for.

        Raises:
            _BadAnswerError: It stands for nothing that the field can hold; says what it takes.

        """
        if not words:
            raise _BadAnswerError(Text(zh="这一栏必须填写。", en="This field is required."))
        if field.options:
            return _chosen(field, words)
        if field.refers_to:
            return self._referred(field, words)
        read = _READERS.get(field.shape)
        value = read(words, self.snapshot) if read else words
        if field.shape in {Shape.integer, Shape.decimal}:
            _within(field, float(words))
        if field.pattern and not re.search(field.pattern, words):
            raise _BadAnswerError(
                Text(zh=f"写法应为 {field.pattern}。", en=f"Its pattern is {field.pattern}.")
            )
        return value

    def _referred(self, field: Field, words: str) -> str:
        kind = field.refers_to or ""
        rows = self.snapshot.tables.get(kind, ())
        if any(row.id == words for row in rows):
            return words
        if kind == "person":
            try:
                return person_named(self.snapshot, words).id
            except QmsError as error:
                raise _BadAnswerError(Text(zh=error.say("zh"), en=error.say("en"))) from error
        named: list[str] = [row.id for row in rows if getattr(row, "name", None) == words]
        if len(named) == 1:
            return named[0]
        near = listed(row.id for row in rows[:5])
        raise _BadAnswerError(
            Text(
                zh=f"没有编号或名称为“{words}”的 {kind}。有：{near.zh}",
                en=f"No {kind} has the number or name {words}. There are: {near.en}",
            )
        )


def _another(label: Text) -> Text:
    return Text(zh=f"{label.zh}：再加一项吗？", en=f"{label.en}: one more?")


def _chosen(field: Field, words: str) -> str:
    for number, (value, label) in enumerate(field.options, start=1):
        if words in {value, str(number), label.zh} or words.lower() == label.en.lower():
            return value
    last = len(field.options)
    raise _BadAnswerError(
        Text(
            zh=f"填序号 1 至 {last}，或选项本身。", en=f"Answer 1 to {last}, or the choice itself."
        )
    )


def _within(field: Field, value: float) -> None:
    low, high = field.lowest, field.highest
    if (low is not None and value < low) or (high is not None and value > high):
        raise _BadAnswerError(_bounds(low, high))


def _bounds(low: Decimal | None, high: Decimal | None) -> Text:
    if low is None:
        return Text(zh=f"至多 {high}。", en=f"It is at most {high}.")
    if high is None:
        return Text(zh=f"至少 {low}。", en=f"It is at least {low}.")
    return Text(zh=f"应在 {low} 至 {high} 之间。", en=f"It is between {low} and {high}.")


def _integer(words: str, _snapshot: Snapshot) -> int:
    if not re.fullmatch(r"-?[0-9]+", words):
        raise _BadAnswerError(Text(zh="填整数，如 3。", en="A whole number, such as 3."))
    return int(words)


def _decimal(words: str, _snapshot: Snapshot) -> Any:  # noqa: ANN401 - a number as YAML has it
    if not _NUMBER.fullmatch(words):
        raise _BadAnswerError(Text(zh="填数，如 2.5。", en="A number, such as 2.5."))
    return float(words) if "." in words else int(words)


def _truth(words: str, _snapshot: Snapshot) -> bool:
    if words.lower() in _YES | _NO:
        return words.lower() in _YES
    raise _BadAnswerError(Text(zh="填 是 或 否。", en="Answer yes or no."))


def _day(words: str, _snapshot: Snapshot) -> str:
    try:
        return dt.date.fromisoformat(words).isoformat()
    except ValueError as error:
        raise _BadAnswerError(
            Text(zh="写成 2026-03-15，且日期存在。", en="Write a day that exists: 2026-03-15.")
        ) from error


def _moment(words: str, snapshot: Snapshot) -> str:
    """Return a moment with the office's offset where none is given."""
    try:
        found = dt.datetime.fromisoformat(words)
    except ValueError as error:
        raise _BadAnswerError(
            Text(zh="写成 2026-03-15 08:30。", en="Write it like 2026-03-15 08:30.")
        ) from error
    if not re.search(r"[0-9][T ][0-9]", words):
        raise _BadAnswerError(
            Text(zh="还要写时刻：2026-03-15 08:30。", en="Give the time too: 2026-03-15 08:30.")
        )
    zone = snapshot.settings.zone
    return (found if found.tzinfo else found.replace(tzinfo=zone)).isoformat()


def _money(words: str, _snapshot: Snapshot) -> str:
    if not _MONEY.fullmatch(words):
        raise _BadAnswerError(
            Text(
                zh="写成 金额 空格 币种：1200.00 CNY。", en="Amount, space, currency: 1200.00 CNY."
            )
        )
    return words


_READERS: Mapping[Shape, Callable[[str, Snapshot], Any]] = {
    Shape.integer: _integer,
    Shape.decimal: _decimal,
    Shape.boolean: _truth,
    Shape.day: _day,
    Shape.moment: _moment,
    Shape.money: _money,
}
