"""Small pieces of HTML that the pages share."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from qms.publish.site_pages import Site

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
INLINE = 200
"""Rows that stand in the page itself; more than these load from a file, to keep pages small."""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, name: str) -> str:
    """Return a table that the site's script lets readers sort and filter; cells are HTML."""
    return _table(heads, list(rows), name=name, data="", total=0)


def long_table(
    site: Site, heads: Sequence[str], rows: Sequence[Sequence[str]], *, name: str, path: str
) -> tuple[str, Mapping[str, str]]:
    """Return a table and the data file that holds its rows when they are many.

    Args:
        site: For the language of the note.
        heads: The columns.
        rows: Cells as HTML.
        name: The table's name for screen readers.
        path: The page that it stands on; the data file is laid beside it.

    """
    if len(rows) <= INLINE:
        return table(heads, rows, name=name), {}
    folder, _, file = path.rpartition("/")
    stem = file.removesuffix(".md")
    content = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    script = f"(window.qmsRows=window.qmsRows||{{}})[{json.dumps(stem)}]={content};\n"
    shown = _table(heads, rows[:INLINE], name=name, data=stem, total=len(rows))
    note = site.t(
        f"共 {len(rows)} 行，先显示 {INLINE} 行。", f"{len(rows)} rows, the first {INLINE} shown."
    )
    return (
        f'<p class="qms-note">{note}</p>\n' + shown,
        {f"{folder}/data/{stem}.js": script},
    )


def _table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, name: str, data: str, total: int
) -> str:
    rows = [[_kept_whole(cell) for cell in row] for row in rows]
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    more = f' data-rows="{escape(data)}" data-total="{total}"' if data else ""
    return (
        f'<div class="qms-table"{more} role="region" tabindex="0" aria-label="{escape(name)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>\n\n"
    )


def _kept_whole(cell: str) -> str:
    """Mark a day, so that it does not break at its hyphens."""
    return f"<time>{cell}</time>" if _DAY.fullmatch(cell) else cell


def link(text: str, target: str) -> str:
    """Return a link with its text made safe."""
    return f'<a href="{escape(target, quote=True)}">{escape(text)}</a>'


def clause_link(number: str, words: str = "", *, base: str = "../") -> str:
    """Return a link to a clause in its chapter."""
    return link(
        words or number, f"{base}manual/{number.split('.', maxsplit=1)[0]}.html#clause-{number}"
    )


def safe(value: object) -> str:
    """Return a value as text that is safe in HTML, on one line."""
    return escape(str(value)).replace("\n", "<br>")


def pairs(rows: Iterable[tuple[str, str]], *, css: str, name: str = "") -> str:
    """Return names with their values (HTML) side by side."""
    label = f' aria-label="{escape(name)}" role="group"' if name else ""
    inner = "".join(f"<dt>{escape(head)}</dt><dd>{value}</dd>" for head, value in rows)
    return f'<div class="{css}"{label}><dl>{inner}</dl></div>\n\n'


def badge(word: str, state: str) -> str:
    """Return a word with a colour that only repeats what the word says: good, bad, warn, plain."""
    return f'<span class="qms-badge qms-{state}">{escape(word)}</span>'
