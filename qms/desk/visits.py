"""Who is at the desk: a link that opens it once, and the visit that follows from it.

The link proves that its user sits at this machine; the name chosen afterwards says who acts. It
is no signature.
"""

import datetime as dt
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from qms.desk.attempts import Attempts
from qms.store import clock
from qms.text import Lang, Text

_MOST = 200  # visits kept; the oldest goes
_MOST_GUESTS = 1000  # who has not logged in yet
_MOST_ASKED = 20  # questions of one visit that wait for an answer


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the next page, and where to go on from it."""

    text: str
    is_refusal: bool = False
    href: str = ""
    link: str = ""
    undo: str = ""


@dataclass(frozen=True, slots=True)
class Lasts:
    """How long a visit goes on, in seconds: without a request, and at most."""

    idle: float = 2 * 3600.0
    most: float = 12 * 3600.0


@dataclass
class Visit:
    """One browser at the desk; `passkey` is what it logged in with, where people log in."""

    key: str
    token: str
    lang: Lang | None = None
    person: str | None = None
    day: dt.date | None = None
    passkey: str = ""
    since: float = 0.0
    seen: float = 0.0
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
    """The visits of this run; they end with it, or after a time where people log in."""

    def __init__(
        self, lasts: Lasts | None = None, *, seconds: Callable[[], float] = clock.stopwatch
    ) -> None:
        """Begin without any."""
        self._lasts = lasts
        self._seconds = seconds
        self.attempts = Attempts(seconds)
        self._guests: dict[str, Visit] = {}
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
            return self._kept(self._visits, self._new(), _MOST)

    def guest(self) -> Visit:
        """Return a visit of somebody who is yet to log in."""
        with self._lock:
            return self._kept(self._guests, self._new(), _MOST_GUESTS)

    def entered(self, before: Visit, person: str, passkey: str) -> Visit:
        """Return the visit of somebody who has logged in; the one before it is over."""
        with self._lock:
            self._forget(before)
            visit = self._kept(self._visits, self._new(), _MOST)
            visit.person, visit.passkey, visit.lang = person, passkey, before.lang
            return visit

    def of(self, key: str | None) -> Visit | None:
        """Return the visit that a cookie belongs to; None where it is over."""
        with self._lock:
            visit = self._visits.get(key or "") or self._guests.get(key or "")
            now = self._seconds()
            if visit is None or self._is_over(visit, now):
                self._forget(visit)
                return None
            visit.seen = now
            return visit

    def end(self, visit: Visit) -> None:
        """Forget a visit."""
        with self._lock:
            self._forget(visit)

    def end_all_of(self, person: str) -> int:
        """Forget every visit of a person, on whatever machine; return how many there were."""
        with self._lock:
            theirs = [each for each in self._visits.values() if each.person == person]
            for each in theirs:
                self._forget(each)
            return len(theirs)

    def _new(self) -> Visit:
        now = self._seconds()
        return Visit(secrets.token_urlsafe(24), secrets.token_urlsafe(24), since=now, seen=now)

    def _kept(self, among: dict[str, Visit], visit: Visit, most: int) -> Visit:
        among[visit.key] = visit
        while len(among) > most:
            del among[next(iter(among))]
        return visit

    def _forget(self, visit: Visit | None) -> None:
        if visit is not None:
            self._visits.pop(visit.key, None)
            self._guests.pop(visit.key, None)

    def _is_over(self, visit: Visit, now: float) -> bool:
        lasts = self._lasts
        return lasts is not None and (
            now - visit.seen > lasts.idle or now - visit.since > lasts.most
        )


NOT_OPEN = Text(
    zh="请用启动时给出的链接打开；链接只能用一次，用过后重新启动，或在已打开的窗口里取新链接。",
    en="Open the desk with the link that was given when it started. A link works once; start the "
    "desk again, or take a new link in a window that is open already.",
)
NOT_LOGGED_IN = Text(
    zh="这次登录已结束。请重新打开网页登录。",
    en="This login is over. Open the page anew and log in.",
)
