"""A redline as it is read: tables as printed, unchanged text folded (2.2.3)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qms.model.redline import Mark, Stretch
from qms.publish.redline import html_of
from qms.publish.templating import Markup, html, joined
from qms.text import Lang, Text

_RULE = re.compile(r"\s*\|[\s:|-]+\|\s*")
_HEADING = re.compile(r"#+ +")
_POINT = re.compile(r"[-*] +")
_FOLDED = Text(zh="未变的 {count} 段", en="{count:paragraph|paragraphs} unchanged")
_NEXT = Text(zh="第 {here}/{all} 处修改", en="change {here} of {all}")
_KEPT = 1
"""Unchanged paragraphs that stay open beside a change."""

Line = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a redline is to be read: in which language, under which anchor."""

    lang: Lang
    anchor: str


def as_read(stretches: Iterable[Stretch], reading: Reading) -> Markup:
    """Return a redline of Markdown as HTML, with a link from each change to the next."""
    lines = [line for line in _lines(stretches) if _is_shown(line)]
    runs = [(changed, list(run)) for changed, run in groupby(lines, key=_is_changed)]
    total = sum(changed for changed, _ in runs)
    parts: list[Markup] = []
    here = 0
    for at, (changed, run) in enumerate(runs):
        if changed:
            here += 1
            parts.append(_change(run, reading, here, total))
        else:
            parts.append(_folded(run, reading, before=at > 0, after=at + 1 < len(runs)))
    return joined(parts)


def _lines(stretches: Iterable[Stretch]) -> Iterator[Line]:
    line: list[Stretch] = []
    for stretch in stretches:
        text = stretch.text.replace("**", "")
        first, *others = text.split("\n")
        line.append(Stretch(stretch.mark, first))
        for other in others:
            yield tuple(each for each in line if each.text)
            line = [Stretch(stretch.mark, other)]
    yield tuple(each for each in line if each.text)


def _is_shown(line: Line) -> bool:
    source = _source(line)
    return bool(source.strip()) and not _RULE.fullmatch(source)


def _source(line: Line) -> str:
    return "".join(each.text for each in line)


def _is_changed(line: Line) -> bool:
    return any(each.mark is not Mark.same for each in line)


def _change(lines: Sequence[Line], reading: Reading, here: int, total: int) -> Markup:
    words = _NEXT.say(reading.lang, here=here, all=total)
    target = f"#{reading.anchor}-{here + 1 if here < total else 1}"
    return html(
        '<div class="qms-change" id="{}-{}"><a class="qms-next" href="{}">{}</a>{}</div>',
        reading.anchor, here, target, words, _blocks(lines),
    )  # fmt: skip


def _folded(lines: Sequence[Line], reading: Reading, *, before: bool, after: bool) -> Markup:
    """Return unchanged lines: those beside a change open, the others folded away."""
    head = list(lines[:_KEPT]) if before else []
    rest = list(lines[len(head) :])
    tail = rest[len(rest) - _KEPT :] if after and rest else []
    middle = rest[: len(rest) - len(tail)]
    shown = _blocks(head)
    if middle:
        words = _FOLDED.say(reading.lang, count=len(middle))
        shown += html("<details><summary>{}</summary>{}</details>", words, _blocks(middle))
    return shown + _blocks(tail)


def _blocks(lines: Sequence[Line]) -> Markup:
    parts: list[Markup] = []
    for is_table, run in groupby(lines, key=lambda line: _source(line).lstrip().startswith("|")):
        if is_table:
            rows = joined(html("<tr>{}</tr>", joined(_cells(line))) for line in run)
            parts.append(html("<table><tbody>{}</tbody></table>", rows))
        else:
            parts += (html("<p>{}</p>", html_of(_without_signs(line))) for line in run)
    return joined(parts)


def _cells(line: Line) -> list[Markup]:
    """Return the cells of a table's row, each with its own marks."""
    cells: list[list[Stretch]] = [[]]
    for stretch in line:
        first, *others = stretch.text.split("|")
        cells[-1].append(Stretch(stretch.mark, first))
        cells += [[Stretch(stretch.mark, other)] for other in others]
    kept = [[each for each in cell if each.text.strip()] for cell in cells[1:]]
    while kept and not kept[-1]:
        kept.pop()
    return [html("<td>{}</td>", html_of(cell)) for cell in kept]


def _without_signs(line: Line) -> Line:
    """Take off what marks a heading or a point of a list in Markdown."""
    first, *others = line
    text = _POINT.sub("• ", _HEADING.sub("", first.text, count=1), count=1)
    is_sign = _HEADING.match(first.text) or _POINT.match(first.text)
    return (Stretch(first.mark, text), *others) if is_sign else line
