"""An old manual laid against the clauses: what goes where and nowhere, nothing lost (2.2)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from qms.model.manual import NUMBERED


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, item or table row of the old manual.

    Attributes:
        place: Where it stands: a line of Markdown, a paragraph of Word, counted from one.
        level: Of the heading; 0 where it is none.
        text: Its words, as Markdown.

    """

    place: int
    level: int
    text: str


@dataclass(slots=True)
class Part:
    """A stretch of the old manual under one heading, and the clause that it goes to.

    `clause` is empty where none was found.
    """

    clause: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Adopted:
    """Every block of the old manual, each in exactly one part."""

    parts: tuple[Part, ...]

    @property
    def mapped(self) -> tuple[Part, ...]:
        """The parts that go to a clause."""
        return tuple(each for each in self.parts if each.clause)

    @property
    def rest(self) -> tuple[Part, ...]:
        """The parts that go nowhere yet."""
        return tuple(each for each in self.parts if not each.clause)


_CHAPTER = re.compile(r"^第 ?([〇零一二三四五六七八九十\d]+) ?章[ \u3000、]*(.*)$")
_DIGITS = "〇一二三四五六七八九"
_ALIKE, _SAME_NUMBER = 0.75, 0.4
_LONGEST = 40
# What a title says of itself: that it is a rule, a procedure, a process.
_KIND_OF_RULES = re.compile("(?:控制|管理|服务)*(?:办法|规定|程序|制度|过程)?$")
_ENDS = "。；，：！？;,!?"


def adopted(blocks: Iterable[Block], clauses: Sequence[tuple[str, str]]) -> Adopted:
    """Return the blocks parted by headings, each part with the clause that its heading names.

    A heading below one that was mapped, and like no clause itself, stays with it.

    Args:
        blocks: The old manual in its order.
        clauses: Number and title of each clause of ours.

    """
    parts: list[Part] = [Part("")]
    depth = 0
    for block in blocks:
        if is_heading(block):
            clause = clause_of(block.text, clauses)
            level = block.level or _depth(block.text)
            if clause or not (parts[-1].clause and level > depth):
                parts.append(Part(clause))
                depth = level
        parts[-1].blocks.append(block)
    return Adopted(tuple(each for each in parts if each.blocks))


def is_heading(block: Block) -> bool:
    """Tell whether a block heads what follows: by its style, or by its number alone."""
    if block.level:
        return True
    text = block.text.strip("* ")
    if len(text) > _LONGEST or text[-1:] in _ENDS:
        return False
    numbered = NUMBERED.match(text)
    return bool(_CHAPTER.match(text) or (numbered and "." in numbered[1]))


def _depth(text: str) -> int:
    numbered = NUMBERED.match(text.strip("* "))
    return numbered[1].count(".") + 1 if numbered else 1


def clause_of(heading: str, clauses: Sequence[tuple[str, str]]) -> str:
    """Return the clause that a heading names by its title, or by number and title; else nothing."""
    number, title = _numbered(heading.strip("* #"))
    wanted = _bare(title)
    likest, best = 0.0, ""
    for each, name in clauses:
        ratio = SequenceMatcher(None, wanted, _bare(name)).ratio() if wanted else 0.0
        if each == number and ratio >= _SAME_NUMBER:
            ratio += 1
        if ratio > likest:
            likest, best = ratio, each
    return best if likest >= _ALIKE else ""


def _numbered(text: str) -> tuple[str, str]:
    chapter = _CHAPTER.match(text)
    if chapter:
        return str(_value(chapter[1])), chapter[2]
    numbered = NUMBERED.match(re.sub(r"^(\d+(?:\.\d+)*)[.、\uff0e]?[ \u3000]*(?=\D)", r"\1 ", text))
    return (numbered[1], numbered[2]) if numbered else ("", text)


def _value(words: str) -> int:
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return max(_DIGITS.find(words), 0)
    return (_DIGITS.find(tens) if tens else 1) * 10 + (_DIGITS.find(ones) if ones else 0)


def _bare(title: str) -> str:
    return _KIND_OF_RULES.sub("", re.sub(r"[^\w]|的", "", title))
