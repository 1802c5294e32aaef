"""Small pieces of HTML that the pages share."""

from collections.abc import Iterable, Sequence
from html import escape

Page = tuple[str, str, str]  # title in the navigation (empty: not listed), path, content


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, name: str = "") -> str:
    """Return a table that the site's script lets readers sort and filter; cells are HTML."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    label = f' aria-label="{escape(name)}"' if name else ""
    return (
        f'<div class="qms-table"><table{label}><thead><tr>{head}</tr></thead>'
        f"<tbody>\n{body}\n</tbody></table></div>\n"
    )


def link(text: str, target: str) -> str:
    """Return a link with its text made safe."""
    return f'<a href="{escape(target, quote=True)}">{escape(text)}</a>'


def safe(value: object) -> str:
    """Return a value as text that is safe in HTML, on one line."""
    return escape(str(value)).replace("\n", "<br>")


def front(title: str, *, search: bool = True) -> str:
    """Return the head of a page; pages of single records stay out of the search index."""
    exclude = "" if search else "search:\n  exclude: true\n"
    return f"---\ntitle: {_quoted(title)}\n{exclude}---\n\n# {title}\n\n"


def _quoted(title: str) -> str:
    return '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
