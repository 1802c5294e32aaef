"""Words as plain text for people: what would steer a terminal or a build log is shown, never sent.

A record may hold any character. In a terminal an escape sequence hides or rewrites what stands
before it, a mark of direction turns words round; in a build log a line that begins with `::` or
bears `##[` is a command to the service that shows it.
"""

import re

_STEERS = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f"  # control characters but tab and line end
    "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069"  # marks of direction
    "\\u2028\\u2029\\ufeff\\ufff9-\\ufffb]"  # line ends that few know, marks nobody sees
)
_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
_OLD_COMMAND = re.compile(r"#(?=#(?:vso)?\[)")
_MEANS = re.compile(r"[\\`*_\[\]<>&|~]")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_FORMULA = re.compile("^\\s*[=+@\uff1d\uff0b\uff0d\uff20-](?![0-9.,]*$)")


def shown(text: str) -> str:
    """Return a text of several lines for a terminal or a log."""
    seen = _STEERS.sub(_named, text)
    return _OLD_COMMAND.sub(r"#\\", _COMMAND.sub(r"\1\\:", seen))


def inline(words: str) -> str:
    """Return words that stay on one line of such a text."""
    return _STEERS.sub(_named, words).replace("\n", "\\n").replace("\t", "\\t")


def in_json(document: str) -> str:
    """Return a JSON document, the same data, in which such characters are spelled out."""
    return _STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", document)


def in_markdown(words: str) -> str:
    """Return words, on one line, that mean nothing to Markdown nor to the HTML it lets through."""
    seen = inline(words.replace("\n", " "))
    return _MEANS.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), seen)


def in_fence(content: str) -> str:
    """Return lines as a block of code of Markdown that nothing in them can end."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", content)), default=0))
    return f"{fence}\n{shown(content).rstrip()}\n{fence}"


def cell(value: object) -> object:
    """Return a value for a sheet of a report that a spreadsheet takes for text, never a formula."""
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


def _named(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004 - one byte
