"""Judges a repository by every rule and places each finding at its line (clause 9.2)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from qms.errors import UsageError
from qms.model.figure import FigureFlaw, Miscount
from qms.model.finding import Conceded, Finding, NotJudged, Place, Report, Severity, counted
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch07_documents import Concession
from qms.model.kinds.record import called
from qms.model.rule import Rule
from qms.model.snapshot import Problem, Snapshot
from qms.operations.checking.history import with_history
from qms.operations.checking.judging import judged
from qms.operations.checking.lines import located
from qms.operations.checking.not_yet import parted
from qms.operations.checking.own_rules import judged_by
from qms.operations.checking.rulebook import Rulebook, rulebook
from qms.operations.checking.signers import against_signers
from qms.operations.checking.soundness import with_figures_tried
from qms.standing.concession import is_granted, longest
from qms.standing.proved import proved
from qms.store import clock, git, loading
from qms.text import Text, joined, same

OUTSIDE = "QMS905"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line and qms.yml say of the report; never of what complies.

    `held` is what the files showed that an outsider kept; nothing leaves it out. Where `waits`,
    what only an empty register causes is told as not there yet until the first release.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Severity = Severity.INFO
    changed_since: str | None = None
    baseline: frozenset[str] = frozenset()
    held: tuple[Finding | NotJudged, ...] = ()
    signers: Mapping[str, frozenset[str]] | None = None
    waits: bool = True


def check(
    root: Path,
    snapshot: Snapshot,
    choices: Choices | None = None,
    book: Rulebook | Callable[[], Rulebook] | None = None,
) -> Report:
    """Return the report on a snapshot, every finding with line and column.

    Args:
        root: The repository.
        snapshot: What is judged.
        choices: What is to be left out; by default nothing but what qms.yml says.
        book: The rules, or what gathers them while git is asked for the history; by default all
            but the repository's own, which are code.

    """
    with ThreadPoolExecutor(1) as beside:
        told = beside.submit(with_history, root, snapshot)
        book = book() if callable(book) else book or rulebook(root)
        chosen = _chosen(book, snapshot, choices or Choices())
        chosen += _telling(book, snapshot, chosen)
        if any({FigureFlaw, Miscount} & {*(each.reads or ())} for each in chosen):
            snapshot = with_figures_tried(root, snapshot)
        flaws, wrong = snapshot.figure_flaws, snapshot.miscounts
        snapshot = replace(told.result(), figure_flaws=flaws, miscounts=wrong)
    elsewhere = _judged_elsewhere(book, snapshot, chosen)
    profile = [_timed(each, snapshot) for each in chosen]
    outcomes: list[Finding | NotJudged] = [
        *(replace(each, owner=snapshot.serving(each.owner)) for each in book.broken),
        *book.not_run,
        *_outside(snapshot),
        *elsewhere,
        *(choices or Choices()).held,
    ]
    if choices and choices.signers is not None:
        outcomes += against_signers(snapshot, choices.signers)
    outcomes += [outcome for timed, _ in profile for outcome in timed]
    findings = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    if choices is None or choices.waits:
        findings, not_yet = parted(snapshot, findings)
        outcomes += not_yet
    soft = {each.code for each in book.rules if not each.is_integrity}
    weighed = [_weighed(each, snapshot) if each.code in soft else each for each in findings]
    owed = _owed(snapshot, counted(weighed))
    kept, conceded = _without_concessions(snapshot, owed, soft)
    wanted = choices or Choices()
    known = wanted.baseline | _known_at(root, snapshot, wanted, book)
    grave = [each for each in kept if each.severity >= wanted.severity]
    kept = [each for each in grave if each.fingerprint not in known or each.code not in soft]
    return Report(
        ref=snapshot.ref,
        as_of=snapshot.as_of,
        findings=tuple(sorted(located(root, snapshot, kept), key=lambda each: each.order)),
        not_judged=tuple(
            sorted(
                (outcome for outcome in outcomes if isinstance(outcome, NotJudged)),
                key=lambda outcome: outcome.order,
            )
        ),
        records=sum(len(rows) for rows in snapshot.tables.values()),
        rules=len(chosen),
        conceded=tuple(
            replace(given, finding=finding)
            for given, finding in zip(
                conceded, located(root, snapshot, (each.finding for each in conceded)), strict=True
            )
        ),
        known=len(grave) - len(kept),
        unread=snapshot.unread_files,
        site=snapshot.settings.site,
        rules_left_out=len(book.rules) - len(chosen),
        ran=book.ran,
        departments={
            each.id: Text(zh=each.name, en=each.name_en) for each in snapshot.all(Department)
        },
        people={each.id: called(each) for each in snapshot.all(Person)},
        profile=tuple(
            (each.code, len(outcomes), seconds)
            for each, (outcomes, seconds) in zip(chosen, profile, strict=True)
        ),
    )


def _outside(snapshot: Snapshot) -> Iterator[NotJudged]:
    """Say of each kind that lies in an attached table that no rule judges its records."""
    for kind, written in sorted(snapshot.outside.items()):
        reason = Text(
            zh=f"{kind} 的记录在外接的表 {written} 里：指标计入，规则没有逐份判断，"
            "也不列出、不报到期",
            en=f"records of {kind} lie in the attached table {written}: figures count them; no "
            "rule judged them one by one, and they are neither listed nor due",
        )
        yield NotJudged(OUTSIDE, Place("qms.yml", line=1, column=1), reason)


def _telling(book: Rulebook, snapshot: Snapshot, chosen: Collection[Rule]) -> list[Rule]:
    """Return the rules that tell of what could not be read; no choice of rules leaves them out."""
    if not snapshot.unread_files:
        return []
    return [each for each in book.rules if each.reads == (Problem,) and each not in chosen]


def _judged_elsewhere(
    book: Rulebook, snapshot: Snapshot, chosen: Collection[Rule]
) -> list[Finding | NotJudged]:
    """Return what the repository's own rules find, in their process; none where there are none."""
    own = {each.code for each in book.own.rules} if book.own else set()
    codes = [each.code for each in chosen if each.code in own]
    return judged_by(book.own, snapshot, codes) if book.own and codes else []


def _timed(each: Rule, snapshot: Snapshot) -> tuple[list[Finding | NotJudged], float]:
    start = clock.stopwatch()
    outcomes = judged(each, snapshot)
    return outcomes, clock.stopwatch() - start


def _known_at(root: Path, snapshot: Snapshot, choices: Choices, book: Rulebook) -> frozenset[str]:
    """Return the findings that were there already where this state parted from another.

    What was mended there since is not this state's doing. Judged as of the same day.
    """
    if choices.changed_since is None:
        return frozenset()
    ref = "HEAD" if snapshot.is_work_tree else snapshot.ref
    parted = git.merge_base(git.repository(root), choices.changed_since, ref)
    before = loading.load(root, as_of=snapshot.as_of, ref=parted)
    report = check(root, before, Choices(choices.select, choices.ignore), book)
    return frozenset(each.fingerprint for each in report.findings)


def _without_concessions(
    snapshot: Snapshot, findings: list[Finding], soft: Collection[str]
) -> tuple[list[Finding], list[Conceded]]:
    """Part off what a concession in force covers, of those rules that one may be given for."""
    granted = {
        (each.code, each.record): each
        for each in snapshot.all(Concession)
        if each.code in soft and is_granted(snapshot, each)
    }
    kept: list[Finding] = []
    conceded: list[Conceded] = []
    for finding in findings:
        given = granted.get((finding.code, finding.place.record or ""))
        if given is None:
            kept.append(finding)
        else:
            by = _signed_by(snapshot, given)
            until = min(given.expires, longest(snapshot, given))
            conceded.append(Conceded(finding, given.id, by, until, given.reason))
    return kept, sorted(conceded, key=lambda each: each.finding.place.path)


def _signed_by(snapshot: Snapshot, concession: Concession) -> Text:
    """Return who granted a concession, and whether that is signed or only stated."""
    name, how = snapshot.named(concession.approved_by), proved(snapshot, concession)
    if how is None:
        return name
    return Text(zh=f"{name.zh}（{how.zh}）", en=f"{name.en} ({how.en})")


def _chosen(book: Rulebook, snapshot: Snapshot, choices: Choices) -> list[Rule]:
    """Return the rules that judge: those asked for, and of integrity whatever qms.yml says."""
    settings = snapshot.settings.check
    for wanted in (*choices.select, *choices.ignore):
        if not any(each.code.startswith(wanted) for each in book.rules):
            raise UsageError(
                Text(zh="没有规则以 {code} 开头。", en="No rule begins with {code}."),
                same("{how}"),
                how=joined((*book.reasons, _HOW_TO_SELECT), zh="\n", en="\n"),
                code=same(wanted),
            )
    return [
        each
        for each in book.rules
        if _is_among(each.code, choices.select or ("",))
        and not _is_among(each.code, choices.ignore)
        and (each.is_integrity or choices.select or _is_among(each.code, settings.select or ("",)))
        and (each.is_integrity or not _is_among(each.code, settings.ignore))
    ]


_HOW_TO_SELECT = Text(
    zh="写代码或其开头，如 CMP 或 CMP102；多个各写一次 --select。",
    en="Write a code or its start, CMP or CMP102; repeat --select for several.",
)


def _is_among(code: str, families: tuple[str, ...]) -> bool:
    return code.startswith(families)


def _owed(snapshot: Snapshot, findings: list[Finding]) -> list[Finding]:
    """Say of each finding who owes the next step: the person named, else who heads the owner."""

    def owed(finding: Finding) -> Finding:
        named = snapshot.find(Person, finding.who)
        owner = named.department if named else finding.owner
        person = snapshot.in_charge(finding.who if named else owner)
        return replace(finding, owner=owner, who=person.id if person else "")

    return [owed(each) for each in findings]


def _weighed(finding: Finding, snapshot: Snapshot) -> Finding:
    named = snapshot.settings.check.severity.get(finding.code)
    return finding if named is None else replace(finding, severity=Severity[named.upper()])
