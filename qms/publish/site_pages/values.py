"""A field's value as people read it: words for choices, links for numbers, masks for people."""

import datetime as dt
import re
from collections.abc import Iterator
from enum import Enum
from functools import cache, cached_property

from pydantic import BaseModel

from qms.model.calendar import local
from qms.model.kinds.record import Choice, Correction, Evidence, Record, Status, kind_name
from qms.model.kinds.references import kind_referred_to
from qms.model.personal import MASK, hidden_in, label, together, without
from qms.publish.site_pages import Site, is_number
from qms.publish.site_pages.markup import badge, link, safe
from qms.publish.templating import BREAK, Markup, escaped, html, joined
from qms.text import Lang, Text

WITH_PAGES = 2000
"""A kind with more records than this has a table but no page for each."""
_STATES = {
    Status.draft: "plain",
    Status.open: "warn",
    Status.closed: "good",
    Status.void: "plain",
}


def head_of(site: Site, model: type[BaseModel], name: str) -> str:
    """Return a field's name with its unit, for the head of a column."""
    found = label(model, name)
    unit = f"（{found.unit}）" if found.unit and site.lang == "zh" else ""
    unit = f" ({found.measure.en})" if found.unit and site.lang == "en" else unit
    return site.say(found.text) + unit


def is_filled(value: object) -> bool:
    """Tell whether there is anything to show."""
    return bool(value) or value not in (None, "", (), {})


class Values:
    """Renders the fields of one record; knows where it stands and what must not be shown."""

    def __init__(self, site: Site, record: Record, *, base: str, bilingual: bool = False) -> None:
        self._site = site
        self._record = record
        self._base = base
        self._bilingual = bilingual
        self._privacy = site.today.settings.privacy

    @cached_property
    def _hidden(self) -> tuple[str, ...]:
        """What is said of people outside, here or elsewhere: no free text may repeat it."""
        if self._privacy == "full":
            return ()
        return together(hidden_in(self._record), self._site.today.said_of_people)

    def field(self, holder: BaseModel, name: str, *, brief: bool = False) -> Markup:
        """Return a field as HTML."""
        value = getattr(holder, name)
        model = type(holder)
        marked = label(model, name)
        if marked.private and self._privacy != "full":
            return Markup("")
        if marked.personal and self._privacy != "full":
            return self._masked(value)
        target = kind_referred_to(model, name)
        if isinstance(value, tuple):
            if brief:
                return escaped(len(value))
            return joined((self._one(each, target) for each in value), by=BREAK)
        return self._one(value, target)

    def word(self, text: Text) -> Markup:
        """Return a word; in shared data both languages, for the script to choose from."""
        return _word(text, None if self._bilingual else self._site.lang)

    def fields(self, holder: BaseModel) -> Iterator[tuple[Markup, Markup]]:
        """Yield the filled fields of a record or sheet: name and value as HTML."""
        for _field, name, value in self.named_fields(holder):
            yield name, value

    def named_fields(self, holder: BaseModel) -> Iterator[tuple[str, Markup, Markup]]:
        """Yield the same with the field that each comes from."""
        for name in type(holder).model_fields:
            is_own_number = isinstance(holder, Record) and name == "id"
            if is_filled(getattr(holder, name)) and not is_own_number:
                shown = self.field(holder, name)
                if shown:
                    yield name, self.word(label(type(holder), name).text), shown

    def link_to(self, kind: str, record_id: str, words: str = "") -> Markup:
        """Return a link to a record, wherever it is shown."""
        return link(f"{record_id} {words}".strip(), href(self._site, kind, record_id, self._base))

    def _one(self, value: object, target: str | None) -> Markup:
        if isinstance(value, BaseModel):
            return self._sheet(value)
        if target and isinstance(value, str):
            return self._reference(target, value)
        if isinstance(value, Status):
            return badge(self.word(value.label), _STATES[value])
        if isinstance(value, Choice):
            return self.word(value.label)
        if isinstance(value, bool):
            return self.word(Text(zh="是", en="yes") if value else Text(zh="否", en="no"))
        if isinstance(value, dict):
            named = (html("{}: {}", key, self.text(each)) for key, each in value.items())
            return joined(named, by=BREAK)
        if isinstance(value, dt.date):
            return html("<time>{}</time>", self._moment(value))
        return self.text(value.value if isinstance(value, Enum) else value)

    def _moment(self, value: dt.date) -> str:
        """Return a day, or a moment on the office's clock."""
        if not isinstance(value, dt.datetime):
            return value.isoformat()
        here = local(value, self._site.today.settings.zone)
        return f"{here:%Y-%m-%d %H:%M:%S}" if here.second else f"{here:%Y-%m-%d %H:%M}"

    def text(self, value: object) -> Markup:
        """Return plain text with links to records it names and without personal data."""
        words = str(value)
        if is_number(words):
            record = self._site.connections.known.get(words)
            if record is not None:
                return self.link_to(kind_name(type(record)), words)
        if self._privacy != "full":
            words = without(words, self._hidden)
        return safe(words)

    def _sheet(self, sheet: BaseModel) -> Markup:
        if isinstance(sheet, Correction) and self._privacy != "full":
            sheet = self._without_personal(sheet)
        rows = (html("<dt>{}</dt><dd>{}</dd>", *each) for each in self.fields(sheet))
        return html('<dl class="qms-sheet">{}</dl>', joined(rows))

    def _without_personal(self, correction: Correction) -> Correction:
        """A correction repeats old and new values, which may be somebody's name or number."""
        if correction.old in self._hidden or correction.new in self._hidden:
            return correction.model_copy(update={"old": MASK, "new": MASK})
        return correction

    def _masked(self, value: object) -> Markup:
        if not is_filled(value) or self._privacy == "none":
            return Markup("")
        words = str(value)
        if isinstance(value, tuple) or any(each.isdigit() for each in words):
            return escaped(MASK)
        return safe(words[0] + MASK)

    def _reference(self, target: str, record_id: str) -> Markup:
        record = self._site.today.index.get(target, {}).get(record_id)
        if record is None:
            return safe(record_id)
        name = name_of(self._site, record)
        if name and not is_number(record_id):
            return link(name, href(self._site, target, record_id, self._base))
        return self.link_to(target, record_id, name)


@cache
def _word(text: Text, lang: Lang | None) -> Markup:
    if lang is None:
        return html('<span data-en="{}">{}</span>', safe(text.en), safe(text.zh))
    return safe(text.say(lang))


def name_of(site: Site, record: Record) -> str:
    """Return what a record is called beside its number, if anything."""
    english = ""
    if site.lang == "en":
        english = getattr(record, "name_en", "") or getattr(record, "title_en", "")
    return str(english or getattr(record, "name", "") or getattr(record, "title", ""))


def title_of(site: Site, record: Record) -> str:
    """Return what a record is called, its name before its number: 何映雪 P-004."""
    named = name_of(site, record)
    if not named:
        return f"{site.say(type(record).header.title)} {record.id}"
    return named if named == record.id else f"{named} {record.id}"


def href(site: Site, kind: str, record_id: str, base: str) -> str:
    """Return where a record is shown: on its page, or in the table of a kind with too many."""
    if has_pages(site, kind):
        return f"{base}{kind}/{file_of(record_id)}.html"
    return f"{base}{kind}.html#{file_of(record_id)}"


def has_pages(site: Site, kind: str) -> bool:
    """Tell whether each record of a kind has its page."""
    return len(site.today.tables.get(kind, ())) <= WITH_PAGES


def file_of(record_id: str) -> str:
    """Return a record's number as a file name."""
    return re.sub(r"[^\w.-]", "-", record_id).lstrip(".") or "-"


def status_badge(site: Site, record: Record) -> Markup:
    """Return the state of a retained record as a badge; registers have none."""
    if not isinstance(record, Evidence):
        return Markup("")
    return badge(site.say(record.status.label), _STATES[record.status])
