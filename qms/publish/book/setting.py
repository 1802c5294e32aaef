"""How a book is set: the hand of an edition, and the mark-up that a hand gives its words (2.2.3).

A page that was released is printed for ever as it was set, so an edition keeps the hand of its
first release. What is done here comes after the pages are known by their words: no digest, no
attached source and no copied word changes, only where a line may break and how far signs stand
apart.
"""

import re
from collections.abc import Iterable
from enum import Enum

from qms.model.kinds.ch02_manual import Release
from qms.publish.templating import Markup, trusted
from qms.standing.release import FORMAT

_SINCE = 4


class Hand(Enum):
    """How type is set: lines justified by stretching blanks, or evenly between all signs."""

    by_blanks = "by-blanks"
    by_signs = "by-signs"


def hand_of(release: Release | None, releases: Iterable[Release]) -> Hand:
    """Return the hand of a release's edition; that of a new edition where there is none."""
    return _hand(_opening(release, releases).format if release else FORMAT)


def _opening(release: Release, releases: Iterable[Release]) -> Release:
    if release.amendment == 0:
        return release
    same = (each for each in releases if each.edition == release.edition)
    return min(same, key=lambda each: each.amendment, default=release)


def _hand(form: int) -> Hand:
    return Hand.by_signs if form >= _SINCE else Hand.by_blanks


_HAN = "㐀-䶿一-鿿\U00020000-\U0003ffff"
_CLOSING = "，。、；：！？）》」』】〕”’"
_OPENING = "（《「『【〔“‘"
_UNIT = (
    "个工作日|工作日|小时|分钟|个月|日|天|年|月|元|份|次|人|台|条|项|页|张|本|级|倍|%|\uff05|℃|"
    "mm|cm|km|m|kg|kW|V|h|pt"
)
_DIGITS = r"\d[\d.,]*(?:[ \u00a0\u2009\u202f]\d{3})*"
_WHOLE = re.compile(
    rf"""(?<![A-Za-z0-9+/=:])(?:
      \d{{4}}[ ]?年[ ]?\d{{1,2}}[ ]?月(?:[ ]?\d{{1,2}}[ ]?日)?   # 2026 年 3 月 15 日
    | \d{{4}}-\d{{2}}-\d{{2}}(?:[ ]\d{{2}}:\d{{2}})?              # 2026-03-15 08:00
    | (?:GB|JB|ISO|IEC)(?:/[TZ])?[ ]\d[\d.]*(?:[—:-]\d{{4}})?     # GB/T 19001—2016
    | [A-Z]{{1,4}}(?:[-/][A-Z\d][A-Z\d.]*)+                       # QR-8.3.6-01, A/1
    | \d+(?:\.\d+)+(?:[(（]\d+[)）])?                              # 8.3.6(4)
    | [第][ ]?\d+[ ]?[章条节次版页]
    | [图表][ ]?[\dA-Z]+(?:-\d+)?
    | {_DIGITS}[ ]?(?:{_UNIT})(?![A-Za-z])                        # 50 000 元, 24 小时
    | {_DIGITS}(?:[-\u2013—\uff5e~]\d[\d.]*)?
    )(?![A-Za-z0-9+/=])
    """,
    re.VERBOSE,
)
_GAP = re.compile(rf"[{_HAN}](?=[A-Za-z0-9])|[A-Za-z0-9%℃](?=[{_HAN}])")
_HALF_FIRST = re.compile(rf"[{_CLOSING}](?=[{_CLOSING}{_OPENING}])")
_HALF_SECOND = re.compile(rf"(?<=[{_OPENING}])[{_OPENING}]")
_ENDLESS = re.compile(r"([!-%'-;=?-~]{30,})")
"""A Latin word or an address that may find no line to stand on: it breaks anywhere rather."""
_TAGS = re.compile(r"(<[^>]*>)")
_CLOSED = re.compile(r"<(/?)(svg|style|script|code|pre)\b[^>]*>")


def marked(made: Markup) -> Markup:
    """Return HTML whose words carry what the press must know of Chinese text.

    A token stays on its line, 50 000 元 and A/1; Chinese beside Latin without a blank gets a narrow
    gap; of two adjoining full-width marks the blank half of one goes. Drawings, styles and code
    stay as they are.
    """
    parts: list[str] = []
    inside = 0
    for part in _TAGS.split(str(made)):
        closed = _CLOSED.match(part)
        if closed and not part.endswith("/>"):
            inside += -1 if closed[1] else 1
        parts.append(part if inside or part.startswith("<") else _words(part))
    return trusted("".join(parts))


def _words(text: str) -> str:
    """Return words between two tags with their mark-up; white space alone stays alone."""
    if not text.strip():
        return text
    return "".join(
        f'<span class="endless">{part}</span>' if place % 2 else _tokens(part)
        for place, part in enumerate(_ENDLESS.split(text))
    )


def _tokens(text: str) -> str:
    inner = {found.start(): "gap" for found in _GAP.finditer(text)}
    for pattern in (_HALF_FIRST, _HALF_SECOND):
        inner |= {found.start(): "half" for found in pattern.finditer(text)}
    parts: list[str] = []
    at = 0
    for found in _WHOLE.finditer(text):
        if _in_entity(text, found.start()):
            continue
        parts += (_signs(text, at, found.start(), inner), '<span class="whole">')
        parts += (_signs(text, found.start(), found.end(), inner, is_whole=True), "</span>")
        if inner.get(found.end() - 1) == "gap":
            parts[-1] = "</span>"
            parts[-3] = '<span class="whole gap">'
        at = found.end()
    parts.append(_signs(text, at, len(text), inner))
    return "".join(parts)


def _in_entity(text: str, at: int) -> bool:
    """Tell whether a place is within `&#39;`: what looks like a number there is none."""
    return text[max(0, at - 2) : at] in {"&#", "#x"} or text[max(0, at - 3) : at] == "&#x"


def _signs(
    text: str, start: int, end: int, inner: dict[int, str], *, is_whole: bool = False
) -> str:
    parts: list[str] = []
    at = start
    for place in range(start, end):
        if place not in inner or (is_whole and place == end - 1):
            continue
        parts += (text[at:place], f'<span class="{inner[place]}">{text[place]}</span>')
        at = place + 1
    return "".join((*parts, text[at:end]))
