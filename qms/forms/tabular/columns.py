"""A kind's tables: the main one with a row a record, and one for each list of lines in it.

Groups inside a form become columns of their own, `接待·时间`; money becomes an amount and a
currency. What has no columns (a list inside a line) is one cell of JSON.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from qms.forms.fields import Field, Shape, fields_of
from qms.model.kinds.record import Record
from qms.text import LANGS, Lang, Text

DOT = "·"
ID = "id"
_TITLE_LENGTH = 31  # Excel's limit for the name of a sheet
_TAIL = 7
_LINE_LENGTH = 12  # of it for a list, where the form's title stands before it
FORBIDDEN = str.maketrans("[]:*?/\\'", "        ")


class Part(Enum):
    """Which part of a value a column shows."""

    whole = "whole"
    amount = "amount"
    currency = "currency"


_PARTS = {
    Part.amount: Text(zh="金额", en="amount"),
    Part.currency: Text(zh="币种", en="currency"),
}
CURRENCIES = ("CNY", "USD", "EUR", "HKD", "JPY", "GBP")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field that it shows, the path to it, and its heading."""

    path: tuple[str, ...]
    field: Field
    heading: Text
    is_required: bool
    part: Part = Part.whole

    @property
    def key(self) -> str:
        """The column by the names that stand in the YAML file."""
        tail = () if self.part is Part.whole else (self.part.value,)
        return ".".join(self.path + tail)

    @property
    def names(self) -> frozenset[str]:
        """What a heading may say: Chinese, English, or the key."""
        return frozenset(name.lower() for name in (self.heading.zh, self.heading.en, self.key))


@dataclass(frozen=True, slots=True)
class Layout:
    """A table: the list that it shows (none for the main table), its title, its columns.

    `form` is the title of the form that a list belongs to.
    """

    path: tuple[str, ...]
    title: Text
    columns: tuple[Column, ...]

    form: Text | None = None

    def sheet(self, lang: Lang = "zh") -> str:
        """The name of the sheet, as Excel allows it."""
        return _sheet(self.title.say(lang))

    def sheet_among(self, lang: Lang) -> str:
        """The name in a workbook of several kinds where another has a sheet of that name."""
        if self.form is None:
            return self.sheet(lang)
        line = self.sheet(lang)[:_LINE_LENGTH]
        room, form = _TITLE_LENGTH - len(line) - 1, self.form.say(lang).translate(FORBIDDEN)
        if len(form) > room:  # what tells two titles apart is at their beginning or their end
            form = f"{form[: room - _TAIL - 1]}…{form[-_TAIL:]}"
        return f"{form}{DOT}{line}".strip()

    @property
    def sheets(self) -> tuple[str, ...]:
        """What its sheet may be called; the names that only this kind has come first."""
        return (
            *(self.sheet_among(lang) for lang in LANGS),
            *(self.sheet(lang) for lang in LANGS),
        )


def _sheet(title: str) -> str:
    return title.translate(FORBIDDEN).strip()[:_TITLE_LENGTH].strip()


@cache
def layouts_of(model: type[Record], *, one_table: bool = False) -> tuple[Layout, ...]:
    """Return a kind's tables, the main one first; with `one_table` all is in the main one."""
    fields = fields_of(model)
    columns = tuple(_columns(fields, (), None, is_required=True, with_lists=one_table))
    main = Layout((), model.header.title, _distinct(columns))
    if one_table:
        return (main,)
    lines = (
        Layout(path, label, _distinct((_link(fields), *_line_columns(inner))), main.title)
        for path, label, inner in _lists(fields, (), None)
    )
    return (main, *_distinct_titles(main, tuple(lines)))


def _link(fields: tuple[Field, ...]) -> Column:
    """Return the first column of a table of lines: the number of the record they belong to."""
    number = next(field for field in fields if field.name == ID)
    return Column((ID,), number, number.label, is_required=True)


def _line_columns(inner: tuple[Field, ...]) -> Iterator[Column]:
    for column in _columns(inner, (), None, is_required=True, with_lists=True):
        if column.path == (ID,):
            # A line may have an id of its own; the record's number stands before it.
            yield replace(
                column, path=(ID,), heading=_joined(Text(zh="行", en="line"), column.heading)
            )
        else:
            yield column


def _columns(
    fields: tuple[Field, ...],
    path: tuple[str, ...],
    group: Text | None,
    *,
    is_required: bool,
    with_lists: bool,
) -> Iterator[Column]:
    for field in fields:
        here = (*path, field.name)
        heading = _joined(group, field.label)
        required = is_required and field.is_required
        if field.is_list_of_sheets and not with_lists:
            continue
        if field.shape is Shape.sheet and is_flat(field):
            yield from _columns(
                field.inner, here, heading, is_required=required, with_lists=with_lists
            )
        elif field.shape is Shape.money:
            for part, word in _PARTS.items():
                yield Column(here, field, _joined(heading, word), required, part)
        else:
            yield Column(here, field, heading, required)


def _lists(
    fields: tuple[Field, ...], path: tuple[str, ...], group: Text | None
) -> Iterator[tuple[tuple[str, ...], Text, tuple[Field, ...]]]:
    for field in fields:
        here, label = (*path, field.name), _joined(group, field.label)
        if field.is_list_of_sheets and field.item is not None:
            yield here, label, field.item.inner
        elif field.shape is Shape.sheet and is_flat(field):
            yield from _lists(field.inner, here, label)


def is_flat(field: Field) -> bool:
    """Tell whether a group may become columns: that it is there must show in one of them."""
    return field.is_required or any(
        inner.is_required and inner.shape not in {Shape.items, Shape.mapping, Shape.sheet}
        for inner in field.inner
    )


def _joined(group: Text | None, label: Text) -> Text:
    if group is None:
        return label
    return Text(zh=f"{group.zh}{DOT}{label.zh}", en=f"{group.en}{DOT}{label.en}")


def _distinct(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Give columns with equal headings their keys, so that no heading is ambiguous."""
    zh = Counter(column.heading.zh.lower() for column in columns)
    en = Counter(column.heading.en.lower() for column in columns)

    def told_apart(column: Column) -> Text:
        heading = column.heading
        return Text(
            zh=f"{heading.zh} ({column.key})" if zh[heading.zh.lower()] > 1 else heading.zh,
            en=f"{heading.en} ({column.key})" if en[heading.en.lower()] > 1 else heading.en,
        )

    return tuple(replace(column, heading=told_apart(column)) for column in columns)


def _distinct_titles(main: Layout, lines: tuple[Layout, ...]) -> Iterator[Layout]:
    zh, en = {main.sheet().casefold()}, {main.sheet("en").casefold()}
    for layout in lines:
        title, number = layout.title, len(zh)
        if layout.sheet().casefold() in zh:
            title = Text(zh=f"{title.zh[:20]}{number}", en=title.en)
        if layout.sheet("en").casefold() in en:
            title = Text(zh=title.zh, en=f"{title.en[:20]}{number}")
        made = replace(layout, title=title)
        zh.add(made.sheet().casefold())
        en.add(made.sheet("en").casefold())
        yield made
