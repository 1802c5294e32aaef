"""A redline as text for the terminal, as HTML and as PDF."""

import datetime as dt
from collections.abc import Callable, Iterable
from html import escape

from qms.model.redline import ClauseRedline, Mark, Stretch, shortened
from qms.text import Text

NOTHING = Text(zh="没有差别。", en="No difference.")
_PLAIN = {Mark.same: "{}", Mark.gone: "[-{}-]", Mark.new: "{{+{}+}}"}
_COLOURED = {Mark.same: "{}", Mark.gone: "\x1b[31;9m{}\x1b[0m", Mark.new: "\x1b[32;4m{}\x1b[0m"}
_STYLE = (
    "body{font-family:system-ui,'Noto Sans SC','Microsoft YaHei',sans-serif;margin:2rem;"
    "line-height:1.7}del{color:#b3261e}ins{color:#146c2e}"
)


def as_text(redlines: Iterable[ClauseRedline], *, coloured: bool) -> str:
    """Return the redline with `[-gone-]` and `{+new+}`, or in colours on a terminal."""
    forms = _COLOURED if coloured else _PLAIN
    parts: list[str] = []
    for each in redlines:
        parts.append(f"{each.number} {each.title}")
        line = "".join(
            forms[stretch.mark].format(stretch.text) for stretch in shortened(each.stretches)
        )
        parts.append("  " + line.replace("\n", "\n  ") + "\n")
    return "\n".join(parts)


def as_html(redlines: Iterable[ClauseRedline], title: str) -> bytes:
    """Return the redline as one page with `del` and `ins`, which screen readers know."""
    page = (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1>{_body(redlines)}</body></html>\n"
    )
    return page.encode()


def as_pdf(redlines: Iterable[ClauseRedline], title: str, day: dt.date) -> bytes:
    """Return the redline as PDF, set like the manual."""
    from qms.publish.book.weasy import printed

    body = f"<h1>{escape(title)}</h1>{_body(redlines)}"
    return printed(body, title=title, day=day)


def _body(redlines: Iterable[ClauseRedline]) -> str:
    return "".join(
        f"<h2>{escape(each.number)} {escape(each.title)}</h2><p>{html_of(each.stretches)}</p>"
        for each in redlines
    )


def html_of(stretches: Iterable[Stretch]) -> str:
    """Return stretches as HTML, line ends kept."""
    tags: dict[Mark, Callable[[str], str]] = {
        Mark.same: lambda text: text,
        Mark.gone: lambda text: f"<del>{text}</del>",
        Mark.new: lambda text: f"<ins>{text}</ins>",
    }
    return "".join(tags[each.mark](escape(each.text).replace("\n", "<br>")) for each in stretches)
