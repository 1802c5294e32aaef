"""What the desk reads: the repository at its newest commit, loaded once and shared by all pages.

A page asks for the reading of now. As long as neither the commit nor the day has changed it is the
same object, so a change made elsewhere shows on the next page and nothing is loaded twice.
"""

import datetime as dt
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from qms.desk.filling.choosing import Chooser
from qms.errors import QmsError
from qms.forms.tabular.cells import Office
from qms.model.finding import Report
from qms.model.kinds.ch07_competence import Person
from qms.model.snapshot import Snapshot
from qms.operations.checking.check import check
from qms.operations.copies.held import copies
from qms.operations.records.exporting import office_of
from qms.standing.copies import ControlledCopy
from qms.standing.due import Due, dues
from qms.store import clock, git, loading
from qms.store.git.tip import Mark, mark_of_tip
from qms.text import Text

_MOST_KEPT = 24  # files made for one visit; the oldest goes


@dataclass(frozen=True)
class Reading:
    """The repository at one commit on one day, with what several pages work out of it."""

    root: Path
    snapshot: Snapshot
    _checking: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    @cached_property
    def office(self) -> Office:
        """The names behind numbers, and the office's time zone."""
        return office_of(self.snapshot)

    @cached_property
    def chooser(self) -> Chooser:
        """What people call each record."""
        return Chooser(self.snapshot)

    @cached_property
    def copies(self) -> Mapping[str, ControlledCopy]:
        """Every numbered copy as it stands."""
        return copies(self.snapshot)

    @cached_property
    def dues(self) -> tuple[Due, ...]:
        """What falls due, earliest first."""
        return dues(self.snapshot)

    @cached_property
    def manual(self) -> Snapshot:
        """The text in force, or the draft where nothing is in force."""
        release = self.snapshot.in_force
        if release is None:
            return self.snapshot
        return loading.effective_snapshot(self.root, self.snapshot, release)

    @property
    def report(self) -> Report:
        """What the check found; made once, whoever asks first."""
        with self._checking:
            return self._report

    @cached_property
    def _report(self) -> Report:
        return check(self.root, self.snapshot)

    @property
    def is_checked(self) -> bool:
        """The report is there and costs nothing."""
        return "_report" in vars(self)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everybody employed on the day."""
        day = self.snapshot.as_of
        return tuple(each for each in self.snapshot.all(Person) if each.is_employed_on(day))


class House:
    """The repository that the desk serves, and the newest reading of it."""

    def __init__(self, root: Path, *, day: dt.date | None = None) -> None:
        """Take the root, and the day to be kept to instead of today."""
        self.root = root
        self._day = day
        self._loading = threading.Lock()
        self._reading: Reading | None = None
        self._past: Reading | None = None
        self._tip: tuple[Mark, str | None] | None = None
        self._keeping = threading.Lock()
        self._kept: dict[str, tuple[str, bytes]] = {}

    def reading(self, day: dt.date | None = None) -> Reading:
        """Return the repository as it is now, read as of a day; by default of today.

        Raises:
            QmsError: Nothing was ever filed in it.

        """
        head = self._newest()
        if head is None:
            raise QmsError(
                Text(zh="这里还没有任何内容。", en="Nothing has been filed here yet."),
            )
        with self._loading:
            is_past = day is not None
            held = self._past if is_past else self._reading
            wanted = day or self._today(self._reading)
            if held is None or (held.snapshot.ref, held.snapshot.as_of) != (head, wanted):
                held = Reading(self.root, loading.load(self.root, as_of=wanted, ref=head))
                if is_past:
                    self._past = held
                else:
                    self._reading = held
            return held

    def _newest(self) -> str | None:
        """Return the newest commit; git is asked again only where the branch has moved."""
        repo = git.repository(self.root)
        mark = mark_of_tip(repo)  # before the commit: what moves in between shows the next time
        if self._tip is None or self._tip[0] != mark:
            self._tip = (mark, git.head(repo))
        return self._tip[1]

    def today(self) -> dt.date:
        """Return the day that it is in the office, or the one kept to."""
        return self._today(self._reading)

    def keep(self, name: str, content: bytes) -> str:
        """Keep a file that was made until it is fetched; return what it is fetched by."""
        with self._keeping:
            key = secrets.token_urlsafe(16)
            self._kept[key] = (name, content)
            while len(self._kept) > _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            return key

    def kept(self, key: str) -> tuple[str, bytes] | None:
        """Return a file that was kept, with its name."""
        with self._keeping:
            return self._kept.get(key)

    def moment(self) -> dt.datetime:
        """Return now in the office, on the day kept to if there is one."""
        now = clock.now(self.reading().snapshot.settings.zone)
        return now if self._day is None else dt.datetime.combine(self._day, now.timetz())

    def now(self) -> dt.datetime:
        """Return the real moment, for what ends after a time."""
        return clock.now(self.reading().snapshot.settings.zone)

    def _today(self, held: Reading | None) -> dt.date:
        if self._day is not None:
            return self._day
        tree = git.WorkTree(self.root)
        settings = held.snapshot.settings if held else loading.read_settings(tree)
        return clock.today(settings.zone)
