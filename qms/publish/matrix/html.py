"""The matrix as one HTML page that needs nothing else: it opens from a mail or a folder."""

from collections import Counter
from collections.abc import Iterator
from html import escape

from qms.model.finding import Finding
from qms.publish.matrix import words
from qms.standing.conformity import (
    Held,
    Matrix,
    Row,
    Standing,
)
from qms.text import Lang, Text

_ATTENTION = Text(zh="需要处理", en="Needs attention")
_NONE = Text(zh="没有缺失、逾期或发现项。", en="Nothing is missing or overdue, and no findings.")
_STATES: dict[Standing, str] = {
    Standing.on_file: "good",
    Standing.missing: "bad",
    Standing.empty: "bad",
    Standing.overdue: "bad",
    Standing.unknown: "bad",
    Standing.due: "warn",
}
_LATE = frozenset({"bad", "warn"})
_SPAN = 6  # the columns that tell of evidence
_STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{font:16px/1.55 system-ui,"Noto Sans SC","Microsoft YaHei",sans-serif;margin:0;
color:#1c2731;background:#fff}
main{max-width:82rem;margin:0 auto;padding:1.5rem 1.5rem 4rem}
h1{font-size:1.6rem;margin:.2rem 0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
a{color:#0b4f8a}p{margin:.3rem 0}
.tiles{display:flex;flex-wrap:wrap;gap:.7rem;padding:0;margin:1rem 0;list-style:none}
.tiles li{border:1px solid #c5d0d9;border-radius:.4rem;padding:.45rem .9rem;min-width:7rem}
.tiles strong{display:block;font-size:1.5rem;line-height:1.2}
.tiles .bad strong{color:#8c1d18}.tiles .warn strong{color:#6b4e00}
.todo{margin:.3rem 0;padding-left:1.2rem}
table{border-collapse:collapse;width:100%}
th,td{padding:.4rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid #d5dde4}
thead th{position:sticky;top:0;background:#e8f0f6;border-bottom:2px solid #7d93a5;
white-space:nowrap}
tbody{scroll-margin-top:3rem}
tbody+tbody tr:first-child>*{border-top:2px solid #9fb0bd}
tbody th{font-weight:600;max-width:15rem}
tbody th small,.owner{display:block;font-weight:400;color:#4a5a67;font-size:.875rem}
.number{text-align:right;white-space:nowrap}.day{white-space:nowrap}
.badge{display:inline-block;border-radius:.8rem;padding:0 .6rem;white-space:nowrap;
background:#e9edf0;color:#33414c}
.badge.good{background:#e3f3e6;color:#175220}.badge.bad{background:#fce8e6;color:#8c1d18}
.badge.warn{background:#fff0c7;color:#5c4300}
.found{background:#fff8f7}.found ul{margin:0;padding-left:1.2rem}
.found .error strong{color:#8c1d18}.found .warning strong{color:#6b4e00}
.duties{color:#4a5a67}details summary{cursor:pointer}details ol{padding-left:2rem;margin:.3rem 0}
code{font-size:.875rem;color:#3d4d59;overflow-wrap:anywhere}
.quiet{color:#4a5a67}
@media(max-width:60rem){.scroll{overflow-x:auto}table{min-width:56rem}main{padding:1rem}
thead th{position:static}}
@media print{thead th{position:static}main{max-width:none;padding:0}tbody{break-inside:avoid}}
"""


def render(matrix: Matrix, lang: Lang) -> str:
    """Return the page."""
    title = escape(words.title(matrix, lang))
    day = escape(words.AS_OF.say(lang, day=matrix.as_of))
    elsewhere = words.elsewhere(matrix, lang)
    is_manual = matrix.against == "manual"
    rows = "".join(_body(row, lang, is_manual=is_manual) for row in matrix.rows)
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} · {day}</title><style>{_STYLE}</style></head><body><main>\n"
        f"<h1>{title}</h1><p>{day} · {escape(words.summary(matrix, lang))}</p>\n"
        f"{_tiles(matrix, lang)}{_attention(matrix, lang)}"
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}"><table>'
        f"<thead><tr>{_heads(lang)}</tr></thead>\n{rows}</table></div>\n"
        + (f"<p>{escape(elsewhere)}</p>" if elsewhere else "")
        + "</main></body></html>\n"
    )


def _tiles(matrix: Matrix, lang: Lang) -> str:
    """Return the few numbers that a reader wants first."""
    standings = matrix.standings
    tiles = [(words.CLAUSE.say(lang), len(matrix.rows), "")]
    tiles += [
        (each.label.say(lang), standings[each], _STATES.get(each, ""))
        for each in Standing
        if standings[each]
    ]
    tiles.append((words.FINDINGS.say(lang), len(matrix.findings), "bad" if matrix.findings else ""))
    items = "".join(
        f'<li class="{state}"><strong>{count}</strong>{escape(name)}</li>'
        for name, count, state in tiles
    )
    return f'<ul class="tiles">{items}</ul>\n'


def _attention(matrix: Matrix, lang: Lang) -> str:
    """Return the clauses at which something is to be done, each with a link to its row."""
    items = []
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
            name = escape(f"{row.number} {row.title.say(lang)}")
            link = f'<a href="#{_anchor(row)}">{name}</a>'
            items.append(f"<li>{link}: {escape(', '.join(said))}</li>")
    listed = f'<ul class="todo">{"".join(items)}</ul>' if items else f"<p>{_NONE.say(lang)}</p>"
    return f"<h2>{_ATTENTION.say(lang)}</h2>{listed}\n<h2>{words.EVIDENCE.say(lang)}</h2>\n"


def _heads(lang: Lang) -> str:
    heads = (
        words.CLAUSE,
        words.EVIDENCE,
        words.EVERY,
        words.COUNT,
        words.NEWEST,
        words.DUE,
        words.STANDING,
    )
    return "".join(f'<th scope="col">{escape(head.say(lang))}</th>' for head in heads)


def _body(row: Row, lang: Lang, *, is_manual: bool) -> str:
    """Return a clause: a line for each kind, and under them findings and duties."""
    lines = list(_lines(row, lang))
    span = len(lines) + bool(row.findings) + bool(row.duties)
    answers = "" if is_manual else " ".join(row.clauses)
    by = f"{words.ANSWERED_BY.say(lang)} {answers}" if answers else ""
    head = (
        f'<th scope="rowgroup" rowspan="{span}">{escape(row.number)} {escape(row.title.say(lang))}'
        f"<small>{escape(words.owners(row, lang))}</small>"
        f"{f'<small>{escape(by)}</small>' if by else ''}</th>"
    )
    lines[0] = head + lines[0]
    if row.findings:
        found = "".join(_finding(each, lang) for each in row.findings)
        lines.append(f'<td class="found" colspan="{_SPAN}"><ul>{found}</ul></td>')
    if row.duties:
        lines.append(f'<td class="duties" colspan="{_SPAN}">{_duties(row, lang)}</td>')
    inner = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<tbody id="{_anchor(row)}">{inner}</tbody>\n'


def _lines(row: Row, lang: Lang) -> Iterator[str]:
    if row.excluded or not row.evidence:
        state = "badge bad" if row.is_unanswered else "quiet"
        said = escape(words.remark(row, lang))
        yield f'<td colspan="{_SPAN}"><span class="{state}">{said}</span></td>'
        return
    for held in row.evidence:
        yield _held(held, lang)


def _held(held: Held, lang: Lang) -> str:
    day, number = words.newest(held)
    newest = words.NOTHING if held.newest is None else f"{number} <span>{day}</span>"
    return (
        f"<td>{escape(held.title.say(lang))}</td><td>{words.frequency(held, lang)}</td>"
        f'<td class="number">{held.count}</td><td class="day">{newest}</td>'
        f'<td class="day">{held.due or words.NOTHING}</td>'
        f'<td><span class="badge {_STATES.get(held.standing, "")}">'
        f"{escape(held.standing.label.say(lang))}</span></td>"
    )


def _finding(finding: Finding, lang: Lang) -> str:
    severity = finding.severity
    return (
        f'<li class="{severity.name.lower()}"><strong>{finding.code} '
        f"{escape(severity.label.say(lang))}</strong> {escape(finding.say(lang))}<br>"
        f'<span class="quiet">{escape(finding.say_cure(lang))}</span> '
        f"<code>{escape(words.place(finding))}</code></li>"
    )


def _duties(row: Row, lang: Lang) -> str:
    """Return how many duties there are; the wording, in the binding language, unfolds."""
    items = "".join(f"<li>{escape(duty)}</li>" for duty in row.duties)
    counted = f"{words.DUTIES.say(lang)} {len(row.duties)}"
    return f'<details><summary>{counted}</summary><ol lang="zh">{items}</ol></details>'


def _anchor(row: Row) -> str:
    return f"clause-{row.number}"
