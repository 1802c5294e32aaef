"""A page that the theme made once, into which the pages of single records are filled.

The theme takes some ten milliseconds for a page; thousands of records would wait minutes for
heads and feet that are alike but for title and link to the other language.
"""

from qms.publish.site_pages import SHELL, Filled
from qms.publish.templating import escaped

_SHELL_PAGE = SHELL.removesuffix(".md") + ".html"


class Shell:
    """The theme's page with gaps for title, body and counterpart."""

    def __init__(self, output: str) -> None:
        """Cut the page at its gaps."""
        before, self._body_mark, after = output.partition("<p>@@body@@</p>")
        self._before, self._after = before, after

    def filled(self, filled: Filled, path: str) -> str:
        """Return the page of one record, which stands as deep as the shell does."""
        # As plain text throughout: added to Markup, the theme's own page would be escaped.
        title, body = str(escaped(filled.title)), str(filled.body)
        head = self._before.replace("@@title@@", title).replace(_SHELL_PAGE, path)
        return head + body + self._after.replace("@@title@@", title)
