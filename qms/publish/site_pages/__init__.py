"""The pages of the site that an auditor browses, as Markdown with HTML in it (clause 7.5)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from qms.model.document_text import Issue
from qms.model.figure import Result
from qms.model.finding import Finding, Report
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Record, kind_name
from qms.model.kinds.references import references_of
from qms.model.manual import Chapter, Translation
from qms.model.redline import ClauseRedline
from qms.model.rule import Rule
from qms.model.snapshot import Snapshot
from qms.publish.templating import Markup, joined
from qms.standing.due import Due, dues
from qms.standing.overdue import calendar
from qms.text import LANGS, Lang, Text

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Past:
    """A release as the pages tell it: what it carried, and what changed from the one before.

    `printed` are the chapters with the values that the variables had in this release.
    """

    release: Release
    chapters: tuple[Chapter, ...]
    printed: tuple[Chapter, ...]
    redlines: tuple[ClauseRedline, ...]

    def redline_of(self, clause: str) -> ClauseRedline | None:
        """Return what changed in a clause, if anything did."""
        return next((each for each in self.redlines if each.number == clause), None)


@dataclass(frozen=True)
class Connections:
    """Which record stands under an id, and which records refer to it."""

    known: Mapping[str, Record]
    incoming: Mapping[tuple[str, str], tuple[Record, ...]]


@dataclass(frozen=True)
class Site:
    """All that the site shows: the evidence today, the manual in force, the check, the figures."""

    today: Snapshot
    in_force: Snapshot
    release: Release | None
    report: Report
    figures: tuple[Result, ...]
    rules: tuple[Rule, ...]
    trends: tuple[Result, ...] = ()
    past: tuple[Past, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)
    documents: Mapping[str, tuple[Issue, ...]] = field(default_factory=dict)
    lang: Lang = "zh"

    @property
    def is_draft(self) -> bool:
        """The chapters come from no release."""
        return self.release is None

    def t(self, zh: str, en: str) -> str:
        """Return a word or sentence in the language of these pages."""
        return zh if self.lang == "zh" else en

    def say(self, text: Text) -> str:
        """Return a text in the language of these pages."""
        return text.say(self.lang)

    def listed(self, words: Iterable[str]) -> Markup:
        """Return words as a list in one line; what is not HTML is escaped."""
        return joined(words, by=self.t("、", ", "))

    def department(self, name: str) -> str:
        """Return a department's name; an unknown one stays as it is written."""
        found = self.today.find(Department, name) or self.in_force.find(Department, name)
        return self.t(found.name, found.name_en) if found else name

    def post(self, name: str) -> str:
        """Return a post's name."""
        found = self.today.find(Post, name)
        return self.t(found.name, found.name_en) if found else name

    def process(self, name: str) -> str:
        """Return a process's number and name."""
        found = self.in_force.find(Process, name)
        return f"{name} {self.t(found.name, found.name_en)}" if found else name

    def person(self, name: str) -> str:
        """Return the name of somebody on the staff."""
        found = self.today.find(Person, name)
        return found.name if found else name

    @cached_property
    def connections(self) -> Connections:
        """The links between records, both ways."""
        known: dict[str, Record] = {}
        for record in self.today.records:
            known.setdefault(record.id, record)
        incoming: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in self.today.records:
            for target, value in named_by(record, known):
                holders = incoming[target, value]
                if not holders or holders[-1] is not record:
                    holders.append(record)
        return Connections(known, {key: tuple(rows) for key, rows in incoming.items()})

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the rules, each of which has a page."""
        return frozenset(each.code for each in self.rules)

    @cached_property
    def dues(self) -> tuple[Due, ...]:
        """Everything that falls due, earliest first."""
        return dues(self.today)

    @cached_property
    def calendar(self) -> tuple[Due, ...]:
        """What is overdue, findings with a deadline too, then what falls due."""
        return calendar(self.today, self.report.findings)

    @cached_property
    def findings(self) -> Mapping[str | None, tuple[Finding, ...]]:
        """The open findings by the number of the record that they are about."""
        found: dict[str | None, list[Finding]] = defaultdict(list)
        for each in self.report.findings:
            found[each.place.record].append(each)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def deadlines(self) -> Mapping[tuple[str, str | None], tuple[Due, ...]]:
        """What is due of a record, by its file and number."""
        found: dict[tuple[str, str | None], list[Due]] = defaultdict(list)
        for each in self.dues:
            found[each.place.path, each.place.record].append(each)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def counting(self) -> Mapping[tuple[str, str], tuple[Result, ...]]:
        """The months of figures that count a record, by its kind and number."""
        until = f"{self.today.as_of:%Y-%m}"
        found: dict[tuple[str, str], list[Result]] = defaultdict(list)
        for each in self.trends:
            if each.kpi.period_date and each.period <= until and each.base.is_listed:
                for record_id in each.base:
                    found[each.kpi.population, record_id].append(each)
        return {key: tuple(rows) for key, rows in found.items()}


def named_by(record: Record, known: Mapping[str, Record]) -> list[tuple[str, str]]:
    """Return the records that a record names, in reference fields and in plain ones."""
    found = [(target, value) for _keys, target, value in references_of(record)]
    for name in type(record).model_fields:
        value = getattr(record, name)
        if name != "id" and isinstance(value, str) and is_number(value) and value in known:
            target = kind_name(type(known[value]))
            if (target, value) not in found:
                found.append((target, value))
    return found


def is_number(value: str) -> bool:
    """Tell whether a text can be a record's number and no mere word: TS-2026-0014."""
    return "-" in value and " " not in value and _DIGIT.search(value) is not None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is made: where, under which name, with its data files beside it.

    A `broad` page has no contents at its side, a `wide` one no navigation either; `named` is what
    the navigation calls it where the title is too long.
    """

    path: str
    title: str
    content: Markup
    listed: bool = True
    wide: bool = False
    broad: bool = False
    named: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A record's page: only its title and body, to be filled into a page of the theme."""

    title: str
    body: Markup


@dataclass(frozen=True)
class Pages:
    """The pages by path, and how they are arranged.

    `files` are Markdown, `filled` are bodies for the shell of their language, `data` are scripts,
    `enclosed` are files of controlled documents as they were approved.
    """

    files: Mapping[str, str]
    filled: Mapping[str, Filled]
    data: Mapping[str, str]
    nav: list[object]
    enclosed: Mapping[str, bytes] = field(default_factory=dict)


# The theme prints titles as they are, and even takes back what was escaped in them.
_LOOK_ALIKES = str.maketrans({"<": "‹", ">": "›", "&": "＆", '"': "”"})  # noqa: RUF001 - that is the point


def as_title(words: str) -> str:
    """Return words as a title of a page: what would be HTML is shown by signs that look alike."""
    return " ".join(words.translate(_LOOK_ALIKES).split())


PREFIX: dict[Lang, str] = {"zh": "", "en": "en/"}
SHELL = "evidence/shell/page.md"


def pages(site: Site) -> Pages:
    """Return every page of the site in both languages; the same site gives the same pages."""
    from qms.publish.site_pages.documents import served

    files: dict[str, str] = {}
    filled: dict[str, Filled] = {}
    data: dict[str, str] = {}
    nav: list[object] = []
    for lang in LANGS:
        one = _in_language(_said(site, lang))
        files |= one.files
        filled |= one.filled
        data |= one.data
        nav.append({lang: one.nav})
    return Pages(files, filled, data, nav, served(site))


_SAID_IN_NONE = ("connections", "codes", "dues", "calendar", "findings", "deadlines", "counting")


def _said(site: Site, lang: Lang) -> Site:
    """Return the site in a language; what holds in each is worked out once."""
    made = replace(site, lang=lang)
    vars(made).update({name: getattr(site, name) for name in _SAID_IN_NONE})
    return made


def _in_language(site: Site) -> Pages:
    from qms.publish.site_pages import arrangement, search
    from qms.publish.site_pages.copy_pages import copy_pages
    from qms.publish.site_pages.records import record_pages
    from qms.publish.site_pages.rule_pages import rule_pages

    prefix = PREFIX[site.lang]
    files: dict[str, str] = {}
    data: dict[str, str] = {}
    nav: list[object] = []
    every: list[Page] = []
    for title, members in arrangement.sections(site):
        listed: list[object] = []
        for group, made in members:
            entries: list[object] = []
            for page in made:
                every.append(page)
                files[prefix + page.path] = arrangement.source(site, page)
                data |= {prefix + path: content for path, content in page.data.items()}
                if page.listed:
                    entries.append({as_title(page.named or page.title): prefix + page.path})
            listed += [{as_title(group): entries}] if group and entries else entries
        nav += [{title: listed}] if title else listed
    shell = Page(SHELL, "@@title@@", Markup("@@body@@"), listed=False, wide=True)
    files[prefix + SHELL] = arrangement.source(site, shell)
    alone = (*record_pages(site), *copy_pages(site), *rule_pages(site))
    filled = {prefix + path: made for path, made in alone}
    data |= {prefix + path: content for path, content in search.scripts(site, every).items()}
    return Pages(files, filled, data, nav)
