"""A departure that the check found: where it is, what it says, who owes the next step."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from qms.text import Lang, Text, told

Key = str | int


class Severity(IntEnum):
    """How grave a finding is; the higher the graver."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> Text:
        """The word that a report prints."""
        return _SEVERITY_LABELS[self]


_SEVERITY_LABELS = {
    Severity.INFO: Text(zh="提示", en="note"),
    Severity.WARNING: Text(zh="警告", en="warning"),
    Severity.ERROR: Text(zh="错误", en="error"),
}


_OWES = Text(zh=" → 责任：{owner}", en=" → {owner}")
_WAS_DUE = Text(zh="，期限 {day}", en=", due {day}")
_ONE_UNREAD = Text(
    zh="1 份文件未能读取，没有计入。", en="1 file could not be read and is not counted."
)
_UNREAD = Text(
    zh="{count} 份文件未能读取，没有计入。",
    en="{count} files could not be read and are not counted.",
)
_ENDS = ("。", ".", "!", "！", "?", "？")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: a file, in it a key path or a line, and the record concerned.

    Rules name keys; line and column are looked up only when the finding is printed.
    """

    path: str
    keys: tuple[Key, ...] = ()
    line: int | None = None
    column: int | None = None
    record: str | None = None

    @property
    def field(self) -> str:
        """The names of the fields that lead there, without positions in lists."""
        return ".".join(key for key in self.keys if isinstance(key, str))

    def at(self, *keys: Key) -> "Place":
        """Return the place of something further inside."""
        return replace(self, keys=self.keys + keys)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule yields: a place and the values that fill the gaps of its message."""

    place: Place
    values: Mapping[str, object] = field(default_factory=dict)
    owner: str | None = None
    who: str | None = None
    since: dt.date | None = None
    due: dt.date | None = None
    not_judged: Text | None = None
    mark: str = ""
    awaits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One departure from the manual, ready to be said in either language.

    The next step is owed by a department, its `owner`, and in it by one person, `who`; empty where
    nobody is known. `mark` tells it from others of its rule in the same record; of those that are
    alike in that too it is the `nth`. It `awaits` records of the kinds without any of which it
    could not be otherwise.
    """

    code: str
    severity: Severity
    clause: str
    owner: str
    place: Place
    message: Text
    cure: Text
    who: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    since: dt.date | None = None
    due: dt.date | None = None
    source: str = ""
    mark: str = ""
    nth: int = 0
    awaits: tuple[str, ...] = ()

    def say(self, lang: Lang) -> str:
        """Return what is wrong, with the values."""
        return self.message.say(lang, **self.values)

    def say_cure(self, lang: Lang) -> str:
        """Return what to do."""
        said = self.cure.say(lang, **self.values)
        begins_small = lang == "en" and said[:1].islower() and not said.startswith("qms")
        return said[0].upper() + said[1:] if begins_small else said

    def say_both(self, lang: Lang) -> str:
        """Return what is wrong and what to do, as two sentences."""
        wrong = self.say(lang).rstrip()
        if not wrong.endswith(_ENDS):
            wrong += "。" if lang == "zh" else "."
        return f"{wrong}{'' if lang == 'zh' else ' '}{self.say_cure(lang)}"

    @property
    def identity(self) -> tuple[str, str, str]:
        """What it is about: rule, record or else file, and the rule's own mark."""
        place = self.place
        is_in_record = place.record and place.path.startswith("records/")
        kind = place.path.split("/")[1] if is_in_record else ""
        return self.code, f"{kind} {place.record}" if kind else place.path, self.mark

    @property
    def fingerprint(self) -> str:
        """What stays the same tomorrow, in either language, after a move and a reworded message."""
        parts = (*self.identity, str(self.nth))
        return hashlib.sha256("\n".join(parts).encode(errors="backslashreplace")).hexdigest()[:32]

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key: by file, line, code and words, so that a report never shuffles."""
        place = self.place
        return (
            place.path,
            place.line or 0,
            place.column or 0,
            tuple(map(str, place.keys)),
            self.code,
            self.say("en"),
        )


@dataclass(frozen=True, slots=True)
class Conceded:
    """A finding that a concession in force covers: which, given by whom, until when and why."""

    finding: Finding
    concession: str
    by: Text
    until: dt.date
    reason: str


def counted(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in order of place; of those that are alike each knows which it is."""
    seen: Counter[tuple[str, str, str]] = Counter()
    found: list[Finding] = []
    for each in sorted(findings, key=lambda finding: finding.order):
        found.append(replace(each, nth=seen[each.identity]) if each.identity in seen else each)
        seen[each.identity] += 1
    return found


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A question that a rule could not answer, with the reason; never silently a pass."""

    code: str
    place: Place
    reason: Text

    @property
    def order(self) -> tuple[str, ...]:
        """Sort key, so that a report never shuffles."""
        place = self.place
        return (self.code, place.path, *map(str, place.keys), self.reason.en)


@dataclass(frozen=True, slots=True)
class Ran:
    """Whose rules judged besides the program's: a package or file, its version, its digest."""

    name: str
    version: str
    digest: str

    def __str__(self) -> str:
        """Return it as a report says it."""
        return f"{self.name} {self.version}".rstrip() + f" sha256 {self.digest[:16]}"


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one check of one commit (or the work tree) as of one day.

    Beside them stands what the report leaves out: findings conceded, findings known from a
    baseline or an older commit, rules not chosen. `profile` holds for each rule its code, how many
    outcomes it had and the seconds that it took; `departments` and `people` their names by id.
    `ran` are the packages and the file whose rules judged besides the program's. `unread` are
    the files of which not all could be read, and which are not counted; `site` is the address
    at which the site is published.
    """

    ref: str
    as_of: dt.date
    findings: tuple[Finding, ...]
    not_judged: tuple[NotJudged, ...]
    records: int
    rules: int
    conceded: tuple[Conceded, ...] = ()
    known: int = 0
    rules_left_out: int = 0
    ran: tuple[Ran, ...] = ()
    profile: tuple[tuple[str, int, float], ...] = ()
    departments: Mapping[str, Text] = field(default_factory=dict)
    people: Mapping[str, Text] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    site: str = ""

    def page(self, code: str, lang: Lang) -> str:
        """Return the address where the published site explains a rule; empty without a site."""
        folder = "en/" if lang == "en" else ""
        return f"{self.site}/{folder}registers/rule/{code}.html" if self.site else ""

    def owner(self, finding: Finding, lang: Lang) -> str:
        """Return the name of the department that owes the next step; its id if it has none."""
        name = self.departments.get(finding.owner)
        return name.say(lang) if name else finding.owner

    def person(self, finding: Finding, lang: Lang) -> str:
        """Return the name of who owes the next step; nothing where nobody is known."""
        name = self.people.get(finding.who)
        return name.say(lang) if name else ""

    def owes(self, finding: Finding, lang: Lang) -> str:
        """Return the department and the person in it who owe the next step."""
        return f"{self.owner(finding, lang)} {self.person(finding, lang)}".rstrip()

    def owed_by(self, finding: Finding, lang: Lang) -> str:
        """Return who owes the next step and by when, as it stands behind a finding."""
        said = _OWES.say(lang, owner=self.owes(finding, lang))
        return said + (_WAS_DUE.say(lang, day=finding.due.isoformat()) if finding.due else "")

    @property
    def is_partial(self) -> bool:
        """Something is left out, not judged, or was judged by others' rules too."""
        return bool(
            self.rules_left_out or self.known or self.conceded or self.not_judged or self.ran
        )

    @property
    def uncounted(self) -> Text:
        """The sentence that says how many files are not counted; empty where all were read."""
        count = len(self.unread)
        if count == 0:
            return Text(zh="", en="")
        said = _ONE_UNREAD if count == 1 else _UNREAD
        return told(said, count=count)

    def count(self, severity: Severity) -> int:
        """Return how many findings have exactly this severity."""
        return Counter(finding.severity for finding in self.findings)[severity]

    def exit_status(self, fail_on: Severity) -> int:
        """Return 1 when a finding is at least as grave as `fail_on`, else 0."""
        return int(any(finding.severity >= fail_on for finding in self.findings))
