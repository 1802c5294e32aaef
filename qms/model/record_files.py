"""The records of a kind, file by file; those of a file are built when somebody looks at them.

The rules about numbers and references look at all records there are, but only at what `Facts`
holds; so the records of a file that was read before need not be built to be judged by them.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from qms.model.kinds.happened import as_it_stood, happened
from qms.model.kinds.record import Evidence, Record, Status
from qms.model.kinds.references import ids_named

Build = Callable[[], Sequence[Record]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be told of a file's records without building them.

    Attributes:
        ids: Their numbers, in order.
        named: The ids that their fields hold, by the kind referred to.
        has_attachments: One of them holds a digest of another file.
        latest: The newest day on which one of them says that something happened.
        is_amended: One of them tells of a correction or an extension.

    """

    ids: tuple[str, ...]
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    has_attachments: bool = False
    latest: dt.date | None = None
    is_amended: bool = False


def facts_of(model: type[Record], rows: Sequence[Record]) -> Facts:
    """Return the facts of records of one kind."""
    attached = issubclass(model, Evidence) and any(getattr(row, "attachments", ()) for row in rows)
    latest = max((day for row in rows for _, day in happened(row)), default=None)
    told = any(getattr(row, name, ()) for row in rows for name in ("corrections", "extensions"))
    return Facts(tuple(row.id for row in rows), ids_named(model, rows), attached, latest, told)


_LEFT_OUT = {Status.draft, Status.void}


def counts(row: Evidence) -> bool:
    """Tell whether a sheet is evidence: neither a draft nor void."""
    return row.status not in _LEFT_OUT


class RecordFile:
    """The records of one file; `build` is called for them at most once.

    Its origin stands for path, content and kind together; it is empty where that is not known.
    """

    __slots__ = ("_build", "_rows", "facts", "origin")

    def __init__(self, facts: Facts, build: Build, origin: str = "") -> None:
        self.facts = facts
        self.origin = origin
        self._build: Build | None = build
        self._rows: Sequence[Record] = ()

    @property
    def rows(self) -> Sequence[Record]:
        """The records, in order."""
        if self._build is not None:
            self._rows, self._build = self._build(), None
        return self._rows


class Table(Sequence[Record]):
    """All records of a kind in the order of file and position."""

    def __init__(self, files: Sequence[RecordFile]) -> None:
        self.files = tuple(files)
        self._stood: dict[dt.date, tuple[Any, ...]] = {}

    @classmethod
    def of(cls, model: type[Record], rows: Sequence[Record]) -> "Table":
        """Return a table of records that are there already."""
        if isinstance(rows, cls):
            return rows
        return cls([RecordFile(facts_of(model, rows), lambda: rows)])

    @property
    def origins(self) -> tuple[str, ...] | None:
        """What stands for all the records there are; None where it is not known of all."""
        found = tuple(file.origin for file in self.files)
        return found if all(found) else None

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every number, also one that is used twice."""
        return tuple(chain.from_iterable(file.facts.ids for file in self.files))

    @cached_property
    def _rows(self) -> tuple[Record, ...]:
        return tuple(chain.from_iterable(file.rows for file in self.files))

    @property
    def amended(self) -> Iterator[Record]:
        """The records of the files in which one tells of a correction or an extension."""
        for file in self.files:
            if file.facts.is_amended:
                yield from file.rows

    @cached_property
    def by_id(self) -> Mapping[str, Record]:
        """The records by number; of two with one number the first."""
        return {row.id: row for row in reversed(self._rows)}

    @cached_property
    def latest(self) -> dt.date:
        """The newest day on which a record says that something happened."""
        return max((file.facts.latest or dt.date.min for file in self.files), default=dt.date.min)

    def live(self, day: dt.date) -> tuple[Any, ...]:
        """Return the evidence of a day as it stood, drafts and void sheets left out.

        It follows from the records and the day alone, so it is worked out once for all who ask.
        """
        if day not in self._stood:
            every: tuple[Any, ...] = self._rows
            rows = (row for row in every if counts(row) and row.date <= day)
            if self.latest > day:
                rows = (stood for row in rows if (stood := as_it_stood(row, day)))
            self._stood[day] = tuple(rows)
        return self._stood[day]

    def lines(self, day: dt.date) -> tuple[Any, ...]:
        """Return the lines of a register as they stood on a day, whatever else a line tells of."""
        if self.latest <= day:
            return self._rows
        return tuple(as_it_stood(row, day) or row for row in self._rows)

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.ids)

    def __iter__(self) -> Iterator[Record]:
        """Every record, in order."""
        return iter(self._rows)

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 - one record, or some for a slice
        """Return a record by its position."""
        return self._rows[index]

    def __eq__(self, other: object) -> bool:
        """Equal to whatever holds the same records in the same order."""
        return isinstance(other, Sequence) and self._rows == tuple(other)

    __hash__ = None  # type: ignore[assignment] # equal to a tuple of the same records


class Tables(Mapping[str, Table]):
    """The tables of all kinds that have records, by kind."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables

    def find(self, kind: str, number: str) -> Record | None:
        """Return a record of a kind by its number; of two with one number the first."""
        table = self._tables.get(kind)
        return table.by_id.get(number) if table else None

    def __getitem__(self, kind: str) -> Table:
        """Return a kind's records."""
        return self._tables[kind]

    def __iter__(self) -> Iterator[str]:
        """The names of the kinds."""
        return iter(self._tables)

    def __len__(self) -> int:
        """How many kinds have records."""
        return len(self._tables)


class Index(Mapping[str, Mapping[str, Record]]):
    """Each kind's records by id; a kind's are built when it is asked for."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables

    def __getitem__(self, kind: str) -> Mapping[str, Record]:
        """Return a kind's records."""
        return self._tables[kind].by_id

    def __iter__(self) -> Iterator[str]:
        """The names of the kinds."""
        return iter(self._tables)

    def __len__(self) -> int:
        """How many kinds have records."""
        return len(self._tables)
