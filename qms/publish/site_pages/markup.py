"""Small pieces of HTML that the pages share."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from qms.model.finding import Severity
from qms.publish.site_pages import Site
from qms.publish.templating import Markup, escaped, filled, html, joined, lines, trusted

_MARKDOWN = re.compile(r"[\\`*_{}\[\]!|~^$\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
SEVERITIES = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.INFO: "plain"}
"""The colour of a finding's badge, wherever it is shown."""
INLINE = 200
"""Rows that stand in the page itself; more than these load from a file, to keep pages small."""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, name: str) -> Markup:
    """Return a table that the site's script lets readers sort and filter."""
    return _table(heads, list(rows), name=name, data="", total=0)


def long_table(
    site: Site, heads: Sequence[str], rows: Sequence[Sequence[str]], *, name: str, path: str
) -> tuple[Markup, Mapping[str, str]]:
    """Return a table and the data file that holds its rows when they are many.

    Args:
        site: For the language of the note.
        heads: The columns.
        rows: The cells; what is not HTML is escaped.
        name: The table's name for screen readers.
        path: The page that it stands on; the data file is laid beside it.

    """
    if len(rows) <= INLINE:
        return table(heads, rows, name=name), {}
    folder, _, file = path.rpartition("/")
    stem = file.removesuffix(".md")
    cells = [[escaped(cell) for cell in row] for row in rows]
    content = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
    script = f"(window.qmsRows=window.qmsRows||{{}})[{json.dumps(stem)}]={content};\n"
    shown = _table(heads, rows[:INLINE], name=name, data=stem, total=len(rows))
    note = site.t(
        f"共 {len(rows)} 行，先显示 {INLINE} 行。",
        f"{len(rows)} rows, the first {INLINE} shown.",
    )
    return (
        html('<p class="qms-note">{}</p>\n{}', note, shown),
        {f"{folder}/data/{stem}.js": script},
    )


def _table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, name: str, data: str, total: int
) -> Markup:
    return filled(
        "publish/site_pages/templates/table.html",
        heads=heads,
        rows=[[_kept_whole(cell) for cell in row] for row in rows],
        name=name,
        data=data,
        total=total,
    )


def _kept_whole(cell: str) -> str:
    """Mark a day, so that it does not break at its hyphens."""
    return html("<time>{}</time>", cell) if _DAY.fullmatch(cell) else cell


def link(text: str, target: str) -> Markup:
    """Return a link."""
    return html('<a href="{}">{}</a>', target, text)


def clause_link(number: str, words: str = "", *, base: str = "../") -> Markup:
    """Return a link to a clause in its chapter."""
    return link(
        words or number, f"{base}manual/{number.split('.', maxsplit=1)[0]}.html#clause-{number}"
    )


def heading(depth: int, words: str, anchor: str = "") -> Markup:
    """Return a heading of a page that is Markdown."""
    mark = html(" { #{} }", anchor) if anchor else ""
    return html("{} {}{}\n\n", "#" * depth, in_markdown(words), mark)


def paragraph(words: str) -> Markup:
    """Return a paragraph; what is not HTML is escaped."""
    return html("<p>{}</p>\n\n", words)


def note(kind: str, title: str, words: str) -> Markup:
    """Return a box of the theme: note, success, warning."""
    form = '<div class="admonition {}">\n<p class="admonition-title">{}</p>\n<p>{}</p>\n</div>\n\n'
    return html(form, kind, title, words)


def in_markdown(words: str) -> Markup:
    """Return words that mean nothing to Markdown nor to HTML; what is HTML stays as it is."""
    if isinstance(words, Markup):
        return words
    return trusted(_MARKDOWN.sub(lambda found: f"&#{ord(found[0])};", str(escaped(words))))


def safe(value: object) -> Markup:
    """Return a value as text in HTML, its line ends kept."""
    return lines(value)


def pairs(rows: Iterable[tuple[str, str]], *, css: str, name: str = "") -> Markup:
    """Return names with their values side by side."""
    inner = joined(html("<dt>{}</dt><dd>{}</dd>", head, value) for head, value in rows)
    label = html(' aria-label="{}" role="group"', name) if name else ""
    return html('<div class="{}"{}><dl>{}</dl></div>\n\n', css, label, inner)


def badge(word: str, state: str) -> Markup:
    """Return a word with a colour that only repeats what the word says: good, bad, warn, plain."""
    return html('<span class="qms-badge qms-{}">{}</span>', state, word)
