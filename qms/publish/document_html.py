"""The text of a controlled document as HTML: Markdown that runs and loads nothing (7.5)."""

from functools import cache

from markdown_it import MarkdownIt

from qms.publish.templating import Markup, trusted

_DEEPER = 2  # below the title of the page and the heading that says which version it is
_DEEPEST = 6


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def document_html(text: str) -> Markup:
    """Return a document's text as HTML; its headings stand below those of the page."""
    tokens = _parser().parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + _DEEPER, _DEEPEST)}"
    return trusted(_parser().renderer.render(tokens, _parser().options, {}))
