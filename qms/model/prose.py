"""Figures as a chapter's prose writes them: a number with its unit, a frequency (clause 2.2).

What a chapter prints by reference is no figure of the prose; so are numbers that name something: a
clause, a year's plan, a page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from qms.model.manual import VARIABLE, Chapter, ClauseText

_HAN = "〇零一二两三四五六七八九十百千万"
_NUMBER = rf"(?:\d+(?:[ ,]\d{{3}})*(?:\.\d+)?|[{_HAN}]+|半)"
_DIGITS = r"\d+(?:[ ,]\d{3})*(?:\.\d+)?"
_TIME = (
    "个工作日|工作日|自然日|分钟|小时|个季度|季度|个月|星期|周|秒|天|日|年(?!度)"
    "|成(?![功品立员为交])"
)
_MONEY = "万元|元|分(?!之|别|析|类|级|钟|布|解|配|工|管|区|架|批|责|发)"
_DATE = re.compile(r"\d{1,2} ?月(?: ?\d{1,2} ?日)?")
_YEAR = re.compile(r"\d{4} ?年(?: ?\d{1,2} ?月(?: ?\d{1,2} ?日)?)?")  # of the calendar
_FIGURES = re.compile(
    rf"(?<![下同任第上前同每\d.—-])(?P<a>{_NUMBER}) ?(?:{_TIME}|{_MONEY}|[%\uff05])"
    rf"|(?P<b>{_DIGITS}|三|四|五|六|七|八|九|十) ?次(?!序|数|品|要)"
    r"|每 ?(?:半年|季度|季|月|周|日|年|天|小时)"
)
_CODE = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that the prose writes out: in which clause, where, and its words."""

    clause: str
    line: int
    column: int
    words: str


def figures_of(chapter: Chapter) -> Iterator[Figure]:
    """Yield every figure that a chapter writes out, in the order of the text."""
    for clause in chapter.clauses:
        for offset, line in enumerate(clause.body.split("\n"), start=1):
            for column, words in figures_in(line):
                yield Figure(clause.number, clause.line + offset, column, words)


@lru_cache(maxsize=4096)  # two rules and the coverage look at the same lines
def figures_in(line: str) -> tuple[tuple[int, str], ...]:
    """Return the column and words of each figure in a line of prose."""
    text = _blanked(_YEAR, _blanked(_CODE, _blanked(VARIABLE, line)))
    dates = _DATE.finditer(text)
    figures = _FIGURES.finditer(_blanked(_DATE, text))
    return tuple((found.start() + 1, found[0]) for found in (*dates, *figures))


def printed_in(clause: ClauseText) -> frozenset[str]:
    """Return the names of the variables that a clause prints, its title included."""
    return frozenset(VARIABLE.findall(f"{clause.title}\n{clause.body}"))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: "\0" * len(found[0]), text)
