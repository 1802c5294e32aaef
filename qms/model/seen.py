"""What one rule sees of a snapshot: what it declared to read, and nothing else (clause 9.2).

So a verdict follows from what was declared alone, whatever other rules ran before or beside it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from qms.model.facts import FactChange
from qms.model.figure import FigureFlaw, Miscount
from qms.model.frozen import RecordHistory
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.record import Record, kind_name
from qms.model.manual import Chapter, Translation
from qms.model.record_files import Table, Tables
from qms.model.signing import SigningHistory
from qms.model.snapshot import Problem, Proof, ReleaseFact, Snapshot
from qms.model.standard import Standard
from qms.model.timestamp import TimeStamps

# What else than records a rule may declare to read, and where it stands in the snapshot.
_PARTS: Final[Mapping[type, tuple[str, ...]]] = {
    Chapter: ("chapters",),
    FigureFlaw: ("figure_flaws",),
    Miscount: ("miscounts",),
    Problem: ("problems",),
    FactChange: ("changed_facts",),
    Proof: ("proofs", "signable_digests", "signed_with", "copied"),
    RecordHistory: ("history",),
    ReleaseFact: ("releases_in_git", "lost_releases", "printed"),
    SigningHistory: ("signing",),
    Standard: ("standards",),
    TimeStamps: ("stamps",),
    Translation: ("translations",),
}
EVERYTHING: Final = (Record, *_PARTS)


class UndeclaredReadError(Exception):
    """A rule reads what it does not declare: a defect of the rule."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is read but not declared in reads=(...)")


class Seen(Tables):
    """The tables that a rule declared, with a note of what it asked them for.

    Attributes:
        whole: The kinds of which it looked at more than single records.
        is_every: It looked at all kinds that it declared.
        missed: Kind and number of each record that it looked for and that is not there.

    """

    def __init__(self, snapshot: Snapshot, declared: tuple[type, ...]) -> None:
        self._kinds = snapshot.kinds
        self._declared = declared
        super().__init__({
            kind: rows for kind, rows in snapshot.filed.items() if self._is_among(kind, declared)
        })
        self.is_every = False
        self.whole: set[str] = set()
        self.missed: set[tuple[str, str]] = set()

    def __getitem__(self, kind: str) -> Table:
        """Return a kind's records."""
        self._require(kind)
        self.whole.add(kind)
        return super().__getitem__(kind)

    def __iter__(self) -> Iterator[str]:
        """The names of the kinds that were declared."""
        self.is_every = True
        return super().__iter__()

    def find(self, kind: str, number: str) -> Record | None:
        """Return a record of a kind by its number; of two with one number the first."""
        self._require(kind)
        found = super().find(kind, number)
        if found is None and number:
            self.missed.add((kind, number))
        return found

    def doubtful(
        self, unread: Mapping[str, Collection[str]], each: type | None = None
    ) -> frozenset[str]:
        """Return the kinds whose unread records the answer may hang on.

        Args:
            unread: The numbers that are known of what was not read, by kind; the empty number
                stands for whatever a file held.
            each: The kind whose records it looks at one by one: one does not hang on another.

        """
        singly = (each,) if each else ()
        return frozenset(
            kind
            for kind, numbers in unread.items()
            if self._is_among(kind, self._declared)
            and not self._is_among(kind, singly)
            and (self.is_every or kind in self.whole or self._missed_one(kind, numbers))
        )

    def _missed_one(self, kind: str, numbers: Collection[str]) -> bool:
        looked_for = {number for other, number in self.missed if other == kind}
        return bool(looked_for) and ("" in numbers or not looked_for.isdisjoint(numbers))

    def _is_among(self, kind: str, models: tuple[type, ...]) -> bool:
        return issubclass(self._kinds.get(kind, Record), models)

    def _require(self, kind: str) -> None:
        if not self._is_among(kind, self._declared):
            raise UndeclaredReadError(kind)


class _Withheld:
    """Stands for what was not declared; whoever looks at it is told so."""

    def __init__(self, what: str) -> None:
        self._what = what

    def _refuse(self, *_: object) -> Any:  # noqa: ANN401 - it never returns
        raise UndeclaredReadError(self._what)

    __iter__ = __len__ = __bool__ = __contains__ = __getitem__ = __getattr__ = _refuse


def seen_by(snapshot: Snapshot, declared: tuple[type, ...]) -> tuple[Snapshot, Seen]:
    """Return a snapshot as a rule sees it that declared these reads, and the note of what it saw.

    What is derived from records is worked out anew for it, so that the note holds for it too. What
    the store derived from records counts as a look at them.
    """
    tables = Seen(snapshot, declared)
    tables.is_every = FigureFlaw in declared or Miscount in declared
    if ReleaseFact in declared:
        tables.whole.add(kind_name(Release))
    withheld: dict[str, Any] = {
        name: _Withheld(part.__name__)
        for part, names in _PARTS.items()
        if part not in declared
        for name in names
    }
    return replace(snapshot, tables=tables, **withheld), tables
