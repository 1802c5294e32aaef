"""The SQL of a key figure: its conditions, each one expression, put into one sentence (9.2)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from qms import limits
from qms.figures.tables import columns_of
from qms.model.figure import Span
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.kinds.record import Record
from qms.text import Text


def conditions(kpi: Kpi) -> Iterator[tuple[str, str]]:
    """Yield each field of a figure that holds SQL, with what stands there."""
    for name in ("where", "denominator", "numerator", "measure", "backlog"):
        text = getattr(kpi, name)
        if text is not None:
            yield name, text


# What makes much out of nothing: no figure over records needs it, and the database holds no limit
# of memory for what these make.
_GROWS = re.compile(
    r"\b(repeat|lpad|rpad|range|generate_series|generate_subscripts|recursive|list_resize"
    r"|array_resize|bitstring|format|printf)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"'(?:[^']|'')*'")


def bare(condition: str) -> str:
    """Return a condition without what stands between quotes."""
    return _QUOTED.sub("''", condition)


def too_long() -> Text:
    """Say that a figure was stopped."""
    return Text(
        zh=f"{limits.FIGURE_SECONDS} 秒内没有算完，已停止",
        en=f"it was not done in {limits.FIGURE_SECONDS} seconds and was stopped",
    )


def stopped(error: Exception) -> Text | None:
    """Say that a figure ran past its time or its memory; None where it failed otherwise."""
    if isinstance(error, duckdb.InterruptException):
        return too_long()
    if isinstance(error, duckdb.OutOfMemoryException):
        return Text(
            zh=f"要用的内存超过 {limits.FIGURE_MEBIBYTES} MiB，已停止",
            en=f"it wanted more than {limits.FIGURE_MEBIBYTES} MiB of memory and was stopped",
        )
    return None


def refused(kpi: Kpi, model: type[Record] | None) -> Text | None:
    """Return why a figure cannot be counted at all; None where nothing speaks against it."""
    found = fault(kpi, model)
    return found[1] if found else None


def fault(kpi: Kpi, model: type[Record] | None) -> tuple[str, Text] | None:
    """Return the first field that cannot be right, and why: an unknown kind, date, or no SQL.

    `model` is the kind that the figure counts, None where there is no such kind.
    Each condition must be one expression by itself, so that none can close our bracket, add a
    statement or comment the rest away.
    """
    if model is None:
        return "population", Text(
            zh=f"没有名为 {kpi.population} 的记录种类", en=f"there is no kind {kpi.population}"
        )
    dates = [name for name, kind in columns_of(model).items() if kind in {"DATE", "TIMESTAMP"}]
    if kpi.period_date is not None and kpi.period_date not in dates:
        return "period_date", Text(
            zh=f"{kpi.population} 没有日期字段 {kpi.period_date}",
            en=f"{kpi.population} has no date {kpi.period_date}",
        )
    for name, text in conditions(kpi):
        if grows := _GROWS.search(bare(text)):
            return name, Text(
                zh=f"指标不得使用会凭空造出大量数据的 {grows[0]}",
                en=f"a figure may not make data: {grows[0]}",
            )
        try:
            duckdb.SQLExpression(text)
        except duckdb.Error as error:
            why = str(error).split("\n", 1)[0]
            return name, Text(
                zh=f"{name} 不是一个 SQL 表达式：{why}",
                en=f"{name} is not one SQL expression: {why}",
            )
    return None


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is asked of the database for one figure."""

    kpi: Kpi
    table: str
    group: str
    listed: int

    def over(self, period: Span) -> str:
        """Return the query of a period: a row for each part of the breakdown.

        The columns are part, base, counted, measure, ids of the base and of those counted. Line
        ends close what a condition may have opened as a comment.
        """
        kpi = self.kpi
        hit = kpi.numerator or "true"
        return f"""
            select qms_part, count(*), count(*) filter (where qms_hit),
                   {kpi.measure or "null"}
                   , {self._ids("true")}, {self._ids("qms_hit")}
            from (
                select *, {self.group} as qms_part, coalesce((
                    {hit}
                ), false) as qms_hit
                from "{self.table}" t
                where {self._members} and ({self._within(period)})
            ) group by qms_part order by qms_part nulls last
        """  # noqa: S608 - sandboxed, and each part is one expression

    def values(self, period: Span, columns: Sequence[str]) -> str:
        """Return the query of some columns of the base of a period."""
        named = ", ".join(f'"{each}"' for each in columns)
        return f"""
            select {named} from "{self.table}" t
            where {self._members} and ({self._within(period)}) order by id
        """  # noqa: S608 - sandboxed, and each part is one expression

    def of_backlog(self) -> str:
        """Return the query of what is open on the day: how many, median and oldest age, ids."""
        age = self._age
        return f"select count(*), median({age}), max({age}), {self._ids('true')} {self._open}"

    def ages(self) -> str:
        """Return the query of the age in days of each matter that is open on the day."""
        return f"select {self._age} {self._open} order by 1"

    @property
    def _age(self) -> str:
        return f"date_diff('minute', \"{self.kpi.period_date}\"::timestamp, as_of_end()) / 1440.0"

    @property
    def _open(self) -> str:
        return f"""
            from "{self.table}" t
            where (
                {self.kpi.where}
            ) and (
                {self.kpi.backlog}
            ) and "{self.kpi.period_date}"::timestamp < as_of_end()
        """

    def at_all(self) -> str:
        """Return the query whether any record is ever in the base, and in the table."""
        return f"""
            select exists (select 1 from "{self.table}" t where {self._members}),
                   exists (select 1 from "{self.table}")
        """  # noqa: S608 - sandboxed, and each part is one expression

    @property
    def _members(self) -> str:
        return f"""(
            {self.kpi.where}
        ) and (
            {self.kpi.denominator}
        )"""

    def _ids(self, condition: str) -> str:
        """Return the expression that lists ids, none where there are more than asked for."""
        if not self.listed:
            return "null"
        return (
            f"case when count(*) filter (where {condition}) <= {self.listed} "
            f"then list(id order by id) filter (where {condition}) end"
        )

    def _within(self, period: Span) -> str:
        """Return the condition that puts a record into the period, and not after the day."""
        if self.kpi.period_date is None:
            return "true"
        day = f'"{self.kpi.period_date}"::date'
        return (
            f"{day} >= date '{period.first}' and {day} < date '{period.after}' and {day} <= as_of()"
        )
