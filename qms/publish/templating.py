"""The one door to Jinja2: every page that people open is a template, and escapes what it is given.

A template lies in `templates/` beside the code that fills it and is named by its path under `qms/`,
as is a style sheet or a macro that it takes from elsewhere. What is filled in is escaped unless it
is `Markup`, which only a template, `html`, `joined` or `trusted` makes: forgetting to escape is
not possible, only saying in so many words that something is HTML already. (`re.sub` on `Markup`
escapes what it puts in: give it `str(...)` and say `trusted` of the result.)

In a template `lang` is the language of the page: a `Text` is said in it, None is written as
nothing, and a name that was not given is an error.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from qms.text import Text

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

__all__ = [
    "BREAK",
    "Markup",
    "css_string",
    "escaped",
    "filled",
    "joined",
    "lines",
    "look",
    "trusted",
]

_ENDS_A_STRING = re.compile(r'[\x00-\x1f\x7f"\\<]')
BREAK = Markup("<br>")
"""Ends a line within a cell or paragraph."""


def filled(template: str, /, **values: object) -> Markup:
    """Return a template filled with values.

    Args:
        template: Its path under `qms/`: `publish/matrix/templates/matrix.html`.
        values: What the template names; each is escaped where it is written.

    """
    return trusted(_environment().get_template(template).render(values))


def html(form: str, /, *places: object) -> Markup:
    """Return a piece of HTML too small for a file: `html("<td>{}</td>", cell)`.

    Args:
        form: HTML with gaps `{}`, written in the code and never put together from values; other
            braces stand for themselves.
        places: What stands in the gaps, escaped.

    Raises:
        ValueError: There are more gaps than places, or fewer.

    """
    pattern, gaps = _pattern(form)
    if len(places) != gaps:
        raise ValueError(form)
    shown = tuple([each if type(each) is Markup else escape(each) for each in places])
    return str.__new__(Markup, pattern % shown)


@cache
def _pattern(form: str) -> tuple[str, int]:
    """Return a form as Python fills it fastest, and how many gaps it has."""
    return form.replace("%", "%%").replace("{}", "%s"), form.count("{}")


def escaped(value: object) -> Markup:
    """Return a value as text in HTML; what is HTML already stays as it is."""
    return value if type(value) is Markup else escape(value)


def joined(pieces: Iterable[str], *, by: str = "") -> Markup:
    """Return pieces one behind the other with `by` between them; what is not HTML is escaped."""
    return trusted(str(escaped(by)).join(map(escaped, pieces)))


def lines(value: object) -> Markup:
    """Return a text of several lines, or any value, its line ends kept."""
    words = str(value)
    return BREAK.join(words.split("\n")) if "\n" in words else escape(words)


def trusted(made: str) -> Markup:
    """Say that a text is HTML already: drawn by us, or made from Markdown by its parser.

    Never what somebody wrote into a record, a chapter, a setting or a file name.
    """
    return str.__new__(Markup, made)  # what `Markup(made)` does after asking whether it is HTML


def css_string(words: str) -> str:
    """Return words as a string of CSS, quotation marks and all, which no sign of theirs can end."""
    ended = _ENDS_A_STRING.sub(lambda sign: f"\\{ord(sign[0]):x} ", words.replace("\n", " "))
    return f'"{ended}"'


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
