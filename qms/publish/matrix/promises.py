"""The coverage of the manual as text: a line a clause, a line a figure under it."""

from collections.abc import Iterator

from qms.publish.matrix.text import aligned
from qms.publish.plain_text import shown
from qms.standing.bound import Binding, Coverage, Promised
from qms.text import Lang, Text

_HEADS = (
    Text(zh="条款", en="clause"),
    Text(zh="名称", en="title"),
    Text(zh="义务", en="duties"),
    Text(zh="量值", en="figure"),
    Text(zh="登记", en="entry"),
    Text(zh="规则", en="rules"),
)
_OPEN = Text(zh="未登记", en="not registered")
_PRINTED = Text(zh="只印出", en="printed alone")
_SUMMARY = Text(
    zh="{clauses} 个条款，{duties} 句义务，{held} 个条款有规则；量值 {figures} 个：取自清单 {bound}"
    "（{share}%），列明不是量值 {listed}，未登记 {open}；{counted} 个由规则计算",
    en="{clauses:clause|clauses}, {duties:duty|duties}, {held:clause|clauses} with rules; "
    "{figures:figure|figures}: {bound} from the register ({share}%), {listed} listed as none, "
    "{open} not registered; rules go by {counted}",
)


def render(coverage: Coverage, lang: Lang) -> str:
    """Return the page: clauses by duties, rules and figures, then the sums."""
    cells = [tuple(head.say(lang) for head in _HEADS)]
    for row in coverage.rows:
        cells += _lines(coverage, row, lang)
    table = aligned(cells)
    return shown("\n".join([*table, "", _summary(coverage, lang)]) + "\n")


def _lines(coverage: Coverage, row: Promised, lang: Lang) -> Iterator[tuple[str, ...]]:
    yield (row.clause, row.title, str(row.duties), "", "", " ".join(row.rules) or "—")
    for stated, codes in row.figures:
        if stated.binding is Binding.bound:
            entry = coverage.entries[stated.entry]
            value, by = entry.said.say(lang), " ".join(codes) or _PRINTED.say(lang)
        else:
            value = stated.words
            is_open = stated.binding is Binding.open
            by = (_OPEN if is_open else coverage.reason(stated)).say(lang)
        yield ("", "", "", value, stated.entry or "—", by)


def _summary(coverage: Coverage, lang: Lang) -> str:
    figures = coverage.figures
    bound = coverage.number(Binding.bound)
    return _SUMMARY.say(
        lang,
        clauses=len(coverage.rows),
        duties=sum(row.duties for row in coverage.rows),
        held=sum(bool(row.rules) for row in coverage.rows),
        figures=len(figures),
        bound=bound,
        share=f"{100 * bound / len(figures):.1f}" if figures else "—",
        listed=coverage.number(Binding.listed),
        open=coverage.number(Binding.open),
        counted=sum(bool(codes) for _, codes in figures),
    )
