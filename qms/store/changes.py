"""What a writing operation wants to be filed, as one value: `Changes`; nobody else commits.

An operation is a function from a snapshot to `Changes`. It reads no file, takes no number, writes
nothing; it is run under the lock, on the repository as it stands then, and once more where
somebody else committed in between. A front end calls it like this:

    from qms.operations.copies.copy import acknowledge
    from qms.operations.filing.filing import file

    filed = file(
        root,                                             # of the repository
        partial(acknowledge, number="011", by="P-005", received_by="秦知远"),
        as_of=day,                                        # the day it is filed on
        verb="copy ack",                                  # for whoever has to wait
        waits=lambda holder: ...,                         # say that it waits, and for whom
        tell=lambda filed: ...,                           # say what was filed
    )
    filed.record                                          # as it stands on file, with its number

- `partial` holds the whole question. Asked a second time after the program was killed before it
  could `tell`, the same question gets the answer of the first time and files nothing twice.
- `tell` runs before the lock is let go; it must be quick and ask nobody.
- What is slow (setting a book) or asks somebody (a passphrase, an editor) is done before, and its
  result handed to the operation, which sees whether it still fits.
- A refusal is a `QmsError`; nothing was written then. Nobody needs to take a lock, reload, or
  catch git's errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from qms.model.finding import Key
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Record, Status

A = TypeVar("A")
R = TypeVar("R", bound=Record)
Keys = tuple[Key, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Number:
    """Stands for the number that a draft will get, so that others can refer to it before."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A new record without number and head: what is said in it, and who fills it in.

    Values are as the form has them: models, choices, days and the numbers of other drafts too.
    """

    model: type[Record]
    values: Mapping[str, object]
    by: Person | None = None
    status: Status | None = None
    number: Number = field(default_factory=Number)


class Gone:
    """What a field is set to when it is to be empty."""


GONE = Gone()


@dataclass(frozen=True, slots=True)
class Amendment:
    """New values in a record on file, each by its place; a place after the last item appends."""

    record: Record
    values: Mapping[Keys, object]


@dataclass(frozen=True)
class Changes(Generic[A]):
    """All that one operation changes, in one commit, whole or not at all.

    `{id}` in the message becomes the number of the first draft. `files` are written as they are
    (None removes), `tag` names the commit. `answer` is for the front end alone.
    """

    message: str
    drafts: Sequence[Draft] = ()
    amendments: Sequence[Amendment] = ()
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    tag: str | None = None
    answer: A | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing is to be written."""
        return not (self.drafts or self.amendments or self.files)


Operation = partial[Changes[A]]


@dataclass(frozen=True)
class Filed(Generic[A]):
    """What was filed: the records as they stand now, new ones first, and the commit.

    `is_repeated` says that an interrupted run of the same command had filed it already; there is
    no `answer` then, and no `numbers`.
    """

    records: tuple[Record, ...] = ()
    commit: str | None = None
    numbers: Mapping[Number, str] = field(default_factory=dict)
    answer: A | None = None
    is_repeated: bool = False

    @property
    def record(self) -> Record:
        """The first record."""
        return self.records[0]

    def of(self, model: type[R]) -> R:
        """Return the first record of a kind."""
        return next(each for each in self.records if isinstance(each, model))
