"""An anchor: one line that an outsider keeps, and holds the repository against later (clause 7.5).

Whoever controls the repository and all keys can rebuild all of it. He cannot rebuild a line that
somebody else wrote down before.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from qms.text import Text

_MARK = "qms-anchor/1"
_LINE = re.compile(
    rf"{re.escape(_MARK)} commit=(?P<commit>[0-9a-f]{{40,64}}) date=(?P<day>\d{{4}}-\d\d-\d\d) "
    r"release=(?P<release>[A-Z]-\d{1,2}|-) record=(?P<record>[0-9a-f]{64}|-) "
    r"closed=(?P<count>\d{1,12}):(?P<closed>[0-9a-f]{64}) keys=(?P<keys>[A-Za-z0-9:+/,=]+|-)"
    r"(?: short=(?P<short>[0-9a-f]{16}))?",
    re.ASCII,
)
_SHORT = 16
_GROUP = 4
_COMMIT = 12


@dataclass(frozen=True, slots=True)
class Anchor:
    """What stood on a day: commit, newest release, digest over all closed records, keys."""

    commit: str
    day: dt.date
    release: str | None
    record: str | None
    count: int
    closed: str
    keys: tuple[str, ...]

    @property
    def _words(self) -> str:
        return (
            f"{_MARK} commit={self.commit} date={self.day} release={self.release or '-'} "
            f"record={self.record or '-'} closed={self.count}:{self.closed} "
            f"keys={','.join(self.keys) or '-'}"
        )

    @property
    def short(self) -> str:
        """Sixteen signs that stand for the whole line, for paper."""
        return hashlib.sha256(self._words.encode()).hexdigest()[:_SHORT]

    @property
    def state(self) -> tuple[object, ...]:
        """What it vouches for besides the commit: where that is the same, it is the same again."""
        return self.release, self.record, self.count, self.closed, self.keys

    @property
    def on_paper(self) -> Text:
        """What is printed of it: the short form in groups of four, and of which commit it is."""
        groups = " ".join(self.short[at : at + _GROUP] for at in range(0, _SHORT, _GROUP))
        commit = self.commit[:_COMMIT]
        return Text(
            zh=f"{groups}（提交 {commit}，{self.day}）",
            en=f"{groups} (commit {commit}, {self.day})",
        )

    @property
    def line(self) -> str:
        """The line to be kept."""
        return f"{self._words} short={self.short}"


def anchor_in(text: str) -> Anchor | None:
    """Return the anchor that stands in a text.

    None where there is none, where its short form lies, or where its day is in no calendar.
    """
    found = _LINE.search(text)
    day = _day(found["day"]) if found else None
    if found is None or day is None:
        return None
    said = {key: None if value == "-" else value for key, value in found.groupdict().items()}
    anchor = Anchor(
        commit=found["commit"],
        day=day,
        release=said["release"],
        record=said["record"],
        count=int(found["count"]),
        closed=found["closed"],
        keys=tuple((said["keys"] or "").split(",")) if said["keys"] else (),
    )
    return anchor if said["short"] in {None, anchor.short} else None


def _day(words: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        return None
