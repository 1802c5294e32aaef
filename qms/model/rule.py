"""A rule of the compliance check: one small function under a declaration that says all about it.

The registry, the reference page, `qms explain`, SARIF metadata and the example tests are made
from the declaration alone.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from qms.model.finding import Finding, Hit, NotJudged, Place, Severity
from qms.model.seen import EVERYTHING
from qms.model.snapshot import Snapshot
from qms.text import Lang, Text

Judge = Callable[[Snapshot], Iterable[Hit]]
GONE = "(gone)"


@dataclass(frozen=True, slots=True)
class Example:
    """Files laid over a minimal sound repository, and the day on which it is judged.

    What is `committed` is committed before the files come, and what is `between` after that, one
    commit each; a file whose content is `GONE` is removed.
    """

    files: Mapping[str, str]
    as_of: dt.date = dt.date(2026, 11, 23)
    committed: Mapping[str, str] = field(default_factory=dict)
    between: tuple[Mapping[str, str], ...] = ()


_ANYBODY = re.compile(r"例先生(?![\u4e00-\u9fff])")
_ANYTHING = re.compile(r"(?<![\u4e00-\u9fff])例(?![\u4e00-\u9fff])")


def in_words_of(lang: Lang, content: str) -> str:
    """Return a file of an example with its words for anybody and anything as the language has them.

    Whatever else an example says in Chinese is said of Chinese text, and stays.
    """
    if lang == "zh":
        return content
    return _ANYTHING.sub("example", _ANYBODY.sub("Mr Example", content))


@dataclass(frozen=True, slots=True)
class Rule:
    """A judgement on the snapshot with its words, reason, cure and examples.

    Attributes:
        reads: The kinds of records, and what else of the snapshot, its verdict follows from; None
            where that is not declared.
        each: The kind whose records it judges one by one, looking at no other of that kind; what
            it finds is the same however the records are parted.
        guards_release: What it finds in the chapters keeps a release from being prepared.
        is_certain: What it finds follows from what was read, whatever else there may be; where
            that is not so, it says itself that it did not judge.
        is_of_repository: The repository's own file declares it, whose code runs on request alone.

    """

    code: str
    clause: str
    severity: Severity
    title: Text
    message: Text
    why: Text
    cure: Text
    owner: str
    references: tuple[str, ...]
    bad: Example
    good: Example
    judge: Judge
    is_integrity: bool = False
    reads: tuple[type, ...] | None = None
    each: type | None = None
    is_certain: bool = False
    guards_release: bool = False
    is_of_repository: bool = False

    @property
    def declared(self) -> tuple[type, ...]:
        """All that it may look at; everything where nothing is declared."""
        own = (self.each,) if self.each else ()
        return EVERYTHING if self.reads is None else (*own, *self.reads)

    @property
    def name(self) -> str:
        """The function's name, which is the rule's name."""
        return getattr(self.judge, "__name__", self.code)

    @property
    def source(self) -> str:
        """Where it stands in the code: qms/rules/delivery.py:64."""
        file = getattr(self.judge, "__module__", "").replace(".", "/") + ".py"
        code = getattr(self.judge, "__code__", None)
        return f"{file}:{code.co_firstlineno}" if code else file

    def __call__(
        self, snapshot: Snapshot, serving: Callable[[str], str] = str
    ) -> Iterator[Finding | NotJudged]:
        """Judge the snapshot; each hit becomes a finding in this rule's words.

        Args:
            snapshot: What is judged.
            serving: Gives the department that serves as what the rule needs.

        """
        for found in self.judge(snapshot):
            if found.not_judged is not None:
                yield NotJudged(self.code, found.place, found.not_judged)
            else:
                yield Finding(
                    code=self.code,
                    severity=self.severity,
                    clause=self.clause,
                    owner=found.owner or serving(self.owner),
                    place=found.place,
                    message=self.message,
                    cure=self.cure,
                    who=found.who or "",
                    values=found.values,
                    since=found.since,
                    due=found.due,
                    mark=found.mark,
                    awaits=found.awaits,
                )


def rule(
    code: str,
    *,
    clause: str,
    severity: Severity,
    title: Text,
    message: Text,
    why: Text,
    cure: Text,
    bad: Example,
    good: Example | None = None,
    owner: str = "after-sales",
    references: tuple[str, ...] = (),
    is_integrity: bool = False,
    reads: tuple[type, ...] | None = None,
    each: type | None = None,
    is_certain: bool = False,
    guards_release: bool = False,
) -> Callable[[Judge], Rule]:
    """Declare the decorated function to be a rule.

    Args:
        code: Family and three digits, never reused.
        clause: The clause of the manual that it enforces.
        severity: How grave a finding is.
        title: What the rule wants, in a few words.
        message: What a finding says; gaps are filled from the hit's values.
        why: The reason, for `qms explain`.
        cure: What to do, as far as possible the next command.
        bad: Files that give exactly this code.
        good: Files that do not; by default the minimal repository itself.
        owner: What the department serves as that owes the next step where the hit names nobody.
        references: Further clauses, of standards or law.
        is_integrity: No concession and no baseline may hide it.
        reads: What it looks at: kinds of records (`Record` for every kind) and other parts of the
            snapshot (`Chapter`, `RecordHistory`, ...). It is refused anything else.
        each: The kind that it judges record by record; declared beside `reads`.
        is_certain: It finds nothing that a file which was not read could refute.
        guards_release: What it finds in the chapters keeps a release from being prepared.

    """

    def declare(judge: Judge) -> Rule:
        return Rule(
            code=code,
            clause=clause,
            severity=severity,
            title=title,
            message=message,
            why=why,
            cure=cure,
            owner=owner,
            references=references,
            bad=bad,
            good=good or Example({}, as_of=bad.as_of),
            judge=judge,
            is_integrity=is_integrity,
            reads=(reads or ()) if each else reads,
            each=each,
            is_certain=is_certain,
            guards_release=guards_release,
        )

    return declare


def hit(
    place: Place,
    *,
    owner: str | None = None,
    who: str | None = None,
    since: dt.date | None = None,
    due: dt.date | None = None,
    mark: str = "",
    awaits: tuple[str, ...] = (),
    **values: object,
) -> Hit:
    """Return a hit.

    Args:
        place: Where it is.
        owner: The department that owes the next step; by default the rule's.
        who: The person who owes it, whose department then is the owner; by default who heads it.
        since: The day from which it is so.
        due: The day by which it was, or is, to be done.
        mark: What tells it from others that the rule finds in the same record, or else place, and
            stays the same tomorrow: a number, a name of a field; no words, days or amounts.
        awaits: The kinds without any record of which it could not be otherwise; while none is
            there and no release was made, it is told as not there yet.
        values: What fills the gaps of the message.

    """
    return Hit(place, values, owner=owner, who=who, since=since, due=due, mark=mark, awaits=awaits)


def not_judged(place: Place, reason: Text) -> Hit:
    """Return the third outcome: this could not be judged, and why."""
    return Hit(place, not_judged=reason)
