"""What proves each clause: duties, evidence on file, what is missing or overdue, findings (7.5).

One computation for the matrix, the site and the rules, against the manual or an edition of a
standard. How often a kind is wanted stands in the front matter of the clause.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from qms.model.calendar import months_later
from qms.model.finding import Finding
from qms.model.kinds.ch02_manual import Clause
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch09_evaluation import EvaluationItem
from qms.model.kinds.record import Choice, Evidence, Record, called
from qms.model.manual import ClauseFacts, ClauseText, Frequency, filled
from qms.model.snapshot import Snapshot
from qms.model.standard import Certainty, Requirement, Standard
from qms.standing.evidence import is_under
from qms.standing.overdue import overdue
from qms.text import Text, same

MONTHS: Mapping[Frequency, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_NEVER = 99
_MARKS = re.compile(r"\*\*|^(?:[-*>|] |[0-9]+\. )")


class EvidenceState(Choice):
    """How it stands with a kind that is to prove a clause."""

    on_file = "on-file", "有", "on file"
    no_event = "no-event", "尚未发生", "no event yet"
    not_yet = "not-yet", "未到期", "not yet due"
    due = "due", "到期", "due"
    overdue = "overdue", "逾期", "overdue"
    missing = "missing", "缺失", "missing"
    empty = "empty", "清单为空", "register empty"
    outside = "outside", "仓库外", "outside"
    excluded = "excluded", "不适用", "not applicable"
    unknown = "unknown", "无此记录种类", "no such kind"


ABSENT = frozenset({EvidenceState.missing, EvidenceState.empty})


@dataclass(frozen=True, slots=True)
class Held:
    """One kind that is to prove a clause, and what is on file of it on the day."""

    kind: str
    title: Text
    every: Frequency | None
    count: int
    newest: Record | None
    newest_on: dt.date | None
    due: dt.date | None
    standing: EvidenceState
    is_register: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A clause of the manual or of a standard, and all that speaks for and against it."""

    number: str
    title: Text
    owners: tuple[Text, ...] = ()
    clauses: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    evidence: tuple[Held, ...] = ()
    findings: tuple[Finding, ...] = ()
    excluded: str = ""
    news: Text | None = None
    certainty: Certainty = Certainty.read

    @property
    def is_unanswered(self) -> bool:
        """No clause of the manual answers it, and nobody says that it does not apply."""
        return not self.clauses and not self.excluded


@dataclass(frozen=True)
class Matrix:
    """Clause by evidence by findings, against the manual or one edition of a standard."""

    against: str
    name: Text
    as_of: dt.date
    rows: tuple[Row, ...]
    elsewhere: tuple[Finding, ...] = ()
    departments: Mapping[str, Text] = field(default_factory=dict)
    people: Mapping[str, Text] = field(default_factory=dict)
    notes: Text | None = None
    overdue: int = 0

    @cached_property
    def kinds(self) -> Mapping[str, Held]:
        """Every kind wanted anywhere, as it stands where it is wanted most often."""
        found: dict[str, Held] = {}
        for each in (held for row in self.rows for held in row.evidence):
            found[each.kind] = tighter(found.get(each.kind, each), each)
        return found

    @property
    def standings(self) -> Counter[EvidenceState]:
        """How many kinds stand how; a kind that proves several clauses counts once."""
        return Counter(each.standing for each in self.kinds.values())

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding in the rows, once."""
        seen = {id(each): each for row in self.rows for each in row.findings}
        return tuple(sorted(seen.values(), key=lambda each: each.order))


def against_manual(
    snapshot: Snapshot, findings: Iterable[Finding] = (), *, manual: Snapshot | None = None
) -> Matrix:
    """Return the matrix against the company's own manual.

    Args:
        snapshot: The records, and the day.
        findings: What the check found.
        manual: Whose chapters count, where the manual in force is not that of the snapshot.

    """
    findings = tuple(findings)
    holding = _holdings(snapshot)
    departments = {
        each.id: Text(zh=each.name, en=each.name_en) for each in snapshot.all(Department)
    }
    by_clause: dict[str, list[Finding]] = {}
    for each in findings:
        by_clause.setdefault(each.clause, []).append(each)
    chapters = manual or snapshot
    written = {clause.number: clause for _, clause in chapters.clauses}
    rows = tuple(
        Row(
            number=number,
            title=_title(chapters, number, written.get(number)),
            owners=(departments.get(facts.owner, same(facts.owner)),),
            clauses=(number,),
            duties=_duties(written.get(number), snapshot.settings.variables),
            evidence=tuple(holding(kind, every) for kind, every in wanted(facts)),
            findings=tuple(by_clause.pop(number, ())),
        )
        for number, (_, facts) in chapters.clause_facts.items()
    )
    elsewhere = tuple(each for rest in by_clause.values() for each in rest)
    of = snapshot.settings.manual
    name = Text(zh=f"{of.number} {of.title}", en=f"{of.number}, the manual")
    people = {each.id: called(each) for each in snapshot.all(Person)}
    late = len(overdue(snapshot, findings))
    return Matrix(
        "manual", name, snapshot.as_of, rows, elsewhere, departments, people, overdue=late
    )


def against_standard(
    manual: Matrix,
    standard: Standard,
    snapshot: Snapshot,
    references: Mapping[str, Collection[str]] | None = None,
) -> Matrix:
    """Return the matrix against an edition of a standard, drawn from that against the manual.

    Args:
        manual: The matrix against the manual.
        standard: The edition.
        snapshot: The records, and the day.
        references: What each rule refers to by its code; a finding stands beside the clauses of
            the standard that its rule names, and beside those that its clause answers.

    """
    everything = (*manual.findings, *manual.elsewhere)
    drawing = _Drawing(snapshot, standard, manual, everything, references or {})
    rows = tuple(drawing.row(each) for each in standard.requirements)
    placed = {id(found) for row in rows for found in row.findings}
    return Matrix(
        standard.key,
        Text(zh=standard.name, en=standard.name),
        manual.as_of,
        rows,
        tuple(each for each in everything if id(each) not in placed),
        manual.departments,
        manual.people,
        Text(zh=standard.notes, en=standard.notes_en or standard.notes) if standard.notes else None,
        manual.overdue,
    )


def answers_to(requirement: Requirement, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the clauses that answer a requirement; the company's own register goes first."""
    item = snapshot.find(EvaluationItem, requirement.indicator)
    return item.clauses if item is not None and item.clauses else requirement.manual


def unanswered(standard: Standard, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the clauses of an edition that no clause of the manual answers, unless excluded."""
    in_use = snapshot.settings.standards.get(standard.key)
    return tuple(
        each.clause
        for each in standard.requirements
        if not (in_use and each.clause in in_use.excluded)
        and not any(
            is_under(number, named)
            for named in answers_to(each, snapshot)
            for number in snapshot.clause_facts
        )
    )


def wanted(facts: ClauseFacts) -> Iterator[tuple[str, Frequency | None]]:
    """Yield the kinds that a clause wants, each with how often; None is on each event."""
    how_often: dict[str, Frequency] = {each.kind: each.every for each in facts.evidence}
    for kind in dict.fromkeys((*facts.records, *how_often)):
        every = how_often.get(kind)
        yield kind, None if every == "event" else every


Holding = Callable[[str, Frequency | None], Held]


def held(snapshot: Snapshot, kind: str, every: Frequency | None) -> Held:
    """Return what is on file of a kind on the day, and whether that is often enough."""
    return _holdings(snapshot)(kind, every)


def _holdings(snapshot: Snapshot) -> Holding:
    """Return a function that counts each kind once, however many clauses want it."""
    counted: dict[str, Held] = {}

    def holding(kind: str, every: Frequency | None) -> Held:
        if kind not in counted:
            counted[kind] = _counted(snapshot, kind)
        plain = counted[kind]
        return plain if every is None else _judged(snapshot, plain, every)

    return holding


def _counted(snapshot: Snapshot, kind: str) -> Held:
    """Return what is on file, as if it were wanted on each event."""
    model = snapshot.kinds.get(kind)
    if model is None:
        return Held(kind, Text(zh=kind, en=kind), None, 0, None, None, None, EvidenceState.unknown)
    if issubclass(model, Evidence):
        rows: tuple[Record, ...] = snapshot.live(model)
    else:
        rows = snapshot.all(model)
    is_register = model.header.family == "maintained"
    newest = None if is_register else max(rows, key=_place_in_time, default=None)
    return Held(
        kind=kind,
        title=model.header.title,
        every=None,
        count=len(rows),
        newest=newest,
        newest_on=_day(newest) if newest else None,
        due=None,
        standing=_standing(snapshot, kind, any_on_file=bool(rows), is_register=is_register),
        is_register=is_register,
    )


def _standing(
    snapshot: Snapshot, kind: str, *, any_on_file: bool, is_register: bool
) -> EvidenceState:
    model = snapshot.kinds.get(kind)
    if model is not None and not model.header.applies(snapshot.settings):
        return EvidenceState.excluded
    if any_on_file:
        return EvidenceState.on_file
    if kind in snapshot.settings.sources:
        return EvidenceState.outside
    return EvidenceState.empty if is_register else EvidenceState.no_event


def _judged(snapshot: Snapshot, plain: Held, every: Frequency) -> Held:
    """Return the same with its period: when the next is due, and whether it is late."""
    if plain.standing not in {EvidenceState.on_file, EvidenceState.no_event} or every not in MONTHS:
        return replace(plain, every=every)
    first = min((each.effective for each in snapshot.releases), default=None)
    since = plain.newest_on or first
    if since is None:
        return replace(plain, every=every, standing=EvidenceState.not_yet)
    due = months_later(since, MONTHS[every])
    is_late = snapshot.as_of > due + dt.timedelta(days=snapshot.settings.limits.evidence_days)
    if plain.count == 0:
        standing = EvidenceState.missing if is_late else EvidenceState.not_yet
    elif is_late:
        standing = EvidenceState.overdue
    else:
        standing = EvidenceState.due if snapshot.as_of > due else EvidenceState.on_file
    return replace(plain, every=every, due=due, standing=standing)


def _day(record: Record) -> dt.date | None:
    """Return the day from which a record is kept, which for evidence is its date."""
    name = "date" if isinstance(record, Evidence) else record.header.retain_from
    value = getattr(record, name, None)
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def _place_in_time(record: Record) -> tuple[dt.date, str]:
    return _day(record) or dt.date.min, record.id


@dataclass(frozen=True)
class _Drawing:
    """Draws the rows of a standard from those of the manual."""

    snapshot: Snapshot
    standard: Standard
    manual: Matrix
    findings: tuple[Finding, ...]
    references: Mapping[str, Collection[str]]

    @cached_property
    def _cited(self) -> Mapping[str, tuple[str, ...]]:
        """What each rule's references name of this edition."""
        return {
            code: tuple(words for each in named if (words := self.standard.cited(each)))
            for code, named in self.references.items()
        }

    @cached_property
    def _holding(self) -> Holding:
        return _holdings(self.snapshot)

    def row(self, requirement: Requirement) -> Row:
        """Return a requirement with all that stands in the rows of the clauses that answer it."""
        named = answers_to(requirement, self.snapshot)
        rows = [row for row in self.manual.rows if any(is_under(row.number, n) for n in named)]
        in_use = self.snapshot.settings.standards.get(self.standard.key)
        return Row(
            number=requirement.clause,
            title=requirement.name,
            owners=tuple(dict.fromkeys(owner for row in rows for owner in row.owners)),
            clauses=tuple(row.number for row in rows),
            duties=tuple(duty for row in rows for duty in row.duties),
            evidence=self._evidence(requirement, rows),
            findings=self._against(requirement, rows),
            excluded=in_use.excluded.get(requirement.clause, "") if in_use else "",
            news=requirement.news,
            certainty=requirement.certainty,
        )

    def _evidence(self, requirement: Requirement, rows: list[Row]) -> tuple[Held, ...]:
        found: dict[str, Held] = {}
        for each in (held for row in rows for held in row.evidence):
            found[each.kind] = tighter(found.get(each.kind, each), each)
        item = self.snapshot.find(EvaluationItem, requirement.indicator)
        for kind in item.kinds if item else ():
            found.setdefault(kind, self._holding(kind, None))
        return tuple(found.values())

    def _against(self, requirement: Requirement, rows: list[Row]) -> tuple[Finding, ...]:
        answering = {id(found) for row in rows for found in row.findings}
        return tuple(
            each
            for each in self.findings
            if id(each) in answering
            or any(requirement.is_meant_by(words) for words in self._cited.get(each.code, ()))
        )


def tighter(one: Held, other: Held) -> Held:
    """Return that of two demands for a kind which wants it more often."""
    return min(one, other, key=lambda each: MONTHS.get(each.every or "event", _NEVER))


def _title(snapshot: Snapshot, number: str, written: ClauseText | None) -> Text:
    zh = written.title if written else ""
    registered = snapshot.find(Clause, number)
    return Text(zh=zh, en=registered.title_en if registered else zh)


def _duties(written: ClauseText | None, variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return the sentences that oblige, as people read them: names filled in, without marks."""
    found = written.duties if written else ()
    return tuple(_MARKS.sub("", filled(each, variables)).strip() for each in found)
