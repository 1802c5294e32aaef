"""A redline as text for the terminal, as HTML and as PDF."""

import datetime as dt
from collections.abc import Iterable

from qms.model.redline import ClauseRedline, Mark, Stretch, shortened
from qms.publish.plain_text import shown
from qms.publish.templating import Markup, filled, html, joined, lines
from qms.text import Text

NOTHING = Text(zh="没有差别。", en="No difference.")
_PLAIN = {Mark.same: "{}", Mark.gone: "[-{}-]", Mark.new: "{{+{}+}}"}
_COLOURED = {Mark.same: "{}", Mark.gone: "\x1b[31;9m{}\x1b[0m", Mark.new: "\x1b[32;4m{}\x1b[0m"}
_TAGGED = {Mark.same: "{}", Mark.gone: "<del>{}</del>", Mark.new: "<ins>{}</ins>"}


def as_text(redlines: Iterable[ClauseRedline], *, coloured: bool) -> str:
    """Return the redline with `[-gone-]` and `{+new+}`, or in colours on a terminal."""
    forms = _COLOURED if coloured else _PLAIN
    parts: list[str] = []
    for each in redlines:
        parts.append(f"{each.number} {each.title}")
        line = "".join(
            forms[stretch.mark].format(shown(stretch.text)) for stretch in shortened(each.stretches)
        )
        parts.append("  " + line.replace("\n", "\n  ") + "\n")
    return "\n".join(parts)


def as_html(redlines: Iterable[ClauseRedline], title: str) -> bytes:
    """Return the redline as one page with `del` and `ins`, which screen readers know."""
    page = "publish/redline/templates/redline.html"
    return filled(page, lang="zh-CN", title=title, body=_body(redlines)).encode()


def as_pdf(redlines: Iterable[ClauseRedline], title: str, day: dt.date) -> bytes:
    """Return the redline as PDF, set like the manual."""
    from qms.publish.book.weasy import printed

    body = html("<h1>{}</h1>{}", title, _body(redlines))
    return printed(body, title=title, day=day)


def _body(redlines: Iterable[ClauseRedline]) -> Markup:
    return joined(
        html("<h2>{} {}</h2><p>{}</p>", each.number, each.title, html_of(each.stretches))
        for each in redlines
    )


def html_of(stretches: Iterable[Stretch]) -> Markup:
    """Return stretches as HTML, line ends kept."""
    return joined(html(_TAGGED[each.mark], lines(each.text)) for each in stretches)
