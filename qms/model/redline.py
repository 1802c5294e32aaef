"""What changed between two texts, by character for Chinese and by word for the rest (2.2.3)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from qms.model.kinds import clause_order
from qms.model.manual import Chapter

_TOKEN = re.compile(r"[A-Za-z0-9_.%/-]+|\s+|.", re.DOTALL)
_SHORT_ISLAND = 2


class Mark(Enum):
    """Whether a stretch of text stayed, went or came."""

    same = "same"
    gone = "gone"
    new = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of text with one mark."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class ClauseRedline:
    """A clause that differs between two texts of the manual."""

    number: str
    title: str
    stretches: tuple[Stretch, ...]


def redline(before: str, after: str) -> tuple[Stretch, ...]:
    """Return the stretches of a comparison; joining all but the new ones gives `before`."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[Stretch] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for operation, i1, i2, j1, j2 in matcher.get_opcodes():
        if operation == "equal":
            found.append(Stretch(Mark.same, "".join(old[i1:i2])))
        else:
            found.append(Stretch(Mark.gone, "".join(old[i1:i2])))
            found.append(Stretch(Mark.new, "".join(new[j1:j2])))
    return _joined(_without_islands([each for each in found if each.text]))


def _without_islands(stretches: list[Stretch]) -> list[Stretch]:
    """Give up matches of one or two characters between changes; they only hinder the reader."""
    kept: list[Stretch] = []
    for index, each in enumerate(stretches):
        inside = 0 < index < len(stretches) - 1
        if inside and each.mark is Mark.same and len(each.text.strip()) <= _SHORT_ISLAND:
            kept += [Stretch(Mark.gone, each.text), Stretch(Mark.new, each.text)]
        else:
            kept.append(each)
    return kept


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Within each run of changes put what went before what came, as one stretch each."""
    found: list[Stretch] = []
    gone, new = "", ""
    for each in [*stretches, Stretch(Mark.same, "")]:
        if each.mark is Mark.gone:
            gone += each.text
        elif each.mark is Mark.new:
            new += each.text
        else:
            found += [Stretch(Mark.gone, gone), Stretch(Mark.new, new), each]
            gone, new = "", ""
    return tuple(each for each in found if each.text)


def changed_lines(before: str, after: str) -> tuple[str, str]:
    """Return the lines that only the one text has, and those that only the other has."""
    old = [line for line in before.split("\n") if line.strip()]
    new = [line for line in after.split("\n") if line.strip()]
    gone: list[str] = []
    came: list[str] = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation != "equal":
            gone += old[i1:i2]
            came += new[j1:j2]
    return "\n".join(gone), "\n".join(came)


def clause_redlines(
    before: Iterable[Chapter], after: Iterable[Chapter]
) -> tuple[ClauseRedline, ...]:
    """Return every clause whose text differs, in order; a new or vanished one is all one mark."""
    old, new = _texts(before), _texts(after)
    changed = {number for number in old.keys() | new.keys() if old.get(number) != new.get(number)}
    return tuple(
        ClauseRedline(
            number,
            (new.get(number) or old.get(number) or ("", ""))[0],
            redline(old.get(number, ("", ""))[1], new.get(number, ("", ""))[1]),
        )
        for number in sorted(changed, key=lambda number: (clause_order(number), number))
    )


def _texts(chapters: Iterable[Chapter]) -> Mapping[str, tuple[str, str]]:
    return {
        clause.number: (clause.title, clause.body.strip())
        for chapter in chapters
        for clause in chapter.clauses
    }


def shortened(stretches: Iterable[Stretch], *, around: int = 30) -> tuple[Stretch, ...]:
    """Return the stretches with long unchanged ones cut to what stands near a change."""
    found: list[Stretch] = []
    for each in stretches:
        text = each.text
        if each.mark is Mark.same and len(text) > 2 * around:
            text = f"{text[:around] if found else ''} … {text[-around:]}"
        found.append(Stretch(each.mark, text))
    if found and found[-1].mark is Mark.same and len(found[-1].text) > around:
        found[-1] = Stretch(Mark.same, found[-1].text[:around] + " …")
    return tuple(found)
