"""What can be wrong with a cell, in both languages, each with what is wanted instead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from qms.text import Text

_DENIAL = re.compile(r"[未不无非没否]|\b(?:not?|none|un[a-z]+)\b", re.IGNORECASE)


class BadCell(Exception):  # noqa: N818 - it says what it is
    """A cell does not hold what its column wants; it travels no further than its reader."""

    def __init__(self, what: Text, wanted: Text) -> None:
        """Take what is wrong and what is wanted."""
        super().__init__(what.en)
        self.what = what
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of a file: its sheet (empty in CSV), row, column and the column's heading."""

    sheet: str
    row: int
    column: int
    heading: str = ""

    @property
    def name(self) -> str:
        """How spreadsheets call it: C5."""
        letters, rest = "", self.column
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.row}"

    @property
    def cell(self) -> tuple[int, int]:
        """Row and column, whatever the heading says."""
        return self.row, self.column


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a file to be imported, at its cell."""

    spot: Spot
    what: Text
    wanted: Text


@dataclass(frozen=True, slots=True)
class Respelt:
    """A cell that was read in another spelling than it is written in."""

    spot: Spot
    found: str
    read_as: str

    @property
    def said(self) -> Text:
        """Return the note in words."""
        return Text(
            zh=f"“{self.found}”读作 {self.read_as}", en=f"“{self.found}” was read as {self.read_as}"
        )


_WIDE = {ord(each) + 0xFEE0: each for each in "0123456789.-/:"}  # full-width to half-width


def narrowed(words: str) -> str:
    """Return words with full-width digits and their signs made half-width."""
    return words.translate(_WIDE)


def wide(found: str, narrow: str) -> BadCell:
    """Full-width digits, which look alike and are other characters."""
    return BadCell(
        Text(zh=f"“{found}”用了全角数字或符号", en=f"“{found}” has full-width digits or signs"),
        Text(zh=f"改用半角：{narrow}", en=f"type them half-width: {narrow}"),
    )


def no_year(found: object) -> BadCell:
    """A day was written without its year."""
    return BadCell(
        Text(zh=f"“{found}”没有写年份", en=f"“{found}” has no year"),
        Text(zh="写全：2026-03-05", en="write the whole day: 2026-03-05"),
    )


def not_text(found: object) -> BadCell:
    """A date, a fraction or a truth value stands where text belongs."""
    return BadCell(
        Text(
            zh=f"此列是文字，单元格里却是数值或日期“{found}”",
            en=f"the column holds text, the cell a number or date: “{found}”",
        ),
        Text(
            zh="把单元格格式设为“文本”后重新输入",
            en="format the cell as text, then type it again",
        ),
    )


def not_number(found: object) -> BadCell:
    """A number was expected."""
    return BadCell(
        Text(zh=f"“{found}”不是数", en=f"“{found}” is no number"),
        Text(zh="只写半角数字，单位不写在单元格里", en="write digits only, without a unit"),
    )


def not_whole(found: object) -> BadCell:
    """A whole number was expected."""
    return BadCell(
        Text(zh=f"“{found}”不是整数", en=f"“{found}” is not a whole number"),
        Text(zh="写整数", en="write a whole number"),
    )


def not_yes_or_no(found: object) -> BadCell:
    """Yes or no was expected."""
    return BadCell(
        Text(zh=f"“{found}”不是“是”或“否”", en=f"“{found}” is neither 是 (yes) nor 否 (no)"),
        Text(zh="写 是 或 否", en="write 是 or 否"),
    )


def not_a_date(found: object, wanted: Text) -> BadCell:
    """A date, or a date with a time, was expected."""
    return BadCell(
        Text(zh=f"“{found}”不是{wanted.zh}", en=f"“{found}” is no {wanted.en}"),
        Text(
            zh="写成 2026-03-15，要时间的写成 2026-03-15 08:00",
            en="write 2026-03-15, with a time 2026-03-15 08:00",
        ),
    )


def no_such_date(found: object) -> BadCell:
    """The calendar has no such day, or the clock no such time."""
    return BadCell(
        Text(zh=f"没有“{found}”这一天或这个时间", en=f"there is no such day or time as “{found}”"),
        Text(zh="核对日期和时间", en="check day and time"),
    )


def time_in_a_day(found: object) -> BadCell:
    """A day was expected, not a point in time."""
    return BadCell(
        Text(
            zh=f"此列是日期，“{found}”带有时间", en=f"the column holds days; “{found}” has a time"
        ),
        Text(zh="只写日期：2026-03-15", en="write the day alone: 2026-03-15"),
    )


def no_time(found: object) -> BadCell:
    """A point in time was expected, not a day."""
    return BadCell(
        Text(zh=f"“{found}”没有时间", en=f"“{found}” has no time"),
        Text(zh="写上时间：2026-03-15 08:00", en="add the time: 2026-03-15 08:00"),
    )


def no_choice(found: str, options: Sequence[Text]) -> BadCell:
    """One of a closed list was expected."""
    like = near(found, [option.zh for option in options])
    hint = Text(zh=f"；是不是“{like}”？", en=f"; did you mean {like}?") if like else None
    return BadCell(
        Text(zh=f"“{found}”不在可选项中", en=f"“{found}” is not a choice"),
        Text(
            zh="可选：" + "、".join(option.zh for option in options) + (hint.zh if hint else ""),
            en="choose from: "
            + ", ".join(f"{option.zh} ({option.en})" for option in options)
            + (hint.en if hint else ""),
        ),
    )


def not_money(found: object) -> BadCell:
    """An amount with its currency was expected."""
    return BadCell(
        Text(zh=f"“{found}”不是金额加币种", en=f"“{found}” is no amount with its currency"),
        Text(
            zh="金额至多四位小数，币种用三个大写字母：1200.00 与 CNY",
            en="write at most four decimals and three capitals: 1200.00 and CNY",
        ),
    )


def no_pair(found: str) -> BadCell:
    """A line `key: value` was expected."""
    return BadCell(
        Text(zh=f"“{found}”不是“键: 值”", en=f"“{found}” is not of the form key: value"),
        Text(
            zh="一行一个“键: 值”，换行用 Alt+Enter", en="write key: value, a line each (Alt+Enter)"
        ),
    )


def twice(key: str) -> BadCell:
    """A key stands twice in one cell."""
    return BadCell(
        Text(zh=f"“{key}”写了两次", en=f"“{key}” stands twice"),
        Text(zh="每个键只写一次", en="write each key once"),
    )


def not_json(found: object) -> BadCell:
    """Lines of a table were expected as JSON."""
    return BadCell(
        Text(zh=f"“{found}”不是明细的 JSON 写法", en=f"“{found}” is not JSON"),
        Text(
            zh='写成 [{"字段": "值"}]，或改用 Excel 工作簿',
            en='write [{"field": "value"}], or use a workbook',
        ),
    )


def near(found: str, known: Sequence[str]) -> str | None:
    """Return the known word that a misspelt one is most like, never one that denies it."""
    alike = [each for each in known if _denies(each) == _denies(found)]
    return next(iter(get_close_matches(found, alike, n=1, cutoff=0.5)), None)


def _denies(words: str) -> bool:
    return bool(_DENIAL.search(words))


def half_of_money() -> BadCell:
    """Of amount and currency one is missing."""
    return BadCell(
        Text(zh="金额和币种只填了一个", en="only one of amount and currency is filled in"),
        Text(zh="两格都填，或都留空", en="fill in both or none"),
    )
