"""What the review pack is made from, and the pieces that every section is made of (9.7)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from qms.model.anchor import Anchor
from qms.model.figure import Result, Sources, span
from qms.model.finding import Report
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch09_review import ManagementReview, ReviewDecision
from qms.model.kinds.record import Record, called
from qms.model.snapshot import Snapshot
from qms.publish.templating import Markup
from qms.standing.evidence import is_of_year
from qms.standing.reviews import handing_on, yearly_before, yearly_review
from qms.text import Lang, Text

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Material:
    """The records, the figures of two years by name and period, and the check's report."""

    snapshot: Snapshot
    year: int
    figures: Mapping[tuple[str, str], Result]
    report: Report
    sources: Sources
    lang: Lang
    anchor: Anchor | None = None

    def t(self, zh: str, en: str) -> str:
        """Return the words in the language of the pack."""
        return zh if self.lang == "zh" else en

    def say(self, text: Text) -> str:
        """Return a term in the language of the pack."""
        return text.say(self.lang)

    def of_year(self, model: type[R], year: int | None = None) -> tuple[R, ...]:
        """Return the records of a kind that belong to a year: registers are there in every one."""
        wanted = self.year if year is None else year
        return tuple(
            each
            for each in self.snapshot.current(model)
            if is_of_year(each, wanted, self.snapshot.as_of)
        )

    def figure(self, kpi: str, period: str) -> Result | None:
        """Return what a figure came to in a period."""
        return self.figures.get((kpi, period))

    def months(self, kpi: str, year: int) -> Iterator[Result]:
        """Yield a figure for each month of a year."""
        for month in span(str(year)).months:
            found = self.figure(kpi, month.name)
            if found is not None:
                yield found

    @property
    def as_of(self) -> dt.date:
        """The day up to which the pack counts."""
        return self.snapshot.as_of

    @property
    def minutes(self) -> ManagementReview | None:
        """The minutes of the year's review, once it is open."""
        return yearly_review(self.snapshot, self.year)

    @property
    def last_review(self) -> ManagementReview | None:
        """The yearly review before."""
        return yearly_before(self.snapshot, self.year)

    @property
    def handed_on(self) -> tuple[tuple[ManagementReview, ReviewDecision], ...]:
        """The decisions that are the first input of this review, each with who took it."""
        return tuple(
            (review, decision)
            for review in handing_on(self.snapshot, self.year)
            for decision in review.decisions
        )

    def person(self, number: str | None) -> str:
        """Return a person's name, in Latin letters where the pack is in English and has it."""
        found = self.snapshot.find(Person, number)
        return self.say(called(found)) if found else number or "—"

    def department(self, number: str | None) -> str:
        """Return a department's name."""
        found = self.snapshot.find(Department, number)
        if found is None:
            return number or "—"
        return found.name if self.lang == "zh" else found.name_en


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a section; the same in print and in the workbook."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with the sentence that says what it shows."""

    svg: Markup
    caption: str
    is_tall: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A number of the section: this year, last year, what it should be."""

    name: str
    value: object
    last: object = "—"
    target: object = "—"


@dataclass(frozen=True, slots=True)
class Part:
    """What is particular to one input."""

    facts: tuple[Fact, ...] = ()
    grids: tuple[Grid, ...] = ()
    charts: tuple[Chart, ...] = ()
    lacking: tuple[str, ...] = ()


def share(part: int, whole: int) -> str:
    """Return a share in per cent with what it was counted from, never 100 % of nothing."""
    if not whole:
        return f"— (0/{whole})"
    percent = (Decimal(part) * 100 / whole).quantize(Decimal("0.1"))
    return f"{percent} % ({part}/{whole})"
