"""Time stamps by outside authorities, as RFC 3161 has them, over signatures and anchors (2.2.1).

A token says that a file existed at a time. It is never needed for a verdict on what was signed; it
bounds the times that are only stated.
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

ANCHORS = "anchors"
ENDING = ".tsr"
SKEW = dt.timedelta(minutes=10)
"""By how much clocks may differ."""
GRACE = dt.timedelta(days=1)
"""How long after the stated time a token may come and still bear that time out."""


class TokenFlaw(Enum):
    """Why a token proves nothing."""

    unread = "unread"
    unknown_authority = "unknown-authority"
    not_of_this = "not-of-this"
    unjudged = "unjudged"


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its file, the file it is over, whose it is, when it was given, and what is wrong."""

    path: str
    over: str
    authority: str
    at: dt.datetime | None
    flaw: TokenFlaw | None


@dataclass(frozen=True, slots=True)
class KeptAnchor:
    """An anchor filed in the repository: the day that it states, and whether it is of this history.

    `is_ours` is None where a shallow clone cannot tell.
    """

    path: str
    day: dt.date | None
    is_ours: bool | None
    state: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeStamps:
    """All tokens and filed anchors."""

    tokens: tuple[Token, ...] = ()
    anchors: tuple[KeptAnchor, ...] = ()

    def of(self, path: str, authority: str) -> Token | None:
        """Return the token of an authority over a file."""
        found = (each for each in self.tokens if (each.over, each.authority) == (path, authority))
        return next(found, None)


def token_path(path: str, authority: str) -> str:
    """Return where the token of an authority over a file lies: beside it."""
    return f"{path}.{authority}{ENDING}"


def split(path: str) -> tuple[str, str]:
    """Return the file and the authority that the name of a token tells."""
    over, _, authority = path.removesuffix(ENDING).rpartition(".")
    return over, authority
