"""The matrix as one HTML page that needs nothing else: it opens from a mail or a folder."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from qms.publish.matrix import words
from qms.publish.templating import filled
from qms.standing.conformity import EvidenceState, Matrix, Row
from qms.text import Lang, Text

_ATTENTION = Text(zh="需要处理", en="Needs attention")
_NONE = Text(zh="没有缺失、逾期或发现项。", en="Nothing is missing or overdue, and no findings.")
_STATES: dict[EvidenceState, str] = {
    EvidenceState.on_file: "good",
    EvidenceState.missing: "bad",
    EvidenceState.empty: "bad",
    EvidenceState.overdue: "bad",
    EvidenceState.unknown: "bad",
    EvidenceState.due: "warn",
}
_LATE = frozenset({"bad", "warn"})
_HEADS = (
    words.CLAUSE, words.EVIDENCE, words.EVERY, words.COUNT, words.NEWEST, words.DUE, words.STANDING,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tile:
    """A number that a reader wants first."""

    name: Text
    count: int
    state: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A clause at which something is to be done, and what."""

    row: Row
    said: str


def render(matrix: Matrix, lang: Lang) -> str:
    """Return the page."""
    return filled(
        "publish/matrix/templates/matrix.html",
        lang=lang,
        title=words.title(matrix, lang),
        day=words.AS_OF.say(lang, day=matrix.as_of),
        summary=words.summary(matrix, lang),
        elsewhere=words.elsewhere(matrix, lang),
        tiles=tuple(_tiles(matrix)),
        attention=_ATTENTION,
        wanted=tuple(_wanted(matrix, lang)),
        nothing=_NONE,
        heads=_HEADS,
        matrix=matrix,
        below=partial(_below, lang=lang, is_manual=matrix.against == "manual"),
        states=_STATES,
        words=words,
    )


def _tiles(matrix: Matrix) -> Iterator[_Tile]:
    standings = matrix.standings
    yield _Tile(words.CLAUSE, len(matrix.rows))
    for each in EvidenceState:
        if standings[each]:
            yield _Tile(each.label, standings[each], _STATES.get(each, ""))
    yield _Tile(words.FINDINGS, len(matrix.findings), "bad" if matrix.findings else "")


def _wanted(matrix: Matrix, lang: Lang) -> Iterator[_Wanted]:
    for row in matrix.rows:
        counts = Counter(
            each.standing.label.say(lang)
            for each in row.evidence
            if _STATES.get(each.standing) in _LATE
        )
        said = [f"{name} {count}" for name, count in counts.items()]
        if row.findings:
            said.append(f"{words.FINDINGS.say(lang)} {len(row.findings)}")
        if row.is_unanswered:
            said.append(words.UNANSWERED.say(lang))
        if said:
            yield _Wanted(row, ", ".join(said))


def _below(row: Row, *, lang: Lang, is_manual: bool) -> Iterator[str]:
    """Yield what stands under a clause's title: who answers for it, and by which clauses."""
    yield words.owners(row, lang)
    if row.clauses and not is_manual:
        yield f"{words.ANSWERED_BY.say(lang)} {' '.join(row.clauses)}"
    if row.news:
        yield f"{words.NEWS.say(lang)}{words.COLON.say(lang)}{words.news(row, lang)}"
    if certainty := words.certainty(row, lang):
        yield f"{words.CERTAINTY.say(lang)}{words.COLON.say(lang)}{certainty}"
