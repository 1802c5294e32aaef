"""The one door to Jinja2: every page that people open is a template, and escapes what it is given.

A template lies in `templates/` beside the code that fills it and is named by its path under `qms/`,
as is a style sheet or a macro that it takes from elsewhere. What is filled in is escaped unless it
is `Markup`, which only a template, `piece`, `joined` or `trusted` makes: forgetting to escape is
not possible, only saying in so many words that something is HTML already.

In a template `lang` is the language of the page: a `Text` is said in it, None is written as
nothing, and a name that was not given is an error.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from qms.text import Text

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

__all__ = ["Markup", "filled", "joined", "lines", "look", "piece", "trusted"]


def filled(template: str, /, **values: object) -> Markup:
    """Return a template filled with values.

    Args:
        template: Its path under `qms/`: `publish/matrix/templates/matrix.html`.
        values: What the template names; each is escaped where it is written.

    """
    return Markup(_environment().get_template(template).render(values))  # noqa: S704 # escaped there


def piece(form: str, /, *places: object, **values: object) -> Markup:
    """Return a piece of HTML too small for a file: `piece("<td>{}</td>", cell)`.

    Args:
        form: HTML with gaps, written in the code and never put together from values.
        places: What stands in the gaps `{}`, escaped.
        values: What stands in the gaps `{name}`, escaped.

    """
    return Markup(form).format(*places, **values)  # noqa: S704 # the gaps are escaped


def joined(pieces: Iterable[str], *, by: str = "") -> Markup:
    """Return pieces one behind the other with `by` between them; what is not HTML is escaped."""
    return Markup.escape(by).join(pieces)


def lines(value: object) -> Markup:
    """Return a text of several lines, or any value, its line ends kept."""
    return Markup("<br>").join(str(value).split("\n"))


def trusted(html: str) -> Markup:
    """Say that a text is HTML already: drawn by us, or made from Markdown by its parser.

    Never what somebody wrote into a record, a chapter, a setting or a file name.
    """
    return Markup(html)  # noqa: S704 # this is the one place to say so


def look() -> str:
    """Return the style sheet of the tokens: the colours and faces that all pages share."""
    return filled("publish/templates/look.css")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context

    @pass_context
    def said(context: "Context", value: object) -> object:
        if isinstance(value, Text):
            return value.say(context["lang"])
        return "" if value is None else value

    return Environment(
        loader=PackageLoader("qms", ""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=said,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
