"""Who is at the desk: a link that opens it once, and the visit that follows from it.

The link proves that its user sits at this machine; the name chosen afterwards says who acts. It
is no signature.
"""

import datetime as dt
import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

from qms.text import Lang, Text

_MOST = 200  # visits kept; the oldest goes
_MOST_ASKED = 20  # questions of one visit that wait for an answer


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the next page, and where to go on from it."""

    text: str
    is_refusal: bool = False
    href: str = ""
    link: str = ""
    undo: str = ""


@dataclass
class Visit:
    """One browser at the desk."""

    key: str
    token: str
    lang: Lang | None = None
    person: str | None = None
    day: dt.date | None = None
    said: list[Said] = field(default_factory=list)
    undo: dict[str, tuple[dict[str, Any], str]] = field(default_factory=dict)
    asked: dict[str, object] = field(default_factory=dict)

    def ask(self, what: object) -> str:
        """Keep what a page asks until it is answered; return what the answer names it by."""
        key = secrets.token_urlsafe(16)
        self.asked[key] = what
        while len(self.asked) > _MOST_ASKED:
            del self.asked[next(iter(self.asked))]
        return key

    def answered(self, key: str) -> object:
        """Return what was asked, once; None of what was never asked or is answered already."""
        return self.asked.pop(key, None)

    def take_said(self) -> list[Said]:
        """Return what is to be said once, and forget it."""
        said, self.said = self.said, []
        return said


class Visits:
    """The visits of this run; they end with it."""

    def __init__(self) -> None:
        """Begin without any."""
        self._lock = threading.Lock()
        self._links: dict[str, Visit | None] = {}
        self._visits: dict[str, Visit] = {}

    def new_link(self) -> str:
        """Return what opens the desk in one browser, once."""
        link = secrets.token_urlsafe(24)
        with self._lock:
            self._links[link] = None
        return link

    def opened(self, link: str) -> Visit | None:
        """Return the visit that a link opens; None where it was used or never given."""
        with self._lock:
            if link not in self._links:
                return None
            del self._links[link]
            visit = Visit(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
            self._visits[visit.key] = visit
            while len(self._visits) > _MOST:
                del self._visits[next(iter(self._visits))]
            return visit

    def of(self, key: str | None) -> Visit | None:
        """Return the visit that a cookie belongs to."""
        with self._lock:
            return self._visits.get(key or "")

    def end(self, visit: Visit) -> None:
        """Forget a visit."""
        with self._lock:
            self._visits.pop(visit.key, None)


NOT_OPEN = Text(
    zh="请用启动时给出的链接打开；链接只能用一次，用过后重新启动，或在已打开的窗口里取新链接。",
    en="Open the desk with the link that was given when it started. A link works once; start the "
    "desk again, or take a new link in a window that is open already.",
)
