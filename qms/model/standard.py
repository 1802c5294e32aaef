"""Standards that the company works to: requirements by standard, edition and clause together.

An edition is a file of its own, so equal numbers of different standards or editions never meet.
No text of a standard is carried: a number, a title of our own, the clauses that answer it.
"""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import Choice
from qms.text import Text

FOLDER = "standards"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Certainty(Choice):
    """How sure it is that a clause says what an entry makes of it."""

    read = "read", "已读原文", "read in the text"
    quoted = "quoted", "引自终稿", "quoted from the final draft"
    reported = "reported", "多处转述", "reported by several"
    to_confirm = "to-confirm", "待核实", "to be confirmed"


class Requirement(_Part):
    """A clause of a standard, and the clauses of the manual that answer it.

    Attributes:
        clause: Its number.
        title: What it is about, in words of our own.
        title_en: The same in English.
        manual: The clauses of the manual that answer it.
        indicator: The item of the company's own register that stands for it, if one does.
        certainty: Whether anybody read it in the standard's text.
        asks: What an auditor asks here that the edition before did not ask; in our own words.
        asks_en: The same in English.

    """

    clause: Annotated[str, Field(pattern=r"^[A-Z0-9]+(\.[0-9]+)*$")]
    title: str
    title_en: str
    manual: tuple[str, ...] = ()
    indicator: str = ""
    certainty: Annotated[Certainty, Field(strict=False)] = Certainty.read
    asks: str = ""
    asks_en: str = ""

    @property
    def name(self) -> Text:
        """What it is about, in a few words of our own."""
        return Text(zh=self.title, en=self.title_en)

    @property
    def news(self) -> Text | None:
        """What is asked here since this edition, if anything is known to be."""
        return Text(zh=self.asks, en=self.asks_en or self.asks) if self.asks else None

    def is_meant_by(self, words: str) -> bool:
        """Tell whether a reference names this clause, one under it, or its title."""
        return words in {self.clause, self.title} or words.startswith(self.clause + ".")


class Standard(_Part):
    """One edition of a standard; it says itself which editions it takes the place of."""

    standard: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$")]
    edition: Annotated[str, Field(pattern=r"^[0-9A-Za-z.]+$")]
    name: str
    in_force: dt.date
    replaces: tuple[str, ...] = ()
    transition_ends: dt.date | None = None
    notes: str = ""
    notes_en: str = ""
    requirements: tuple[Requirement, ...] = ()

    @property
    def key(self) -> str:
        """Standard and edition together, which is also the name of the file: iso9001-2015."""
        return f"{self.standard}-{self.edition}"

    def cited(self, reference: str) -> str | None:
        """Return what of this edition a reference names: a clause, or a title of ours.

        `ISO 9001:2015 9.2.2` and `GB/T 27922 投诉处理` are references; a name without its edition
        means every edition of the standard.
        """
        for name in (self.name, self.name.removesuffix(self.edition)[:-1]):
            if reference.startswith(f"{name} "):
                return reference.removeprefix(f"{name} ").strip()
        return None

    @model_validator(mode="after")
    def _each_clause_once(self) -> "Standard":
        numbers = [each.clause for each in self.requirements]
        twice = sorted({each for each in numbers if numbers.count(each) > 1})
        if twice:
            said = " ".join(twice)
            raise refusal(zh=f"条款重复：{said}", en=f"a clause stands twice: {said}")
        return self


def successor(standard: Standard, known: tuple[Standard, ...], day: dt.date) -> Standard | None:
    """Return the newest edition that has taken the place of this one by a day, if one has."""
    after = [
        each
        for each in known
        if each.standard == standard.standard
        and standard.edition in each.replaces
        and each.in_force <= day
    ]
    return max(after, key=lambda each: each.in_force, default=None)
