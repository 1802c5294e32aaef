"""What the manual promises in figures: each limit, weight, band and frequency, once (clause 2.2).

The text prints an entry by reference, `{{ limit.promise.reply }}`; rules and pictures take it from
here. An entry that is printed nowhere, or a figure that comes from no entry, is a finding.
"""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.numbers import DIGITS, refusal
from qms.model.kinds.record import Choice, ClauseNumber, Header, Label, Register, Remark, Words
from qms.text import Text

PREFIX = "limit."
"""What stands before an entry's number where a chapter prints it."""


Amount = Annotated[Decimal, Field(ge=0), DIGITS]
"""How much or how long: nothing or more."""


class Unit(Choice):
    """In what a figure is counted."""

    minute = "minute", "分钟", "minutes"
    hour = "hour", "小时", "hours"
    day = "day", "日", "days"
    working_day = "working-day", "个工作日", "working days"
    week = "week", "周", "weeks"
    month = "month", "个月", "months"
    quarter = "quarter", "个季度", "quarters"
    half_year = "half-year", "个半年", "half-years"
    year = "year", "年", "years"
    percent = "percent", "%", "%"
    point = "point", "分", "points"
    yuan = "yuan", "元", "yuan"
    times = "times", "次", "times"
    plain = "plain", "（无单位）", "(no unit)"


class States(Choice):
    """What a figure states."""

    deadline = "deadline", "时限", "Deadline"
    frequency = "frequency", "频次", "Frequency"
    share = "share", "比例", "Share"
    weight = "weight", "权重", "Weight"
    band = "band", "等级线", "Band"
    amount = "amount", "金额", "Amount"
    number = "count", "次数", "Count"
    term = "term", "年限", "Term"
    date = "date", "日期", "Date"
    score = "score", "评分", "Score"
    none = "none", "不是量值", "No figure"


# How one of a unit is said after 每.
_EVERY = {
    Unit.day: "日", Unit.week: "周", Unit.month: "月", Unit.quarter: "季度",
    Unit.half_year: "半年", Unit.year: "年",
}  # fmt: skip
# How one of a unit is said in English; the others say it like several.
_SINGULAR = {
    Unit.minute: "minute", Unit.hour: "hour", Unit.day: "day", Unit.working_day: "working day",
    Unit.week: "week", Unit.month: "month", Unit.quarter: "quarter", Unit.half_year: "half-year",
    Unit.year: "year", Unit.point: "point", Unit.times: "time",
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_THOUSAND = 1000


class Limit(Register):
    """A figure that a clause states, what it is measured from and to, and for whom it holds."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册量值清单", en="Figures of the manual"),
        form="QR-2.2-02",
        clause="2.2",
        family="maintained",
        owner="after-sales",
        id_pattern=r"[a-z0-9]+([.-][a-z0-9]+)*",
    )
    name: Annotated[Words, Label("名称", "Name")]
    name_en: Annotated[Words, Label("英文名称", "English name")]
    clause: Annotated[ClauseNumber, Label("条款", "Clause")]
    states: Annotated[States, Label("类别", "States")]
    value: Annotated[Amount | None, Label("值", "Value")] = None
    unit: Annotated[Unit | None, Label("单位", "Unit")] = None
    on: Annotated[
        str,
        Field(pattern=r"^((0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
        Label(
            "每年的月或月日",
            "Month, or month and day, of each year",
            hint="12 或 12-20",
            hint_en="12 or 12-20",
        ),
    ] = ""
    of: Annotated[Remark, Label("适用的等级或类别", "Level or class")] = ""
    starts: Annotated[Remark, Label("起算", "Starts")] = ""
    stops: Annotated[Remark, Label("止算", "Stops")] = ""
    words: Annotated[
        Remark,
        Label(
            "原文",
            "Words",
            hint="不是量值的，写正文里的原词",
            hint_en="where it is no quantity, the words of the text",
        ),
    ] = ""
    reason: Annotated[Remark, Label("不是量值的原因", "Why it is no figure")] = ""

    @model_validator(mode="after")
    def _states_one_thing(self) -> "Limit":
        if self.states is States.none:
            if not (self.words and self.reason) or self.value is not None or self.on:
                raise refusal(
                    zh="不是量值的，写原文 words 和原因 reason，不写 value、on",
                    en="what is no figure has words and reason, and no value or on",
                )
        elif bool(self.on) == (self.value is not None) or (self.unit is None) != bool(self.on):
            raise refusal(
                zh="写 value 和 unit，或者写 on，二者取一",
                en="give value and unit, or on: one of the two",
            )
        return self

    @property
    def printed(self) -> str:
        """How the text prints it: 48 小时, 季度 (after 每), 12 月 20 日, 40%."""
        if self.on:
            month, _, day = self.on.partition("-")
            return f"{int(month)} 月" + (f" {int(day)} 日" if day else "")
        if self.value is None or self.unit is None:
            return self.words
        if self.states is States.frequency and self.value == 1 and self.unit in _EVERY:
            return _EVERY[self.unit]
        if self.unit is Unit.half_year and self.value == 1:
            return "半年"
        return f"{grouped(self.value)}{_behind(self.unit, self.unit.zh)}"

    @property
    def said(self) -> Text:
        """Its value with the unit, for findings and tables."""
        if self.value is None or self.unit is None:
            return Text(zh=self.printed, en=self.on or self.words)
        number, unit = grouped(self.value), self.unit
        english = _SINGULAR.get(unit, unit.en) if self.value == 1 else unit.en
        return Text(zh=f"{number}{_behind(unit, unit.zh)}", en=f"{number}{_behind(unit, english)}")

    @property
    def printed_in_english(self) -> str:
        """How the English text prints it: 48 hours, quarter (after every), 20 December, 40%."""
        if self.on:
            month, _, day = self.on.partition("-")
            named = _MONTHS[int(month) - 1]
            return f"{int(day)} {named}" if day else named
        if self.value is None or self.unit is None:
            return self.words
        if self.states is States.frequency and self.value == 1 and self.unit in _SINGULAR:
            return _SINGULAR[self.unit]
        return self.said.en


def grouped(value: Decimal) -> str:
    """Return a number as the manual writes it: 48, 0.5, 50 000."""
    plain = f"{value.normalize():f}"
    return f"{value.normalize():,f}".replace(",", " ") if value >= _THOUSAND else plain


def _behind(unit: Unit, word: str) -> str:
    """Return what follows a number: nothing, the percent sign, or the unit behind a space."""
    if unit is Unit.plain:
        return ""
    return word if unit is Unit.percent else f" {word}"
