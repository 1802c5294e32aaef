"""The manual as text: chapters with their front matter, clauses, duties and citations (2.2)."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from qms.model.finding import Place

HEADING = re.compile(r"^(#{1,6}) +(.+?) *$")
NUMBERED = re.compile(r"^(\d+(?:\.\d+)*) +(.+)$")
CITATION = re.compile(r"《([^《》]+)》")
VARIABLE = re.compile(r"\{\{ *([a-z][a-z0-9_.-]*) *\}\}")
TERM = re.compile(r"^\*\*(.+?)\*\*：")
_SENTENCE = re.compile(r"[^。；\n]+[。；]")
# 应 obliges, but not inside another word: 反应, 对应, 供应, 响应, 应急, 应用, 应对风险.
_OBLIGES = re.compile(r"(?<![反对相响供适效])应(?!急|用|付|对风险|对方案)|不得|(?<!无)须")
FIGURE = re.compile(r"^!\[([^\]]*)\]\((figure|table):([a-z0-9-]+)\) *$")
_PICTURE = re.compile(
    r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|<(?:img|svg|picture|object|embed)\b[^>]*>?"
)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
# What is drawn from the records, for book and site alike.
DRAWN = {
    "figure": frozenset({
        "process-map", "organisation", "service-network", "pdca", "integrated-system",
        "document-control", "repair-flow", "complaint-flow",
    }),
    "table": frozenset({"processes", "departments", "promise-clocks", "objectives"}),
}  # fmt: skip

Frequency = Literal["event", "month", "quarter", "half-year", "year"]


class _Front(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Approval(_Front):
    """Who prepared, reviewed or approved a chapter, and when."""

    by: str
    on: dt.date


class EvidenceDuty(_Front):
    """A record kind that proves a clause, and how often it must turn up."""

    kind: str
    every: Frequency


class ClauseFacts(_Front):
    """What the front matter says of one clause."""

    owner: str
    processes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    evidence: tuple[EvidenceDuty, ...] = ()


class FrontMatter(_Front):
    """The head of a chapter file; the state fields are written by `qms release` alone."""

    document: str
    chapter: str
    title: str
    owner: str
    revision: Annotated[str, Field(pattern=r"^[A-Z]/\d{1,2}$")]
    effective: dt.date | None = None
    status: Literal["draft", "effective"] = "draft"
    prepared: Approval | None = None
    reviewed: Approval | None = None
    approved: Approval | None = None
    clauses: dict[str, ClauseFacts] = {}


STATE_FIELDS = ("revision", "effective", "status", "prepared", "reviewed", "approved")


@dataclass(frozen=True)
class ClauseText:
    """A numbered clause as written: its title and the lines up to the next numbered heading."""

    number: str
    title: str
    depth: int
    line: int
    body: str

    @property
    def duties(self) -> tuple[str, ...]:
        """The sentences that oblige somebody (应, 不得, 必须, 须)."""
        sentences = _SENTENCE.findall(self.body)
        return tuple(each.strip() for each in sentences if _OBLIGES.search(each))


@dataclass(frozen=True)
class Citation:
    """A 《title》 in the text and where it stands."""

    title: str
    line: int
    column: int


@dataclass(frozen=True)
class Chapter:
    """A chapter file, read."""

    path: str
    front: FrontMatter
    front_source: str
    body: str
    body_line: int

    @cached_property
    def clauses(self) -> tuple[ClauseText, ...]:
        """The numbered clauses in the order of the text."""
        return tuple(_clauses(self.body, self.body_line))

    @property
    def citations(self) -> Iterator[Citation]:
        """Every 《title》 with its place."""
        for offset, line in enumerate(self.body.split("\n")):
            for found in CITATION.finditer(line):
                yield Citation(found[1], self.body_line + offset, found.start() + 1)

    @property
    def variables(self) -> Iterator[Citation]:
        """Every `{{ name }}` with its place."""
        for offset, line in enumerate(self.body.split("\n")):
            for found in VARIABLE.finditer(line):
                yield Citation(found[1], self.body_line + offset, found.start() + 1)

    @property
    def unprintable(self) -> Iterator[Citation]:
        """Every picture that is not printed, with its place.

        Printed is what is drawn from the records, on a line of its own; a file or an address is
        no controlled content, and nothing is fetched.
        """
        for offset, line in enumerate(self.body.split("\n")):
            drawn = FIGURE.match(line)
            if drawn and drawn[3] in DRAWN[drawn[2]]:
                continue
            text = _CODE.sub(lambda code: " " * len(code[0]), line)
            for found in _PICTURE.finditer(text):
                yield Citation(found[0], self.body_line + offset, found.start() + 1)

    @property
    def place(self) -> Place:
        """The file's first line."""
        return Place(self.path, line=1, column=1)

    def at(self, line: int, column: int = 1) -> Place:
        """Return a place in this file."""
        return Place(self.path, line=line, column=column)

    @property
    def controlled(self) -> str:
        """The content that an approval covers: all but the fields that a release writes."""
        return without_state(self.front_source) + "---\n" + self.body

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the controlled content, UTF-8."""
        return hashlib.sha256(self.controlled.encode()).hexdigest()


@dataclass(frozen=True)
class Translation:
    """An English text of a chapter and the revision that it renders; the Chinese alone binds."""

    path: str
    chapter: str
    revision: str
    title: str
    body: str


def without_state(front_source: str) -> str:
    """Return a front matter without the fields that a release writes, nested lines included."""
    kept: list[str] = []
    dropping = False
    for line in front_source.splitlines():
        if line[:1] not in {" ", "#", "\t", "-", ""}:
            dropping = line.split(":", 1)[0] in STATE_FIELDS
        if not dropping:
            kept.append(line.rstrip())
    return "\n".join(kept).strip() + "\n"


def as_draft(text: str) -> str:
    """Return a chapter as the draft of a first edition: nobody has approved it yet."""
    head, body = text.removeprefix("---\n").split("\n---\n", 1)
    return f"---\n{without_state(head + chr(10))}revision: A/0\nstatus: draft\n---\n{body}"


def _clauses(body: str, first_line: int) -> Iterator[ClauseText]:
    lines = body.split("\n")
    heads = [
        (index, len(mark[1]), numbered)
        for index, line in enumerate(lines)
        if (mark := HEADING.match(line)) and (numbered := NUMBERED.match(mark[2]))
    ]
    ends = [index for index, _, _ in heads[1:]] + [len(lines)] * bool(heads)
    for (index, depth, numbered), end in zip(heads, ends, strict=True):
        yield ClauseText(
            number=numbered[1],
            title=numbered[2],
            depth=depth,
            line=first_line + index,
            body="\n".join(lines[index + 1 : end]),
        )


def filled(body: str, variables: Mapping[str, str]) -> str:
    """Return the text with `{{ name }}` replaced; an unknown name stays and a rule reports it."""
    return VARIABLE.sub(lambda found: variables.get(found[1], found[0]), body)


def printed_chapters(
    chapters: Iterable[Chapter], variables: Mapping[str, str]
) -> tuple[Chapter, ...]:
    """Return chapters with the text that their readers see: every `{{ name }}` replaced."""
    return tuple(replace(each, body=filled(each.body, variables)) for each in chapters)
