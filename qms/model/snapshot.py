"""All of a repository at one commit, as of one day: the one argument of all that follows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import Any, TypeVar

from qms.model.calendar import WorkCalendar
from qms.model.facts import FactChange
from qms.model.figure import FigureFlaw, Miscount
from qms.model.finding import Place
from qms.model.frozen import RecordHistory
from qms.model.kinds import clause_order, kinds
from qms.model.kinds.ch02_interim import ReleaseWithdrawal
from qms.model.kinds.ch02_manual import Release, Role, Signature
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Evidence, Record, Register, called, kind_name
from qms.model.manual import Chapter, ClauseFacts, ClauseText, Translation, printed_chapters
from qms.model.personal import said_of_people
from qms.model.record_files import Index, Table, Tables, counts
from qms.model.signing import SigningHistory
from qms.model.standard import Standard
from qms.model.timestamp import TimeStamps
from qms.settings import Settings
from qms.text import Text, same

R = TypeVar("R", bound=Record)
E = TypeVar("E", bound=Evidence)
L = TypeVar("L", bound=Register)

WORK_TREE = "worktree"
# The kinds that tell which release is in force.
IN_FORCE = (Release, ReleaseWithdrawal, Signature)


class Flaw(Enum):
    """In which way a file is bad."""

    encoding = "encoding"
    syntax = "syntax"
    schema = "schema"
    link = "link"
    misplaced = "misplaced"
    unknown_kind = "unknown-kind"
    attachment = "attachment"
    form = "form"
    steering = "steering"
    behind = "behind"
    secret = "secret"  # noqa: S105 - the name of a flaw


@dataclass(frozen=True, slots=True)
class Problem:
    """A bad file, or a bad place in one: a value that travels, never an exception."""

    flaw: Flaw
    place: Place
    what: Text
    wanted: Text


@dataclass(frozen=True, slots=True)
class ReleaseFact:
    """What git knows of a release: the commit that brought its record, and the tag's commit.

    `altered` names what departs there from what was signed: chapters, heads, registers, settings.
    `also` are other commits that bring the record in anew. `uncovered` are the clauses that it
    changed without an approved request. `is_cut`: a shallow clone lacks its commit.
    """

    release: str
    commit: str | None
    tag_commit: str | None
    altered: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    is_cut: bool = False


class Proof(Enum):
    """What stock ssh-keygen says of a signature."""

    valid = "valid"
    invalid = "invalid"
    unsigned = "unsigned"
    no_key = "no-key"


@dataclass(frozen=True)
class Snapshot:
    """The repository as read; every derivation of it is a pure function.

    `tip` is the commit that was read, or on which the folder stands that was; empty before the
    first. `written_on` is the day on which it was made: what had been written by then may have
    happened by then, also where an earlier day is judged. `is_shallow` says that this clone lacks
    the beginning of its history. `copied` are the signatures by a passkey that may be copied.
    """

    settings: Settings
    as_of: dt.date
    ref: str
    tip: str = ""
    chapters: tuple[Chapter, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    releases_in_git: tuple[ReleaseFact, ...] = ()
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    signed_with: Mapping[str, str] = field(default_factory=dict)
    copied: frozenset[str] = frozenset()
    signing: SigningHistory = field(default_factory=SigningHistory)
    changed_facts: tuple[FactChange, ...] = ()
    history: RecordHistory = field(default_factory=RecordHistory)
    lost_releases: Mapping[str, str] = field(default_factory=dict)
    printed: Mapping[str, str] = field(default_factory=dict)
    signable_digests: Mapping[str, str] = field(default_factory=dict)
    calendar_source: Callable[[], WorkCalendar] = WorkCalendar
    written_on: dt.date | None = None
    is_shallow: bool = False
    figure_flaws: tuple[FigureFlaw, ...] = ()
    miscounts: tuple[Miscount, ...] = ()
    own_kinds: Mapping[str, type[Record]] = field(default_factory=dict)
    standards: tuple[Standard, ...] = ()
    stamps: TimeStamps = field(default_factory=TimeStamps)

    @cached_property
    def kinds(self) -> Mapping[str, type[Record]]:
        """Every kind by its name, the manual's and the company's own, in the manual's order."""
        if not self.own_kinds:
            return kinds()
        both = kinds() | dict(self.own_kinds)
        return dict(sorted(both.items(), key=lambda item: clause_order(item[1].header.clause)))

    @cached_property
    def filed(self) -> Tables:
        """Each kind's records file by file, with what can be told without building them."""
        if isinstance(self.tables, Tables):
            return self.tables
        return Tables({
            kind: Table.of(self.kinds[kind], rows) for kind, rows in self.tables.items()
        })

    @cached_property
    def unread(self) -> Mapping[str, frozenset[str]]:
        """The kinds of which something could not be read, each with the numbers that are known.

        The empty number stands for a file that is unreadable as a whole: nobody knows what it
        holds. Files beside the records stand under their folder: `manual`, `standards`. Of a table
        that is attached in place of a kind's files no record is known either.
        """
        found: defaultdict[str, set[str]] = defaultdict(set)
        for each in self.problems:
            folder, _, rest = each.place.path.partition("/")
            if folder != "records":
                found[folder].add("")
            elif each.flaw is not Flaw.attachment:
                found[rest.split("/")[0]].add(each.place.record or "")
        for kind in self.outside:
            found[kind].add("")
        return {kind: frozenset(numbers) for kind, numbers in found.items()}

    @cached_property
    def outside(self) -> Mapping[str, str]:
        """The kinds whose records lie in an attached table, with what that is called.

        Figures count there; each record by itself is not known.
        """
        return {
            kind: str(written)
            for kind, written in self.settings.sources.items()
            if kind in self.kinds and not self.has(kind)
        }

    @cached_property
    def unread_files(self) -> tuple[str, ...]:
        """The files of which not all could be read; what they hold is counted nowhere."""
        read = {Flaw.attachment, Flaw.steering, Flaw.secret}
        return tuple(sorted({each.place.path for each in self.problems if each.flaw not in read}))

    def is_unread(self, kind: str, number: str) -> bool:
        """Tell whether a record that is not found may stand where it could not be read."""
        numbers = self.unread.get(kind, ())
        return "" in numbers or number in numbers

    def of_one(self, place: Place) -> "Snapshot":
        """Return the snapshot as if its kind held no record but the one that stands at a place."""
        kind = place.path.split("/")[1]
        row = self.filed.find(kind, place.record or "")
        rows = Table.of(self.kinds[kind], () if row is None else (row,))
        return replace(self, tables=Tables({**self.filed, kind: rows}))

    def all(self, model: type[R]) -> tuple[R, ...]:
        """Return every record of a kind, in the order of file and position."""
        rows = self.filed.get(kind_name(model), ())
        return tuple(row for row in rows if isinstance(row, model))

    def has(self, kind: str) -> bool:
        """Tell whether a kind has any record at all."""
        return bool(self.filed.get(kind))

    def live(self, model: type[E]) -> tuple[E, ...]:
        """Return a kind's evidence as it stood on the day, drafts and void sheets left out."""
        rows = self.filed.get(kind_name(model))
        return rows.live(self.as_of) if rows else ()

    def valid(self, model: type[E]) -> tuple[E, ...]:
        """Return a kind's evidence of any day, drafts and void sheets left out."""
        return tuple(row for row in self.all(model) if counts(row))

    def lines(self, model: type[L]) -> tuple[L, ...]:
        """Return the lines of a register as they stood on the day, as far as dates tell.

        A line is there whatever its own dates say: when it was entered is not told.
        """
        rows = self.filed.get(kind_name(model))
        return rows.lines(self.as_of) if rows else ()

    def current(self, model: type[R]) -> tuple[R, ...]:
        """Return what there is of any kind on the day: live evidence, or lines of a register."""
        found: tuple[Any, ...]
        if issubclass(model, Evidence):
            found = self.live(model)
        elif issubclass(model, Register):
            found = self.lines(model)
        else:
            found = self.all(model)
        return found

    @cached_property
    def work_calendar(self) -> WorkCalendar:
        """The working days; looked up only when a limit that runs in them is close."""
        return self.calendar_source()

    def named(self, person: str | None) -> Text:
        """Return a person's name and number; what is written where the register lacks it."""
        found = self.find(Person, person)
        if found is None:
            return same(person or "—")
        name = called(found)
        return Text(zh=f"{name.zh} {found.id}", en=f"{name.en} {found.id}")

    def in_charge(self, owner: str) -> Person | None:
        """Return the person whom an id stands for; of a department, or of who left, the head."""
        person = self.find(Person, owner)
        if person is not None and person.is_employed_on(self.as_of):
            return person
        department = self.find(Department, person.department if person else owner)
        return self._holders.get(department.head_post) if department else None

    def serving(self, function: str) -> str:
        """Return the department that serves as what a rule or form needs, by its id.

        A department that says so; else the one whose id is the function's own name.
        """
        found = (each.id for each in self.all(Department) if function in each.serves_as)
        return next(found, function)

    @cached_property
    def _holders(self) -> Mapping[str, Person]:
        """Each post held on the day: with who stands in, else the first of the register."""
        holders: dict[str, Person] = {}
        acting: dict[str, Person] = {}
        for person in self.all(Person):
            for holding in person.posts:
                if person.is_employed_on(self.as_of) and holding.covers(self.as_of):
                    (acting if holding.instead_of else holders).setdefault(holding.post, person)
        return holders | acting

    @cached_property
    def index(self) -> Mapping[str, Mapping[str, Record]]:
        """Each kind's records by id; of two with one id the first."""
        return Index(self.filed)

    def find(self, model: type[R], record_id: str | None) -> R | None:
        """Return the record of a kind with this id, if there is one."""
        found = self.filed.find(kind_name(model), record_id or "")
        return found if isinstance(found, model) else None

    @property
    def records(self) -> Iterator[Record]:
        """Every record of every kind."""
        for rows in self.filed.values():
            yield from rows

    @cached_property
    def said_of_people(self) -> tuple[str, ...]:
        """What the records say about people outside: names, numbers, addresses; longest first."""
        return said_of_people(self.records)

    @property
    def printed_chapters(self) -> tuple[Chapter, ...]:
        """The chapters with the text that their readers see: every `{{ name }}` replaced."""
        return printed_chapters(self.chapters, self.settings.variables)

    @cached_property
    def clauses(self) -> tuple[tuple[Chapter, ClauseText], ...]:
        """Every numbered clause with its chapter, in the order of the files."""
        return tuple((chapter, clause) for chapter in self.chapters for clause in chapter.clauses)

    @cached_property
    def clause_facts(self) -> Mapping[str, tuple[Chapter, ClauseFacts]]:
        """What the front matter says of each clause, by number."""
        return {
            number: (chapter, facts)
            for chapter in self.chapters
            for number, facts in chapter.front.clauses.items()
        }

    def release_fact(self, release_id: str) -> ReleaseFact:
        """Return what git knows of a release; nothing where it has no such record."""
        facts = (each for each in self.releases_in_git if each.release == release_id)
        return next(facts, ReleaseFact(release_id, None, None))

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """All releases, oldest first."""
        return tuple(sorted(self.all(Release), key=lambda release: release.rank))

    @cached_property
    def withdrawn(self) -> Mapping[str, ReleaseWithdrawal]:
        """The approved withdrawals that have taken effect, by the release taken out of force."""
        approved = {each.release for each in self.all(Signature) if each.role is Role.approved}
        return {
            each.release: each
            for each in self.all(ReleaseWithdrawal)
            if each.id in approved and each.effective <= self.as_of
        }

    @cached_property
    def in_force(self) -> Release | None:
        """The newest release in effect on the day and not withdrawn."""
        reached = [
            release
            for release in self.releases
            if release.effective <= self.as_of and release.id not in self.withdrawn
        ]
        return max(reached, key=lambda release: (release.effective, release.rank), default=None)

    @property
    def is_work_tree(self) -> bool:
        """Read from the folder, not from a commit."""
        return self.ref == WORK_TREE
