"""The matrix as text for a terminal, columns aligned where a Chinese character is two wide."""

import unicodedata
from collections.abc import Iterable, Sequence

from qms.publish.matrix import words
from qms.publish.plain_text import shown
from qms.standing.conformity import Matrix, Row
from qms.text import Lang, Text

_WIDEST = 34
_NONE = Text(zh="没有处于所选状态的条款。", en="No clause is in a state asked for.")


def render(matrix: Matrix, lang: Lang) -> str:
    """Return a line for each kind under its clause, then the findings against that clause."""
    is_manual = matrix.against == "manual"
    heads = (
        words.CLAUSE,
        words.NAME,
        words.OWNER if is_manual else words.ANSWERED_BY,
        words.DUTIES,
        words.EVIDENCE,
        words.EVERY,
        words.COUNT,
        words.NEWEST_ON,
        words.NEWEST,
        words.DUE,
        words.STANDING,
    )
    title = f"{words.title(matrix, lang)}  {words.AS_OF.say(lang, day=matrix.as_of)}"
    if matrix.notes:
        title += f"\n{matrix.notes.say(lang)}"
    if not matrix.rows:
        return f"{title}\n\n{_NONE.say(lang)}\n"
    cells = [tuple(head.say(lang) for head in heads)]
    blocks: list[tuple[Row, int]] = []
    for row in matrix.rows:
        lines = list(_lines(row, lang, is_manual=is_manual))
        blocks.append((row, len(lines)))
        cells += lines
    table = aligned(cells)
    out = [title, "", table[0], "-" * width(table[0])]
    position = 1
    for row, count in blocks:
        out += table[position : position + count]
        out += _known(row, lang)
        out += [
            f"    ! {each.code} {each.severity.label.say(lang)} {each.say(lang)}"
            f"  {words.place(each)}"
            for each in row.findings
        ]
        position += count
    out += ["", words.summary(matrix, lang)]
    out += [said for said in (words.elsewhere(matrix, lang),) if said]
    return shown("\n".join(out) + "\n")


def _lines(row: Row, lang: Lang, *, is_manual: bool) -> Iterable[tuple[str, ...]]:
    third = words.owners(row, lang) if is_manual else " ".join(row.clauses) or words.NOTHING
    head = (row.number, row.title.say(lang), third, str(len(row.duties)) if row.duties else "")
    if not row.evidence or row.excluded:
        yield (*head, words.remark(row, lang), *[""] * 6)
        return
    for held in row.evidence:
        day, number = words.newest(held)
        yield (
            *head,
            held.title.say(lang),
            words.frequency(held, lang),
            str(held.count),
            day,
            number,
            str(held.due or words.NOTHING),
            held.standing.label.say(lang),
        )
        head = ("", "", "", "")


def _known(row: Row, lang: Lang) -> Iterable[str]:
    """Yield what is new in a clause of this edition, and how well that is known."""
    if row.news:
        yield f"    + {words.NEWS.say(lang)}{words.COLON.say(lang)}{words.news(row, lang)}"
    if certainty := words.certainty(row, lang):
        yield f"    ~ {words.CERTAINTY.say(lang)}{words.COLON.say(lang)}{certainty}"


def width(words_: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in words_
    )


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of cells as lines whose columns begin at the same place."""
    cut = [[_cut(cell) for cell in row] for row in rows]
    widths = [max(width(row[column]) for row in cut) for column in range(len(cut[0]))]
    return [
        "  ".join(
            cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)
        ).rstrip()
        for row in cut
    ]


def _cut(cell: str) -> str:
    """Return a cell no wider than a column may be."""
    plain = " ".join(cell.split())
    if width(plain) <= _WIDEST:
        return plain
    kept = ""
    for each in plain:
        if width(kept + each) > _WIDEST - 1:
            break
        kept += each
    return kept.rstrip() + "…"
