"""Whether what is printed has a glyph in the fonts that the package carries (clause 2.2)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch08_customers import Customer
from qms.model.kinds.record import place_of
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import MINIMAL
from qms.text import Text

_ORDER = "manual/01-order.md"


def _said(sentence: str) -> dict[str, str]:
    return {_ORDER: f"{MINIMAL[_ORDER]}\n{sentence}\n"}


@rule(
    "MAN112",
    clause="2.2",
    severity=Severity.WARNING,
    reads=(Chapter, Person, Customer),
    title=Text(zh="印得出每一个字", en="Every character can be printed"),
    message=Text(zh="字体里没有“{sign}”（{code}）", en="no font has “{sign}” ({code})"),
    why=Text(
        zh="没有字形的字印成空框，受控本上就读不出来。",
        en="What has no glyph is printed as an empty box, in a controlled copy too.",
    ),
    cure=Text(
        zh="换用通用的写法，或者写拼音并加注。",
        en="Use another spelling, or write it in Latin letters with a note.",
    ),
    bad=Example(_said("应学习𡨴。")),
    good=Example(_said("应学习䶮㛃𬭎。")),
)
def no_glyph(snapshot: Snapshot) -> Iterator[Hit]:
    """A chapter, or the name of a person or customer, has a character that no font has."""
    every = {sign for chapter in snapshot.chapters for sign in chapter.body}
    lacking = {sign for sign in every | _of_names(snapshot) if not _is_printable(ord(sign))}
    for place, words in _printed(snapshot) if lacking else ():
        for sign in dict.fromkeys(words):
            if sign in lacking:
                yield hit(place, mark=f"{ord(sign):X}", sign=sign, code=f"U+{ord(sign):04X}")


def _printed(snapshot: Snapshot) -> Iterable[tuple[Place, str]]:
    for chapter in snapshot.chapters:
        for offset, line in enumerate(chapter.body.split("\n")):
            if not line.isascii():
                yield chapter.at(chapter.body_line + offset), line
    for person in snapshot.lines(Person):
        yield place_of(person, "name"), person.name
    for customer in snapshot.lines(Customer):
        yield place_of(customer, "name"), customer.name


def _of_names(snapshot: Snapshot) -> set[str]:
    people, customers = snapshot.lines(Person), snapshot.lines(Customer)
    names = (*(each.name for each in people), *(each.name for each in customers))
    return {sign for name in names for sign in name}


def _is_printable(code: int) -> bool:
    starts, ends = _ranges()
    at = bisect_right(starts, code) - 1
    return code in {0x09, 0x0A, 0x0D} or (at >= 0 and code <= ends[at])


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """Return where the ranges of characters begin and end that all faces have."""
    words = files("qms.rules").joinpath("printable.txt").read_text(encoding="ascii").split()
    pairs = [(each.partition("-")[0], each.rpartition("-")[2]) for each in words]
    return [int(first, 16) for first, _ in pairs], [int(last, 16) for _, last in pairs]
