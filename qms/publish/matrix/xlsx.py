"""The matrix as a workbook: a line for each kind under its clause, and a sheet of findings."""

from collections.abc import Iterator

from qms.publish.matrix import words
from qms.publish.workbook import Table, workbook
from qms.standing.conformity import Matrix, Row
from qms.text import Lang, Text

_MATRIX = Text(zh="矩阵", en="Matrix")
_DUTIES = Text(zh="要求", en="Duties")
_SUMMARY = Text(zh="汇总", en="Summary")
_RULE = Text(zh="规则", en="Rule")
_SEVERITY = Text(zh="严重程度", en="Severity")
_WHAT = Text(zh="发现", en="Finding")
_CURE = Text(zh="做法", en="Cure")
_PLACE = Text(zh="位置", en="Place")
_DUE = Text(zh="期限", en="Due")
_DUTY = Text(zh="内容", en="Wording")
_VALUE = Text(zh="数", en="Number")


def render(matrix: Matrix, lang: Lang) -> bytes:
    """Return the workbook, the same bytes for the same matrix."""
    sheets = (
        Table(
            _MATRIX.say(lang),
            _said(
                lang,
                words.CLAUSE,
                words.NAME,
                words.ANSWERED_BY,
                words.OWNER,
                words.DUTIES,
                words.EVIDENCE,
                words.EVERY,
                words.COUNT,
                words.NEWEST_ON,
                words.NEWEST,
                words.DUE,
                words.STANDING,
                words.FINDINGS,
                words.NEWS,
                words.CERTAINTY,
            ),
            [line for row in matrix.rows for line in _lines(row, lang)],
        ),
        Table(
            words.FINDINGS.say(lang),
            _said(lang, words.CLAUSE, _RULE, _SEVERITY, _WHAT, _CURE, words.OWNER, _DUE, _PLACE),
            [
                (
                    each.clause,
                    each.code,
                    each.severity.label.say(lang),
                    each.say(lang),
                    each.say_cure(lang),
                    words.owner(matrix, each, lang),
                    each.due or "",
                    words.place(each),
                )
                for each in (*matrix.findings, *matrix.elsewhere)
            ],
        ),
        Table(
            _DUTIES.say(lang),
            _said(lang, words.CLAUSE, words.NAME, _DUTY),
            [(row.number, row.title.say(lang), duty) for row in matrix.rows for duty in row.duties],
        ),
        Table(
            _SUMMARY.say(lang),
            _said(lang, words.STANDING, _VALUE),
            [
                (standing.label.say(lang), count)
                for standing, count in sorted(matrix.standings.items())
            ],
        ),
    )
    return workbook(sheets, day=matrix.as_of)


def _said(lang: Lang, *heads: Text) -> tuple[str, ...]:
    return tuple(head.say(lang) for head in heads)


def _lines(row: Row, lang: Lang) -> Iterator[tuple[object, ...]]:
    """Yield a line for each kind, every cell filled, so that filters find it."""
    codes = " ".join(sorted({each.code for each in row.findings}))
    head = (
        row.number,
        row.title.say(lang),
        " ".join(row.clauses),
        words.owners(row, lang),
        len(row.duties),
    )
    tail = (codes, words.news(row, lang), words.certainty(row, lang))
    if not row.evidence or row.excluded:
        yield (*head, words.remark(row, lang), *[""] * 6, *tail)
        return
    for held in row.evidence:
        day, number = words.newest(held)
        yield (
            *head,
            held.title.say(lang),
            words.frequency(held, lang),
            held.count,
            day,
            number,
            str(held.due or words.NOTHING),
            held.standing.label.say(lang),
            *tail,
        )
